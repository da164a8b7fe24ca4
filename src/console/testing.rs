//! A console on the bench: keys from a script, and IAM answering from a small account in memory.
//!
//! A script is what a person presses, one key at a time: `"c<space><enter>"`. Names in angle
//! brackets are keys (`<enter> <esc> <tab> <space> <up> <down> <left> <pgdn> <home> <end> <bs>
//! <^c> <^z>`), everything else types itself.

use super::{CallId, Console, Effect, Event, Read, Reply, Settings, Start, Write};
use crate::domain::{
    AccessKey, AccessKeyId, AccountId, AccountSummary, Caller, Connection, ConsoleAccess, Failure,
    FailureKind, JournalNotice, KeyListing, LastUsed, NewAccessKey, Operation, Page, Secret,
    Status, Usage, User, UserDetails, UserName,
};
use crate::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use std::collections::BTreeMap;

/// alice's first key, active and old.
pub(crate) const KEY_1: &str = "AKIAIOSFODNN7EXAMPLE";
/// alice's second key, inactive.
pub(crate) const KEY_2: &str = "AKIAI44QH8DHBEXAMPLE";
/// The key the session is signed with: `ops-admin`'s only one.
pub(crate) const OWN_KEY: &str = "AKIAJ3SESSIONEXAMPLE";
/// The key that the next create makes.
pub(crate) const NEW_KEY: &str = "AKIAJ4NEWLYMADEXMPLE";
/// Its secret.
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// The account.
pub(crate) const ACCOUNT: &str = "123456789012";

/// The console, and the account it talks to.
pub(crate) struct Bench {
    pub(crate) console: Console,
    pub(crate) now: DateTime<Utc>,
    /// What IAM has: users with their keys.
    pub(crate) account: BTreeMap<String, Vec<AccessKey>>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) notices: Vec<JournalNotice>,
    /// Reads are left unanswered until [`Bench::answer_reads`].
    pub(crate) slow: bool,
    /// Reads asked for and not answered.
    pub(crate) reads: Vec<(CallId, Read)>,
    /// Writes asked for and not answered.
    pub(crate) writes: Vec<(CallId, Write)>,
    /// Everything else that was asked for.
    pub(crate) asked: Vec<Effect>,
    size: (u16, u16),
}

pub(crate) fn settings() -> Settings {
    Settings { read_only: false, max_age_days: 90, start: Start::Users, profile: None, demo: false }
}

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn id(text: &str) -> AccessKeyId {
    AccessKeyId::from_iam(text)
}

pub(crate) fn name(text: &str) -> UserName {
    UserName::from_iam(text)
}

pub(crate) fn key(user: &str, key: &str, status: Status) -> AccessKey {
    let created = Some(noon() - TimeDelta::days(400));
    AccessKey { id: id(key), user: name(user), status, created }
}

pub(crate) fn failure(operation: Operation, kind: FailureKind) -> Failure {
    let message = format!("it failed as {kind:?}");
    Failure { operation, kind, code: None, message, request_id: None, advice: None }
}

