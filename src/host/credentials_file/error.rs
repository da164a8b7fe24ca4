//! Why a key was not saved into a profile. No error holds a line of the file.

use super::edit_error::EditError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a plan was not made or not carried out. A path is the credentials file's, unless the variant
/// says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsFileError {
    /// AWS programs read the variable that names the file differently.
    #[error("AWS_SHARED_CREDENTIALS_FILE cannot be followed: {0}")]
    Variable(&'static str),
    /// `HOME` is not set.
    #[error("your home folder is not known: set HOME")]
    NoHome,
    /// The file cannot be read.
    #[error("{path} cannot be read: {1}", path = .0.display())]
    Read(PathBuf, #[source] io::Error),
    /// The path is a pipe, a folder or a device.
    #[error(
        "{path} is not a regular file: name another with AWS_SHARED_CREDENTIALS_FILE",
        path = .0.display()
    )]
    NotRegular(PathBuf),
    /// The file is larger than any credentials file.
    #[error("{path} is larger than 1 MiB: that is no credentials file", path = .0.display())]
    TooLarge(PathBuf),
    /// The file is not UTF-8.
    #[error(
        "{path} is not text in UTF-8, and the SDKs cannot read it: save it as such",
        path = .0.display()
    )]
    NotUtf8(PathBuf),
    /// This file, or its folder, is read-only.
    #[error("{path} is read-only: make it writable first (chmod u+w)", path = .0.display())]
    ReadOnly(PathBuf),
    /// The folder that the variable names does not exist.
    #[error(
        "the folder of {path} is not there: create it, or correct AWS_SHARED_CREDENTIALS_FILE",
        path = .0.display()
    )]
    NoFolder(PathBuf),
    /// The text cannot be edited.
    #[error("{}: {error}", path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// Why.
        error: EditError,
    },
    /// The file was changed after the plan was made.
    #[error(
        "{path} was changed meanwhile: nothing was written. Look at the new text first",
        path = .0.display()
    )]
    Changed(PathBuf),
    /// This file or folder could not be created or written, and nothing is left of it.
    #[error("{path} could not be written: {1}. Nothing was changed", path = .0.display())]
    Write(PathBuf, #[source] io::Error),
    /// Nothing was saved, but a new file could not be removed.
    #[error(
        "{reason}. But {} could not be removed, and may hold secrets: delete it yourself",
        left.display()
    )]
    LeftBehind {
        /// Why nothing was saved.
        reason: Box<CredentialsFileError>,
        /// The new file.
        left: PathBuf,
    },
    /// The key is in the file, but the folder could not be synced.
    #[error(
        "{} has the new key, but the disk did not confirm it ({source}): look whether it is \
         there{}",
        path.display(),
        describe_backup(backup.as_deref())
    )]
    Unsynced {
        /// The file.
        path: PathBuf,
        /// The backup of the old text.
        backup: Option<PathBuf>,
        /// The system's error.
        source: io::Error,
    },
    /// This file is no backup of akia's.
    #[error("{path} is no backup of akia's", path = .0.display())]
    NotABackup(PathBuf),
    /// This backup could not be removed.
    #[error("{path} could not be removed: {1}", path = .0.display())]
    Remove(PathBuf, #[source] io::Error),
}

fn describe_backup(backup: Option<&Path>) -> String {
    match backup {
        Some(path) => format!(". The text before is in {}", path.display()),
        None => String::new(),
    }
}
