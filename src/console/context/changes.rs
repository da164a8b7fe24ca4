//! Changing IAM, and recording it.

use super::Context;
use crate::console::effect::{CallId, Effect, Journaling};
use crate::console::event::Reply;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{
    AccessKey, AccessKeyEventKind, AccessKeyId, ChangeKind, JournalEntry, KeyChange, NewAccessKey,
    Outcome, ProfilePlan, SavedProfile, UserName,
};

impl Context {
    /// Changes IAM. Whoever begins a change has checked
    /// [`crate::console::model::Model::may_change`]; what follows of it (the next key, a
    /// description's tag) is part of what was confirmed.
    pub(crate) fn write(&mut self, write: KeyChange) -> CallId {
        let call = self.next_call();
        self.model.changes.note_sent(call, write.clone());
        self.send(call, write);
        call
    }

    fn send(&mut self, call: CallId, write: KeyChange) {
        let entry = self.entry(write.kind(), Outcome::Sending, write.user(), write.key());
        self.request(Effect::Change(call, write, entry, self.model.journaling));
    }

    /// Sends a write once more that was not sent, because of the journal.
    pub(crate) fn write_unjournaled(&mut self, call: CallId) {
        self.model.journaling = Journaling::Waived;
        if let Some(write) = self.model.changes.write_in_flight(call).cloned() {
            self.send(call, write);
        }
    }

    /// Notes what an answered write did.
    pub(crate) fn on_written(&mut self, call: CallId, reply: &Reply) {
        let Some(write) = self.model.changes.take_answered(call) else { return };
        self.model.directory.note_changed(write.user());
        match reply {
            Reply::Created(Ok(new)) => self.note_done(&write, Some(&new.key)),
            Reply::Written(Ok(_)) => self.note_done(&write, None),
            Reply::Written(Err(failure)) if failure.outcome_unknown() => {
                self.model.changes.note_perhaps_done(self.model.now, &write);
            }
            _ => {}
        }
        if !matches!(write, KeyChange::Describe(..) | KeyChange::RemoveDescription(..)) {
            self.read(AwsRead::Keys(write.user().clone(), Urgency::Asked));
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

    /// The key is saved in a profile.
    pub(crate) fn on_profile_saved(&mut self, saved: &SavedProfile) {
        if self.model.changes.note_saved_profile(saved) {
            self.record(Outcome::SecretSaved, &saved.key.user, Some(&saved.key.id));
        }
    }

    /// AWS accepts the key as a signer: noted for this session, and in the journal.
    pub(crate) fn note_verified(&mut self, user: &UserName, key: &AccessKeyId) {
        self.model.changes.note_event(self.model.now, key, AccessKeyEventKind::Verified);
        self.record(Outcome::Verified, user, Some(key));
    }

    /// Records in the journal how a created key's secret ended up.
    pub(crate) fn record(&mut self, outcome: Outcome, user: &UserName, key: Option<&AccessKeyId>) {
        let entry = self.entry(ChangeKind::Create, outcome, user, key);
        let call = self.next_call();
        self.request(Effect::Record(call, entry));
    }

    /// Saves a new key in a .csv file.
    pub(crate) fn save_csv(&mut self, new: &NewAccessKey) -> CallId {
        let (call, entry) = (self.next_call(), self.saving(new));
        self.request(Effect::SaveCsv(call, new.clone(), entry));
        call
    }

    /// Saves a new key in a profile, as planned.
    pub(crate) fn save_profile(&mut self, plan: ProfilePlan, new: &NewAccessKey) -> CallId {
        let (call, entry) = (self.next_call(), self.saving(new));
        self.request(Effect::SaveProfile(call, plan, new.clone(), entry));
        call
    }

    /// The line for the journal before a secret is saved. Whoever saves it knows where.
    fn saving(&self, new: &NewAccessKey) -> JournalEntry {
        let outcome = Outcome::SavingSecret(String::new());
        self.entry(ChangeKind::Create, outcome, &new.key.user, Some(&new.key.id))
    }

    /// A line for the journal.
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
