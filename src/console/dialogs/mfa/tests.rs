use crate::console::testing::{ACCOUNT, ConsoleHarness, connection, settings};
use crate::console::{AwsAnswer, CallId, Event, Reply, Settings};
use crate::domain::{
    ConnectError, Connection, Failure, FailureKind, MfaChallenge, MfaPurpose, MfaSession, MfaStep,
    MfaUse, NextStep, Operation, SignInOptions,
};
use chrono::TimeDelta;

const PHONE: &str = "arn:aws:iam::123456789012:mfa/ops-admin";
const ROLE: &str = "arn:aws:iam::123456789012:role/Admin";

fn wanted(purpose: MfaPurpose, refused: Option<&str>) -> ConnectError {
    let refused = refused.map(|message| Failure {
        code: Some("AccessDenied".to_owned()),
        advice: Some(NextStep::Mfa(MfaStep::EnterNextCode)),
        ..Failure::new(Operation::GetSessionToken, FailureKind::Denied, message)
    });
    let (serial, profile) = (PHONE.to_owned(), Some("prod".to_owned()));
    ConnectError::MfaRequired(Box::new(MfaChallenge { serial, profile, purpose, refused }))
}

fn with_mfa(harness: &ConsoleHarness) -> Connection {
    let until = harness.now + TimeDelta::hours(1);
    let session = MfaSession { serial: PHONE.to_owned(), until };
    Connection { mfa: Some(session), ..connection(None) }
}

fn answer(harness: &mut ConsoleHarness, call: CallId, answer: Result<Connection, ConnectError>) {
    harness.send(Event::Reply(call, Reply::Connected(answer)));
}

/// A console whose profile wants a code.
fn asked(purpose: MfaPurpose) -> ConsoleHarness {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.send(Event::Tick);
    let effects = harness.console.start();
    harness.effects.extend(effects);
    let (call, with) = harness.take_connect();
    assert!(matches!(with.mfa, MfaUse::FromProfile));
    answer(&mut harness, call, Err(wanted(purpose, None)));
    harness
}

/// The device and the code that the connect asked for has.
fn code_of(with: &SignInOptions) -> Option<(String, String)> {
    match &with.mfa {
        MfaUse::Code(answer) => Some((answer.serial.clone(), answer.code.read(str::to_owned))),
        MfaUse::FromProfile | MfaUse::Without => None,
    }
}

fn code(digits: &str) -> (String, String) {
    (PHONE.to_owned(), digits.to_owned())
}

#[test]
fn a_code_is_typed_sent_once_and_leads_to_the_session() {
    let mut harness = asked(MfaPurpose::Role(ROLE.to_owned()));
    for text in ["MFA code", PHONE, ROLE, "prod", "sts:AssumeRole"] {
        harness.must_show(text);
    }
    harness.press("27x<enter>");
    harness.must_show("A code is six digits");
    harness.press("<bs>1 828<enter>");
    harness.must_show("The code is sent, once (sts:AssumeRole)…");
    let (call, with) = harness.take_connect();
    assert_eq!(code_of(&with).unwrap(), code("271828"));
    assert!(!format!("{with:?} {:?}", harness.console).contains("271828"));
    let connection = with_mfa(&harness);
    answer(&mut harness, call, Ok(connection));
    harness.must_not_show("MFA code");
    harness.must_show("ops-admin · MFA");
    harness.must_show("alice");
}

#[test]
fn what_is_typed_is_in_no_debug_output() {
    let mut harness = asked(MfaPurpose::Session);
    harness.press("271828");
    harness.must_show("271828");
    assert!(!format!("{:?}", harness.console).contains("271828"));
}

#[test]
fn a_refused_code_is_reported_and_not_sent_again_by_any_dialog() {
    let mut harness = asked(MfaPurpose::Session);
    harness.press("271828<enter>");
    let (call, _) = harness.take_connect();
    answer(&mut harness, call, Err(wanted(MfaPurpose::Session, Some("it was late"))));
    harness.must_show("AccessDenied: it was late.");
    harness.must_show("wait until the device shows the next one");
    harness.paste(" 271 828\n");
    harness.press("<enter>");
    harness.must_show("This code was sent already");
    assert!(harness.effects.is_empty());
    harness.press("654321<enter>");
    let (call, with) = harness.take_connect();
    assert_eq!(code_of(&with).unwrap(), code("654321"));
    let connection = with_mfa(&harness);
    answer(&mut harness, call, Ok(connection));

    // Nor after a success, when the session ends.
    harness.press("r");
    harness.slow = true;
    harness.press("r");
    let expired = crate::console::testing::failure(Operation::ListUsers, FailureKind::Expired);
    let (call, _) = harness.reads.remove(0);
    harness.send(Event::Reply(call, Reply::Aws(AwsAnswer::Users(Err(expired)))));
    let (call, with) = harness.take_connect();
    assert!(matches!(with.mfa, MfaUse::FromProfile));
    answer(&mut harness, call, Err(wanted(MfaPurpose::Session, None)));
    harness.press("654321<enter>");
    harness.must_show("This code was sent already");
    assert!(harness.effects.is_empty());
}

