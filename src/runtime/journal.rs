//! The journal, shared by everything that writes to it or reads it.

use super::lock::lock;
use crate::domain::{
    AccessKeyEvent, AccessKeyEventKind, AccountId, JournalEntry, JournalNotice, LocalError,
    UserName,
};
use crate::host::journal::{Journal, JournalError};
use crate::host::saved_secrets::SavedSecrets;
use chrono::{DateTime, Utc};
use std::sync::Mutex;

/// The journal, or why there is none.
pub(super) struct SharedJournal(Mutex<Result<Journal, String>>);

impl SharedJournal {
    pub(super) fn new(journal: Result<Journal, String>) -> Self {
        Self(Mutex::new(journal))
    }

    /// Writes a line, or gives the reason why not. It waits for the disk.
    pub(super) fn record(
        &self,
        now: DateTime<Utc>,
        entry: &JournalEntry,
    ) -> Result<(), LocalError> {
        match &mut *lock(&self.0) {
            Ok(journal) => {
                journal.record(now, entry).map_err(|error| LocalError::new(error.to_string()))
            }
            Err(reason) => Err(LocalError::new(reason.clone())),
        }
    }

    /// What ended sessions left unsaved. Before a secret is called lost, it is looked for. It waits
    /// for the disk.
    pub(super) fn notices(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        saved: &SavedSecrets,
    ) -> Result<Vec<JournalNotice>, LocalError> {
        let notices = self.query(|journal| journal.unsaved_secrets(account, endpoint))?;
        Ok(notices.into_iter().map(|notice| saved.trace(notice)).collect())
    }

    /// What was done with a user's keys. Before a secret is called lost, it is looked for. It waits
    /// for the disk.
    pub(super) fn key_events(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        user: &UserName,
        saved: &SavedSecrets,
    ) -> Result<Vec<AccessKeyEvent>, LocalError> {
        let mut events = self.query(|journal| journal.key_events(account, endpoint, user))?;
        events.retain(|event| {
            event.kind != AccessKeyEventKind::SecretLost || !saved.has(user, &event.key)
        });
        Ok(events)
    }

    /// Without a journal the answer is empty; the first change reports why there is none.
    fn query<T>(
        &self,
        question: impl FnOnce(&Journal) -> Result<Vec<T>, JournalError>,
    ) -> Result<Vec<T>, LocalError> {
        match &*lock(&self.0) {
            Ok(journal) => question(journal)
                .map_err(|error| LocalError::new(format!("The journal cannot be read: {error}."))),
            Err(_) => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ChangeKind, Outcome};

    #[test]
    fn a_missing_journal_gives_its_reason_and_knows_nothing() {
        let journal = SharedJournal::new(Err("no home folder".to_owned()));
        let entry = JournalEntry {
            change: ChangeKind::Create,
            outcome: Outcome::Sending,
            account: None,
            endpoint: None,
            caller: None,
            user: UserName::from_iam("alice"),
            key: None,
            request_id: None,
        };
        assert_eq!(
            journal.record(chrono::DateTime::UNIX_EPOCH, &entry),
            Err(LocalError::new("no home folder"))
        );
        let account = AccountId::from_aws("123456789012");
        let nowhere = SavedSecrets { downloads: None, credentials: None };
        assert_eq!(journal.notices(&account, None, &nowhere), Ok(Vec::new()));
    }
}
