//! IAM as the properties imagine it: users, keys, what they were like before, and replies.

use super::fake_iam::{ACCOUNT, FakeIam, UserKeys, caller};
use super::mfa;
use akia::console::{AwsAnswer, AwsRead, LocalAnswer, LocalRead, Reply};
use akia::domain::{
    AccessKey, AccessKeyEvent, AccessKeyEventKind, AccessKeyId, AccountSource, Caller, Connection,
    Failure, FailureKind, JournalNotice, KeyChange, LastUsed, LocalError, LocalProfile,
    NewAccessKey, Operation, ProfileAccount, ProfileKind, Secret, Status, UserName,
};
use chrono::{DateTime, TimeDelta, Utc};

/// The key that the session is signed with; `dora` has it.
pub(super) const OWN_KEY: &str = "AKIADORASOWNKEY00001";
/// A key whose ID carries another account.
pub(super) const ELSEWHERE: &str = "AKIAQQQQQQQQQQQQQQQQ";
/// Text that would act on a terminal, if it were let.
pub(super) const HOSTILE: &str = "x\u{1b}]52;c;aGk=\u{7}\u{9b}31m\r\n\u{202e}y\u{200b}日本\u{0}";

/// By how much a list may lag behind what was done.
const LAG: TimeDelta = TimeDelta::seconds(15);

/// How old the credential report there is, is when it is asked for.
const REPORT_AGE: TimeDelta = TimeDelta::hours(1);

/// The account.
#[derive(Debug)]
pub(super) struct Iam {
    pub users: UserKeys,
    /// What the users' keys were like from a moment on.
    history: Vec<(DateTime<Utc>, UserKeys)>,
    pub tags: Vec<(String, String)>,
    /// The caller is of another account than the users.
    pub mismatch: bool,
    /// What the journal tells of another akia on this machine.
    pub activated_elsewhere: Vec<AccessKeyEvent>,
    made: usize,
}

/// What was asked for, of AWS or of this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Request {
    Aws(AwsRead),
    Local(LocalRead),
}

/// How a read is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// As it is now.
    Now,
    /// As it was when it was asked for.
    WhenAsked,
    /// As it was a while before.
    Lagging,
    /// With a failure.
    Fails(FailureKind),
}

/// The kinds of failure worth telling apart.
pub(super) const KINDS: [FailureKind; 10] = [
    FailureKind::Denied,
    FailureKind::NoSuchEntity,
    FailureKind::LimitExceeded,
    FailureKind::NotReady,
    FailureKind::Throttled,
    FailureKind::Expired,
    FailureKind::Unreachable,
    FailureKind::Unanswered,
    FailureKind::Service,
    FailureKind::Refused,
];

impl Iam {
    /// An account whose users have keys in these states.
    pub(super) fn new(states: [u8; 5], at: DateTime<Utc>, mismatch: bool) -> Self {
        let odd = format!("eve{HOSTILE}");
        let names = ["anna", "bert", "dora", "carl", odd.as_str()];
        let mut users = UserKeys::new();
        for (number, (name, state)) in names.iter().zip(states).enumerate() {
            let user = UserName::from_iam(name);
            let status_of = |n: u8| match (state / 4 + n) % 4 {
                0 | 1 => Status::Active,
                2 => Status::Inactive,
                _ => Status::Expired,
            };
            let key = |n: u8| AccessKey {
                id: AccessKeyId::from_iam(&format!("AKIAUSER{number}KEY{n}00000AB")),
                user: user.clone(),
                status: status_of(n),
                created: Some(at - TimeDelta::days(100 * i64::from(n) + 1)),
            };
            let mut of_user: Vec<AccessKey> = (0..state % 4).map(key).collect();
            if *name == "dora" {
                of_user.truncate(1);
                let id = AccessKeyId::from_iam(OWN_KEY);
                of_user.push(AccessKey { id, status: Status::Active, ..key(9) });
            }
            users.insert((*name).to_owned(), of_user);
        }
        let tags = vec![("akiauser0key000000ab".to_owned(), HOSTILE.to_owned())];
        let (history, activated_elsewhere) = (vec![(at, users.clone())], Vec::new());
        Self { history, users, tags, mismatch, activated_elsewhere, made: 0 }
    }

