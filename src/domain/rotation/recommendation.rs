//! What to do next about a user's keys.

use crate::domain::key_id::AccessKeyId;
use chrono::{DateTime, Utc};

/// A change that may break whatever depends on the key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum KeyAction {
    Deactivate,
    Delete,
}

/// The stage of a rotation, and what is safe to do next.
///
/// `old` is the key to be replaced, `new` the one that stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Recommendation {
    /// The user has no key.
    NoKeys,
    /// The only key is within its rotation period.
    NotDue { key: AccessKeyId },
    /// The only key is due, but the user may not have a second one.
    NoFreeSlot { old: AccessKeyId },
    /// Step 1: create the key to rotate into.
    CreateKey { old: AccessKeyId },
    /// Step 2: give every application the new key.
    UpdateApplications { old: AccessKeyId, new: AccessKeyId },
    /// Step 2: put the new key into a profile of this machine.
    UpdateProfile { old: AccessKeyId, new: AccessKeyId, profile: String },
    /// Step 2: sign this session in with the new key.
    MoveSession { old: AccessKeyId, new: AccessKeyId },
    /// Step 3: wait until the old key has been idle for the idle time.
    WaitUntilIdle { old: AccessKeyId, new: AccessKeyId, until: DateTime<Utc> },
    /// Step 4: deactivate the old key.
    Deactivate { old: AccessKeyId, new: AccessKeyId },
    /// Step 5: the old key is inactive; wait to see whether anything breaks.
    WaitBeforeDelete { old: AccessKeyId, new: Option<AccessKeyId>, until: DateTime<Utc> },
    /// Step 6: delete the old key.
    Delete { old: AccessKeyId, new: Option<AccessKeyId> },
    /// Only the person knows which key is the old one. `oldest` was created first, if that is
    /// known.
    ChooseOld { oldest: Option<AccessKeyId> },
    /// `key`, which is one of the two, has to be deleted to make room for a new key.
    FreeSlot { key: AccessKeyId, action: KeyAction, old: AccessKeyId, new: Option<AccessKeyId> },
    /// The new key, which is inactive, has to be idle for the idle time before it can be deleted to
    /// make room for another.
    WaitToFreeSlot { old: AccessKeyId, new: AccessKeyId, until: DateTime<Utc> },
    /// The last use of `key` has to be read first.
    ReadLastUse { key: AccessKeyId, old: AccessKeyId, new: Option<AccessKeyId> },
    /// The last use of `key` is unknown, so the person has to decide.
    Decide { key: AccessKeyId, old: AccessKeyId, new: Option<AccessKeyId> },
}

impl Recommendation {
    /// The key to be replaced.
    pub(crate) fn old_key(&self) -> Option<&AccessKeyId> {
        self.old_and_new().0
    }

    /// The key that stays.
    pub(crate) fn new_key(&self) -> Option<&AccessKeyId> {
        self.old_and_new().1
    }

    fn old_and_new(&self) -> (Option<&AccessKeyId>, Option<&AccessKeyId>) {
        match self {
            Self::NoKeys | Self::ChooseOld { .. } => (None, None),
            Self::NotDue { key } => (None, Some(key)),
            Self::NoFreeSlot { old } | Self::CreateKey { old } => (Some(old), None),
            Self::UpdateApplications { old, new }
            | Self::UpdateProfile { old, new, .. }
            | Self::MoveSession { old, new }
            | Self::WaitUntilIdle { old, new, .. }
            | Self::Deactivate { old, new }
            | Self::WaitToFreeSlot { old, new, .. } => (Some(old), Some(new)),
            Self::WaitBeforeDelete { old, new, .. }
            | Self::Delete { old, new }
            | Self::FreeSlot { old, new, .. }
            | Self::ReadLastUse { old, new, .. }
            | Self::Decide { old, new, .. } => (Some(old), new.as_ref()),
        }
    }

    /// Whether no step is due. The person can create a key anyway.
    pub(crate) fn needs_no_action(&self) -> bool {
        matches!(self, Self::NoKeys | Self::NotDue { .. } | Self::NoFreeSlot { .. })
    }

    /// Its number among the six steps of a rotation, if it is one of them.
    pub(crate) fn step_number(&self) -> Option<u8> {
        match self {
            Self::CreateKey { .. } => Some(1),
            Self::UpdateApplications { .. }
            | Self::UpdateProfile { .. }
            | Self::MoveSession { .. } => Some(2),
            Self::WaitUntilIdle { .. } => Some(3),
            Self::Deactivate { .. } => Some(4),
            Self::WaitBeforeDelete { .. } => Some(5),
            Self::Delete { .. } => Some(6),
            _ => None,
        }
    }

    /// The recommended change, and the key it changes.
    pub(crate) fn key_action(&self) -> Option<(KeyAction, &AccessKeyId)> {
        match self {
            Self::Deactivate { old, .. } => Some((KeyAction::Deactivate, old)),
            Self::Delete { old, .. } => Some((KeyAction::Delete, old)),
            Self::FreeSlot { key, action, .. } => Some((*action, key)),
            _ => None,
        }
    }
}
