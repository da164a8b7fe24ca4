//! Queries for the table: each value of a user, with how it is known.

use super::availability::{Availability, of_list, of_remote};
use super::changes::ShownKey;
use super::directory::UserRecord;
use super::state::Model;
use crate::domain::{AccessKey, ConsoleAccess, KeyFacts, LastUsed, ReportedUser, Status, UserName};
use chrono::{DateTime, Utc};

impl Model {
    fn record_of(&self, user: &UserName) -> Option<&UserRecord> {
        self.directory.record(user)
    }

    /// The user's keys, as they are shown.
    pub(crate) fn known_keys(&self, user: &UserName) -> Availability<Vec<ShownKey>> {
        match self.record_of(user) {
            Some(record) => of_remote(&record.keys).map(|list| self.changes.shown(user, list)),
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
            of_remote(usage).map(|usage| usage.last_used.clone())
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
        match of_remote(self.directory.report()) {
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
        let read =
            self.record_of(user).map_or(Availability::Unread, |record| of_remote(&record.mfa));
        read.map(|devices| *devices > 0).or(|| self.reported(user, |row| row.mfa_active))
    }

    /// Whether the user can sign in to the console.
    pub(crate) fn console_access(&self, user: &UserName) -> Availability<ConsoleAccess> {
        let read =
            self.record_of(user).map_or(Availability::Unread, |r| of_remote(&r.console_access));
        read.map(|access| *access).or(|| self.reported(user, |row| row.console_access))
    }

    /// The names of the groups the user is in.
    pub(crate) fn groups(&self, user: &UserName) -> Availability<Vec<String>> {
        match self.record_of(user).and_then(|record| record.authorization.as_ref()) {
            Some(known) => Availability::Sure(known.groups.clone()),
            None => of_list(self.directory.authorization()),
        }
    }

    /// The description of a key; `None` when it has none.
    pub(crate) fn key_description(&self, key: &AccessKey) -> Availability<Option<String>> {
        match self.record_of(&key.user).and_then(UserRecord::tags) {
            Some(tags) => Availability::Sure(tags.description(&key.id).map(str::to_owned)),
            None => of_list(self.directory.authorization()),
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
}
