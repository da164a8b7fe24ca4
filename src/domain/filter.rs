//! The filters of the users table and of `akia export`.

use super::access_key::{LastUsed, Status};
use super::age::days_between;
use chrono::{DateTime, Utc};

/// From which age on a key needs attention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AgeLimits {
    /// An active key older than this needs rotation (`--max-age`; CIS: 90).
    pub(crate) max_age_days: u32,
    /// An active key not used for this long is unused (`--unused`; CIS: 45).
    pub(crate) unused_days: u32,
}

/// The limits of the CIS benchmark.
impl Default for AgeLimits {
    fn default() -> Self {
        Self { max_age_days: 90, unused_days: 45 }
    }
}

/// What a filter needs to know of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyFacts {
    /// Its status.
    pub status: Status,
    /// When it was created.
    pub created: Option<DateTime<Utc>>,
    /// When it was last used; `None` while that is unknown.
    pub last_used: Option<LastUsed>,
}

/// Which users are shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// An active key is older than [`AgeLimits::max_age_days`].
    NeedsRotation,
    /// An active key has been unused for [`AgeLimits::unused_days`], and is at least that old.
    Unused,
    /// A key was never used.
    NeverUsed,
    /// A key is not active.
    InactiveKeys,
    /// Two keys or more are active.
    TwoActiveKeys,
    /// There is no key.
    NoKeys,
}

impl Filter {
    /// Every filter, in the order in which they are offered.
    pub const EVERY: [Self; 7] = [
        Self::All,
        Self::NeedsRotation,
        Self::Unused,
        Self::NeverUsed,
        Self::InactiveKeys,
        Self::TwoActiveKeys,
        Self::NoKeys,
    ];

    pub(crate) fn index(self) -> usize {
        Self::EVERY.iter().position(|other| *other == self).unwrap_or(0)
    }

    /// As it is shown: `Needs rotation`.
    pub(crate) fn label(self) -> &'static str {
        self.names().0
    }

    /// As it is written on a command line: `needs-rotation`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::All => ("All", "all"),
            Self::NeedsRotation => ("Needs rotation", "needs-rotation"),
            Self::Unused => ("Unused", "unused"),
            Self::NeverUsed => ("Never used", "never-used"),
            Self::InactiveKeys => ("Inactive keys", "inactive-keys"),
            Self::TwoActiveKeys => ("Two active keys", "two-active-keys"),
            Self::NoKeys => ("No keys", "no-keys"),
        }
    }

    /// Whether a user with these keys is shown; `None` while too little is known to decide. `keys`
    /// is `None` while the user's keys are unknown.
    #[must_use]
    pub fn matches(
        self,
        keys: Option<&[KeyFacts]>,
        limits: AgeLimits,
        now: DateTime<Utc>,
    ) -> Option<bool> {
        let Some(keys) = keys else { return (self == Self::All).then_some(true) };
        match self {
            Self::All => Some(true),
            Self::NeedsRotation => any(keys, |key| key.needs_rotation(limits, now)),
            Self::Unused => any(keys, |key| key.is_unused(limits, now)),
            Self::NeverUsed => any(keys, KeyFacts::was_never_used),
            Self::InactiveKeys => Some(keys.iter().any(|key| !key.is_active())),
            Self::TwoActiveKeys => Some(keys.iter().filter(|key| key.is_active()).count() >= 2),
            Self::NoKeys => Some(keys.is_empty()),
        }
    }
}

impl KeyFacts {
    fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    fn needs_rotation(&self, limits: AgeLimits, now: DateTime<Utc>) -> Option<bool> {
        let old = |created| days_between(created, now) > limits.max_age_days;
        if self.is_active() { self.created.map(old) } else { Some(false) }
    }

    /// A key that was never used counts from the day it was created: a new one is not unused yet.
    fn is_unused(&self, limits: AgeLimits, now: DateTime<Utc>) -> Option<bool> {
        let long_ago = |date| days_between(date, now) >= limits.unused_days;
        match (self.is_active(), &self.last_used, self.created) {
            (false, ..) => Some(false),
            // It cannot have been used before it was created.
            (true, _, Some(created)) if !long_ago(created) => Some(false),
            (true, Some(LastUsed::At { date, .. }), _) => Some(long_ago(*date)),
            (true, Some(LastUsed::Never), Some(_)) => Some(true),
            (true, Some(LastUsed::Never) | None, _) => None,
        }
    }

