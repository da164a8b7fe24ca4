//! The loop: event → [`Console::update`] → effects run → event.
//!
//! The loop's thread draws, reads keys, and never waits for AWS; the SDK runs on a thread of its
//! own (`worker`), so that TLS and XML never delay a key press.

pub mod calls;
pub mod credentials;
mod effect_runner;
mod input;
mod journal;
pub mod key_replacements;
mod messages;
mod profiles;
mod signals;
mod standard_error;
mod worker;

use self::effect_runner::EffectRunner;
use self::input::Keyboard;
use self::messages::{Message, MessageReceiver};
use self::signals::Signals;
use crate::aws;
use crate::console::{Console, Effect, Event, Reply, Settings};
use crate::host::clipboard::Clipboard;
use crate::host::environment::Environment;
use crate::host::journal::Journal;
use crate::host::known_accounts::KnownAccounts;
use crate::host::memory::Memory;
use crate::host::terminal::{self, EnterError, HangUp, Screen};
use crate::ui::Theme;
use chrono::{DateTime, Utc};
use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// What brings rows into the table redraws it at most this often.
const FRAME: Duration = Duration::from_millis(33);

/// SIGHUP, sent or not: the terminal is gone.
const HANG_UP: u8 = 1;

/// Everything a session is started with.
pub struct Start {
    /// What the console is to be.
    pub settings: Settings,
    /// Where AWS is.
    pub aws: aws::Options,
    /// Where .csv files go, or why there is no such place.
    pub downloads: Result<PathBuf, String>,
    /// The journal, or why there is none.
    pub journal: Result<Journal, String>,
    /// Which profile was for which account, if that is remembered.
    pub known_accounts: Option<KnownAccounts>,
    /// The machine's clipboards.
    pub clipboard: Clipboard,
    /// Whether this is an SSH session, and the like.
    pub environment: Environment,
    /// Where preferences are kept; the built-in account keeps none.
    pub memory: Option<Memory>,
    /// Colours.
    pub theme: Theme,
}

/// Why the console could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal could not be taken.
    #[error(transparent)]
    Enter(#[from] EnterError),
    /// The terminal, a signal or a thread failed.
    #[error("the terminal cannot be used any more: {0}")]
    Io(#[from] io::Error),
}

/// Why the console ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The user quit.
    ByUser,
    /// A signal: SIGTERM (15), SIGINT (2), SIGQUIT (3), or SIGHUP (1), also when the terminal
    /// is gone.
    BySignal(u8),
}

/// Runs the console until the person leaves or a signal ends it.
///
/// # Errors
/// When the terminal cannot be taken, or fails.
pub async fn run(start: Start) -> Result<Ended, RunError> {
    let mut signals = Signals::new()?;
    let screen = Screen::enter(true)?;
    let size = screen.size()?;
    let (sender, messages) = messages::channel();
    let settings = start.settings.clone();
    let mut session = Session {
        console: Console::new(settings, Utc::now(), (size.width, size.height)),
        theme: start.theme,
        screen,
        hang_up: HangUp::watch()?,
        keyboard: Some(Keyboard::new()),
        messages,
        runner: EffectRunner::new(start, sender)?,
        draw_at: None,
        clear_at: None,
        done: false,
    };
    session.draw()?;
    let effects = session.console.start();
    session.run_effects(effects)?;
    let ended = match session.run_until_ended(&mut signals).await {
        // However it came out. Of the signal only the leader of a session is told.
        Err(_) if terminal::is_gone() => Ok(Ended::BySignal(HANG_UP)),
        ended => ended,
    };
    let Session { runner, screen, .. } = session;
    // The terminal is given back first: whatever else takes its time, the person has their shell.
    screen.leave();
    runner.finish().await;
    ended
}

struct Session {
    console: Console,
    theme: Theme,
    screen: Screen,
    hang_up: HangUp,
    /// Gone while another program has the terminal.
    keyboard: Option<Keyboard>,
    messages: MessageReceiver,
    runner: EffectRunner,
    /// When to draw what has changed.
    draw_at: Option<Instant>,
    /// When the system clipboard is to be cleared of a secret.
    clear_at: Option<Instant>,
    done: bool,
}

