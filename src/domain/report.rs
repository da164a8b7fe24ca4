//! The account's credential report: what it says of each user, and how far that can be trusted.
//!
//! It has no key IDs, is up to some hours old, and dates a key by when it was created *or last
//! changed*: whatever is shown of it is shown with the report's age.

use super::access_key::LastUsed;
use super::user::{ConsoleAccess, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// IAM makes a new report when the last one is older than this.
pub const REPORT_LIFETIME: TimeDelta = TimeDelta::hours(4);

/// A credential report, as `GetCredentialReport` gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CredentialReport {
    /// When IAM made it.
    pub generated: DateTime<Utc>,
    /// Its row for each user.
    pub users: HashMap<UserName, ReportedUser>,
    /// Its row `<root_account>`.
    pub root: Option<ReportedUser>,
}

/// One row of the report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportedUser {
    /// The Amazon Resource Name.
    pub arn: String,
    /// When the user was created. A user that was deleted and made again is another one.
    pub created: Option<DateTime<Utc>>,
    /// Whether the user has a password for the console; `None` where the report does not say so.
    pub console_access: Option<ConsoleAccess>,
    /// When the password was last used; `None` where there is no password, and for never.
    pub password_last_used: Option<DateTime<Utc>>,
    /// When the password was last changed.
    pub password_last_changed: Option<DateTime<Utc>>,
    /// Whether an MFA device is enabled; `None` where the report does not say so.
    pub mfa_active: Option<bool>,
    /// The access keys there are: at most two, in no order that means anything.
    pub keys: Vec<ReportedKey>,
    /// How many signing certificates are active.
    pub signing_certificates: usize,
}

/// A key in the report, which has no ID there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportedKey {
    /// Whether it is active.
    pub active: bool,
    /// `access_key_N_last_rotated`: when it was created or last changed.
    pub created_or_changed: Option<DateTime<Utc>>,
    /// When, where and for what it was last used.
    pub last_used: LastUsed,
}

impl CredentialReport {
    /// Whether IAM would make a new one.
    #[must_use]
    pub fn is_old(&self, now: DateTime<Utc>) -> bool {
        now - self.generated >= REPORT_LIFETIME
    }

    /// Whether the root user has access keys, as far as the report says.
    #[must_use]
    pub fn root_has_keys(&self) -> bool {
        self.root.as_ref().is_some_and(|root| !root.keys.is_empty())
    }
}
