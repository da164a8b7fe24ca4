//! What takes the text that is typed or pasted.

use crossterm::event::{Event as TerminalEvent, KeyEvent};
use tui_input::backend::crossterm::EventHandler as _;
use tui_input::{Input, InputRequest};

/// The most characters that one paste puts into an input: no valid text is as long, and inserting a
/// character takes time in proportion to the text before it.
const LONGEST_PASTE: usize = 1_024;

/// What takes the text that is typed or pasted.
pub(crate) trait TextTarget {
    fn type_key(&mut self, key: KeyEvent);

    fn paste(&mut self, text: &str);
}

impl TextTarget for Input {
    fn type_key(&mut self, key: KeyEvent) {
        self.handle_event(&TerminalEvent::Key(key));
    }

    /// The text goes on one line.
    fn paste(&mut self, text: &str) {
        for c in text.trim().chars().take(LONGEST_PASTE) {
            let c = if c.is_control() { ' ' } else { c };
            self.handle(InputRequest::InsertChar(c));
        }
    }
}
