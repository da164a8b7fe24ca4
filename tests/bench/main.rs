//! What a key press, an answer and a frame cost, in small accounts and in large ones; and how a
//! large account is loaded.
//!
//! `cargo bench`; the load and the bytes that go to the terminal are printed first. `cargo bench --
//! load` stops after the load.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark stops where something is not as it should be"
)]
#![expect(clippy::print_stdout, reason = "the sizes are what it is run for")]

#[path = "../../src/console/testing/fake_iam.rs"]
mod fake_iam;
mod harness;
mod load;
#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
#[path = "../support/mod.rs"]
mod support;

use self::harness::ConsoleHarness;
// The file shared with the unit tests imports through these names.
use akia::console::Event;
use akia::ui::Theme;
use akia::{console, domain};
use crossterm::event::KeyCode;
use divan::Bencher;
use divan::counter::BytesCount;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;

/// The size of the screen.
const SIZE: (u16, u16) = (160, 40);
/// How many users there are.
const USERS: [usize; 2] = [60, 5_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let only_load = arguments.iter().any(|argument| argument == "load");
    // What Cargo itself passes begins with a dash; the rest names benches. `--test` is a trial run.
    let all = arguments.iter().all(|argument| argument == "--bench");
    if only_load || all {
        load::run();
    }
    if only_load {
        return;
    }
    for users in USERS {
        println!("Bytes to a terminal of 160×40, {users} users:");
        print_bytes(users);
    }
    divan::main();
}

/// Draws the table of users: as many as there are rows, and many more.
#[divan::bench(args = [50, 5_000])]
fn draw(bencher: Bencher, users: usize) {
    let harness = ConsoleHarness::loaded(users);
    let mut terminal = ConsoleHarness::terminal();
    bencher.bench_local(|| {
        let drawn = terminal.draw(|frame| harness.console.view(frame, Theme { colour: true }));
        drawn.expect("a terminal in memory").count
    });
}

/// Takes in ↓, and at the end of the table ↓ again.
#[divan::bench(args = USERS)]
fn down(bencher: Bencher, users: usize) {
    let mut harness = ConsoleHarness::loaded(users);
    bencher.bench_local(|| harness.press(KeyCode::Down));
}

/// Takes in a character of a search, and takes it away again.
#[divan::bench(args = USERS)]
fn search(bencher: Bencher, users: usize) {
    let mut harness = ConsoleHarness::loaded(users);
    harness.press(KeyCode::Char('/'));
    bencher.bench_local(|| {
        harness.press(KeyCode::Char('7'));
        harness.press(KeyCode::Backspace);
    });
}

/// Takes in a list of keys while the table fills.
#[divan::bench(args = USERS, sample_size = 1, sample_count = 100)]
fn keys_listed(bencher: Bencher, users: usize) {
    let mut harness = ConsoleHarness::half_loaded(users);
    let read = std::cell::RefCell::new(&mut harness);
    bencher.with_inputs(|| read.borrow_mut().next_reply()).bench_local_values(|reply| {
        if let Some((call, reply)) = reply {
            read.borrow_mut().send(Event::Reply(call, reply));
        }
    });
}

/// Draws the table while it fills, when the foot says how far it is.
#[divan::bench(args = [50, 5_000])]
fn draw_half_read(bencher: Bencher, users: usize) {
    let harness = ConsoleHarness::half_loaded(users);
    let mut terminal = ConsoleHarness::terminal();
    bencher.bench_local(|| {
        let drawn = terminal.draw(|frame| harness.console.view(frame, Theme { colour: true }));
        drawn.expect("a terminal in memory").count
    });
}

/// Writes the difference that ↓ makes.
#[divan::bench]
fn write_down(bencher: Bencher) {
    let mut harness = ConsoleHarness::loaded(60);
    let before = harness.buffer();
    harness.press(KeyCode::Down);
    let after = harness.buffer();
    let bytes = bytes_between(&before, &after);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| bytes_between(&before, &after));
}

fn print_bytes(users: usize) {
    let mut harness = ConsoleHarness::loaded(users);
    let mut pressed = |name: &str, code: KeyCode| {
        let before = harness.buffer();
        harness.press(code);
        println!("  {:>6}  {name}", bytes_between(&before, &harness.buffer()));
    };
    pressed("↓", KeyCode::Down);
    pressed("↓", KeyCode::Down);
    pressed("page down", KeyCode::PageDown);
    pressed("↓ that scrolls", KeyCode::Down);
    pressed("/", KeyCode::Char('/'));
    for character in "0001".chars() {
        pressed(&format!("{character} searched for"), KeyCode::Char(character));
    }
    let empty = Buffer::empty(harness.buffer().area);
    println!("  {:>6}  a whole frame", bytes_between(&empty, &harness.buffer()));
}

/// How many bytes turn one screen into another.
fn bytes_between(before: &Buffer, after: &Buffer) -> usize {
    let mut bytes = Vec::new();
    let cells = before.diff(after);
    CrosstermBackend::new(&mut bytes).draw(cells.into_iter()).expect("a vector takes all");
    bytes.len()
}
