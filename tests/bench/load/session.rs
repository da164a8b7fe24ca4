//! The program's own session on an account of any size, by the real SDK, on the clock of tokio's
//! timers.

use crate::SIZE;
use crate::support::{Driver, Setup};
use akia::demo::DemoAccount;
use akia::domain::UserName;
use std::time::Duration;
use tokio::time::Instant;

/// A session that loads its account.
pub(crate) struct LoadSession {
    pub(crate) driver: Driver,
    started: Instant,
}

impl LoadSession {
    pub(crate) fn start(demo: DemoAccount) -> Self {
        let driver = Setup::of(demo).size(SIZE.0, SIZE.1).begin();
        Self { driver, started: Instant::now() }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Waits until something holds, and returns how long that took. `None` when it does not hold
    /// although no answer is awaited any more.
    pub(crate) async fn until(&mut self, holds: impl Fn(&Self) -> bool) -> Option<Duration> {
        let asked = Instant::now();
        while !holds(self) {
            if self.driver.is_idle() {
                return None;
            }
            self.driver.step().await;
        }
        Some(asked.elapsed())
    }

    /// Whether any user is listed.
    pub(crate) fn has_rows(&self) -> bool {
        self.driver.console().model().directory.user_count() > 0
    }

    /// Whether all users are listed, and the age of each one's keys is shown: from their list, or
    /// from the credential report.
    pub(crate) fn has_all_ages(&self) -> bool {
        let directory = &self.driver.console().model().directory;
        directory.list().completed().is_some()
            && directory
                .users()
                .all(|user| self.knows_keys_of(user) || directory.reported(user).is_some())
    }

    /// Whether all users are listed, and the keys of each are known.
    pub(crate) fn has_all_keys(&self) -> bool {
        let directory = &self.driver.console().model().directory;
        directory.list().completed().is_some()
            && directory.users_with_keys_known() == directory.user_count()
    }

    /// Whether a user's keys are known.
    pub(crate) fn knows_keys_of(&self, user: &UserName) -> bool {
        let record = self.driver.console().model().directory.record(user);
        record.is_some_and(|record| record.keys.value().is_some())
    }
}
