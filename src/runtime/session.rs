//! The loop itself.

use super::effect_runner::EffectRunner;
use super::messages::{self, Message, MessageReceiver};
use super::seams::{Clock, Input, Machine, Screen, UserInput};
use super::{Ended, LaunchOptions};
use crate::console::{Console, Effect, Event, Reply};
use crate::ui::Theme;
use chrono::{DateTime, Utc};
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep_until};

/// Replies redraw the screen at most this often: they may come hundreds a second.
const FRAME: Duration = Duration::from_millis(33);

/// How long a signal may take from the system to this program.
const SIGNAL_DELAY: Duration = Duration::from_millis(100);

/// A console with its surroundings. [`run`](super::run) is [`start`](Self::start), then
/// [`next`](Self::next) and [`handle`](Self::handle) in turns, then [`finish`](Self::finish).
pub struct Session<I, S, C, M> {
    console: Console,
    theme: Theme,
    input: I,
    screen: S,
    clock: C,
    runner: EffectRunner<C, M>,
    messages: MessageReceiver,
    /// Whether another program has the terminal.
    is_lent: bool,
    /// When to draw what has changed.
    draw_at: Option<Instant>,
    /// When the clipboard is to be cleared of a secret.
    clear_at: Option<Instant>,
    /// When to stop again, after the program was continued in the background.
    stop_at: Option<Instant>,
    /// When [`Self::stop`] was last continued.
    continued_at: Option<Instant>,
    ended: Option<Ended>,
}

/// What the loop wakes up for.
#[derive(Debug)]
pub enum Wakeup {
    /// Keys and the like, or a signal.
    Input(io::Result<UserInput>),
    /// A message from a task.
    Message(Message),
    /// The time that [`Console::wake_at`] named has come.
    Tick,
    /// A frame is due.
    Draw,
    /// A secret is to be cleared from the clipboard.
    ClearClipboard,
    /// The program was continued in the background, and no signal came to end it.
    StopAgain,
}

impl<I: Input, S: Screen, C: Clock, M: Machine> Session<I, S, C, M> {
    /// Draws the first frame and starts the first effects. AWS is called on the `worker` runtime.
    ///
    /// # Errors
    /// When the screen fails.
    pub fn start(
        options: LaunchOptions<M>,
        (input, screen, clock): (I, S, C),
        worker: Handle,
    ) -> io::Result<Self> {
        let LaunchOptions { settings, aws, theme, machine } = options;
        let (sender, messages) = messages::channel();
        let (parts, first) = ((clock.clone(), machine), settings.start.clone());
        let size = screen.size()?;
        let mut session = Self {
            console: Console::new(settings, clock.now(), (size.width, size.height)),
            theme,
            input,
            screen,
            clock,
            runner: EffectRunner::new(parts, aws, first, worker, sender),
            messages,
            is_lent: false,
            draw_at: None,
            clear_at: None,
            stop_at: None,
            continued_at: None,
            ended: None,
        };
        session.draw()?;
        let effects = session.console.start();
        session.run_effects(effects)?;
        Ok(session)
    }

    /// Waits for what is to be handled next. Nothing is lost when the future is dropped before it
    /// is ready.
    pub async fn next(&mut self) -> Wakeup {
        let tick_at = self.console.wake_at().map(|at| self.instant(at));
        let tick = pin!(sleep_at(tick_at));
        let draw = pin!(sleep_at(self.draw_at));
        let clear = pin!(sleep_at(self.clear_at));
        let stop = pin!(sleep_at(self.stop_at));
        tokio::select! {
            biased;
            input = self.input.next() => Wakeup::Input(input),
            // Before the messages, which may come faster than they are handled.
            () = stop => Wakeup::StopAgain,
            () = draw => Wakeup::Draw,
            () = tick => Wakeup::Tick,
            () = clear => Wakeup::ClearClipboard,
            message = self.messages.next() => Wakeup::Message(message),
        }
    }

    /// Updates the console, starts the effects it asks for, and draws.
    ///
    /// # Errors
    /// When input or screen fail.
    pub fn handle(&mut self, wakeup: Wakeup) -> io::Result<()> {
        match wakeup {
            Wakeup::Input(input) => match input? {
                UserInput::Signal(number) => self.ended = Some(Ended::BySignal(number)),
                UserInput::Continued => self.on_continued()?,
                UserInput::Events(events) => {
                    for event in events {
                        self.update(event)?;
                    }
                    self.draw()?;
                }
            },
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
            // It stops with the program that has the terminal.
            Wakeup::StopAgain if self.is_lent => self.stop_at = None,
            Wakeup::StopAgain => {
                // `fg` gives the terminal to a program that runs in the background without a
                // signal.
                if !self.take_back_from_shell()? {
                    self.stop()?;
                }
                self.draw()?;
            }
        }
        Ok(())
    }

