//! A console for tests: keys come from scripts, and IAM answers from a small account in memory.

mod fake_iam;
mod iam;
mod script;

use self::fake_iam::UserKeys;
pub(crate) use self::fake_iam::{ACCOUNT, failure};
pub(crate) use self::iam::{connection, failed};
use self::script::keys;
use super::dialogs::create::Create;
use super::{CallId, Console, Effect, Event, Reply, Settings};
use crate::console::model::Request;
use crate::domain::{
    AccessKey, AccessKeyEvent, AccessKeyId, Connection, Failure, JournalNotice, KeyChange,
    LastUsed, LocalProfile, NewAccessKey, SignInOptions, Status, UserName,
};
use crate::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
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
pub(crate) use crate::domain::testing::SECRET;

/// A console with the account and the machine that it works with.
pub(crate) struct ConsoleHarness {
    pub(crate) console: Console,
    pub(crate) now: DateTime<Utc>,
    /// The users in IAM with their keys.
    pub(crate) account: UserKeys,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) notices: Vec<JournalNotice>,
    /// The journal's entries for keys.
    pub(crate) key_events: Vec<AccessKeyEvent>,
    /// When keys were last used; the others never were.
    pub(crate) last_used: BTreeMap<String, LastUsed>,
    /// The caller's account.
    pub(crate) account_id: String,
    /// The profiles of the machine.
    pub(crate) profiles: Vec<LocalProfile>,
    /// The caller's MFA devices.
    pub(crate) mfa_devices: Vec<String>,
    /// The session has temporary credentials made from [`OWN_KEY`].
    pub(crate) temporary_credentials: bool,
    /// A policy denies reading the owners of keys.
    pub(crate) owners_denied: bool,
    /// Reads are left unanswered until [`ConsoleHarness::answer_reads`].
    pub(crate) slow: bool,
    /// Reads in flight.
    pub(crate) reads: Vec<(CallId, Request)>,
    /// Writes in flight.
    pub(crate) writes: Vec<(CallId, KeyChange)>,
    /// All other effects requested.
    pub(crate) effects: Vec<Effect>,
    size: (u16, u16),
}

