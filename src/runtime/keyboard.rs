//! Keys, pastes, the mouse and the terminal's size, as they arrive together.

use crate::console::Event;
use crate::host::terminal;
use crossterm::event::{Event as TerminalEvent, EventStream, KeyEvent};
use futures_util::StreamExt as _;
use std::future::poll_fn;
use std::io;
use std::task::Poll;

/// The terminal's input.
#[derive(Debug)]
pub(super) struct Keyboard {
    stream: EventStream,
    /// A paste has come, and nothing was waited for since: what is there already may be a part of
    /// it, however long drawing took in between.
    pasting: bool,
}

impl Keyboard {
    pub(super) fn new() -> Self {
        Self { stream: EventStream::new(), pasting: false }
    }

    /// What arrives next, with everything that arrived together with it: keys of one read of the
    /// terminal stay together, since they may be a paste.
    pub(super) async fn next(&mut self) -> io::Result<Vec<Event>> {
        let mut gathered = Gathered::default();
        check_connected()?;
        let first = if let Some(event) = self.next_ready().await {
            if self.pasting {
                gathered.events.push(Event::PasteContinues);
            }
            event?
        } else {
            self.pasting = false;
            self.stream.next().await.ok_or_else(ended)??
        };
        gathered.push(first);
        while let Some(event) = self.next_ready().await {
            gathered.push(event?);
        }
        self.pasting |= gathered.has_paste();
        Ok(gathered.finish())
    }

    /// The next event, if it can be had without waiting.
    ///
    /// Asked with the task's own waker: the stream keeps the waker of the poll that found nothing,
    /// and would never wake the loop again through one that does nothing.
    async fn next_ready(&mut self) -> Option<io::Result<TerminalEvent>> {
        if let Err(error) = check_connected() {
            return Some(Err(error));
        }
        poll_fn(|context| match self.stream.poll_next_unpin(context) {
            Poll::Ready(event) => Poll::Ready(event),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }
}

/// An error for a terminal that is gone: crossterm would read from it for ever, and never fail.
fn check_connected() -> io::Result<()> {
    if terminal::is_disconnected() { Err(ended()) } else { Ok(()) }
}

fn ended() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "its input has ended")
}

/// Events in order, with neighbouring keys put together. Keys after a mouse event of the same read
/// count as text: a text may hold what a terminal takes for the mouse, and in small pieces it would
/// pass for keys. The terminal's size comes last, and separates nothing.
#[derive(Debug, Default)]
struct Gathered {
    events: Vec<Event>,
    keys: Vec<KeyEvent>,
    resize: Option<Event>,
}

impl Gathered {
    fn push(&mut self, event: TerminalEvent) {
        let event = match event {
            TerminalEvent::Key(key) => return self.keys.push(key),
            TerminalEvent::Paste(text) => Event::Paste(text),
            TerminalEvent::Mouse(mouse) => Event::Mouse(mouse),
            TerminalEvent::Resize(columns, rows) => {
                self.resize = Some(Event::Resize(columns, rows));
                return;
            }
            TerminalEvent::FocusGained | TerminalEvent::FocusLost => return,
        };
        self.flush();
        self.events.push(event);
    }

    fn has_paste(&self) -> bool {
        self.events.iter().any(|event| matches!(event, Event::Paste(_)))
    }

    fn flush(&mut self) {
        if !self.keys.is_empty() {
            if self.events.iter().any(|event| matches!(event, Event::Keys(_))) {
                self.events.push(Event::PasteContinues);
            }
            self.events.push(Event::Keys(std::mem::take(&mut self.keys)));
        }
    }

    fn finish(mut self) -> Vec<Event> {
        self.flush();
        self.events.extend(self.resize);
        self.events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers, MouseEvent, MouseEventKind};

    fn key(c: char) -> TerminalEvent {
        TerminalEvent::Key(KeyEvent::from(KeyCode::Char(c)))
    }

    fn gather(events: impl IntoIterator<Item = TerminalEvent>) -> Vec<String> {
        let mut gathered = Gathered::default();
        for event in events {
            gathered.push(event);
        }
        let shape = |event| match event {
            Event::Keys(keys) => format!("{} keys", keys.len()),
            Event::Mouse(_) => "mouse".to_owned(),
            Event::Resize(..) => "resize".to_owned(),
            other => format!("{other:?}"),
        };
        gathered.finish().into_iter().map(shape).collect()
    }

    #[test]
    fn keys_of_one_read_stay_together_and_in_order() {
        let (focus, resize) = (TerminalEvent::FocusLost, TerminalEvent::Resize(80, 24));
        let shape = gather([key('a'), key('b'), focus, resize, key('c')]);
        assert_eq!(shape, ["3 keys", "resize"]);
    }

    #[test]
    fn keys_after_a_mouse_event_of_one_read_are_text() {
        let mouse = TerminalEvent::Mouse(MouseEvent {
            kind: MouseEventKind::ScrollUp,
            column: 0,
            row: 0,
            modifiers: KeyModifiers::NONE,
        });
        let shape = gather([mouse.clone(), key('D'), mouse, key('\t'), key('\n')]);
        assert_eq!(shape, ["mouse", "1 keys", "mouse", "PasteContinues", "2 keys"]);
    }
}
