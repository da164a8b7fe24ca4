//! What the credential report adds to what is known, and which calls it spares.

use super::Directory;
use super::plan::KnownKeys;
use super::record::UserRecord;
use crate::console::effect::CallId;
use crate::console::model::remote::Remote;
use crate::domain::{AccessKey, CredentialReport, Failure, ReportedKey, ReportedUser, UserName};
use chrono::{DateTime, Utc};

impl Directory {
    /// The credential report.
    #[must_use]
    pub fn report(&self) -> &Remote<CredentialReport> {
        &self.report
    }

    /// Whether of a user's keys only what the report says is known.
    #[must_use]
    pub fn is_quoted(&self, user: &UserName) -> bool {
        let listed = self.record(user).is_some_and(|record| record.keys.value().is_some());
        !listed && self.reported(user).is_some()
    }

    /// Whether the root user has access keys by the report.
    #[must_use]
    pub fn root_has_keys(&self) -> bool {
        self.report.value().is_some_and(CredentialReport::root_has_keys)
    }

    /// The report's row for a user, if it is about this very user: one deleted and made again is
    /// another one.
    #[must_use]
    pub fn reported(&self, user: &UserName) -> Option<&ReportedUser> {
        let row = self.report.value()?.users.get(user)?;
        let listed = self.records.get(user)?.user()?;
        row.is_of(listed).then_some(row)
    }

    /// The credential report is asked for.
    pub(crate) fn report_asked(&mut self, call: CallId) {
        self.report.request(call);
    }

    /// Takes a credential report; whether it was awaited.
    pub(crate) fn on_report(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        answer: Result<CredentialReport, Failure>,
    ) -> bool {
        let taken = self.report.take(call, now, answer);
        if taken {
            self.changes.of_everything();
            self.spares_calls = self.report.value().is_some_and(|report| !report.is_old(now));
            for user in self.users.clone() {
                self.note_unread(&user);
            }
        }
        taken
    }

    /// Notes whether a user's keys are still to be read.
    pub(super) fn note_unread(&mut self, user: &UserName) {
        let read = self
            .records
            .get(user)
            .is_none_or(|record| record.keys.value().is_some() || record.keys.failure().is_some());
        if read || self.has_no_keys_by_report(user) {
            self.keys_unread.remove(user);
        } else if self.keys_unread.insert(user.clone()) {
            self.plan.list(user);
        }
    }

    /// Every user's keys are to be listed, whatever the report says: a key is looked for.
    pub(crate) fn list_everyone(&mut self) {
        self.everyone = true;
        for user in self.users.clone() {
            self.note_unread(&user);
        }
    }

    /// What the report says of a key, if it can be told which of the user's keys that is.
    #[must_use]
    pub fn reported_key(&self, key: &AccessKey) -> Option<&ReportedKey> {
        let listed = &self.records.get(&key.user)?.keys.value()?.keys;
        let made = self.report.value()?.generated;
        self.reported(&key.user)?.key(key, listed, made)
    }
}

impl KnownKeys for Directory {
    fn record(&self, user: &UserName) -> Option<&UserRecord> {
        Self::record(self, user)
    }

    fn has_no_keys_by_report(&self, user: &UserName) -> bool {
        if self.everyone || !self.spares_calls {
            return false;
        }
        let listed = self.records.get(user).is_some_and(|record| record.keys.value().is_some());
        !listed && self.reported(user).is_some_and(|row| row.keys.is_empty())
    }

    fn tells_use_of(&self, key: &AccessKey) -> bool {
        self.spares_calls && self.reported_key(key).is_some()
    }
}
