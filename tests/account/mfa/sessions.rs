//! Sessions had for codes: what is asked, what is sent, what is kept.

use super::{CONFIG, KEY, PHONE, STEP, demo, sent};
use akia::aws;
use akia::console::next_step;
use akia::demo::{DemoAccount, Fault};
use akia::domain::{
    ConnectError, Failure, FailureKind, MfaAnswer, MfaChallenge, MfaCode, MfaPurpose, MfaUse,
    UserName,
};
use rstest::rstest;
use std::time::Duration;

fn options(demo: &DemoAccount, profile: &str) -> aws::Options {
    let (http, config) = (demo.http_client(), CONFIG.to_owned());
    let transport = aws::Transport::InProcessProfiles { http, config };
    aws::Options { profile: Some(profile.to_owned()), ..aws::Options::through(transport) }
}

fn code(serial: &str, code: &str) -> MfaUse {
    let (serial, code) = (serial.to_owned(), MfaCode::parse(code).unwrap());
    MfaUse::Code(MfaAnswer { serial, code })
}

async fn wanted(options: &aws::Options, mfa: &MfaUse) -> MfaChallenge {
    match aws::connect_with(options, mfa, None).await {
        Err(ConnectError::MfaRequired(wanted)) => *wanted,
        other => panic!("{other:?}"),
    }
}

async fn failed(options: &aws::Options, mfa: &MfaUse) -> Failure {
    match aws::connect_with(options, mfa, None).await {
        Err(ConnectError::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case("ada", "GetSessionToken", "900", "user/ada")]
#[case("admin", "AssumeRole", "1800", "assumed-role/Admin/ada-at-work")]
#[tokio::test(start_paused = true)]
async fn a_session_is_had_for_a_code_and_used_again(
    #[case] profile: &str,
    #[case] action: &str,
    #[case] seconds: &str,
    #[case] caller: &str,
) {
    let demo = demo();
    let options = options(&demo, profile);
    let asks = wanted(&options, &MfaUse::FromProfile).await;
    assert_eq!((asks.serial.as_str(), asks.profile.as_deref()), (PHONE, Some(profile)));
    assert_eq!(asks.purpose == MfaPurpose::Session, profile == "ada");
    assert_eq!(sent(&demo, action), 0);

    let account =
        aws::connect_with(&options, &code(PHONE, &demo.mfa_code(PHONE)), None).await.unwrap();
    let connection = account.connection();
    assert!(connection.signing_key.as_str().starts_with("ASIA"));
    assert_eq!(connection.source_key.as_ref().unwrap().as_str(), KEY);
    assert_eq!(connection.mfa.as_ref().unwrap().serial, PHONE);
    assert!(account.caller().await.unwrap().arn.ends_with(caller));
    account.user(aws::Lane::Interactive, &UserName::from_iam("ada")).await.unwrap();
    let request = demo.requests().into_iter().find(|request| request.action == action).unwrap();
    assert_eq!(request.parameter("DurationSeconds"), Some(seconds));
    assert_eq!(request.signed_by.unwrap().as_str(), KEY);

    // Clones of the options share the session.
    let again = aws::connect(&options.clone()).await.unwrap();
    assert_eq!(again.connection().signing_key, connection.signing_key);
    assert_eq!(sent(&demo, action), 1);
}

#[tokio::test(start_paused = true)]
async fn refusals_are_told_in_words_and_no_code_is_sent_twice() {
    let demo = demo();
    let options = options(&demo, "admin");
    let right = demo.mfa_code(PHONE);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let refused = |asks: MfaChallenge| asks.refused.unwrap();
    let said = refused(wanted(&options, &code(PHONE, wrong)).await);
    assert!(said.to_string().contains("invalid MFA one time pass code"), "{said}");
    assert!(next_step(&said).starts_with("The code was wrong, late, or used before: wait until"));

    // The same once more is not sent.
    let said = refused(wanted(&options, &code(PHONE, wrong)).await);
    assert!(said.to_string().contains("not sent"), "{said}");
    assert_eq!(sent(&demo, "AssumeRole"), 1);

    // A late one.
    tokio::time::sleep(3 * STEP).await;
    let said = refused(wanted(&options, &code(PHONE, &right)).await);
    assert!(next_step(&said).contains("late"), "{said}");

    // A device that is not this user's.
    let strange = "arn:aws:iam::123456789012:mfa/somebody-else";
    let elsewhere = aws::Options { profile: Some("strange".to_owned()), ..options.clone() };
    let said = refused(wanted(&elsewhere, &code(strange, "123456")).await);
    assert!(next_step(&said).starts_with("AWS does not know this device"), "{said}");

    // Not about the code.
    let nowhere = aws::Options { profile: Some("wrong".to_owned()), ..options.clone() };
    let said = failed(&nowhere, &code(PHONE, &demo.mfa_code(PHONE))).await;
    assert!(next_step(&said).contains("the role's trust policy"), "{said}");
}

#[rstest]
#[case::lost(Fault::DropAnswer)]
#[case::silent(Fault::Hang { carried_out: true })]
#[case::trouble(Fault::Error { code: "InternalFailure", status: 500, message: "sorry" })]
#[case::throttled(Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" })]
#[tokio::test(start_paused = true)]
async fn a_code_whose_answer_is_lost_is_not_sent_again(#[case] fault: Fault) {
    let demo = demo();
    demo.faults().inject("AssumeRole", 1, fault);
    let options = options(&demo, "admin");
    let asks = wanted(&options, &code(PHONE, &demo.mfa_code(PHONE))).await;
    assert!(next_step(&asks.refused.unwrap()).contains("is not sent again"));
    assert_eq!(sent(&demo, "AssumeRole"), 1);
    tokio::time::sleep(STEP).await;
    aws::connect_with(&options, &code(PHONE, &demo.mfa_code(PHONE)), None).await.unwrap();
    assert_eq!(sent(&demo, "AssumeRole"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_role_above_one_with_a_code_is_assumed_with_its_session() {
    let demo = demo();
    let options = options(&demo, "above");
    let asks = wanted(&options, &MfaUse::FromProfile).await;
    assert_eq!(asks.profile.as_deref(), Some("admin"));
    let with = code(PHONE, &demo.mfa_code(PHONE));
    let account = aws::connect_with(&options, &with, None).await.unwrap();
    assert!(account.caller().await.unwrap().arn.contains("assumed-role/Reader/akia-"));
    assert_eq!(sent(&demo, "AssumeRole"), 2);
    // Its own credentials end after an hour; the session underneath, which wanted the code, sooner.
    tokio::time::sleep(Duration::from_mins(29)).await;
    account.caller().await.unwrap();
    tokio::time::sleep(Duration::from_mins(32)).await;
    let over = account.caller().await.unwrap_err();
    assert_eq!(
        (over.kind, next_step(&over).contains("a new MFA code")),
        (FailureKind::Expired, true)
    );
    wanted(&options, &MfaUse::FromProfile).await;
}

#[tokio::test(start_paused = true)]
async fn a_role_whose_keys_are_in_its_own_profile_takes_a_code() {
    let demo = demo();
    let options = options(&demo, "self");
    let with = code(PHONE, &demo.mfa_code(PHONE));
    let account = aws::connect_with(&options, &with, None).await.unwrap();
    assert!(account.caller().await.unwrap().arn.contains("assumed-role/Admin/akia-"));
}
