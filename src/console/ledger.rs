//! The writes: in flight, and done but not yet shown by IAM's lists.
//!
//! Kept by the console, not by a page: leaving a page and coming back must not lose a write. A key
//! with a write in flight is locked. What was done is laid over lists that lag until a list made
//! afterwards agrees.

use super::effect::{CallId, Write};
use crate::domain::{AccessKey, AccessKeyId, KeyListing, Status, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How long a list may disagree with what was done before the list is believed.
pub(crate) const LAG_LIMIT: TimeDelta = TimeDelta::seconds(60);

/// All writes that matter still.
#[derive(Debug, Default)]
pub struct Ledger {
    in_flight: BTreeMap<CallId, Write>,
    done: Vec<Done>,
}

/// A write that IAM carried out.
#[derive(Debug)]
struct Done {
    user: UserName,
    key: AccessKeyId,
    change: DoneChange,
    /// Lists asked for later than this call saw the change, unless they lag.
    call: CallId,
    at: DateTime<Utc>,
}

#[derive(Debug)]
enum DoneChange {
    Created(AccessKey),
    Status(Status),
    Deleted,
}

/// A key as it is shown: what IAM listed, with what was done laid over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownKey {
    /// The key.
    pub key: AccessKey,
    /// Something was done to it that IAM's lists do not show yet.
    pub confirming: bool,
    /// A write to it is in flight.
    pub busy: bool,
}

impl Ledger {
    /// A write is on its way.
    pub(super) fn sent(&mut self, id: CallId, write: Write) {
        self.in_flight.insert(id, write);
    }

    /// The write that this call was, which is in flight no more.
    pub(super) fn answered(&mut self, id: CallId) -> Option<Write> {
        self.in_flight.remove(&id)
    }

    /// The write that this call is.
    pub(super) fn write(&self, id: CallId) -> Option<&Write> {
        self.in_flight.get(&id)
    }

    /// IAM carried the write out; `created` is the key it made, if it made one.
    pub(super) fn done(
        &mut self,
        call: CallId,
        at: DateTime<Utc>,
        write: &Write,
        created: Option<&AccessKey>,
    ) {
        let (key, change) = match (write, created) {
            (Write::Create(_), Some(key)) => (key.id.clone(), DoneChange::Created(key.clone())),
            (Write::Activate(key), _) => (key.id.clone(), DoneChange::Status(Status::Active)),
            (Write::Deactivate(key), _) => (key.id.clone(), DoneChange::Status(Status::Inactive)),
            (Write::Delete(key), _) => (key.key().id.clone(), DoneChange::Deleted),
            (Write::Create(_) | Write::Describe(..) | Write::RemoveDescription(..), _) => return,
        };
        let unlisted = self.done.iter_mut().find(|done| done.key == key);
        match (unlisted, change) {
            // A change to a key the lists do not show yet: keep showing the key, changed.
            (
                Some(Done { change: DoneChange::Created(made), call: since, at: when, .. }),
                DoneChange::Status(status),
            ) => {
                made.status = status;
                (*since, *when) = (call, at);
            }
            (_, change) => {
                self.done.retain(|done| done.key != key);
                self.done.push(Done { user: write.user().clone(), key, change, call, at });
            }
        }
    }

    /// A list asked for by `call` shows this: what it agrees with needs no overlay any more, nor
    /// does what is so long ago that the list must be believed.
    pub(super) fn listed(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        list: &KeyListing,
    ) {
        self.done.retain(|done| {
            if done.user != *user || call <= done.call {
                return true;
            }
            let listed = list.find(&done.key).map(|key| &key.status);
            let agrees = match &done.change {
                DoneChange::Created(key) => listed == Some(&key.status),
                DoneChange::Status(status) => listed.is_none_or(|listed| listed == status),
                DoneChange::Deleted => listed.is_none(),
            };
            !agrees && now - done.at < LAG_LIMIT
        });
    }

    /// What was done is of an account that is not shown any more; what is in flight still counts.
    pub(super) fn forget_done(&mut self) {
        self.done.clear();
    }