pub(crate) fn settings() -> Settings {
    Settings::default()
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

impl ConsoleHarness {
    /// A console on an account with alice (an active and an inactive key), bob (none), carol (one
    /// active key) and ops-admin, who is calling. All reads are answered.
    pub(crate) fn new() -> Self {
        Self::with(settings())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let mut harness = Self::unconnected(settings);
        harness.start();
        harness
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
            key_events: Vec::new(),
            last_used: BTreeMap::new(),
            account_id: ACCOUNT.to_owned(),
            profiles: Vec::new(),
            mfa_devices: Vec::new(),
            temporary_credentials: false,
            owners_denied: false,
            slow: false,
            reads: Vec::new(),
            writes: Vec::new(),
            effects: Vec::new(),
            size: (100, 40),
        }
    }

    pub(crate) fn start(&mut self) {
        let effects = self.console.start();
        self.collect(effects);
        self.complete_connect();
    }

    /// On alice's page.
    pub(crate) fn on_alice() -> Self {
        let mut harness = Self::new();
        harness.press("<enter>");
        harness
    }

    /// On the page of the user whose key signs the session.
    pub(crate) fn on_own() -> Self {
        let mut harness = Self::new();
        harness.press("u");
        harness
    }

    /// The page with a new secret of bob's.
    pub(crate) fn with_secret() -> Self {
        let mut harness = Self::new();
        harness.press("j<enter>c<space><enter><enter>");
        harness.complete_write();
        harness
    }

    /// On the page of a user who may have another key: creates one that replaces `old`.
    pub(crate) fn replace_key(&mut self, old: &str) {
        let user = self.console.pages.user().expect("a page").clone();
        let console = &mut self.console;
        console.dialogs.open(&mut console.cx, |cx| Create::replacing(&cx.model, &user, id(old)));
        self.press("<space><enter><enter>");
        self.complete_write();
    }

    /// The session connects.
    pub(crate) fn complete_connect(&mut self) {
        let (call, with) = self.take_connect();
        let connection = connection(with.profile);
        let connection = if self.temporary_credentials {
            let (signing_key, source_key) = (id("ASIAQNZGKIQY56JQ7WML"), Some(id(OWN_KEY)));
            Connection { signing_key, source_key, ..connection }
        } else {
            connection
        };
        self.send(Event::Reply(call, Reply::Connected(Ok(connection))));
    }

    /// Takes the connect out of the effects.
    pub(crate) fn take_connect(&mut self) -> (CallId, SignInOptions) {
        let at = self.effects.iter().position(|effect| matches!(effect, Effect::Connect(..)));
        let asked = self.effects.remove(at.expect("a connect was requested"));
        let Effect::Connect(call, with) = asked else { panic!("not a connect") };
        (call, with)
    }

    /// The session does not connect.
    pub(crate) fn fail_connect(&mut self, failure: Failure) {
        let (call, _) = self.take_connect();
        self.send(Event::Reply(call, Reply::Connected(Err(failure.into()))));
    }

    /// AWS accepts the session's new key.
    pub(crate) fn complete_move(&mut self) {
        let (call, new) = self.take_move();
        let connection = Connection {
            signing_key: new.key.id,
            credentials_from: Connection::NEW_KEY.to_owned(),
            ..connection(None)
        };
        self.send(Event::Reply(call, Reply::Connected(Ok(connection))));
    }

    /// AWS does not accept the session's new key.
    pub(crate) fn fail_move(&mut self, failure: Failure) {
        let (call, _) = self.take_move();
        self.send(Event::Reply(call, Reply::Connected(Err(failure.into()))));
    }

    fn take_move(&mut self) -> (CallId, NewAccessKey) {
        let at = self.effects.iter().position(|effect| matches!(effect, Effect::MoveSession(..)));
        let asked = self.effects.remove(at.expect("a move was requested"));
        let Effect::MoveSession(call, new) = asked else { panic!("not a move") };
        (call, new)
    }

    /// Sends an event, and answers the reads that follow.
    pub(crate) fn send(&mut self, event: Event) {
        let effects = self.console.update(self.now, event);
        self.collect(effects);
        if !self.slow {
            self.answer_reads();
        }
    }

    fn collect(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Read(call, read) => self.reads.push((call, Request::Aws(read))),
                Effect::ReadLocal(call, read) => self.reads.push((call, Request::Local(read))),
                Effect::Change(call, write, ..) => self.writes.push((call, write)),
                other => self.effects.push(other),
            }
        }
    }

    /// Presses keys one by one, a tenth of a second apart.
    pub(crate) fn press(&mut self, script: &str) -> &mut Self {
        for key in keys(script) {
            self.now += TimeDelta::milliseconds(100);
            self.send(Event::Keys(vec![key]));
        }
        self
    }

    /// Keys that arrive together.
    pub(crate) fn burst(&mut self, script: &str) {
        self.now += TimeDelta::milliseconds(100);
        self.send(Event::Keys(keys(script)));
    }

    /// Keys that arrive one by one, faster than a person types.
    pub(crate) fn dribble(&mut self, script: &str) {
        self.now += TimeDelta::milliseconds(100);
        for key in keys(script) {
            self.send(Event::Keys(vec![key]));
            self.now += TimeDelta::milliseconds(14);
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.send(Event::Paste(text.to_owned()));
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
        self.send(Event::Tick);
    }

    /// Such as `Deactivate AKIA…`.
    pub(crate) fn writes_in_flight(&self) -> Vec<String> {
        let words = |change: &KeyChange| match change.key() {
            Some(key) => format!("{:?} {key}", change.kind()),
            None => format!("{:?} for {}", change.kind(), change.user()),
        };
        self.writes.iter().map(|(_, write)| words(write)).collect()
    }

    /// Whether akia was asked to end.
    pub(crate) fn has_quit(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Quit))
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.send(Event::Resize(columns, rows));
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

    /// Whether a text is on the screen, however its lines are broken.
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
