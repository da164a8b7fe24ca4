//! Tells typing from pasting if the terminal does not.
//!
//! A terminal without bracketed paste delivers a paste as keys, many in one read. Three or more
//! characters at once that are not one character repeated (a held-down key over a slow line) are
//! text, never actions, and so is what follows immediately. A line may deliver a paste in reads of
//! one or two characters: reads that follow each other faster than a person types count as one.
//!
//! A bracketed paste has no reliable end either: a text that contains the end mark (`ESC [201~`)
//! continues as keys if terminal or tmux let it through. So what follows any paste immediately is
//! text, too: neither keys nor clicks.

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A person on a slow line may type fewer characters than this in one read.
const MIN_TEXT_LENGTH: usize = 3;

/// A paste longer than one read arrives in pieces, no farther apart than this.
const PIECE_INTERVAL: TimeDelta = TimeDelta::milliseconds(80);

/// An Enter this soon after an ignored text belongs to that text.
const ENTER_INTERVAL: TimeDelta = TimeDelta::seconds(1);

/// No person types faster than this: reads closer together count as one.
const TYPING_INTERVAL: TimeDelta = TimeDelta::milliseconds(15);

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Keystrokes {
    Keys(Vec<KeyEvent>),
    /// A paste.
    Text(String),
}

#[derive(Debug, Default)]
pub(crate) struct PasteDetector {
    /// When the last piece of a paste arrived.
    last_paste: Option<DateTime<Utc>>,
    /// When keys were last read.
    last_read: Option<DateTime<Utc>>,
    /// The characters of the last reads that count as one.
    characters: Vec<char>,
    /// Those reads have opened a dialog.
    opened_dialog: bool,
    /// When a text was ignored.
    last_ignored: Option<DateTime<Utc>>,
}

impl PasteDetector {
    /// Tells whether keys that were read together are a paste.
    pub(crate) fn classify(&mut self, now: DateTime<Utc>, keys: Vec<KeyEvent>) -> Keystrokes {
        // A pasted text may contain what a terminal takes for other keys, such as an arrow.
        let characters: Vec<char> = keys.iter().filter_map(character).collect();
        if !self.is_pasting(now) {
            if !is_within(self.last_read.replace(now), TYPING_INTERVAL, now) {
                self.characters.clear();
                self.opened_dialog = false;
            }
            self.characters.extend(&characters);
            let is_mixed = self.characters.windows(2).any(|pair| pair.first() != pair.last());
            if self.characters.len() < MIN_TEXT_LENGTH || !is_mixed {
                // Of one character repeated, no more is needed to tell.
                self.characters.truncate(MIN_TEXT_LENGTH);
                let keys = if self.opened_dialog { Vec::new() } else { keys };
                return Keystrokes::Keys(keys);
            }
        }
        self.note_paste(now);
        Keystrokes::Text(characters.into_iter().collect())
    }

    /// A key has opened a dialog, or another stage of one: what follows faster than a person types
    /// was not meant for it.
    pub(crate) fn note_dialog(&mut self) {
        self.opened_dialog = true;
    }

    /// A paste, or a piece of one, has arrived.
    pub(crate) fn note_paste(&mut self, now: DateTime<Utc>) {
        self.last_paste = Some(now);
    }

    /// Whether input that arrives now may belong to a paste.
    pub(crate) fn is_pasting(&self, now: DateTime<Utc>) -> bool {
        is_within(self.last_paste, PIECE_INTERVAL, now)
    }

    pub(crate) fn note_ignored(&mut self, now: DateTime<Utc>) {
        self.last_ignored = Some(now);
    }

    /// Whether this key is the Enter after an ignored text: it must not open anything.
    pub(crate) fn ends_ignored_text(&mut self, now: DateTime<Utc>, key: &KeyEvent) -> bool {
        is_within(self.last_ignored.take(), ENTER_INTERVAL, now) && key.code == KeyCode::Enter
    }
}

/// Whether a moment is less than so long ago; `false` after the clock was set back.
fn is_within(moment: Option<DateTime<Utc>>, time: TimeDelta, now: DateTime<Utc>) -> bool {
    moment.is_some_and(|at| now >= at && now - at < time)
}

