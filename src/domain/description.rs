//! The description of an access key: a tag of its user, with the key's ID as the tag key.

/// A description that IAM accepts as the value of a tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Description(String);

/// Why IAM would refuse a description.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum DescriptionError {
    #[error("a description has at most 256 characters, this has {0}")]
    TooLong(usize),
    #[error("IAM takes letters, numbers, spaces and _ . : / = + - @ here, not {0:?}")]
    Character(char),
}

impl Description {
    /// Checks a description, without surrounding spaces. `None` if the text is empty.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, DescriptionError> {
        let text = text.trim();
        let accepted = |c: char| {
            c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
        };
        if let Some(odd) = text.chars().find(|c| !accepted(*c)) {
            return Err(DescriptionError::Character(odd));
        }
        match text.chars().count() {
            0 => Ok(None),
            1..=256 => Ok(Some(Self(text.to_owned()))),
            count => Err(DescriptionError::TooLong(count)),
        }
    }

    /// The description as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_checked_as_iam_checks_tag_values() {
        let parsed = Description::parse("  CI on build-7: a/b=c+d@e_f. Ünïcode 日本 ");
        assert_eq!(parsed.unwrap().unwrap().as_str(), "CI on build-7: a/b=c+d@e_f. Ünïcode 日本");
        assert_eq!(Description::parse("   "), Ok(None));
        assert_eq!(Description::parse("a,b"), Err(DescriptionError::Character(',')));
        assert_eq!(Description::parse("a\tb"), Err(DescriptionError::Character('\t')));
        assert!(Description::parse(&"é".repeat(256)).is_ok());
        assert_eq!(Description::parse(&"é".repeat(257)), Err(DescriptionError::TooLong(257)));
    }
}
