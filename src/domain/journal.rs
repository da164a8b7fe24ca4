//! What the journal records of a change: everything but the secret.

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

/// How far a change got.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The call is about to be sent.
    Sending,
    /// IAM made the change.
    Done,
    /// IAM did not make the change, for this reason.
    Failed(String),
    /// The call was sent, but no answer arrived, for this reason.
    Unknown(String),
    /// The secret of the created key is about to be written to this folder or file.
    SavingSecret(String),
    /// The secret of the created key is in a file, or the person confirmed that it is saved.
    SecretSaved,
    /// AWS accepted a call signed with the created key.
    Verified,
    /// The person was reminded of the unsaved secret, and wants no further reminder.
    Settled,
}

/// One line of the journal. The time and the session are added when it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalEntry {
    /// The kind of change.
    pub change: ChangeKind,
    /// How far it got.
    pub outcome: Outcome,
    /// The account.
    pub account: Option<AccountId>,
    /// The endpoint, when it is not AWS's own.
    pub endpoint: Option<String>,
    /// The ARN of the caller.
    pub caller: Option<String>,
    /// The user whose key it is.
    pub user: UserName,
    /// The key; `None` before it is created.
    pub key: Option<AccessKeyId>,
    /// AWS's request ID, once answered.
    pub request_id: Option<String>,
}

/// A key that an earlier session created, or may have created, without saving its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalNotice {
    /// When `CreateAccessKey` was sent.
    pub when: DateTime<Utc>,
    /// The user it was created for.
    pub user: UserName,
    /// The key; `None` when the session ended before the answer arrived.
    pub key: Option<AccessKeyId>,
    /// Where its secret may be.
    pub secret: SecretLocation,
}

/// Where a secret may be that the journal does not record as saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SecretLocation {
    /// Nothing began to save it.
    Unsaved,
    /// The session was about to write it to this folder or file, but it is not there.
    SaveInterrupted(String),
    /// It is in this .csv file.
    InFile(PathBuf),
    /// It is in this profile of the credentials file.
    InProfile(String),
}

impl SecretLocation {
    /// Whether the secret was never saved, so that nobody can have it.
    pub(crate) fn is_lost(&self) -> bool {
        *self == Self::Unsaved
    }
}

/// Something that akia did with a key, from the journal of this machine. Sessions on other machines
/// and other programs may have done more since.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessKeyEvent {
    /// When it happened.
    pub when: DateTime<Utc>,
    /// The key.
    pub key: AccessKeyId,
    /// What happened.
    pub kind: AccessKeyEventKind,
}

/// What happened to a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AccessKeyEventKind {
    /// akia created it.
    Created,
    /// AWS accepted a call signed with it.
    Verified,
    /// akia activated it.
    Activated,
    /// akia deactivated it.
    Deactivated,
    /// akia created it, and the session ended without the secret being saved.
    SecretLost,
}
