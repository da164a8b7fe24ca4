//! A question with a hidden answer, for commands without the full screen. It works like `getpass`,
//! with which the AWS CLI asks for MFA codes.

use crate::domain::Secret;
use rustix::process::{Signal, getpid, kill_process};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::process;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

/// The longest answer, in characters.
const MAX_LENGTH: usize = 64;
/// Longer than it takes to deliver a signal to this process.
const SIGNAL_DELIVERY: Duration = Duration::from_millis(100);
/// The exit status after SIGTERM, as a shell reports it.
const SIGTERM_EXIT_STATUS: i32 = 128 + 15;

const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const BACKSPACE: u8 = 0x08;
const CTRL_U: u8 = 0x15;
const CTRL_Z: u8 = 0x1a;
const CTRL_BACKSLASH: u8 = 0x1c;
const DELETE: u8 = 0x7f;

/// Asks on the controlling terminal, whatever standard input and output are. Needs a tokio runtime.
pub(crate) async fn read_hidden(question: &str) -> io::Result<Secret> {
    let terminal = Arc::new(HiddenInput::begin(question)?);
    // SIGTERM would otherwise leave the shell without echo.
    let mut terminated = signal(SignalKind::terminate())?;
    let weak_terminal = Arc::downgrade(&terminal);
    tokio::spawn(async move {
        if terminated.recv().await.is_some() {
            if let Some(terminal) = weak_terminal.upgrade() {
                terminal.restore();
            }
            process::exit(SIGTERM_EXIT_STATUS);
        }
    });
    spawn_blocking(move || terminal.read()).await.map_err(io::Error::other)?
}

/// The terminal without echo. Dropping it restores the echo.
#[derive(Debug)]
struct HiddenInput {
    terminal: File,
    original: Termios,
    question: String,
}

impl HiddenInput {
    fn begin(question: &str) -> io::Result<Self> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let original = tcgetattr(&terminal)?;
        let input = Self { terminal, original, question: question.to_owned() };
        input.prompt()?;
        Ok(input)
    }

    /// Turns off echo and shows the question. Keys such as Ctrl-C arrive as characters, so that the
    /// terminal can be restored before their signal is sent.
    fn prompt(&self) -> io::Result<()> {
        let mut modes = self.original.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(&self.terminal, OptionalActions::Flush, &modes)?;
        (&self.terminal).write_all(self.question.as_bytes())
    }

    fn restore(&self) {
        // Errors mean that the terminal is gone.
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.original);
        let _ = (&self.terminal).write_all(b"\n");
    }

    fn read(&self) -> io::Result<Secret> {
        let mut typed = Zeroizing::new(String::with_capacity(MAX_LENGTH));
        loop {
            let mut byte = [0];
            if (&self.terminal).read(&mut byte)? == 0 {
                return Err(no_answer());
            }
            match byte {
                [b'\r' | b'\n'] => return Ok(Secret::new(std::mem::take(&mut *typed))),
                [CTRL_D] if typed.is_empty() => return Err(no_answer()),
                [CTRL_C] => self.raise(Signal::INT)?,
                [CTRL_BACKSLASH] => self.raise(Signal::QUIT)?,
                [CTRL_Z] => {
                    typed.clear();
                    self.raise(Signal::TSTP)?;
                }
                [BACKSPACE | DELETE] => drop(typed.pop()),
                [CTRL_U] => typed.clear(),
                [byte]
                    if byte.is_ascii() && !byte.is_ascii_control() && typed.len() < MAX_LENGTH =>
                {
                    typed.push(char::from(byte));
                }
                [_] => {}
            }
        }
    }

    /// Sends the signal of a key. If the program survives it or is continued, asks again.
    fn raise(&self, signal: Signal) -> io::Result<()> {
        self.restore();
        kill_process(getpid(), signal)?;
        // The signal may take effect on another thread; the terminal is the shell's until then.
        thread::sleep(SIGNAL_DELIVERY);
        self.prompt()
    }
}

impl Drop for HiddenInput {
    fn drop(&mut self) {
        self.restore();
    }
}

fn no_answer() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "nothing was entered")
}
