//! Why a key is not saved into a profile. No error holds a line of the file.

use super::edit_error::EditError;
use std::io;
use std::path::PathBuf;

/// Why there is no plan, or nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsFileError {
    /// The variable that names the file is read differently by different programs.
    #[error("AWS_SHARED_CREDENTIALS_FILE cannot be followed: {0}")]
    Variable(&'static str),
    /// Nobody says where home is.
    #[error("your home folder is not known: set HOME")]
    NoHome,
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is a pipe, a folder, a device.
    #[error("{path} is not a regular file: name another with AWS_SHARED_CREDENTIALS_FILE", path = path.display())]
    NotAFile {
        /// What stands there.
        path: PathBuf,
    },
    /// Nobody writes that many profiles.
    #[error("{path} is larger than 1 MiB: that is no credentials file", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// It is not UTF-8.
    #[error("{path} is not text in UTF-8, and the SDKs cannot read it: save it as such", path = path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// It is read-only.
    #[error("{path} is read-only: make it writable first (chmod u+w)", path = path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The folder that a variable names is not there.
    #[error(
        "the folder of {path} is not there: create it, or correct AWS_SHARED_CREDENTIALS_FILE",
        path = path.display()
    )]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// The text cannot be edited so that everybody reads it alike.
    #[error("{path}: {error}", path = path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// Why.
        error: EditError,
    },
    /// It is not what was planned on.
    #[error("{path} was changed meanwhile: nothing was written. Look at the new text first", path = path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Something could not be created or written; nothing of it is left.
    #[error("{path} could not be written: {source}. Nothing was changed", path = path.display())]
    Write {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The same, with something left behind.
    #[error(
        "{reason}. But {left} could not be removed, and may hold secrets: delete it yourself",
        left = left.display()
    )]
    Left {
        /// Why nothing was saved.
        reason: Box<CredentialsFileError>,
        /// What is left.
        left: PathBuf,
    },
    /// The key is in the file, but it is not known whether the disk has it.
    #[error(
        "{path} has the new key, but the disk did not confirm it ({source}): look whether it is there{}",
        backup.as_ref().map(|path| format!(". The text before is in {}", path.display())).unwrap_or_default(),
        path = path.display()
    )]
    Unsynced {
        /// The file.
        path: PathBuf,
        /// The text before.
        backup: Option<PathBuf>,
        /// What the system said.
        source: io::Error,
    },
    /// Not a backup of ours.
    #[error("{path} is no backup of akia's", path = path.display())]
    NoBackup {
        /// The file.
        path: PathBuf,
    },
    /// The backup is still there.
    #[error("{path} could not be removed: {source}", path = path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
