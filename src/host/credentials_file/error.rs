//! Why a key was not saved into a profile. No error holds a line of the file.

use super::edit_error::EditError;
use std::io;
use std::path::PathBuf;

/// Why there is no plan, or the plan was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsFileError {
    /// AWS programs read the variable that names the file differently.
    #[error("AWS_SHARED_CREDENTIALS_FILE cannot be followed: {0}")]
    Variable(&'static str),
    /// `HOME` is not set.
    #[error("your home folder is not known: set HOME")]
    NoHome,
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The path is a pipe, a folder or a device.
    #[error("{path} is not a regular file: name another with AWS_SHARED_CREDENTIALS_FILE", path = path.display())]
    NotRegular {
        /// The path.
        path: PathBuf,
    },
    /// The file is larger than any credentials file.
    #[error("{path} is larger than 1 MiB: that is no credentials file", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is not UTF-8.
    #[error("{path} is not text in UTF-8, and the SDKs cannot read it: save it as such", path = path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder is read-only.
    #[error("{path} is read-only: make it writable first (chmod u+w)", path = path.display())]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
    },
    /// The folder that the variable names does not exist.
    #[error(
        "the folder of {path} is not there: create it, or correct AWS_SHARED_CREDENTIALS_FILE",
        path = path.display()
    )]
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// The text cannot be edited.
    #[error("{path}: {error}", path = path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// Why.
        error: EditError,
    },
    /// The file was changed after the plan was made.
    #[error("{path} was changed meanwhile: nothing was written. Look at the new text first", path = path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be created or written, and nothing is left of it.
    #[error("{path} could not be written: {source}. Nothing was changed", path = path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Nothing was saved, but a new file could not be removed.
    #[error(
        "{reason}. But {left} could not be removed, and may hold secrets: delete it yourself",
        left = left.display()
    )]
    LeftBehind {
        /// Why nothing was saved.
        reason: Box<CredentialsFileError>,
        /// The new file.
        left: PathBuf,
    },
    /// The key is in the file, but the folder could not be synced.
    #[error(
        "{path} has the new key, but the disk did not confirm it ({source}): look whether it is there{}",
        backup.as_ref().map(|path| format!(". The text before is in {}", path.display())).unwrap_or_default(),
        path = path.display()
    )]
    Unsynced {
        /// The file.
        path: PathBuf,
        /// The backup of the old text.
        backup: Option<PathBuf>,
        /// The system's error.
        source: io::Error,
    },
    /// The file is no backup of akia's.
    #[error("{path} is no backup of akia's", path = path.display())]
    NotABackup {
        /// The file.
        path: PathBuf,
    },
    /// A backup could not be removed.
    #[error("{path} could not be removed: {source}", path = path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}
