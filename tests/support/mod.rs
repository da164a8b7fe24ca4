//! The console at work without a terminal: what it asks for is carried out against the built-in
//! account, by the real SDK, under a clock that the test controls.
//!
//! Run it under `#[tokio::test(start_paused = true)]`: then latency, backoff and lagging lists
//! pass in no time.

mod carry_out;
mod new_key;
mod screen;
#[path = "../../src/console/testing/script.rs"]
pub(crate) mod script;
mod setup;

pub(crate) use self::screen::{control_characters, styles, text};
pub(crate) use self::setup::{NOT_KNOWN, Setup, user_with_keys};

use akia::aws::{self, Account};
use akia::console::{CallId, Console, Effect, Event, Reply, Settings, Start};
use akia::demo::{DemoAccount, DemoKey, Recorded};
use akia::domain::{AccessKeyEvent, AccessKeyId, Failure, JournalEntry, JournalNotice, UserName};
use akia::runtime::credentials::CredentialsFile;
use akia::runtime::key_replacements::KeyReplacements;
use akia::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::{Terminal, backend::TestBackend};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// How soon after a paste a person presses a key.
const AFTER_A_PASTE: TimeDelta = TimeDelta::milliseconds(100);

/// A text that was put on the clipboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Copied {
    pub(crate) what: &'static str,
    pub(crate) text: String,
    pub(crate) sensitive: bool,
}

/// What becomes of an answer on its way to the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Delivery {
    AtOnce,
    /// It waits in [`Driver::held`].
    Held,
}

type Post = Box<dyn FnMut(&mut Reply) -> Delivery>;

/// The console, an account, and the machine the person sits at.
pub(crate) struct Driver {
    pub(crate) demo: DemoAccount,
    pub(crate) console: Console,
    pub(crate) theme: Theme,
    /// Answers that the test holds back, and tells when it likes.
    pub(crate) held: Vec<(CallId, Reply)>,
    pub(crate) copied: Vec<Copied>,
    pub(crate) journal: Vec<JournalEntry>,
    /// What it tells of whose keys.
    pub(crate) hints: Vec<(UserName, AccessKeyEvent)>,
    /// How often the screen was to forget what it had drawn.
    pub(crate) forgotten: usize,
    pub(crate) has_quit: bool,
    /// The secrets of the keys created.
    pub(crate) secrets: Vec<String>,
    pub(crate) downloads: TempDir,
    size: (u16, u16),
    /// The time that pastes took.
    pastes: TimeDelta,
    options: aws::Options,
    /// The demo's own, in memory.
    credentials_file: CredentialsFile,
    first: Start,
    held_to: Option<u32>,
    account: Arc<Mutex<Option<Account>>>,
    replacements: KeyReplacements,
    /// Why the next connections fail; the last is tried first.
    refusals: Vec<Failure>,
    notices: Vec<JournalNotice>,
    journal_failure: Option<String>,
    post: Post,
    tasks: JoinSet<(CallId, Reply)>,
}

impl Driver {
    /// The console as it is before anything was asked for.
    fn new(setup: Setup, settings: Settings) -> Self {
        let options = aws::Options {
            profile: None,
            region: None,
            endpoint_url: None,
            transport: match setup.config {
                None => aws::Transport::InProcess {
                    http: setup.demo.http_client(),
                    credentials: setup.credentials,
                },
                Some(config) => {
                    let http = setup.demo.http_client();
                    aws::Transport::InProcessProfiles { http, config }
                }
            },
            sessions: aws::Sessions::default(),
        };
        Self {
            credentials_file: CredentialsFile::of(&options),
            first: settings.start.clone(),
            console: Console::new(settings, setup.demo.now(), setup.size),
            theme: Theme { colour: setup.colour },
            held: Vec::new(),
            copied: Vec::new(),
            journal: Vec::new(),
            hints: Vec::new(),
            forgotten: 0,
            has_quit: false,
            secrets: Vec::new(),
            downloads: tempfile::tempdir().expect("a temporary folder"),
            size: setup.size,
            pastes: TimeDelta::zero(),
            options,
            held_to: None,
            account: Arc::default(),
            replacements: KeyReplacements::default(),
            refusals: setup.refusals,
            notices: setup.notices,
            journal_failure: setup.journal_failure,
            post: setup.post,
            tasks: JoinSet::new(),
            demo: setup.demo,
        }
    }

    /// Presses keys one after the other: `c<enter>jj<space>`.
    pub(crate) fn press(&mut self, script: &str) {
        for key in script::keys(script) {
            self.tell(Event::Keys(vec![key]));
        }
    }

    /// Presses keys, and waits for all answers.
    pub(crate) async fn do_keys(&mut self, script: &str) {
        self.press(script);
        self.settle().await;
    }

    /// Characters that arrive in one read, as a paste into a terminal without bracketed paste.
    pub(crate) fn burst(&mut self, script: &str) {
        let keys: Vec<KeyEvent> = script::keys(script);
        self.tell(Event::Keys(keys));
    }

    /// Pastes; the next key comes as late as from a person's hands, since what comes on a paste's
    /// heels is taken for a part of it.
    pub(crate) fn paste(&mut self, text: &str) {
        self.tell(Event::Paste(text.to_owned()));
        self.pastes += AFTER_A_PASTE;
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.tell(Event::Resize(columns, rows));
    }

