//! Access key IDs: their form, their prefix, and the account ID that newer ones carry.

use std::fmt;
use std::sync::Arc;

/// The ID of an access key, such as `AKIAIOSFODNN7EXAMPLE`. Not a secret.
///
/// IDs from IAM are taken as they are ([`AccessKeyId::from_iam`]); what a person types is checked
/// ([`AccessKeyId::parse`]).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccessKeyId(Arc<str>);

/// Why a text is not an access key ID.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum KeyIdError {
    #[error("an access key ID has 16 to 128 characters, most have 20; this has {0}")]
    Length(usize),
    #[error("an access key ID has letters and digits only, not {0:?}")]
    Character(char),
}

/// What an ID identifies, by its prefix (IAM User Guide, "IAM identifiers", unique ID prefixes).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum IdKind {
    /// `AKIA`: the long-term access key of an IAM user or of the root user.
    LongTermKey,
    /// `ASIA`: a temporary access key issued by STS.
    TemporaryKey,
    /// Something else, in AWS's words.
    Other(&'static str),
    /// A prefix that AWS does not document.
    Unknown,
}

impl AccessKeyId {
    /// Takes an ID as IAM gave it.
    #[must_use]
    pub fn from_iam(id: &str) -> Self {
        Self(id.into())
    }

