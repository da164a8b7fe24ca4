//! The journal, shared by all that write to it or ask it.

use crate::console::{Read, Reply};
use crate::domain::{AccessKeyEvent, AccessKeyEventKind, JournalEntry, JournalNotice};
use crate::host::journal::{Journal, JournalError};
use crate::host::saved_secrets::SavedSecrets;
use chrono::{DateTime, Utc};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The journal, or why there is none.
pub(super) struct SharedJournal(Mutex<Result<Journal, String>>);

impl SharedJournal {
    pub(super) fn new(journal: Result<Journal, String>) -> Self {
        Self(Mutex::new(journal))
    }

    /// Writes a line, or says why not. It waits for the disk.
    pub(super) fn record(&self, now: DateTime<Utc>, entry: &JournalEntry) -> Result<(), String> {
        match &mut *self.lock() {
            Ok(journal) => journal.record(now, entry).map_err(|error| error.to_string()),
            Err(reason) => Err(reason.clone()),
        }
    }

    /// Answers what is asked of the journal; `None` for what is not. Before a secret is called lost,
    /// it is looked for. It waits for the disk.
    pub(super) fn answer(&self, read: Read, saved: &SavedSecrets) -> Option<Reply> {
        Some(match read {
            Read::Notices { account, endpoint } => {
                let notices = self.ask(|journal| journal.unsaved(&account, endpoint.as_deref()));
                let traced = |notices: Vec<JournalNotice>| {
                    notices.into_iter().map(|notice| saved.traced(notice)).collect()
                };
                Reply::Notices(notices.map(traced))
            }
            Read::Hints { account, endpoint, user } => {
                let hints = self.ask(|journal| journal.hints(&account, endpoint.as_deref(), &user));
                let is_so = |hint: &AccessKeyEvent| {
                    hint.kind != AccessKeyEventKind::LoseSecret || !saved.has(&user, &hint.key)
                };
                Reply::Hints(hints.map(|hints| hints.into_iter().filter(is_so).collect()))
            }
            _ => return None,
        })
    }

    /// Without a journal nothing is known; the first change will ask about that.
    fn ask<T>(
        &self,
        question: impl FnOnce(&Journal) -> Result<Vec<T>, JournalError>,
    ) -> Result<Vec<T>, String> {
        match &*self.lock() {
            Ok(journal) => {
                question(journal).map_err(|error| format!("The journal cannot be read: {error}."))
            }
            Err(_) => Ok(Vec::new()),
        }
    }

    /// A lock whose last holder panicked is as good as any: a line is written whole, or mended by
    /// the next.
    fn lock(&self) -> MutexGuard<'_, Result<Journal, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, Change, Outcome, UserName};

    #[test]
    fn what_could_not_be_recorded_is_said_in_words_and_nothing_is_known() {
        let journal = SharedJournal::new(Err("no home folder".to_owned()));
        let entry = JournalEntry {
            change: Change::Create,
            outcome: Outcome::Sending,
            account: None,
            endpoint: None,
            caller: None,
            user: UserName::from_iam("alice"),
            key: None,
            request_id: None,
        };
        assert_eq!(journal.record(Utc::now(), &entry), Err("no home folder".to_owned()));
        let account = AccountId::from_aws("123456789012");
        let nowhere = SavedSecrets { downloads: None, credentials: None };
        let notices = journal.answer(Read::Notices { account, endpoint: None }, &nowhere);
        assert!(matches!(notices, Some(Reply::Notices(Ok(none))) if none.is_empty()));
        assert!(journal.answer(Read::Profiles, &nowhere).is_none());
    }
}
