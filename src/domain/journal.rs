//! What the journal records of a change: everything about it but a secret.

use super::key_id::{AccessKeyId, AccountId};
use super::user::UserName;
use chrono::{DateTime, Utc};
use std::path::PathBuf;

/// A kind of change to IAM.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeKind {
    /// `CreateAccessKey`
    Create,
    /// `UpdateAccessKey` to Active
    Activate,
    /// `UpdateAccessKey` to Inactive
    Deactivate,
    /// `DeleteAccessKey`
    Delete,
    /// `TagUser` with the key's description
    Describe,
    /// `UntagUser`: the key's description removed
    RemoveDescription,
}

/// How far a change has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// About to be sent.
    Sending,
    /// IAM did it.
    Done,
    /// IAM did not do it, for this reason.
    Failed(String),
    /// It was sent and the answer was lost.
    Unknown(String),
    /// The secret of the created key is about to be written into this folder or file.
    SavingSecret(String),
    /// The secret of the created key was saved (a file, or the person's word).
    SecretSaved,
    /// The created key has signed a call: AWS accepts it.
    Verified,
    /// The person was told of the unsaved secret and settled it.
    Settled,
}

/// One line of the journal; the time and the session are added as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalEntry {
    /// What is changed.
    pub change: ChangeKind,
    /// How far it has come.
    pub outcome: Outcome,
    /// The account.
    pub account: Option<AccountId>,
    /// The endpoint, when it is not AWS's own.
    pub endpoint: Option<String>,
    /// The ARN of the caller.
    pub caller: Option<String>,
    /// The user whose key it is.
    pub user: UserName,
    /// The key; not known before it is created.
    pub key: Option<AccessKeyId>,
    /// AWS's request ID, once answered.
    pub request_id: Option<String>,
}

/// A key that an ended session made, or may have made, and whose secret was not saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalNotice {
    /// When the create was sent.
    pub when: DateTime<Utc>,
    /// The user it was made for.
    pub user: UserName,
    /// The key; `None` when the session ended before the answer came.
    pub key: Option<AccessKeyId>,
    /// What this machine knows of its secret.
    pub secret: SecretTrace,
}

/// What a machine knows of the secret of a key whose saving its journal does not confirm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretTrace {
    /// Nobody began to save it.
    Unsaved,
    /// The session was about to write it into this folder or file, where it is not, or not any more.
    WasBeingSaved(String),
    /// It is in this .csv file.
    InFile(PathBuf),
    /// It is in this profile of the credentials file.
    InProfile(String),
}

impl SecretTrace {
    /// Whether nobody can have it any more, as far as is known: it was never saved.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        *self == Self::Unsaved
    }
}

/// Something that akia did with a key, as the journal of this machine has it. Another machine's
/// akia, or another program, may have done more since.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessKeyEvent {
    /// When.
    pub when: DateTime<Utc>,
    /// The key.
    pub key: AccessKeyId,
    /// What.
    pub kind: AccessKeyEventKind,
}

/// What akia did with a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AccessKeyEventKind {
    /// It made the key.
    Create,
    /// A call signed with the key was accepted.
    Verify,
    /// It switched the key on.
    Activate,
    /// It switched the key off.
    Deactivate,
    /// It made the key, and the session ended without the secret being saved.
    LoseSecret,
}
