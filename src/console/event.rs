//! What comes in: the events that the console reacts to.

use super::effect::CallId;
use super::reads::{AwsAnswer, LocalAnswer};
use crate::domain::{
    Caller, ConnectError, Connection, Failure, LocalError, NewAccessKey, Outcome, ProfilePlan,
    SavedProfile,
};
use crossterm::event::{KeyEvent, MouseEvent};
use std::path::PathBuf;

/// Something that happened. [`super::Console::update`] takes the time beside it.
#[derive(Clone, Debug)]
pub enum Event {
    /// Keys that arrived in one read of the terminal; mostly one.
    Keys(Vec<KeyEvent>),
    /// A bracketed paste.
    Paste(String),
    /// More input was waiting when the paste was read: it may be a part of it.
    PasteContinues,
    /// A click or the wheel.
    Mouse(MouseEvent),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// IAM answers `Throttling`: background reads are limited to about so many requests a second.
    /// `None` when the limit ends.
    RateLimited(Option<u32>),
    /// The time that [`super::Console::wake_at`] named has come.
    Tick,
    /// The answer to an effect.
    Reply(CallId, Reply),
}

/// The answer to an effect that has a [`CallId`].
#[derive(Clone, Debug)]
pub enum Reply {
    /// To [`super::Effect::Connect`] and [`super::Effect::MoveSession`].
    Connected(Result<Connection, ConnectError>),
    /// To [`super::Effect::Read`].
    Aws(AwsAnswer),
    /// To [`super::Effect::ReadLocal`].
    Local(LocalAnswer),
    /// To a `CreateAccessKey`.
    Created(Result<NewAccessKey, Failure>),
    /// To any other write: AWS's request ID.
    Written(Result<Option<String>, Failure>),
    /// To [`super::Effect::Verify`].
    Verified(Result<Caller, Failure>),
    /// The write was not sent, because the journal could not be written.
    NotJournaled(LocalError),
    /// The journal could not be written, so that it lacks this outcome.
    NotRecorded(Outcome, LocalError),
    /// To [`super::Effect::Copy`]: a sentence that says how it was copied.
    Copied(Result<String, LocalError>),
    /// To [`super::Effect::SaveCsv`] and [`super::Effect::SaveTable`].
    Saved(Result<SavedFile, LocalError>),
    /// To [`super::Effect::PlanProfile`].
    ProfilePlanned(Result<ProfilePlan, LocalError>),
    /// To [`super::Effect::SaveProfile`].
    ProfileSaved(Result<SavedProfile, LocalError>),
    /// To [`super::Effect::RemoveBackup`]: the files removed.
    BackupRemoved(Result<Vec<PathBuf>, LocalError>),
}

/// A .csv file, written and synced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedFile {
    /// Where it is.
    pub path: PathBuf,
    /// The machine it is on, if that is not the one the person sits at.
    pub host: Option<String>,
}
