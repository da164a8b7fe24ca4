//! What the console is started with.

use super::table::{Column, Sort};
use crate::domain::{AccessKeyId, AgeLimits, UserName};

/// The options the console is started with. Switching the profile changes what is opened first.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Nothing that changes IAM is offered.
    pub read_only: bool,
    /// When a key needs attention.
    pub limits: AgeLimits,
    /// The columns that the table has at first.
    pub columns: Vec<Column>,
    /// The order that it has at first.
    pub sort: Sort,
    /// What to open first.
    pub start: Start,
    /// The profile requested; shown until the session has one.
    pub profile: Option<String>,
    /// Whether this is the built-in account.
    pub demo: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            read_only: false,
            limits: AgeLimits::default(),
            columns: Column::DEFAULT.into(),
            sort: Sort::default(),
            start: Start::Users,
            profile: None,
            demo: false,
        }
    }
}

/// What to open first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    /// The table of users.
    Users,
    /// A user's security credentials.
    User(UserName),
    /// The owner of a key.
    Key(AccessKeyId),
}
