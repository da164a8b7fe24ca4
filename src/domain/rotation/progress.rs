//! Which of the six steps are shown to be done: only what the evidence shows, not what should have
//! been done before.

use super::evidence::ClassifiedUse;
use super::recommendation::Recommendation;
use super::snapshot::{RotationKey, RotationSnapshot};

impl RotationSnapshot {
    /// The numbers of the steps that are shown to be done; none if there are no two keys.
    pub(crate) fn completed_steps(&self, recommendation: &Recommendation) -> Vec<u8> {
        let old = recommendation.old_key().and_then(|id| self.key(id));
        let new = recommendation.new_key().and_then(|id| self.key(id));
        let (Some(old), Some(new)) = (old, new) else { return Vec::new() };
        let is_new_in_use = matches!(self.classify_last_use(new), ClassifiedUse::Other(_));
        let is_deactivated = !old.status.may_sign();
        let steps = [
            (1, true),
            (2, is_new_in_use && !old.is_held_here()),
            (3, self.was_idle_before(old)),
            (4, is_deactivated),
            (5, is_deactivated && self.was_idle_since_deactivated(old)),
        ];
        steps.into_iter().filter(|(_, is_done)| *is_done).map(|(number, _)| number).collect()
    }

    /// Whether the key was idle for the idle time before it was deactivated, or is now.
    fn was_idle_before(&self, old: &RotationKey) -> bool {
        match (old.last_use_date(), old.deactivated()) {
            (Some(used), Some(deactivated)) => self.idle_from(used) <= deactivated,
            _ => old.status.may_sign() && self.is_idle(old),
        }
    }

    /// Whether the idle time has gone by since the key was deactivated, as far as the journal and
    /// this session know when that was.
    fn was_idle_since_deactivated(&self, old: &RotationKey) -> bool {
        let Some(deactivated) = old.deactivated() else { return false };
        self.idle_from(deactivated) <= self.now && self.is_idle(old)
    }
}
