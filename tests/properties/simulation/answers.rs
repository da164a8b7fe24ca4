//! What comes of what the console asked for: reads answered, writes carried out or not, the rest.

use super::super::iam::{Answer, HOSTILE, KINDS, Request, connection, failure, refused};
use super::super::mfa::{wants_mfa, with_mfa};
use super::super::moves::Fate;
use super::{Given, Listed, Simulation};
use akia::console::{AwsAnswer, AwsRead, CallId, Effect, Event, Journaling, Reply, SavedFile};
use akia::domain::{
    AccessKeyId, Connection, DiffLine, FailureKind, Fingerprint, KeyChange, KeyListing, LineChange,
    LocalError, MfaUse, NewAccessKey, Operation, ProfileName, ProfilePlan, ProfileWarning,
    SavedProfile, SignInOptions, UserName,
};
use chrono::TimeDelta;

impl Simulation {
    pub(super) fn answer_read(&mut self, which: usize, answer: Answer) {
        if self.reads.is_empty() {
            return;
        }
        let (call, read, asked) = self.reads.remove(which % self.reads.len());
        let essential = matches!(read, Request::Aws(AwsRead::Caller))
            || (self.kind.mismatch
                && matches!(read, Request::Aws(AwsRead::Users(_) | AwsRead::User(_))));
        let answer = if essential { Answer::Now } else { answer };
        let reply = self.iam.answer(&read, asked, answer);
        if let Reply::Aws(AwsAnswer::Keys(user, _, listed)) = &reply {
            self.note_list(call, user, listed.as_ref().ok());
        }
        self.reply(call, reply);
    }

    /// Remembers a list of keys that the console is about to be given.
    fn note_list(&mut self, call: CallId, user: &UserName, keys: Option<&KeyListing>) {
        if let Some(keys) = keys {
            self.note_gone(keys);
        }
        if self.awaited.get(user) == Some(&call) {
            self.awaited.remove(user);
            if let Some(keys) = keys {
                self.shown.insert(user.clone(), keys.clone());
            }
        }
        let newer = self.newest.get(user).is_none_or(|listed| listed.call < call);
        if let Some(keys) = keys.filter(|_| newer) {
            self.newest.insert(user.clone(), Listed { call, keys: keys.clone() });
        }
    }

    /// A list without a key whose delete was lost says that it is deleted: its secret may go.
    fn note_gone(&mut self, keys: &KeyListing) {
        let gone: Vec<AccessKeyId> =
            self.lost_deletes.iter().filter(|id| keys.find(id).is_none()).cloned().collect();
        let theirs = self.given.iter_mut().filter(|given| gone.contains(&given.key));
        theirs.for_each(|given| given.saved = true);
    }

    pub(super) fn reply(&mut self, call: CallId, reply: Reply) {
        if self.replies.len() < 8 {
            self.replies.push((call, reply.clone()));
        }
        self.send(&Event::Reply(call, reply));
    }

    pub(super) fn answer_write(&mut self, which: usize, fate: Fate) {
        if self.writes.is_empty() {
            return;
        }
        let (call, write, journaling) = self.writes.remove(which % self.writes.len());
        self.time += TimeDelta::milliseconds(100);
        let reply = match fate {
            Fate::NotJournaled if journaling == Journaling::Required => {
                self.unjournaled.insert(call);
                self.count("writes that could not be journaled");
                // Once a reply has come, no other comes for the same sending.
                return self
                    .send(&Event::Reply(call, Reply::NotJournaled(LocalError::new("disk full"))));
            }
            Fate::Done | Fate::NotJournaled => self.carry_out(&write),
            Fate::DoneButLost => {
                self.count("answers lost");
                self.iam.carry_out(self.time, &write);
                refused(&write, FailureKind::Unanswered)
            }
            Fate::Fails(kind) => refused(&write, kind),
        };
        let done = matches!(reply, Reply::Created(Ok(_)) | Reply::Written(Ok(_)));
        if let Some(key) = write.key().filter(|_| done) {
            let latest = self.asked.last().copied().unwrap_or_default();
            self.changed.insert(key.clone(), latest);
            if matches!(write, KeyChange::Deactivate(_)) {
                self.deactivated.insert(key.clone(), self.now());
            }
        }
        if let (KeyChange::Delete(key), Reply::Written(Err(failure))) = (&write, &reply)
            && failure.outcome_unknown()
        {
            self.lost_deletes.insert(key.key().id.clone());
        }
        let deleted = match &write {
            KeyChange::Delete(key) if done => Some(key.key().id.clone()),
            _ => None,
        };
        if let Some(id) = deleted {
            self.given.iter_mut().filter(|given| given.key == id).for_each(|g| g.saved = true);
        }
        self.reply(call, reply);
    }

    fn carry_out(&mut self, write: &KeyChange) -> Reply {
        let reply = self.iam.carry_out(self.time, write);
        if let Reply::Created(Ok(new)) = &reply {
            let text = new.secret.read(str::to_owned);
            self.accepted = 0;
            self.given.push(Given { key: new.key.id.clone(), text, saved: false });
            self.count("keys created");
        }
        if matches!(write, KeyChange::Delete(_)) {
            self.count("keys deleted");
        }
        reply
    }

