//! What the console is told.

use super::effect::CallId;
use super::reads::{AwsAnswer, LocalAnswer};
use crate::domain::{
    Caller, ConnectError, Connection, Failure, LocalError, NewAccessKey, Outcome, ProfilePlan,
    SavedProfile,
};
use crossterm::event::{KeyEvent, MouseEvent};
use std::path::PathBuf;

/// Something that happened. The moment it happened is told beside it.
#[derive(Clone, Debug)]
pub enum Event {
    /// Keys that arrived together, in one read of the terminal; mostly one.
    Keys(Vec<KeyEvent>),
    /// A bracketed paste.
    Paste(String),
    /// What comes next was there already when the paste before it was read: it may be a part of it.
    PasteContinues,
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// Reads that nobody waits for are held to about so many requests a second, because IAM
    /// answers `Throttling`; `None`: not any more.
    RateLimited(Option<u32>),
    /// Time has passed: the moment [`super::Console::wake_at`] named has come.
    Tick,
    /// An effect was carried out.
    Reply(CallId, Reply),
}

/// The answer to an effect that was asked for with a [`CallId`].
#[derive(Clone, Debug)]
pub enum Reply {
    /// Region, endpoint and credentials.
    Connected(Result<Connection, ConnectError>),
    /// What AWS was asked.
    Aws(AwsAnswer),
    /// What this machine was asked.
    Local(LocalAnswer),
    /// `CreateAccessKey`
    Created(Result<NewAccessKey, Failure>),
    /// Any other write; AWS's request ID.
    Written(Result<Option<String>, Failure>),
    /// `GetCallerIdentity`, signed with a new key
    Verified(Result<Caller, Failure>),
    /// The write was not sent, because the journal could not be written, for this reason.
    NotJournaled(LocalError),
    /// The journal could not be written: how far a change has come is not recorded, for this reason.
    NotRecorded(Outcome, LocalError),
    /// The clipboard: what was done, or why not, in words.
    Copied(Result<String, LocalError>),
    /// A .csv file, of a key or of the table: where, or why not, in words.
    Saved(Result<SavedFile, LocalError>),
    /// What saving a key into a profile would change, or why it cannot be done, in words.
    ProfilePlanned(Result<ProfilePlan, LocalError>),
    /// A key in a profile: where, or why not, in words.
    ProfileSaved(Result<SavedProfile, LocalError>),
    /// The text before is gone, or why not, in words.
    BackupRemoved(Result<Vec<PathBuf>, LocalError>),
}

impl Reply {
    /// What failed, if a call that the session signs did.
    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Connected(Err(ConnectError::Failed(failure)))
            | Self::Created(Err(failure))
            | Self::Written(Err(failure)) => Some(failure),
            Self::Aws(answer) => answer.failure(),
            _ => None,
        }
    }
}

/// A file with a secret in it, written and synced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedFile {
    /// Where it is.
    pub path: PathBuf,
    /// The machine it is on, when that is not the one the person sits at.
    pub host: Option<String>,
}
