//! Which of the six steps the evidence shows to be done. A later step does not imply an earlier
//! one.

use super::evidence::ClassifiedUse;
use super::recommendation::Recommendation;
use super::snapshot::{RotationKey, RotationSnapshot};

impl RotationSnapshot {
    /// The numbers of the steps that are done; none if there are no two keys.
    pub(crate) fn completed_steps(&self, recommendation: &Recommendation) -> Vec<u8> {
        let old = recommendation.old_key().and_then(|id| self.key(id));
        let new = recommendation.new_key().and_then(|id| self.key(id));
        let (Some(old), Some(new)) = (old, new) else { return Vec::new() };
        let is_new_in_use = matches!(self.classify_last_use(new), ClassifiedUse::Other(_));
        let is_deactivated = !old.status.may_sign();
        let mut completed = vec![1];
        if is_new_in_use && !old.is_held_here() {
            completed.push(2);
        }
        if self.was_idle_before(old) {
            completed.push(3);
        }
        if is_deactivated {
            completed.push(4);
            if self.was_idle_since_deactivated(old) {
                completed.push(5);
            }
        }
        completed
    }

    /// Whether the key was idle for the idle time before it was deactivated, or is idle now.
    fn was_idle_before(&self, old: &RotationKey) -> bool {
        match (old.last_use_date(), old.deactivated()) {
            (Some(used), Some(deactivated)) => self.idle_from(used) <= deactivated,
            _ => old.status.may_sign() && self.is_idle(old),
        }
    }

    /// Whether the idle time has passed since the key was deactivated, if akia deactivated it.
    fn was_idle_since_deactivated(&self, old: &RotationKey) -> bool {
        let Some(deactivated) = old.deactivated() else { return false };
        self.idle_from(deactivated) <= self.now && self.is_idle(old)
    }
}
