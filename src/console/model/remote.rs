//! A value that is read from elsewhere: not requested, being read, known, failed.
//!
//! Answers to reads are dropped if something newer was requested. [`Remote::take`] decides that,
//! and nothing else does.

use crate::console::effect::CallId;
use crate::domain::Failure;
use chrono::{DateTime, Utc};

/// A value that is read from AWS or from this machine, and may be read again.
#[derive(Debug)]
pub struct Remote<T, E = Failure> {
    value: Option<(T, DateTime<Utc>)>,
    last_requested: Option<CallId>,
    pending: Option<CallId>,
    /// Boxed, since it is rare and large and there are thousands of users.
    failure: Option<Box<E>>,
}

impl<T, E> Default for Remote<T, E> {
    fn default() -> Self {
        Self { value: None, last_requested: None, pending: None, failure: None }
    }
}

impl<T, E> Remote<T, E> {
    pub(crate) fn requested_by(call: CallId) -> Self {
        Self { last_requested: Some(call), pending: Some(call), ..Self::default() }
    }

    /// The last value that was read, whether or not a later try failed.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    pub(crate) fn read_at(&self) -> Option<DateTime<Utc>> {
        self.value.as_ref().map(|(_, at)| *at)
    }

    /// Why the last try failed, if it did.
    pub(crate) fn failure(&self) -> Option<&E> {
        self.failure.as_deref()
    }

    /// The last answer; `None` before the first.
    pub(crate) fn latest(&self) -> Option<Result<&T, &E>> {
        match (&self.failure, &self.value) {
            (Some(failure), _) => Some(Err(failure)),
            (None, Some((value, _))) => Some(Ok(value)),
            (None, None) => None,
        }
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    pub(crate) fn awaits(&self, call: CallId) -> bool {
        self.pending == Some(call)
    }

    /// Whether it was not requested since that call.
    pub(crate) fn is_wanted(&self, since: CallId) -> bool {
        self.last_requested.is_none_or(|requested| requested < since)
    }

    /// From now on, answers to earlier calls are stale.
    pub(crate) fn request(&mut self, call: CallId) {
        self.pending = Some(call);
        self.last_requested = Some(call);
    }

    /// Whether no later call requested it.
    pub(crate) fn is_latest(&self, call: CallId) -> bool {
        self.last_requested == Some(call)
    }

    /// Takes an answer, unless something newer was requested; returns whether it did. A failure
    /// keeps the earlier value.
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

    /// The answer in flight will not be taken, and is wanted again.
    pub(crate) fn abandon(&mut self) {
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
        assert!(!remote.take(CallId(2), now, Ok(3)), "an answer may arrive twice");
        remote.request(CallId(3));
        assert_eq!(remote.latest(), Some(Ok(&2)), "the last answer stands until the next");
        assert!(remote.take(CallId(3), now, Err("broken")));
        assert_eq!((remote.value(), remote.latest()), (Some(&2), Some(Err(&"broken"))));
    }
}
