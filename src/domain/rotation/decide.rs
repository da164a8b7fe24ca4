//! Decides on a recommendation. Here, a key that may sign is *active*.

use super::evidence::IdleState;
use super::recommendation::{KeyAction, Recommendation};
use super::snapshot::{LastUseEvidence, RotationKey, RotationSnapshot};
use chrono::DateTime;

impl RotationSnapshot {
    /// What to do next, by the table at the head of [`super`].
    pub(crate) fn recommendation(&self) -> Recommendation {
        let keys = self.sorted_keys();
        let (active, inactive): (Vec<&RotationKey>, Vec<&RotationKey>) =
            keys.into_iter().partition(|key| key.status.may_sign());
        if let (Some(old), Some(newest)) = (self.chosen_among(&inactive), active.last()) {
            return self.recommend_for_inactive_old(old, Some(newest));
        }
        match (active.as_slice(), self.first_to_delete(&inactive)) {
            ([], None) => Recommendation::NoKeys,
            ([], Some(old)) => self.recommend_for_inactive_old(old, None),
            ([only], None) => self.recommend_for_only_key(only),
            ([only], Some(inactive)) => self.recommend_for_one_active(only, inactive),
            ([one, other], _) => self.recommend_for_two_active(one, other),
            (several, _) => self.recommend_for_several_active(several),
        }
    }

    /// The key that the person chose as the old one, if it is one of these.
    fn chosen_among<'a>(&self, keys: &[&'a RotationKey]) -> Option<&'a RotationKey> {
        keys.iter().copied().find(|key| self.chosen_old.as_ref() == Some(&key.id))
    }

    /// Which of these inactive keys to delete first: idle keys before others, keys whose last use
    /// is unknown last; among idle ones the one that has been idle for longest.
    fn first_to_delete<'a>(&self, inactive: &[&'a RotationKey]) -> Option<&'a RotationKey> {
        inactive.iter().copied().min_by_key(|key| match self.idle_state(key) {
            IdleState::IdleSince(since) => (0, since),
            IdleState::IdleFrom(from) => (1, from),
            IdleState::Unknown => (2, DateTime::UNIX_EPOCH),
        })
    }

    fn recommend_for_only_key(&self, key: &RotationKey) -> Recommendation {
        let id = key.id.clone();
        if key.created.is_some() && !self.is_overdue(key) {
            Recommendation::NotDue { key: id }
        } else if self.limit > 1 {
            Recommendation::CreateKey { old: id }
        } else {
            Recommendation::NoFreeSlot { old: id }
        }
    }

    fn recommend_for_one_active(
        &self,
        active: &RotationKey,
        inactive: &RotationKey,
    ) -> Recommendation {
        let is_inactive_newer = match (active.created, inactive.created) {
            (Some(active_since), Some(inactive_since)) => inactive_since > active_since,
            _ => false,
        };
        if !is_inactive_newer && self.chosen_among(&[active]).is_none() {
            return self.recommend_for_inactive_old(inactive, Some(active));
        }
        match self.idle_state(inactive) {
            IdleState::IdleSince(_) => free_slot(inactive, active, Some(inactive)),
            // Nothing can depend on a key whose secret nobody has.
            IdleState::IdleFrom(_) if inactive.is_secret_lost() => {
                free_slot(inactive, active, Some(inactive))
            }
            IdleState::IdleFrom(until) => Recommendation::WaitToFreeSlot {
                old: active.id.clone(),
                new: inactive.id.clone(),
                until,
            },
            IdleState::Unknown => decide_without_last_use(inactive, active, Some(inactive)),
        }
    }

    /// `new` is the newest active key, if there is one.
    fn recommend_for_inactive_old(
        &self,
        old: &RotationKey,
        new: Option<&RotationKey>,
    ) -> Recommendation {
        let (old_id, new_id) = (old.id.clone(), new.map(|key| key.id.clone()));
        let are_slots_taken = self.keys.len() > 1 && self.keys.len() >= self.limit;
        match self.idle_state(old) {
            IdleState::IdleSince(_) if are_slots_taken && new.is_none() => {
                free_slot(old, old, None)
            }
            IdleState::IdleSince(_) => Recommendation::Delete { old: old_id, new: new_id },
            IdleState::IdleFrom(until) => {
                Recommendation::WaitBeforeDelete { old: old_id, new: new_id, until }
            }
            IdleState::Unknown => decide_without_last_use(old, old, new),
        }
    }

    fn recommend_for_two_active(&self, one: &RotationKey, other: &RotationKey) -> Recommendation {
        let chosen = self.chosen_among(&[one, other]);
        let Some(old) = chosen.or_else(|| oldest(&[one, other])) else { return choose_old(None) };
        let are_both_in_use = self.is_in_use(one) && self.is_in_use(other);
        if chosen.is_none() && are_both_in_use && !self.may_be_own_call(old) {
            return choose_old(Some(old));
        }
        let new = if old.id == one.id { other } else { one };
        self.recommend_for_active_pair(old, new)
    }

    /// Three keys or more, from the oldest to the newest.
    fn recommend_for_several_active(&self, keys: &[&RotationKey]) -> Recommendation {
        let Some(old) = self.chosen_among(keys) else { return choose_old(oldest(keys)) };
        match keys.iter().rev().find(|key| key.id != old.id) {
            Some(newest_other) => self.recommend_for_active_pair(old, newest_other),
            None => choose_old(None),
        }
    }

    fn recommend_for_active_pair(&self, old: &RotationKey, new: &RotationKey) -> Recommendation {
        let wait_until = match self.idle_state(old) {
            IdleState::Unknown => return decide_without_last_use(old, old, Some(new)),
            IdleState::IdleFrom(until) => Some(until),
            IdleState::IdleSince(_) => None,
        };
        if !new.is_proven() {
            return self.recommend_for_unproven_new(old, new);
        }
        let (old_id, new_id) = (old.id.clone(), new.id.clone());
        if let Some(profile) = old.profiles.iter().min().cloned() {
            return Recommendation::UpdateProfile { old: old_id, new: new_id, profile };
        }
        if old.signs_session {
            return Recommendation::MoveSession { old: old_id, new: new_id };
        }
        let Some(until) = wait_until else {
            return Recommendation::Deactivate { old: old_id, new: new_id };
        };
        let only_old_is_in_use = self.is_in_use(old) && !self.is_in_use(new);
        if only_old_is_in_use && !self.may_be_own_call(old) {
            Recommendation::UpdateApplications { old: old_id, new: new_id }
        } else {
            Recommendation::WaitUntilIdle { old: old_id, new: new_id, until }
        }
    }

    /// Nothing shows that the new key works.
    fn recommend_for_unproven_new(&self, old: &RotationKey, new: &RotationKey) -> Recommendation {
        if !matches!(new.last_use, LastUseEvidence::Known(_)) {
            return decide_without_last_use(new, old, Some(new));
        }
        let is_rotation_stalled = self.is_idle(old) || self.is_overdue(new);
        if new.is_secret_lost() || is_rotation_stalled && self.is_abandoned(new) {
            return free_slot(new, old, Some(new));
        }
        Recommendation::UpdateApplications { old: old.id.clone(), new: new.id.clone() }
    }
}

