//! The person's choices about the table, which are kept from one session to the next.

use serde::{Deserialize, Serialize};

/// The table's columns and order, by names that stay the same from version to version.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The chosen columns, such as `user-name`; if empty, the default ones.
    pub(crate) columns: Vec<String>,
    /// The column that rows are sorted by.
    pub(crate) sorted_by: Option<String>,
    /// Whether the largest value comes first.
    pub(crate) descending: bool,
}
