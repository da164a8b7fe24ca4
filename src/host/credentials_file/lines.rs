//! The lines of a file, with their ends; and how they may be shown.

use crate::domain::{AccessKeyId, IdKind};

/// What stands for what is not shown, whatever its length.
pub(super) const MASK: &str = "••••••••";

/// How many letters, digits, `/`, `+` and `=` on end could be a secret: AWS's have 40, and shorter
/// words are regions, profiles and the parts of an ARN.
const MIN_SECRET_LENGTH: usize = 32;

/// The settings whose values are shown, if they look like what belongs there: none of them is meant
/// to be a secret. But people mix up which line takes what, and note things behind a value.
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

/// A line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// `\n`, `\r\n`, or nothing at the end of the file.
    pub(super) end: &'a str,
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.split_inclusive('\n').map(Line::new).collect()
}

impl<'a> Line<'a> {
    fn new(whole: &'a str) -> Self {
        let text = whole.strip_suffix('\n').unwrap_or(whole);
        let text =
            if text.len() < whole.len() { text.strip_suffix('\r').unwrap_or(text) } else { text };
        Self { text, end: whole.get(text.len()..).unwrap_or_default() }
    }

    pub(super) fn is_blank(self) -> bool {
        self.text.trim().is_empty()
    }

    /// Up to where the value begins.
    pub(super) fn before_value(self) -> Option<&'a str> {
        let (name, value) = self.text.split_once('=')?;
        let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
        self.text.get(..name.len() + 1 + blanks)
    }

    /// The line as it may be shown.
    pub(super) fn shown(self) -> String {
        let text = self.text;
        match text.chars().next() {
            None => String::new(),
            Some('[') => shown_header(text),
            Some(mark @ ('#' | ';')) => format!("{mark} …"),
            Some(c) if c.is_whitespace() => format!("  {MASK}"),
            Some(_) => self.shown_setting(),
        }
    }

    fn shown_setting(self) -> String {
        let Some((before, name)) = self.before_value().zip(self.text.split('=').next()) else {
            return MASK.to_owned();
        };
        let value = self.text.get(before.len()..).unwrap_or_default();
        match name.trim().to_lowercase().as_str() {
            "aws_access_key_id" if is_key_id(value) => format!("{before}{}", value.trim()),
            name if VISIBLE_SETTINGS.contains(&name) => format!("{before}{}", shown_value(value)),
            name if is_name(name) => format!("{before}{MASK}"),
            _ => MASK.to_owned(),
        }
    }
}

/// A header, without what stands behind it.
fn shown_header(text: &str) -> String {
    match text.split_once(']') {
        Some((name, rest)) if rest.trim().is_empty() => format!("{name}]"),
        Some((name, _)) => format!("{name}] …"),
        None => MASK.to_owned(),
    }
}

/// The first word of a value, without what stands behind it.
fn shown_value(value: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/+=".contains(c);
    let word = value.split_whitespace().next().unwrap_or_default();
    let longest = word.split(|c| !is_part(c)).map(str::len).max().unwrap_or_default();
    if longest >= MIN_SECRET_LENGTH || word.starts_with(['#', ';']) {
        MASK.to_owned()
    } else if word.len() < value.trim_end().len() {
        format!("{word} …")
    } else {
        word.to_owned()
    }
}

/// Whether it looks like the ID of a key: people mix up which line takes what.
pub(super) fn is_key_id(value: &str) -> bool {
    let value = value.trim();
    // IAM may make longer ones some day; but this could be two things in one.
    value.len() < MIN_SECRET_LENGTH
        && AccessKeyId::parse(value)
            .is_ok_and(|id| matches!(id.kind(), IdKind::LongTermKey | IdKind::TemporaryKey))
}

/// Whether it looks like the name of a setting.
fn is_name(name: &str) -> bool {
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
        assert_eq!(lines(line)[0].shown(), shown);
    }
}
