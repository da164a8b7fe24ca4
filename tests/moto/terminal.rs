//! A terminal with a program in it: keys go in, a screen comes out.

use crate::home::Home;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::cell::RefCell;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;
use vt100::Callbacks;

/// The program.
pub(crate) const AKIA: &str = env!("CARGO_BIN_EXE_akia");

/// Long past what anything here takes: whoever waits longer waits for something that never comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How soon after a paste a person presses a key.
const AFTER_A_PASTE: Duration = Duration::from_millis(150);
/// Well above what the program takes for fingers, since either side may be late.
const BETWEEN_KEYS: Duration = Duration::from_millis(60);

pub(crate) const ENTER: &str = "\r";
pub(crate) const TAB: &str = "\t";
pub(crate) const ESC: &str = "\x1b";
pub(crate) const DOWN: &str = "\x1b[B";
pub(crate) const CTRL_C: &str = "\x03";
pub(crate) const CTRL_Z: &str = "\x1a";

/// What came out of the program.
struct Output {
    parser: vt100::Parser<Copies>,
    bytes: Vec<u8>,
    ended: bool,
}

impl Output {
    /// Whether the program has begun an update of the screen and not finished it.
    fn is_amid_a_frame(&self) -> bool {
        let last = |mark: &[u8]| self.bytes.windows(mark.len()).rposition(|at| at == mark);
        !self.ended && last(b"\x1b[?2026h") > last(b"\x1b[?2026l")
    }

    /// For a test that fails.
    fn describe(&self) -> String {
        let state = if self.ended { "has ended" } else { "goes on" };
        format!("the program {state}, and the screen is\n{}", self.parser.screen().contents())
    }
}

/// What the program sent to the terminal's clipboard, as it was sent.
#[derive(Default)]
struct Copies(Vec<String>);

impl Callbacks for Copies {
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, kind: &[u8], data: &[u8]) {
        assert_eq!(kind, b"c");
        self.0.push(String::from_utf8(data.to_vec()).unwrap());
    }
}

/// A terminal; the program in it is killed when this goes.
pub(crate) struct Terminal {
    child: RefCell<Box<dyn Child + Send + Sync>>,
    master: Box<dyn MasterPty + Send>,
    keys: RefCell<Box<dyn Write + Send>>,
    output: Arc<(Mutex<Output>, Condvar)>,
    /// How the terminal treated what is typed before the program began.
    found: String,
}

impl Terminal {
    /// Starts akia at home, in a terminal of 110 columns and 34 rows.
    pub(crate) fn akia(home: &Home, arguments: &[&str]) -> Self {
        Self::run(home, AKIA, arguments)
    }

