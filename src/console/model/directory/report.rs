//! What the credential report adds to what is known, and which calls it saves.

use super::Directory;
use super::plan::KnownKeys;
use super::record::UserRecord;
use crate::console::effect::CallId;
use crate::console::model::remote::Remote;
use crate::domain::{AccessKey, CredentialReport, Failure, ReportedKey, ReportedUser, UserName};
use chrono::{DateTime, Utc};

impl Directory {
    pub(crate) fn report(&self) -> &Remote<CredentialReport> {
        &self.report
    }

    /// Whether the report is all that is known of the user's keys.
    pub(crate) fn is_known_from_report_only(&self, user: &UserName) -> bool {
        let listed = self.record(user).is_some_and(|record| record.keys.value().is_some());
        !listed && self.reported(user).is_some()
    }

    /// Whether the root user has access keys according to the report.
    pub(crate) fn root_has_keys(&self) -> bool {
        self.report.value().is_some_and(CredentialReport::root_has_keys)
    }

    /// The report's row for a user. A user who was deleted and created again has none until the
    /// next report.
    #[must_use]
    pub fn reported(&self, user: &UserName) -> Option<&ReportedUser> {
        let row = self.report.value()?.users.get(user)?;
        let listed = self.records.get(user)?.user()?;
        row.is_about(listed).then_some(row)
    }

    /// Returns whether the report was awaited.
    pub(crate) fn take_report(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        answer: Result<CredentialReport, Failure>,
    ) -> bool {
        if !self.report.take(call, now, answer) {
            return false;
        }
        self.changes.note_everything();
        self.report_is_recent = self.report.value().is_some_and(|report| !report.is_stale(now));
        self.note_all_unread();
        true
    }

    /// Notes whether a user's keys are still to be read.
    pub(super) fn note_unread(&mut self, user: &UserName) {
        let is_read = self.records.get(user).is_none_or(|record| record.keys.latest().is_some());
        if is_read || self.has_no_keys_in_report(user) {
            self.keys_unread.remove(user);
        } else if self.keys_unread.insert(user.clone()) {
            self.plan.list_keys(user);
        }
    }

    fn note_all_unread(&mut self) {
        for user in self.users.clone() {
            self.note_unread(&user);
        }
    }

    /// Reads every user's keys, whatever the report says: a key is looked for.
    pub(crate) fn read_everyone(&mut self) {
        self.reads_everyone = true;
        self.note_all_unread();
    }

    /// What the report says of a key, if its position in the report is certain.
    pub(crate) fn reported_key(&self, key: &AccessKey) -> Option<&ReportedKey> {
        let listed = &self.records.get(&key.user)?.keys.value()?.keys;
        let generated = self.report.value()?.generated;
        self.reported(&key.user)?.find_key(key, listed, generated)
    }
}

impl KnownKeys for Directory {
    fn record(&self, user: &UserName) -> Option<&UserRecord> {
        Self::record(self, user)
    }

    fn has_no_keys_in_report(&self, user: &UserName) -> bool {
        if self.reads_everyone || !self.report_is_recent {
            return false;
        }
        let is_read = self.records.get(user).is_some_and(|record| record.keys.value().is_some());
        !is_read && self.reported(user).is_some_and(|row| row.keys.is_empty())
    }

    fn has_last_use_in_report(&self, key: &AccessKey) -> bool {
        self.report_is_recent && self.reported_key(key).is_some()
    }
}
