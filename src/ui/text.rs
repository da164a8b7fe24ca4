//! Text from outside: made harmless, and fitted to the columns there are.

use std::borrow::Cow;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with visible replacements (`␛` or `�`) for every character that could act on the
/// terminal, is invisible, or reorders the text around it: control characters, bidirectional
/// controls, zero-width characters, line and paragraph separators.
///
/// This is the one place where text from IAM, files and other programs is neutralised.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| replacement(c).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| replacement(c).unwrap_or(c)).collect())
}

/// The replacement for a character that must not be drawn itself.
fn replacement(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// The text in lines of at most `columns` columns, broken at spaces only where possible, so that
/// options, IDs and names stay in one piece.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let text = harmless(text);
    let how = Options::new(columns.max(1))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(&text, how).into_iter().map(Cow::into_owned).collect()
}

/// A number with its thousands set apart: `5,000`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The columns that a text takes in a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `columns` columns, cut at its end, with `…` as a mark.
pub(crate) fn fit(text: &str, columns: usize) -> String {
    let text = harmless(text);
    if text.width() <= columns {
        return text.into_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used + 1 > columns {
            break;
        }
        kept.push(c);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// The text in at most `columns` columns, cut in the middle, because names often differ at their
/// end.
pub(crate) fn fit_middle(text: &str, columns: usize) -> String {
    let text = harmless(text);
    if text.width() <= columns {
        return text.into_owned();
    }
    let start = fit(&text, columns.div_ceil(2));
    let mut end = String::new();
    let room = columns.saturating_sub(start.width());
    for c in text.chars().rev() {
        if end.width() + c.width().unwrap_or(0) > room {
            break;
        }
        end.insert(0, c);
    }
    start + &end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let numbers = [0, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn characters_that_act_on_a_terminal_become_visible() {
        assert_eq!(harmless("a\u{1b}]52;c;x\u{7}\n"), "a␛]52;c;x␇␊");
        assert_eq!(harmless("\u{9b}31m\u{202e}x\u{200b}"), "�31m�x�");
        assert!(matches!(harmless("plain, ünïcode 日本"), Cow::Borrowed(_)));
    }

    #[test]
    fn cut_texts_have_a_mark() {
        assert_eq!(fit("alice", 5), "alice");
        assert_eq!(fit("alice", 4), "ali…");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("alice", 0), "");
        assert_eq!(fit_middle("on-prem-backup-01", 17), "on-prem-backup-01");
        assert_eq!(fit_middle("on-prem-backup-01", 12), "on-pr…kup-01");
        assert_eq!(fit_middle("日本語日本語", 7), "日…本語");
        assert_eq!(fit_middle("alice", 1), "…");
    }
}
