//! The effects, carried out: AWS, the journal, files, the clipboard.

use super::Start;
use super::calls;
use super::credentials::CredentialsFile;
use super::journal::SharedJournal;
use super::messages::{self, Message, Outbox};
use super::new_keys::NewKeys;
use super::profiles;
use super::worker::Worker;
use crate::aws::{self, Account};
use crate::console::{
    self, AwsAnswer, AwsRead, CallId, Clip, Effect, Journaling, LocalAnswer, LocalRead, Reply,
    SavedFile,
};
use crate::domain::{
    JournalEntry, KeyChange, KeyRow, LocalError, NewAccessKey, Outcome, Preferences, SignInWith,
};
use crate::host::clipboard::{Clipboard, Sent};
use crate::host::environment::Environment;
use crate::host::files::{self, FileError, Saved};
use crate::host::known_accounts::KnownAccounts;
use crate::host::memory::Memory;
use crate::host::saved_secrets::SavedSecrets;
use chrono::Utc;
use std::io;
use std::path::{self, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as AsyncMutex, oneshot, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

/// How long changes on their way and what is still to be written down may hold up the end.
const FINISH: Duration = Duration::from_secs(10);

/// The account there is.
type SharedAccount = Arc<Mutex<Connected>>;

/// What carries effects out.
pub(super) struct Hands {
    worker: Worker,
    outbox: Outbox,
    options: aws::Options,
    first: console::Start,
    account: SharedAccount,
    /// What the session was moved to.
    new_keys: NewKeys,
    known_accounts: Option<KnownAccounts>,
    journal: SharedJournal,
    clipboard: Arc<AsyncMutex<Clipboard>>,
    downloads: Result<PathBuf, String>,
    environment: Environment,
    credentials: CredentialsFile,
    /// Where preferences are kept, if they are.
    memory: Option<Memory>,
    /// What is to be kept there next.
    chosen: Arc<Mutex<Option<Preferences>>>,
    /// Changes to IAM on their way, whose answers the journal must have before the program ends.
    writes: JoinSet<()>,
    /// Records and copies that must be done before the program ends.
    unfinished: JoinSet<()>,
}

/// The account, and the connect it came of: a later one is not overwritten by an earlier.
#[derive(Default)]
struct Connected {
    by: CallId,
    account: Option<Account>,
}

impl Connected {
    /// Another profile is asked for: nothing from now on reaches the account before.
    fn forget(&mut self, by: CallId) {
        self.replace(Self { by, account: None });
    }

    fn take(&mut self, by: CallId, account: Account) {
        if self.by <= by {
            self.replace(Self { by, account: Some(account) });
        }
    }

    fn replace(&mut self, other: Self) {
        if let Some(before) = std::mem::replace(self, other).account {
            before.retire();
        }
    }
}

impl Hands {
    pub(super) fn new(start: Start, outbox: Outbox) -> io::Result<Self> {
        Ok(Self {
            worker: Worker::start()?,
            outbox,
            credentials: CredentialsFile::of(&start.aws),
            options: start.aws,
            first: start.settings.start,
            account: Arc::default(),
            new_keys: NewKeys::default(),
            known_accounts: start.known_accounts,
            journal: SharedJournal::new(start.journal),
            clipboard: Arc::new(AsyncMutex::new(start.clipboard)),
            downloads: start.downloads,
            environment: start.environment,
            memory: start.memory,
            chosen: Arc::default(),
            writes: JoinSet::new(),
            unfinished: JoinSet::new(),
        })
    }

    /// Begins to carry out an effect; its reply comes by the outbox. What is about the terminal
    /// itself is the loop's.
    pub(super) fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Connect(call, with) => self.connect(call, with),
            Effect::MoveSession(call, new) => self.move_session(call, new),
            Effect::Read(call, read) => self.read(call, read),
            Effect::ReadLocal(call, read) => self.read_local(call, read),
            Effect::Change(call, write, entry, journaling) => {
                self.write(call, write, entry, journaling);
            }
            Effect::Verify(call, new) => self.verify(call, new),
            Effect::Copy(call, clip) => self.copy(call, clip),
            Effect::SaveCsv(call, key, entry) => self.save_csv(call, key, entry),
            Effect::SaveTable(call, rows) => self.save_table(call, rows),
            effect @ (Effect::PlanProfile(..)
            | Effect::SaveProfile(..)
            | Effect::RemoveBackup(..)) => self.credentials_file(effect),
            Effect::Record(call, entry) => self.record(call, entry),
            Effect::Remember(preferences) => self.remember(preferences),
            Effect::ForgetDrawn | Effect::Suspend | Effect::Quit => {}
        }
    }

    fn connect(&mut self, call: CallId, with: SignInWith) {
        if self.options.profile != with.profile {
            self.options.profile.clone_from(&with.profile);
            lock(&self.account).forget(call);
        }
        let (options, outbox) = (self.options.clone(), self.outbox.clone());
        let (first, place) = (self.first.clone(), Arc::clone(&self.account));
        let new_keys = self.new_keys.clone();
        self.worker.spawn(async move {
            if let Some(what) = aws::terminal_needed(&options).await {
                let (ready, told) = oneshot::channel();
                outbox.send(Message::TerminalWanted(what, ready));
                // An error means that the loop has ended, and nobody waits for the answer.
                let _ = told.await;
            }
            let account = match new_keys.connect(&options, &with.mfa).await {
                Ok(account) => account,
                Err(why) => return outbox.reply(call, Reply::Connected(Err(why))),
            };
            calls::ask_ahead(&account, &first);
            go_on_with(account, call, &place, &outbox).await;
        });
    }

    /// The session goes on with a new key; if that fails, as it was.
    fn move_session(&self, call: CallId, new: NewAccessKey) {
        let Some(account) = self.account() else { return };
        let (new_keys, place) = (self.new_keys.clone(), Arc::clone(&self.account));
        let outbox = self.outbox.clone();
        self.worker.spawn(async move {
            let moved = match new_keys.move_to(&account, new).await {
                Ok(moved) => moved,
                Err(failure) => return outbox.reply(call, Reply::Connected(Err(failure.into()))),
            };
            go_on_with(moved, call, &place, &outbox).await;
        });
    }

    fn verify(&self, call: CallId, new: NewAccessKey) {
        let (Some(account), outbox) = (self.account(), self.outbox.clone()) else { return };
        self.worker.spawn(async move {
            let answer = account.verify(&new).await;
            outbox.reply(call, Reply::Verified(answer));
        });
    }

    fn account(&self) -> Option<Account> {
        lock(&self.account).account.clone()
    }

    fn read(&self, call: CallId, read: AwsRead) {
        // The console reads only after it was told that it is connected.
        let Some(account) = self.account() else { return };
        let (outbox, known) = (self.outbox.clone(), self.known_accounts.clone());
        self.worker.spawn(async move {
            let Some(answer) = calls::read(&account, read).await else { return };
            outbox.reply(call, Reply::Aws(answer.clone()));
            if let AwsAnswer::Caller(Ok(caller)) = answer {
                profiles::remember(known, account.connection(), &caller).await;
            }
        });
    }

    fn read_local(&self, call: CallId, read: LocalRead) {
        let (outbox, journal) = (self.outbox.clone(), self.journal.clone());
        let reply = move |answer| outbox.reply(call, Reply::Local(answer));
        let saved = self.saved_secrets();
        match read {
            LocalRead::Profiles => {
                let (options, known) = (self.options.clone(), self.known_accounts.clone());
                let credentials = self.credentials.clone();
                self.worker.spawn(async move {
                    let profiles = profiles::list(&options, &credentials, known).await;
                    reply(LocalAnswer::Profiles(profiles));
                });
            }
            LocalRead::Notices { account, endpoint } => self.worker.block(move || {
                let notices = journal.notices(&account, endpoint.as_deref(), &saved);
                reply(LocalAnswer::Notices(notices));
            }),
            LocalRead::KeyEvents { account, endpoint, user } => self.worker.block(move || {
                let events = journal.key_events(&account, endpoint.as_deref(), &user, &saved);
                reply(LocalAnswer::KeyEvents(events));
            }),
        }
    }

    fn write(
        &mut self,
        call: CallId,
        write: KeyChange,
        entry: JournalEntry,
        journaling: Journaling,
    ) {
        let Some(account) = self.account() else { return };
        let (journal, outbox) = (self.journal.clone(), self.outbox.clone());
        let new_keys = self.new_keys.clone();
        while self.writes.try_join_next().is_some() {}
        let task = async move {
            let before = journal.record_later(entry.clone()).await;
            if let (Err(reason), Journaling::Required) = (before, journaling) {
                return outbox.reply(call, Reply::NotJournaled(reason));
            }
            let off = match &write {
                KeyChange::Deactivate(key) => Some(key.id.clone()),
                KeyChange::Delete(key) => Some(key.key().id.clone()),
                _ => None,
            };
            let reply = calls::write(&account, write).await;
            if let (Some(key), Reply::Written(Ok(_))) = (off, &reply) {
                new_keys.forget(&key);
            }
            // The change is made: whether or not this can be written down, the answer counts.
            let _ = journal.record_later(calls::outcome(entry, &reply)).await;
            outbox.reply(call, reply);
        };
        self.writes.spawn_on(task, self.worker.handle());
    }

    /// Records in the journal; says so if that fails.
    fn record(&mut self, call: CallId, entry: JournalEntry) {
        let (journal, outbox) = (self.journal.clone(), self.outbox.clone());
        self.unfinished.spawn_blocking(move || {
            if let Err(reason) = journal.record(&entry) {
                outbox.reply(call, Reply::NotRecorded(entry.outcome, reason));
            }
        });
    }

    /// Where on this machine secrets are saved.
    fn saved_secrets(&self) -> SavedSecrets {
        let (downloads, credentials) = (self.downloads.clone().ok(), self.credentials.location());
        SavedSecrets { downloads, credentials }
    }

    fn copy(&mut self, call: CallId, clip: Clip) {
        let (clipboard, outbox) = (Arc::clone(&self.clipboard), self.outbox.clone());
        self.unfinished.spawn(async move {
            let mut clipboard = clipboard.lock().await;
            let reply = match clipboard.copy(&clip.text, clip.sensitive).await {
                Ok(sent) => {
                    let text = format!("{} {sent}.", clip.what);
                    if let Sent::Escape { escape, .. } = sent {
                        outbox.send(Message::Escape(escape));
                    }
                    Ok(text)
                }
                Err(error) => Err(format!("{} {error}.", clip.what)),
            };
            let due = clipboard.clear_due().map(tokio::time::Instant::from_std);
            outbox.send(Message::ClearClipboardAt(due));
            outbox.reply(call, Reply::Copied(reply.map_err(LocalError::from)));
        });
    }

    /// Clears the system clipboard, if a secret of ours is still on it.
    pub(super) fn clear_clipboard(&mut self) {
        let clipboard = Arc::clone(&self.clipboard);
        self.unfinished.spawn(async move { clipboard.lock().await.clear_if_ours().await });
    }

    fn save_csv(&mut self, call: CallId, key: NewAccessKey, entry: JournalEntry) {
        let journal = self.journal.clone();
        self.save(call, "The .csv file was not saved", move |folder, environment| {
            announce_saving(&journal, entry, folder);
            files::save_csv(folder, &key, key.csv_format(), environment)
        });
    }

    fn save_table(&mut self, call: CallId, rows: Vec<KeyRow>) {
        self.save(call, "The table was not exported", move |folder, environment| {
            files::save_table(folder, &rows, Utc::now(), environment)
        });
    }

    /// Writes a file into the download folder; `failed` begins the sentence that says why not.
    fn save(
        &mut self,
        call: CallId,
        failed: &'static str,
        write: impl FnOnce(&Path, Environment) -> Result<Saved, FileError> + Send + 'static,
    ) {
        let (outbox, environment) = (self.outbox.clone(), self.environment);
        let downloads = self.downloads.clone();
        self.unfinished.spawn_blocking(move || {
            let saved = downloads.and_then(|folder| {
                write(&folder, environment).map_err(|error| format!("{failed}: {error}."))
            });
            let saved = saved.map(|saved| SavedFile { path: saved.path, host: saved.host });
            outbox.reply(call, Reply::Saved(saved.map_err(LocalError::from)));
        });
    }

    fn credentials_file(&mut self, effect: Effect) {
        let (credentials, options) = (self.credentials.clone(), self.options.clone());
        let (outbox, environment) = (self.outbox.clone(), self.environment);
        let journal = self.journal.clone();
        self.unfinished.spawn(async move {
            if let Effect::SaveProfile(_, plan, _, entry) = &effect {
                let (entry, path) = (entry.clone(), plan.path.clone());
                let announced =
                    spawn_blocking(move || announce_saving(&journal, entry, &path)).await;
                // Whether or not it is announced, it is saved.
                drop(announced);
            }
            if let Some((call, reply)) = credentials.carry_out(effect, &options, environment).await
            {
                outbox.reply(call, reply);
            }
        });
    }

    /// Of several choices quickly one after the other the last is written last.
    fn remember(&mut self, preferences: Preferences) {
        let Some(memory) = self.memory.clone() else { return };
        *lock(&self.chosen) = Some(preferences);
        let chosen = Arc::clone(&self.chosen);
        self.unfinished.spawn_blocking(move || {
            // Held while it is written: whoever comes later finds the latest, or nothing to do.
            let mut chosen = lock(&chosen);
            if let Some(preferences) = chosen.take() {
                // What is not remembered is chosen again.
                let _ = memory.remember(&preferences);
            }
        });
    }

    /// Waits, for some seconds at most, for what must be done before the end: for the answers to
    /// changes, so that the journal has the ID of a key that was made; for records and copies.
    pub(super) async fn finish(mut self) {
        while self.writes.try_join_next().is_some() {}
        if !self.writes.is_empty() {
            // Not waited for: the terminal may take no output.
            drop(spawn_blocking(messages::tell_waiting));
        }
        let everything = async {
            while self.writes.join_next().await.is_some() {}
            while self.unfinished.join_next().await.is_some() {}
            if let Some(clipboard) = Arc::into_inner(self.clipboard) {
                clipboard.into_inner().close().await;
            }
        };
        // What takes longer is given up: the person has asked to leave.
        let _ = timeout(FINISH, everything).await;
    }
}