    /// The key with this ID, as it is.
    pub(super) fn find(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.users.values().flatten().find(|key| key.id == *id)
    }

    fn as_of(&self, at: DateTime<Utc>) -> &UserKeys {
        let then = self.history.iter().rev().find(|(from, _)| *from <= at);
        then.or(self.history.first()).map_or(&self.users, |(_, users)| users)
    }

    fn change(
        &mut self,
        at: DateTime<Utc>,
        user: &UserName,
        change: impl FnOnce(&mut Vec<AccessKey>),
    ) {
        if let Some(keys) = self.users.get_mut(user.as_str()) {
            change(keys);
        }
        self.history.push((at, self.users.clone()));
    }

    /// Sets a key's status, whoever asks for it.
    pub(super) fn set(&mut self, at: DateTime<Utc>, key: &AccessKey, status: &Status) {
        self.change(at, &key.user, |keys| {
            keys.iter_mut().filter(|k| k.id == key.id).for_each(|k| k.status = status.clone());
        });
    }

    /// Takes a key away.
    pub(super) fn remove(&mut self, at: DateTime<Utc>, key: &AccessKey) {
        self.change(at, &key.user, |keys| keys.retain(|k| k.id != key.id));
    }

    /// Makes a key.
    pub(super) fn make(&mut self, at: DateTime<Utc>, user: &UserName) -> NewAccessKey {
        self.made += 1;
        let key = AccessKey {
            id: AccessKeyId::from_iam(&format!("AKIAMADE{:0>12}", self.made)),
            user: user.clone(),
            status: Status::Active,
            created: Some(at),
        };
        let made = key.clone();
        self.change(at, user, |keys| keys.push(made));
        let secret = Secret::new(format!(
            "s3cr{:0>4}tQzWxEcRvTbYnUmIk0lPjHgFdS4aKq{:0>2}",
            self.made,
            self.made % 97
        ));
        NewAccessKey { key, secret, request_id: Some(HOSTILE.to_owned()) }
    }

    /// Carries a write out.
    pub(super) fn carry_out(&mut self, at: DateTime<Utc>, write: &KeyChange) -> Reply {
        match write {
            KeyChange::Create(user) => return Reply::Created(Ok(self.make(at, user))),
            KeyChange::Activate(key) => self.set(at, key, &Status::Active),
            KeyChange::Deactivate(key) => self.set(at, key, &Status::Inactive),
            KeyChange::Delete(key) => self.remove(at, key.key()),
            KeyChange::Describe(_, key, text) => {
                self.tags.push((key.to_string(), text.as_str().to_owned()));
            }
            KeyChange::RemoveDescription(_, key) => {
                self.tags.retain(|(name, _)| !name.eq_ignore_ascii_case(key.as_str()));
            }
        }
        Reply::Written(Ok(None))
    }

    /// Answers a read that was asked for at a moment.
    pub(super) fn answer(&self, request: &Request, asked: DateTime<Utc>, answer: Answer) -> Reply {
        let refused = match answer {
            Answer::Fails(_) => true,
            Answer::Now | Answer::WhenAsked | Answer::Lagging => false,
        };
        let hostile = || LocalError::new(HOSTILE);
        match request {
            Request::Aws(read) => Reply::Aws(self.answer_aws(read, asked, answer)),
            Request::Local(LocalRead::Profiles) => {
                let answer = if refused { Err(hostile()) } else { Ok(profiles()) };
                Reply::Local(LocalAnswer::Profiles(answer))
            }
            Request::Local(LocalRead::Notices { .. }) => {
                let answer = if refused { Err(hostile()) } else { Ok(self.notices(asked)) };
                Reply::Local(LocalAnswer::Notices(answer))
            }
            Request::Local(LocalRead::KeyEvents { user, .. }) => {
                let answer =
                    if refused { Err(hostile()) } else { Ok(self.key_events(user, asked)) };
                Reply::Local(LocalAnswer::KeyEvents(answer))
            }
        }
    }

