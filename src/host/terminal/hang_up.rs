//! Whether the terminal is still there.
//!
//! Only a session's leader is told by a signal when it is not, and crossterm does not say so
//! either: it reads nothing, again and again, as fast as it can. So this watches, and whoever reads
//! keys looks first.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::termios::isatty;
use std::future::pending;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::thread;
use tokio::sync::oneshot;

/// Watches a terminal, from a thread of its own that sleeps until then.
#[derive(Debug)]
pub struct HangUp(oneshot::Receiver<()>);

impl HangUp {
    /// Watches standard input.
    ///
    /// # Errors
    /// When there can be no thread.
    pub fn watch() -> io::Result<Self> {
        Self::of(io::stdin())
    }

    fn of(terminal: impl AsFd) -> io::Result<Self> {
        let terminal = terminal.as_fd().try_clone_to_owned()?;
        let (gone, told) = oneshot::channel();
        thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
            wait(&terminal);
            // Where a system cannot wait for this, the terminal is still there: nothing is told.
            if !isatty(&terminal) {
                let _nobody_waits = gone.send(());
            }
        })?;
        Ok(Self(told))
    }

    /// Waits until the terminal is gone.
    pub async fn happened(&mut self) {
        if (&mut self.0).await.is_err() {
            pending::<()>().await;
        }
    }
}

/// Blocks until the terminal is gone: that is always told, and keys are not asked for.
fn wait(terminal: &OwnedFd) {
    loop {
        let mut watched = [PollFd::new(terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Err(Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// Whether standard input, which was a terminal, is none any more: what it was is gone.
#[must_use]
pub fn is_gone() -> bool {
    !isatty(io::stdin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use portable_pty::{PtySize, native_pty_system};
    use rustix::fs::{Mode, OFlags, open};
    use std::io::Write as _;
    use std::time::Duration;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_millis(200);
    const LONG: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn a_terminal_that_is_closed_is_noticed_but_keys_are_not() {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let path = pair.master.tty_name().unwrap();
        let terminal = open(path, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let mut hang_up = HangUp::of(&terminal).unwrap();
        let mut keys = pair.master.take_writer().unwrap();
        for _ in 0..2 {
            keys.write_all(b"x\n").unwrap();
            assert!(timeout(SOON, hang_up.happened()).await.is_err());
        }
        assert!(isatty(&terminal));
        drop((keys, pair));
        timeout(LONG, hang_up.happened()).await.unwrap();
        assert!(!isatty(&terminal));
    }
}
