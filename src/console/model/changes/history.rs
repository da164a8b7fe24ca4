//! The one history of what this session changed: in flight, done, perhaps done.
//!
//! The model keeps it, not a page: leaving a page and coming back must not lose a write.

use super::overlay::{Overlay, ShownKey};
use super::own_calls::OwnSignatures;
use crate::console::effect::CallId;
use crate::domain::{
    AccessKey, AccessKeyEvent, AccessKeyEventKind, AccessKeyId, Connection, KeyChange, KeyListing,
    OwnCalls, SavedProfile, Status, UserName,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Debug, Default)]
pub struct ChangeHistory {
    in_flight: BTreeMap<CallId, KeyChange>,
    overlay: Overlay,
    /// The earliest first, of every account this session has signed in to: key IDs are unique.
    events: Vec<AccessKeyEvent>,
    /// Status changes whose answers were lost, and that no list has confirmed yet.
    unconfirmed: Vec<(AccessKeyId, AccessKeyEventKind)>,
    deleted: HashSet<AccessKeyId>,
    described: HashSet<AccessKeyId>,
    saved_profiles: HashMap<AccessKeyId, SavedProfile>,
    own_signatures: OwnSignatures,
}

/// Updates.
impl ChangeHistory {
    pub(crate) fn note_sent(&mut self, call: CallId, write: KeyChange) {
        self.in_flight.insert(call, write);
    }

    /// Takes the write of this call out of those in flight.
    pub(crate) fn take_answered(&mut self, call: CallId) -> Option<KeyChange> {
        self.in_flight.remove(&call)
    }

    /// IAM has made a change; `created` is the new key, if it made one. Lists requested after
    /// `call` show the change, unless they lag.
    pub(crate) fn note_done(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        write: &KeyChange,
        created: Option<&AccessKey>,
    ) {
        self.overlay.note_done(call, now, write, created);
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

    /// The answer to a write was lost: IAM may have made the change.
    pub(crate) fn note_perhaps_done(&mut self, now: DateTime<Utc>, write: &KeyChange) {
        match write {
            KeyChange::Activate(key) => {
                self.overlay.note_perhaps_activated(now, key);
                self.unconfirmed.push((key.id.clone(), AccessKeyEventKind::Activated));
            }
            KeyChange::Deactivate(key) => {
                self.unconfirmed.push((key.id.clone(), AccessKeyEventKind::Deactivated));
            }
            KeyChange::Create(_)
            | KeyChange::Delete(_)
            | KeyChange::Describe(..)
            | KeyChange::RemoveDescription(..) => {}
        }
    }

    /// Takes a list of the user's keys, requested by `call` at `requested_at`.
    pub(crate) fn on_keys_listed(
        &mut self,
        call: CallId,
        requested_at: DateTime<Utc>,
        now: DateTime<Utc>,
        user: &UserName,
        list: &KeyListing,
    ) {
        self.overlay.on_keys_listed(call, requested_at, user, list);
        let is_confirmed = |(key, kind): &(AccessKeyId, AccessKeyEventKind)| {
            let expected = if *kind == AccessKeyEventKind::Activated {
                Status::Active
            } else {
                Status::Inactive
            };
            list.find(key).is_some_and(|key| key.status == expected)
        };
        let confirmed: Vec<_> =
            self.unconfirmed.extract_if(.., |change| is_confirmed(change)).collect();
        for (key, kind) in confirmed {
            self.note_event(now, &key, kind);
        }
    }

    pub(crate) fn note_deleted(&mut self, key: &AccessKeyId) {
        self.deleted.insert(key.clone());
    }

    pub(crate) fn note_event(
        &mut self,
        now: DateTime<Utc>,
        key: &AccessKeyId,
        kind: AccessKeyEventKind,
    ) {
        self.events.push(AccessKeyEvent { when: now, key: key.clone(), kind });
    }

    /// `false` if this was noted before: the answer may arrive twice.
    pub(crate) fn note_saved_profile(&mut self, saved: &SavedProfile) -> bool {
        let before = self.saved_profiles.insert(saved.key.id.clone(), saved.clone());
        before.as_ref() != Some(saved)
    }

    pub(crate) fn note_session(&mut self, now: DateTime<Utc>, connection: &Connection) {
        self.own_signatures.note_session(now, connection);
    }

    pub(crate) fn note_verification(&mut self, now: DateTime<Utc>, key: &AccessKeyId) {
        self.own_signatures.note_verification(now, key);
    }

    /// Another account is shown. Writes in flight and key events are kept.
    pub(crate) fn forget_account(&mut self) {
        self.overlay.forget_account();
        self.unconfirmed.clear();
        self.deleted.clear();
        self.described.clear();
        self.saved_profiles.clear();
    }

    pub(crate) fn forget_overlay(&mut self) {
        self.overlay.forget_account();
    }
}

/// Queries.
impl ChangeHistory {
    pub(crate) fn write_in_flight(&self, call: CallId) -> Option<&KeyChange> {
        self.in_flight.get(&call)
    }

