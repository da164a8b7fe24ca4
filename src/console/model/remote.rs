//! A value that is asked for: not asked for, being read, known, failed.
//!
//! Answers to reads are dropped when something newer was asked for; that is decided in
//! [`Remote::take`] and nowhere else.

use crate::console::effect::CallId;
use crate::domain::Failure;
use chrono::{DateTime, Utc};

/// A value that is read from AWS or from this machine, and may be read again.
#[derive(Debug)]
pub struct Remote<T, E = Failure> {
    value: Option<(T, DateTime<Utc>)>,
    last_requested: Option<CallId>,
    pending: Option<CallId>,
    /// Rare, and large: thousands of users have no room for it each.
    failure: Option<Box<E>>,
}

impl<T, E> Default for Remote<T, E> {
    fn default() -> Self {
        Self { value: None, last_requested: None, pending: None, failure: None }
    }
}

impl<T, E> Remote<T, E> {
    /// A value that this call asks for.
    pub(crate) fn requested_by(call: CallId) -> Self {
        Self { last_requested: Some(call), pending: Some(call), ..Self::default() }
    }

    /// The last value that was read, whether or not a later try failed.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    /// When that value was read.
    pub fn read_at(&self) -> Option<DateTime<Utc>> {
        self.value.as_ref().map(|(_, at)| *at)
    }

    /// Why the last try failed.
    pub fn failure(&self) -> Option<&E> {
        self.failure.as_deref()
    }

    /// What the last try came to; `None` before the first answer.
    pub(crate) fn latest(&self) -> Option<Result<&T, &E>> {
        match (&self.failure, &self.value) {
            (Some(failure), _) => Some(Err(failure)),
            (None, Some((value, _))) => Some(Ok(value)),
            (None, None) => None,
        }
    }

    /// Whether an answer is awaited.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether the answer to this call is awaited.
    pub(crate) fn awaits(&self, call: CallId) -> bool {
        self.pending == Some(call)
    }

    /// Whether it was not asked for since that call.
    pub(crate) fn is_wanted(&self, since: CallId) -> bool {
        self.last_requested.is_none_or(|requested| requested < since)
    }

    /// It is asked for (again); answers to earlier calls are stale from now on.
    pub(crate) fn request(&mut self, call: CallId) {
        self.pending = Some(call);
        self.last_requested = Some(call);
    }

    /// Whether nothing newer was asked for than by that call.
    pub(crate) fn is_latest(&self, call: CallId) -> bool {
        self.last_requested == Some(call)
    }

    /// Takes an answer, unless something newer was asked for. What was known stays when the new
    /// answer is a failure.
    pub(crate) fn take(&mut self, call: CallId, now: DateTime<Utc>, answer: Result<T, E>) -> bool {
        if !self.awaits(call) {
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
            self.last_requested = None;
        }
    }

    pub(crate) fn value_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().map(|(value, _)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_answer_is_taken_and_a_failure_keeps_the_value() {
        let now = DateTime::UNIX_EPOCH;
        let mut remote: Remote<i32, &str> = Remote::requested_by(CallId(1));
        assert_eq!(remote.latest(), None);
        remote.request(CallId(2));
        assert!(!remote.take(CallId(1), now, Ok(1)));
        assert!(remote.take(CallId(2), now, Ok(2)));
        assert!(!remote.take(CallId(2), now, Ok(3)), "an answer may come twice");
        remote.request(CallId(3));
        assert_eq!(remote.latest(), Some(Ok(&2)), "the last answer stands until the next");
        assert!(remote.take(CallId(3), now, Err("broken")));
        assert_eq!((remote.value(), remote.latest()), (Some(&2), Some(Err(&"broken"))));
    }
}
