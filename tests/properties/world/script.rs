//! Keys by their names, and whether what arrives is keys or text.

use akia::console::Event;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

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

/// The keys of a script, in which names in angle brackets are keys.
pub(super) fn keys(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script.chars();
    while let Some(c) = rest.next() {
        let code = match c {
            '<' => match rest.by_ref().take_while(|c| *c != '>').collect::<String>().as_str() {
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "tab" => KeyCode::Tab,
                "space" => KeyCode::Char(' '),
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "pgdn" => KeyCode::PageDown,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "bs" => KeyCode::Backspace,
                control => match control.strip_prefix('^').and_then(|c| c.chars().next()) {
                    Some(c) => {
                        keys.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
                        continue;
                    }
                    None => KeyCode::F(5),
                },
            },
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            c => KeyCode::Char(c),
        };
        keys.push(KeyEvent::from(code));
    }
    keys
}
