//! What is made of STS's refusals and odd answers.

use super::super::connect_with;
use super::super::testing::{Reply, Script, refusal, success};
use crate::domain::{ConnectError, MfaAnswer, MfaCode, MfaUse};
use rstest::rstest;
use std::io::ErrorKind::ConnectionReset;

fn run_step_with_code(code: &str) -> MfaUse {
    let serial = "arn:aws:iam::123456789012:mfa/ada".to_owned();
    MfaUse::Code(MfaAnswer { serial, code: MfaCode::parse(code).unwrap() })
}

fn answered(id: &str, secret: &str, token: &str, until: &str) -> Reply {
    let answered = format!(
        "<Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey>\
         <SessionToken>{token}</SessionToken><Expiration>{until}</Expiration></Credentials>"
    );
    success("GetSessionToken", &answered)
}

const ID: &str = "ASIAQNZGKIQY56JQ7WML";
const LATER: &str = "2126-11-22T12:00:00Z";

/// The failure that STS's refusal, or odd answer, is reported as.
async fn refused(reply: Reply) -> (String, usize) {
    let script = Script::new([reply]);
    match connect_with(&script.options(), &run_step_with_code("123456"), None).await {
        Err(ConnectError::MfaRequired(wanted)) => {
            (wanted.refused.unwrap().to_string(), script.requests().len())
        }
        other => panic!("{:?}", other.map(|account| account.connection().clone())),
    }
}

#[rstest]
#[case::no_id("", "s", "t", LATER, "access key ID")]
#[case::no_secret(ID, "", "t", LATER, "secret access key")]
#[case::no_token(ID, "s", "", LATER, "no credentials of a session")]
#[case::line_in_id("ASIA&#10;X: y", "s", "t", LATER, "access key ID")]
#[case::line_in_token(ID, "s", "t&#13;&#10;X: y", LATER, "session token")]
#[case::letter_in_token(ID, "s", "t\u{e9}", LATER, "session token")]
#[case::past(ID, "s", "t", "2001-11-22T12:00:00Z", "over already")]
#[case::epoch(ID, "s", "t", "1970-01-01T00:00:00Z", "over already")]
#[case::long_ago(ID, "s", "t", "0001-01-01T00:00:00Z", "over already")]
#[case::own_key("AKIAIOSFODNN7EXAMPLE", "s", "t", LATER, "no credentials of a session")]
#[case::no_date(ID, "s", "t", "tomorrow", "not from AWS")]
#[tokio::test(start_paused = true)]
async fn an_answer_without_a_session_is_refused_and_the_code_is_sent_once(
    #[case] id: &str,
    #[case] secret: &str,
    #[case] token: &str,
    #[case] until: &str,
    #[case] says: &str,
) {
    let (said, requests) = refused(answered(id, secret, token, until)).await;
    assert!(said.contains(says), "{said}");
    assert_eq!(requests, 1);
}

#[rstest]
#[case::html(Reply::Answer(200, "<html>Sign in to the hotel</html>".to_owned()))]
#[case::huge(Reply::Answer(200, "x".repeat(17 * 1024 * 1024)))]
#[case::throttled(refusal(400, "Throttling", "Rate exceeded"))]
#[case::too_many(Reply::Answer(429, String::new()))]
#[case::trouble(refusal(500, "InternalFailure", "sorry"))]
#[case::reset(Reply::Broken(ConnectionReset))]
#[case::silence(Reply::Silence)]
#[tokio::test(start_paused = true)]
async fn a_code_is_sent_once_whatever_comes_back(#[case] reply: Reply) {
    let (said, requests) = refused(reply).await;
    assert_eq!(requests, 1, "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_never_ends_serves_and_says_so() {
    let script = Script::new([answered(ID, "s", "t", "9999-12-31T23:59:59Z")]);
    let account =
        connect_with(&script.options(), &run_step_with_code("123456"), None).await.unwrap();
    let until = account.connection().mfa.as_ref().unwrap().until;
    assert_eq!(until.to_rfc3339(), "9999-12-31T23:59:59+00:00");
}
