//! Queries for the table: the values of a user, each with its [`Availability`].

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

    pub(crate) fn known_keys(&self, user: &UserName) -> Availability<Vec<ShownKey>> {
        match self.record_of(user) {
            Some(record) => of_remote(&record.keys).map(|list| self.changes.shown_keys(user, list)),
            None => Availability::Unread,
        }
    }

    /// What filters look at, from the list of keys or else from the report.
    pub(crate) fn key_facts(&self, user: &UserName) -> Option<Vec<KeyFacts>> {
        let mut facts = Vec::new();
        if let Some(keys) = self.keys(user) {
            for shown in keys {
                facts.push(KeyFacts {
                    last_used: self.key_last_used(&shown.key).value().cloned(),
                    status: shown.key.status,
                    created: shown.key.created,
                });
            }
            return Some(facts);
        }
        for key in &self.directory.reported(user)?.keys {
            facts.push(KeyFacts {
                status: if key.active { Status::Active } else { Status::Inactive },
                created: key.created_or_changed,
                last_used: Some(key.last_used.clone()),
            });
        }
        Some(facts)
    }

    /// When the oldest active key was created; `None` if there is no active key.
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

    pub(crate) fn key_last_used(&self, key: &AccessKey) -> Availability<LastUsed> {
        let usage = self.record_of(&key.user).and_then(|record| record.usage.get(&key.id));
        let read = match usage {
            Some(usage) => of_remote(usage).map(|usage| usage.last_used.clone()),
            None => Availability::Unread,
        };
        read.or(|| match self.directory.reported_key(key) {
            Some(reported) => Availability::Reported(reported.last_used.clone()),
            None => Availability::Unread,
        })
    }

    /// When any of the user's keys was last used; `None` if there are no keys.
    pub(crate) fn user_last_used(&self, user: &UserName) -> Availability<Option<LastUsed>> {
        match self.known_keys(user) {
            Availability::Sure(keys) => {
                let mut latest = Availability::Sure(None);
                for shown in &keys {
                    latest = later_of(latest, self.key_last_used(&shown.key).map(Some));
                }
                latest
            }
            unlisted => {
                unlisted.map(|_| None).or(|| self.reported(user, |row| Some(latest_use(row))))
            }
        }
    }

    /// A value from the user's row in the credential report.
    pub(crate) fn reported<T>(
        &self,
        user: &UserName,
        value: impl FnOnce(&ReportedUser) -> Option<T>,
    ) -> Availability<T> {
        if let Some(row) = self.directory.reported(user) {
            return value(row).map_or(Availability::Unread, Availability::Reported);
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

    pub(crate) fn has_mfa(&self, user: &UserName) -> Availability<bool> {
        let read = match self.record_of(user) {
            Some(record) => of_remote(&record.mfa).map(|devices| *devices > 0),
            None => Availability::Unread,
        };
        read.or(|| self.reported(user, |row| row.mfa_active))
    }

    pub(crate) fn console_access(&self, user: &UserName) -> Availability<ConsoleAccess> {
        let read = match self.record_of(user) {
            Some(record) => of_remote(&record.console_access).map(|access| *access),
            None => Availability::Unread,
        };
        read.or(|| self.reported(user, |row| row.console_access))
    }

    pub(crate) fn groups(&self, user: &UserName) -> Availability<Vec<String>> {
        match self.record_of(user).and_then(|record| record.authorization.as_ref()) {
            Some(known) => Availability::Sure(known.groups.clone()),
            None => of_list(self.directory.authorization()),
        }
    }

    pub(crate) fn key_description(&self, key: &AccessKey) -> Availability<Option<String>> {
        match self.record_of(&key.user).and_then(UserRecord::tags) {
            Some(tags) => Availability::Sure(tags.description(&key.id).map(str::to_owned)),
            None => of_list(self.directory.authorization()),
        }
    }

    /// When the user last signed in to the console or used a key.
    pub(crate) fn last_activity(&self, user: &UserName) -> Availability<Option<DateTime<Utc>>> {
        let described = self.record_of(user).and_then(UserRecord::user);
        let last_sign_in = described.and_then(|user| user.password_last_used);
        self.user_last_used(user).map(|used| used.and_then(|used| used.date()).max(last_sign_in))
    }
}

/// The later of two uses, as certain as the less certain of them.
fn later_of(
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
fn latest_use(row: &ReportedUser) -> Option<LastUsed> {
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
    fn the_later_use_counts_and_the_less_certain_source() {
        use Availability::{Denied, Reading, Reported, Sure};
        let (never, first, second) = (Some(LastUsed::Never), Some(on(1)), Some(on(2)));
        assert_eq!(later_of(Sure(None), Sure(never.clone())), Sure(never.clone()));
        assert_eq!(later_of(Sure(first.clone()), Sure(never)), Sure(first.clone()));
        assert_eq!(later_of(Sure(first.clone()), Reported(second.clone())), Reported(second));
        assert_eq!(later_of(Sure(first.clone()), Reading), Reading);
        assert_eq!(later_of(Denied, Sure(first)), Denied);
    }
}
