//! Which users' values changed, so that what was computed from them can be updated without
//! computing all of it again.

use crate::domain::UserName;
use std::collections::VecDeque;

/// How many changes are remembered: more than occur between two frames. A caller that asks less
/// often must take everything as changed.
const REMEMBERED: usize = 1_024;

#[derive(Debug, Default)]
pub(super) struct Changes {
    latest: VecDeque<UserName>,
    /// How many changes came before the oldest one remembered.
    forgotten: u64,
}

impl Changes {
    pub(super) fn count(&self) -> u64 {
        self.forgotten + u64::try_from(self.latest.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn note(&mut self, user: &UserName) {
        if self.latest.len() == REMEMBERED {
            self.latest.pop_front();
            self.forgotten += 1;
        }
        self.latest.push_back(user.clone());
    }

    /// Anything may have changed.
    pub(super) fn note_everything(&mut self) {
        // One more than there were: nobody can have seen that one.
        self.forgotten = self.count() + 1;
        self.latest.clear();
    }

    /// Whose values changed after the first `seen` changes; `None` if anyone's may have.
    pub(super) fn since(&self, seen: u64) -> Option<impl Iterator<Item = &UserName>> {
        let known = seen.checked_sub(self.forgotten)?;
        Some(self.latest.iter().skip(usize::try_from(known).unwrap_or(usize::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_change_may_be_anyones() {
        let mut changes = Changes::default();
        let alice = UserName::from_iam("alice");
        let since = |changes: &Changes, seen| changes.since(seen).map(Iterator::count);
        assert_eq!(since(&changes, 0), Some(0));
        changes.note(&alice);
        changes.note(&alice);
        assert_eq!(
            (since(&changes, 0), since(&changes, 1), changes.count()),
            (Some(2), Some(1), 2)
        );
        changes.note_everything();
        assert_eq!((since(&changes, 2), since(&changes, 3)), (None, Some(0)));
        for _ in 0..=REMEMBERED {
            changes.note(&alice);
        }
        assert_eq!((since(&changes, 3), since(&changes, 4)), (None, Some(REMEMBERED)));
    }
}