    /// Whether anything is on its way to IAM.
    #[must_use]
    pub fn any_in_flight(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Whether a write to one of the user's keys is on its way.
    #[must_use]
    pub fn user_busy(&self, user: &UserName) -> bool {
        self.in_flight.values().any(|write| write.user() == user)
    }

    /// Whether something done to a key of this user is not shown by IAM's lists yet.
    #[must_use]
    pub fn confirming(&self, user: &UserName) -> bool {
        self.done.iter().any(|done| done.user == *user)
    }

    /// Whether something done to this key is not shown by IAM's lists yet.
    #[must_use]
    pub fn key_confirming(&self, key: &AccessKeyId) -> bool {
        self.done.iter().any(|done| done.key == *key)
    }

    /// The user's keys as they are to be shown.
    #[must_use]
    pub fn shown(&self, user: &UserName, list: &KeyListing) -> Vec<ShownKey> {
        let busy = |id: &AccessKeyId| self.in_flight.values().any(|write| write.key() == Some(id));
        let mut keys: Vec<ShownKey> = Vec::new();
        for key in &list.keys {
            let done = self.done.iter().find(|done| done.key == key.id);
            let mut key = key.clone();
            match done.map(|done| &done.change) {
                Some(DoneChange::Deleted) => continue,
                Some(DoneChange::Status(status)) => key.status = status.clone(),
                Some(DoneChange::Created(made)) => key.status = made.status.clone(),
                None => {}
            }
            keys.push(ShownKey { busy: busy(&key.id), confirming: done.is_some(), key });
        }
        for done in self.done.iter().filter(|done| done.user == *user) {
            if let DoneChange::Created(key) = &done.change
                && list.find(&key.id).is_none()
            {
                keys.push(ShownKey { key: key.clone(), confirming: true, busy: busy(&key.id) });
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(status: Status) -> AccessKey {
        AccessKey {
            id: AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE"),
            user: UserName::from_iam("alice"),
            status,
            created: None,
        }
    }

    fn statuses(ledger: &Ledger, list: &KeyListing) -> Vec<(String, bool)> {
        let shown = ledger.shown(&UserName::from_iam("alice"), list);
        shown.into_iter().map(|k| (k.key.status.to_string(), k.confirming)).collect()
    }

    #[test]
    fn what_was_done_is_laid_over_a_list_that_lags() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let active = KeyListing { keys: vec![key(Status::Active)] };
        let inactive = KeyListing { keys: vec![key(Status::Inactive)] };
        let mut ledger = Ledger::default();
        ledger.done(CallId(5), now, &Write::Deactivate(key(Status::Active)), None);

        ledger.listed(CallId(6), now, &user, &active);
        assert_eq!(statuses(&ledger, &active), [("Inactive".to_owned(), true)]);
        // A list asked for before the change proves nothing, even when it seems to agree.
        ledger.listed(CallId(4), now, &user, &inactive);
        assert!(ledger.confirming(&user));
        ledger.listed(CallId(7), now, &user, &inactive);
        assert_eq!(statuses(&ledger, &inactive), [("Inactive".to_owned(), false)]);
    }

    #[test]
    fn in_the_end_the_list_is_believed() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let active = KeyListing { keys: vec![key(Status::Active)] };
        let mut ledger = Ledger::default();
        ledger.done(CallId(5), now, &Write::Deactivate(key(Status::Active)), None);
        ledger.listed(CallId(6), now + LAG_LIMIT, &user, &active);
        assert_eq!(statuses(&ledger, &active), [("Active".to_owned(), false)]);
    }

    #[test]
    fn a_new_key_is_shown_and_can_be_changed_before_the_lists_have_it() {
        let (now, none) = (DateTime::UNIX_EPOCH, KeyListing { keys: vec![] });
        let create = Write::Create(UserName::from_iam("alice"));
        let mut ledger = Ledger::default();
        ledger.done(CallId(1), now, &create, Some(&key(Status::Active)));
        assert_eq!(statuses(&ledger, &none), [("Active".to_owned(), true)]);
        ledger.done(CallId(2), now, &Write::Deactivate(key(Status::Active)), None);
        assert_eq!(statuses(&ledger, &none), [("Inactive".to_owned(), true)]);
    }

    #[test]
    fn a_key_is_locked_while_a_write_to_it_is_in_flight() {
        let list = KeyListing { keys: vec![key(Status::Active)] };
        let mut ledger = Ledger::default();
        ledger.sent(CallId(1), Write::Deactivate(key(Status::Active)));
        assert!(ledger.shown(&UserName::from_iam("alice"), &list)[0].busy);
        assert!(ledger.answered(CallId(1)).is_some() && !ledger.any_in_flight());
    }
}
