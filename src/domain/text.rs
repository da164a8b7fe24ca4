//! Words as sentences need them.

use std::fmt::Display;

/// The text with a capital at its beginning.
pub(crate) fn capitalise(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + characters.as_str()
}

/// `1 day`, `2 days`.
pub(crate) fn count(amount: impl Display + Into<i64> + Copy, unit: &str) -> String {
    let plural = if amount.into() == 1 { "" } else { "s" };
    format!("{amount} {unit}{plural}")
}
