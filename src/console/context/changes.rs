//! Changes to IAM and their records in the journal.

use super::Context;
use crate::console::effect::{CallId, Effect, Journaling};
use crate::console::event::Reply;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{
    AccessKey, AccessKeyEventKind, AccessKeyId, ChangeKind, JournalEntry, KeyChange, NewAccessKey,
    Outcome, ProfilePlan, SavedProfile, UserName,
};

impl Context {
    /// Sends a change to IAM. The caller has checked [`crate::console::model::Model::may_change`];
    /// what follows a confirmed change (the next key, a description's tag) need not check again.
    pub(crate) fn write(&mut self, write: KeyChange) {
        let call = self.next_call();
        self.model.changes.note_sent(call, write.clone());
        self.send(call, write);
    }

    fn send(&mut self, call: CallId, write: KeyChange) {
        let entry = self.entry(write.kind(), Outcome::Sending, write.user(), write.key());
        self.request(Effect::Change(call, write, entry, self.model.journaling));
    }

    /// Sends a write that was held back because the journal cannot be written.
    pub(crate) fn write_unjournaled(&mut self, call: CallId) {
        self.model.journaling = Journaling::Waived;
        if let Some(write) = self.model.changes.write_in_flight(call).cloned() {
            self.send(call, write);
        }
    }

    pub(crate) fn on_written(&mut self, call: CallId, reply: &Reply) {
        let Some(write) = self.model.changes.take_answered(call) else { return };
        self.model.directory.note_changed(write.user());
        let in_doubt = matches!(reply, Reply::Written(Err(failure)) if failure.outcome_unknown());
        match reply {
            Reply::Created(Ok(new)) => self.note_done(&write, Some(&new.key)),
            Reply::Written(Ok(_)) => self.note_done(&write, None),
            Reply::Written(Err(_)) if in_doubt => {
                self.model.changes.note_perhaps_done(self.model.now, &write);
            }
            // Nothing changed, or a key may have been created whose ID is not known.
            _ => {}
        }
        let user = write.user().clone();
        match write {
            // A description is a tag of the user.
            KeyChange::Describe(..) | KeyChange::RemoveDescription(..) => {
                if in_doubt {
                    self.read(AwsRead::User(user));
                }
            }
            KeyChange::Create(_)
            | KeyChange::Activate(_)
            | KeyChange::Deactivate(_)
            | KeyChange::Delete(_) => {
                self.read(AwsRead::Keys(user, Urgency::Asked));
            }
        }
    }

    fn note_done(&mut self, write: &KeyChange, created: Option<&AccessKey>) {
        let answered = self.next_call();
        let model = &mut self.model;
        model.changes.note_done(answered, model.now, write, created);
        match write {
            KeyChange::Deactivate(key) => model.session.note_deactivated(&key.id),
            KeyChange::Delete(key) => model.session.note_deactivated(&key.key().id),
            KeyChange::Describe(user, key, text) => {
                model.directory.set_description(user, key, Some(text.as_str()));
            }
            KeyChange::RemoveDescription(user, key) => {
                model.directory.set_description(user, key, None);
            }
            KeyChange::Create(_) | KeyChange::Activate(_) => {}
        }
    }

    pub(crate) fn on_profile_saved(&mut self, saved: &SavedProfile) {
        if self.model.changes.note_saved_profile(saved) {
            self.record(Outcome::SecretSaved, &saved.key.user, Some(&saved.key.id));
        }
    }

    /// AWS accepts calls signed with the key.
    pub(crate) fn note_verified(&mut self, user: &UserName, key: &AccessKeyId) {
        self.model.changes.note_event(self.model.now, key, AccessKeyEventKind::Verified);
        self.record(Outcome::Verified, user, Some(key));
    }

    /// Records in the journal what became of a created key's secret.
    pub(crate) fn record(&mut self, outcome: Outcome, user: &UserName, key: Option<&AccessKeyId>) {
        let entry = self.entry(ChangeKind::Create, outcome, user, key);
        let call = self.next_call();
        self.request(Effect::Record(call, entry));
    }

    pub(crate) fn save_csv(&mut self, new: &NewAccessKey) {
        let (call, entry) = (self.next_call(), self.saving_entry(new));
        self.request(Effect::SaveCsv(call, new.clone(), entry));
    }

    pub(crate) fn save_profile(&mut self, plan: ProfilePlan, new: &NewAccessKey) {
        let (call, entry) = (self.next_call(), self.saving_entry(new));
        self.request(Effect::SaveProfile(call, plan, new.clone(), entry));
    }

    /// The entry before a secret is saved. The runtime fills in where.
    fn saving_entry(&self, new: &NewAccessKey) -> JournalEntry {
        let outcome = Outcome::SavingSecret(String::new());
        self.entry(ChangeKind::Create, outcome, &new.key.user, Some(&new.key.id))
    }

    fn entry(
        &self,
        change: ChangeKind,
        outcome: Outcome,
        user: &UserName,
        key: Option<&AccessKeyId>,
    ) -> JournalEntry {
        let session = &self.model.session;
        let caller = session.caller();
        JournalEntry {
            change,
            outcome,
            account: caller.map(|caller| caller.account.clone()),
            endpoint: session.endpoint().map(str::to_owned),
            caller: caller.map(|caller| caller.arn.clone()),
            user: user.clone(),
            key: key.cloned(),
            request_id: None,
        }
    }
}