impl Bench {
    /// A console on an account with alice (an active and an inactive key), bob (none), carol (one
    /// active key) and ops-admin, who is calling; everything that was asked for is answered.
    pub(crate) fn new() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let mut bench = Self::unconnected(settings);
        bench.start();
        bench
    }

    /// The same before its first event.
    pub(crate) fn unconnected(settings: Settings) -> Self {
        let account = [
            (
                "alice",
                vec![key("alice", KEY_1, Status::Active), key("alice", KEY_2, Status::Inactive)],
            ),
            ("bob", vec![]),
            ("carol", vec![key("carol", "AKIAJ5CAROLSONLYXMPL", Status::Active)]),
            ("ops-admin", vec![key("ops-admin", OWN_KEY, Status::Active)]),
        ];
        Self {
            console: Console::new(settings, noon(), (100, 40)),
            now: noon(),
            account: account.map(|(user, keys)| (user.to_owned(), keys)).into(),
            tags: Vec::new(),
            notices: Vec::new(),
            slow: false,
            reads: Vec::new(),
            writes: Vec::new(),
            asked: Vec::new(),
            size: (100, 40),
        }
    }

    pub(crate) fn start(&mut self) {
        let effects = self.console.start();
        self.sort(effects);
        self.connected();
    }

    /// On alice's page.
    pub(crate) fn on_alice() -> Self {
        let mut bench = Self::new();
        bench.press("<enter>");
        bench
    }

    /// On the page of the user whose key signs the session.
    pub(crate) fn on_own() -> Self {
        let mut bench = Self::new();
        bench.press("u");
        bench
    }

    /// The page with a new secret of bob's.
    pub(crate) fn with_secret() -> Self {
        let mut bench = Self::new();
        bench.press("j<enter>c<space><enter><enter>");
        bench.iam_does();
        bench
    }

    /// Answers what a connect asked for.
    pub(crate) fn connected(&mut self) {
        let at = self.asked.iter().position(|effect| matches!(effect, Effect::Connect(_)));
        let Effect::Connect(call) = self.asked.remove(at.expect("a connect was asked for")) else {
            panic!("not a connect");
        };
        self.tell(Event::Reply(call, Reply::Connected(Ok(connection()))));
    }

    /// Tells the console something, and answers what it reads.
    pub(crate) fn tell(&mut self, event: Event) {
        let effects = self.console.update(self.now, event);
        self.sort(effects);
        if !self.slow {
            self.answer_reads();
        }
    }

    fn sort(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Read(call, read) => self.reads.push((call, read)),
                Effect::Write(call, write, ..) => self.writes.push((call, write)),
                other => self.asked.push(other),
            }
        }
    }

    /// Presses keys, each for itself, a tenth of a second apart.
    pub(crate) fn press(&mut self, script: &str) -> &mut Self {
        for key in keys(script) {
            self.now += TimeDelta::milliseconds(100);
            self.tell(Event::Keys(vec![key]));
        }
        self
    }

    /// Keys that arrive together.
    pub(crate) fn burst(&mut self, script: &str) {
        self.now += TimeDelta::milliseconds(100);
        self.tell(Event::Keys(keys(script)));
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.tell(Event::Paste(text.to_owned()));
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
        self.tell(Event::Tick);
    }

    /// Answers every read, also those that the answers lead to.
    pub(crate) fn answer_reads(&mut self) {
        while !self.reads.is_empty() {
            let (call, read) = self.reads.remove(0);
            let reply = self.truth(&read);
            let effects = self.console.update(self.now, Event::Reply(call, reply));
            self.sort(effects);
        }
    }

    /// Answers the latest listing of keys asked for, with these keys.
    pub(crate) fn answer_keys(&mut self, answer: Result<Vec<AccessKey>, Failure>) {
        let at = self.reads.iter().rposition(|(_, read)| matches!(read, Read::Keys(..)));
        let (call, _) = self.reads.remove(at.expect("keys were asked for"));
        self.tell(Event::Reply(call, Reply::Keys(answer.map(|keys| KeyListing { keys }))));
    }

    /// Answers who is calling, and nothing else.
    pub(crate) fn answer_caller(&mut self) {
        let (call, read) = self.reads.remove(0);
        let reply = self.truth(&read);
        assert!(matches!(reply, Reply::Caller(_)));
        self.tell(Event::Reply(call, reply));
    }

    /// Answers with a failure every read that is open.
    pub(crate) fn fail_reads(&mut self, kind: FailureKind) {
        for (call, read) in std::mem::take(&mut self.reads) {
            let reply = failed(&read, kind);
            let effects = self.console.update(self.now, Event::Reply(call, reply));
            self.sort(effects);
        }
    }

    /// What IAM answers to a read.
    pub(crate) fn truth(&self, read: &Read) -> Reply {
        match read {
            Read::Caller => Reply::Caller(Ok(caller())),
            Read::Alias => Reply::Alias(Ok(Some("acme".to_owned()))),
            Read::Summary => Reply::Summary(Ok(AccountSummary {
                root_access_keys: false,
                access_keys_per_user: Some(2),
            })),
            Read::Users(_) => Reply::Users(Ok(Page {
                items: self.account.keys().map(|user| self::user(user)).collect(),
                next: None,
            })),
            Read::User(user) => Reply::User(Ok(UserDetails {
                user: self::user(user.as_str()),
                tags: self.tags.clone(),
            })),
            Read::Keys(user, _) => match self.account.get(user.as_str()) {
                Some(keys) => Reply::Keys(Ok(KeyListing { keys: keys.clone() })),
                None => failed(read, FailureKind::NoSuchEntity),
            },
            Read::Usage(user, ..) => Reply::Usage(Ok(never_used(user))),
            Read::Owner(id) => match self.find(id) {
                Some(key) => Reply::Usage(Ok(never_used(&key.user))),
                None => failed(read, FailureKind::Denied),
            },
            Read::Mfa(_) => Reply::Mfa(Ok(1)),
            Read::ConsoleAccess(_) => Reply::ConsoleAccess(Ok(ConsoleAccess::Enabled)),
            Read::Notices { .. } => Reply::Notices(Ok(self.notices.clone())),
        }
    }

    fn find(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.account.values().flatten().find(|key| key.id == *id)
    }

    /// Sets the status of a key in IAM, as somebody else would.
    pub(crate) fn set(&mut self, key: &str, status: &Status) {
        for known in self.account.values_mut().flatten() {
            if known.id.as_str() == key {
                known.status = status.clone();
            }
        }
    }

    /// Takes a key out of IAM, as somebody else would.
    pub(crate) fn remove(&mut self, key: &str) {
        self.account.values_mut().for_each(|keys| keys.retain(|known| known.id.as_str() != key));
    }

    /// IAM carries out the write asked for first, and says so.
    pub(crate) fn iam_does(&mut self) {
        let (call, write) = self.writes.remove(0);
        let reply = self.carry_out(&write);
        self.tell(Event::Reply(call, reply));
    }

    /// IAM carries out the write asked for first, and the answer is lost.
    pub(crate) fn iam_does_and_the_answer_is_lost(&mut self) {
        let (call, write) = self.writes.remove(0);
        self.carry_out(&write);
        self.tell(Event::Reply(call, refused(&write, FailureKind::Unanswered)));
    }

    /// The write asked for first is not carried out.
    pub(crate) fn iam_fails(&mut self, kind: FailureKind) {
        let (call, write) = self.writes.remove(0);
        self.tell(Event::Reply(call, refused(&write, kind)));
    }

    fn carry_out(&mut self, write: &Write) -> Reply {
        match write {
            Write::Create(user) => {
                let mut made = key(user.as_str(), NEW_KEY, Status::Active);
                made.created = Some(self.now);
                self.account.get_mut(user.as_str()).unwrap().push(made.clone());
                let secret = Secret::new(SECRET.to_owned());
                return Reply::Created(Ok(NewAccessKey { key: made, secret, request_id: None }));
            }
            Write::Activate(key) => self.set(key.id.as_str(), &Status::Active),
            Write::Deactivate(key) => self.set(key.id.as_str(), &Status::Inactive),
            Write::Delete(key) => self.remove(key.key().id.as_str()),
            Write::Describe(_, key, text) => {
                self.tags.push((key.to_string(), text.as_str().to_owned()));
            }
            Write::RemoveDescription(_, key) => {
                self.tags.retain(|(name, _)| name != key.as_str());
            }
        }
        Reply::Written(Ok(None))
    }

    /// The writes that are on their way, such as `Deactivate AKIA…`.
    pub(crate) fn on_their_way(&self) -> Vec<String> {
        let words = |write: &Write| match write.key() {
            Some(key) => format!("{:?} {key}", write.change()),
            None => format!("{:?} for {}", write.change(), write.user()),
        };
        self.writes.iter().map(|(_, write)| words(write)).collect()
    }

    /// Whether akia was asked to end.
    pub(crate) fn has_quit(&self) -> bool {
        self.asked.iter().any(|effect| matches!(effect, Effect::Quit))
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.tell(Event::Resize(columns, rows));
    }

    /// The screen, a line for each row.
    pub(crate) fn screen(&self) -> String {
        let (columns, rows) = self.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| self.console.view(frame, Theme { colour: false })).unwrap();
        let buffer = terminal.backend().buffer();
        let lines = buffer.content().chunks(usize::from(columns));
        lines.map(|row| row.iter().map(Cell::symbol).collect::<String>() + "\n").collect()
    }

    /// Whether a text is on the screen, wherever its lines are broken.
    pub(crate) fn shows(&self, text: &str) -> bool {
        let letters = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect()
        };
        letters(&self.screen()).contains(&letters(text))
    }

    #[track_caller]
    pub(crate) fn must_show(&self, text: &str) {
        assert!(self.shows(text), "{text:?} is not on the screen:\n{}", self.screen());
    }

    #[track_caller]
    pub(crate) fn must_not_show(&self, text: &str) {
        assert!(!self.shows(text), "{text:?} is on the screen:\n{}", self.screen());
    }
}