/// The character a key types, if it types one.
fn character(key: &KeyEvent) -> Option<char> {
    // The line feed of a pasted text arrives as Ctrl-J.
    if key.code == KeyCode::Char('j') && key.modifiers == KeyModifiers::CONTROL {
        return Some('\n');
    }
    if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return None;
    }
    match key.code {
        KeyCode::Char(c) => Some(c),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<KeyEvent> {
        text.chars()
            .map(|c| match c {
                '\n' => KeyEvent::from(KeyCode::Enter),
                '↓' => KeyEvent::from(KeyCode::Down),
                c => KeyEvent::from(KeyCode::Char(c)),
            })
            .collect()
    }

    /// A paste into a terminal without bracketed paste, over a line that delivers it piece by
    /// piece.
    #[test]
    fn characters_faster_than_typing_are_text_from_the_third_on() {
        let mut now = DateTime::UNIX_EPOCH;
        let mut detector = PasteDetector::default();
        let mut read = |text: &str, gap: i64| {
            now += TimeDelta::milliseconds(gap);
            match detector.classify(now, keys(text)) {
                Keystrokes::Keys(_) => "keys",
                Keystrokes::Text(_) => "text",
            }
        };
        assert_eq!([read("d", 0), read("\t", 14), read("\n", 14)], ["keys", "keys", "text"]);
        assert_eq!([read("d", 80), read("↓", 14), read("\tx", 14)], ["keys", "keys", "text"]);
        let fingers = [read("d", 80), read("\t", 15), read("\n", 15), read("dx", 15)];
        assert_eq!(fingers, ["keys"; 4]);
        let held_down = [read("j", 80), read("j", 14), read("jj", 14), read("j", 14)];
        assert_eq!(held_down, ["keys"; 4]);
        assert_eq!(read("\n", 14), "text", "after all");
    }

    #[test]
    fn mixed_characters_at_once_are_text_and_so_is_what_follows_immediately() {
        let now = DateTime::UNIX_EPOCH;
        let mut detector = PasteDetector::default();
        for typed in ["d", "a\n", "jjjjjj", "↓↓d↓", "\n\n\n"] {
            let mut detector = PasteDetector::default();
            let classified = detector.classify(now, keys(typed));
            assert_eq!(classified, Keystrokes::Keys(keys(typed)), "{typed}");
        }
        for text in ["dx\n", "d↓x\n", "dx↓\n", "↓dx\n"] {
            let mut detector = PasteDetector::default();
            assert_eq!(detector.classify(now, keys(text)), Keystrokes::Text("dx\n".into()));
            assert!(detector.is_pasting(now), "{text}");
        }
        let mut lines = keys("dx");
        lines.push(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL));
        assert_eq!(detector.classify(now, lines), Keystrokes::Text("dx\n".into()));
        let soon = now + TimeDelta::milliseconds(50);
        assert_eq!(detector.classify(soon, keys("d")), Keystrokes::Text("d".into()));
        let later = soon + TimeDelta::milliseconds(80);
        assert_eq!(detector.classify(later, keys("d")), Keystrokes::Keys(keys("d")));
    }

    #[test]
    fn what_follows_a_bracketed_paste_immediately_is_text() {
        let mut now = DateTime::UNIX_EPOCH;
        let mut detector = PasteDetector::default();
        detector.note_paste(now);
        let escape = KeyEvent::from(KeyCode::Esc);
        for (typed, text) in [("D", "D"), ("\n", "\n"), ("↓x", "x"), ("↓", "")] {
            now += TimeDelta::milliseconds(79);
            assert_eq!(detector.classify(now, keys(typed)), Keystrokes::Text(text.into()));
        }
        now += TimeDelta::milliseconds(79);
        assert_eq!(detector.classify(now, vec![escape]), Keystrokes::Text(String::new()));
        now += TimeDelta::milliseconds(80);
        assert!(!detector.is_pasting(now));
        assert_eq!(detector.classify(now, keys("D")), Keystrokes::Keys(keys("D")));
    }
}
