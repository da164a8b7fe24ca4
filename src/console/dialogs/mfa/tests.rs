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

fn with_mfa(bench: &ConsoleHarness) -> Connection {
    let until = bench.now + TimeDelta::hours(1);
    let session = MfaSession { serial: PHONE.to_owned(), until };
    Connection { mfa: Some(session), ..connection(None) }
}

fn answer(bench: &mut ConsoleHarness, call: CallId, answer: Result<Connection, ConnectError>) {
    bench.send(Event::Reply(call, Reply::Connected(answer)));
}

/// A console whose profile wants a code.
fn asked(purpose: MfaPurpose) -> ConsoleHarness {
    let mut bench = ConsoleHarness::unconnected(settings());
    bench.send(Event::Tick);
    let effects = bench.console.start();
    bench.effects.extend(effects);
    let (call, with) = bench.take_connect();
    assert!(matches!(with.mfa, MfaUse::FromProfile));
    answer(&mut bench, call, Err(wanted(purpose, None)));
    bench
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
    let mut bench = asked(MfaPurpose::Role(ROLE.to_owned()));
    for text in ["MFA code", PHONE, ROLE, "prod", "sts:AssumeRole"] {
        bench.must_show(text);
    }
    bench.press("27x<enter>");
    bench.must_show("A code is six digits");
    bench.press("<bs>1 828<enter>");
    bench.must_show("The code is sent, once (sts:AssumeRole)…");
    let (call, with) = bench.take_connect();
    assert_eq!(code_of(&with).unwrap(), code("271828"));
    assert!(!format!("{with:?} {:?}", bench.console).contains("271828"));
    let connection = with_mfa(&bench);
    answer(&mut bench, call, Ok(connection));
    bench.must_not_show("MFA code");
    bench.must_show("ops-admin · MFA");
    bench.must_show("alice");
}

#[test]
fn what_is_typed_is_in_no_debug_output() {
    let mut bench = asked(MfaPurpose::Session);
    bench.press("271828");
    bench.must_show("271828");
    assert!(!format!("{:?}", bench.console).contains("271828"));
}

#[test]
fn a_refused_code_is_told_and_not_sent_again_by_any_dialog() {
    let mut bench = asked(MfaPurpose::Session);
    bench.press("271828<enter>");
    let (call, _) = bench.take_connect();
    answer(&mut bench, call, Err(wanted(MfaPurpose::Session, Some("it was late"))));
    bench.must_show("AccessDenied: it was late.");
    bench.must_show("wait until the device shows the next one");
    bench.paste(" 271 828\n");
    bench.press("<enter>");
    bench.must_show("This code was sent already");
    assert!(bench.effects.is_empty());
    bench.press("654321<enter>");
    let (call, with) = bench.take_connect();
    assert_eq!(code_of(&with).unwrap(), code("654321"));
    let connection = with_mfa(&bench);
    answer(&mut bench, call, Ok(connection));

    // Nor after a success, when the session ends.
    bench.press("r");
    bench.slow = true;
    bench.press("r");
    let expired = crate::console::testing::failure(Operation::ListUsers, FailureKind::Expired);
    let (call, _) = bench.reads.remove(0);
    bench.send(Event::Reply(call, Reply::Aws(AwsAnswer::Users(Err(expired)))));
    let (call, with) = bench.take_connect();
    assert!(matches!(with.mfa, MfaUse::FromProfile));
    answer(&mut bench, call, Err(wanted(MfaPurpose::Session, None)));
    bench.press("654321<enter>");
    bench.must_show("This code was sent already");
    assert!(bench.effects.is_empty());
}

