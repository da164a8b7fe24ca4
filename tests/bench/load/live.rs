//! Loading in real time, as the program does it: the SDK on a thread of its own, the console and
//! the terminal on the first; ↓ pressed twenty times a second all the while.
//!
//! What a key press costs until its frame is written, what the load costs the processor, and the
//! most memory that was held. It is the first thing measured, since a process's memory only grows.

use super::figures::{head, plain, row, seconds, share};
use super::session::{options, settings, wait};
use super::{Report, UNLIMITED, USERS, account};
use crate::account::SIZE;
use akia::aws::{self, Account};
use akia::console::{CallId, Console, Effect, Event, Reply, Start};
use akia::demo::DemoAccount;
use akia::runtime::calls;
use akia::ui::Theme;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::cell::Cell;
use std::fs;
use std::io::{self, Write};
use std::rc::Rc;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

/// What brings rows redraws at most this often, as in the program's loop.
const FRAME: Duration = Duration::from_millis(33);
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
    let (began, processor, memory) = (Instant::now(), processor_time(), most_memory_mib());
    let mut live = Live::begin(demo, worker);
    live.run().await;
    let (took, processor) = (began.elapsed(), processor_time().saturating_sub(processor));
    // Before the list of requests is copied.
    let peak = most_memory_mib();

    let calls = live.demo.requests().len();
    head(&format!("{USERS} users, {} ms, no limit, in real time", UNLIMITED.latency.as_millis()));
    row("everything", took, UNLIMITED.bound(calls));
    live.presses.sort();
    for (hundredths, words) in [(50, "median"), (99, "99th percentile"), (100, "longest")] {
        let at = (live.presses.len() * hundredths / 100).min(live.presses.len() - 1);
        let took = live.presses.get(at).copied().unwrap_or_default();
        row(&format!("key press to frame, {words}"), took, PROMPT);
    }
    plain("key presses, frames", &format!("{}, {}", live.presses.len(), live.frames));
    plain("bytes written, a frame", &share(live.written.get(), live.frames));
    plain("processor time, all threads", &seconds(processor));
    plain("calls", &calls.to_string());
    plain("most memory", &format!("{peak:.1} MiB of {MOST_MEMORY_MIB} MiB"));
    plain("of which before the console: the account", &format!("{memory:.1} MiB"));
}

/// The console, and a terminal that only counts.
struct Live {
    demo: DemoAccount,
    console: Console,
    terminal: Terminal<CrosstermBackend<Counter>>,
    /// How many bytes the terminal got.
    written: Rc<Cell<usize>>,
    worker: Handle,
    account: Option<Account>,
    outbox: mpsc::UnboundedSender<Message>,
    inbox: mpsc::UnboundedReceiver<Message>,
    draw_at: Option<Instant>,
    /// From each key press to its frame.
    presses: Vec<Duration>,
    frames: usize,
}

enum Message {
    Connected(CallId, Account),
    Reply(CallId, Reply),
}

impl Live {
    fn begin(demo: DemoAccount, worker: Handle) -> Self {
        let (area, written) = (Rect::new(0, 0, SIZE.0, SIZE.1), Rc::default());
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let backend = CrosstermBackend::new(Counter(Rc::clone(&written)));
        let terminal = Terminal::with_options(backend, options).expect("it takes all");
        let (outbox, inbox) = mpsc::unbounded_channel();
        let mut live = Self {
            console: Console::new(settings(), demo.now(), SIZE),
            demo,
            terminal,
            written,
            worker,
            account: None,
            outbox,
            inbox,
            draw_at: None,
            presses: Vec::new(),
            frames: 0,
        };
        let effects = live.console.start();
        live.carry_out(effects);
        live
    }

    /// The program's loop, until nothing is awaited any more.
    async fn run(&mut self) {
        let mut press_at = Instant::now() + PRESS_EVERY;
        loop {
            let wake = wait(self.demo.now(), self.console.wake_at());
            let draw = self.draw_at;
            tokio::select! {
                biased;
                () = sleep_until(press_at) => {
                    self.tell(Event::Keys(vec![KeyEvent::from(KeyCode::Down)]));
                    self.draw();
                    self.presses.push(press_at.elapsed());
                    press_at += PRESS_EVERY;
                }
                () = sleep_until(draw.unwrap_or(press_at)), if draw.is_some() => self.draw(),
                () = sleep_until(wake) => {
                    self.tell(Event::Tick);
                    self.draw();
                }
                Some(message) = self.inbox.recv() => self.on_message(message),
            }
            let directory = &self.console.model().directory;
            if directory.list().completed().is_some() && !self.is_reading() {
                return;
            }
        }
    }

    /// Whether more is awaited: the console wants to be woken for its spinner.
    fn is_reading(&self) -> bool {
        let now = self.console.model().now;
        self.console.wake_at().is_some_and(|at| (at - now).num_milliseconds() < 1_000)
    }

    fn on_message(&mut self, message: Message) {
        match message {
            Message::Connected(call, account) => {
                let connection = account.connection().clone();
                self.account = Some(account);
                self.tell(Event::Reply(call, Reply::Connected(Ok(connection))));
            }
            Message::Reply(call, reply) => self.tell(Event::Reply(call, reply)),
        }
        self.draw_at.get_or_insert_with(|| Instant::now() + FRAME);
    }

    fn tell(&mut self, event: Event) {
        let effects = self.console.update(self.demo.now(), event);
        self.carry_out(effects);
    }

    fn draw(&mut self) {
        self.draw_at = None;
        self.frames += 1;
        let console = &self.console;
        let drawn = self.terminal.draw(|frame| console.view(frame, Theme { colour: true }));
        drawn.expect("it takes all");
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let outbox = self.outbox.clone();
            match effect {
                Effect::Connect(call, _) => {
                    let options = options(&self.demo);
                    self.worker.spawn(async move {
                        let account = aws::connect(&options).await.expect("the built-in account");
                        calls::prefetch(&account, &Start::Users);
                        // The loop may have ended.
                        let _ = outbox.send(Message::Connected(call, account));
                    });
                }
                Effect::Read(call, read) => {
                    let account = self.account.clone().expect("a connection comes first");
                    self.worker.spawn(async move {
                        if let Some(answer) = calls::read(&account, read).await {
                            let _ = outbox.send(Message::Reply(call, Reply::Aws(answer)));
                        }
                    });
                }
                _ => {}
            }
        }
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
