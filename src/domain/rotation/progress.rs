//! Which of the six steps are shown to be done: only what the evidence shows, not what a rotation
//! by the book would have done before.

use super::evidence::{Quiet, Reading};
use super::{Guidance, RotationCase, RotationKey};
use crate::domain::key_id::AccessKeyId;

impl RotationCase {
    /// The numbers of the steps that are shown to be done; none, where there are no two keys for a
    /// rotation.
    #[must_use]
    pub fn steps_shown_done(&self, guidance: &Guidance) -> Vec<u8> {
        let key = |id: &Option<AccessKeyId>| self.key(id.as_ref()?);
        let (Some(old), Some(new)) = (key(&guidance.old), key(&guidance.new)) else {
            return Vec::new();
        };
        let here = old.signs_session || !old.profiles.is_empty();
        let updated = matches!(self.reading(new), Reading::Used(_)) && !here;
        let off = !old.status.may_sign();
        let steps = [
            (1, true),
            (2, updated),
            (3, self.was_quiet_before(old)),
            (4, off),
            (5, off && self.was_quiet_since_off(old)),
        ];
        steps.into_iter().filter(|(_, done)| *done).map(|(number, _)| number).collect()
    }

    /// Whether the key was quiet for the quiet time before it was switched off, or is now.
    fn was_quiet_before(&self, old: &RotationKey) -> bool {
        match (old.last_use(), old.did(|did| did.deactivated)) {
            (Some(used), Some(off)) => self.quiet_from(used) <= off,
            _ => old.status.may_sign() && matches!(self.quiet(old), Quiet::Since(_)),
        }
    }

    /// Whether the quiet time has gone by since the key was switched off; when that was, only the
    /// journal and this session know.
    fn was_quiet_since_off(&self, old: &RotationKey) -> bool {
        let off = old.did(|did| did.deactivated);
        off.is_some_and(|off| self.quiet_from(off) <= self.now)
            && matches!(self.quiet(old), Quiet::Since(_))
    }
}
