//! The person's terminal: taken over, drawn on, and always given back as it was.
//!
//! [`restore`] can be called from anywhere, any number of times: from a panic hook, upon a signal,
//! when the program ends. Whoever comes first restores.

mod frame;
mod hang_up;
mod panic;

pub use hang_up::{HangUp, is_gone};
pub use panic::install_panic_hook;

use crate::domain::Secret;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use frame::{END_UPDATE, FrameBackend};
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use rustix::process::{Signal, kill_current_process_group};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Alternate screen, its cells blank, bracketed paste, no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[H\x1b[J\x1b[?2004h\x1b[?25l";
/// Clicks and the wheel, in SGR coordinates. Not the motions: each would cost bytes on a slow link.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// The mouse to the terminal's own selection again.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Plain colours, nothing left to read on the alternate screen, no bracketed paste, the normal
/// screen, the cursor.
const LEAVE: &[u8] = b"\x1b[0m\x1b[H\x1b[J\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// The system stops a process some microseconds after it was told to, unless the main thread told
/// it; taking the terminal back must not come first.
const UNTIL_STOPPED: Duration = Duration::from_millis(50);

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Why there is no screen to draw on.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Input or output is a pipe or a file.
    #[error("the screen needs a terminal, and {0} is none: akia find and akia export do without")]
    NotATerminal(&'static str),
    /// The terminal refused.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// The terminal, while it is ours. Dropping it gives it back.
pub struct Screen {
    terminal: Terminal<FrameBackend<File>>,
    /// Standard output, past the buffer of the standard library: it would keep copies.
    out: File,
    mouse: bool,
    forget: bool,
}

impl Screen {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, and the mouse if
    /// `mouse`.
    ///
    /// # Errors
    /// When standard input or output is not a terminal, or it refuses.
    pub fn enter(mouse: bool) -> Result<Self, EnterError> {
        if !io::stdin().is_terminal() {
            return Err(EnterError::NotATerminal("standard input"));
        }
        if !io::stdout().is_terminal() {
            return Err(EnterError::NotATerminal("standard output"));
        }
        let out = standard_output()?;
        let terminal = Terminal::new(FrameBackend::new(out.try_clone()?))?;
        let mut screen = Self { terminal, out, mouse, forget: false };
        screen.take()?;
        Ok(screen)
    }

    /// Draws a frame. Only what changed is sent, and nothing at all when nothing did, nor while the
    /// terminal is someone else's.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        draw(&mut self.terminal, &mut self.forget, render)
    }

    /// The terminal's columns and rows.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Makes the next frame drawn leave no trace of the frames before it: for when a secret was on
    /// the screen and is not any more. Costs no bytes on the way to the terminal.
    pub fn forget_drawn(&mut self) {
        self.forget = true;
    }

    /// Sends an escape sequence, such as OSC 52, between two frames, from where it is in memory.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn write_escape(&mut self, escape: &Secret) -> io::Result<()> {
        escape.read(|text| self.out.write_all(text.as_bytes()))
    }

    /// Gives the terminal to someone else for a while: another program, or the shell.
    pub fn suspend(&mut self) {
        restore();
    }

    /// Takes the terminal back, at whatever size it is now; the next frame is drawn whole.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resume(&mut self) -> io::Result<()> {
        self.take()?;
        self.terminal.backend_mut().lost_track();
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Stops the program as Ctrl-Z does any other, until the shell continues it (`fg`).
    ///
    /// # Errors
    /// When the terminal is gone upon return.
    pub fn stop_until_continued(&mut self) -> io::Result<()> {
        self.suspend();
        let stopped = kill_current_process_group(Signal::TSTP);
        thread::sleep(UNTIL_STOPPED);
        self.resume()?;
        Ok(stopped?)
    }

    /// Gives the terminal back as it was.
    pub fn leave(self) {
        drop(self);
    }

    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mouse = if self.mouse { MOUSE_ON } else { b"" };
        let entered = self.out.write_all(&[ENTER, mouse].concat());
        if entered.is_err() {
            restore();
        }
        entered
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was before [`Screen::enter`]; does nothing when it already was.
///
/// Errors are ignored: there is nowhere left to say them.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    if let Ok(mut out) = standard_output() {
        let _gone = out.write_all(&[END_UPDATE, MOUSE_OFF, LEAVE].concat());
    }
    let _gone = disable_raw_mode();
}

/// Standard output without the standard library's buffer or lock.
fn standard_output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Draws a frame and, if asked to `forget`, puts fresh cells in the place of all that were drawn
/// on. (The allocator wipes the old ones; ratatui's own reset leaves parts of their text.)
fn draw<W: Write>(
    terminal: &mut Terminal<FrameBackend<W>>,
    forget: &mut bool,
    render: impl FnOnce(&mut Frame),
) -> io::Result<()> {
    let shown = terminal.draw(render)?.buffer;
    if *forget {
        *forget = false;
        let shown = shown.clone();
        let blank = ratatui::buffer::Buffer::empty(shown.area);
        *terminal.current_buffer_mut() = shown;
        terminal.swap_buffers();
        *terminal.current_buffer_mut() = blank;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::frame::tests::{Recorder, small};
    use super::*;

    #[test]
    fn what_was_drawn_is_forgotten_without_drawing_again() {
        let recorder = Recorder::default();
        let mut terminal = small(&recorder);
        let mut say = |text: &str, forget: &mut bool| {
            draw(&mut terminal, forget, |frame| frame.render_widget(text, frame.area())).unwrap();
            recorder.take()
        };
        let mut forget = false;
        say("wJalrXUtnFEMI", &mut forget);
        forget = true;
        assert_eq!(say("masked", &mut forget).len(), 1);
        assert!(!forget);
        assert!(say("masked", &mut forget).is_empty());
        assert!(say("maskee", &mut forget).concat().contains('e'));
        assert!(terminal.current_buffer_mut().content.iter().all(|cell| cell.symbol() == " "));
    }

    #[test]
    fn a_terminal_that_was_not_taken_is_left_alone() {
        restore();
        restore();
        assert!(!TAKEN.load(Ordering::SeqCst));
    }

    #[test]
    fn a_pipe_is_refused_in_words() {
        let text = EnterError::NotATerminal("standard output").to_string();
        assert!(text.contains("needs a terminal"));
    }
}
