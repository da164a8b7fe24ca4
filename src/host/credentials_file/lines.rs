//! The lines of a file, and how they may be shown.

use super::setting_names::ACCESS_KEY_ID;
use crate::domain::{AccessKeyId, IdKind};

/// Stands for hidden text of any length.
pub(super) const MASK: &str = "••••••••";

/// The shortest run of letters, digits, `/`, `+` and `=` that could be a secret. AWS's have 40;
/// regions, profile names and the parts of an ARN are shorter.
const MIN_SECRET_LENGTH: usize = 32;

/// The settings that hold no secret, so that their values are shown if they look right. People put
/// values on the wrong line, and notes behind a value.
const VISIBLE_SETTINGS: [&str; 12] = [
    "region",
    "output",
    "role_arn",
    "source_profile",
    "credential_source",
    "role_session_name",
    "duration_seconds",
    "mfa_serial",
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_region",
];

#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// `\n`, `\r\n`, or nothing at the end of the file.
    pub(super) end: &'a str,
}

pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.split_inclusive('\n').map(Line::new).collect()
}

impl<'a> Line<'a> {
    fn new(whole: &'a str) -> Self {
        let text = match whole.strip_suffix('\n') {
            Some(text) => text.strip_suffix('\r').unwrap_or(text),
            None => whole,
        };
        Self { text, end: whole.get(text.len()..).unwrap_or_default() }
    }

    pub(super) fn is_blank(self) -> bool {
        self.text.trim().is_empty()
    }

    /// The name, the `=` and the blanks after it.
    pub(super) fn before_value(self) -> Option<&'a str> {
        let (_, rest) = self.text.split_once('=')?;
        let value = rest.trim_start_matches([' ', '\t']);
        self.text.get(..self.text.len() - value.len())
    }

    /// The line without anything that could be a secret.
    pub(super) fn redacted(self) -> String {
        let text = self.text;
        match text.chars().next() {
            None => String::new(),
            Some('[') => redact_header(text),
            Some(mark @ ('#' | ';')) => format!("{mark} …"),
            Some(c) if c.is_whitespace() => format!("  {MASK}"),
            Some(_) => self.redact_setting(),
        }
    }

    fn redact_setting(self) -> String {
        let Some(before) = self.before_value() else { return MASK.to_owned() };
        let value = self.text.get(before.len()..).unwrap_or_default();
        let name = before.split('=').next().unwrap_or_default().trim().to_lowercase();
        if name == ACCESS_KEY_ID && is_key_id(value) {
            format!("{before}{}", value.trim())
        } else if VISIBLE_SETTINGS.contains(&name.as_str()) {
            format!("{before}{}", redact_value(value))
        } else if is_setting_name(&name) {
            format!("{before}{MASK}")
        } else {
            MASK.to_owned()
        }
    }
}

/// The header without any text after it.
fn redact_header(text: &str) -> String {
    match text.split_once(']') {
        Some((name, rest)) if rest.trim().is_empty() => format!("{name}]"),
        Some((name, _)) => format!("{name}] …"),
        None => MASK.to_owned(),
    }
}

/// The first word of a value, unless it could be a secret or a comment.
fn redact_value(value: &str) -> String {
    let word = value.split_whitespace().next().unwrap_or_default();
    let is_secret_char = |c: char| c.is_ascii_alphanumeric() || "/+=".contains(c);
    let runs = word.split(|c| !is_secret_char(c));
    let longest_run = runs.map(str::len).max().unwrap_or_default();
    if longest_run >= MIN_SECRET_LENGTH || word.starts_with(['#', ';']) {
        MASK.to_owned()
    } else if word.len() < value.trim_end().len() {
        format!("{word} …")
    } else {
        word.to_owned()
    }
}

/// Whether a value looks like an access key ID. People put values on the wrong line.
pub(super) fn is_key_id(value: &str) -> bool {
    let value = value.trim();
    // IDs may become longer one day, but a value of this length could also hold a secret.
    if value.len() >= MIN_SECRET_LENGTH {
        return false;
    }
    let Ok(id) = AccessKeyId::parse(value) else { return false };
    matches!(id.kind(), IdKind::LongTermKey | IdKind::TemporaryKey)
}

/// Whether a name looks like a setting's, and not like a secret.
fn is_setting_name(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("a\r\nb\nc", &[("a", "\r\n"), ("b", "\n"), ("c", "")])]
    #[case("a\n\n", &[("a", "\n"), ("", "\n")])]
    #[case("", &[])]
    fn a_line_keeps_its_end(#[case] text: &str, #[case] expected: &[(&str, &str)]) {
        let found: Vec<_> = lines(text).iter().map(|line| (line.text, line.end)).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case("[prod]", "[prod]")]
    #[case("[prod] # abc", "[prod] …")]
    #[case("# aws_secret_access_key = abc", "# …")]
    #[case("aws_secret_access_key=abc", "aws_secret_access_key=••••••••")]
    #[case(
        "AWS_ACCESS_KEY_ID =  AKIAIOSFODNN7EXAMPLE",
        "AWS_ACCESS_KEY_ID =  AKIAIOSFODNN7EXAMPLE"
    )]
    #[case("aws_access_key_id = wJalrXUtnFEMI", "aws_access_key_id = ••••••••")]
    #[case("aws_access_key_id = AKIAIOSFODNN7EXAMPLE # abc", "aws_access_key_id = ••••••••")]
    #[case("region = eu-west-1", "region = eu-west-1")]
    #[case(
        "region = eu-west-1 # was wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "region = eu-west-1 …"
    )]
    #[case("region = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "region = ••••••••")]
    #[case("Output=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY;", "Output=••••••••")]
    #[case("sso_region = # wJalrXUtnFEMI", "sso_region = ••••••••")]
    #[case("source_profile = my base", "source_profile = my …")]
    #[case(
        "role_arn = arn:aws:iam::123456789012:role/ops/Admin-of-everything_there-is_in-the-account",
        "role_arn = arn:aws:iam::123456789012:role/ops/Admin-of-everything_there-is_in-the-account"
    )]
    #[case(
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLEwJalrXUtnFEMIK7MDENG",
        "aws_access_key_id = ••••••••"
    )]
    #[case("credential_process = op --token abc", "credential_process = ••••••••")]
    #[case("  nested = abc", "  ••••••••")]
    #[case("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY=", "••••••••")]
    #[case("abc", "••••••••")]
    fn nothing_that_could_be_secret_is_shown(#[case] line: &str, #[case] shown: &str) {
        assert_eq!(lines(line)[0].redacted(), shown);
    }
}
