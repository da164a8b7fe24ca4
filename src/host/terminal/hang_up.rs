//! Notices that the terminal is gone.
//!
//! Only a session's leader gets SIGHUP, and crossterm does not report it either: it reads nothing,
//! in a busy loop. So a thread waits for it, and input is only read while the terminal is there.

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::termios::isatty;
use std::future::pending;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::thread;
use tokio::sync::oneshot;

/// Watches a terminal from a thread of its own, which sleeps until the terminal is gone.
#[derive(Debug)]
pub(crate) struct HangUp(oneshot::Receiver<()>);

impl HangUp {
    /// Watches standard input.
    pub(crate) fn watch() -> io::Result<Self> {
        Self::of(io::stdin())
    }

    fn of(terminal: impl AsFd) -> io::Result<Self> {
        let terminal = terminal.as_fd().try_clone_to_owned()?;
        let (sender, disconnected) = oneshot::channel();
        thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
            wait_for_hang_up(&terminal);
            // On a system that cannot wait for this, `poll` returns while the terminal is still
            // there.
            if !isatty(&terminal) {
                let _no_receiver = sender.send(());
            }
        })?;
        Ok(Self(disconnected))
    }

    /// Waits until the terminal is gone.
    pub(crate) async fn wait(&mut self) {
        if (&mut self.0).await.is_err() {
            pending::<()>().await;
        }
    }
}

/// Blocks until the terminal is gone. `poll` always reports that; key presses are not requested.
fn wait_for_hang_up(terminal: &OwnedFd) {
    loop {
        let mut watched = [PollFd::new(terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Err(Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// Whether standard input, which was a terminal, is no longer one.
pub(crate) fn is_disconnected() -> bool {
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
            assert!(timeout(SOON, hang_up.wait()).await.is_err());
        }
        assert!(isatty(&terminal));
        drop((keys, pair));
        timeout(LONG, hang_up.wait()).await.unwrap();
        assert!(!isatty(&terminal));
    }
}
