//! When a failed call is made again, and which failures are worth it.

use crate::domain::{Failure, FailureKind};
use chrono::{DateTime, TimeDelta, Utc};

const LONGEST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// A pause between two calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    since: DateTime<Utc>,
    pub(super) until: DateTime<Utc>,
}

impl Pause {
    pub(super) fn begin(now: DateTime<Utc>, length: TimeDelta) -> Self {
        Self { since: now, until: now + length }
    }

    /// A clock that is set back does not lengthen it.
    pub(super) fn is_over(self, now: DateTime<Utc>) -> bool {
        now >= self.until || now < self.since
    }
}

/// The pause after so many failures in a row.
pub(super) fn pause_after(failures: u32) -> TimeDelta {
    let seconds = TimeDelta::seconds(i64::from(failures.max(1)));
    seconds.min(LONGEST_PAUSE)
}

/// Whether the same call may succeed in a moment: while a new key spreads, any server may not know
/// it yet.
pub(super) fn is_transient(failure: &Failure) -> bool {
    match failure.kind {
        // AWS refuses a signature with these also if it does not know the key yet.
        FailureKind::Credentials
        | FailureKind::Expired
        | FailureKind::Throttled
        | FailureKind::Unreachable
        | FailureKind::Unanswered
        | FailureKind::Service
        | FailureKind::Unreadable
        | FailureKind::NotReady => true,
        FailureKind::Denied
        | FailureKind::NoSuchEntity
        | FailureKind::LimitExceeded
        | FailureKind::Incomplete
        | FailureKind::Configuration
        | FailureKind::Refused => false,
    }
}