    /// Checks an ID that a person gave.
    ///
    /// # Errors
    /// When IAM would refuse the text: `[\w]{16,128}`.
    pub(crate) fn parse(text: &str) -> Result<Self, KeyIdError> {
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_') {
            return Err(KeyIdError::Character(odd));
        }
        if !(16..=128).contains(&text.len()) {
            return Err(KeyIdError::Length(text.len()));
        }
        Ok(Self(text.into()))
    }

    /// The ID as IAM writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn kind(&self) -> IdKind {
        match self.0.get(..4) {
            Some("AKIA") => IdKind::LongTermKey,
            Some("ASIA") => IdKind::TemporaryKey,
            Some("ABIA") => IdKind::Other("an AWS STS service bearer token"),
            Some("ACCA") => IdKind::Other("a context-specific credential"),
            Some("AGPA") => IdKind::Other("an IAM group"),
            Some("AIDA") => IdKind::Other("an IAM user"),
            Some("AIPA") => IdKind::Other("an Amazon EC2 instance profile"),
            Some("ANPA") => IdKind::Other("a managed policy"),
            Some("ANVA") => IdKind::Other("a version of a managed policy"),
            Some("APKA") => IdKind::Other("a public key"),
            Some("AROA") => IdKind::Other("an IAM role"),
            Some("ASCA") => IdKind::Other("a certificate"),
            Some(_) | None => IdKind::Unknown,
        }
    }

    /// The account a newer key belongs to, read from the ID itself.
    ///
    /// `None` for keys of the older generation (fifth character `A` to `P`), which do not carry
    /// it, and for IDs that are not base32.
    #[must_use]
    pub fn account_id(&self) -> Option<AccountId> {
        if !matches!(self.kind(), IdKind::LongTermKey | IdKind::TemporaryKey) {
            return None;
        }
        let body = self.0.as_bytes().get(4..14)?;
        if !matches!(body.first()?, b'Q'..=b'Z' | b'2'..=b'7') {
            return None;
        }
        // Ten base32 characters are 50 bits; the first 48 of them are the six bytes wanted.
        let mut bits: u64 = 0;
        for byte in body {
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'2'..=b'7' => byte - b'2' + 26,
                _ => return None,
            };
            bits = (bits << 5) | u64::from(digit);
        }
        let six_bytes = bits >> 2;
        Some(AccountId(format!("{:012}", (six_bytes & 0x7fff_ffff_ff80) >> 7).into()))
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The IDs in a text, in order and each once: an access key ID amid quotes, `aws_access_key_id=`,
/// spaces or a log line. IDs of other things (a role's, a user's) are found too, so that the
/// message can say what was pasted.
#[must_use]
pub fn ids_in(text: &str) -> Vec<AccessKeyId> {
    let mut found: Vec<AccessKeyId> = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        if !(16..=128).contains(&word.len())
            || !word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        {
            continue;
        }
        let id = AccessKeyId(word.into());
        if id.kind() != IdKind::Unknown && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// An AWS account ID: twelve digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AccountId(Arc<str>);

impl AccountId {
    /// Takes an account ID as AWS gave it.
    #[must_use]
    pub fn from_aws(id: &str) -> Self {
        Self(id.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As the console writes it: `1234-5678-9012`.
    pub(crate) fn grouped(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
        groups.join("-")
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ASIAQNZGKIQY56JQ7WML", Some("029608264753"))]
    #[case("ASIAY34FZKBOKMUTVV7A", Some("609629065308"))]
    #[case("ASIAR2TG44V5PDTTBZRR", Some("125843596666"))]
    #[case("AKIATZ2X44NMCEQW46PL", Some("261640479576"))]
    #[case("AKIAUT5AMCC2VINIQAMK", Some("317627044021"))]
    #[case("AKIAIOSFODNN7EXAMPLE", None)]
    #[case("AKIAJMIGD6UPCXCFWVOA", None)]
    #[case("AIDAQNZGKIQY56JQ7WML", None)]
    #[case("AKIAQ", None)]
    #[case("AKIAQ0000000000EXAMPLE", None)]
    fn account_is_read_from_newer_ids(#[case] id: &str, #[case] account: Option<&str>) {
        let found = AccessKeyId::from_iam(id).account_id();
        assert_eq!(found.as_ref().map(AccountId::as_str), account);
    }

    #[rstest]
    #[case("AKIAIOSFODNN7EXAMPLE", &["AKIAIOSFODNN7EXAMPLE"])]
    #[case("  'AKIAIOSFODNN7EXAMPLE'\r\n", &["AKIAIOSFODNN7EXAMPLE"])]
    #[case("aws_access_key_id=AKIAIOSFODNN7EXAMPLE", &["AKIAIOSFODNN7EXAMPLE"])]
    #[case("{\"accessKeyId\":\"ASIAIOSFODNN7EXAMPLE\",\"x\":1}", &["ASIAIOSFODNN7EXAMPLE"])]
    #[case("AKIAI44QH8DHBEXAMPLE, AKIAIOSFODNN7EXAMPLE AKIAI44QH8DHBEXAMPLE",
           &["AKIAI44QH8DHBEXAMPLE", "AKIAIOSFODNN7EXAMPLE"])]
    #[case("AROAIOSFODNN7EXAMPLE:session", &["AROAIOSFODNN7EXAMPLE"])]
    #[case("akiaiosfodnn7example", &[])]
    #[case("AKIA", &[])]
    #[case("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", &[])]
    fn ids_are_found_amid_text(#[case] text: &str, #[case] ids: &[&str]) {
        let found: Vec<String> = ids_in(text).iter().map(ToString::to_string).collect();
        assert_eq!(found, ids);
    }

    #[test]
    fn prefixes_say_what_an_id_is() {
        assert_eq!(AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE").kind(), IdKind::LongTermKey);
        assert_eq!(AccessKeyId::from_iam("ASIAIOSFODNN7EXAMPLE").kind(), IdKind::TemporaryKey);
        assert_eq!(
            AccessKeyId::from_iam("AROAIOSFODNN7EXAMPLE").kind(),
            IdKind::Other("an IAM role")
        );
        assert_eq!(AccessKeyId::from_iam("é").kind(), IdKind::Unknown);
    }

    #[test]
    fn typed_ids_are_checked() {
        assert_eq!(AccessKeyId::parse("AKIA"), Err(KeyIdError::Length(4)));
        assert_eq!(AccessKeyId::parse("AKIA IOSFODNN7EXAMPLE"), Err(KeyIdError::Character(' ')));
        assert!(AccessKeyId::parse("AKIAIOSFODNN7EXAMPLE").is_ok());
    }

    #[test]
    fn accounts_are_grouped_as_the_console_writes_them() {
        assert_eq!(AccountId::from_aws("123456789012").grouped(), "1234-5678-9012");
    }
}
