//! Output of frames: one write each, none if nothing changed, and a buffer that is wiped after each
//! write, since a frame may show a secret.

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType as Cleared};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use std::io::{self, Write};
use zeroize::Zeroize;

/// The terminal holds back the output that follows (synchronized output, mode 2026).
const BEGIN_UPDATE: &[u8] = b"\x1b[?2026h";
/// The terminal shows the output it held back.
pub(super) const END_UPDATE: &[u8] = b"\x1b[?2026l";

/// Room for a full screen of coloured text, so that the buffer seldom grows. (The allocator wipes
/// the buffer it outgrows.)
const INITIAL_CAPACITY: usize = 64 * 1024;

/// Collects a frame, and writes it at once on [`flush`](Write::flush).
pub(super) struct FrameWriter<W> {
    out: W,
    frame: Vec<u8>,
}

impl<W: Write> FrameWriter<W> {
    fn new(out: W) -> Self {
        Self { out, frame: Vec::with_capacity(INITIAL_CAPACITY) }
    }
}

impl<W: Write> Write for FrameWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.frame.is_empty() && !bytes.is_empty() {
            self.frame.extend_from_slice(BEGIN_UPDATE);
        }
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        self.frame.extend_from_slice(END_UPDATE);
        let written = self.out.write_all(&self.frame).and_then(|()| self.out.flush());
        self.frame.as_mut_slice().zeroize();
        self.frame.clear();
        written
    }
}

/// ratatui's crossterm backend, without the colours, cursor and flush that it sends with every
/// draw, even an empty one.
pub(super) struct FrameBackend<W: Write> {
    inner: CrosstermBackend<FrameWriter<W>>,
    cursor_shown: Option<bool>,
    /// Unknown after cells were drawn.
    cursor: Option<Position>,
}

impl<W: Write> FrameBackend<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            inner: CrosstermBackend::new(FrameWriter::new(out)),
            cursor_shown: None,
            cursor: None,
        }
    }

    /// Forgets the state of the cursor, which another program may change.
    pub(super) fn forget_cursor(&mut self) {
        self.cursor_shown = None;
        self.cursor = None;
    }

    fn show(&mut self, shown: bool) -> io::Result<()> {
        if self.cursor_shown.replace(shown) == Some(shown) {
            return Ok(());
        }
        if shown { queue!(self.inner, Show) } else { queue!(self.inner, Hide) }
    }
}

impl<W: Write> Backend for FrameBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut changed = content.peekable();
        if changed.peek().is_none() {
            return Ok(());
        }
        self.cursor = None;
        self.inner.draw(changed)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true)
    }

    /// The last known position: a query's answer would arrive among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.replace(position) == Some(position) {
            return Ok(());
        }
        queue!(self.inner, MoveTo(position.x, position.y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Clears with the next frame. A full clear starts at the first cell, because some terminals
    /// move the text that "erase all" erases into their scrollback.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let cleared = match region {
            ClearType::All => {
                self.set_cursor_position(Position::ORIGIN)?;
                Cleared::FromCursorDown
            }
            ClearType::AfterCursor => Cleared::FromCursorDown,
            ClearType::BeforeCursor => Cleared::FromCursorUp,
            ClearType::CurrentLine => Cleared::CurrentLine,
            ClearType::UntilNewLine => Cleared::UntilNewLine,
        };
        queue!(self.inner, Clear(cleared))
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::{Terminal, TerminalOptions, Viewport};
    use std::cell::RefCell;
    use std::rc::Rc;

    /// A terminal that remembers each write.
    #[derive(Clone, Default)]
    pub(in super::super) struct Recorder(pub(in super::super) Rc<RefCell<Vec<String>>>);

    impl Write for Recorder {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Recorder {
        pub(in super::super) fn take(&self) -> Vec<String> {
            self.0.take()
        }
    }

    pub(in super::super) fn small(recorder: &Recorder) -> Terminal<FrameBackend<Recorder>> {
        let viewport = Viewport::Fixed(Rect::new(0, 0, 20, 2));
        Terminal::with_options(FrameBackend::new(recorder.clone()), TerminalOptions { viewport })
            .unwrap()
    }

    #[test]
    fn a_frame_is_one_write_and_its_buffer_is_used_again() {
        let recorder = Recorder::default();
        let mut writer = FrameWriter::new(recorder.clone());
        writer.write_all(b"wJalr").unwrap();
        writer.write_all(b"XUtnFEMI").unwrap();
        let (start, room) = (writer.frame.as_ptr(), writer.frame.capacity());
        writer.flush().unwrap();
        assert_eq!(recorder.take(), ["\x1b[?2026hwJalrXUtnFEMI\x1b[?2026l"]);
        assert_eq!((writer.frame.as_ptr(), writer.frame.capacity()), (start, room));
        assert!(writer.frame.is_empty());
    }

    #[test]
    fn nothing_is_written_when_there_is_nothing_to_write() {
        let recorder = Recorder::default();
        let mut writer = FrameWriter::new(recorder.clone());
        writer.flush().unwrap();
        writer.write_all(b"").unwrap();
        writer.flush().unwrap();
        assert!(recorder.take().is_empty());
    }

    #[test]
    fn a_frame_that_cannot_be_written_is_wiped_all_the_same() {
        let mut full: [u8; 0] = [];
        let mut writer = FrameWriter::new(full.as_mut_slice());
        writer.write_all(b"secret").unwrap();
        assert!(writer.flush().is_err());
        assert!(writer.frame.is_empty());
    }

    #[test]
    fn an_unchanged_screen_costs_no_bytes() {
        let recorder = Recorder::default();
        let mut terminal = small(&recorder);
        for text in ["alice", "alice", "alicia"] {
            terminal.draw(|frame| frame.render_widget(text, frame.area())).unwrap();
        }
        let writes = recorder.take();
        assert_eq!(writes.len(), 2, "{writes:?}");
        assert!(writes[0].contains("alice") && writes[0].contains("\x1b[?25l"));
        assert!(writes[1].contains("ia") && !writes[1].contains("\x1b[?25l"), "{writes:?}");
    }

    #[test]
    fn a_cursor_that_moves_is_the_only_thing_sent() {
        let recorder = Recorder::default();
        let mut terminal = small(&recorder);
        for x in [3, 3, 4] {
            terminal
                .draw(|frame| {
                    frame.render_widget("alice", frame.area());
                    frame.set_cursor_position((x, 0));
                })
                .unwrap();
        }
        let writes = recorder.take();
        assert_eq!(writes.len(), 2, "{writes:?}");
        assert_eq!(writes[1], "\x1b[?2026h\x1b[1;5H\x1b[?2026l");
    }
}
