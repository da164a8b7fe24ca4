//! What failed on this machine.

use std::fmt;

/// A report for the person of why something failed on this machine: a file, the clipboard, the
/// journal. The module that failed has a typed error of its own.
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
