//! When a refused call is made again, and which refusals may be otherwise in a moment.

use crate::domain::{Failure, FailureKind};
use chrono::{DateTime, TimeDelta, Utc};

/// The longest pause after a refusal.
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

    /// A clock that is set back makes it no longer.
    pub(super) fn is_over(self, now: DateTime<Utc>) -> bool {
        now >= self.until || now < self.since
    }
}

/// The pause after so many refusals in a row.
pub(super) fn pause_after(refusals: u32) -> TimeDelta {
    let seconds = TimeDelta::seconds(i64::from(refusals.max(1)));
    seconds.min(LONGEST_PAUSE)
}

/// Whether it may be otherwise in a moment: while a new key spreads, any server may not know it.
pub(super) fn is_transient(failure: &Failure) -> bool {
    match failure.kind {
        // The codes a signature is refused with: of a key that is not known yet, too.
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
