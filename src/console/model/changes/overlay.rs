//! What was done, laid over IAM's lists for as long as they may lag: they come from several servers,
//! so that one list that agrees says nothing of the next.

use crate::console::effect::CallId;
use crate::domain::{AccessKey, AccessKeyId, KeyChange, KeyListing, Status, UserName};
use chrono::{DateTime, TimeDelta, Utc};

/// How long after a change a list may still show what was before; one asked for later is believed.
pub(crate) const LAG_LIMIT: TimeDelta = TimeDelta::seconds(60);

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

/// The writes that IAM has carried out lately.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    done: Vec<Done>,
    activations: Vec<Activation>,
}

/// A key was created or activated, or perhaps activated (the answer was lost): also in an account
/// that was left since, which may be come back to. Kept until a list is asked for so late that it
/// must be believed.
#[derive(Debug)]
struct Activation {
    user: UserName,
    key: AccessKeyId,
    at: DateTime<Utc>,
}

/// A write that IAM carried out.
#[derive(Debug)]
struct Done {
    user: UserName,
    key: AccessKeyId,
    effect: KeyEffect,
    /// Lists asked for later than this call saw the change, unless they lag.
    call: CallId,
    at: DateTime<Utc>,
    /// The latest of those lists shows the change.
    agreed: bool,
}

/// What a write made of a key.
#[derive(Debug)]
enum KeyEffect {
    Created(AccessKey),
    Status(Status),
    Deleted,
}

impl KeyEffect {
    /// The key, and what the write made of it; `None` where no list of keys shows it.
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
    /// IAM carried the write out; `created` is the key it made, if it made one.
    pub(super) fn done(
        &mut self,
        call: CallId,
        at: DateTime<Utc>,
        write: &KeyChange,
        created: Option<&AccessKey>,
    ) {
        let Some((key, effect)) = KeyEffect::of(write, created) else { return };
        let before = self.done.iter().position(|done| done.key == key);
        let before = before.map(|at| self.done.remove(at).effect);
        let effect = match (before, effect) {
            // A change to a key the lists do not show yet: keep showing the key, changed.
            (Some(KeyEffect::Created(made)), KeyEffect::Status(status)) => {
                KeyEffect::Created(AccessKey { status, ..made })
            }
            (_, effect) => effect,
        };
        let user = write.user().clone();
        self.activations.retain(|activation| activation.key != key);
        if effect.may_sign() {
            self.activations.push(Activation { user: user.clone(), key: key.clone(), at });
        }
        self.done.push(Done { user, key, effect, call, at, agreed: false });
    }

    /// The answer to an activation was lost.
    pub(super) fn perhaps_activated(&mut self, at: DateTime<Utc>, key: &AccessKey) {
        let (user, key) = (key.user.clone(), key.id.clone());
        self.activations.push(Activation { user, key, at });
    }

    /// Another account is shown: nothing of this one is laid over its lists.
    pub(super) fn forget_account(&mut self) {
        self.done.clear();
    }

    /// See [`super::ChangeHistory::activated_lately`].
    pub(super) fn activated_lately(&self, key: &AccessKeyId) -> bool {
        self.activations.iter().any(|activation| activation.key == *key)
    }

    /// A list that was asked for by `call`, at that moment, shows this. A list asked for so late that
    /// it must be believed ends the overlay.
    pub(super) fn on_keys_listed(
        &mut self,
        call: CallId,
        asked_at: DateTime<Utc>,
        user: &UserName,
        list: &KeyListing,
    ) {
        self.activations
            .retain(|activation| activation.user != *user || asked_at - activation.at < LAG_LIMIT);
        self.done.retain_mut(|done| {
            if done.user != *user || call <= done.call {
                return true;
            }
            done.agreed = done.effect.is_shown_by(list, &done.key);
            asked_at - done.at < LAG_LIMIT
        });
    }

    /// Whether something done to a key of this user is not shown by the latest list.
    pub(super) fn confirming(&self, user: &UserName) -> bool {
        self.done.iter().any(|done| done.user == *user && !done.agreed)
    }

    /// Whether something done to this key is not shown by the latest list.
    pub(super) fn key_confirming(&self, key: &AccessKeyId) -> bool {
        self.done.iter().any(|done| done.key == *key && !done.agreed)
    }

    /// Whether anything done to a key of this user is laid over its list.
    pub(super) fn covers(&self, user: &UserName) -> bool {
        self.done.iter().any(|done| done.user == *user)
    }

