//! How IAM and this machine answer the console in tests.

use super::fake_iam::{FakeIam, caller};
use super::{ConsoleHarness, NEW_KEY, OWN_KEY, failure, id, key};
use crate::console::model::Request;
use crate::console::{AwsAnswer, AwsRead, CallId, Event, LocalAnswer, LocalRead, Reply};
use crate::domain::testing::{self, new_access_key};
use crate::domain::{
    AccessKey, Connection, Failure, FailureKind, KeyChange, KeyListing, LastUsed, LocalError,
    Status,
};

impl ConsoleHarness {
    /// Answers all reads, including those that the answers lead to.
    pub(crate) fn answer_reads(&mut self) {
        while !self.reads.is_empty() {
            let (call, read) = self.reads.remove(0);
            let reply = self.answer_to(&read);
            let effects = self.console.update(self.now, Event::Reply(call, reply));
            self.collect(effects);
        }
    }

    /// Answers the latest list of keys.
    pub(crate) fn answer_keys(&mut self, answer: Result<Vec<AccessKey>, Failure>) {
        let is_keys =
            |(_, request): &(CallId, Request)| matches!(request, Request::Aws(AwsRead::Keys(..)));
        let at = self.reads.iter().rposition(is_keys);
        let (call, request) = self.reads.remove(at.expect("keys are being read"));
        let Request::Aws(AwsRead::Keys(user, urgency)) = request else { panic!("not keys") };
        let answer = AwsAnswer::Keys(user, urgency, answer.map(|keys| KeyListing { keys }));
        self.send(Event::Reply(call, Reply::Aws(answer)));
    }

    /// Answers who is calling, and no other read.
    pub(crate) fn answer_caller(&mut self) {
        let (call, read) = self.reads.remove(0);
        let reply = self.answer_to(&read);
        assert!(matches!(reply, Reply::Aws(AwsAnswer::Caller(_))));
        self.send(Event::Reply(call, reply));
    }

    /// Answers the read that was requested so many before the latest, or fails it.
    pub(crate) fn answer_one(&mut self, before: usize, failure: Option<FailureKind>) {
        let Some(last) = self.reads.len().checked_sub(1) else { return };
        let (call, read) = self.reads.remove(last - before % (last + 1));
        let reply = failure.map_or_else(|| self.answer_to(&read), |kind| failed(&read, kind));
        self.send(Event::Reply(call, reply));
    }

    /// Fails all reads in flight.
    pub(crate) fn fail_reads(&mut self, kind: FailureKind) {
        for (call, read) in std::mem::take(&mut self.reads) {
            let reply = failed(&read, kind);
            let effects = self.console.update(self.now, Event::Reply(call, reply));
            self.collect(effects);
        }
    }

    /// What IAM answers to a read.
    pub(crate) fn answer_to(&self, request: &Request) -> Reply {
        match request {
            Request::Aws(read) => Reply::Aws(self.aws_answer_to(read)),
            Request::Local(LocalRead::Profiles) => {
                Reply::Local(LocalAnswer::Profiles(Ok(self.profiles.clone())))
            }
            Request::Local(LocalRead::Notices { .. }) => {
                Reply::Local(LocalAnswer::Notices(Ok(self.notices.clone())))
            }
            Request::Local(LocalRead::KeyEvents { .. }) => {
                Reply::Local(LocalAnswer::KeyEvents(Ok(self.key_events.clone())))
            }
        }
    }

    fn aws_answer_to(&self, read: &AwsRead) -> AwsAnswer {
        FakeIam {
            now: self.now,
            users: &self.account,
            page_size: usize::MAX,
            last_used: &|key| {
                self.last_used.get(key.id.as_str()).cloned().unwrap_or(LastUsed::Never)
            },
            tags: &self.tags,
            groups: &[],
            alias: "acme",
            caller: caller(&self.account_id, "ops-admin"),
            devices: &self.mfa_devices,
            has_root_keys: false,
            denies_owners: self.owners_denied,
        }
        .answer(read)
    }

    /// Sets the status of a key in IAM, as somebody else would.
    pub(crate) fn set(&mut self, key: &str, status: &Status) {
        for known in self.account.values_mut().flatten() {
            if known.id.as_str() == key {
                known.status = status.clone();
            }
        }
    }

    /// Adds an active key in IAM, as somebody else would.
    pub(crate) fn add_key(&mut self, user: &str, id: &str) {
        self.account.get_mut(user).unwrap().push(key(user, id, Status::Active));
    }

    /// Takes a key out of IAM, as somebody else would.
    pub(crate) fn remove(&mut self, key: &str) {
        self.account.values_mut().for_each(|keys| keys.retain(|known| known.id.as_str() != key));
    }

    /// IAM makes the first change in flight.
    pub(crate) fn complete_write(&mut self) {
        let (call, write) = self.writes.remove(0);
        let reply = self.apply_write(&write);
        self.send(Event::Reply(call, reply));
    }

    /// IAM makes the first change in flight, but the answer is lost.
    pub(crate) fn lose_write_answer(&mut self) {
        let (call, write) = self.writes.remove(0);
        self.apply_write(&write);
        self.send(Event::Reply(call, refused(&write, FailureKind::Unanswered)));
    }

    /// IAM does not make the first change in flight.
    pub(crate) fn fail_write(&mut self, kind: FailureKind) {
        let (call, write) = self.writes.remove(0);
        self.send(Event::Reply(call, refused(&write, kind)));
    }

    fn apply_write(&mut self, write: &KeyChange) -> Reply {
        match write {
            KeyChange::Create(user) => {
                let mut new = new_access_key(user.as_str(), NEW_KEY);
                new.key.created = Some(self.now);
                self.account.get_mut(user.as_str()).unwrap().push(new.key.clone());
                return Reply::Created(Ok(new));
            }
            KeyChange::Activate(key) => self.set(key.id.as_str(), &Status::Active),
            KeyChange::Deactivate(key) => self.set(key.id.as_str(), &Status::Inactive),
            KeyChange::Delete(key) => self.remove(key.key().id.as_str()),
            KeyChange::Describe(_, key, text) => {
                self.tags.retain(|(name, _)| name != key.as_str());
                self.tags.push((key.to_string(), text.as_str().to_owned()));
            }
            KeyChange::RemoveDescription(_, key) => {
                self.tags.retain(|(name, _)| name != key.as_str());
            }
        }
        Reply::Written(Ok(None))
    }
}

pub(crate) fn connection(profile: Option<String>) -> Connection {
    let standard = testing::connection();
    Connection { profile: profile.or(standard.profile), signing_key: id(OWN_KEY), ..standard }
}

fn refused(write: &KeyChange, kind: FailureKind) -> Reply {
    let failure = failure(write.operation(), kind);
    match write {
        KeyChange::Create(_) => Reply::Created(Err(failure)),
        _ => Reply::Written(Err(failure)),
    }
}

/// A read that fails.
pub(crate) fn failed(request: &Request, kind: FailureKind) -> Reply {
    let error = LocalError::new;
    match request {
        Request::Aws(read) => Reply::Aws(read.failed(failure(read.operation(), kind))),
        Request::Local(LocalRead::Profiles) => {
            Reply::Local(LocalAnswer::Profiles(Err(error("the files cannot be read"))))
        }
        Request::Local(LocalRead::Notices { .. }) => {
            Reply::Local(LocalAnswer::Notices(Err(error("the journal cannot be read"))))
        }
        Request::Local(LocalRead::KeyEvents { .. }) => {
            Reply::Local(LocalAnswer::KeyEvents(Err(error("the journal cannot be read"))))
        }
    }
}