/// The keys of a script.
pub(crate) fn keys(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script.chars();
    while let Some(c) = rest.next() {
        keys.push(match c {
            '<' => named(&rest.by_ref().take_while(|c| *c != '>').collect::<String>()),
            c => KeyEvent::from(KeyCode::Char(c)),
        });
    }
    keys
}

fn named(name: &str) -> KeyEvent {
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "bs" => KeyCode::Backspace,
        other => match other.strip_prefix('^').and_then(|letter| letter.chars().next()) {
            Some(letter) => return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL),
            None => panic!("no key is called <{other}>"),
        },
    };
    KeyEvent::from(code)
}

pub(crate) fn connection() -> Connection {
    Connection {
        profile: Some("prod".to_owned()),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        endpoint: None,
        signing_key: id(OWN_KEY),
        source_key: None,
        credentials_from: "profile prod".to_owned(),
        demo: false,
    }
}

fn caller() -> Caller {
    let arn = format!("arn:aws:iam::{ACCOUNT}:user/ops-admin");
    Caller { account: AccountId::from_aws(ACCOUNT), arn }
}

fn user(name: &str) -> User {
    User {
        name: UserName::from_iam(name),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        path: "/".to_owned(),
        created: Some(noon() - TimeDelta::days(500)),
        password_last_used: None,
    }
}