    fn was_never_used(&self) -> Option<bool> {
        self.last_used.as_ref().map(|used| *used == LastUsed::Never)
    }
}

/// Whether a key meets the condition. If none is known to, but one may, the answer is unknown.
fn any(keys: &[KeyFacts], condition: impl Fn(&KeyFacts) -> Option<bool>) -> Option<bool> {
    let answers: Vec<Option<bool>> = keys.iter().map(condition).collect();
    if answers.contains(&Some(true)) {
        Some(true)
    } else if answers.contains(&None) {
        None
    } else {
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use rstest::rstest;

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn days_ago(days: i64) -> DateTime<Utc> {
        now() - TimeDelta::days(days)
    }

    /// A key of this age in days, last used this many days ago (-1: never; -2: unknown).
    fn key(status: Status, age: i64, used: i64) -> KeyFacts {
        let last_used = match used {
            -2 => None,
            -1 => Some(LastUsed::Never),
            days => Some(LastUsed::At { date: days_ago(days), region: None, service: None }),
        };
        KeyFacts { status, created: Some(days_ago(age)), last_used }
    }

    #[rstest]
    #[case(Filter::NeedsRotation, key(Status::Active, 90, 0), Some(false))]
    #[case(Filter::NeedsRotation, key(Status::Active, 91, -2), Some(true))]
    #[case(Filter::NeedsRotation, key(Status::Inactive, 400, 0), Some(false))]
    #[case(Filter::Unused, key(Status::Active, 100, 44), Some(false))]
    #[case(Filter::Unused, key(Status::Active, 100, 45), Some(true))]
    #[case(Filter::Unused, key(Status::Active, 100, -1), Some(true))]
    #[case(Filter::Unused, key(Status::Active, 44, -1), Some(false))]
    #[case(Filter::Unused, key(Status::Active, 44, -2), Some(false))]
    #[case(Filter::Unused, key(Status::Active, 45, -2), None)]
    #[case(Filter::Unused, key(Status::Inactive, 100, -1), Some(false))]
    #[case(Filter::NeverUsed, key(Status::Inactive, 1, -1), Some(true))]
    #[case(Filter::NeverUsed, key(Status::Active, 1, 0), Some(false))]
    #[case(Filter::NeverUsed, key(Status::Active, 1, -2), None)]
    #[case(Filter::InactiveKeys, key(Status::Expired, 1, -2), Some(true))]
    #[case(Filter::InactiveKeys, key(Status::Active, 1, -2), Some(false))]
    #[case(Filter::TwoActiveKeys, key(Status::Active, 1, -2), Some(false))]
    #[case(Filter::NoKeys, key(Status::Active, 1, -2), Some(false))]
    fn a_filter_matches_a_key(
        #[case] filter: Filter,
        #[case] key: KeyFacts,
        #[case] expected: Option<bool>,
    ) {
        assert_eq!(filter.matches(Some(&[key]), AgeLimits::default(), now()), expected);
    }

    #[test]
    fn an_unknown_key_leaves_the_answer_open_unless_another_key_decides() {
        let unknown = key(Status::Active, 100, -2);
        let stale = key(Status::Active, 100, 60);
        let busy = key(Status::Active, 100, 1);
        let matches =
            |keys: &[KeyFacts]| Filter::Unused.matches(Some(keys), AgeLimits::default(), now());
        assert_eq!(matches(&[unknown.clone(), stale]), Some(true));
        assert_eq!(matches(&[unknown, busy]), None);
        assert_eq!(matches(&[]), Some(false));
    }

    #[test]
    fn while_the_keys_are_unknown_only_all_is_decided() {
        for filter in Filter::EVERY {
            let decided = filter.matches(None, AgeLimits::default(), now());
            assert_eq!(decided, (filter == Filter::All).then_some(true));
            let none = filter.matches(Some(&[]), AgeLimits::default(), now());
            assert_eq!(none, Some(matches!(filter, Filter::All | Filter::NoKeys)));
        }
    }

    #[test]
    fn two_active_keys_are_two_or_more() {
        let keys = vec![key(Status::Active, 1, 0); 3];
        assert_eq!(
            Filter::TwoActiveKeys.matches(Some(&keys), AgeLimits::default(), now()),
            Some(true)
        );
    }
}
