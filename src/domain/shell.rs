//! Quoting for POSIX shells.

use std::borrow::Cow;

/// The word, quoted if a shell would otherwise interpret it.
pub(crate) fn quote(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-+=,.@/:%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn only_words_that_need_it_are_quoted() {
        assert_eq!(quote("a+b=c,d.e@f-g"), "a+b=c,d.e@f-g");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("it's $x"), r"'it'\''s $x'");
    }
}
