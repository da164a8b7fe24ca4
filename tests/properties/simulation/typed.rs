//! Whether what arrives is keys or text.

use akia::console::Event;
use crossterm::event::{KeyCode, KeyEvent};

pub(super) fn is(key: &KeyEvent, c: char) -> bool {
    key.code == KeyCode::Char(c) && key.modifiers.is_empty()
}

/// Whether an event is text and not keys: a paste, or what looks like one.
pub(super) fn is_text(event: &Event) -> bool {
    match event {
        Event::Paste(_) => true,
        Event::Keys(keys) => {
            let plain = |key: &KeyEvent| {
                key.modifiers.is_empty()
                    && matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab)
            };
            let mixed = keys.windows(2).any(|pair| pair.first() != pair.last());
            keys.len() >= 3 && mixed && keys.iter().all(plain)
        }
        _ => false,
    }
}
