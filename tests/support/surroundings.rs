//! What the loop runs in here: no keyboard, a screen and a clipboard in memory, the account's
//! clock.

use super::Setup;
use akia::aws;
use akia::console::Clip;
use akia::demo::DemoAccount;
use akia::domain::{
    AccessKeyEvent, AccountId, JournalEntry, JournalNotice, LocalError, Preferences, Secret,
    UserName,
};
use akia::host::environment::Environment;
use akia::host::journal::Journal;
use akia::host::known_accounts::KnownAccounts;
use akia::runtime::credentials::CredentialsFile;
use akia::runtime::{self, Clock, Input, LocalMachine, Machine, Screen, UserInput};
use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use std::future::pending;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

/// A keyboard that nobody touches: the test itself says what is pressed.
pub(super) struct NoInput;

impl Input for NoInput {
    async fn next(&mut self) -> io::Result<UserInput> {
        pending().await
    }

    fn pause(&mut self) {}

    fn resume(&mut self) {}
}

/// A screen in memory.
pub(super) struct TestScreen {
    terminal: Terminal<TestBackend>,
    /// How often it was to forget what it had drawn.
    pub(super) forgotten: usize,
}

impl TestScreen {
    pub(super) fn new((columns, rows): (u16, u16)) -> Self {
        let backend = TestBackend::new(columns, rows);
        let terminal = Terminal::new(backend).expect("a terminal in memory");
        Self { terminal, forgotten: 0 }
    }
}

impl Screen for TestScreen {
    fn size(&self) -> io::Result<Size> {
        Ok(self.terminal.size().expect("a terminal in memory"))
    }

    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.terminal.draw(render).expect("a terminal in memory");
        Ok(())
    }

    fn forget_drawn(&mut self) {
        self.forgotten += 1;
    }

    fn write_escape(&mut self, _: &Secret) -> io::Result<()> {
        Ok(())
    }

    fn lend_to(&mut self, _: &str) {}

    fn take_back(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn stop_until_continued(&mut self) -> io::Result<bool> {
        Ok(true)
    }

    fn take_back_from_shell(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

/// The account's clock, which stands still but for the timers that are waited for.
#[derive(Clone)]
pub(super) struct TestClock {
    demo: DemoAccount,
    /// The time that was spent besides.
    ahead: Arc<Mutex<TimeDelta>>,
}

impl TestClock {
    pub(super) fn new(demo: &DemoAccount) -> Self {
        Self { demo: demo.clone(), ahead: Arc::default() }
    }

    pub(super) fn advance(&self, time: TimeDelta) {
        *self.ahead.lock().expect("no test panics here") += time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.demo.now() + *self.ahead.lock().expect("no test panics here")
    }
}

/// A text that was put on the clipboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Copied {
    pub(crate) what: &'static str,
    pub(crate) text: String,
    pub(crate) sensitive: bool,
}

/// What came to the machine. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct MachineLog(Arc<Mutex<Log>>);

#[derive(Default)]
pub(super) struct Log {
    pub(super) copied: Vec<Copied>,
    pub(super) journal: Vec<JournalEntry>,
}

impl MachineLog {
    pub(super) fn lock(&self) -> MutexGuard<'_, Log> {
        self.0.lock().expect("no test panics here")
    }
}

/// The program's own machine, with a folder that the test gives, and a clipboard and a journal that
/// it looks into.
pub(super) struct TestMachine {
    local: LocalMachine,
    log: MachineLog,
    /// What ended sessions left unsaved, until that is asked for.
    notices: Mutex<Vec<JournalNotice>>,
}

impl TestMachine {
    pub(super) fn new(
        setup: &Setup,
        options: &aws::Options,
        downloads: &Path,
        log: MachineLog,
    ) -> Self {
        let (here, downloads) = (Environment::default(), Ok(downloads.to_owned()));
        let journal = setup.journal_failure.clone().map_or(Ok(Journal::in_memory()), Err);
        let local =
            LocalMachine::new(here, CredentialsFile::for_account(options), downloads, journal);
        Self { local, log, notices: Mutex::new(setup.notices.clone()) }
    }
}

impl Machine for TestMachine {
    async fn copy(&self, clip: &Clip) -> runtime::Copied {
        let text = clip.text.read(str::to_owned);
        assert!(!format!("{clip:?}").contains(&text), "a text for the clipboard in Debug");
        self.log.lock().copied.push(Copied { what: clip.what, text, sensitive: clip.sensitive });
        let result = Ok(format!("{} copied.", clip.what));
        runtime::Copied { result, escape: None, clear_at: None }
    }

    async fn clear_clipboard(&self) {}

    async fn close(&self) {}

    fn record(&self, now: DateTime<Utc>, entry: &JournalEntry) -> Result<(), LocalError> {
        self.local.record(now, entry)?;
        self.log.lock().journal.push(entry.clone());
        Ok(())
    }

    fn notices(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> Result<Vec<JournalNotice>, LocalError> {
        let notices = std::mem::take(&mut *self.notices.lock().expect("no test panics here"));
        if notices.is_empty() { self.local.notices(account, endpoint) } else { Ok(notices) }
    }

    fn key_events(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        user: &UserName,
    ) -> Result<Vec<AccessKeyEvent>, LocalError> {
        self.local.key_events(account, endpoint, user)
    }

    fn downloads(&self) -> Result<&Path, LocalError> {
        self.local.downloads()
    }

    fn environment(&self) -> Environment {
        self.local.environment()
    }

    fn credentials(&self) -> &CredentialsFile {
        self.local.credentials()
    }

    fn known_accounts(&self) -> Option<&KnownAccounts> {
        self.local.known_accounts()
    }

    fn save_preferences(&self, preferences: &Preferences) {
        self.local.save_preferences(preferences);
    }
}
