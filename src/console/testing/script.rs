//! Keys by their names: what a person presses, as a text. Also the tests outside read it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys of a script: `"c<space><enter>"`. Names in angle brackets are keys, `<^c>` is Ctrl-C;
/// everything else types itself, a line's end as Enter.
pub(crate) fn keys(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script.chars();
    while let Some(c) = rest.next() {
        keys.push(match c {
            '<' => named(&rest.by_ref().take_while(|c| *c != '>').collect::<String>()),
            '\n' => KeyEvent::from(KeyCode::Enter),
            '\t' => KeyEvent::from(KeyCode::Tab),
            c => KeyEvent::from(KeyCode::Char(c)),
        });
    }
    keys
}

fn named(name: &str) -> KeyEvent {
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "backtab" => KeyCode::BackTab,
        "pgdn" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "bs" => KeyCode::Backspace,
        "f5" => KeyCode::F(5),
        other => match other.strip_prefix('^').and_then(|letter| letter.chars().next()) {
            Some(letter) => return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL),
            None => panic!("no key is called <{other}>"),
        },
    };
    KeyEvent::from(code)
}
