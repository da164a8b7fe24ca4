//! What the edit makes of texts, and what it refuses.

use super::super::{
    CredentialsFileError, EditError, ParserKind, apply_plan, keys_in, plan_for_text,
};
use super::{NEW, OLD, SECRET, new_key, profile, shown, with_secret};
use crate::domain::{AccessKeyId, ProfilePlan, ProfileWarning, SettingPlace};
use proptest::prelude::*;
use rstest::rstest;
use std::path::Path;

fn plan(text: &str, name: &str) -> Result<ProfilePlan, EditError> {
    match plan_for_text(Path::new("/f"), Some(text), &profile(name), &new_key()) {
        Ok(plan) => Ok(plan),
        Err(CredentialsFileError::Edit { error, .. }) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

fn edited(text: &str, name: &str) -> String {
    let plan = plan(text, name).unwrap();
    let new = apply_plan(Some(text), &plan, &new_key()).unwrap();
    new.replace(NEW, "NEW").replace(SECRET, "SECRET")
}

#[rstest]
#[case::empty("", "[a]\naws_access_key_id = NEW\naws_secret_access_key = SECRET\n")]
#[case::after_others(
    "# mine\n[b]\nregion = x",
    "# mine\n[b]\nregion = x\n\n[a]\naws_access_key_id = NEW\naws_secret_access_key = SECRET\n"
)]
#[case::crlf(
    "[b]\r\nregion = x\r\n",
    "[b]\r\nregion = x\r\n\r\n[a]\r\naws_access_key_id = NEW\r\naws_secret_access_key = SECRET\r\n"
)]
#[case::replaced_where_it_stands(
    "[a]\n# of 2024\naws_secret_access_key=old\n\nregion = x\nAWS_ACCESS_KEY_ID\t=  old # there\n[b]\n",
    "[a]\n# of 2024\naws_secret_access_key=SECRET\n\nregion = x\nAWS_ACCESS_KEY_ID\t=  NEW\n[b]\n"
)]
#[case::no_newline_at_the_end(
    "[a]\naws_access_key_id = old\naws_secret_access_key = old",
    "[a]\naws_access_key_id = NEW\naws_secret_access_key = SECRET"
)]
#[case::without_keys(
    "[a] # the first\nregion = x\n\n[b]\n",
    "[a] # the first\naws_access_key_id = NEW\naws_secret_access_key = SECRET\nregion = x\n\n[b]\n"
)]
#[case::with_the_id_only(
    "[a]\nregion = x\naws_access_key_id = old",
    "[a]\nregion = x\naws_access_key_id = NEW\naws_secret_access_key = SECRET\n"
)]
#[case::with_the_secret_only(
    "[a]\nregion = x\naws_secret_access_key = old\n",
    "[a]\nregion = x\naws_access_key_id = NEW\naws_secret_access_key = SECRET\n"
)]
#[case::nested_settings_are_not_the_profiles_own(
    "[a]\ns3 =\n  aws_access_key_id = nested\n\n  # x = y\naws_access_key_id = old\n",
    "[a]\ns3 =\n  aws_access_key_id = nested\n\n  # x = y\naws_access_key_id = NEW\n\
     aws_secret_access_key = SECRET\n"
)]
#[case::commented_out(
    "[a]\n# aws_access_key_id = old\n;aws_secret_access_key = old\n",
    "[a]\naws_access_key_id = NEW\naws_secret_access_key = SECRET\n# aws_access_key_id = old\n\
     ;aws_secret_access_key = old\n"
)]
#[case::tokens_go(
    "[a]\naws_access_key_id = old\naws_secret_access_key = old\naws_session_token = t==\n\
     aws_security_token=t\nregion = x\n",
    "[a]\naws_access_key_id = NEW\naws_secret_access_key = SECRET\nregion = x\n"
)]
#[case::a_profile_of_the_config_files_form_is_another(
    "[profile a]\naws_access_key_id = old\n",
    "[profile a]\naws_access_key_id = old\n\n[a]\naws_access_key_id = NEW\n\
     aws_secret_access_key = SECRET\n"
)]
fn only_the_lines_meant_change(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(edited(text, "a"), expected);
}

