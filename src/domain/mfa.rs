//! Codes of MFA devices: six digits that are good once, for half a minute.

use super::failure::Failure;
use super::secret::Secret;

/// How many digits a code has.
const DIGITS: usize = 6;

/// A code of an MFA device. AWS takes each once.
#[derive(Clone, Debug)]
pub struct MfaCode(Secret);

/// Why a text is no code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an MFA code is {DIGITS} digits")]
pub struct MfaCodeError;

/// A code, and the device it is of.
#[derive(Clone, Debug)]
pub struct MfaAnswer {
    /// The device: its ARN, or the number on a hardware device.
    pub serial: String,
    /// The code it shows.
    pub code: MfaCode,
}

/// A code is needed to sign in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MfaChallenge {
    /// The device: its ARN, or the number on a hardware device.
    pub serial: String,
    /// The profile that asks for it.
    pub profile: Option<String>,
    /// What the code is for.
    pub purpose: MfaPurpose,
    /// What AWS said to the code before.
    pub refused: Option<Failure>,
}

/// What an MFA code is sent for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MfaPurpose {
    /// `GetSessionToken`: a session of the IAM user's own.
    Session,
    /// `AssumeRole` of the role with this ARN.
    Role(String),
}

impl MfaCode {
    /// Reads a code as a person types it: with spaces, perhaps.
    ///
    /// # Errors
    /// When it is not six digits.
    pub fn parse(text: &str) -> Result<Self, MfaCodeError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(Self(Secret::new(digits))) } else { Err(MfaCodeError) }
    }

    /// Lends the digits for as long as `use_it` runs.
    pub fn read<R>(&self, use_it: impl FnOnce(&str) -> R) -> R {
        self.0.read(use_it)
    }

    /// Whether it is the same code.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.read(|own| other.read(|other| own == other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("123456", true)]
    #[case(" 123 456\n", true)]
    #[case("12345", false)]
    #[case("1234567", false)]
    #[case("12345a", false)]
    #[case("\u{0661}23456", false)]
    fn codes_are_six_digits(#[case] text: &str, #[case] is_code: bool) {
        assert_eq!(MfaCode::parse(text).is_ok(), is_code);
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed_and_is_never_printed() {
        let code = MfaCode::parse("123456").unwrap();
        assert!(code.is(&MfaCode::parse("123 456").unwrap()));
        assert!(!code.is(&MfaCode::parse("654321").unwrap()));
        assert!(!format!("{code:?}").contains("123"));
    }
}
