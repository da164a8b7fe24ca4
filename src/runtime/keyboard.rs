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
    /// A paste has come, and nothing was waited for since: what is there already may be a part of it,
    /// however long drawing took in between.
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
        still_there()?;
        let first = if let Some(event) = self.already_there().await {
            if self.pasting {
                gathered.events.push(Event::PasteContinues);
            }
            event?
        } else {
            self.pasting = false;
            self.stream.next().await.ok_or_else(ended)??
        };
        gathered.push(first);
        while let Some(event) = self.already_there().await {
            gathered.push(event?);
        }
        self.pasting |= gathered.has_paste();
        Ok(gathered.finish())
    }

    /// The next event, if it can be had without waiting.
    ///
    /// Asked with the task's own waker: the stream keeps the waker of the poll that found nothing,
    /// and would never wake the loop again through one that does nothing.
    async fn already_there(&mut self) -> Option<io::Result<TerminalEvent>> {
        if let Err(error) = still_there() {
            return Some(Err(error));
        }
        poll_fn(|context| match self.stream.poll_next_unpin(context) {
            Poll::Ready(event) => Poll::Ready(event),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }
}

/// From a terminal that is gone crossterm would read for ever, and never say so.
fn still_there() -> io::Result<()> {
    if terminal::is_disconnected() { Err(ended()) } else { Ok(()) }
}

fn ended() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "its input has ended")
}

/// Events in order, with neighbouring keys put together.
#[derive(Debug, Default)]
struct Gathered {
    events: Vec<Event>,
    keys: Vec<KeyEvent>,
}

impl Gathered {
    fn push(&mut self, event: TerminalEvent) {
        let event = match event {
            TerminalEvent::Key(key) => return self.keys.push(key),
            TerminalEvent::Paste(text) => Event::Paste(text),
            TerminalEvent::Mouse(mouse) => Event::Mouse(mouse),
            TerminalEvent::Resize(columns, rows) => Event::Resize(columns, rows),
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
            self.events.push(Event::Keys(std::mem::take(&mut self.keys)));
        }
    }

    fn finish(mut self) -> Vec<Event> {
        self.flush();
        self.events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyCode;

    #[test]
    fn keys_of_one_read_stay_together_and_in_order() {
        let mut gathered = Gathered::default();
        let key = |c| TerminalEvent::Key(KeyEvent::from(KeyCode::Char(c)));
        for event in
            [key('a'), key('b'), TerminalEvent::FocusLost, TerminalEvent::Resize(80, 24), key('c')]
        {
            gathered.push(event);
        }
        let shape: Vec<String> = gathered
            .finish()
            .into_iter()
            .map(|event| match event {
                Event::Keys(keys) => format!("{} keys", keys.len()),
                Event::Resize(..) => "resize".to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(shape, ["2 keys", "resize", "1 keys"]);
    }
}
