//! The writes: in flight, and done but not yet shown by IAM's lists.
//!
//! Kept by the console, not by a page: leaving a page and coming back must not lose a write. A key
//! with a write in flight is locked. What was done is laid over IAM's lists for as long as they may
//! lag: they come from several servers, so that one list that agrees says nothing of the next.

use crate::console::effect::{CallId, Write};
use crate::domain::{AccessKey, AccessKeyId, KeyListing, Status, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How long after a change a list may still show what was before; one asked for later is believed.
pub(crate) const LAG_LIMIT: TimeDelta = TimeDelta::seconds(60);

/// All writes that matter still.
#[derive(Debug, Default)]
pub struct Ledger {
    in_flight: BTreeMap<CallId, Write>,
    done: Vec<Done>,
    /// The keys that were perhaps activated, since the answer was lost, and when that was.
    perhaps_activated: Vec<(AccessKeyId, DateTime<Utc>)>,
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
    /// The latest of those lists shows the change.
    agreed: bool,
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
    pub(crate) fn sent(&mut self, id: CallId, write: Write) {
        self.in_flight.insert(id, write);
    }

    /// The write that this call was, which is in flight no more.
    pub(crate) fn answered(&mut self, id: CallId) -> Option<Write> {
        self.in_flight.remove(&id)
    }

    /// The write that this call is.
    pub(crate) fn write(&self, id: CallId) -> Option<&Write> {
        self.in_flight.get(&id)
    }

    /// IAM carried the write out; `created` is the key it made, if it made one.
    pub(crate) fn done(
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
                Some(Done {
                    change: DoneChange::Created(made), call: since, at: when, agreed, ..
                }),
                DoneChange::Status(status),
            ) => {
                made.status = status;
                (*since, *when, *agreed) = (call, at, false);
            }
            (_, change) => {
                self.done.retain(|done| done.key != key);
                let user = write.user().clone();
                self.done.push(Done { user, key, change, call, at, agreed: false });
            }
        }
    }

    /// The answer to a write was lost: IAM may have carried it out.
    pub(crate) fn perhaps_done(&mut self, at: DateTime<Utc>, write: &Write) {
        if let Write::Activate(key) = write {
            self.perhaps_activated.push((key.id.clone(), at));
        }
    }

    /// Whether this session has activated the key, or may have, so lately that a list which shows
    /// it inactive proves nothing.
    #[must_use]
    pub fn activated_lately(&self, key: &AccessKeyId, now: DateTime<Utc>) -> bool {
        let made_active = |done: &Done| match &done.change {
            DoneChange::Created(key) => key.status.may_sign(),
            DoneChange::Status(status) => status.may_sign(),
            DoneChange::Deleted => false,
        };
        // While the change is laid over the lists, none was believed yet.
        self.done.iter().any(|done| done.key == *key && made_active(done))
            || self
                .perhaps_activated
                .iter()
                .any(|(activated, at)| activated == key && now - *at < LAG_LIMIT)
    }

    /// A list that was asked for by `call`, at that moment, shows this. A list asked for so late
    /// that it must be believed ends the overlay.
    pub(crate) fn listed(
        &mut self,
        call: CallId,
        asked_at: DateTime<Utc>,
        user: &UserName,
        list: &KeyListing,
    ) {
        self.done.retain_mut(|done| {
            if done.user != *user || call <= done.call {
                return true;
            }
            let listed = list.find(&done.key).map(|key| &key.status);
            done.agreed = match &done.change {
                DoneChange::Created(key) => listed == Some(&key.status),
                DoneChange::Status(status) => listed.is_none_or(|listed| listed == status),
                DoneChange::Deleted => listed.is_none(),
            };
            asked_at - done.at < LAG_LIMIT
        });
    }

    /// What was done is of an account that is not shown any more; what is in flight still counts.
    pub(crate) fn forget_done(&mut self) {
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
        self.done.iter().any(|done| done.user == *user && !done.agreed)
    }

    /// Whether something done to this key is not shown by IAM's lists yet.
    #[must_use]
    pub fn key_confirming(&self, key: &AccessKeyId) -> bool {
        self.done.iter().any(|done| done.key == *key && !done.agreed)
    }

    /// Whether anything done to a key of this user is laid over IAM's lists.
    #[must_use]
    pub fn overlays(&self, user: &UserName) -> bool {
        self.done.iter().any(|done| done.user == *user)
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
            let confirming = done.is_some_and(|done| !done.agreed);
            keys.push(ShownKey { busy: busy(&key.id), confirming, key });
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

    /// IAM answers from several servers: one that knows of the change says nothing of the others.
    #[test]
    fn a_list_that_lags_behind_one_that_agreed_is_overlaid_again() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let listing =
            |status: Option<Status>| KeyListing { keys: status.map(key).into_iter().collect() };
        let [none, active, inactive] =
            [None, Some(Status::Active), Some(Status::Inactive)].map(listing);
        for (write, before, after) in [
            (Write::Create(user.clone()), &none, &active),
            (Write::Deactivate(key(Status::Active)), &active, &inactive),
            (Write::Activate(key(Status::Inactive)), &inactive, &active),
        ] {
            let mut ledger = Ledger::default();
            let made = matches!(write, Write::Create(_)).then(|| key(Status::Active));
            ledger.done(CallId(1), now, &write, made.as_ref());
            ledger.listed(CallId(2), now, &user, after);
            let shown = statuses(&ledger, after);
            assert!(!ledger.confirming(&user));
            let late = now + LAG_LIMIT - TimeDelta::seconds(1);
            ledger.listed(CallId(3), late, &user, before);
            assert_eq!(statuses(&ledger, before), [(shown[0].0.clone(), true)], "{write:?}");
            ledger.listed(CallId(4), now + LAG_LIMIT, &user, before);
            assert_eq!(statuses(&ledger, before).len(), before.keys.len());
        }
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
