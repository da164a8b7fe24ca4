//! How a console is started.

use super::surroundings::{MachineLog, TestClock, TestMachine, TestScreen};
use super::{Delivery, DeliveryRule, Driver};
use akia::aws;
use akia::console::{Reply, Settings, Start};
use akia::demo::{DemoAccount, DemoKey, DemoUser, Fault, Policy};
use akia::domain::{AccessKeyId, Failure, JournalEntry, JournalNotice, Status, UserName};
use akia::runtime::{self, Ended, Input, LaunchOptions};
use akia::ui::Theme;
use aws_credential_types::Credentials;
use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use tokio::runtime::Handle;

/// AWS's answer to a key that it does not know, or not yet.
pub(crate) const NOT_KNOWN: Fault = Fault::Error {
    code: "InvalidClientTokenId",
    status: 403,
    message: "The security token included in the request is invalid.",
};

/// What a test starts from: the built-in account, its administrator, 100 columns and 36 rows.
pub(crate) struct Setup {
    pub(crate) demo: DemoAccount,
    pub(super) credentials: Credentials,
    pub(super) size: (u16, u16),
    pub(super) colour: bool,
    pub(super) refusals: Vec<Failure>,
    pub(super) notices: Vec<JournalNotice>,
    pub(super) journal_failure: Option<String>,
    pub(super) delivery: DeliveryRule,
    pub(super) config: Option<String>,
    start: Start,
    read_only: bool,
    profile: Option<String>,
}

impl Setup {
    /// The moment at which every test begins.
    pub(crate) fn noon() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().expect("a date")
    }

    /// The built-in account.
    pub(crate) fn built_in() -> Self {
        Self::of(DemoAccount::new(Self::noon()))
    }

    /// An account with these users and the administrator `ops-admin`.
    pub(crate) fn with_users(users: impl IntoIterator<Item = DemoUser>) -> Self {
        Self::of(DemoAccount::with_users(Self::noon(), users.into_iter().collect()))
    }

    pub(crate) fn of(demo: DemoAccount) -> Self {
        Self {
            credentials: demo.credentials(),
            demo,
            size: (100, 36),
            colour: false,
            refusals: Vec::new(),
            notices: Vec::new(),
            journal_failure: None,
            delivery: Box::new(|_| Delivery::AtOnce),
            config: None,
            start: Start::Users,
            read_only: false,
            profile: None,
        }
    }

    /// `akia NAME`
    pub(crate) fn at_user(self, name: &str) -> Self {
        Self { start: Start::User(UserName::from_iam(name)), ..self }
    }

    /// `akia AKIA…`
    pub(crate) fn at_key(self, id: &str) -> Self {
        Self { start: Start::Key(AccessKeyId::from_iam(id)), ..self }
    }

    /// Signed in as this user, who has an active key.
    pub(crate) fn signed_in_as(self, user: &str) -> Self {
        let credentials = self.demo.credentials_of(user).expect("a user with an active key");
        Self { credentials, ..self }
    }

    /// Signed in as a role, with a temporary key.
    pub(crate) fn signed_in_as_a_role(self) -> Self {
        Self { credentials: DemoAccount::role_credentials(), ..self }
    }

    pub(crate) fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    pub(crate) fn profile(self, profile: &str) -> Self {
        Self { profile: Some(profile.to_owned()), ..self }
    }

    /// Not the built-in account's own session, but this profile of this configuration file.
    pub(crate) fn with_profile(self, profile: &str, config: &str) -> Self {
        Self { config: Some(config.to_owned()), ..self.profile(profile) }
    }

    pub(crate) fn size(self, columns: u16, rows: u16) -> Self {
        Self { size: (columns, rows), ..self }
    }

    pub(crate) fn coloured(self) -> Self {
        Self { colour: true, ..self }
    }

    /// The first attempt to connect fails like this.
    pub(crate) fn connect_fails(self, failure: Failure) -> Self {
        Self { refusals: vec![failure], ..self }
    }

    /// What ended sessions left unsaved.
    pub(crate) fn notices(self, notices: Vec<JournalNotice>) -> Self {
        Self { notices, ..self }
    }

    /// The journal cannot be written, for this reason.
    pub(crate) fn journal_fails(self, reason: &str) -> Self {
        Self { journal_failure: Some(reason.to_owned()), ..self }
    }

    /// What becomes of answers.
    pub(crate) fn delivery(self, rule: impl FnMut(&mut Reply) -> Delivery + 'static) -> Self {
        Self { delivery: Box::new(rule), ..self }
    }

    /// What the program's own arguments would lead to.
    pub(super) fn launch_options(
        &self,
        downloads: &TempDir,
        log: &MachineLog,
    ) -> LaunchOptions<TestMachine> {
        let settings = Settings {
            read_only: self.read_only,
            start: self.start.clone(),
            profile: self.profile.clone(),
            demo: self.config.is_none(),
            ..Settings::default()
        };
        let (http, credentials) = (self.demo.http_client(), self.credentials.clone());
        let transport = match self.config.clone() {
            None => aws::Transport::InProcess { http, credentials },
            Some(config) => aws::Transport::InProcessProfiles { http, config },
        };
        let aws = aws::Options::through(transport);
        let machine = TestMachine::new(self, &aws, downloads.path(), log.clone());
        LaunchOptions { settings, aws, theme: Theme { colour: self.colour }, machine }
    }

    /// The whole program on this input, from the first frame to the end; and what the journal has.
    pub(crate) async fn run(self, input: impl Input) -> (Ended, Vec<JournalEntry>) {
        let downloads = tempfile::tempdir().expect("a temporary folder");
        let log = MachineLog::default();
        let options = self.launch_options(&downloads, &log);
        let surroundings = (input, TestScreen::new(self.size), TestClock::new(&self.demo));
        let ended = runtime::run(options, surroundings, Handle::current()).await;
        let journal = log.lock().journal.clone();
        (ended.expect("a screen in memory"), journal)
    }

    /// The console with its first effects in flight.
    pub(crate) fn begin(self) -> Driver {
        Driver::start(self)
    }

    /// The console with everything read.
    pub(crate) async fn open(self) -> Driver {
        let mut driver = self.begin();
        driver.settle().await;
        driver
    }
}

/// A connection to this account, signed with these credentials.
pub(crate) async fn connect_as(demo: &DemoAccount, credentials: Credentials) -> aws::Account {
    let transport = aws::Transport::InProcess { http: demo.http_client(), credentials };
    aws::connect(&aws::Options::through(transport)).await.expect("the account is in memory")
}

/// A user who may do nothing, with a key of each status, made 200 days ago.
pub(crate) fn user_with_keys(name: &str, statuses: &[Status]) -> DemoUser {
    let made = Setup::noon() - TimeDelta::days(200);
    let ids = ["AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE", "AKIAJMIGD6UPCXCFWVOA"];
    let mut user = DemoUser::new(name, made - TimeDelta::days(100));
    user.policy = Policy::Nothing;
    user.keys = ids.iter().zip(statuses).map(|(id, _)| DemoKey::new(id, made)).collect();
    for (key, status) in user.keys.iter_mut().zip(statuses) {
        key.status = status.clone();
    }
    user
}
