//! Changing IAM, and what this session has done so: what lists that lag do not show yet, and what the
//! journal would tell, which there may not be.

use super::core::Core;
use super::effect::{CallId, Effect, Journaling, Read, Urgency, Write};
use super::event::Reply;
use crate::domain::{
    AccessKeyId, Change, Did, JournalEntry, JournalHint, KeyListing, NewAccessKey, Outcome,
    ProfilePlan, SavedProfile, Status, UserName,
};
use std::collections::{HashMap, HashSet};

/// What this session did to keys.
#[derive(Debug, Default)]
pub(super) struct Deeds {
    deleted: HashSet<AccessKeyId>,
    described: HashSet<AccessKeyId>,
    saved_profiles: HashMap<AccessKeyId, SavedProfile>,
    /// The earliest first, in whichever account: the IDs tell.
    did: Vec<JournalHint>,
    /// What may have been done: the answer was lost, and no list has said so yet.
    lost: Vec<(AccessKeyId, Did)>,
}

impl Deeds {
    /// Another account is signed in with. When a key was last switched on or off stays so.
    pub(super) fn forget_account(&mut self) {
        *self = Self { did: std::mem::take(&mut self.did), ..Self::default() };
    }
}

impl Core {
    /// Changes IAM. Who begins a change has checked [`Core::may_change`]; what follows of it (the
    /// next key, a description's tag) is part of what was confirmed.
    pub(super) fn write(&mut self, write: Write) -> CallId {
        let call = self.next_call();
        self.ledger.sent(call, write.clone());
        self.send(call, write);
        call
    }

    fn send(&mut self, call: CallId, write: Write) {
        let entry = self.entry(write.change(), Outcome::Sending, write.user(), write.key());
        self.ask(Effect::Write(call, write, entry, self.journaling));
    }

    /// Sends a write once more that was not sent, because of the journal.
    pub(super) fn write_unjournaled(&mut self, call: CallId) {
        self.journaling = Journaling::Waived;
        if let Some(write) = self.ledger.write(call).cloned() {
            self.send(call, write);
        }
    }

    /// Notes what an answered write did.
    pub(super) fn write_answered(&mut self, call: CallId, reply: &Reply) {
        let created = match reply {
            Reply::Created(Ok(new)) => Some(&new.key),
            Reply::Written(_) | Reply::Created(Err(_)) => None,
            _ => return,
        };
        let Some(write) = self.ledger.answered(call) else { return };
        let done = matches!(reply, Reply::Created(Ok(_)) | Reply::Written(Ok(_)));
        self.directory.touched(write.user());
        if done {
            let answered = self.next_call();
            self.ledger.done(answered, self.now, &write, created);
            self.note_written(&write, created.map(|key| &key.id));
        } else if matches!(reply, Reply::Written(Err(failure)) if failure.outcome_unknown()) {
            self.ledger.perhaps_done(self.now, &write);
            match &write {
                Write::Activate(key) => self.deeds.lost.push((key.id.clone(), Did::Activate)),
                Write::Deactivate(key) => self.deeds.lost.push((key.id.clone(), Did::Deactivate)),
                _ => {}
            }
        }
        if !matches!(write, Write::Describe(..) | Write::RemoveDescription(..)) {
            self.read(Read::Keys(write.user().clone(), Urgency::Asked));
        }
    }

    /// Notes which of the writes whose answers were lost a list says to be done.
    pub(super) fn note_listed(&mut self, keys: &KeyListing) {
        let is_done = |(key, did): &(AccessKeyId, Did)| {
            let wanted = if *did == Did::Activate { Status::Active } else { Status::Inactive };
            keys.find(key).is_some_and(|key| key.status == wanted)
        };
        let lost = std::mem::take(&mut self.deeds.lost);
        let (done, lost): (Vec<_>, Vec<_>) = lost.into_iter().partition(is_done);
        self.deeds.lost = lost;
        for (key, did) in done {
            self.note_did(&key, did);
        }
    }

