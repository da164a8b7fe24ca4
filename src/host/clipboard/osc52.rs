//! OSC 52: the escape sequence that asks a terminal to put a text on its clipboard.

use super::error::ClipboardError;
use crate::domain::Secret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The longest text, in bytes: terminals that limit the encoded sequence do so at 100,000.
const MAX_BYTES: usize = 74_994;

const START: &[u8] = b"\x1b]52;c;";
const END: &[u8] = b"\x07";

/// The sequence that copies `text`.
pub(super) fn escape(text: &Secret) -> Result<Secret, ClipboardError> {
    let length = text.read(str::len);
    if length > MAX_BYTES {
        return Err(ClipboardError::TooLong { length, limit: MAX_BYTES });
    }
    Ok(text.map(encode))
}

/// Encodes in place, in one allocation, so that no copy of a secret is left behind.
fn encode(text: &str) -> String {
    let mut bytes = vec![b'='; START.len() + text.len().div_ceil(3) * 4 + END.len()];
    let (start, rest) = bytes.split_at_mut(START.len());
    start.copy_from_slice(START);
    let (middle, end) = rest.split_at_mut(rest.len() - END.len());
    end.copy_from_slice(END);
    // The buffer has the exact length, and base64 is UTF-8: neither can fail.
    let _fits = BASE64_STANDARD.encode_slice(text, middle);
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "")]
    #[case("f", "Zg==")]
    #[case("fo", "Zm8=")]
    #[case("foo", "Zm9v")]
    #[case("wJalrXUtnFEMI/K7MDENG", "d0phbHJYVXRuRkVNSS9LN01ERU5H")]
    fn texts_are_encoded(#[case] text: &str, #[case] base64: &str) {
        escape(&Secret::new(text.to_owned()))
            .unwrap()
            .read(|escape| assert_eq!(escape, format!("\x1b]52;c;{base64}\x07")));
    }

    #[test]
    fn the_longest_sequence_is_what_terminals_take() {
        let longest = escape(&Secret::new("x".repeat(MAX_BYTES))).unwrap();
        assert_eq!(longest.read(str::len), 100_000);
        let error = escape(&Secret::new("x".repeat(MAX_BYTES + 1))).unwrap_err();
        assert_eq!(error, ClipboardError::TooLong { length: MAX_BYTES + 1, limit: MAX_BYTES });
    }
}