    fn answer_aws(&self, read: &AwsRead, asked: DateTime<Utc>, answer: Answer) -> AwsAnswer {
        let users = match answer {
            Answer::Now => &self.users,
            Answer::WhenAsked => self.as_of(asked),
            Answer::Lagging => self.as_of(asked - LAG),
            Answer::Fails(kind) => return read.failed(failure(read.operation(), kind)),
        };
        let (now, users) = match read {
            AwsRead::Report => (asked - REPORT_AGE, self.as_of(asked - REPORT_AGE)),
            _ => (asked, users),
        };
        FakeIam {
            now,
            users,
            page_size: 3,
            last_used: &|key| last_used(key, now),
            tags: &self.tags,
            groups: &[HOSTILE.to_owned()],
            alias: HOSTILE,
            caller: self.caller_of(&UserName::from_iam("dora")),
            devices: &mfa::devices(asked),
            has_root_keys: answer == Answer::Now,
            denies_owners: matches!(read, AwsRead::Owner(id, _) if is_denied(id)),
        }
        .answer(read)
    }

    fn notices(&self, when: DateTime<Utc>) -> Vec<JournalNotice> {
        let lost = |key| JournalNotice {
            when,
            user: UserName::from_iam("anna"),
            key,
            secret: akia::domain::SecretLocation::Unsaved,
        };
        let first = self.users.values().next().and_then(|keys| keys.first());
        first.map_or(Vec::new(), |key| vec![lost(Some(key.id.clone())), lost(None)])
    }

    /// The journal says something of every key, a day ago.
    fn key_events(&self, user: &UserName, asked: DateTime<Utc>) -> Vec<AccessKeyEvent> {
        let when = asked - TimeDelta::days(1);
        let keys = self.users.get(user.as_str()).into_iter().flatten().enumerate();
        let event = |(number, key): (usize, &AccessKey)| {
            let kinds = [
                AccessKeyEventKind::Deactivated,
                AccessKeyEventKind::Verified,
                AccessKeyEventKind::Activated,
                AccessKeyEventKind::Created,
            ];
            AccessKeyEvent { when, key: key.id.clone(), kind: kinds[number % kinds.len()] }
        };
        keys.map(event).chain(self.activated_elsewhere.clone()).collect()
    }

    /// Who signs with a key of this user.
    pub(super) fn caller_of(&self, user: &UserName) -> Caller {
        let account = if self.mismatch { "999999999999" } else { ACCOUNT };
        caller(account, user.as_str())
    }
}

fn last_used(key: &AccessKey, now: DateTime<Utc>) -> LastUsed {
    match key.status {
        Status::Active => LastUsed::At {
            date: now - TimeDelta::hours(3),
            region: Some(HOSTILE.to_owned()),
            service: None,
        },
        _ => LastUsed::Never,
    }
}

/// Whether a policy denies asking about this key: it does for every other ID.
fn is_denied(id: &AccessKeyId) -> bool {
    id.as_str().bytes().map(usize::from).sum::<usize>().is_multiple_of(2)
}

/// Two profiles for the account of [`ELSEWHERE`], one of them with a name like a weapon, and a key
/// of anna's.
fn profiles() -> Vec<LocalProfile> {
    let profile = |name: &str, key: Option<&str>| LocalProfile {
        name: name.to_owned(),
        kind: ProfileKind::Keys,
        account: AccessKeyId::from_iam(ELSEWHERE)
            .account_id()
            .map(|id| ProfileAccount { id, known_by: AccountSource::AccessKeyId }),
        access_key_id: key.map(AccessKeyId::from_iam),
    };
    vec![profile("other", None), profile(HOSTILE, Some("AKIAUSER0KEY000000AB"))]
}

pub(super) fn connection(profile: Option<String>) -> Connection {
    Connection {
        profile: profile.or(Some(HOSTILE.to_owned())),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        endpoint: Some(HOSTILE.to_owned()),
        signing_key: AccessKeyId::from_iam(OWN_KEY),
        source_key: None,
        mfa: None,
        credentials_from: HOSTILE.to_owned(),
        demo: false,
    }
}

pub(super) fn failure(operation: Operation, kind: FailureKind) -> Failure {
    Failure { code: Some(HOSTILE.to_owned()), ..Failure::new(operation, kind, HOSTILE) }
}

/// The reply to a write that failed.
pub(super) fn refused(write: &KeyChange, kind: FailureKind) -> Reply {
    let failure = failure(write.operation(), kind);
    match write {
        KeyChange::Create(_) => Reply::Created(Err(failure)),
        _ => Reply::Written(Err(failure)),
    }
}
