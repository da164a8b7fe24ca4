//! The real input, screen and clock: the terminal, the signals and the system's time.

use super::keyboard::Keyboard;
use super::seams::{Clock, Input, Screen, UserInput};
use super::signals::{HANG_UP, Signals};
use super::standard_error;
use crate::domain::Secret;
use crate::host::terminal::{self, HangUp};
use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::layout::Size;
use rustix::process;
use std::future::pending;
use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The terminal's keys, and what ends the program: a signal, or a terminal that is gone.
#[derive(Debug)]
pub(super) struct TerminalInput {
    signals: Signals,
    hang_up: HangUp,
    continued: Signal,
    /// None while another program has the terminal.
    keyboard: Option<Keyboard>,
}

impl TerminalInput {
    pub(super) fn new(signals: Signals) -> io::Result<Self> {
        let continued = signal(SignalKind::from_raw(process::Signal::CONT.as_raw()))?;
        let (hang_up, keyboard) = (HangUp::watch()?, Some(Keyboard::new()));
        Ok(Self { signals, hang_up, continued, keyboard })
    }
}

impl Input for TerminalInput {
    async fn next(&mut self) -> io::Result<UserInput> {
        let keyboard = &mut self.keyboard;
        let keys = async {
            match keyboard {
                Some(keyboard) => keyboard.next().await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            number = self.signals.next() => Ok(UserInput::Signal(number)),
            () = self.hang_up.wait() => Ok(UserInput::Signal(HANG_UP)),
            _ = self.continued.recv() => Ok(UserInput::Continued),
            events = keys => Ok(UserInput::Events(events?)),
        }
    }

    fn pause(&mut self) {
        self.keyboard = None;
    }

    fn resume(&mut self) {
        self.keyboard.get_or_insert_with(Keyboard::new);
    }
}

impl Screen for terminal::Screen {
    fn size(&self) -> io::Result<Size> {
        self.size()
    }

    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.draw(render)
    }

    fn forget_drawn(&mut self) {
        self.wipe_drawn();
    }

    fn write_escape(&mut self, escape: &Secret) -> io::Result<()> {
        self.write_escape(escape)
    }

    fn lend_to(&mut self, program: &str) {
        self.suspend();
        standard_error::lending_terminal(program);
    }

    fn take_back(&mut self) -> io::Result<()> {
        self.resume()
    }

    fn stop_until_continued(&mut self) -> io::Result<bool> {
        self.stop_until_continued()
    }

    fn take_back_from_shell(&mut self) -> io::Result<bool> {
        self.take_back_from_shell()
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
