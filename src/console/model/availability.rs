//! A value together with how reliable it is: a view of [`Remote`] values and of the credential
//! report.

use super::directory::PagedList;
use super::remote::Remote;
use crate::domain::{Failure, FailureKind};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Availability<T> {
    /// From IAM itself.
    Sure(T),
    /// From the credential report, which may be hours old.
    Reported(T),
    Reading,
    /// Never requested.
    Unread,
    Denied,
    Failed,
}

impl<T> Availability<T> {
    pub(crate) fn value(&self) -> Option<&T> {
        match self {
            Self::Sure(value) | Self::Reported(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn map<U>(self, convert: impl FnOnce(T) -> U) -> Availability<U> {
        match self {
            Self::Sure(value) => Availability::Sure(convert(value)),
            Self::Reported(value) => Availability::Reported(convert(value)),
            Self::Reading => Availability::Reading,
            Self::Unread => Availability::Unread,
            Self::Denied => Availability::Denied,
            Self::Failed => Availability::Failed,
        }
    }

    /// This value; another source is consulted only if this one has none.
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.value().is_some() {
            return self;
        }
        let other = other();
        // If neither has a value, keep the more informative of the two.
        if other.value().is_some() || matches!(self, Self::Unread) { other } else { self }
    }
}

fn failed<T>(failure: &Failure) -> Availability<T> {
    if failure.kind == FailureKind::Denied { Availability::Denied } else { Availability::Failed }
}

pub(super) fn of_remote<T>(remote: &Remote<T>) -> Availability<&T> {
    match (remote.value(), remote.failure()) {
        (Some(value), _) => Availability::Sure(value),
        (None, _) if remote.is_pending() => Availability::Reading,
        (None, Some(failure)) => failed(failure),
        (None, None) => Availability::Unread,
    }
}

/// For a user who is not in the list (yet): depends on how far the list has been read.
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
    fn another_source_is_consulted_only_if_this_one_has_no_value() {
        use Availability::{Denied, Failed, Reading, Reported, Sure, Unread};
        assert_eq!(Sure(1).or(|| Reported(2)), Sure(1));
        assert_eq!(Denied.or(|| Reported(2)), Reported(2));
        assert_eq!(Failed.or(|| Unread), Failed::<u8>);
        assert_eq!(Unread.or(|| Reading), Reading::<u8>);
    }
}
