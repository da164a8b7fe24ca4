//! Why a key was not saved into a profile. No error holds a line of the file.

use super::edit_error::EditError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a plan was not made or not carried out. A path is the credentials file's, unless the variant
/// says otherwise.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages describe the variants")]
pub enum CredentialsFileError {
    #[error("AWS_SHARED_CREDENTIALS_FILE cannot be followed: {0}")]
    Variable(&'static str),
    #[error("your home folder is not known: set HOME")]
    NoHome,
    #[error("{path} cannot be read: {1}", path = .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error(
        "{path} is not a regular file: name another with AWS_SHARED_CREDENTIALS_FILE",
        path = .0.display()
    )]
    NotRegular(PathBuf),
    #[error("{path} is larger than 1 MiB: that is no credentials file", path = .0.display())]
    TooLarge(PathBuf),
    #[error(
        "{path} is not text in UTF-8, and the SDKs cannot read it: save it as such",
        path = .0.display()
    )]
    NotUtf8(PathBuf),
    #[error("{path} is read-only: make it writable first (chmod u+w)", path = .0.display())]
    ReadOnly(PathBuf),
    #[error(
        "the folder of {path} is not there: create it, or correct AWS_SHARED_CREDENTIALS_FILE",
        path = .0.display()
    )]
    NoFolder(PathBuf),
    #[error("{}: {error}", path.display())]
    Edit { path: PathBuf, error: EditError },
    #[error(
        "{path} was changed meanwhile: nothing was written. Look at the new text first",
        path = .0.display()
    )]
    Changed(PathBuf),
    #[error("{path} could not be written: {1}. Nothing was changed", path = .0.display())]
    Write(PathBuf, #[source] io::Error),
    #[error(
        "{reason}. But {} could not be removed, and may hold secrets: delete it yourself",
        left.display()
    )]
    LeftBehind { reason: Box<CredentialsFileError>, left: PathBuf },
    #[error(
        "{} has the new key, but the disk did not confirm it ({source}): look whether it is \
         there{}",
        path.display(),
        describe_backup(backup.as_deref())
    )]
    Unsynced { path: PathBuf, backup: Option<PathBuf>, source: io::Error },
    #[error("{path} is no backup of akia's", path = .0.display())]
    NotABackup(PathBuf),
    #[error("{path} could not be removed: {1}", path = .0.display())]
    Remove(PathBuf, #[source] io::Error),
}

fn describe_backup(backup: Option<&Path>) -> String {
    match backup {
        Some(path) => format!(". The text before is in {}", path.display()),
        None => String::new(),
    }
}
