//! A console on an account of any size, with IAM's answers made up: no SDK, no clock, no tasks.

use akia::console::{AwsAnswer, AwsRead, CallId, Console, Effect, Event, Reply, Settings, Start};
use akia::domain::{
    AccessKey, AccessKeyId, AccountId, AccountSummary, AuthorizationDetails, Caller, Connection,
    ConsoleAccess, CredentialReport, Failure, FailureKind, Finding, KeyListing, LastUsed, Page,
    ReportedKey, ReportedUser, Status, Usage, User, UserDetails, UserName, Verdict,
};
use akia::ui::{Theme, grouped};
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::collections::VecDeque;

/// The size of the screen.
pub(crate) const SIZE: (u16, u16) = (160, 40);

const ACCOUNT: &str = "123456789012";
const OWN_KEY: &str = "AKIAJ3SESSIONEXAMPLE";

/// The console, and what it waits for.
pub(crate) struct Bench {
    pub(crate) console: Console,
    now: DateTime<Utc>,
    users: usize,
    reads: VecDeque<(CallId, AwsRead)>,
}

impl Bench {
    /// The table of so many users with a key each, read to its end.
    pub(crate) fn whole(users: usize) -> Self {
        let mut bench = Self::begun(users);
        while let Some((call, reply)) = bench.next_reply() {
            bench.tell(Event::Reply(call, reply));
        }
        assert!(bench.text().contains(&format!("of {}", grouped(users))), "{}", bench.text());
        bench
    }

    /// The table of so many users while it fills: of half of them, the keys are known.
    pub(crate) fn half_read(users: usize) -> Self {
        let mut bench = Self::begun(users);
        while bench.console.model().directory.users_with_keys_known() < users / 2 {
            let (call, reply) = bench.next_reply().expect("more is asked for");
            bench.tell(Event::Reply(call, reply));
        }
        // Next comes a list of keys.
        while !matches!(bench.reads.front(), Some((_, AwsRead::Keys(..)))) {
            let (call, reply) = bench.next_reply().expect("more is asked for");
            bench.tell(Event::Reply(call, reply));
        }
        bench
    }

    fn begun(users: usize) -> Self {
        let now = "2026-11-22T12:00:00Z".parse().expect("a moment");
        let settings = Settings {
            read_only: false,
            start: Start::Users,
            profile: None,
            demo: false,
            ..Settings::default()
        };
        let mut console = Console::new(settings, now, SIZE);
        let effects = console.start();
        let mut bench = Self { console, now, users, reads: VecDeque::new() };
        for effect in effects {
            if let Effect::Connect(call, _) = effect {
                bench.tell(Event::Reply(call, Reply::Connected(Ok(connection()))));
            }
        }
        bench
    }

    /// The answer to what was asked for first.
    pub(crate) fn next_reply(&mut self) -> Option<(CallId, Reply)> {
        let (call, read) = self.reads.pop_front()?;
        Some((call, Reply::Aws(self.answer(&read))))
    }

    /// Tells the console something.
    pub(crate) fn tell(&mut self, event: Event) {
        for effect in self.console.update(self.now, event) {
            if let Effect::Read(call, read) = effect {
                self.reads.push_back((call, read));
            }
        }
    }

    /// Presses a key, a tenth of a second after what was before.
    pub(crate) fn press(&mut self, code: KeyCode) {
        self.now += TimeDelta::milliseconds(100);
        self.tell(Event::Keys(vec![KeyEvent::from(code)]));
    }

    /// A terminal to draw on.
    pub(crate) fn terminal() -> Terminal<TestBackend> {
        Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal in memory")
    }

    /// The screen as it is now.
    pub(crate) fn drawn(&self) -> Buffer {
        let mut terminal = Self::terminal();
        let frame = terminal.draw(|frame| self.console.view(frame, Theme { colour: true }));
        frame.expect("a terminal in memory").buffer.clone()
    }

