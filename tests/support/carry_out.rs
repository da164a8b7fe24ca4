//! What the console asks for, carried out: by the account, or by the machine that the test imagines.

use super::new_key::put;
use super::{Copied, Driver};
use akia::aws::{self, Account};
use akia::console::{CallId, Clip, Effect, Journaling, Read, Reply, SavedFile, Write};
use akia::domain::{
    AccessKeyEvent, AccessKeyEventKind, Change, JournalEntry, KeyRow, NewAccessKey, Outcome,
    SignInWith, UserName,
};
use akia::host::environment::Environment;
use akia::host::files;
use akia::runtime::calls;
use std::sync::Arc;

impl Driver {
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        self.hides_secrets(&effects);
        for effect in effects {
            match effect {
                Effect::Verify(call, new) => self.verify(call, new),
                Effect::MoveSession(call, new) => self.move_session(call, new),
                Effect::Connect(call, with) => {
                    self.options.profile.clone_from(&with.profile);
                    self.connect(call, with);
                }
                Effect::Read(call, read) => self.read(call, read),
                Effect::Write(call, write, entry, journaling) => {
                    self.write(call, write, entry, journaling);
                }
                Effect::Copy(call, clip) => self.copy(call, &clip),
                Effect::SaveCsv(call, key, _) => self.save_csv(call, &key),
                Effect::SaveTable(call, rows) => self.save_table(call, &rows),
                Effect::Record(_, entry) => self.record(entry),
                effect @ (Effect::PlanProfile(..)
                | Effect::SaveProfile(..)
                | Effect::RemoveBackup(..)) => self.credentials_file(effect),
                Effect::ForgetDrawn => self.forgotten += 1,
                Effect::Quit => self.has_quit = true,
                Effect::Remember(_) | Effect::Suspend => {}
            }
        }
    }

    fn connect(&mut self, call: CallId, with: SignInWith) {
        let (refusal, options) = (self.refusals.pop(), self.options.clone());
        let (first, place) = (self.first.clone(), Arc::clone(&self.account));
        let replacements = self.replacements.clone();
        self.tasks.spawn(async move {
            let connected = match refusal {
                Some(failure) => Err(failure.into()),
                None => replacements.connect(&options, &with.mfa).await,
            };
            let connected = connected.map(|account| {
                calls::prefetch(&account, &first);
                put(&place, account)
            });
            (call, Reply::Connected(connected))
        });
    }

    pub(super) fn account(&self) -> Account {
        let account = self.account.lock().expect("no test panics here").clone();
        account.expect("nothing is asked before there is a connection")
    }

    fn read(&mut self, call: CallId, read: Read) {
        if read == Read::Profiles {
            if let aws::Transport::InProcessProfiles { .. } = self.options.transport {
                let options = self.options.clone();
                self.tasks.spawn(async move {
                    (call, Reply::Profiles(aws::local_profiles(&options).await))
                });
                return;
            }
            let profiles = self.credentials_file.demo_profiles().expect("those of the demo");
            return self.answer(call, Reply::Profiles(Ok(profiles)));
        }
        if let Read::Notices { .. } = read {
            let notices = std::mem::take(&mut self.notices);
            return self.answer(call, Reply::Notices(Ok(notices)));
        }
        if let Read::Hints { user, .. } = &read {
            let hints = self.hints_of(user);
            return self.answer(call, Reply::Hints(Ok(hints)));
        }
        let account = self.account();
        self.tasks.spawn(async move {
            // The answers to an account that was left are awaited by nobody.
            let nothing = Reply::Profiles(Ok(Vec::new()));
            (call, calls::read(&account, read).await.unwrap_or(nothing))
        });
    }

    fn write(&mut self, call: CallId, write: Write, entry: JournalEntry, journaling: Journaling) {
        if let (Some(reason), Journaling::Required) = (&self.journal_failure, journaling) {
            let reply = Reply::NotJournaled(reason.clone());
            return self.answer(call, reply);
        }
        self.record(entry);
        let account = self.account();
        self.tasks.spawn(async move { (call, calls::write(&account, write).await) });
    }

    fn record(&mut self, entry: JournalEntry) {
        let did = match (entry.change, &entry.outcome) {
            (Change::Create, Outcome::Verified) => Some(AccessKeyEventKind::Verify),
            (Change::Activate, _) => Some(AccessKeyEventKind::Activate),
            (Change::Deactivate, _) => Some(AccessKeyEventKind::Deactivate),
            _ => None,
        };
        if let (Some(did), Some(key)) = (did, entry.key.clone()) {
            let hint = AccessKeyEvent { when: self.now(), key, kind: did };
            self.hints.push((entry.user.clone(), hint));
        }
        self.journal.push(entry);
    }

    /// What the journal tells of a user's keys.
    fn hints_of(&self, user: &UserName) -> Vec<AccessKeyEvent> {
        let hints = self.hints.iter().filter(|(of, _)| of == user);
        hints.map(|(_, hint)| hint.clone()).collect()
    }

    fn copy(&mut self, call: CallId, clip: &Clip) {
        let text = clip.text.read(str::to_owned);
        self.copied.push(Copied { what: clip.what, text, sensitive: clip.sensitive });
        self.answer(call, Reply::Copied(Ok(format!("{} copied.", clip.what))));
    }

    fn save_csv(&mut self, call: CallId, key: &NewAccessKey) {
        let (folder, here) = (self.downloads.path(), Environment::default());
        let saved = files::save_csv(folder, key, key.csv_format(), here)
            .map(|saved| SavedFile { path: saved.path, host: saved.host })
            .map_err(|error| error.to_string());
        self.answer(call, Reply::Saved(saved));
    }

    fn save_table(&mut self, call: CallId, rows: &[KeyRow]) {
        let (folder, here) = (self.downloads.path(), Environment::default());
        let saved = files::save_table(folder, rows, self.now(), here)
            .map(|saved| SavedFile { path: saved.path, host: saved.host })
            .map_err(|error| error.to_string());
        self.answer(call, Reply::Saved(saved));
    }

    fn credentials_file(&mut self, effect: Effect) {
        let (file, options) = (self.credentials_file.clone(), self.options.clone());
        self.tasks.spawn(async move {
            let reply = file.run(effect, &options, Environment::default()).await;
            reply.expect("this is about the credentials file")
        });
    }

    fn answer(&mut self, call: CallId, reply: Reply) {
        self.tasks.spawn(async move { (call, reply) });
    }
}