    /// A list of the user's keys, with what was done.
    pub(super) fn laid_over(&self, user: &UserName, list: &KeyListing) -> Vec<ShownKey> {
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
            let confirming = done.is_some_and(|done| !done.agreed);
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
        let shown = overlay.laid_over(&UserName::from_iam("alice"), list);
        shown.into_iter().map(|k| (k.key.status.to_string(), k.confirming)).collect()
    }

    #[test]
    fn what_was_done_is_laid_over_a_list_that_lags() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let active = KeyListing { keys: vec![key(Status::Active)] };
        let inactive = KeyListing { keys: vec![key(Status::Inactive)] };
        let mut overlay = Overlay::default();
        overlay.done(CallId(5), now, &KeyChange::Deactivate(key(Status::Active)), None);

        overlay.on_keys_listed(CallId(6), now, &user, &active);
        assert_eq!(statuses(&overlay, &active), [("Inactive".to_owned(), true)]);
        // A list asked for before the change proves nothing, even when it seems to agree.
        overlay.on_keys_listed(CallId(4), now, &user, &inactive);
        assert!(overlay.confirming(&user));
        overlay.on_keys_listed(CallId(7), now, &user, &inactive);
        assert_eq!(statuses(&overlay, &inactive), [("Inactive".to_owned(), false)]);
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
            (KeyChange::Create(user.clone()), &none, &active),
            (KeyChange::Deactivate(key(Status::Active)), &active, &inactive),
            (KeyChange::Activate(key(Status::Inactive)), &inactive, &active),
        ] {
            let mut overlay = Overlay::default();
            let made = matches!(write, KeyChange::Create(_)).then(|| key(Status::Active));
            overlay.done(CallId(1), now, &write, made.as_ref());
            overlay.on_keys_listed(CallId(2), now, &user, after);
            let shown = statuses(&overlay, after);
            assert!(!overlay.confirming(&user));
            let late = now + LAG_LIMIT - TimeDelta::seconds(1);
            overlay.on_keys_listed(CallId(3), late, &user, before);
            assert_eq!(statuses(&overlay, before), [(shown[0].0.clone(), true)], "{write:?}");
            overlay.on_keys_listed(CallId(4), now + LAG_LIMIT, &user, before);
            assert_eq!(statuses(&overlay, before).len(), before.keys.len());
        }
    }

    #[test]
    fn in_the_end_the_list_is_believed() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let active = KeyListing { keys: vec![key(Status::Active)] };
        let mut overlay = Overlay::default();
        overlay.done(CallId(5), now, &KeyChange::Deactivate(key(Status::Active)), None);
        overlay.on_keys_listed(CallId(6), now + LAG_LIMIT, &user, &active);
        assert_eq!(statuses(&overlay, &active), [("Active".to_owned(), false)]);
    }

    #[test]
    fn a_new_key_is_shown_and_can_be_changed_before_the_lists_have_it() {
        let (now, none) = (DateTime::UNIX_EPOCH, KeyListing { keys: vec![] });
        let create = KeyChange::Create(UserName::from_iam("alice"));
        let mut overlay = Overlay::default();
        overlay.done(CallId(1), now, &create, Some(&key(Status::Active)));
        assert_eq!(statuses(&overlay, &none), [("Active".to_owned(), true)]);
        overlay.done(CallId(2), now, &KeyChange::Deactivate(key(Status::Active)), None);
        assert_eq!(statuses(&overlay, &none), [("Inactive".to_owned(), true)]);
    }

    #[test]
    fn an_activation_is_known_after_another_account_was_shown_in_between() {
        let now = DateTime::UNIX_EPOCH;
        let id = key(Status::Active).id;
        let mut overlay = Overlay::default();
        overlay.done(CallId(1), now, &KeyChange::Activate(key(Status::Inactive)), None);
        overlay.forget_account();
        assert!(overlay.activated_lately(&id));
        overlay.done(CallId(2), now, &KeyChange::Deactivate(key(Status::Active)), None);
        assert!(!overlay.activated_lately(&id));
    }

    #[test]
    fn an_activation_is_lately_until_a_list_is_asked_for_that_must_be_believed() {
        let (now, user) = (DateTime::UNIX_EPOCH, UserName::from_iam("alice"));
        let list = KeyListing { keys: vec![key(Status::Inactive)] };
        let id = key(Status::Active).id;
        let mut overlay = Overlay::default();
        overlay.perhaps_activated(now, &key(Status::Inactive));
        // However late its answer comes: it may be of a server that lags.
        let early = now + LAG_LIMIT - TimeDelta::seconds(1);
        overlay.on_keys_listed(CallId(1), early, &user, &list);
        assert!(overlay.activated_lately(&id));
        overlay.on_keys_listed(CallId(2), now + LAG_LIMIT, &user, &list);
        assert!(!overlay.activated_lately(&id));
    }
}