#[test]
fn the_next_session_is_asked_for_once_and_by_itself() {
    let mut harness = asked(MfaPurpose::Session);
    harness.press("271828<enter>");
    let (call, _) = harness.take_connect();
    let connection = with_mfa(&harness);
    answer(&mut harness, call, Ok(connection));
    harness.press("<enter>");
    harness.slow = true;
    harness.press("r");
    let late = std::mem::take(&mut harness.reads);
    for (call, read) in late {
        let failed = crate::console::testing::failed(&read, FailureKind::Expired);
        harness.send(Event::Reply(call, failed));
    }
    let (call, _) = harness.take_connect();
    assert!(harness.effects.is_empty(), "asked for once");
    answer(&mut harness, call, Err(wanted(MfaPurpose::Session, None)));
    harness.must_show("MFA code");
    harness.slow = false;
    harness.press("222222<enter>");
    let (call, _) = harness.take_connect();
    let connection = with_mfa(&harness);
    answer(&mut harness, call, Ok(connection));
    harness.must_show("IAM users › alice");
}

#[test]
fn a_session_of_ones_own_can_do_without() {
    let mut harness = asked(MfaPurpose::Session);
    harness.press("<esc>");
    harness.must_show("▸ Enter a code");
    harness.press("<enter>");
    harness.must_show("Type or paste the code");
    harness.press("<esc><down><enter>");
    let (call, with) = harness.take_connect();
    assert!(matches!(with.mfa, MfaUse::Without));
    answer(&mut harness, call, Ok(connection(None)));
    harness.must_show("alice");
    harness.must_not_show("· MFA");
    // M knows the device.
    harness.press("M");
    harness.must_show(PHONE);
    harness.press("271828<enter>");
    assert_eq!(code_of(&harness.take_connect().1).unwrap(), code("271828"));
}

#[test]
fn left_without_a_code_the_session_is_not_there_and_says_how_to_go_on() {
    for (purpose, leave) in
        [(MfaPurpose::Role(ROLE.to_owned()), "<esc>"), (MfaPurpose::Session, "<esc><esc>")]
    {
        let mut harness = asked(purpose.clone());
        harness.press(leave);
        harness.must_not_show("Type or paste the code");
        harness.must_show("Profile prod wants the code of an MFA device");
        harness.must_show("Press M, or r, to enter one.");
        harness.must_show("Signing in was cancelled: no MFA code was given.");
        let without = "M, then esc, offers to go on without MFA.";
        assert_eq!(harness.shows(without), purpose == MfaPurpose::Session, "{}", harness.screen());
        harness.must_show("p profile  M MFA  r refresh");
        for key in ["M", "r"] {
            harness.press(key);
            let (call, _) = harness.take_connect();
            answer(&mut harness, call, Err(wanted(purpose.clone(), None)));
            harness.must_show("Type or paste the code");
            harness.press(leave);
        }
    }
}

#[test]
fn the_device_is_looked_for_chosen_or_typed() {
    let mut harness = ConsoleHarness::new();
    harness.press("M");
    harness.must_show("IAM lists no MFA device of yours.");
    harness.must_show(&format!("arn:aws:iam::{ACCOUNT}:mfa/ops-admin"));
    harness.paste("GAHT27182878");
    harness.press("<enter>271828<enter>");
    let (_, with) = harness.take_connect();
    assert_eq!(code_of(&with), Some(("GAHT27182878".to_owned(), "271828".to_owned())));

    let mut harness = ConsoleHarness::new();
    harness.mfa_devices = vec!["arn:aws:iam::1:u2f/user/a/k".to_owned(), PHONE.to_owned()];
    harness.press("M");
    harness.must_show("(gives no codes)");
    harness.press("<enter>");
    harness.must_show("gives no codes for AWS's API");
    harness.press("<down><enter>");
    harness.must_show("Type or paste the code");
    harness.press("<esc>");
    harness.must_show("alice");
}

#[test]
fn where_no_code_helps_the_dialog_says_so() {
    let mut harness = ConsoleHarness::with(Settings { demo: true, ..settings() });
    harness.press("M");
    harness.must_show("The built-in account asks for no MFA code.");
}
