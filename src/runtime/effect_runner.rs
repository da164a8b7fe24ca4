//! Runs the console's effects: calls of AWS, the journal, files, the clipboard.

use super::active_account::ActiveAccount;
use super::calls;
use super::key_replacements::KeyReplacements;
use super::lock::lock;
use super::messages::{Message, MessageSender, OpenCalls, ReplySender};
use super::profiles;
use super::seams::{Clock, Machine};
use super::standard_error;
use crate::aws;
use crate::console::{
    AwsAnswer, AwsRead, CallId, Clip, Effect, Journaling, LocalAnswer, LocalRead, Reply, SavedFile,
    Start,
};
use crate::domain::{
    JournalEntry, KeyChange, KeyRow, LocalError, NewAccessKey, Outcome, Preferences, SignInOptions,
};
use crate::host::csv_files::{self, CsvFileError, SavedCsv};
use crate::host::environment::Environment;
use std::path::{self, Path};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;

/// How long changes in flight, and what is still to be written, may delay the end.
const FINISH: Duration = Duration::from_secs(10);

/// How long a message on standard error may take.
const NOTICE_TIMEOUT: Duration = Duration::from_secs(1);

/// Runs effects; their replies come as messages.
pub(super) struct EffectRunner<C, M> {
    clock: C,
    machine: Arc<M>,
    /// The runtime that calls AWS.
    worker: Handle,
    messages: MessageSender,
    open_calls: OpenCalls,
    options: aws::Options,
    /// What the console opens first, which is requested ahead.
    first: Start,
    account: ActiveAccount,
    replacements: KeyReplacements,
    /// The preferences that are still to be kept.
    preferences: Arc<Mutex<Option<Preferences>>>,
    /// Changes to IAM in flight, whose answers the journal must have before the program ends.
    writes: JoinSet<()>,
    /// Records, files and copies that must be done before the program ends.
    unfinished: JoinSet<()>,
}

impl<C: Clock, M: Machine> EffectRunner<C, M> {
    pub(super) fn new(
        (clock, machine): (C, M),
        options: aws::Options,
        first: Start,
        worker: Handle,
        messages: MessageSender,
    ) -> Self {
        Self {
            clock,
            machine: Arc::new(machine),
            worker,
            messages,
            open_calls: OpenCalls::default(),
            options,
            first,
            account: ActiveAccount::default(),
            replacements: KeyReplacements::default(),
            preferences: Arc::default(),
            writes: JoinSet::new(),
            unfinished: JoinSet::new(),
        }
    }

    /// Starts an effect, whose reply comes as a message. The loop itself runs those about the
    /// terminal.
    pub(super) fn run(&mut self, effect: Effect) {
        self.forget_finished();
        match effect {
            Effect::Connect(call, with) => self.connect(call, with),
            Effect::MoveSession(call, new) => self.move_session(call, new),
            Effect::Read(call, read) => self.read(call, read),
            Effect::ReadLocal(call, read) => self.read_local(call, read),
            Effect::Change(call, change, entry, journaling) => {
                self.change(call, change, entry, journaling);
            }
            Effect::Verify(call, new) => self.verify(call, new),
            Effect::Copy(call, clip) => self.copy(call, clip),
            Effect::SaveCsv(call, key, entry) => self.save_csv(call, key, entry),
            Effect::SaveTable(call, rows) => self.save_table(call, rows),
            Effect::PlanProfile(call, ..)
            | Effect::SaveProfile(call, ..)
            | Effect::RemoveBackup(call, _) => self.credentials_file(call, effect),
            Effect::Record(call, entry) => self.record(call, entry),
            Effect::Remember(preferences) => self.keep_preferences(preferences),
            Effect::ForgetDrawn | Effect::Suspend | Effect::Quit => {}
        }
    }

    /// A set keeps a finished task until it is joined.
    fn forget_finished(&mut self) {
        while self.writes.try_join_next().is_some() {}
        while self.unfinished.try_join_next().is_some() {}
    }

    /// Whether every call that has an answer is answered.
    pub(super) fn is_idle(&self) -> bool {
        self.open_calls.is_empty()
    }

    fn reply_to(&self, call: CallId) -> ReplySender {
        self.open_calls.open(call, &self.messages)
    }

    fn connect(&mut self, call: CallId, with: SignInOptions) {
        if self.options.profile != with.profile {
            self.options.profile.clone_from(&with.profile);
            self.account.clear(call);
        }
        let (options, first) = (self.options.clone(), self.first.clone());
        let (account, replacements) = (self.account.clone(), self.replacements.clone());
        let (reply, messages) = (self.reply_to(call), self.messages.clone());
        self.worker.spawn(async move {
            if let Some(program) = aws::terminal_needed(&options).await {
                let (lent, is_lent) = oneshot::channel();
                messages.send(Message::LendTerminal(program, lent));
                // An error means that the loop has ended, and nobody waits for the answer.
                let _ = is_lent.await;
            }
            let connected = match replacements.connect(&options, &with.mfa).await {
                Ok(connected) => connected,
                Err(why) => return reply.send(Reply::Connected(Err(why))),
            };
            calls::prefetch(&connected, &first);
            account.activate(connected, reply, &messages).await;
        });
    }