    /// Waits until no answer is on its way, telling the console of time as it asks for.
    pub(crate) async fn settle(&mut self) {
        while !self.tasks.is_empty() {
            self.step(None).await;
        }
    }

    /// Lets so much time pass, and waits for what is on its way then.
    pub(crate) async fn wait(&mut self, time: Duration) {
        self.pass(time).await;
        self.settle().await;
    }

    /// Lets so much time pass, with answers coming in it, and others still on their way after it.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            self.step(Some(until)).await;
        }
        self.tell(Event::Tick);
    }

    /// Waits for the next answer, tick or end.
    async fn step(&mut self, until: Option<Instant>) {
        self.hear_of_pace();
        let wake = self.console.wake_at().map_or(TimeDelta::minutes(1), |at| at - self.now());
        let wake = Instant::now() + wake.to_std().unwrap_or_default() + Duration::from_millis(1);
        let until = until.map_or(wake, |until| until.min(wake));
        tokio::select! {
            biased;
            Some(answer) = self.tasks.join_next() => {
                let (call, reply) = answer.expect("no call panics");
                self.deliver(call, reply);
            }
            () = sleep_until(until) => self.tell(Event::Tick),
        }
    }

    fn hear_of_pace(&mut self) {
        let account = self.account.lock().expect("no test panics here").clone();
        let held_to = account.and_then(|account| *account.held_to().borrow());
        if held_to != self.held_to {
            self.held_to = held_to;
            self.tell(Event::RateLimited(held_to));
        }
    }

    fn deliver(&mut self, call: CallId, mut reply: Reply) {
        if let Reply::Created(Ok(new)) = &reply {
            self.secrets.push(new.secret.read(str::to_owned));
        }
        match (self.post)(&mut reply) {
            Delivery::AtOnce => self.tell(Event::Reply(call, reply)),
            Delivery::Held => self.held.push((call, reply)),
        }
    }

    /// Decides what becomes of answers from now on.
    pub(crate) fn set_post(&mut self, post: impl FnMut(&mut Reply) -> Delivery + 'static) {
        self.post = Box::new(post);
    }

    /// Tells the console of something, and begins to carry out what it asks for.
    pub(crate) fn tell(&mut self, event: Event) {
        let effects = self.console.update(self.now(), event);
        self.carry_out(effects);
    }

    /// No secret is ever in a Debug representation.
    fn hides_secrets(&self, effects: &[Effect]) {
        for secret in &self.secrets {
            let hidden = |what: &dyn Debug| !format!("{what:?}").contains(secret.as_str());
            assert!(hidden(&self.console) && hidden(&effects), "a secret in Debug");
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.demo.now() + self.pastes
    }

    /// The screen as it would be drawn now.
    pub(crate) fn buffer(&self) -> Buffer {
        let backend = TestBackend::new(self.size.0, self.size.1);
        let mut terminal = Terminal::new(backend).expect("a terminal in memory");
        let drawn = terminal.draw(|frame| self.console.view(frame, self.theme));
        drawn.expect("a terminal in memory").buffer.clone()
    }

    /// The screen's text, without the spaces at the ends of lines.
    pub(crate) fn screen(&self) -> String {
        text(&self.buffer())
    }

    /// The screen's text on one line with single spaces and without borders, for sentences that
    /// are wrapped.
    pub(crate) fn words(&self) -> String {
        let words = self.screen().replace(['│', '┃', '╭', '╮', '╰', '╯', '─'], " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Asserts that the screen says this, however it is wrapped.
    #[track_caller]
    pub(crate) fn says(&self, expected: &str) {
        assert!(self.words().contains(expected), "no {expected:?} in\n{}", self.screen());
    }

    /// Asserts that the screen does not say this.
    #[track_caller]
    pub(crate) fn says_nothing_of(&self, unexpected: &str) {
        assert!(!self.words().contains(unexpected), "{unexpected:?} in\n{}", self.screen());
    }

    /// The requests for this action, in order.
    pub(crate) fn requests(&self, action: &str) -> Vec<Recorded> {
        self.demo.requests().into_iter().filter(|request| request.action == action).collect()
    }

    /// The actions of the requests that change IAM, in order.
    pub(crate) fn writes(&self) -> Vec<String> {
        // A credential report changes nothing: who may only read may have one made.
        let verbs = ["Get", "List", "GenerateCredentialReport", "AssumeRole"];
        let reads = |action: &str| verbs.iter().any(|verb| action.starts_with(verb));
        let actions = self.demo.requests().into_iter().map(|request| request.action);
        actions.filter(|action| !reads(action)).collect()
    }

    /// The user's only key.
    #[track_caller]
    pub(crate) fn only_key(&self, user: &str) -> DemoKey {
        let [key] = self.demo.keys_of(user).try_into().expect("one key");
        key
    }

    /// The description that a key has in IAM.
    pub(crate) fn description_of(&self, user: &str, key: &AccessKeyId) -> Option<String> {
        let tags = self.demo.tags_of(user).into_iter();
        tags.filter(|(name, _)| name == key.as_str()).map(|(_, text)| text).next()
    }
}