    /// Why the session has ended, once it has.
    pub fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// Gives the terminal back, and waits some seconds at most for what must not be left undone.
    pub async fn finish(self) {
        let Self { screen, runner, .. } = self;
        // First: whatever else takes its time, the user has their shell.
        drop(screen);
        runner.finish().await;
    }

    /// Whether no call is in flight.
    pub fn is_idle(&self) -> bool {
        self.runner.is_idle() && self.messages.is_empty()
    }

    /// The console, as it is now.
    pub fn console(&self) -> &Console {
        &self.console
    }

    /// The screen.
    pub fn screen(&self) -> &S {
        &self.screen
    }

    fn update(&mut self, event: Event) -> io::Result<()> {
        let effects = self.console.update(self.clock.now(), event);
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
                if matches!(reply, Reply::Connected(_)) && self.is_lent {
                    self.take_terminal_back()?;
                }
                self.update(Event::Reply(call, reply))?;
                self.draw_soon();
            }
            Message::RateLimited(rate) => {
                self.update(Event::RateLimited(rate))?;
                self.draw_soon();
            }
            Message::WriteEscape(escape) => self.screen.write_escape(&escape)?,
            Message::ClearClipboardAt(at) => self.clear_at = at,
            Message::LendTerminal(program, lent) => {
                self.is_lent = true;
                self.input.pause();
                self.screen.lend_to(&program);
                // The task may have ended already; then the reply takes the terminal back.
                let _ = lent.send(());
            }
        }
        Ok(())
    }

    fn draw_soon(&mut self) {
        self.draw_at.get_or_insert_with(|| Instant::now() + FRAME);
    }

    /// Stops the program until it has the terminal again. A shell's `kill` sends its signal to a
    /// stopped job and continues it, in the background: that signal arrives before it stops again.
    fn stop(&mut self) -> io::Result<()> {
        self.input.pause();
        let in_foreground = self.screen.stop_until_continued()?;
        self.continued_at = Some(Instant::now());
        if in_foreground {
            self.stop_at = None;
            return self.resume_input();
        }
        self.stop_at = Some(Instant::now() + SIGNAL_DELAY);
        Ok(())
    }

    /// Takes the terminal back after a stop from outside (`kill -STOP`): the shell has changed its
    /// modes, and written on the screen.
    fn on_continued(&mut self) -> io::Result<()> {
        // The signal that ends a stop from here arrives when that is over.
        let is_over = self.continued_at.is_some_and(|at| at.elapsed() < SIGNAL_DELAY);
        if self.is_lent || is_over && self.stop_at.is_none() {
            return Ok(());
        }
        if self.take_back_from_shell()? {
            return self.draw();
        }
        self.stop_at.get_or_insert_with(|| Instant::now() + SIGNAL_DELAY);
        Ok(())
    }

    /// `false` in the background.
    fn take_back_from_shell(&mut self) -> io::Result<bool> {
        let in_foreground = self.screen.take_back_from_shell()?;
        if in_foreground {
            self.stop_at = None;
            self.resume_input()?;
        }
        Ok(in_foreground)
    }

    /// The program that had the terminal is done with it.
    fn take_terminal_back(&mut self) -> io::Result<()> {
        self.screen.take_back()?;
        self.is_lent = false;
        self.resume_input()
    }

    /// Reads keys again, and takes the terminal's size, which may be another by now.
    fn resume_input(&mut self) -> io::Result<()> {
        self.input.resume();
        let size = self.screen.size()?;
        self.update(Event::Resize(size.width, size.height))
    }

    fn run_effects(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.ended = Some(Ended::ByUser),
                Effect::ForgetDrawn => self.screen.forget_drawn(),
                Effect::Suspend => self.stop()?,
                effect => self.runner.run(effect),
            }
        }
        Ok(())
    }

    /// The same moment on the clock of tokio's timers.
    fn instant(&self, at: DateTime<Utc>) -> Instant {
        let wait = (at - self.clock.now()).to_std().unwrap_or(Duration::ZERO);
        Instant::now() + wait
    }
}

async fn sleep_at(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