/// What the loop woke up for.
enum Wakeup {
    Input(io::Result<Vec<Event>>),
    Message(Message),
    Tick,
    Draw,
    ClearClipboard,
    Signal(u8),
}

impl Session {
    async fn run_until_ended(&mut self, signals: &mut Signals) -> Result<Ended, RunError> {
        while !self.done {
            match self.wait(signals).await {
                Wakeup::Signal(number) => return Ok(Ended::BySignal(number)),
                Wakeup::Input(events) => {
                    for event in events? {
                        self.update(event)?;
                    }
                    self.draw()?;
                }
                Wakeup::Message(message) => self.on_message(message)?,
                Wakeup::Tick => {
                    self.update(Event::Tick)?;
                    self.draw()?;
                }
                Wakeup::Draw => self.draw()?,
                Wakeup::ClearClipboard => {
                    self.clear_at = None;
                    self.runner.clear_clipboard();
                }
            }
        }
        Ok(Ended::ByUser)
    }

    async fn wait(&mut self, signals: &mut Signals) -> Wakeup {
        let wake = pin!(sleep_at(self.console.wake_at().map(instant)));
        let draw = pin!(sleep_at(self.draw_at));
        let clear = pin!(sleep_at(self.clear_at));
        let keyboard = &mut self.keyboard;
        let keys = async {
            match keyboard {
                Some(keyboard) => keyboard.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            number = signals.next() => Wakeup::Signal(number),
            () = self.hang_up.happened() => Wakeup::Signal(HANG_UP),
            events = keys => Wakeup::Input(events),
            // Before the messages, which may come faster than they are taken in.
            () = draw => Wakeup::Draw,
            () = wake => Wakeup::Tick,
            () = clear => Wakeup::ClearClipboard,
            message = self.messages.next() => Wakeup::Message(message),
        }
    }

    fn update(&mut self, event: Event) -> io::Result<()> {
        let effects = self.console.update(Utc::now(), event);
        self.run_effects(effects)
    }

    fn draw(&mut self) -> io::Result<()> {
        self.draw_at = None;
        let (console, theme) = (&self.console, self.theme);
        self.screen.draw(|frame| console.view(frame, theme))
    }

    fn on_message(&mut self, message: Message) -> io::Result<()> {
        match message {
            Message::Reply(call, reply) => {
                if matches!(reply, Reply::Connected(_)) {
                    self.take_terminal_back()?;
                }
                self.update(Event::Reply(call, reply))?;
                self.draw_at.get_or_insert_with(|| Instant::now() + FRAME);
            }
            Message::RateLimited(rate) => {
                self.update(Event::RateLimited(rate))?;
                self.draw_at.get_or_insert_with(|| Instant::now() + FRAME);
            }
            Message::WriteEscape(escape) => self.screen.write_escape(&escape)?,
            Message::ClearClipboardAt(at) => self.clear_at = at,
            Message::LendTerminal(program, ready) => {
                self.keyboard = None;
                self.screen.suspend();
                standard_error::lending_terminal(&program);
                // Whoever waits for it may be gone already; then the reply takes it back.
                let _ = ready.send(());
            }
        }
        Ok(())
    }

    /// The program that had the terminal is done with it.
    fn take_terminal_back(&mut self) -> io::Result<()> {
        if self.keyboard.is_none() {
            self.screen.resume()?;
            self.keyboard = Some(Keyboard::new());
            let size = self.screen.size()?;
            self.update(Event::Resize(size.width, size.height))?;
        }
        Ok(())
    }

    fn run_effects(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.done = true,
                Effect::ForgetDrawn => self.screen.forget_drawn(),
                Effect::Suspend => {
                    self.keyboard = None;
                    self.screen.stop_until_continued()?;
                    self.keyboard = Some(Keyboard::new());
                    let size = self.screen.size()?;
                    self.update(Event::Resize(size.width, size.height))?;
                }
                effect => self.runner.run(effect),
            }
        }
        Ok(())
    }
}

/// The moment on the loop's clock.
fn instant(at: DateTime<Utc>) -> Instant {
    let wait = (at - Utc::now()).to_std().unwrap_or(Duration::ZERO);
    Instant::now() + wait
}

async fn sleep_at(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
