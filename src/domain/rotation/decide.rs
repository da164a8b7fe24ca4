//! The decision table: from a snapshot to a recommendation.

use super::evidence::IdleState;
use super::recommendation::{KeyAction, Recommendation};
use super::snapshot::{LastUseEvidence, RotationKey, RotationSnapshot};
use chrono::DateTime;

impl RotationSnapshot {
    /// What to do next, by the table at the head of [`super`].
    pub(crate) fn recommendation(&self) -> Recommendation {
        let keys = self.sorted_keys();
        let (signing, inactive): (Vec<&RotationKey>, Vec<&RotationKey>) =
            keys.into_iter().partition(|key| key.status.may_sign());
        if let (Some(old), Some(newest)) = (self.chosen_among(&inactive), signing.last()) {
            return self.old_is_inactive(old, Some(newest));
        }
        match (signing.as_slice(), self.first_to_delete(&inactive)) {
            ([], None) => Recommendation::NoKeys,
            ([], Some(old)) => self.old_is_inactive(old, None),
            ([only], None) => self.only_key(only),
            ([active], Some(inactive)) => self.one_of_two_signs(active, inactive),
            ([one, other], _) => self.two_sign(one, other),
            (several, _) => self.several_sign(several),
        }
    }

    /// The key that the person chose as the old one, if it is one of these.
    fn chosen_among<'a>(&self, keys: &[&'a RotationKey]) -> Option<&'a RotationKey> {
        keys.iter().copied().find(|key| self.chosen_old.as_ref() == Some(&key.id))
    }

    /// Which of these inactive keys is to go first: idle keys before others, those whose last use is
    /// not known last; then the one that was idle for longest.
    fn first_to_delete<'a>(&self, inactive: &[&'a RotationKey]) -> Option<&'a RotationKey> {
        inactive.iter().copied().min_by_key(|key| match self.idle_state(key) {
            IdleState::IdleSince(since) => (0, since),
            IdleState::IdleFrom(from) => (1, from),
            IdleState::Unknown => (2, DateTime::UNIX_EPOCH),
        })
    }

    fn only_key(&self, key: &RotationKey) -> Recommendation {
        let id = key.id.clone();
        if key.created.is_some() && !self.is_overdue(key) {
            Recommendation::NotDue { key: id }
        } else if self.limit > 1 {
            Recommendation::CreateKey { old: id }
        } else {
            Recommendation::NoFreeSlot { old: id }
        }
    }

    fn one_of_two_signs(&self, active: &RotationKey, inactive: &RotationKey) -> Recommendation {
        let is_inactive_newer = match (active.created, inactive.created) {
            (Some(active), Some(inactive)) => inactive > active,
            _ => false,
        };
        if !is_inactive_newer && self.chosen_among(&[active]).is_none() {
            return self.old_is_inactive(inactive, Some(active));
        }
        match self.idle_state(inactive) {
            IdleState::IdleSince(_) => free_slot(inactive, active, Some(inactive)),
            // Without its secret, nothing can have depended on it.
            IdleState::IdleFrom(_) if inactive.is_secret_lost() => {
                free_slot(inactive, active, Some(inactive))
            }
            IdleState::IdleFrom(until) => Recommendation::WaitToFreeSlot {
                old: active.id.clone(),
                new: inactive.id.clone(),
                until,
            },
            IdleState::Unknown => cannot_tell(inactive, active, Some(inactive)),
        }
    }

    /// `new` is the newest key that may sign, if any may.
    fn old_is_inactive(&self, old: &RotationKey, new: Option<&RotationKey>) -> Recommendation {
        let new_id = new.map(|key| key.id.clone());
        let are_slots_taken = self.keys.len() > 1 && self.keys.len() >= self.limit;
        match self.idle_state(old) {
            IdleState::IdleSince(_) if are_slots_taken && new.is_none() => {
                free_slot(old, old, None)
            }
            IdleState::IdleSince(_) => Recommendation::Delete { old: old.id.clone(), new: new_id },
            IdleState::IdleFrom(until) => {
                Recommendation::WaitBeforeDelete { old: old.id.clone(), new: new_id, until }
            }
            IdleState::Unknown => cannot_tell(old, old, new),
        }
    }

    fn two_sign(&self, one: &RotationKey, other: &RotationKey) -> Recommendation {
        if let Some(old) = self.chosen_among(&[one, other]) {
            let new = if old.id == one.id { other } else { one };
            return self.old_and_new_sign(old, new);
        }
        let Some(old) = oldest(&[one, other]) else { return choose_old(None) };
        let are_both_in_use = self.is_in_use(one) && self.is_in_use(other);
        if are_both_in_use && !self.may_be_own_call(old) {
            return choose_old(Some(old));
        }
        let new = if old.id == one.id { other } else { one };
        self.old_and_new_sign(old, new)
    }

    /// Three keys or more, from the oldest to the newest.
    fn several_sign(&self, keys: &[&RotationKey]) -> Recommendation {
        let Some(old) = self.chosen_among(keys) else { return choose_old(oldest(keys)) };
        let newest_other = keys.iter().rev().find(|key| key.id != old.id);
        newest_other.map_or_else(|| choose_old(None), |new| self.old_and_new_sign(old, new))
    }

    fn old_and_new_sign(&self, old: &RotationKey, new: &RotationKey) -> Recommendation {
        let wait_until = match self.idle_state(old) {
            IdleState::Unknown => return cannot_tell(old, old, Some(new)),
            IdleState::IdleFrom(until) => Some(until),
            IdleState::IdleSince(_) => None,
        };
        if !new.is_proven() {
            return self.new_is_unproven(old, new);
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
    fn new_is_unproven(&self, old: &RotationKey, new: &RotationKey) -> Recommendation {
        if !matches!(new.last_use, LastUseEvidence::Known(_)) {
            return cannot_tell(new, old, Some(new));
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

fn cannot_tell(key: &RotationKey, old: &RotationKey, new: Option<&RotationKey>) -> Recommendation {
    let (key_id, old) = (key.id.clone(), old.id.clone());
    let new = new.map(|key| key.id.clone());
    match key.last_use {
        LastUseEvidence::Unread => Recommendation::ReadLastUse { key: key_id, old, new },
        _ => Recommendation::Decide { key: key_id, old, new },
    }
}

/// The key that was created first, if that is known.
fn oldest<'a>(keys: &[&'a RotationKey]) -> Option<&'a RotationKey> {
    if keys.iter().any(|key| key.created.is_none()) {
        return None;
    }
    let first = keys.iter().copied().min_by_key(|key| key.created)?;
    let is_alone = keys.iter().filter(|key| key.created == first.created).count() == 1;
    is_alone.then_some(first)
}
