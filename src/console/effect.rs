//! What the console asks for: data, carried out by the runtime.

use crate::domain::{
    AccessKeyId, AccountId, JournalEntry, KeyChange, KeyRow, Marker, NewAccessKey, Preferences,
    ProfileName, ProfilePlan, Secret, SignInWith, UserName,
};
use std::path::PathBuf;

/// Ties a reply to what was asked; larger means asked later. (AWS's `RequestId` is something else.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct CallId(pub u64);

/// Something to be done outside.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Settle region, endpoint and credentials, anew.
    Connect(CallId, SignInWith),
    /// Sign the session in with this new key, in place of the one it has; until AWS takes it, the
    /// session stays as it is. The answer is that to a connect.
    MoveSession(CallId, NewAccessKey),
    /// Ask AWS.
    Read(CallId, AwsRead),
    /// Ask this machine.
    ReadLocal(CallId, LocalRead),
    /// Change IAM, once, and record it in the journal, as this entry, before and after.
    Change(CallId, KeyChange, JournalEntry, Journaling),
    /// Ask AWS once who signs with this new key. It changes nothing.
    Verify(CallId, NewAccessKey),
    /// Put a text on the person's clipboard.
    Copy(CallId, Clip),
    /// Write the .csv file; before that, record in the journal, as this entry, that it is being
    /// written.
    SaveCsv(CallId, NewAccessKey, JournalEntry),
    /// Write a .csv file of the table.
    SaveTable(CallId, Vec<KeyRow>),
    /// Plan what saving the key into that profile of the credentials file would change.
    PlanProfile(CallId, ProfileName, NewAccessKey),
    /// Save the key into a profile, just as planned; before that, record in the journal, as this
    /// entry, that it is being saved.
    SaveProfile(CallId, ProfilePlan, NewAccessKey, JournalEntry),
    /// Remove the credentials file as it was before, which has old secrets.
    RemoveBackup(CallId, PathBuf),
    /// UserRecord in the journal; it is answered only if that failed.
    Record(CallId, JournalEntry),
    /// Keep these preferences for the next time.
    Remember(Preferences),
    /// Overwrite what was drawn: a secret was on the screen, and is no more.
    ForgetDrawn,
    /// Stop, as Ctrl-Z does.
    Suspend,
    /// Leave.
    Quit,
}

/// What AWS may be asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AwsRead {
    /// Who is calling.
    Caller,
    /// The account's alias.
    Alias,
    /// The root user's keys, and how many keys a user may have.
    Summary,
    /// A page of the users.
    Users(Option<Marker>),
    /// The credential report there is.
    Report,
    /// The credential report, made anew.
    NewReport,
    /// A page of users with tags and groups.
    Authorization(Option<Marker>),
    /// One user with its tags.
    User(UserName),
    /// The user whose key signs, where the answer to who is calling names none.
    OwnUser,
    /// One user's keys.
    Keys(UserName, Urgency),
    /// When a key of this user was last used.
    Usage(UserName, AccessKeyId, Urgency),
    /// Whose key it is; and a key that is known to exist, in case IAM does not say.
    Owner(AccessKeyId, Option<AccessKeyId>),
    /// One user's MFA devices.
    Mfa(UserName),
    /// The MFA devices of the user who is signed in, for a code of one of them.
    OwnDevices(UserName),
    /// Whether one user can sign in to the console.
    ConsoleAccess(UserName),
}

/// What this machine may be asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LocalRead {
    /// The profiles of the AWS configuration and credentials files.
    Profiles,
    /// What ended sessions left unsaved in this account.
    Notices {
        /// The account.
        account: AccountId,
        /// The endpoint, when it is not AWS's own.
        endpoint: Option<String>,
    },
    /// What the journal tells of a user's keys in this account.
    KeyEvents {
        /// The account.
        account: AccountId,
        /// The endpoint, when it is not AWS's own.
        endpoint: Option<String>,
        /// The user.
        user: UserName,
    },
}

/// Who waits for a read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Urgency {
    /// The person.
    Asked,
    /// The rows of the table that are in view.
    InView,
    /// The rest of the table, filling up.
    Background,
    /// Nobody: a page keeps itself up to date.
    Gentle,
}

/// Whether a write that cannot be journaled is sent all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Journaling {
    /// It is not sent.
    Required,
    /// The person was asked, and goes on without.
    Waived,
}

/// A text for the clipboard.
#[derive(Clone, Debug)]
pub struct Clip {
    /// What it is, for the message: `Access key ID`.
    pub what: &'static str,
    /// The text.
    pub text: Secret,
    /// Whether it holds a secret, and is to be cleared again.
    pub sensitive: bool,
}

impl AwsRead {
    /// Whether nobody waits for it, and nothing is drawn because of it.
    pub(crate) fn is_gentle(&self) -> bool {
        matches!(self, Self::Keys(_, Urgency::Gentle) | Self::Usage(_, _, Urgency::Gentle))
    }
}

impl LocalRead {
    /// Whether nobody waits for it, and nothing is drawn because of it.
    pub(crate) fn is_gentle(&self) -> bool {
        matches!(self, Self::KeyEvents { .. })
    }
}
