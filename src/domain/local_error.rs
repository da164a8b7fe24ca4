//! What this machine could not do.

use std::fmt;

/// Why something could not be done on this machine, for a person: a file, the clipboard, the
/// journal. The room that did it has a typed error of its own; this is its report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalError(String);

impl LocalError {
    /// The report of an error.
    #[must_use]
    pub fn new(report: impl Into<String>) -> Self {
        Self(report.into())
    }
}

impl From<String> for LocalError {
    fn from(report: String) -> Self {
        Self(report)
    }
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LocalError {}
