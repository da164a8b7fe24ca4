//! Runs the effects that the console asks for: calls of AWS, the journal, files, the clipboard.

use super::Start;
use super::calls;
use super::credentials::CredentialsFile;
use super::journal::SharedJournal;
use super::key_replacements::KeyReplacements;
use super::messages::{Message, MessageSender};
use super::profiles;
use super::standard_error;
use super::worker::Worker;
use crate::aws::{self, Account};
use crate::console::{self, CallId, Clip, Effect, Journaling, Read, Reply, SavedFile, Write};
use crate::domain::{JournalEntry, KeyRow, NewAccessKey, Outcome, Preferences, SignInWith};
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

/// How long changes in flight, and what is still to be written, may delay the end.
const FINISH: Duration = Duration::from_secs(10);

/// The account in use, shared by all tasks.
type SharedAccount = Arc<Mutex<ActiveAccount>>;

/// Runs effects; their replies come as messages.
pub(super) struct EffectRunner {
    worker: Worker,
    sender: MessageSender,
    options: aws::Options,
    first: console::Start,
    account: SharedAccount,
    replacements: KeyReplacements,
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
    /// Changes to IAM in flight, whose answers the journal must have before the program ends.
    writes: JoinSet<()>,
    /// Records and copies that must be done before the program ends.
    unfinished: JoinSet<()>,
}

/// The account in use, and the connect that led to it: an earlier connect does not replace a later.
#[derive(Default)]
struct ActiveAccount {
    by: CallId,
    account: Option<Account>,
}