/// Records where a secret is about to be saved. The secret is saved also if that fails: who looks for
/// it finds it at the usual places.
fn announce_saving(journal: &SharedJournal, mut entry: JournalEntry, place: &Path) {
    let place = path::absolute(place).unwrap_or_else(|_| place.to_owned());
    entry.outcome = Outcome::SavingSecret(place.display().to_string());
    let _not_announced = journal.record(&entry);
}

/// The account that a connect came to is the one in use, unless a later one was asked for.
async fn go_on_with(account: Account, by: CallId, place: &SharedAccount, outbox: &Outbox) {
    let (connection, held_to) = (account.connection().clone(), account.held_to());
    lock(place).take(by, account);
    outbox.reply(by, Reply::Connected(Ok(connection)));
    tell_pace(by, held_to, place, outbox).await;
}

/// Tells what reads are held to, as long as the account of that connect is the one in use.
async fn tell_pace(
    call: CallId,
    mut held_to: watch::Receiver<Option<u32>>,
    place: &SharedAccount,
    outbox: &Outbox,
) {
    while held_to.changed().await.is_ok() {
        if lock(place).by != call {
            return;
        }
        let rate = *held_to.borrow_and_update();
        outbox.send(Message::RateLimited(rate));
    }
}

/// A lock whose last holder panicked is as good as any: what it guards is replaced whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Settings;
    use crate::demo::DemoAccount;
    use crate::domain::{AccessKey, AccessKeyId, ChangeKind, Secret, Status, UserName};
    use crate::host::journal::Journal;
    use crate::runtime::messages::Inbox;
    use crate::ui::Theme;
    use tempfile::TempDir;

    fn options(demo: &DemoAccount, profile: Option<&str>) -> aws::Options {
        let (http, credentials) = (demo.http_client(), demo.credentials());
        aws::Options {
            profile: profile.map(str::to_owned),
            region: None,
            endpoint_url: None,
            transport: aws::Transport::InProcess { http, credentials },
            sessions: aws::Sessions::default(),
        }
    }

    async fn account(profile: &str) -> Account {
        let demo = DemoAccount::new(Utc::now());
        aws::connect(&options(&demo, Some(profile))).await.unwrap()
    }

    #[tokio::test]
    async fn once_the_profile_is_another_nothing_reaches_the_account_before() {
        let mut connected = Connected::default();
        let reached = |connected: &Connected| {
            connected.account.as_ref().and_then(|account| account.connection().profile.clone())
        };
        let first = account("first").await;
        connected.take(CallId(1), first.clone());
        assert_eq!(reached(&connected).as_deref(), Some("first"));
        let retired = async || timeout(Duration::ZERO, first.retired()).await.is_ok();
        assert!(!retired().await);
        connected.forget(CallId(3));
        assert_eq!(reached(&connected), None);
        assert!(retired().await, "what waits in line to be asked is not asked");
        connected.take(CallId(2), account("first").await);
        assert_eq!(reached(&connected), None, "a late answer is of the account before");
        connected.take(CallId(3), account("second").await);
        connected.take(CallId(2), account("first").await);
        assert_eq!(reached(&connected).as_deref(), Some("second"));
    }

    /// A session on the built-in account, with a journal and downloads in a folder of its own.
    async fn session(
        demo: &DemoAccount,
        journal: Result<Journal, String>,
    ) -> (Hands, Inbox, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let (outbox, mut inbox) = messages::channel();
        let start = Start {
            settings: Settings::default(),
            aws: options(demo, None),
            downloads: Ok(folder.path().to_owned()),
            journal,
            known_accounts: None,
            clipboard: Clipboard::new(Environment::default()),
            environment: Environment::default(),
            memory: None,
            theme: Theme { colour: false },
        };
        let mut hands = Hands::new(start, outbox).unwrap();
        let with = SignInWith { profile: None, mfa: crate::domain::MfaUse::AsTheProfileSays };
        hands.carry_out(Effect::Connect(CallId(1), with));
        let Message::Reply(_, Reply::Connected(Ok(_))) = inbox.next().await else {
            panic!("not connected")
        };
        (hands, inbox, folder)
    }

    fn entry(change: ChangeKind, outcome: Outcome) -> JournalEntry {
        JournalEntry {
            change,
            outcome,
            account: None,
            endpoint: None,
            caller: None,
            user: UserName::from_iam("bob"),
            key: None,
            request_id: None,
        }
    }

    /// A signal, such as that of a lost connection, ends the loop while IAM makes a key: without its
    /// ID in the journal nobody would know which one it is.
    #[tokio::test]
    async fn the_end_waits_for_the_answer_to_a_change_and_records_it() {
        let folder = tempfile::tempdir().unwrap();
        let demo = DemoAccount::new(Utc::now());
        let journal = Journal::open(folder.path()).map_err(|error| error.to_string());
        let (mut hands, _inbox, _downloads) = session(&demo, journal).await;
        demo.faults().set_latency(Duration::from_millis(400));
        let bob = UserName::from_iam("bob");
        let before = demo.keys_of("bob").len();
        let entry = entry(ChangeKind::Create, Outcome::Sending);
        let write = KeyChange::Create(bob);
        hands.carry_out(Effect::Change(CallId(2), write, entry, Journaling::Required));
        hands.finish().await;
        let text = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
        let made = demo.keys_of("bob").pop().unwrap();
        assert_eq!(demo.keys_of("bob").len(), before + 1);
        assert!(text.contains("\"sending\"") && text.contains("\"done\""), "{text}");
        assert!(text.contains(made.id.as_str()), "{text}");
    }

    #[tokio::test]
    async fn a_line_that_the_journal_does_not_take_is_told_and_the_secret_is_saved() {
        let demo = DemoAccount::new(Utc::now());
        let (mut hands, mut inbox, folder) = session(&demo, Err("disk full".to_owned())).await;
        let key = AccessKey {
            id: AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE"),
            user: UserName::from_iam("bob"),
            status: Status::Active,
            created: None,
        };
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
        let new = NewAccessKey { key, secret, request_id: None };
        let saving = entry(ChangeKind::Create, Outcome::SavingSecret(String::new()));
        hands.carry_out(Effect::SaveCsv(CallId(2), new, saving));
        let Message::Reply(_, Reply::Saved(Ok(file))) = inbox.next().await else {
            panic!("not saved")
        };
        assert_eq!(file.path, folder.path().join("bob_accessKeys.csv"));
        hands.carry_out(Effect::Record(CallId(3), entry(ChangeKind::Create, Outcome::SecretSaved)));
        let Message::Reply(CallId(3), Reply::NotRecorded(outcome, reason)) = inbox.next().await
        else {
            panic!("nothing is told")
        };
        assert_eq!((outcome, reason.to_string().as_str()), (Outcome::SecretSaved, "disk full"));
    }
}
