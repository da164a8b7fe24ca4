//! Key scripts: `c<enter>jj<space>`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys of a script: characters, and names in angle brackets.
pub(super) fn parse(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
        if let Some((name, tail)) = named {
            keys.push(key_named(name));
            rest = tail;
        } else {
            keys.push(KeyEvent::from(KeyCode::Char(first)));
            rest = rest.strip_prefix(first).unwrap_or_default();
        }
    }
    keys
}

fn key_named(name: &str) -> KeyEvent {
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "space" => KeyCode::Char(' '),
        "tab" => KeyCode::Tab,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "pgdn" => KeyCode::PageDown,
        "end" => KeyCode::End,
        "backspace" => KeyCode::Backspace,
        "ctrl-c" => return KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL),
        "ctrl-u" => return KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL),
        name => panic!("no key is named {name:?}"),
    };
    KeyEvent::from(code)
}