    fn text(&self) -> String {
        self.drawn().content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    fn answer(&self, read: &AwsRead) -> AwsAnswer {
        match read {
            AwsRead::Caller => {
                let arn = format!("arn:aws:iam::{ACCOUNT}:user/ops-admin");
                AwsAnswer::Caller(Ok(Caller { account: AccountId::from_aws(ACCOUNT), arn }))
            }
            AwsRead::Alias => AwsAnswer::Alias(Ok(Some("acme".to_owned()))),
            AwsRead::Summary => AwsAnswer::Summary(Ok(AccountSummary {
                root_access_keys: false,
                access_keys_per_user: Some(2),
            })),
            AwsRead::Users(_) => {
                let items = (0..self.users).map(|number| user(&name(number))).collect();
                AwsAnswer::Users(Ok(Page { items, next: None }))
            }
            AwsRead::Report => AwsAnswer::Report(Ok(self.report())),
            AwsRead::NewReport => AwsAnswer::NewReport(Ok(self.report())),
            AwsRead::Authorization(_) => {
                let details = |name| AuthorizationDetails {
                    details: UserDetails { user: user(&name), tags: Vec::new() },
                    groups: Vec::new(),
                };
                let items = (0..self.users).map(|number| details(name(number))).collect();
                AwsAnswer::Authorization(Ok(Page { items, next: None }))
            }
            AwsRead::OwnUser => {
                AwsAnswer::OwnUser(Ok(UserDetails { user: user(&name(0)), tags: Vec::new() }))
            }
            AwsRead::User(name) => AwsAnswer::User(
                name.clone(),
                Ok(UserDetails { user: user(name), tags: Vec::new() }),
            ),
            AwsRead::Keys(user, urgency) => AwsAnswer::Keys(
                user.clone(),
                *urgency,
                Ok(KeyListing { keys: vec![self.key(user)] }),
            ),
            AwsRead::Usage(user, key, _) => {
                AwsAnswer::Usage(user.clone(), key.clone(), Ok(self.usage(Some(user.clone()))))
            }
            AwsRead::Owner(key, _) => {
                let Usage { last_used, .. } = self.usage(None);
                AwsAnswer::Owner(
                    key.clone(),
                    Ok(Finding { key: key.clone(), verdict: Verdict::Root { last_used } }),
                )
            }
            AwsRead::Mfa(user) => AwsAnswer::Mfa(user.clone(), Ok(1)),
            AwsRead::ConsoleAccess(user) => {
                AwsAnswer::ConsoleAccess(user.clone(), Ok(ConsoleAccess::Enabled))
            }
            // What no bench asks for.
            AwsRead::OwnDevices(_) => {
                let denied = FailureKind::Denied;
                read.failed(Failure::new(read.operation(), denied, "not authorized"))
            }
        }
    }

    fn report(&self) -> CredentialReport {
        let row = |name: UserName| {
            let key = self.key(&name);
            let reported = ReportedUser {
                arn: user(&name).arn,
                created: None,
                console_access: Some(ConsoleAccess::Enabled),
                password_last_used: None,
                password_last_changed: None,
                mfa_active: Some(true),
                keys: vec![ReportedKey {
                    active: key.status == Status::Active,
                    created_or_changed: key.created,
                    last_used: self.usage(None).last_used,
                }],
                signing_certificates: 0,
            };
            (name, reported)
        };
        let users = (0..self.users).map(|number| row(name(number))).collect();
        CredentialReport { generated: self.now, users, root: None }
    }

    fn key(&self, user: &UserName) -> AccessKey {
        let number: usize = user.as_str().trim_start_matches("user-").parse().unwrap_or(0);
        let age = i64::try_from(number % 500).unwrap_or(0);
        AccessKey {
            id: AccessKeyId::from_iam(&format!("AKIABENCHKEY{number:0>8}")),
            user: user.clone(),
            status: if number.is_multiple_of(3) { Status::Inactive } else { Status::Active },
            created: Some(self.now - TimeDelta::days(age)),
        }
    }

    fn usage(&self, user: Option<UserName>) -> Usage {
        let date = self.now - TimeDelta::hours(5);
        Usage { user, last_used: LastUsed::At { date, region: None, service: None } }
    }
}

fn name(number: usize) -> UserName {
    UserName::from_iam(&format!("user-{number:0>5}"))
}

fn user(name: &UserName) -> User {
    User {
        name: name.clone(),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        path: "/".to_owned(),
        created: None,
        password_last_used: None,
    }
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
