//! A value, and how it is known: a view of what was asked for, and of what the credential report says.
//!
//! Nothing is invented: not asked for, being read, denied, failed, told by the credential report and
//! known for certain are different things.

use super::directory::PagedList;
use super::remote::Remote;
use crate::domain::{Failure, FailureKind};

/// A value, and how it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Availability<T> {
    /// As IAM answered.
    Sure(T),
    /// As the credential report says, which is hours old.
    Reported(T),
    /// It is being asked for.
    Reading,
    /// It was not asked for.
    Unread,
    /// A policy denies it.
    Denied,
    /// It could not be read.
    Failed,
}

impl<T> Availability<T> {
    /// The value.
    pub(crate) fn value(&self) -> Option<&T> {
        match self {
            Self::Sure(value) | Self::Reported(value) => Some(value),
            _ => None,
        }
    }

    /// Something made of the value.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Availability<U> {
        match self {
            Self::Sure(value) => Availability::Sure(make(value)),
            Self::Reported(value) => Availability::Reported(make(value)),
            Self::Reading => Availability::Reading,
            Self::Unread => Availability::Unread,
            Self::Denied => Availability::Denied,
            Self::Failed => Availability::Failed,
        }
    }

    /// This value, or what another source says when this one has none.
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.value().is_some() {
            return self;
        }
        let other = other();
        // Of two that have none, the one that has something to tell.
        if other.value().is_some() || matches!(self, Self::Unread) { other } else { self }
    }
}

fn failed<T>(failure: &Failure) -> Availability<T> {
    if failure.kind == FailureKind::Denied { Availability::Denied } else { Availability::Failed }
}

/// How a value stands that was asked for.
pub(super) fn of_remote<T>(remote: &Remote<T>) -> Availability<&T> {
    match (remote.value(), remote.failure()) {
        (Some(value), _) => Availability::Sure(value),
        (None, _) if remote.is_pending() => Availability::Reading,
        (None, Some(failure)) => failed(failure),
        (None, None) => Availability::Unread,
    }
}

/// What is known of users without a row, from how far the list with the rows is.
pub(super) fn of_list<T>(list: &PagedList) -> Availability<T> {
    match list.failure() {
        _ if list.is_loading() => Availability::Reading,
        Some(failure) => failed(failure),
        None => Availability::Unread,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_source_is_asked_only_where_this_one_has_nothing() {
        use Availability::{Denied, Failed, Reading, Reported, Sure, Unread};
        assert_eq!(Sure(1).or(|| Reported(2)), Sure(1));
        assert_eq!(Denied.or(|| Reported(2)), Reported(2));
        assert_eq!(Failed.or(|| Unread), Failed::<u8>);
        assert_eq!(Unread.or(|| Reading), Reading::<u8>);
    }
}