fn unreadable(line: usize, parser: ParserKind, reason: &'static str) -> EditError {
    EditError::Parse { line, parser, reason }
}

#[rstest]
#[case("\u{feff}[a]\n", EditError::ByteOrderMark)]
#[case("[a]\n# \u{1b}[31m\n", EditError::ControlCharacter(2))]
#[case("[a]\rregion = x\n", EditError::ControlCharacter(1))]
#[case("[a]\n[b]\n[a]\n", unreadable(3, ParserKind::Cli, "a profile is there for the second time"))]
#[case(
    "[b]\nx = 1\nX = 2\n",
    unreadable(3, ParserKind::Cli, "a setting is there for the second time")
)]
#[case(
    "x = 1\n[a]\n",
    unreadable(1, ParserKind::Cli, "something stands before the first [profile]")
)]
#[case("[b]\nregion: x\n", unreadable(2, ParserKind::Sdk, "a setting has no ="))]
#[case(
    "[b]\n  # indented\n",
    unreadable(2, ParserKind::Sdk, "the first line of a profile is indented")
)]
#[case("[b]\n[c\n", unreadable(2, ParserKind::Cli, "a setting has no ="))]
#[case("[ a ]\nx = 1\n", EditError::Header { line: 1, profile: "a".to_owned() })]
#[case("[a] # not [b]\n", EditError::Header { line: 1, profile: "a".to_owned() })]
#[case("[a]\n\n[ a ]\n", EditError::DuplicateProfile(1, 3))]
#[case("[a]\n\u{a0}region = x\n", EditError::Ambiguous(2))]
#[case(
    "[a]\naws_secret_access_key = old\n  # indented\n",
    EditError::Setting { line: 3, setting: "aws_secret_access_key" }
)]
#[case(
    "[a]\naws_access_key_id: old=\n",
    EditError::Setting { line: 2, setting: "aws_access_key_id" }
)]
#[case(
    "[a]\naws_session_token =\n  x = y\n",
    EditError::Setting { line: 3, setting: "aws_session_token" }
)]
#[case("[DEFAULT]\naws_session_token = t\n", EditError::DefaultSessionToken)]
fn what_is_not_read_alike_is_refused(#[case] text: &str, #[case] expected: EditError) {
    assert_eq!(plan(text, "a").unwrap_err(), expected);
}

#[rstest]
#[case("ab#cd;ef=%(x)s%/+", true)]
#[case("", false)]
#[case("#ab", false)]
#[case(";ab", false)]
#[case("ab #cd", false)]
#[case("ab ", false)]
#[case(" ab", false)]
#[case("a\nregion = x", false)]
#[case("a\tb", false)]
#[case("a\u{e9}", false)]
#[case("\"ab\"", false)]
fn a_secret_that_would_not_be_read_back_is_refused(#[case] secret: &str, #[case] fits: bool) {
    let new = with_secret(secret);
    let planned = plan_for_text(Path::new("/f"), None, &profile("a"), &new);
    assert_eq!(planned.is_ok(), fits);
    if let Err(error) = planned {
        assert!(error.to_string().contains("the secret access key is not of a kind"));
        assert!(secret.trim().is_empty() || !format!("{error:?}").contains(secret));
    }
}