fn never_used(user: &UserName) -> Usage {
    Usage { user: Some(user.clone()), last_used: LastUsed::Never }
}

fn refused(write: &Write, kind: FailureKind) -> Reply {
    let failure = failure(write.operation(), kind);
    match write {
        Write::Create(_) => Reply::Created(Err(failure)),
        _ => Reply::Written(Err(failure)),
    }
}

/// A read that fails.
pub(crate) fn failed(read: &Read, kind: FailureKind) -> Reply {
    match read {
        Read::Caller => Reply::Caller(Err(failure(Operation::GetCallerIdentity, kind))),
        Read::Alias => Reply::Alias(Err(failure(Operation::ListAccountAliases, kind))),
        Read::Summary => Reply::Summary(Err(failure(Operation::GetAccountSummary, kind))),
        Read::Users(_) => Reply::Users(Err(failure(Operation::ListUsers, kind))),
        Read::User(_) => Reply::User(Err(failure(Operation::GetUser, kind))),
        Read::Keys(..) => Reply::Keys(Err(failure(Operation::ListAccessKeys, kind))),
        Read::Usage(..) | Read::Owner(_) => {
            Reply::Usage(Err(failure(Operation::GetAccessKeyLastUsed, kind)))
        }
        Read::Mfa(_) => Reply::Mfa(Err(failure(Operation::ListMfaDevices, kind))),
        Read::ConsoleAccess(_) => {
            Reply::ConsoleAccess(Err(failure(Operation::GetLoginProfile, kind)))
        }
        Read::Notices { .. } => Reply::Notices(Err("the journal cannot be read".to_owned())),
    }
}
