//! Codes of MFA devices: six digits that are valid once, for half a minute.

use super::failure::Failure;
use super::secret::Secret;
use chrono::{DateTime, Utc};

/// How many digits a code has.
const DIGITS: usize = 6;

/// A code of an MFA device. AWS accepts each only once.
#[derive(Clone, Debug)]
pub struct MfaCode(Secret);

/// The text is not a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an MFA code is {DIGITS} digits")]
pub struct MfaCodeError;

/// A code, and the device that shows it.
#[derive(Clone, Debug)]
pub struct MfaAnswer {
    /// The device: its ARN, or the number on a hardware device.
    pub serial: String,
    /// The code.
    pub code: MfaCode,
}

/// A request for the code that signing in needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MfaChallenge {
    /// The device: its ARN, or the number on a hardware device.
    pub serial: String,
    /// The profile that requires it.
    pub profile: Option<String>,
    /// What the code is for.
    pub purpose: MfaPurpose,
    /// AWS's answer to the previous code.
    pub refused: Option<Failure>,
}

/// How MFA is used to sign in.
#[derive(Clone, Debug, Default)]
pub enum MfaUse {
    /// If the profile names a device: with an existing session, or else with a code, which is asked
    /// for.
    #[default]
    FromProfile,
    /// With this code.
    Code(MfaAnswer),
    /// Without, although the profile names a device: its long-term key signs directly.
    Without,
}

/// Why connecting failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConnectError {
    /// A call failed, or the preparations for it.
    Failed(Failure),
    /// A code is needed first.
    MfaRequired(Box<MfaChallenge>),
}

impl From<Failure> for ConnectError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// A session that an MFA code was entered for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MfaSession {
    /// The device that showed the code.
    pub serial: String,
    /// When the session expires.
    pub until: DateTime<Utc>,
}

/// What an MFA code is sent for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MfaPurpose {
    /// `GetSessionToken`: a session of the IAM user.
    Session,
    /// `AssumeRole` of the role with this ARN.
    Role(String),
}

impl MfaChallenge {
    /// Whether the user's long-term key can sign without the code.
    pub(crate) fn is_optional(&self) -> bool {
        self.purpose == MfaPurpose::Session
    }
}

/// Whether a device shows codes, which the API needs. Passkeys and security keys do not.
pub(crate) fn gives_codes(serial: &str) -> bool {
    // arn:aws:iam::123456789012:u2f/user/ada/key-ABCDEFGHIJ
    serial.split(':').nth(5).is_none_or(|resource| !resource.starts_with("u2f/"))
}

/// The codes that were sent. AWS accepts each only once.
#[derive(Debug, Default)]
pub(crate) struct SentCodes(Vec<MfaAnswer>);

impl SentCodes {
    /// Adds a code that is about to be sent; `false` if it was sent before.
    #[must_use]
    pub(crate) fn insert(&mut self, answer: &MfaAnswer) -> bool {
        let is_new = !self.contains(answer);
        if is_new {
            self.0.push(answer.clone());
        }
        is_new
    }

    pub(crate) fn contains(&self, answer: &MfaAnswer) -> bool {
        self.0.iter().any(|sent| sent.serial == answer.serial && sent.code.is_same_as(&answer.code))
    }
}

impl MfaCode {
    /// Parses a code as typed, with or without spaces.
    ///
    /// # Errors
    /// When it is not six digits.
    pub fn parse(text: &str) -> Result<Self, MfaCodeError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_code = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(Self(Secret::new(digits))) } else { Err(MfaCodeError) }
    }

    /// Parses a code here, so that no other module has to read the secret.
    pub(crate) fn parse_secret(text: &Secret) -> Result<Self, MfaCodeError> {
        text.read(Self::parse)
    }

    /// Lends the digits for as long as `use_it` runs.
    pub fn read<R>(&self, use_it: impl FnOnce(&str) -> R) -> R {
        self.0.read(use_it)
    }

    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
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
    fn no_code_of_a_device_is_sent_twice() {
        let answer = |serial: &str, code: &str| MfaAnswer {
            serial: serial.to_owned(),
            code: MfaCode::parse(code).unwrap(),
        };
        let mut sent = SentCodes::default();
        assert!(sent.insert(&answer("phone", "123456")));
        assert!(!sent.insert(&answer("phone", "123 456")));
        assert!(sent.insert(&answer("token", "123456")));
        assert!(sent.insert(&answer("phone", "654321")));
        assert!(!sent.insert(&answer("phone", "123456")));
        assert!(!format!("{sent:?}").contains("123"));
    }

    #[rstest]
    #[case("arn:aws:iam::123456789012:mfa/ada", true)]
    #[case("GAHT12345678", true)]
    #[case("arn:aws:iam::123456789012:sms-mfa/ada", true)]
    #[case("arn:aws:iam::123456789012:u2f/user/ada/key-ABCDEFGHIJ", false)]
    fn passkeys_give_no_codes(#[case] serial: &str, #[case] codes: bool) {
        assert_eq!(gives_codes(serial), codes);
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed_and_is_never_printed() {
        let code = MfaCode::parse("123456").unwrap();
        assert!(code.is_same_as(&MfaCode::parse("123 456").unwrap()));
        assert!(!code.is_same_as(&MfaCode::parse("654321").unwrap()));
        assert!(!format!("{code:?}").contains("123"));
    }
}
