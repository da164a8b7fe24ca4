//! Telling typing from pasting where the terminal does not.
//!
//! A terminal without bracketed paste delivers a paste as keys, many in one read. What comes like
//! that is text, never a series of actions: three or more characters at once that are not the same
//! one repeated (a held-down key over a slow line), and what follows on the heels of such text. A
//! line may deliver a paste in reads of a character or two: reads that follow each other faster than
//! fingers count as one.
//!
//! A bracketed paste is no better bounded: a text that holds the mark of its end (`ESC [201~`) goes
//! on as keys, where terminal or tmux let that pass. What follows any paste on its heels is text,
//! too: never a key, nor a click.

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Fewer characters in one read are a person's typing on a slow line.
const TEXT_FROM: usize = 3;

/// A paste longer than one read comes in pieces; the next piece follows within this time.
const STILL_PASTING: TimeDelta = TimeDelta::milliseconds(80);

/// Who has typed a text that did nothing presses Enter within this time, meaning that text.
const ITS_END: TimeDelta = TimeDelta::seconds(1);

/// A person's keys are further apart than this: reads as close as this are pieces of one.
const ONE_READ: TimeDelta = TimeDelta::milliseconds(15);

/// What some keys turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Keystrokes {
    /// Keys, each for itself.
    Keys(Vec<KeyEvent>),
    /// A paste.
    Text(String),
}

/// Remembers when the last piece of a paste came.
#[derive(Debug, Default)]
pub(crate) struct PasteDetector {
    last_text: Option<DateTime<Utc>>,
    /// When keys were last read.
    last_read: Option<DateTime<Utc>>,
    /// The characters of the last reads that count as one.
    characters: Vec<char>,
    /// When a text did nothing.
    ignored: Option<DateTime<Utc>>,
}

impl PasteDetector {
    /// Says what these keys, read together, are.
    pub(crate) fn classify(&mut self, now: DateTime<Utc>, keys: Vec<KeyEvent>) -> Keystrokes {
        if self.is_pasting(now) {
            // Keys that type nothing were no keys: they are left out.
            self.pasted(now);
            return Keystrokes::Text(keys.iter().filter_map(character).collect());
        }
        // A text may hold what a terminal takes for keys that type nothing, such as an arrow.
        let characters: Vec<char> = keys.iter().filter_map(character).collect();
        if !is_within(self.last_read.replace(now), ONE_READ, now) {
            self.characters.clear();
        }
        self.characters.extend(&characters);
        let mixed = self.characters.windows(2).any(|pair| pair.first() != pair.last());
        if self.characters.len() < TEXT_FROM || !mixed {
            // One character repeated: no more of it is needed to tell.
            self.characters.truncate(TEXT_FROM);
            return Keystrokes::Keys(keys);
        }
        self.pasted(now);
        Keystrokes::Text(characters.into_iter().collect())
    }

    /// A paste, or a piece of one, has come.
    pub(crate) fn pasted(&mut self, now: DateTime<Utc>) {
        self.last_text = Some(now);
    }

    /// Whether what comes now comes on the heels of a paste.
    pub(crate) fn is_pasting(&self, now: DateTime<Utc>) -> bool {
        is_within(self.last_text, STILL_PASTING, now)
    }

    /// A text has done nothing.
    pub(crate) fn ignored(&mut self, now: DateTime<Utc>) {
        self.ignored = Some(now);
    }

    /// Whether this key is the Enter that ends a text which did nothing: it opens nothing either.
    pub(crate) fn is_its_end(&mut self, now: DateTime<Utc>, key: &KeyEvent) -> bool {
        is_within(self.ignored.take(), ITS_END, now) && key.code == KeyCode::Enter
    }
}

/// Whether that moment is less than so long ago. A clock that was set back says no.
fn is_within(moment: Option<DateTime<Utc>>, time: TimeDelta, now: DateTime<Utc>) -> bool {
    moment.is_some_and(|at| now >= at && now - at < time)
}

/// The character a key types, if it types one.
fn character(key: &KeyEvent) -> Option<char> {
    // The line feed of a text pasted with Unix line ends arrives as Ctrl-J.
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

    /// A paste into a terminal without bracketed paste, over a line that delivers it piece by piece.
    #[test]
    fn characters_faster_than_fingers_are_text_from_the_third_on() {
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
    fn mixed_characters_at_once_are_text_and_so_is_what_follows() {
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
    fn what_follows_a_bracketed_paste_on_its_heels_is_text_whatever_it_is() {
        let mut now = DateTime::UNIX_EPOCH;
        let mut detector = PasteDetector::default();
        detector.pasted(now);
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