    /// Notes what a write did, which IAM has carried out.
    fn note_written(&mut self, write: &Write, created: Option<&AccessKeyId>) {
        match (write, created) {
            (Write::Create(_), Some(key)) => {
                self.deeds.deleted.remove(key);
                self.note_did(key, Did::Create);
            }
            (Write::Create(_), None) => {}
            (Write::Activate(key), _) => self.note_did(&key.id, Did::Activate),
            (Write::Deactivate(key), _) => {
                self.session.key_switched_off(&key.id);
                self.note_did(&key.id, Did::Deactivate);
            }
            (Write::Delete(key), _) => {
                self.session.key_switched_off(&key.key().id);
                self.deeds.deleted.insert(key.key().id.clone());
            }
            (Write::Describe(user, key, text), _) => {
                self.deeds.described.insert(key.clone());
                self.directory.described(user, key, Some(text.as_str()));
            }
            (Write::RemoveDescription(user, key), _) => self.directory.described(user, key, None),
        }
    }

    /// Whether this session deleted the key.
    pub(super) fn was_deleted(&self, key: &AccessKeyId) -> bool {
        self.deeds.deleted.contains(key)
    }

    /// Whether this session wrote a description of the key, also where tags cannot be read.
    pub(super) fn was_described(&self, key: &AccessKeyId) -> bool {
        self.deeds.described.contains(key)
    }

    /// The key is saved in a profile.
    pub(super) fn profile_saved(&mut self, saved: &SavedProfile) {
        let before = self.deeds.saved_profiles.insert(saved.key.id.clone(), saved.clone());
        // The answer may come twice.
        if before.as_ref() != Some(saved) {
            self.record(Outcome::SecretSaved, &saved.key.user, Some(&saved.key.id));
        }
    }

    /// The profile that this session has saved the key in.
    pub(super) fn saved_profile(&self, key: &AccessKeyId) -> Option<&SavedProfile> {
        self.deeds.saved_profiles.get(key)
    }

    /// The key is found to be gone, by a write of this session whose answer was lost.
    pub(super) fn found_deleted(&mut self, key: &AccessKeyId) {
        self.deeds.deleted.insert(key.clone());
    }

    /// Records in the journal how a created key's secret ended up.
    pub(super) fn record(&mut self, outcome: Outcome, user: &UserName, key: Option<&AccessKeyId>) {
        let entry = self.entry(Change::Create, outcome, user, key);
        let call = self.next_call();
        self.ask(Effect::Record(call, entry));
    }

    /// Saves a new key in a .csv file.
    pub(super) fn save_csv(&mut self, new: &NewAccessKey) -> CallId {
        let (call, entry) = (self.next_call(), self.saving(new));
        self.ask(Effect::SaveCsv(call, new.clone(), entry));
        call
    }

    /// Saves a new key in a profile, as planned.
    pub(super) fn save_profile(&mut self, plan: ProfilePlan, new: &NewAccessKey) -> CallId {
        let (call, entry) = (self.next_call(), self.saving(new));
        self.ask(Effect::SaveProfile(call, plan, new.clone(), entry));
        call
    }

    /// The line for the journal before a secret is saved. Whoever saves it knows where.
    fn saving(&self, new: &NewAccessKey) -> JournalEntry {
        let outcome = Outcome::SavingSecret(String::new());
        self.entry(Change::Create, outcome, &new.key.user, Some(&new.key.id))
    }

    /// A line for the journal.
    fn entry(
        &self,
        change: Change,
        outcome: Outcome,
        user: &UserName,
        key: Option<&AccessKeyId>,
    ) -> JournalEntry {
        let caller = self.session.caller();
        JournalEntry {
            change,
            outcome,
            account: caller.map(|caller| caller.account.clone()),
            endpoint: self.session.endpoint().map(str::to_owned),
            caller: caller.map(|caller| caller.arn.clone()),
            user: user.clone(),
            key: key.cloned(),
            request_id: None,
        }
    }

    /// Something was done with a key, now.
    pub(super) fn note_did(&mut self, key: &AccessKeyId, did: Did) {
        self.deeds.did.push(JournalHint { when: self.now, key: key.clone(), did });
    }

    /// What this session did with keys, as a journal would tell it.
    pub(super) fn did(&self) -> &[JournalHint] {
        &self.deeds.did
    }

    /// Whether this session has verified the key.
    pub(super) fn is_verified(&self, key: &AccessKeyId) -> bool {
        self.deeds.did.iter().any(|hint| hint.did == Did::Verify && hint.key == *key)
    }
}
