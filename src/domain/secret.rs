//! The one type for what must never be seen by chance.

use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A secret access key, or a text that contains one.
///
/// Its bytes are wiped when the last clone goes; clones share them, so there is one copy. It has
/// no `Display` and no `Serialize`, its `Debug` is redacted, and it is read in one way only,
/// through [`Secret::read`], so that every use can be found by searching for that name.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Arc::new(Zeroizing::new(text)))
    }

    /// Lends the text for as long as `use_it` runs.
    pub fn read<R>(&self, use_it: impl FnOnce(&str) -> R) -> R {
        use_it(&self.0)
    }

    /// Whether it has characters that no secret access key has, and that a terminal, shell or
    /// file would take for more than text.
    pub(crate) fn has_control_characters(&self) -> bool {
        self.read(|text| text.contains(char::is_control))
    }

    /// A secret text made from this one.
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
    fn debug_shows_nothing_of_it() {
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
        assert_eq!(
            format!("{secret:?} {:?}", secret.map(str::to_lowercase)).matches("redacted").count(),
            2
        );
        assert!(!format!("{secret:?}").contains("wJal"));
        assert_eq!(secret.read(str::len), 40);
    }
}
