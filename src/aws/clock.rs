//! The clock of an account in this process: it runs with tokio's timers, so that where a test
//! pauses those, the SDK's pacing sees the same time pass as its sleeps do.

use aws_types::sdk_config::TimeSource;
use std::time::SystemTime;
use tokio::time::Instant;

/// The machine's time, running on with the timers.
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
