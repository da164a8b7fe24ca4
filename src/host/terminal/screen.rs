//! Taking the terminal over, and giving it back.
//!
//! [`restore`] may be called from anywhere, any number of times: from a panic hook, on a signal, at
//! the end. The first call restores the terminal.

use super::frame::{END_UPDATE, FrameBackend};
use crate::domain::Secret;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};
use rustix::process::{Signal, getpgrp, kill_current_process_group};
use rustix::termios::tcgetpgrp;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Alternate screen, blank; bracketed paste; no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[H\x1b[J\x1b[?2004h\x1b[?25l";
/// Clicks and the wheel, in SGR coordinates. No motion: each would cost bytes on a slow link.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
/// The mouse selects text again.
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Plain colours; alternate screen blank; no bracketed paste; normal screen; cursor.
const LEAVE: &[u8] = b"\x1b[0m\x1b[H\x1b[J\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Time for SIGTSTP to take effect: unless the main thread sends it, the system stops the process
/// some microseconds later, and the terminal must not be taken back before.
const STOP_DELAY: Duration = Duration::from_millis(50);

/// Whether this program has the terminal now.
static TAKEN_OVER: AtomicBool = AtomicBool::new(false);

/// Why the terminal could not be taken over.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Standard input or output is a pipe or a file.
    #[error(
        "the screen needs a terminal, and {0} is not one; for scripts, use akia find or akia export"
    )]
    NotATerminal(&'static str),
    /// A call to the terminal failed.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// The terminal while this program has it. Dropping it gives the terminal back.
pub(crate) struct Screen {
    terminal: Terminal<FrameBackend<File>>,
    /// Standard output without the standard library's buffer, which would keep copies.
    out: File,
    mouse: bool,
    wipe: bool,
}

impl Screen {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, and the mouse if
    /// `mouse`.
    pub(crate) fn enter(mouse: bool) -> Result<Self, EnterError> {
        if !io::stdin().is_terminal() {
            return Err(EnterError::NotATerminal("standard input"));
        }
        if !io::stdout().is_terminal() {
            return Err(EnterError::NotATerminal("standard output"));
        }
        let out = standard_output()?;
        let terminal = Terminal::new(FrameBackend::new(out.try_clone()?))?;
        let mut screen = Self { terminal, out, mouse, wipe: false };
        screen.take_over()?;
        Ok(screen)
    }

    /// Draws a frame. Only changes are sent, and nothing at all while the terminal is suspended.
    pub(crate) fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        if !TAKEN_OVER.load(Ordering::SeqCst) {
            return Ok(());
        }
        draw(&mut self.terminal, &mut self.wipe, render)
    }

    /// The terminal's columns and rows.
    pub(crate) fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Makes the next draw wipe all earlier frames from memory, for when a secret is no longer on
    /// the screen. Sends nothing to the terminal.
    pub(crate) fn wipe_drawn(&mut self) {
        self.wipe = true;
    }

    /// Sends an escape sequence, such as OSC 52, between two frames and without a copy. Nothing is
    /// sent while the terminal is suspended.
    pub(crate) fn write_escape(&mut self, escape: &Secret) -> io::Result<()> {
        if !TAKEN_OVER.load(Ordering::SeqCst) {
            return Ok(());
        }
        escape.read(|text| self.out.write_all(text.as_bytes()))
    }

    /// Gives the terminal to another program or the shell for a while.
    pub(crate) fn suspend(&mut self) {
        self.terminal.backend_mut().forget_cursor();
        restore();
    }

    /// Takes the terminal back at its present size. The next frame is drawn in full.
    pub(crate) fn resume(&mut self) -> io::Result<()> {
        self.take_over()?;
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Stops the program, as Ctrl-Z stops any other, until the shell continues it. With `fg` it has
    /// the terminal again; with `bg`, or when a signal is sent to a stopped job, it does not
    /// (`false`).
    pub(crate) fn stop_until_continued(&mut self) -> io::Result<bool> {
        self.suspend();
        let stopped = kill_current_process_group(Signal::TSTP);
        thread::sleep(STOP_DELAY);
        let in_foreground = self.take_back_from_shell()?;
        stopped?;
        Ok(in_foreground)
    }

    /// Takes the terminal from the shell, also if it was not given to it before: another program
    /// may have stopped this one. Nothing is done in the background (`false`).
    pub(crate) fn take_back_from_shell(&mut self) -> io::Result<bool> {
        let in_foreground = is_in_foreground();
        if in_foreground {
            self.suspend();
            self.resume()?;
        }
        Ok(in_foreground)
    }

    fn take_over(&mut self) -> io::Result<()> {
        // The shell may have set other modes since, which crossterm does not notice.
        disable_raw_mode()?;
        enable_raw_mode()?;
        TAKEN_OVER.store(true, Ordering::SeqCst);
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
/// Errors are ignored: there is nowhere left to report them.
pub(crate) fn restore() {
    if !TAKEN_OVER.swap(false, Ordering::SeqCst) {
        return;
    }
    if let Ok(mut out) = standard_output() {
        let _gone = out.write_all(&[END_UPDATE, MOUSE_OFF, LEAVE].concat());
    }
    // In the background the modes are the shell's, and setting them would stop the program.
    if is_in_foreground() {
        let _gone = disable_raw_mode();
    }
}

/// Whether the terminal is this job's. Of one that is gone nobody can say: using it will.
fn is_in_foreground() -> bool {
    tcgetpgrp(io::stdin()).map_or(true, |foreground| foreground == getpgrp())
}

/// Standard output without the standard library's buffer or lock.
fn standard_output() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Draws a frame and, on `wipe`, replaces both of ratatui's buffers. The allocator wipes the old
/// ones; ratatui's own reset leaves parts of their text.
fn draw<W: Write>(
    terminal: &mut Terminal<FrameBackend<W>>,
    wipe: &mut bool,
    render: impl FnOnce(&mut Frame),
) -> io::Result<()> {
    let drawn = terminal.draw(render)?.buffer;
    if *wipe {
        *wipe = false;
        let shown = drawn.clone();
        let blank = ratatui::buffer::Buffer::empty(drawn.area);
        *terminal.current_buffer_mut() = shown;
        terminal.swap_buffers();
        *terminal.current_buffer_mut() = blank;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{Recorder, small};
    use super::*;

    #[test]
    fn what_was_drawn_is_forgotten_without_drawing_again() {
        let recorder = Recorder::default();
        let mut terminal = small(&recorder);
        let mut draw_text = |text: &str, wipe: &mut bool| {
            draw(&mut terminal, wipe, |frame| frame.render_widget(text, frame.area())).unwrap();
            recorder.take()
        };
        let mut wipe = false;
        draw_text("wJalrXUtnFEMI", &mut wipe);
        wipe = true;
        assert_eq!(draw_text("masked", &mut wipe).len(), 1);
        assert!(!wipe);
        assert!(draw_text("masked", &mut wipe).is_empty());
        assert!(draw_text("maskee", &mut wipe).concat().contains('e'));
        assert!(terminal.current_buffer_mut().content.iter().all(|cell| cell.symbol() == " "));
    }

    #[test]
    fn a_terminal_that_was_not_taken_is_left_alone() {
        restore();
        restore();
        assert!(!TAKEN_OVER.load(Ordering::SeqCst));
    }

    #[test]
    fn the_error_for_a_pipe_names_a_terminal() {
        let text = EnterError::NotATerminal("standard output").to_string();
        assert!(text.contains("needs a terminal"));
        assert!(text.contains("standard output is not one; for scripts, use akia find"), "{text}");
    }
}
