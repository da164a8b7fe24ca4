//! The program's own loop without a terminal: it runs against the built-in account, by the real
//! SDK, under a clock that the test controls.
//!
//! Run it under `#[tokio::test(start_paused = true)]`: then latency, backoff and lagging lists
//! pass in no time.

mod screen;
#[path = "../../src/console/testing/script.rs"]
pub(crate) mod script;
mod setup;
mod surroundings;

pub(crate) use self::screen::{control_characters, styles, text};
pub(crate) use self::setup::{NOT_KNOWN, Setup, connect_as, user_with_keys};
pub(crate) use self::surroundings::Copied;

use self::surroundings::{MachineLog, NoInput, TestClock, TestMachine, TestScreen};
use akia::console::{CallId, Console, Event, Reply};
use akia::demo::{DemoAccount, DemoKey, Recorded};
use akia::domain::{AccessKeyId, Failure, JournalEntry};
use akia::runtime::{Clock as _, Ended, Message, Session, UserInput, Wakeup};
use akia::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::{Terminal, backend::TestBackend};
use std::fmt::Debug;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep_until};

/// How soon after a paste a person presses a key.
const PASTE_TO_KEY: TimeDelta = TimeDelta::milliseconds(100);

/// How soon after a key a person presses the next. A spinner looks the same after that.
const BETWEEN_KEYS: TimeDelta = TimeDelta::milliseconds(1200);

/// How long a step waits for an answer before the calls in flight are checked again: a call that
/// succeeds without an answer, such as a line for the journal, wakes nobody up.
const IDLE_STEP: Duration = Duration::from_millis(10);

/// What becomes of an answer to the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Delivery {
    AtOnce,
    /// It waits in [`Driver::held`].
    Held,
}

/// Decides what becomes of an answer.
type DeliveryRule = Box<dyn FnMut(&mut Reply) -> Delivery>;

/// A running session, the account it works on, and the machine the person sits at.
pub(crate) struct Driver {
    pub(crate) demo: DemoAccount,
    pub(crate) theme: Theme,
    /// Answers that the test holds back, and sends when it likes.
    pub(crate) held: Vec<(CallId, Reply)>,
    /// The secrets of the keys created.
    pub(crate) secrets: Vec<String>,
    pub(crate) downloads: TempDir,
    session: Session<NoInput, TestScreen, TestClock, TestMachine>,
    clock: TestClock,
    log: MachineLog,
    size: (u16, u16),
    /// Why the next connections fail; the last is tried first.
    refusals: Vec<Failure>,
    delivery: DeliveryRule,
}

impl Driver {
    /// The session with its first effects in flight.
    fn start(setup: Setup) -> Self {
        let downloads = tempfile::tempdir().expect("a temporary folder");
        let (clock, log) = (TestClock::new(&setup.demo), MachineLog::default());
        let options = setup.launch_options(&downloads, &log);
        let surroundings = (NoInput, TestScreen::new(setup.size), clock.clone());
        let theme = options.theme;
        let session = Session::start(options, surroundings, Handle::current());
        Self {
            theme,
            held: Vec::new(),
            secrets: Vec::new(),
            downloads,
            session: session.expect("a screen in memory"),
            clock,
            log,
            size: setup.size,
            refusals: setup.refusals,
            delivery: setup.delivery,
            demo: setup.demo,
        }
    }

    /// Presses keys one after the other: `c<enter>jj<space>`.
    pub(crate) fn press(&mut self, script: &str) {
        for key in script::keys(script) {
            self.clock.advance(BETWEEN_KEYS);
            self.send(Event::Keys(vec![key]));
        }
    }

    /// Presses keys, and waits for all answers.
    pub(crate) async fn press_and_settle(&mut self, script: &str) {
        self.press(script);
        self.settle().await;
    }

    /// Characters that arrive in one read, as a paste into a terminal without bracketed paste.
    pub(crate) fn burst(&mut self, script: &str) {
        let keys: Vec<KeyEvent> = script::keys(script);
        self.send(Event::Keys(keys));
    }

    /// Pastes; the next key comes as late as a person would press it, since an earlier one counts
    /// as a part of the paste.
    pub(crate) fn paste(&mut self, text: &str) {
        self.send(Event::Paste(text.to_owned()));
        self.clock.advance(PASTE_TO_KEY);
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.send(Event::Resize(columns, rows));
    }

    /// Waits until no call is in flight.
    pub(crate) async fn settle(&mut self) {
        while !self.is_idle() {
            self.step().await;
        }
    }

    /// Whether no call is in flight.
    pub(crate) fn is_idle(&self) -> bool {
        self.session.is_idle()
    }

