//! What the console is told.

use super::effect::{CallId, Urgency};
use crate::domain::{
    AccessKeyEvent, AccessKeyId, AccountSummary, AuthorizationDetails, Caller, ConnectError,
    Connection, ConsoleAccess, CredentialReport, Failure, Finding, JournalNotice, KeyListing,
    LocalError, LocalProfile, NewAccessKey, Outcome, Page, ProfilePlan, SavedProfile, Usage, User,
    UserDetails, UserName,
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

/// The answer to an [`super::AwsRead`], with what was asked.
#[derive(Clone, Debug)]
pub enum AwsAnswer {
    /// `GetCallerIdentity`
    Caller(Result<Caller, Failure>),
    /// `ListAccountAliases`
    Alias(Result<Option<String>, Failure>),
    /// `GetAccountSummary`
    Summary(Result<AccountSummary, Failure>),
    /// A page of `ListUsers`
    Users(Result<Page<User>, Failure>),
    /// `GetCredentialReport`
    Report(Result<CredentialReport, Failure>),
    /// `GetCredentialReport` after `GenerateCredentialReport`
    NewReport(Result<CredentialReport, Failure>),
    /// A page of `GetAccountAuthorizationDetails`
    Authorization(Result<Page<AuthorizationDetails>, Failure>),
    /// `GetUser` for a user
    User(UserName, Result<UserDetails, Failure>),
    /// `GetUser` for whoever signs
    OwnUser(Result<UserDetails, Failure>),
    /// `ListAccessKeys` for a user, all pages
    Keys(UserName, Urgency, Result<KeyListing, Failure>),
    /// `GetAccessKeyLastUsed` for a key of a user
    Usage(UserName, AccessKeyId, Result<Usage, Failure>),
    /// Whose that key is.
    Owner(AccessKeyId, Result<Finding, Failure>),
    /// How many MFA devices a user has.
    Mfa(UserName, Result<usize, Failure>),
    /// The serials of the own MFA devices.
    OwnDevices(Result<Vec<String>, Failure>),
    /// `GetLoginProfile` for a user
    ConsoleAccess(UserName, Result<ConsoleAccess, Failure>),
}

/// The answer to a [`super::LocalRead`].
#[derive(Clone, Debug)]
pub enum LocalAnswer {
    /// The profiles of this machine.
    Profiles(Result<Vec<LocalProfile>, LocalError>),
    /// What ended sessions left unsaved.
    Notices(Result<Vec<JournalNotice>, LocalError>),
    /// What the journal of this machine tells of a user's keys.
    KeyEvents(Result<Vec<AccessKeyEvent>, LocalError>),
}

impl AwsAnswer {
    /// What failed, if a call did.
    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Caller(answer) => answer.as_ref().err(),
            Self::Alias(answer) => answer.as_ref().err(),
            Self::Summary(answer) => answer.as_ref().err(),
            Self::Users(answer) => answer.as_ref().err(),
            Self::Report(answer) | Self::NewReport(answer) => answer.as_ref().err(),
            Self::Authorization(answer) => answer.as_ref().err(),
            Self::User(_, answer) | Self::OwnUser(answer) => answer.as_ref().err(),
            Self::Keys(_, _, answer) => answer.as_ref().err(),
            Self::Usage(_, _, answer) => answer.as_ref().err(),
            Self::Owner(_, answer) => answer.as_ref().err(),
            Self::Mfa(_, answer) => answer.as_ref().err(),
            Self::OwnDevices(answer) => answer.as_ref().err(),
            Self::ConsoleAccess(_, answer) => answer.as_ref().err(),
        }
    }
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