    /// Signs the session with a new key from now on; if that fails, it stays as it was.
    fn move_session(&self, call: CallId, new: NewAccessKey) {
        let Some(before) = self.account.get() else { return };
        let (account, replacements) = (self.account.clone(), self.replacements.clone());
        let (reply, messages) = (self.reply_to(call), self.messages.clone());
        self.worker.spawn(async move {
            let moved = match replacements.move_to(&before, new).await {
                Ok(moved) => moved,
                Err(failure) => return reply.send(Reply::Connected(Err(failure.into()))),
            };
            account.activate(moved, reply, &messages).await;
        });
    }

    fn verify(&self, call: CallId, new: NewAccessKey) {
        let (Some(account), reply) = (self.account.get(), self.reply_to(call)) else { return };
        self.worker.spawn(async move {
            reply.send(Reply::Verified(account.verify(&new).await));
        });
    }

    fn read_local(&self, call: CallId, read: LocalRead) {
        let (machine, reply) = (Arc::clone(&self.machine), self.reply_to(call));
        let reply = move |answer| reply.send(Reply::Local(answer));
        match read {
            LocalRead::Profiles => {
                let options = self.options.clone();
                self.worker.spawn(async move {
                    let known = machine.known_accounts().cloned();
                    let profiles = profiles::list(&options, machine.credentials(), known).await;
                    reply(LocalAnswer::Profiles(profiles));
                });
            }
            LocalRead::Notices { account, endpoint } => {
                self.worker.spawn_blocking(move || {
                    let notices = machine.notices(&account, endpoint.as_deref());
                    reply(LocalAnswer::Notices(notices));
                });
            }
            LocalRead::KeyEvents { account, endpoint, user } => {
                self.worker.spawn_blocking(move || {
                    let events = machine.key_events(&account, endpoint.as_deref(), &user);
                    reply(LocalAnswer::KeyEvents(events));
                });
            }
        }
    }

    fn read(&self, call: CallId, read: AwsRead) {
        // The console reads only after it is connected.
        let Some(account) = self.account.get() else { return };
        let (machine, reply) = (Arc::clone(&self.machine), self.reply_to(call));
        self.worker.spawn(async move {
            let Some(answer) = calls::read(&account, read).await else { return };
            reply.send(Reply::Aws(answer.clone()));
            if let AwsAnswer::Caller(Ok(caller)) = answer {
                let known = machine.known_accounts().cloned();
                profiles::remember(known, account.connection(), &caller).await;
            }
        });
    }

    fn change(
        &mut self,
        call: CallId,
        change: KeyChange,
        entry: JournalEntry,
        journaling: Journaling,
    ) {
        let Some(account) = self.account.get() else { return };
        let (clock, machine) = (self.clock.clone(), Arc::clone(&self.machine));
        let (reply, replacements) = (self.reply_to(call), self.replacements.clone());
        let not_recorded = self.reply_to(call);
        let task = async move {
            let recorded = record(&clock, &machine, entry.clone()).await;
            if let (Err(reason), Journaling::Required) = (recorded, journaling) {
                return reply.send(Reply::NotJournaled(reason));
            }
            let deactivated = match &change {
                KeyChange::Deactivate(key) => Some(key.id.clone()),
                KeyChange::Delete(key) => Some(key.key().id.clone()),
                KeyChange::Create(_)
                | KeyChange::Activate(_)
                | KeyChange::Describe(..)
                | KeyChange::RemoveDescription(..) => None,
            };
            let answer = calls::write(&account, change).await;
            if let (Some(key), Reply::Written(Ok(_))) = (deactivated, &answer) {
                replacements.forget(&key);
            }
            // The change is made: whether or not this can be recorded, the answer counts.
            let entry = calls::outcome(entry, &answer);
            let recorded = record(&clock, &machine, entry.clone()).await;
            reply.send(answer);
            if let Err(reason) = recorded {
                not_recorded.send(Reply::NotRecorded(entry.outcome, reason));
            }
        };
        self.writes.spawn_on(task, &self.worker);
    }

    /// Records in the journal, and replies only if that fails.
    fn record(&mut self, call: CallId, entry: JournalEntry) {
        let (clock, machine) = (self.clock.clone(), Arc::clone(&self.machine));
        let reply = self.reply_to(call);
        self.unfinished.spawn_blocking(move || {
            if let Err(reason) = machine.record(clock.now(), &entry) {
                reply.send(Reply::NotRecorded(entry.outcome, reason));
            }
        });
    }

    fn copy(&mut self, call: CallId, clip: Clip) {
        let (machine, messages) = (Arc::clone(&self.machine), self.messages.clone());
        let reply = self.reply_to(call);
        self.unfinished.spawn(async move {
            let copied = machine.copy(&clip).await;
            if let Some(escape) = copied.escape {
                messages.send(Message::WriteEscape(escape));
            }
            messages.send(Message::ClearClipboardAt(copied.clear_at));
            reply.send(Reply::Copied(copied.result));
        });
    }