    /// Starts a program.
    pub(crate) fn run(home: &Home, program: &str, arguments: &[&str]) -> Self {
        let pair = native_pty_system().openpty(size(110, 34)).unwrap();
        let found = format!("{:?}", pair.master.get_termios().unwrap());
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home.path(""));
        command.env_clear();
        for (variable, value) in home.environment() {
            command.env(variable, value);
        }
        let reader = pair.master.try_clone_reader().unwrap();
        let keys = RefCell::new(pair.master.take_writer().unwrap());
        let child = RefCell::new(pair.slave.spawn_command(command).unwrap());
        let parser =
            vt100::Parser::new_with_callbacks(cells(34), cells(110), 1_000, Copies::default());
        let output = Output { parser, bytes: Vec::new(), ended: false };
        let output = Arc::new((Mutex::new(output), Condvar::new()));
        let drained = Arc::clone(&output);
        thread::spawn(move || drain(reader, &drained));
        Self { child, master: pair.master, keys, output, found }
    }

    /// The program's process ID.
    pub(crate) fn pid(&self) -> u32 {
        self.child.borrow().process_id().unwrap()
    }

    /// Presses one key, or pastes. What comes faster than from a person's hands is taken for a
    /// paste.
    pub(crate) fn press(&self, key: &str) -> &Self {
        thread::sleep(BETWEEN_KEYS);
        let mut keys = self.keys.borrow_mut();
        keys.write_all(key.as_bytes()).unwrap();
        keys.flush().unwrap();
        self
    }

    /// Types a text as a person does: the next character once the last one is on the screen. (Many
    /// at once would be a paste.)
    pub(crate) fn type_text(&self, text: &str) -> &Self {
        let mut so_far = String::new();
        for character in text.chars() {
            so_far.push(character);
            self.press(character.encode_utf8(&mut [0; 4]));
            self.wait_until(&format!("the cursor after {so_far:?}"), |screen| {
                before_cursor(screen).ends_with(&so_far)
            });
        }
        self
    }

    /// Pastes, as a terminal does that was asked to mark pastes. What comes on a paste's heels is
    /// taken for a part of it: the next key comes as late as from a person's hands.
    pub(crate) fn paste(&self, text: &str) -> &Self {
        self.press(&format!("\x1b[200~{text}\x1b[201~"));
        thread::sleep(AFTER_A_PASTE);
        self
    }

    /// Waits for a text to be on the screen.
    pub(crate) fn wait_for(&self, text: &str) -> &Self {
        self.wait_until(&format!("{text:?}"), |screen| screen.contents().contains(text))
    }

    /// Waits for a text to be on the screen so many times: for a question that was asked before,
    /// too.
    pub(crate) fn wait_for_times(&self, times: usize, text: &str) -> &Self {
        self.wait_until(&format!("{text:?}, {times} times"), |screen| {
            screen.contents().matches(text).count() == times
        })
    }

    /// Waits for a text to be on the screen no more.
    pub(crate) fn wait_without(&self, text: &str) -> &Self {
        self.wait_until(&format!("no {text:?}"), |screen| !screen.contents().contains(text))
    }

    /// Waits until nothing is being read from IAM.
    pub(crate) fn wait_until_idle(&self) -> &Self {
        self.wait_until("nothing to be awaited", |screen| {
            screen.contents().contains("help") && !screen.contents().contains(is_spinner)
        })
    }

    /// Waits for the screen to be as wished.
    pub(crate) fn wait_until(&self, what: &str, wish: impl Fn(&vt100::Screen) -> bool) -> &Self {
        let as_wished = |output: &Output| wish(output.parser.screen());
        let output = self.wait(|output| as_wished(output) || output.ended);
        let (came, state) = (as_wished(&output), output.describe());
        drop(output);
        assert!(came, "{what} did not come: {state}");
        self
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.look(vt100::Screen::contents)
    }

    /// Looks at the screen.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.output().parser.screen())
    }

    /// The word that stands after a label on the screen.
    pub(crate) fn word_after(&self, label: &str) -> String {
        let screen = self.screen();
        let (_, after) = screen.split_once(label).unwrap_or_else(|| panic!("no {label}: {screen}"));
        after.split_whitespace().next().unwrap().to_owned()
    }

    /// Everything the program has written to the terminal.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.output().bytes.clone()
    }

    /// The latest text sent to the terminal's clipboard, as it was sent: in base64.
    pub(crate) fn wait_for_copy(&self) -> String {
        let output = self.wait(|output| !output.parser.callbacks().0.is_empty() || output.ended);
        output.parser.callbacks().0.last().expect("a text for the clipboard").clone()
    }

    /// What the program writes within this time.
    pub(crate) fn bytes_within(&self, time: Duration) -> Vec<u8> {
        let (lock, changed) = &*self.output;
        let output = lock.lock().unwrap();
        let before = output.bytes.len();
        let quiet = |output: &mut Output| output.bytes.len() == before && !output.ended;
        let (output, _) = changed.wait_timeout_while(output, time, quiet).unwrap();
        assert!(!output.ended, "the program has ended");
        output.bytes[before..].to_vec()
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.output().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// How the terminal treats what is typed: echoing lines, or raw.
    pub(crate) fn discipline(&self) -> String {
        format!("{:?}", self.master.get_termios().unwrap())
    }

    /// What [`Terminal::discipline`] was before the program began.
    pub(crate) fn found_discipline(&self) -> &str {
        &self.found
    }

    /// Waits for the program to end; its exit status.
    pub(crate) fn wait_for_end(&self) -> u32 {
        let output = self.wait(|output| output.ended);
        let (ended, state) = (output.ended, output.describe());
        drop(output);
        assert!(ended, "{state}");
        self.child.borrow_mut().wait().unwrap().exit_code()
    }

    /// Whether the terminal is as the program found it: the shell's own screen with its cursor,
    /// and neither pastes nor the mouse reported. What the program drew is gone from the other one.
    pub(crate) fn assert_restored(&self) {
        let mut output = self.output();
        let screen = output.parser.screen();
        assert!(!screen.alternate_screen(), "it is the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is hidden");
        assert!(!screen.bracketed_paste(), "pastes are marked");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        output.parser.process(b"\x1b[?47h");
        assert_eq!(output.parser.screen().contents().trim(), "");
        output.parser.process(b"\x1b[?47l");
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.output.0.lock().unwrap()
    }

    /// Waits until it is so, or patience ends.
    fn wait(&self, so: impl Fn(&Output) -> bool) -> MutexGuard<'_, Output> {
        let waiting = self.output();
        let not_yet = |output: &mut Output| output.is_amid_a_frame() || !so(output);
        self.output.1.wait_timeout_while(waiting, PATIENCE, not_yet).unwrap().0
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let child = self.child.get_mut();
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Reads what the program writes until nobody can write any more.
fn drain(mut from: Box<dyn Read + Send>, to: &(Mutex<Output>, Condvar)) {
    let mut buffer = [0; 16_384];
    loop {
        let read = from.read(&mut buffer).unwrap_or(0);
        let mut output = to.0.lock().unwrap();
        output.parser.process(&buffer[..read]);
        output.bytes.extend_from_slice(&buffer[..read]);
        output.ended = read == 0;
        to.1.notify_all();
        if read == 0 {
            return;
        }
    }
}

fn before_cursor(screen: &vt100::Screen) -> String {
    let (row, column) = screen.cursor_position();
    screen.contents_between(row, 0, row, column)
}

fn is_spinner(character: char) -> bool {
    ('\u{2800}'..='\u{28ff}').contains(&character)
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}
