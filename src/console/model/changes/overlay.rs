//! This session's changes, applied to IAM's lists for as long as these may lag. Lists come from
//! several servers: one that shows a change does not mean that the next one will.

use crate::console::effect::CallId;
use crate::domain::{AccessKey, AccessKeyId, KeyChange, KeyListing, Status, UserName};
use chrono::{DateTime, TimeDelta, Utc};

/// How long after a change a list may still show the state before it. A list requested later is
/// believed.
pub(crate) const LAG_LIMIT: TimeDelta = TimeDelta::seconds(60);

/// A key as it is shown: as IAM listed it, with this session's changes applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownKey {
    /// The key.
    pub key: AccessKey,
    /// IAM's lists do not show a change to it yet.
    pub(crate) confirming: bool,
    /// A write to it is in flight.
    pub(crate) busy: bool,
}

#[derive(Debug, Default)]
pub(super) struct Overlay {
    done: Vec<Done>,
    activations: Vec<Activation>,
}

/// A key was created or activated, or perhaps activated (the answer was lost). Kept until a list is
/// requested so late that it must be believed, even if another account is shown meanwhile: the
/// person may come back.
#[derive(Debug)]
struct Activation {
    user: UserName,
    key: AccessKeyId,
    at: DateTime<Utc>,
}

/// A change that IAM has made.
#[derive(Debug)]
struct Done {
    user: UserName,
    key: AccessKeyId,
    effect: KeyEffect,
    /// Lists requested after this call show the change, unless they lag.
    call: CallId,
    at: DateTime<Utc>,
    /// Whether the latest of those lists shows the change.
    confirmed: bool,
}

#[derive(Debug)]
enum KeyEffect {
    Created(AccessKey),
    Status(Status),
    Deleted,
}

impl KeyEffect {
    /// The key and the effect on it; `None` if lists of keys do not show the change.
    fn of(write: &KeyChange, created: Option<&AccessKey>) -> Option<(AccessKeyId, Self)> {
        match write {
            KeyChange::Create(_) => created.map(|key| (key.id.clone(), Self::Created(key.clone()))),
            KeyChange::Activate(key) => Some((key.id.clone(), Self::Status(Status::Active))),
            KeyChange::Deactivate(key) => Some((key.id.clone(), Self::Status(Status::Inactive))),
            KeyChange::Delete(key) => Some((key.key().id.clone(), Self::Deleted)),
            KeyChange::Describe(..) | KeyChange::RemoveDescription(..) => None,
        }
    }

    fn may_sign(&self) -> bool {
        match self {
            Self::Created(key) => key.status.may_sign(),
            Self::Status(status) => status.may_sign(),
            Self::Deleted => false,
        }
    }

    fn is_shown_by(&self, list: &KeyListing, key: &AccessKeyId) -> bool {
        let listed = list.find(key).map(|key| &key.status);
        match self {
            Self::Created(key) => listed == Some(&key.status),
            Self::Status(status) => listed.is_none_or(|listed| listed == status),
            Self::Deleted => listed.is_none(),
        }
    }
}

impl Overlay {
    /// See [`super::ChangeHistory::note_done`].
    pub(super) fn note_done(
        &mut self,
        call: CallId,
        at: DateTime<Utc>,
        write: &KeyChange,
        created: Option<&AccessKey>,
    ) {
        let Some((key, effect)) = KeyEffect::of(write, created) else { return };
        let earlier_index = self.done.iter().position(|done| done.key == key);
        let earlier = earlier_index.map(|at| self.done.remove(at).effect);
        let effect = match (earlier, effect) {
            // The lists may not show this new key yet: it is still shown, with its new status.
            (Some(KeyEffect::Created(created)), KeyEffect::Status(status)) => {
                KeyEffect::Created(AccessKey { status, ..created })
            }
            (_, effect) => effect,
        };
        let user = write.user().clone();
        self.activations.retain(|activation| activation.key != key);
        if effect.may_sign() {
            self.activations.push(Activation { user: user.clone(), key: key.clone(), at });
        }
        self.done.push(Done { user, key, effect, call, at, confirmed: false });
    }

