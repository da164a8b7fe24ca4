//! Loading in real time, in the program's own session: the SDK on a thread of its own, the console
//! and the terminal on the first; ↓ pressed twenty times a second all the while.
//!
//! What a key press costs until its frame is written, what the load costs the processor, and the
//! most memory that was held. It is the first thing measured, since a process's memory only grows.

use super::figures::{head, plain, row, seconds, share};
use super::{Report, UNLIMITED, USERS, account};
use crate::SIZE;
use akia::aws;
use akia::console::{Event, Settings};
use akia::demo::DemoAccount;
use akia::domain::Secret;
use akia::host::environment::Environment;
use akia::host::journal::Journal;
use akia::runtime::credentials::CredentialsFile;
use akia::runtime::{
    Clock, Input, LaunchOptions, LocalMachine, Screen, Session, UserInput, Wakeup,
};
use akia::ui::Theme;
use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use std::cell::Cell;
use std::fs;
use std::io::{self, Write};
use std::rc::Rc;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

const PRESS_EVERY: Duration = Duration::from_millis(50);
/// The longest a key press may take until its frame is written.
const PROMPT: Duration = Duration::from_millis(16);
const MOST_MEMORY_MIB: f64 = 40.0;

/// Loads once, and prints.
pub(crate) fn run() {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (stop, stopped) = oneshot::channel::<()>();
    let handle = runtime.handle().clone();
    let worker = thread::spawn(move || {
        // The sender is never used but to be dropped.
        let _ = runtime.block_on(stopped);
        runtime.shutdown_background();
    });
    let here = Builder::new_current_thread().enable_all().build().expect("a runtime");
    here.block_on(load(handle));
    drop(stop);
    worker.join().expect("the SDK's thread ends");
}

async fn load(worker: Handle) {
    let demo = worker
        .spawn(async { account(UNLIMITED, Report::Denied) })
        .await
        .expect("the built-in account");
    let (started, processor, memory) = (Instant::now(), processor_time(), most_memory_mib());
    let mut session = start(&demo, worker);
    let mut presses = press_while_loading(&mut session).await;
    let (took, processor) = (started.elapsed(), processor_time().saturating_sub(processor));
    // Before the list of requests is copied.
    let peak = most_memory_mib();

    let (calls, screen) = (demo.requests().len(), session.screen());
    head(&format!("{USERS} users, {} ms, no limit, in real time", UNLIMITED.latency.as_millis()));
    row("everything", took, UNLIMITED.bound(calls));
    presses.sort();
    for (hundredths, words) in [(50, "median"), (99, "99th percentile"), (100, "longest")] {
        let at = (presses.len() * hundredths / 100).min(presses.len() - 1);
        let took = presses.get(at).copied().unwrap_or_default();
        row(&format!("key press to frame, {words}"), took, PROMPT);
    }
    plain("key presses, frames", &format!("{}, {}", presses.len(), screen.frames));
    plain("bytes written, a frame", &share(screen.written.get(), screen.frames));
    plain("processor time, all threads", &seconds(processor));
    plain("calls", &calls.to_string());
    plain("most memory", &format!("{peak:.1} MiB of {MOST_MEMORY_MIB} MiB"));
    plain("of which before the console: the account", &format!("{memory:.1} MiB"));
}

type LiveSession = Session<PressedKey, CountingScreen, DemoClock, LocalMachine>;

/// The program's own session on this account, with a terminal that only counts.
fn start(demo: &DemoAccount, worker: Handle) -> LiveSession {
    let (http, credentials) = (demo.http_client(), demo.credentials());
    let aws = aws::Options::through(aws::Transport::InProcess { http, credentials });
    let machine = LocalMachine::new(
        Environment::default(),
        CredentialsFile::for_account(&aws),
        Err("nothing is saved".to_owned()),
        Ok(Journal::in_memory()),
    );
    let settings = Settings { demo: true, ..Settings::default() };
    let options = LaunchOptions { settings, aws, theme: Theme { colour: true }, machine };
    let input = PressedKey { at: Instant::now() + PRESS_EVERY };
    let surroundings = (input, CountingScreen::new(), DemoClock(demo.clone()));
    Session::start(options, surroundings, worker).expect("the screen takes all")
}

/// Runs the program's loop until everything is loaded; and returns how long each key press took
/// until its frame was written.
async fn press_while_loading(session: &mut LiveSession) -> Vec<Duration> {
    let mut press_at = Instant::now() + PRESS_EVERY;
    let mut presses = Vec::new();
    loop {
        let wakeup = session.next().await;
        let is_press = matches!(wakeup, Wakeup::Input(_));
        session.handle(wakeup).expect("the screen takes all");
        if is_press {
            presses.push(press_at.elapsed());
            press_at += PRESS_EVERY;
        }
        let directory = &session.console().model().directory;
        if directory.list().completed().is_some() && session.is_idle() {
            return presses;
        }
    }
}

/// A person who presses ↓ again and again.
struct PressedKey {
    at: Instant,
}

impl Input for PressedKey {
    async fn next(&mut self) -> io::Result<UserInput> {
        sleep_until(self.at).await;
        self.at += PRESS_EVERY;
        let down = KeyEvent::from(KeyCode::Down);
        Ok(UserInput::Events(vec![Event::Keys(vec![down])]))
    }

    fn pause(&mut self) {}

    fn resume(&mut self) {}
}

/// The account's clock.
#[derive(Clone)]
struct DemoClock(DemoAccount);

impl Clock for DemoClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

/// A terminal that only counts.
struct CountingScreen {
    terminal: Terminal<CrosstermBackend<Counter>>,
    written: Rc<Cell<usize>>,
    frames: usize,
}

impl CountingScreen {
    fn new() -> Self {
        let (area, written) = (Rect::new(0, 0, SIZE.0, SIZE.1), Rc::default());
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let backend = CrosstermBackend::new(Counter(Rc::clone(&written)));
        let terminal = Terminal::with_options(backend, options).expect("it takes all");
        Self { terminal, written, frames: 0 }
    }
}

impl Screen for CountingScreen {
    fn size(&self) -> io::Result<Size> {
        Ok(Size::from(SIZE))
    }

    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.frames += 1;
        self.terminal.draw(render)?;
        Ok(())
    }

    fn forget_drawn(&mut self) {}

    fn write_escape(&mut self, _: &Secret) -> io::Result<()> {
        Ok(())
    }

    fn lend_to(&mut self, _: &str) {}

    fn take_back(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn stop_until_continued(&mut self) -> io::Result<bool> {
        Ok(true)
    }

    fn take_back_from_shell(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

/// Takes all, and counts it.
struct Counter(Rc<Cell<usize>>);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The processor time of the process so far, in the system's ticks of ten milliseconds.
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("a Linux machine");
    // After the name, which may have spaces in it: user and system time are the 12th and 13th.
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(10 * ticks)
}

/// The most memory the process has held so far.
fn most_memory_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("a Linux machine");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    let kib: u32 = line.trim().trim_end_matches(" kB").parse().expect("a number of KiB");
    f64::from(kib) / 1_024.0
}
