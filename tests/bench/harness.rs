//! A console on an account of any size that the fake IAM answers for: no SDK, no clock, no tasks.

use crate::SIZE;
use crate::fake_iam::{ACCOUNT, FakeIam, UserKeys, caller};
use akia::console::{AwsAnswer, AwsRead, CallId, Console, Effect, Event, Reply, Settings};
use akia::domain::{AccessKey, AccessKeyId, Connection, LastUsed, Status, UserName};
use akia::ui::{Theme, grouped};
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::collections::VecDeque;

const OWN_KEY: &str = "AKIAJ3SESSIONEXAMPLE";

/// The console, and what it waits for.
pub(crate) struct ConsoleHarness {
    pub(crate) console: Console,
    now: DateTime<Utc>,
    users: UserKeys,
    reads: VecDeque<(CallId, AwsRead)>,
}

impl ConsoleHarness {
    /// The table of so many users with a key each, read to its end.
    pub(crate) fn loaded(users: usize) -> Self {
        let mut harness = Self::connected(users);
        while let Some((call, reply)) = harness.next_reply() {
            harness.send(Event::Reply(call, reply));
        }
        assert!(harness.text().contains(&format!("of {}", grouped(users))), "{}", harness.text());
        harness
    }

    /// The table of so many users while it fills: of half of them, the keys are known.
    pub(crate) fn half_loaded(users: usize) -> Self {
        let mut harness = Self::connected(users);
        while harness.console.model().directory.users_with_keys_known() < users / 2 {
            let (call, reply) = harness.next_reply().expect("more is read");
            harness.send(Event::Reply(call, reply));
        }
        // Up to the next list of keys.
        while !matches!(harness.reads.front(), Some((_, AwsRead::Keys(..)))) {
            let (call, reply) = harness.next_reply().expect("more is read");
            harness.send(Event::Reply(call, reply));
        }
        harness
    }

    fn connected(count: usize) -> Self {
        let now = "2026-11-22T12:00:00Z".parse().expect("a moment");
        let mut console = Console::new(Settings::default(), now, SIZE);
        let effects = console.start();
        let mut harness = Self { console, now, users: users(count, now), reads: VecDeque::new() };
        for effect in effects {
            if let Effect::Connect(call, _) = effect {
                harness.send(Event::Reply(call, Reply::Connected(Ok(connection()))));
            }
        }
        harness
    }

    /// The answer to the oldest read.
    pub(crate) fn next_reply(&mut self) -> Option<(CallId, Reply)> {
        let (call, read) = self.reads.pop_front()?;
        Some((call, Reply::Aws(self.answer(&read))))
    }

    /// Sends an event to the console.
    pub(crate) fn send(&mut self, event: Event) {
        for effect in self.console.update(self.now, event) {
            if let Effect::Read(call, read) = effect {
                self.reads.push_back((call, read));
            }
        }
    }

    /// Presses a key, a tenth of a second after what was before.
    pub(crate) fn press(&mut self, code: KeyCode) {
        self.now += TimeDelta::milliseconds(100);
        self.send(Event::Keys(vec![KeyEvent::from(code)]));
    }

    /// A terminal to draw on.
    pub(crate) fn terminal() -> Terminal<TestBackend> {
        Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal in memory")
    }

    /// The screen as it is now.
    pub(crate) fn buffer(&self) -> Buffer {
        let mut terminal = Self::terminal();
        let frame = terminal.draw(|frame| self.console.view(frame, Theme { colour: true }));
        frame.expect("a terminal in memory").buffer.clone()
    }

    fn text(&self) -> String {
        self.buffer().content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    fn answer(&self, read: &AwsRead) -> AwsAnswer {
        let date = self.now - TimeDelta::hours(5);
        let last_used = LastUsed::At { date, region: None, service: None };
        FakeIam {
            now: self.now,
            users: &self.users,
            page_size: usize::MAX,
            last_used: &|_| last_used.clone(),
            tags: &[],
            groups: &[],
            alias: "acme",
            caller: caller(ACCOUNT, "ops-admin"),
            devices: &[],
            has_root_keys: false,
            denies_owners: false,
        }
        .answer(read)
    }
}

/// So many users with a key each.
fn users(count: usize, now: DateTime<Utc>) -> UserKeys {
    let user = |number: usize| {
        let name = format!("user-{number:0>5}");
        let key = AccessKey {
            id: AccessKeyId::from_iam(&format!("AKIABENCHKEY{number:0>8}")),
            user: UserName::from_iam(&name),
            status: if number.is_multiple_of(3) { Status::Inactive } else { Status::Active },
            created: Some(now - TimeDelta::days(i64::try_from(number % 500).unwrap_or(0))),
        };
        (name, vec![key])
    };
    (0..count).map(user).collect()
}

fn connection() -> Connection {
    Connection {
        profile: Some("prod".to_owned()),
        region: "us-east-1".to_owned(),
        partition: "aws".to_owned(),
        endpoint: None,
        signing_key: AccessKeyId::from_iam(OWN_KEY),
        source_key: None,
        mfa: None,
        credentials_from: "profile prod".to_owned(),
        demo: false,
    }
}
