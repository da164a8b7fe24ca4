//! The console at work on the built-in account, by the real SDK, on the clock of tokio's timers.

use akia::aws::{self, Account};
use akia::console::{CallId, Console, Effect, Event, Reply, Settings, Start};
use akia::demo::DemoAccount;
use akia::domain::UserName;
use akia::runtime::calls;
use akia::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::account::SIZE;

/// A console, its account, and the calls between them.
pub(crate) struct Session {
    pub(crate) demo: DemoAccount,
    pub(crate) console: Console,
    account: Arc<Mutex<Option<Account>>>,
    calls: JoinSet<(CallId, Reply)>,
    held_to: Option<u32>,
    began: Instant,
}

impl Session {
    /// The console with its first effects on their way.
    pub(crate) fn begin(demo: DemoAccount) -> Self {
        let mut console = Console::new(settings(), demo.now(), SIZE);
        let effects = console.start();
        let mut session = Self {
            demo,
            console,
            account: Arc::default(),
            calls: JoinSet::new(),
            held_to: None,
            began: Instant::now(),
        };
        session.carry_out(effects);
        session
    }

    /// How long it has been running.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Tells the console something, and begins to carry out what it asks for.
    pub(crate) fn tell(&mut self, event: Event) {
        let effects = self.console.update(self.demo.now(), event);
        self.carry_out(effects);
    }

    pub(crate) fn press(&mut self, code: KeyCode) {
        self.tell(Event::Keys(vec![KeyEvent::from(code)]));
    }

    /// Waits until something holds, and says how long that took. `None` when it does not hold
    /// although no answer is awaited any more.
    pub(crate) async fn until(&mut self, holds: impl Fn(&Self) -> bool) -> Option<Duration> {
        let asked = Instant::now();
        while !holds(self) {
            if self.calls.is_empty() {
                return None;
            }
            self.step(None).await;
        }
        Some(asked.elapsed())
    }

    /// Waits until no answer is awaited any more.
    pub(crate) async fn settle(&mut self) {
        while !self.calls.is_empty() {
            self.step(None).await;
        }
    }

    /// Lets so much time pass.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            self.step(Some(until)).await;
        }
    }

    /// Waits for the next answer, tick or end.
    async fn step(&mut self, until: Option<Instant>) {
        self.hear_of_pace();
        let wake = wait(self.demo.now(), self.console.wake_at());
        let until = until.map_or(wake, |until| until.min(wake));
        tokio::select! {
            biased;
            Some(answer) = self.calls.join_next() => {
                let (call, reply) = answer.expect("no call panics");
                self.tell(Event::Reply(call, reply));
            }
            () = sleep_until(until) => self.tell(Event::Tick),
        }
    }

    fn hear_of_pace(&mut self) {
        let account = self.account.lock().expect("no call panics").clone();
        let held_to = account.and_then(|account| *account.held_to().borrow());
        if held_to != self.held_to {
            self.held_to = held_to;
            self.tell(Event::RateLimited(held_to));
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Connect(call, _) => self.connect(call),
                Effect::Read(call, read) => {
                    let account = self.account.lock().expect("no call panics").clone();
                    let account = account.expect("nothing is read before there is a connection");
                    self.calls.spawn(async move {
                        let answer = calls::read(&account, read).await;
                        (call, Reply::Aws(answer.expect("the account is never left")))
                    });
                }
                _ => {}
            }
        }
    }

    fn connect(&mut self, call: CallId) {
        let (options, place) = (options(&self.demo), Arc::clone(&self.account));
        self.calls.spawn(async move {
            let account = aws::connect(&options).await.expect("the built-in account");
            calls::prefetch(&account, &Start::Users);
            let connection = account.connection().clone();
            *place.lock().expect("no call panics") = Some(account);
            (call, Reply::Connected(Ok(connection)))
        });
    }

    /// Whether any user is listed.
    pub(crate) fn has_rows(&self) -> bool {
        self.console.model().directory.user_count() > 0
    }

    /// Whether all users are listed, and the age of each one's keys is shown: from their list, or
    /// from the credential report.
    pub(crate) fn has_all_ages(&self) -> bool {
        let directory = &self.console.model().directory;
        directory.list().completed().is_some()
            && directory
                .users()
                .all(|user| self.knows_keys_of(user) || directory.reported(user).is_some())
    }

    /// Whether all users are listed, and the keys of each are known.
    pub(crate) fn has_all_keys(&self) -> bool {
        let directory = &self.console.model().directory;
        directory.list().completed().is_some()
            && directory.users_with_keys_known() == directory.user_count()
    }

    /// Whether a user's keys are known.
    pub(crate) fn knows_keys_of(&self, user: &UserName) -> bool {
        let record = self.console.model().directory.record(user);
        record.is_some_and(|record| record.keys.value().is_some())
    }

    /// The screen's text.
    pub(crate) fn text(&self) -> String {
        let mut terminal =
            Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal in memory");
        let drawn = terminal.draw(|frame| self.console.view(frame, Theme { colour: true }));
        drawn.expect("a terminal in memory").buffer.content().iter().map(Cell::symbol).collect()
    }
}

/// A console for this account.
pub(crate) fn settings() -> Settings {
    Settings { demo: true, ..Settings::default() }
}

/// How this account is connected to.
pub(crate) fn options(demo: &DemoAccount) -> aws::Options {
    let (http, credentials) = (demo.http_client(), demo.credentials());
    aws::Options::through(aws::Transport::InProcess { http, credentials })
}

/// When the console is to be woken.
pub(crate) fn wait(now: DateTime<Utc>, wake_at: Option<DateTime<Utc>>) -> Instant {
    let wake = wake_at.map_or(TimeDelta::minutes(1), |at| at - now);
    Instant::now() + wake.to_std().unwrap_or_default() + Duration::from_millis(1)
}