    /// Clears the clipboard, if a secret of ours is still on it.
    pub(super) fn clear_clipboard(&mut self) {
        let machine = Arc::clone(&self.machine);
        self.unfinished.spawn(async move { machine.clear_clipboard().await });
    }

    fn save_csv(&mut self, call: CallId, key: NewAccessKey, entry: JournalEntry) {
        let (clock, machine) = (self.clock.clone(), Arc::clone(&self.machine));
        self.save(call, "The .csv file was not saved", move |folder, environment| {
            announce_saving(&clock, machine.as_ref(), entry, folder);
            csv_files::save_key(folder, &key, key.csv_format(), environment)
        });
    }

    fn save_table(&mut self, call: CallId, rows: Vec<KeyRow>) {
        let clock = self.clock.clone();
        self.save(call, "The table was not exported", move |folder, environment| {
            csv_files::save_table(folder, &rows, clock.now(), environment)
        });
    }

    /// Writes a file into the download folder; `failed` begins the sentence that says why not.
    fn save(
        &mut self,
        call: CallId,
        failed: &'static str,
        write: impl FnOnce(&Path, Environment) -> Result<SavedCsv, CsvFileError> + Send + 'static,
    ) {
        let (machine, reply) = (Arc::clone(&self.machine), self.reply_to(call));
        self.unfinished.spawn_blocking(move || {
            let saved = machine.downloads().and_then(|folder| {
                write(folder, machine.environment())
                    .map_err(|error| LocalError::new(format!("{failed}: {error}.")))
            });
            let saved = saved.map(|saved| SavedFile { path: saved.path, host: saved.host });
            reply.send(Reply::Saved(saved));
        });
    }

    fn credentials_file(&mut self, call: CallId, effect: Effect) {
        let (clock, machine) = (self.clock.clone(), Arc::clone(&self.machine));
        let (reply, options) = (self.reply_to(call), self.options.clone());
        self.unfinished.spawn(async move {
            if let Effect::SaveProfile(_, plan, _, entry) = &effect {
                let (entry, path) = (entry.clone(), plan.path.clone());
                let machine = Arc::clone(&machine);
                let announced = spawn_blocking(move || {
                    announce_saving(&clock, machine.as_ref(), entry, &path);
                });
                // Whether or not it is announced, it is saved.
                drop(announced.await);
            }
            let environment = machine.environment();
            let answered = machine.credentials().run(effect, &options, environment).await;
            if let Some(answer) = answered {
                reply.send(answer);
            }
        });
    }

    /// Of several choices in quick succession, the last is written last.
    fn keep_preferences(&mut self, preferences: Preferences) {
        *lock(&self.preferences) = Some(preferences);
        let (machine, latest) = (Arc::clone(&self.machine), Arc::clone(&self.preferences));
        self.unfinished.spawn_blocking(move || {
            // Held while it is written: a later task finds the latest, or nothing to do.
            let mut latest = lock(&latest);
            if let Some(preferences) = latest.take() {
                machine.save_preferences(&preferences);
            }
        });
    }

    /// Waits, for some seconds at most, for what must be done before the end: for the answers to
    /// changes, so that the journal has the ID of a key that was made; for records and copies.
    pub(super) async fn finish(mut self) {
        self.forget_finished();
        if !self.writes.is_empty() {
            // Not waited for: the terminal may take no output.
            drop(spawn_blocking(standard_error::waiting_for_changes));
        }
        let everything = async {
            while self.writes.join_next().await.is_some() {}
            while self.unfinished.join_next().await.is_some() {}
            self.machine.close().await;
        };
        // What takes longer is given up: the user wants to leave.
        if timeout(FINISH, everything).await.is_err() && !self.writes.is_empty() {
            let notice = spawn_blocking(standard_error::changes_unanswered);
            let _terminal_takes_no_output = timeout(NOTICE_TIMEOUT, notice).await;
        }
    }
}

/// Records in the journal from a thread that may wait for the disk.
async fn record<C: Clock, M: Machine>(
    clock: &C,
    machine: &Arc<M>,
    entry: JournalEntry,
) -> Result<(), LocalError> {
    let (now, machine) = (clock.now(), Arc::clone(machine));
    let recorded = spawn_blocking(move || machine.record(now, &entry)).await;
    recorded.unwrap_or_else(|_| Err(LocalError::new("the journal's thread stopped")))
}

/// Records where a secret is about to be saved. The secret is saved also if that fails: who looks
/// for it finds it at the usual places.
fn announce_saving(clock: &impl Clock, machine: &impl Machine, entry: JournalEntry, path: &Path) {
    let path = path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let outcome = Outcome::SavingSecret(path.display().to_string());
    let _not_announced = machine.record(clock.now(), &JournalEntry { outcome, ..entry });
}

#[cfg(test)]
mod tests;