impl ActiveAccount {
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

impl EffectRunner {
    pub(super) fn new(start: Start, sender: MessageSender) -> io::Result<Self> {
        Ok(Self {
            worker: Worker::start()?,
            sender,
            credentials: CredentialsFile::of(&start.aws),
            options: start.aws,
            first: start.settings.start,
            account: Arc::default(),
            replacements: KeyReplacements::default(),
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

    /// Starts an effect, whose reply comes as a message. The loop itself runs those about the
    /// terminal.
    pub(super) fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Connect(call, with) => self.connect(call, with),
            Effect::MoveSession(call, new) => self.move_session(call, new),
            Effect::Read(call, read) => self.read(call, read),
            Effect::Write(call, write, entry, journaling) => {
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
        let (options, sender) = (self.options.clone(), self.sender.clone());
        let (first, active) = (self.first.clone(), Arc::clone(&self.account));
        let replacements = self.replacements.clone();
        self.worker.spawn(async move {
            if let Some(program) = aws::terminal_needed(&options).await {
                let (lent, is_lent) = oneshot::channel();
                sender.send(Message::LendTerminal(program, lent));
                // An error means that the loop has ended, and nobody waits for the answer.
                let _ = is_lent.await;
            }
            let account = match replacements.connect(&options, &with.mfa).await {
                Ok(account) => account,
                Err(why) => return sender.reply(call, Reply::Connected(Err(why))),
            };
            calls::prefetch(&account, &first);
            use_account(account, call, &active, &sender).await;
        });
    }

    /// The session goes on with a new key; if that fails, as it was.
    fn move_session(&self, call: CallId, new: NewAccessKey) {
        let Some(account) = self.account() else { return };
        let (replacements, active) = (self.replacements.clone(), Arc::clone(&self.account));
        let sender = self.sender.clone();
        self.worker.spawn(async move {
            let moved = match replacements.move_to(&account, new).await {
                Ok(moved) => moved,
                Err(failure) => return sender.reply(call, Reply::Connected(Err(failure.into()))),
            };
            use_account(moved, call, &active, &sender).await;
        });
    }

    fn verify(&self, call: CallId, new: NewAccessKey) {
        let (Some(account), sender) = (self.account(), self.sender.clone()) else { return };
        self.worker.spawn(async move {
            let answer = account.verify(&new).await;
            sender.reply(call, Reply::Verified(answer));
        });
    }

    fn account(&self) -> Option<Account> {
        lock(&self.account).account.clone()
    }

    fn read(&self, call: CallId, read: Read) {
        let sender = self.sender.clone();
        if matches!(read, Read::Notices { .. } | Read::Hints { .. }) {
            let (journal, saved) = (self.journal.clone(), self.saved_secrets());
            return self.worker.block(move || {
                if let Some(reply) = journal.answer(read, &saved) {
                    sender.reply(call, reply);
                }
            });
        }
        let known = self.known_accounts.clone();
        if read == Read::Profiles {
            let (options, credentials) = (self.options.clone(), self.credentials.clone());
            return self.worker.spawn(async move {
                let profiles = profiles::list(&options, &credentials, known).await;
                sender.reply(call, Reply::Profiles(profiles));
            });
        }
        // The console reads only after it was told that it is connected.
        let Some(account) = self.account() else { return };
        self.worker.spawn(async move {
            let Some(reply) = calls::read(&account, read).await else { return };
            sender.reply(call, reply.clone());
            if let Reply::Caller(Ok(caller)) = reply {
                profiles::remember(known, account.connection(), &caller).await;
            }
        });
    }

    fn write(&mut self, call: CallId, write: Write, entry: JournalEntry, journaling: Journaling) {
        let Some(account) = self.account() else { return };
        let (journal, sender) = (self.journal.clone(), self.sender.clone());
        let replacements = self.replacements.clone();
        while self.writes.try_join_next().is_some() {}
        let task = async move {
            let before = journal.record_later(entry.clone()).await;
            if let (Err(reason), Journaling::Required) = (before, journaling) {
                return sender.reply(call, Reply::NotJournaled(reason));
            }
            let off = match &write {
                Write::Deactivate(key) => Some(key.id.clone()),
                Write::Delete(key) => Some(key.key().id.clone()),
                _ => None,
            };
            let reply = calls::write(&account, write).await;
            if let (Some(key), Reply::Written(Ok(_))) = (off, &reply) {
                replacements.forget(&key);
            }
            // The change is made: whether or not this can be written down, the answer counts.
            let _ = journal.record_later(calls::outcome(entry, &reply)).await;
            sender.reply(call, reply);
        };
        self.writes.spawn_on(task, self.worker.handle());
    }

    /// Records in the journal; says so if that fails.
    fn record(&mut self, call: CallId, entry: JournalEntry) {
        let (journal, sender) = (self.journal.clone(), self.sender.clone());
        self.unfinished.spawn_blocking(move || {
            if let Err(reason) = journal.record(&entry) {
                sender.reply(call, Reply::NotRecorded(entry.outcome, reason));
            }
        });
    }

    /// Where on this machine secrets are saved.
    fn saved_secrets(&self) -> SavedSecrets {
        let (downloads, credentials) = (self.downloads.clone().ok(), self.credentials.location());
        SavedSecrets { downloads, credentials }
    }

    fn copy(&mut self, call: CallId, clip: Clip) {
        let (clipboard, sender) = (Arc::clone(&self.clipboard), self.sender.clone());
        self.unfinished.spawn(async move {
            let mut clipboard = clipboard.lock().await;
            let reply = match clipboard.copy(&clip.text, clip.sensitive).await {
                Ok(sent) => {
                    let text = format!("{} {sent}.", clip.what);
                    if let Sent::Escape { escape, .. } = sent {
                        sender.send(Message::WriteEscape(escape));
                    }
                    Ok(text)
                }
                Err(error) => Err(format!("{} {error}.", clip.what)),
            };
            let due = clipboard.clear_due().map(tokio::time::Instant::from_std);
            sender.send(Message::ClearClipboardAt(due));
            sender.reply(call, Reply::Copied(reply));
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
        let (sender, environment) = (self.sender.clone(), self.environment);
        let downloads = self.downloads.clone();
        self.unfinished.spawn_blocking(move || {
            let saved = downloads.and_then(|folder| {
                write(&folder, environment).map_err(|error| format!("{failed}: {error}."))
            });
            let saved = saved.map(|saved| SavedFile { path: saved.path, host: saved.host });
            sender.reply(call, Reply::Saved(saved));
        });
    }

    fn credentials_file(&mut self, effect: Effect) {
        let (credentials, options) = (self.credentials.clone(), self.options.clone());
        let (sender, environment) = (self.sender.clone(), self.environment);
        let journal = self.journal.clone();
        self.unfinished.spawn(async move {
            if let Effect::SaveProfile(_, plan, _, entry) = &effect {
                let (entry, path) = (entry.clone(), plan.path.clone());
                let announced =
                    spawn_blocking(move || announce_saving(&journal, entry, &path)).await;
                // Whether or not it is announced, it is saved.
                drop(announced);
            }
            if let Some((call, reply)) = credentials.run(effect, &options, environment).await {
                sender.reply(call, reply);
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
            drop(spawn_blocking(standard_error::waiting_for_changes));
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

/// Makes the account that a connect led to the one in use, unless a later connect was asked for.
async fn use_account(account: Account, by: CallId, active: &SharedAccount, sender: &MessageSender) {
    let (connection, held_to) = (account.connection().clone(), account.held_to());
    lock(active).take(by, account);
    sender.reply(by, Reply::Connected(Ok(connection)));
    report_rate_limit(by, held_to, active, sender).await;
}

/// Reports what reads are limited to, while the account of that connect is the one in use.
async fn report_rate_limit(
    call: CallId,
    mut held_to: watch::Receiver<Option<u32>>,
    active: &SharedAccount,
    sender: &MessageSender,
) {
    while held_to.changed().await.is_ok() {
        if lock(active).by != call {
            return;
        }
        let rate = *held_to.borrow_and_update();
        sender.send(Message::RateLimited(rate));
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
    use crate::domain::{AccessKey, AccessKeyId, Change, Secret, Status, UserName};
    use crate::host::journal::Journal;
    use crate::runtime::messages::{self, MessageReceiver};
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
        let mut connected = ActiveAccount::default();
        let reached = |connected: &ActiveAccount| {
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
    ) -> (EffectRunner, MessageReceiver, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let (sender, mut messages) = messages::channel();
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
        let mut runner = EffectRunner::new(start, sender).unwrap();
        let with = SignInWith { profile: None, mfa: crate::domain::MfaUse::AsTheProfileSays };
        runner.run(Effect::Connect(CallId(1), with));
        let Message::Reply(_, Reply::Connected(Ok(_))) = messages.next().await else {
            panic!("not connected")
        };
        (runner, messages, folder)
    }

    fn entry(change: Change, outcome: Outcome) -> JournalEntry {
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
        let (mut runner, _inbox, _downloads) = session(&demo, journal).await;
        demo.faults().set_latency(Duration::from_millis(400));
        let bob = UserName::from_iam("bob");
        let before = demo.keys_of("bob").len();
        let entry = entry(Change::Create, Outcome::Sending);
        let write = Write::Create(bob);
        runner.run(Effect::Write(CallId(2), write, entry, Journaling::Required));
        runner.finish().await;
        let text = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
        let made = demo.keys_of("bob").pop().unwrap();
        assert_eq!(demo.keys_of("bob").len(), before + 1);
        assert!(text.contains("\"sending\"") && text.contains("\"done\""), "{text}");
        assert!(text.contains(made.id.as_str()), "{text}");
    }

    #[tokio::test]
    async fn a_line_that_the_journal_does_not_take_is_told_and_the_secret_is_saved() {
        let demo = DemoAccount::new(Utc::now());
        let (mut runner, mut messages, folder) = session(&demo, Err("disk full".to_owned())).await;
        let key = AccessKey {
            id: AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE"),
            user: UserName::from_iam("bob"),
            status: Status::Active,
            created: None,
        };
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
        let new = NewAccessKey { key, secret, request_id: None };
        let saving = entry(Change::Create, Outcome::SavingSecret(String::new()));
        runner.run(Effect::SaveCsv(CallId(2), new, saving));
        let Message::Reply(_, Reply::Saved(Ok(file))) = messages.next().await else {
            panic!("not saved")
        };
        assert_eq!(file.path, folder.path().join("bob_accessKeys.csv"));
        runner.run(Effect::Record(CallId(3), entry(Change::Create, Outcome::SecretSaved)));
        let Message::Reply(CallId(3), Reply::NotRecorded(outcome, reason)) = messages.next().await
        else {
            panic!("nothing is told")
        };
        assert_eq!((outcome, reason.as_str()), (Outcome::SecretSaved, "disk full"));
    }
}
