//! The machine that akia runs on.

use super::credentials::CredentialsFile;
use super::journal::SharedJournal;
use super::seams::{Copied, Machine};
use crate::console::Clip;
use crate::domain::{
    AccessKeyEvent, AccountId, JournalEntry, JournalNotice, LocalError, Preferences, UserName,
};
use crate::host::clipboard::{Clipboard, CopyOutcome};
use crate::host::environment::Environment;
use crate::host::journal::Journal;
use crate::host::known_accounts::KnownAccounts;
use crate::host::saved_secrets::SavedSecrets;
use crate::host::state_file::StateFile;
use chrono::{DateTime, Utc};
use std::mem;
use std::path::{Path, PathBuf};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The clipboard, the journal and the files of this machine.
pub struct LocalMachine {
    environment: Environment,
    clipboard: Mutex<Clipboard>,
    journal: SharedJournal,
    downloads: Result<PathBuf, String>,
    credentials: CredentialsFile,
    known_accounts: Option<KnownAccounts>,
    preferences: Option<StateFile>,
}

impl LocalMachine {
    /// This machine. Folder and journal may each be missing, for a reason that is shown.
    #[must_use]
    pub fn new(
        environment: Environment,
        credentials: CredentialsFile,
        downloads: Result<PathBuf, String>,
        journal: Result<Journal, String>,
    ) -> Self {
        Self {
            environment,
            clipboard: Mutex::new(Clipboard::new(environment)),
            journal: SharedJournal::new(journal),
            downloads,
            credentials,
            known_accounts: None,
            preferences: None,
        }
    }

    /// The same machine, with what outlives a session.
    pub(crate) fn remembering(
        self,
        known_accounts: Option<KnownAccounts>,
        preferences: Option<StateFile>,
    ) -> Self {
        Self { known_accounts, preferences, ..self }
    }

    fn saved_secrets(&self) -> SavedSecrets {
        let downloads = self.downloads.clone().ok();
        SavedSecrets { downloads, credentials: self.credentials.location() }
    }
}

impl Machine for LocalMachine {
    async fn copy(&self, clip: &Clip) -> Copied {
        let mut clipboard = self.clipboard.lock().await;
        let sent = clipboard.copy(&clip.text, clip.sensitive).await;
        let clear_at = clipboard.clear_due().map(Instant::from_std);
        let result = match &sent {
            Ok(sent) => Ok(format!("{} {sent}.", clip.what)),
            Err(error) => Err(LocalError::new(format!("{} {error}.", clip.what))),
        };
        let escape = match sent {
            Ok(CopyOutcome::Escape { escape, .. }) => Some(escape),
            _ => None,
        };
        Copied { result, escape, clear_at }
    }

    async fn clear_clipboard(&self) {
        self.clipboard.lock().await.clear_if_ours().await;
    }

    async fn close(&self) {
        let unused = Clipboard::new(Environment::default());
        let clipboard = mem::replace(&mut *self.clipboard.lock().await, unused);
        clipboard.close().await;
    }

    fn record(&self, now: DateTime<Utc>, entry: &JournalEntry) -> Result<(), LocalError> {
        self.journal.record(now, entry)
    }

    fn notices(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> Result<Vec<JournalNotice>, LocalError> {
        self.journal.notices(account, endpoint, &self.saved_secrets())
    }

    fn key_events(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        user: &UserName,
    ) -> Result<Vec<AccessKeyEvent>, LocalError> {
        self.journal.key_events(account, endpoint, user, &self.saved_secrets())
    }

    fn downloads(&self) -> Result<&Path, LocalError> {
        self.downloads.as_deref().map_err(|reason| LocalError::new(reason.clone()))
    }

    fn environment(&self) -> Environment {
        self.environment
    }

    fn credentials(&self) -> &CredentialsFile {
        &self.credentials
    }

    fn known_accounts(&self) -> Option<&KnownAccounts> {
        self.known_accounts.as_ref()
    }

    fn save_preferences(&self, preferences: &Preferences) {
        if let Some(file) = &self.preferences {
            // What could not be kept is chosen again next time.
            let _ = file.save(preferences);
        }
    }
}
