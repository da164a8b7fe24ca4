//! What is known of a user for the table, each value with how it is known.
//!
//! Nothing is invented: not asked for, being asked for, denied, failed, told by the credential
//! report and known for certain are different things.

use super::changes::ShownKey;
use super::directory::{Listing, UserRecord};
use super::remote::Remote;
use super::state::Model;

use crate::domain::{
    AccessKey, ConsoleAccess, Failure, FailureKind, KeyFacts, LastUsed, ReportedUser, Status,
    UserName,
};
use chrono::{DateTime, Utc};

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
    fn or(self, other: impl FnOnce() -> Self) -> Self {
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

fn remote<T>(remote: &Remote<T>) -> Availability<&T> {
    match (remote.value(), remote.failure()) {
        (Some(value), _) => Availability::Sure(value),
        (None, _) if remote.is_pending() => Availability::Reading,
        (None, Some(failure)) => failed(failure),
        (None, None) => Availability::Unread,
    }
}

/// What is known of users without a row, from how far the list with the rows is.
fn of_listing<T>(listing: &Listing) -> Availability<T> {
    match listing.failure() {
        _ if listing.is_loading() => Availability::Reading,
        Some(failure) => failed(failure),
        None => Availability::Unread,
    }
}

impl Model {
    fn record_of(&self, user: &UserName) -> Option<&UserRecord> {
        self.directory.record(user)
    }

    /// The user's keys, as they are shown.
    pub(crate) fn known_keys(&self, user: &UserName) -> Availability<Vec<ShownKey>> {
        match self.record_of(user) {
            Some(record) => remote(&record.keys).map(|list| self.changes.shown(user, list)),
            None => Availability::Unread,
        }
    }

    /// The user's keys as far as filters ask, from the lists or else from the report.
    pub(crate) fn key_facts(&self, user: &UserName) -> Option<Vec<KeyFacts>> {
        if let Some(keys) = self.keys(user) {
            let facts = |shown: ShownKey| KeyFacts {
                last_used: self.key_used(&shown.key).value().cloned(),
                status: shown.key.status,
                created: shown.key.created,
            };
            return Some(keys.into_iter().map(facts).collect());
        }
        let row = self.directory.reported(user)?;
        let facts = row.keys.iter().map(|key| KeyFacts {
            status: if key.active { Status::Active } else { Status::Inactive },
            created: key.created_or_changed,
            last_used: Some(key.last_used.clone()),
        });
        Some(facts.collect())
    }

    /// When the oldest active key was created; `None` when there is no active key.
    pub(crate) fn oldest_active(&self, user: &UserName) -> Availability<Option<DateTime<Utc>>> {
        let listed = self.known_keys(user).map(|keys| {
            let active = keys.iter().filter(|shown| shown.key.status == Status::Active);
            active.filter_map(|shown| shown.key.created).min()
        });
        listed.or(|| {
            self.reported(user, |row| {
                let active = row.keys.iter().filter(|key| key.active);
                Some(active.filter_map(|key| key.created_or_changed).min())
            })
        })
    }

    /// When a key was last used.
    pub(crate) fn key_used(&self, key: &AccessKey) -> Availability<LastUsed> {
        let usage = self.record_of(&key.user).and_then(|record| record.usage.get(&key.id));
        let read = usage.map_or(Availability::Unread, |usage| {
            remote(usage).map(|usage| usage.last_used.clone())
        });
        read.or(|| match self.directory.reported_key(key) {
            Some(reported) => Availability::Reported(reported.last_used.clone()),
            None => Availability::Unread,
        })
    }

    /// When any of the user's keys was last used; `None` when there are no keys.
    pub(crate) fn keys_used(&self, user: &UserName) -> Availability<Option<LastUsed>> {
        match self.known_keys(user) {
            Availability::Sure(keys) => {
                let of_each = keys.iter().map(|shown| self.key_used(&shown.key));
                of_each.fold(Availability::Sure(None), |latest, next| both(latest, next.map(Some)))
            }
            other => {
                let unlisted = other.map(|_| None);
                unlisted.or(|| self.reported(user, |row| Some(latest(row))))
            }
        }
    }

    /// What the credential report says of a user.
    pub(crate) fn reported<T>(
        &self,
        user: &UserName,
        says: impl FnOnce(&ReportedUser) -> Option<T>,
    ) -> Availability<T> {
        if let Some(row) = self.directory.reported(user) {
            return says(row).map_or(Availability::Unread, Availability::Reported);
        }
        match remote(self.directory.report()) {
            Availability::Reading => Availability::Reading,
            Availability::Denied => Availability::Denied,
            Availability::Failed => Availability::Failed,
            // There is a report, and the user is not in it.
            Availability::Sure(_) | Availability::Reported(_) | Availability::Unread => {
                Availability::Unread
            }
        }
    }

    /// Whether the user has MFA devices.
    pub(crate) fn has_mfa(&self, user: &UserName) -> Availability<bool> {
        let read = self.record_of(user).map_or(Availability::Unread, |record| remote(&record.mfa));
        read.map(|devices| *devices > 0).or(|| self.reported(user, |row| row.mfa_active))
    }

    /// Whether the user can sign in to the console.
    pub(crate) fn console_access(&self, user: &UserName) -> Availability<ConsoleAccess> {
        let read = self.record_of(user).map_or(Availability::Unread, |r| remote(&r.console_access));
        read.map(|access| *access).or(|| self.reported(user, |row| row.console_access))
    }

    /// The names of the groups the user is in.
    pub(crate) fn groups(&self, user: &UserName) -> Availability<Vec<String>> {
        match self.record_of(user).and_then(|record| record.authorization.as_ref()) {
            Some(known) => Availability::Sure(known.groups.clone()),
            None => of_listing(self.directory.authorization()),
        }
    }

    /// The description of a key; `None` when it has none.
    pub(crate) fn key_description(&self, key: &AccessKey) -> Availability<Option<String>> {
        match self.record_of(&key.user).and_then(UserRecord::tags) {
            Some(tags) => Availability::Sure(tags.description(&key.id).map(str::to_owned)),
            None => of_listing(self.directory.authorization()),
        }
    }

    /// When the user last did anything that IAM keeps: signed in to the console, or used a key.
    pub(crate) fn last_activity(&self, user: &UserName) -> Availability<Option<DateTime<Utc>>> {
        let listed = self.record_of(user).and_then(UserRecord::user);
        let signed_in = listed.and_then(|user| user.password_last_used);
        let last_use = self.keys_used(user);
        last_use.map(|last_use| last_use.and_then(|last_use| last_use.date()).max(signed_in))
    }
}

/// The later of two uses, no surer than the less sure of them.
fn both(
    one: Availability<Option<LastUsed>>,
    other: Availability<Option<LastUsed>>,
) -> Availability<Option<LastUsed>> {
    use Availability::{Reported, Sure};
    match (one, other) {
        (Sure(one), Sure(other)) => Sure(later(one, other)),
        (Sure(one) | Reported(one), Sure(other) | Reported(other)) => Reported(later(one, other)),
        (Sure(_) | Reported(_), unknown) | (unknown, _) => unknown,
    }
}

fn later(one: Option<LastUsed>, other: Option<LastUsed>) -> Option<LastUsed> {
    [one, other].into_iter().flatten().max_by_key(LastUsed::date)
}

/// The last use of any of the keys in a row of the report.
fn latest(row: &ReportedUser) -> Option<LastUsed> {
    row.keys.iter().map(|key| key.last_used.clone()).max_by_key(LastUsed::date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: i64) -> LastUsed {
        let date = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(day);
        LastUsed::At { date, region: None, service: None }
    }

    #[test]
    fn of_two_uses_the_later_counts_and_the_less_sure() {
        use Availability::{Denied, Reading, Reported, Sure};
        let (never, first, second) = (Some(LastUsed::Never), Some(on(1)), Some(on(2)));
        assert_eq!(both(Sure(None), Sure(never.clone())), Sure(never.clone()));
        assert_eq!(both(Sure(first.clone()), Sure(never)), Sure(first.clone()));
        assert_eq!(both(Sure(first.clone()), Reported(second.clone())), Reported(second));
        assert_eq!(both(Sure(first.clone()), Reading), Reading);
        assert_eq!(both(Denied, Sure(first)), Denied);
    }

    #[test]
    fn another_source_is_asked_only_where_this_one_has_nothing() {
        use Availability::{Denied, Failed, Reading, Reported, Sure, Unread};
        assert_eq!(Sure(1).or(|| Reported(2)), Sure(1));
        assert_eq!(Denied.or(|| Reported(2)), Reported(2));
        assert_eq!(Failed.or(|| Unread), Failed::<u8>);
        assert_eq!(Unread.or(|| Reading), Reading::<u8>);
    }
}