    /// The answer to an activation was lost.
    pub(super) fn note_perhaps_activated(&mut self, at: DateTime<Utc>, key: &AccessKey) {
        let (user, key) = (key.user.clone(), key.id.clone());
        self.activations.push(Activation { user, key, at });
    }

    pub(super) fn forget_account(&mut self) {
        self.done.clear();
    }

    /// See [`super::ChangeHistory::was_activated_lately`].
    pub(super) fn was_activated_lately(&self, key: &AccessKeyId) -> bool {
        self.activations.iter().any(|activation| activation.key == *key)
    }

    /// See [`super::ChangeHistory::was_deactivated_since`].
    pub(super) fn was_deactivated_since(&self, key: &AccessKeyId, at: DateTime<Utc>) -> bool {
        self.done.iter().any(|done| done.key == *key && !done.effect.may_sign() && done.at >= at)
    }

    /// Takes a list of keys, requested by `call` at `requested_at`. If it was requested so late
    /// that it must be believed, earlier changes need not be applied any more.
    pub(super) fn on_keys_listed(
        &mut self,
        call: CallId,
        requested_at: DateTime<Utc>,
        user: &UserName,
        list: &KeyListing,
    ) {
        self.activations.retain(|activation| {
            activation.user != *user || requested_at - activation.at < LAG_LIMIT
        });
        self.done.retain_mut(|done| {
            if done.user != *user || call <= done.call {
                return true;
            }
            done.confirmed = done.effect.is_shown_by(list, &done.key);
            requested_at - done.at < LAG_LIMIT
        });
    }

    pub(super) fn is_user_confirming(&self, user: &UserName) -> bool {
        self.done.iter().any(|done| done.user == *user && !done.confirmed)
    }

    pub(super) fn is_key_confirming(&self, key: &AccessKeyId) -> bool {
        self.done.iter().any(|done| done.key == *key && !done.confirmed)
    }

    /// Whether the overlay has changes to keys of this user.
    pub(super) fn covers(&self, user: &UserName) -> bool {
        self.done.iter().any(|done| done.user == *user)
    }