#[test]
fn the_diff_shows_what_changes_and_no_secret() {
    let text = format!(
        "[b]\naws_secret_access_key = other\n\n[a]\n# aws_secret_access_key = older\n\
         credential_process = op --token abc\nregion = x\noutput = json\ncli_pager = p\n\
         aws_access_key_id = {OLD}\naws_secret_access_key=old # the one\naws_session_token = t\n"
    );
    let plan = plan(&text, "a").unwrap();
    assert_eq!(
        shown(&plan),
        [
            "  [a]",
            "  …",
            "  cli_pager = ••••••••",
            "- aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
            "+ aws_access_key_id = AKIAI44QH8DHBEXAMPLE",
            "- aws_secret_access_key=••••••••",
            "+ aws_secret_access_key=•••••••• (the new one)",
            "- aws_session_token = ••••••••",
        ]
    );
    assert_eq!(plan.current_key, Some(AccessKeyId::from_iam(OLD)));
    assert!(!plan.new_profile && !plan.new_file);
    let (setting, place) = ("credential_process", SettingPlace::Credentials);
    assert_eq!(
        plan.warnings,
        [ProfileWarning::TokenRemoved, ProfileWarning::Other { setting, place }]
    );
}

#[test]
fn a_new_profile_is_shown_whole() {
    let plan = plan("[profile default]\n", "default").unwrap();
    assert_eq!(
        shown(&plan),
        [
            "+ [default]",
            "+ aws_access_key_id = AKIAI44QH8DHBEXAMPLE",
            "+ aws_secret_access_key = •••••••• (the new one)"
        ]
    );
    assert!(plan.new_profile && plan.current_key.is_none());
    assert_eq!(plan.warnings, [ProfileWarning::Default, ProfileWarning::ProfilePrefix(1)]);
}

#[test]
fn another_text_than_the_one_planned_on_is_not_edited() {
    let plan = plan("[a]\n", "a").unwrap();
    for text in [Some("[a]\n "), Some(""), None] {
        let error = apply_plan(text, &plan, &new_key()).unwrap_err();
        assert!(matches!(error, CredentialsFileError::Changed { .. }), "{error}");
    }
    assert!(apply_plan(Some("[a]\n"), &plan, &new_key()).is_ok());
    let none = plan_for_text(Path::new("/f"), None, &profile("a"), &new_key()).unwrap();
    assert!(apply_plan(Some(""), &none, &new_key()).is_err(), "an empty file is not none");
}

#[test]
fn the_keys_in_a_text_are_found() {
    let text = format!("[a]\naws_access_key_id = {OLD} # x\n[b]\nregion = x\n");
    assert_eq!(keys_in(&text), [("a".to_owned(), AccessKeyId::from_iam(OLD))]);
    assert!(keys_in("broken").is_empty());
}

/// Where people put secrets: on the right line, on wrong ones, and in notes.
const PLACES: [&str; 22] = [
    "aws_secret_access_key = @",
    "aws_secret_access_key: @",
    "AWS_SECRET_ACCESS_KEY=@",
    "aws_secret_access_key",
    "  @",
    "\t@ = @",
    "@",
    "@=",
    "@ = y",
    "# @",
    ";aws_secret_access_key=@",
    "aws_access_key_id = @",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE @",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE@",
    "aws_session_token = @",
    "region = @",
    "region = eu-west-1 ; @",
    "output = json # @",
    "role_arn = arn:aws:iam::123456789012:role/@",
    "source_profile = @",
    "mfa_serial = @",
    "sso_region =@",
];

proptest! {
    #[test]
    fn no_secret_is_shown_wherever_it_stands(
        lines in prop::collection::vec((prop::sample::select(&PLACES[..]), any::<bool>()), 0..8),
    ) {
        let secrets = ["je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", "je7MtGbClwBFx2Zp9Utkxh3yCo8nvbEXAMPLEKEY"];
        let secret = |plain: bool| secrets[usize::from(plain)];
        let lines: Vec<String> =
            lines.iter().map(|(line, plain)| line.replace('@', secret(*plain))).collect();
        let text = format!("[a]\n{}\n", lines.join("\n"));
        let said = match plan_for_text(Path::new("/f"), Some(&text), &profile("a"), &new_key()) {
            Ok(plan) => format!("{plan:?} {:?}", shown(&plan)),
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!said.contains("2Zp9Utk"), "{said}");
    }
}
