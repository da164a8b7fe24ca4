//! The loop: event → [`Console::update`](crate::console::Console::update) → effects run → event.
//!
//! The loop's thread draws, reads keys, and never waits for AWS; the SDK runs on a thread of its
//! own (`worker`), so that TLS and XML never delay a key press.
//!
//! [`run`] is generic over what surrounds it (`seams`): [`run_in_terminal`] gives it the terminal
//! and this machine, a test its own.

mod active_account;
mod calls;
pub mod credentials;
mod effect_runner;
mod journal;
pub(crate) mod key_replacements;
mod keyboard;
mod local_machine;
mod lock;
mod messages;
mod profiles;
mod seams;
mod session;
mod signals;
mod standard_error;
mod terminal;
mod worker;

pub use local_machine::LocalMachine;
pub use messages::Message;
pub use seams::{Clock, Copied, Input, Machine, Screen, UserInput};
pub use session::{Session, Wakeup};

use self::signals::{HANG_UP, Signals};
use self::terminal::{SystemClock, TerminalInput};
use self::worker::Worker;
use crate::aws;
use crate::console::Settings;
use crate::host::terminal::{EnterError, is_disconnected};
use crate::ui::Theme;
use std::io;
use tokio::runtime::Handle;

/// Everything a session is started with.
pub struct LaunchOptions<M = LocalMachine> {
    /// How the console is set up.
    pub settings: Settings,
    /// Where AWS is.
    pub aws: aws::Options,
    /// Colours.
    pub theme: Theme,
    /// The machine the user sits at.
    pub machine: M,
}

/// Why the console could not run.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages describe the variants")]
pub enum RunError {
    #[error(transparent)]
    Enter(#[from] EnterError),
    #[error("the terminal cannot be used any more: {0}")]
    Io(#[from] io::Error),
}

/// Why the console ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The user quit.
    ByUser,
    /// A signal: SIGTERM (15), SIGINT (2), SIGQUIT (3), or SIGHUP (1), also when the terminal is
    /// gone.
    BySignal(u8),
}

/// Runs the console in the terminal, on this machine, until the user quits or a signal ends it.
///
/// # Errors
/// When the terminal cannot be taken, or fails.
pub async fn run_in_terminal(options: LaunchOptions) -> Result<Ended, RunError> {
    // Before the screen is taken: no signal may end the program and leave it taken.
    let signals = Signals::new()?;
    let screen = crate::host::terminal::Screen::enter(true)?;
    let input = TerminalInput::new(signals)?;
    let worker = Worker::start()?;
    match run(options, (input, screen, SystemClock), worker.handle().clone()).await {
        // Only the leader of a session is sent a signal for it.
        Err(_) if is_disconnected() => Ok(Ended::BySignal(HANG_UP)),
        ended => Ok(ended?),
    }
}

/// Runs the console until the user quits or a signal ends it. AWS is called on the `worker`
/// runtime, everything else on the current one.
///
/// # Errors
/// When input or screen fail.
pub async fn run<I: Input, S: Screen, C: Clock, M: Machine>(
    options: LaunchOptions<M>,
    surroundings: (I, S, C),
    worker: Handle,
) -> io::Result<Ended> {
    let mut session = Session::start(options, surroundings, worker)?;
    let ended = run_until_ended(&mut session).await;
    session.finish().await;
    ended
}

async fn run_until_ended<I: Input, S: Screen, C: Clock, M: Machine>(
    session: &mut Session<I, S, C, M>,
) -> io::Result<Ended> {
    loop {
        if let Some(ended) = session.ended() {
            return Ok(ended);
        }
        let wakeup = session.next().await;
        session.handle(wakeup)?;
    }
}
