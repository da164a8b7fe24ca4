//! The signals that end the console, so that none leaves the alternate screen, and perhaps a
//! secret on it, behind.

use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGHUP, also for a terminal that is gone without one: only the leader of a session is sent it.
pub(super) const HANG_UP: u8 = 1;

/// The signals that end the program.
#[derive(Debug)]
pub(super) struct Signals {
    hang_up: Signal,
    /// Not a key: in raw mode Ctrl-C is none of these. But `kill -INT` is, and so is Ctrl-C while
    /// another program has the terminal, which gets it too.
    interrupt: Signal,
    quit: Signal,
    terminate: Signal,
}

impl Signals {
    /// From now on they do not end the program by themselves.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next, and gives its number.
    pub(super) async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.terminate.recv() => 15,
            _ = self.quit.recv() => 3,
            _ = self.interrupt.recv() => 2,
            _ = self.hang_up.recv() => HANG_UP,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{Signal, getpid, kill_process};

    #[tokio::test]
    async fn signals_that_would_end_the_program_are_received() {
        let mut signals = Signals::new().unwrap();
        for (signal, number) in
            [(Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3), (Signal::TERM, 15)]
        {
            kill_process(getpid(), signal).unwrap();
            assert_eq!(signals.next().await, number);
        }
    }
}
