//! A value that is asked for: not asked for, being asked for, known, failed.
//!
//! Answers to reads are dropped when something newer was asked for; that is decided in
//! [`Fetched::take`] and nowhere else.

use crate::console::effect::CallId;
use crate::domain::Failure;
use chrono::{DateTime, Utc};

/// A value that is asked for, and may be asked for again.
#[derive(Debug)]
pub struct Fetched<T> {
    value: Option<(T, DateTime<Utc>)>,
    last_asked: Option<CallId>,
    pending: Option<CallId>,
    /// Rare, and large: thousands of users have no room for it each.
    failure: Option<Box<Failure>>,
}

impl<T> Default for Fetched<T> {
    fn default() -> Self {
        Self { value: None, last_asked: None, pending: None, failure: None }
    }
}

impl<T> Fetched<T> {
    /// The last value that came.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    /// When that value came.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        self.value.as_ref().map(|(_, at)| *at)
    }

    /// Why the last try brought none.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_deref()
    }

    /// Whether an answer is awaited.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether it was not asked for since that call.
    pub(crate) fn is_wanted(&self, since: CallId) -> bool {
        self.last_asked.is_none_or(|asked| asked < since)
    }

    /// It is asked for (again); answers to earlier calls are stale from now on.
    pub(crate) fn asked(&mut self, call: CallId) {
        self.pending = Some(call);
        self.last_asked = Some(call);
    }

    /// Whether nothing newer was asked for than by that call.
    pub(crate) fn is_latest(&self, call: CallId) -> bool {
        self.last_asked == Some(call)
    }

    /// Takes an answer, unless something newer was asked for. What was known stays when the new
    /// answer is a failure.
    pub(crate) fn take(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        answer: Result<T, Failure>,
    ) -> bool {
        if self.pending != Some(call) {
            return false;
        }
        self.pending = None;
        match answer {
            Ok(value) => {
                self.value = Some((value, now));
                self.failure = None;
            }
            Err(failure) => self.failure = Some(Box::new(failure)),
        }
        true
    }

    /// An answer still on its way will not be taken, and is wanted again.
    pub(crate) fn give_up(&mut self) {
        if self.pending.take().is_some() {
            self.last_asked = None;
        }
    }

    pub(crate) fn value_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().map(|(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FailureKind, Operation};

    #[test]
    fn only_the_latest_answer_is_taken_and_a_failure_keeps_the_value() {
        let now = DateTime::UNIX_EPOCH;
        let mut fetched = Fetched::default();
        fetched.asked(CallId(1));
        fetched.asked(CallId(2));
        assert!(!fetched.take(CallId(1), now, Ok(1)));
        assert!(fetched.take(CallId(2), now, Ok(2)));
        fetched.asked(CallId(3));
        let failure = Failure {
            operation: Operation::GetUser,
            kind: FailureKind::Unanswered,
            code: None,
            message: String::new(),
            request_id: None,
            advice: None,
        };
        assert!(fetched.take(CallId(3), now, Err(failure)));
        assert_eq!(fetched.value(), Some(&2));
        assert!(fetched.failure().is_some());
    }
}
