//! The clock of an account in this process. It runs with tokio's timers, so that in a test that
//! pauses them the SDK's retries see the same time pass as its sleeps do.

use aws_types::sdk_config::TimeSource;
use std::time::SystemTime;
use tokio::time::Instant;

/// The machine's time at the start, and what tokio's timers added since.
#[derive(Debug)]
pub(super) struct TokioClock {
    started: SystemTime,
    since: Instant,
}

impl TokioClock {
    pub(super) fn start() -> Self {
        Self { started: SystemTime::now(), since: Instant::now() }
    }
}

impl TimeSource for TokioClock {
    fn now(&self) -> SystemTime {
        self.started + self.since.elapsed()
    }
}