    /// Whether any write was sent to IAM and not answered yet.
    pub fn any_in_flight(&self) -> bool {
        !self.in_flight.is_empty()
    }

    pub(crate) fn is_user_busy(&self, user: &UserName) -> bool {
        self.in_flight.values().any(|write| write.user() == user)
    }

    /// Whether IAM's lists lag behind a change to a key of this user.
    pub(crate) fn is_user_confirming(&self, user: &UserName) -> bool {
        self.overlay.is_user_confirming(user)
    }

    /// Whether IAM's lists lag behind a change to this key.
    pub(crate) fn is_key_confirming(&self, key: &AccessKeyId) -> bool {
        self.overlay.is_key_confirming(key)
    }

    /// Whether this session has activated the key, or may have, so lately that a list that shows it
    /// inactive proves nothing.
    pub(crate) fn was_activated_lately(&self, key: &AccessKeyId) -> bool {
        self.overlay.was_activated_lately(key)
    }

    /// Whether IAM has confirmed to this session, since then, that it deactivated the key. A list
    /// requested so late that it must be believed ends that.
    pub(crate) fn was_deactivated_since(&self, key: &AccessKeyId, at: DateTime<Utc>) -> bool {
        self.overlay.was_deactivated_since(key, at)
    }

    /// The user's keys as they are to be shown: the list with this session's changes applied, each
    /// key locked while a write to it is in flight.
    pub(crate) fn shown_keys(&self, user: &UserName, list: &KeyListing) -> Vec<ShownKey> {
        let mut keys = self.overlay.applied_to(user, list);
        for shown in &mut keys {
            shown.busy = self.in_flight.values().any(|write| write.key() == Some(&shown.key.id));
        }
        keys
    }

    pub(crate) fn shown_key_count(&self, user: &UserName, list: &KeyListing) -> usize {
        if self.overlay.covers(user) {
            self.overlay.applied_to(user, list).len()
        } else {
            list.keys.len()
        }
    }

    pub(crate) fn was_deleted(&self, key: &AccessKeyId) -> bool {
        self.deleted.contains(key)
    }

    /// Whether this session wrote a description of the key; known even if tags cannot be read.
    pub(crate) fn was_described(&self, key: &AccessKeyId) -> bool {
        self.described.contains(key)
    }

    pub(crate) fn saved_profile(&self, key: &AccessKeyId) -> Option<&SavedProfile> {
        self.saved_profiles.get(key)
    }

    pub(crate) fn events(&self) -> &[AccessKeyEvent] {
        &self.events
    }

    pub(crate) fn is_verified(&self, key: &AccessKeyId) -> bool {
        self.events
            .iter()
            .any(|event| event.kind == AccessKeyEventKind::Verified && event.key == *key)
    }

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
        history.note_sent(CallId(1), KeyChange::Deactivate(key("alice", KEY_1, Status::Active)));
        assert!(history.shown_keys(&alice, &list)[0].busy);
        assert!(history.take_answered(CallId(1)).is_some() && !history.any_in_flight());
        assert!(!history.shown_keys(&alice, &list)[0].busy);
    }
}
