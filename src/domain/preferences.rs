//! How a person wants the table, kept from one session to the next.

use serde::{Deserialize, Serialize};

/// What is kept, in words that stay the same from version to version.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The columns chosen: `user-name`, `access-key-id`. None chosen: the usual ones.
    pub(crate) columns: Vec<String>,
    /// The column that rows are sorted by.
    pub(crate) sorted_by: Option<String>,
    /// Whether the largest value comes first.
    pub(crate) descending: bool,
}
