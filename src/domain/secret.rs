//! The one type for texts that must never be shown by accident.

use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A secret access key, or a text that contains one.
///
/// Clones share one copy of the text, which is wiped when the last of them is dropped. The type has
/// no `Display` and no `Serialize`, and its `Debug` is redacted. Only [`Secret::read`] reads it, so
/// that a search for that name finds every use.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes the text over. The caller should keep no copy.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Arc::new(Zeroizing::new(text)))
    }

    /// Lends the text for as long as `use_it` runs.
    pub fn read<R>(&self, use_it: impl FnOnce(&str) -> R) -> R {
        use_it(&self.0)
    }

    /// Whether it has characters that no secret access key has, and that a terminal, a shell or the
    /// reader of a file may act on.
    pub(crate) fn has_control_characters(&self) -> bool {
        self.read(|text| text.contains(char::is_control))
    }

    /// A secret text that contains this one.
    pub(crate) fn map(&self, make: impl FnOnce(&str) -> String) -> Self {
        Self::new(self.read(make))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
        assert_eq!(
            format!("{secret:?} {:?}", secret.map(str::to_lowercase)).matches("redacted").count(),
            2
        );
        assert!(!format!("{secret:?}").contains("wJal"));
        assert_eq!(secret.read(str::len), 40);
    }
}
