//! A question on the terminal of a command that does without the screen, answered unseen: as
//! `getpass` does it, which the AWS CLI asks for MFA codes with.

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

/// The most characters an answer has.
const LONGEST: usize = 64;
/// Long after a signal has come to this process.
const A_MOMENT: Duration = Duration::from_millis(100);
/// The exit status after SIGTERM, as a shell reports it.
const TERMINATED: i32 = 128 + 15;

const INTERRUPT: u8 = 0x03;
const END_OF_TEXT: u8 = 0x04;
const BACKSPACE: u8 = 0x08;
const KILL_LINE: u8 = 0x15;
const SUSPEND: u8 = 0x1a;
const QUIT: u8 = 0x1c;
const DELETE: u8 = 0x7f;

/// Asks on the terminal, whatever standard input and output are. It needs tokio's runtime.
///
/// # Errors
/// When there is no terminal, or nobody answers on it.
pub async fn ask(question: &str) -> io::Result<Secret> {
    let terminal = Arc::new(Quiet::begin(question)?);
    // Else the shell would be left without an echo.
    let mut terminated = signal(SignalKind::terminate())?;
    let at_the_end = Arc::downgrade(&terminal);
    tokio::spawn(async move {
        if terminated.recv().await.is_some() {
            if let Some(terminal) = at_the_end.upgrade() {
                terminal.restore();
            }
            process::exit(TERMINATED);
        }
    });
    spawn_blocking(move || terminal.read()).await.map_err(io::Error::other)?
}

/// A terminal that does not show what is typed.
#[derive(Debug)]
struct Quiet {
    terminal: File,
    found: Termios,
    question: String,
}

impl Quiet {
    fn begin(question: &str) -> io::Result<Self> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let found = tcgetattr(&terminal)?;
        let quiet = Self { terminal, found, question: question.to_owned() };
        quiet.set()?;
        Ok(quiet)
    }

    /// The keys that make signals come as characters: the terminal is given back before what they
    /// ask for is done.
    fn set(&self) -> io::Result<()> {
        let mut modes = self.found.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(&self.terminal, OptionalActions::Flush, &modes)?;
        (&self.terminal).write_all(self.question.as_bytes())
    }

    fn restore(&self) {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.found);
        let _ = (&self.terminal).write_all(b"\n");
    }

    fn read(&self) -> io::Result<Secret> {
        let mut typed = Zeroizing::new(String::with_capacity(LONGEST));
        loop {
            let mut byte = [0];
            if (&self.terminal).read(&mut byte)? == 0 {
                return Err(ended());
            }
            match byte {
                [b'\r' | b'\n'] => return Ok(Secret::new(std::mem::take(&mut *typed))),
                [END_OF_TEXT] if typed.is_empty() => return Err(ended()),
                [INTERRUPT] => self.signal(Signal::INT)?,
                [QUIT] => self.signal(Signal::QUIT)?,
                [SUSPEND] => {
                    typed.clear();
                    self.signal(Signal::TSTP)?;
                }
                [BACKSPACE | DELETE] => drop(typed.pop()),
                [KILL_LINE] => typed.clear(),
                [byte] if byte.is_ascii() && !byte.is_ascii_control() && typed.len() < LONGEST => {
                    typed.push(char::from(byte));
                }
                [_] => {}
            }
        }
    }

    /// Does what the key asks for; if the program goes on after it, asks again.
    fn signal(&self, signal: Signal) -> io::Result<()> {
        self.restore();
        kill_process(getpid(), signal)?;
        // Another thread may be the one that is told: until then the terminal stays the shell's.
        thread::sleep(A_MOMENT);
        self.set()
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        self.restore();
    }
}

fn ended() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "nothing was entered")
}