#[test]
fn the_next_session_is_asked_for_once_and_by_itself() {
    let mut bench = asked(MfaPurpose::Session);
    bench.press("271828<enter>");
    let (call, _) = bench.take_connect();
    let connection = with_mfa(&bench);
    answer(&mut bench, call, Ok(connection));
    bench.press("<enter>");
    bench.slow = true;
    bench.press("r");
    let late = std::mem::take(&mut bench.reads);
    for (call, read) in late {
        let failed = crate::console::testing::failed(&read, FailureKind::Expired);
        bench.send(Event::Reply(call, failed));
    }
    let (call, _) = bench.take_connect();
    assert!(bench.effects.is_empty(), "asked for once");
    answer(&mut bench, call, Err(wanted(MfaPurpose::Session, None)));
    bench.must_show("MFA code");
    bench.slow = false;
    bench.press("222222<enter>");
    let (call, _) = bench.take_connect();
    let connection = with_mfa(&bench);
    answer(&mut bench, call, Ok(connection));
    bench.must_show("IAM users › alice");
}

#[test]
fn a_session_of_ones_own_can_do_without() {
    let mut bench = asked(MfaPurpose::Session);
    bench.press("<esc>");
    bench.must_show("▸ Enter a code");
    bench.press("<enter>");
    bench.must_show("Type or paste the code");
    bench.press("<esc><down><enter>");
    let (call, with) = bench.take_connect();
    assert!(matches!(with.mfa, MfaUse::Without));
    answer(&mut bench, call, Ok(connection(None)));
    bench.must_show("alice");
    bench.must_not_show("· MFA");
    // M knows the device.
    bench.press("M");
    bench.must_show(PHONE);
    bench.press("271828<enter>");
    assert_eq!(code_of(&bench.take_connect().1).unwrap(), code("271828"));
}

#[test]
fn left_without_a_code_the_session_is_not_there_and_says_how_to_go_on() {
    for (purpose, leave) in
        [(MfaPurpose::Role(ROLE.to_owned()), "<esc>"), (MfaPurpose::Session, "<esc><esc>")]
    {
        let mut bench = asked(purpose.clone());
        bench.press(leave);
        bench.must_not_show("Type or paste the code");
        bench.must_show("Profile prod wants the code of an MFA device");
        bench.must_show("Press M, or r, to enter one.");
        bench.must_show("Signing in was cancelled: no MFA code was given.");
        let without = "M, then esc, offers to go on without MFA.";
        assert_eq!(bench.shows(without), purpose == MfaPurpose::Session, "{}", bench.screen());
        bench.must_show("p profile  M MFA  r refresh");
        for key in ["M", "r"] {
            bench.press(key);
            let (call, _) = bench.take_connect();
            answer(&mut bench, call, Err(wanted(purpose.clone(), None)));
            bench.must_show("Type or paste the code");
            bench.press(leave);
        }
    }
}

#[test]
fn the_device_is_looked_for_chosen_or_typed() {
    let mut bench = ConsoleHarness::new();
    bench.press("M");
    bench.must_show("IAM lists no MFA device of yours.");
    bench.must_show(&format!("arn:aws:iam::{ACCOUNT}:mfa/ops-admin"));
    bench.paste("GAHT27182878");
    bench.press("<enter>271828<enter>");
    let (_, with) = bench.take_connect();
    assert_eq!(code_of(&with), Some(("GAHT27182878".to_owned(), "271828".to_owned())));

    let mut bench = ConsoleHarness::new();
    bench.mfa_devices = vec!["arn:aws:iam::1:u2f/user/a/k".to_owned(), PHONE.to_owned()];
    bench.press("M");
    bench.must_show("(gives no codes)");
    bench.press("<enter>");
    bench.must_show("gives no codes for AWS's API");
    bench.press("<down><enter>");
    bench.must_show("Type or paste the code");
    bench.press("<esc>");
    bench.must_show("alice");
}

#[test]
fn where_no_code_helps_it_is_said() {
    let mut bench = ConsoleHarness::with(Settings { demo: true, ..settings() });
    bench.press("M");
    bench.must_show("The built-in account asks for no MFA code.");
}