    /// The listed keys of the user with the changes applied.
    pub(super) fn applied_to(&self, user: &UserName, list: &KeyListing) -> Vec<ShownKey> {
        let mut keys: Vec<ShownKey> = Vec::new();
        for key in &list.keys {
            let done = self.done.iter().find(|done| done.key == key.id);
            let mut key = key.clone();
            match done.map(|done| &done.effect) {
                Some(KeyEffect::Deleted) => continue,
                Some(KeyEffect::Status(status)) => key.status = status.clone(),
                Some(KeyEffect::Created(made)) => key.status = made.status.clone(),
                None => {}
            }
            let confirming = done.is_some_and(|done| !done.confirmed);
            keys.push(ShownKey { key, confirming, busy: false });
        }
        for done in self.done.iter().filter(|done| done.user == *user) {
            if let KeyEffect::Created(key) = &done.effect
                && list.find(&key.id).is_none()
            {
                keys.push(ShownKey { key: key.clone(), confirming: true, busy: false });
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

    fn statuses(overlay: &Overlay, list: &KeyListing) -> Vec<(String, bool)> {
        let shown = overlay.applied_to(&UserName::from_iam("alice"), list);
        shown.into_iter().map(|k| (k.key.status.to_string(), k.confirming)).collect()
    }

    #[test]
    fn changes_are_applied_to_a_list_that_lags() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let active = KeyListing { keys: vec![key(Status::Active)] };
        let inactive = KeyListing { keys: vec![key(Status::Inactive)] };
        let mut overlay = Overlay::default();
        overlay.note_done(CallId(5), now, &KeyChange::Deactivate(key(Status::Active)), None);

        overlay.on_keys_listed(CallId(6), now, &user, &active);
        assert_eq!(statuses(&overlay, &active), [("Inactive".to_owned(), true)]);
        // A list requested before the change proves nothing, even if it seems to agree.
        overlay.on_keys_listed(CallId(4), now, &user, &inactive);
        assert!(overlay.is_user_confirming(&user));
        overlay.on_keys_listed(CallId(7), now, &user, &inactive);
        assert_eq!(statuses(&overlay, &inactive), [("Inactive".to_owned(), false)]);
    }

    /// IAM answers from several servers: one may know of the change when others do not.
    #[test]
    fn changes_are_applied_to_a_list_that_lags_behind_one_that_agreed() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let listing =
            |status: Option<Status>| KeyListing { keys: status.map(key).into_iter().collect() };
        let [none, active, inactive] =
            [None, Some(Status::Active), Some(Status::Inactive)].map(listing);
        for (write, before, after) in [
            (KeyChange::Create(user.clone()), &none, &active),
            (KeyChange::Deactivate(key(Status::Active)), &active, &inactive),
            (KeyChange::Activate(key(Status::Inactive)), &inactive, &active),
        ] {
            let mut overlay = Overlay::default();
            let made = matches!(write, KeyChange::Create(_)).then(|| key(Status::Active));
            overlay.note_done(CallId(1), now, &write, made.as_ref());
            overlay.on_keys_listed(CallId(2), now, &user, after);
            let shown = statuses(&overlay, after);
            assert!(!overlay.is_user_confirming(&user));
            let late = now + LAG_LIMIT - TimeDelta::seconds(1);
            overlay.on_keys_listed(CallId(3), late, &user, before);
            assert_eq!(statuses(&overlay, before), [(shown[0].0.clone(), true)], "{write:?}");
            overlay.on_keys_listed(CallId(4), now + LAG_LIMIT, &user, before);
            assert_eq!(statuses(&overlay, before).len(), before.keys.len());
        }
    }

    #[test]
    fn a_list_requested_late_is_believed() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let active = KeyListing { keys: vec![key(Status::Active)] };
        let mut overlay = Overlay::default();
        overlay.note_done(CallId(5), now, &KeyChange::Deactivate(key(Status::Active)), None);
        overlay.on_keys_listed(CallId(6), now + LAG_LIMIT, &user, &active);
        assert_eq!(statuses(&overlay, &active), [("Active".to_owned(), false)]);
    }

    #[test]
    fn a_new_key_is_shown_and_can_be_changed_before_the_lists_have_it() {
        let (now, none) = (DateTime::UNIX_EPOCH, KeyListing { keys: vec![] });
        let create = KeyChange::Create(UserName::from_iam("alice"));
        let mut overlay = Overlay::default();
        overlay.note_done(CallId(1), now, &create, Some(&key(Status::Active)));
        assert_eq!(statuses(&overlay, &none), [("Active".to_owned(), true)]);
        overlay.note_done(CallId(2), now, &KeyChange::Deactivate(key(Status::Active)), None);
        assert_eq!(statuses(&overlay, &none), [("Inactive".to_owned(), true)]);
    }

    #[test]
    fn an_activation_is_remembered_while_another_account_is_shown() {
        let now = DateTime::UNIX_EPOCH;
        let id = key(Status::Active).id;
        let mut overlay = Overlay::default();
        overlay.note_done(CallId(1), now, &KeyChange::Activate(key(Status::Inactive)), None);
        overlay.forget_account();
        assert!(overlay.was_activated_lately(&id));
        overlay.note_done(CallId(2), now, &KeyChange::Deactivate(key(Status::Active)), None);
        assert!(!overlay.was_activated_lately(&id));
    }

    #[test]
    fn an_activation_counts_until_a_list_is_requested_that_must_be_believed() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let list = KeyListing { keys: vec![key(Status::Inactive)] };
        let id = key(Status::Active).id;
        let mut overlay = Overlay::default();
        overlay.note_perhaps_activated(now, &key(Status::Inactive));
        // However late its answer arrives: the server may lag.
        let early = now + LAG_LIMIT - TimeDelta::seconds(1);
        overlay.on_keys_listed(CallId(1), early, &user, &list);
        assert!(overlay.was_activated_lately(&id));
        overlay.on_keys_listed(CallId(2), now + LAG_LIMIT, &user, &list);
        assert!(!overlay.was_activated_lately(&id));
    }
}
