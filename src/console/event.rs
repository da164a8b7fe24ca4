//! What the console is told.

use super::effect::CallId;
use crate::domain::{
    AccessKeyEvent, AccountSummary, AuthorizationDetails, Caller, ConnectError, Connection,
    ConsoleAccess, CredentialReport, Failure, Finding, JournalNotice, KeyListing, LocalProfile,
    NewAccessKey, Outcome, Page, ProfilePlan, SavedProfile, Usage, User, UserDetails,
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
    /// `GetCallerIdentity`
    Caller(Result<Caller, Failure>),
    /// `ListAccountAliases`
    Alias(Result<Option<String>, Failure>),
    /// `GetAccountSummary`
    Summary(Result<AccountSummary, Failure>),
    /// A page of `ListUsers`
    Users(Result<Page<User>, Failure>),
    /// `GetCredentialReport`, with `GenerateCredentialReport` before it or without
    Report(Result<CredentialReport, Failure>),
    /// A page of `GetAccountAuthorizationDetails`
    Authorization(Result<Page<AuthorizationDetails>, Failure>),
    /// `GetUser`
    User(Result<UserDetails, Failure>),
    /// `ListAccessKeys`, all pages
    Keys(Result<KeyListing, Failure>),
    /// `GetAccessKeyLastUsed`
    Usage(Result<Usage, Failure>),
    /// Whose a key is.
    Owner(Result<Finding, Failure>),
    /// The profiles of this machine, or what is wrong with their files, in words.
    Profiles(Result<Vec<LocalProfile>, String>),
    /// How many MFA devices the user has.
    Mfa(Result<usize, Failure>),
    /// The serials of the own MFA devices.
    OwnDevices(Result<Vec<String>, Failure>),
    /// `GetLoginProfile`
    ConsoleAccess(Result<ConsoleAccess, Failure>),
    /// What ended sessions left unsaved.
    Notices(Result<Vec<JournalNotice>, String>),
    /// What the journal of this machine tells of a user's keys.
    Hints(Result<Vec<AccessKeyEvent>, String>),
    /// `CreateAccessKey`
    Created(Result<NewAccessKey, Failure>),
    /// Any other write; AWS's request ID.
    Written(Result<Option<String>, Failure>),
    /// `GetCallerIdentity`, signed with a new key
    Verified(Result<Caller, Failure>),
    /// The write was not sent, because the journal could not be written, for this reason.
    NotJournaled(String),
    /// The journal could not be written: how far a change has come is not recorded, for this reason.
    NotRecorded(Outcome, String),
    /// The clipboard: what was done, or why not, in words.
    Copied(Result<String, String>),
    /// A .csv file, of a key or of the table: where, or why not, in words.
    Saved(Result<SavedFile, String>),
    /// What saving a key into a profile would change, or why it cannot be done, in words.
    ProfilePlanned(Result<ProfilePlan, String>),
    /// A key in a profile: where, or why not, in words.
    ProfileSaved(Result<SavedProfile, String>),
    /// The text before is gone, or why not, in words.
    BackupRemoved(Result<Vec<PathBuf>, String>),
}

impl Reply {
    /// What failed, if a call of AWS's did.
    pub(super) fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Connected(Err(ConnectError::Failed(failure)))
            | Self::Caller(Err(failure))
            | Self::Alias(Err(failure))
            | Self::Summary(Err(failure))
            | Self::Users(Err(failure))
            | Self::Report(Err(failure))
            | Self::Authorization(Err(failure))
            | Self::User(Err(failure))
            | Self::Keys(Err(failure))
            | Self::Usage(Err(failure))
            | Self::Owner(Err(failure))
            | Self::Mfa(Err(failure))
            | Self::OwnDevices(Err(failure))
            | Self::ConsoleAccess(Err(failure))
            | Self::Created(Err(failure))
            | Self::Written(Err(failure)) => Some(failure),
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
