//! The one history of what this session changed: in flight, done, perhaps done.
//!
//! Kept by the model, not by a page: leaving a page and coming back must not lose a write.

use super::overlay::{Overlay, ShownKey};
use super::own_calls::OwnSignatures;
use crate::console::effect::CallId;
use crate::domain::{
    AccessKey, AccessKeyEvent, AccessKeyEventKind, AccessKeyId, Connection, KeyChange, KeyListing,
    OwnCalls, SavedProfile, Status, UserName,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What this session changed, and what it did with keys.
#[derive(Debug, Default)]
pub struct ChangeHistory {
    in_flight: BTreeMap<CallId, KeyChange>,
    overlay: Overlay,
    /// What was done with keys, the earliest first, in whichever account: the IDs tell.
    events: Vec<AccessKeyEvent>,
    /// Status changes whose answers were lost, and that no list has confirmed yet.
    unconfirmed: Vec<(AccessKeyId, AccessKeyEventKind)>,
    deleted: HashSet<AccessKeyId>,
    described: HashSet<AccessKeyId>,
    saved_profiles: HashMap<AccessKeyId, SavedProfile>,
    own_signatures: OwnSignatures,
}

/// What is written.
impl ChangeHistory {
    /// A write is on its way.
    pub(crate) fn sent(&mut self, call: CallId, write: KeyChange) {
        self.in_flight.insert(call, write);
    }

    /// The write that this call was, which is in flight no more.
    pub(crate) fn answered(&mut self, call: CallId) -> Option<KeyChange> {
        self.in_flight.remove(&call)
    }

    /// IAM carried out a write; `created` is the key it made, if it made one. Lists asked for after
    /// `call` see it, unless they lag.
    pub(crate) fn done(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        write: &KeyChange,
        created: Option<&AccessKey>,
    ) {
        self.overlay.done(call, now, write, created);
        match write {
            KeyChange::Create(_) => {
                if let Some(key) = created {
                    self.deleted.remove(&key.id);
                    self.note_event(now, &key.id, AccessKeyEventKind::Created);
                }
            }
            KeyChange::Activate(key) => {
                self.note_event(now, &key.id, AccessKeyEventKind::Activated);
            }
            KeyChange::Deactivate(key) => {
                self.note_event(now, &key.id, AccessKeyEventKind::Deactivated);
            }
            KeyChange::Delete(key) => self.note_deleted(&key.key().id),
            KeyChange::Describe(_, key, _) => {
                self.described.insert(key.clone());
            }
            KeyChange::RemoveDescription(..) => {}
        }
    }

    /// The answer to a write was lost: IAM may have carried it out.
    pub(crate) fn perhaps_done(&mut self, now: DateTime<Utc>, write: &KeyChange) {
        match write {
            KeyChange::Activate(key) => {
                self.overlay.perhaps_activated(now, key);
                self.unconfirmed.push((key.id.clone(), AccessKeyEventKind::Activated));
            }
            KeyChange::Deactivate(key) => {
                self.unconfirmed.push((key.id.clone(), AccessKeyEventKind::Deactivated));
            }
            _ => {}
        }
    }

    /// A list of the user's keys that was asked for by `call`, at `asked_at`, shows this.
    pub(crate) fn on_keys_listed(
        &mut self,
        call: CallId,
        asked_at: DateTime<Utc>,
        now: DateTime<Utc>,
        user: &UserName,
        list: &KeyListing,
    ) {
        self.overlay.on_keys_listed(call, asked_at, user, list);
        let is_confirmed = |(key, kind): &(AccessKeyId, AccessKeyEventKind)| {
            let wanted = if *kind == AccessKeyEventKind::Activated {
                Status::Active
            } else {
                Status::Inactive
            };
            list.find(key).is_some_and(|key| key.status == wanted)
        };
        let unconfirmed = std::mem::take(&mut self.unconfirmed);
        let (confirmed, unconfirmed): (Vec<_>, Vec<_>) =
            unconfirmed.into_iter().partition(is_confirmed);
        self.unconfirmed = unconfirmed;
        for (key, kind) in confirmed {
            self.note_event(now, &key, kind);
        }
    }

    /// The key is gone.
    pub(crate) fn note_deleted(&mut self, key: &AccessKeyId) {
        self.deleted.insert(key.clone());
    }

    /// Something was done with a key.
    pub(crate) fn note_event(
        &mut self,
        now: DateTime<Utc>,
        key: &AccessKeyId,
        kind: AccessKeyEventKind,
    ) {
        self.events.push(AccessKeyEvent { when: now, key: key.clone(), kind });
    }

    /// The key is saved in a profile. `false` if that was known: the answer may come twice.
    pub(crate) fn note_saved_profile(&mut self, saved: &SavedProfile) -> bool {
        let before = self.saved_profiles.insert(saved.key.id.clone(), saved.clone());
        before.as_ref() != Some(saved)
    }

    /// From now on the session is signed with this connection's keys.
    pub(crate) fn note_session(&mut self, now: DateTime<Utc>, connection: &Connection) {
        self.own_signatures.note_session(now, connection);
    }

    /// A call is signed with a key, to verify it.
    pub(crate) fn note_verification(&mut self, now: DateTime<Utc>, key: &AccessKeyId) {
        self.own_signatures.note_verification(now, key);
    }

    /// The account shown is another one. What is in flight still counts, and so does what was done
    /// with which key.
    pub(crate) fn forget_account(&mut self) {
        self.overlay.forget_account();
        self.unconfirmed.clear();
        self.deleted.clear();
        self.described.clear();
        self.saved_profiles.clear();
    }

    /// Lists of an account that is left are not laid over any more.
    pub(crate) fn forget_overlay(&mut self) {
        self.overlay.forget_account();
    }
}

/// What is asked.
impl ChangeHistory {
    /// The write that this call is, while it is in flight.
    pub(crate) fn write(&self, call: CallId) -> Option<&KeyChange> {
        self.in_flight.get(&call)
    }

    /// Whether anything is on its way to IAM.
    #[must_use]
    pub fn any_in_flight(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Whether a write to one of the user's keys is on its way.
    pub(crate) fn user_busy(&self, user: &UserName) -> bool {
        self.in_flight.values().any(|write| write.user() == user)
    }

    /// Whether something done to a key of this user is not shown by IAM's lists yet.
    pub(crate) fn confirming(&self, user: &UserName) -> bool {
        self.overlay.confirming(user)
    }

    /// Whether something done to this key is not shown by IAM's lists yet.
    pub(crate) fn key_confirming(&self, key: &AccessKeyId) -> bool {
        self.overlay.key_confirming(key)
    }

    /// Whether this session has activated the key, or may have, and every list since was asked for
    /// so soon that showing it inactive proves nothing.
    pub(crate) fn activated_lately(&self, key: &AccessKeyId) -> bool {
        self.overlay.activated_lately(key)
    }

    /// The user's keys as they are to be shown: listed, with what was done laid over, and each locked
    /// while a write to it is in flight.
    pub(crate) fn shown(&self, user: &UserName, list: &KeyListing) -> Vec<ShownKey> {
        let mut keys = self.overlay.laid_over(user, list);
        for shown in &mut keys {
            shown.busy = self.in_flight.values().any(|write| write.key() == Some(&shown.key.id));
        }
        keys
    }

    /// How many keys of the user are shown.
    pub(crate) fn shown_count(&self, user: &UserName, list: &KeyListing) -> usize {
        if self.overlay.covers(user) {
            self.overlay.laid_over(user, list).len()
        } else {
            list.keys.len()
        }
    }

    /// Whether this session deleted the key.
    pub(crate) fn was_deleted(&self, key: &AccessKeyId) -> bool {
        self.deleted.contains(key)
    }

    /// Whether this session wrote a description of the key, also where tags cannot be read.
    pub(crate) fn was_described(&self, key: &AccessKeyId) -> bool {
        self.described.contains(key)
    }

    /// The profile that this session has saved the key in.
    pub(crate) fn saved_profile(&self, key: &AccessKeyId) -> Option<&SavedProfile> {
        self.saved_profiles.get(key)
    }

    /// What this session did with keys, as a journal would tell it.
    pub(crate) fn events(&self) -> &[AccessKeyEvent] {
        &self.events
    }

    /// Whether this session has verified the key.
    #[must_use]
    pub fn is_verified(&self, key: &AccessKeyId) -> bool {
        self.events
            .iter()
            .any(|event| event.kind == AccessKeyEventKind::Verified && event.key == *key)
    }

    /// With which keys this session has signed, and when.
    pub(crate) fn own_calls(&self) -> &[OwnCalls] {
        self.own_signatures.calls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::testing::{KEY_1, key};

    #[test]
    fn a_key_is_locked_while_a_write_to_it_is_in_flight() {
        let alice = UserName::from_iam("alice");
        let list = KeyListing { keys: vec![key("alice", KEY_1, Status::Active)] };
        let mut history = ChangeHistory::default();
        history.sent(CallId(1), KeyChange::Deactivate(key("alice", KEY_1, Status::Active)));
        assert!(history.shown(&alice, &list)[0].busy);
        assert!(history.answered(CallId(1)).is_some() && !history.any_in_flight());
        assert!(!history.shown(&alice, &list)[0].busy);
    }
}