fn free_slot(key: &RotationKey, old: &RotationKey, new: Option<&RotationKey>) -> Recommendation {
    let may_sign = key.status.may_sign();
    Recommendation::FreeSlot {
        key: key.id.clone(),
        action: if may_sign { KeyAction::Deactivate } else { KeyAction::Delete },
        old: old.id.clone(),
        new: new.map(|key| key.id.clone()),
    }
}

fn choose_old(oldest: Option<&RotationKey>) -> Recommendation {
    Recommendation::ChooseOld { oldest: oldest.map(|key| key.id.clone()) }
}

fn decide_without_last_use(
    key: &RotationKey,
    old: &RotationKey,
    new: Option<&RotationKey>,
) -> Recommendation {
    let (id, old, new) = (key.id.clone(), old.id.clone(), new.map(|new| new.id.clone()));
    match key.last_use {
        LastUseEvidence::Unread => Recommendation::ReadLastUse { key: id, old, new },
        _ => Recommendation::Decide { key: id, old, new },
    }
}

/// The key that was created first, if that is known.
fn oldest<'a>(keys: &[&'a RotationKey]) -> Option<&'a RotationKey> {
    if keys.iter().any(|key| key.created.is_none()) {
        return None;
    }
    let oldest = keys.iter().copied().min_by_key(|key| key.created)?;
    let is_only_one = keys.iter().filter(|key| key.created == oldest.created).count() == 1;
    is_only_one.then_some(oldest)
}