    /// Once round the program's loop, unless there is nothing to do for a moment.
    pub(crate) async fn step(&mut self) {
        self.step_before(Instant::now() + IDLE_STEP).await;
    }

    /// Lets so much time pass, and then waits for the calls in flight.
    pub(crate) async fn wait(&mut self, time: Duration) {
        self.pass(time).await;
        self.settle().await;
    }

    /// Lets so much time pass, with the answers that come in it; later ones stay in flight.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            self.step_before(until).await;
        }
        self.send(Event::Tick);
    }

    /// Once round the program's loop, if there is something to do before that moment.
    async fn step_before(&mut self, until: Instant) {
        let wakeup = tokio::select! {
            biased;
            wakeup = self.session.next() => wakeup,
            () = sleep_until(until) => return,
        };
        match wakeup {
            Wakeup::Message(Message::Reply(call, reply)) => self.deliver(call, reply),
            wakeup => self.handle(wakeup),
        }
    }

    fn deliver(&mut self, call: CallId, mut reply: Reply) {
        if let Reply::Created(Ok(new)) = &reply {
            self.secrets.push(new.secret.read(str::to_owned));
        }
        if let Reply::Connected(connected) = &mut reply
            && let Some(refusal) = self.refusals.pop()
        {
            *connected = Err(refusal.into());
        }
        match (self.delivery)(&mut reply) {
            Delivery::AtOnce => self.send(Event::Reply(call, reply)),
            Delivery::Held => self.held.push((call, reply)),
        }
    }

    /// Sets what becomes of answers from now on.
    pub(crate) fn set_delivery(&mut self, rule: impl FnMut(&mut Reply) -> Delivery + 'static) {
        self.delivery = Box::new(rule);
    }

    /// Sends an event to the console, and starts its effects.
    pub(crate) fn send(&mut self, event: Event) {
        self.handle(match event {
            Event::Tick => Wakeup::Tick,
            Event::Reply(call, reply) => Wakeup::Message(Message::Reply(call, reply)),
            event => Wakeup::Input(Ok(UserInput::Events(vec![event]))),
        });
    }

    fn handle(&mut self, wakeup: Wakeup) {
        let only_draws = matches!(wakeup, Wakeup::Draw);
        self.assert_no_secret_in(&wakeup);
        self.session.handle(wakeup).expect("a screen in memory");
        if !only_draws {
            self.assert_no_secret_in(self.console());
        }
    }

    /// No secret is ever in a Debug representation.
    fn assert_no_secret_in(&self, what: &dyn Debug) {
        for secret in &self.secrets {
            assert!(!format!("{what:?}").contains(secret.as_str()), "a secret in Debug");
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn console(&self) -> &Console {
        self.session.console()
    }

    pub(crate) fn has_quit(&self) -> bool {
        self.session.ended() == Some(Ended::ByUser)
    }

    /// The texts that were put on the clipboard.
    pub(crate) fn copied(&self) -> Vec<Copied> {
        self.log.lock().copied.clone()
    }

    /// What was recorded in the journal.
    pub(crate) fn journal(&self) -> Vec<JournalEntry> {
        self.log.lock().journal.clone()
    }

    /// How often the screen had to forget what it had drawn.
    pub(crate) fn forgotten(&self) -> usize {
        self.session.screen().forgotten
    }

    /// The screen as it would be drawn now.
    pub(crate) fn buffer(&self) -> Buffer {
        let backend = TestBackend::new(self.size.0, self.size.1);
        let mut terminal = Terminal::new(backend).expect("a terminal in memory");
        let drawn = terminal.draw(|frame| self.console().view(frame, self.theme));
        drawn.expect("a terminal in memory").buffer.clone()
    }

    /// The screen's text, without the spaces at the ends of lines.
    pub(crate) fn screen(&self) -> String {
        text(&self.buffer())
    }

    /// The screen's text on one line with single spaces and without borders, for sentences that
    /// are wrapped.
    pub(crate) fn one_line(&self) -> String {
        let words = self.screen().replace(['│', '┃', '╭', '╮', '╰', '╯', '─'], " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Asserts that the screen shows this, however it is wrapped.
    #[track_caller]
    pub(crate) fn must_show(&self, expected: &str) {
        assert!(self.one_line().contains(expected), "no {expected:?} in\n{}", self.screen());
    }

    /// Asserts that the screen does not show this.
    #[track_caller]
    pub(crate) fn must_not_show(&self, unexpected: &str) {
        assert!(!self.one_line().contains(unexpected), "{unexpected:?} in\n{}", self.screen());
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