    pub(super) fn answer_other(&mut self, well: bool) {
        if self.others.is_empty() {
            return;
        }
        match self.others.remove(0) {
            Effect::MoveSession(call, new) => self.moved(call, new, well),
            Effect::Connect(call, SignInOptions { profile, mfa }) => {
                let with_code = matches!(mfa, MfaUse::Code(_));
                let answer = match mfa {
                    _ if !well => {
                        self.count("codes asked for");
                        Err(wants_mfa(profile, self.time, with_code))
                    }
                    MfaUse::Code(_) => {
                        self.count("sessions with a code");
                        Ok(with_mfa(profile, self.time))
                    }
                    MfaUse::FromProfile | MfaUse::Without => Ok(connection(profile)),
                };
                self.reply(call, Reply::Connected(answer));
            }
            Effect::Verify(call, new) => self.answer_verify(call, &new, well),
            Effect::Copy(call, _) => {
                let said = "sent to the terminal".to_owned();
                self.reply(
                    call,
                    Reply::Copied(if well { Ok(said) } else { Err(LocalError::new(said)) }),
                );
            }
            Effect::SaveTable(call, _) => {
                let path = "/tmp/accessKeys.csv".into();
                let saved = SavedFile { path, host: None };
                let answer = if well { Ok(saved) } else { Err(LocalError::new("disk full")) };
                self.reply(call, Reply::Saved(answer));
            }
            Effect::PlanProfile(call, profile, new) => {
                let plan = planned(profile, &new);
                let answer = if well { Ok(plan) } else { Err(LocalError::new(HOSTILE)) };
                self.reply(call, Reply::ProfilePlanned(answer));
            }
            Effect::SaveProfile(call, plan, new, _) => {
                let answer = if well {
                    let saved = self.given.iter_mut().filter(|given| given.key == new.key.id);
                    saved.for_each(|given| given.saved = true);
                    let (profile, path, key) = (plan.profile, plan.path, new.key);
                    let backup = Some(format!("/tmp/{HOSTILE}.akia-backup").into());
                    Ok(SavedProfile { profile, key, path, host: None, backup })
                } else {
                    Err(LocalError::new(HOSTILE))
                };
                self.reply(call, Reply::ProfileSaved(answer));
            }
            Effect::RemoveBackup(call, _) => {
                let answer =
                    if well { Ok(vec![HOSTILE.into()]) } else { Err(LocalError::new(HOSTILE)) };
                self.reply(call, Reply::BackupRemoved(answer));
            }
            Effect::SaveCsv(call, new, _) => {
                let path = "/tmp/x_accessKeys.csv".into();
                let answer = if well {
                    let saved = self.given.iter_mut().filter(|given| given.key == new.key.id);
                    saved.for_each(|given| given.saved = true);
                    Ok(SavedFile { path, host: None })
                } else {
                    Err(LocalError::new("disk full"))
                };
                self.reply(call, Reply::Saved(answer));
            }
            other => self.must(false, || format!("nobody answers {other:?}")),
        }
    }

    /// AWS knows the new key, or does not, or never answers.
    fn answer_verify(&mut self, call: CallId, new: &NewAccessKey, well: bool) {
        let kind = KINDS[usize::try_from(call.0).unwrap_or_default() % KINDS.len()];
        let answer = match kind {
            _ if !well && call.0.is_multiple_of(2) => {
                return self.count("verifications never answered");
            }
            _ if well => Ok(self.iam.caller_of(&new.key.user)),
            kind => Err(failure(Operation::GetCallerIdentity, kind)),
        };
        // A success that nobody waits for proves nothing.
        self.accepted = if answer.is_ok() { self.accepted + 1 } else { 0 };
        self.reply(call, Reply::Verified(answer));
    }

    fn moved(&mut self, call: CallId, new: NewAccessKey, well: bool) {
        let moved = Connection { signing_key: new.key.id, ..connection(self.profile.clone()) };
        let refused = || failure(Operation::GetCallerIdentity, FailureKind::Credentials);
        self.reply(call, Reply::Connected(if well { Ok(moved) } else { Err(refused().into()) }));
    }
}

/// What saving a key in a profile would change, in a file that is made up.
fn planned(profile: ProfileName, new: &NewAccessKey) -> ProfilePlan {
    let line = |change, text: &str| DiffLine { change, text: text.to_owned() };
    ProfilePlan {
        path: "/tmp/credentials".into(),
        symlink_target: Some(HOSTILE.into()),
        new_file: false,
        new_profile: false,
        key: new.key.id.clone(),
        current_key: Some(AccessKeyId::from_iam(super::super::iam::OWN_KEY)),
        diff: vec![
            line(LineChange::Kept, &format!("[{profile}]")),
            line(LineChange::Removed, HOSTILE),
            line(LineChange::Added, &format!("aws_access_key_id = {}", new.key.id)),
        ],
        warnings: vec![ProfileWarning::TokenRemoved],
        base_text: Fingerprint([0, 0]),
        profile,
    }
}
