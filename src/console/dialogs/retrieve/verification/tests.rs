//! What is waited out, what is believed, and what is not: by answers and by time alone.

mod session_move;

use super::*;
use crate::console::testing::{
    ACCOUNT, ConsoleHarness, KEY_1, NEW_KEY, OWN_KEY, SECRET, failure, id,
};
use crate::console::{Event, Reply};
use crate::domain::{AccountId, FailureKind, LocalProfile, Operation, Outcome, ProfileKind};
use rstest::rstest;

/// What AWS answers to the call in flight.
#[derive(Clone, Copy)]
enum Says {
    Accepted,
    Refused(FailureKind),
    /// It is somebody else's key.
    Else(&'static str),
}

use Says::{Accepted, Else, Refused};

const UNKNOWN: Says = Refused(FailureKind::Credentials);

fn asked(harness: &ConsoleHarness) -> Option<CallId> {
    harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::Verify(call, _) => Some(*call),
        _ => None,
    })
}

/// How many calls were made with the new key.
fn calls(harness: &ConsoleHarness) -> usize {
    harness.effects.iter().filter(|effect| matches!(effect, Effect::Verify(..))).count()
}

fn reply(user: &str, says: Says) -> Reply {
    let caller = |arn: String, account: &str| Caller { arn, account: AccountId::from_aws(account) };
    let theirs = caller(format!("arn:aws:iam::{ACCOUNT}:user/path/{user}"), ACCOUNT);
    Reply::Verified(match says {
        Accepted => Ok(theirs),
        Refused(kind) => {
            let code = (kind == FailureKind::Credentials).then(|| "InvalidClientTokenId".into());
            Err(Failure { code, ..failure(Operation::GetCallerIdentity, kind) })
        }
        Else(arn) => Ok(caller(arn.to_owned(), arn.split(':').nth(4).unwrap())),
    })
}

/// The answer to the call in flight, for bob's new key.
fn says(harness: &mut ConsoleHarness, says: Says) {
    let call = asked(harness).expect("AWS is asked");
    harness.send(Event::Reply(call, reply("bob", says)));
}

/// Time passes, a second at a time, each call answered at once, until it is over. How long it took.
fn run(harness: &mut ConsoleHarness, mut answers: impl FnMut(i64) -> Says) -> i64 {
    let (begun, mut answered) = (harness.now, None);
    for _ in 0..200 {
        if let Some(call) = asked(harness).filter(|call| answered != Some(*call)) {
            answered = Some(call);
            says(harness, answers((harness.now - begun).num_seconds()));
        } else if !harness.shows("Verifying:") {
            break;
        } else {
            harness.wait(1);
        }
    }
    (harness.now - begun).num_seconds()
}

fn recorded(harness: &ConsoleHarness) -> bool {
    let verified = |effect: &Effect| {
        matches!(effect, Effect::Record(_, entry)
            if entry.outcome == Outcome::Verified && entry.key == Some(id(NEW_KEY)))
    };
    harness.effects.iter().any(verified)
}

#[test]
fn three_successes_a_second_apart_verify_a_key() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    harness.must_show("Verifying: asking AWS who signs with the new key (90 s left)");
    says(&mut harness, Accepted);
    harness.must_show("AWS accepts it, 1 of 3 times in a row");
    assert_eq!(calls(&harness), 1, "not at once");
    harness.wait(1);
    says(&mut harness, Accepted);
    harness.wait(1);
    assert!(!harness.console.model().changes.is_verified(&id(NEW_KEY)));
    assert!(!recorded(&harness));
    says(&mut harness, Accepted);
    harness.must_show(
        "✓ Verified: AWS accepts it (as arn:aws:iam::123456789012:user/path/bob, in region \
         us-east-1).",
    );
    assert!(harness.console.model().changes.is_verified(&id(NEW_KEY)));
    assert!(recorded(&harness));
    harness.wait(60);
    assert_eq!(calls(&harness), 3);
}

#[test]
fn once_it_is_verified_it_is_offered_to_the_profiles_that_hold_the_old_key() {
    let mut harness = ConsoleHarness::new();
    let old = "AKIAJ5CAROLSONLYXMPL";
    let profile = |name: &str, key: &str| LocalProfile {
        name: name.to_owned(),
        kind: ProfileKind::Keys,
        account: None,
        access_key_id: Some(id(key)),
    };
    harness.profiles = vec![profile("staging", OWN_KEY), profile("prod", old), profile("ci", old)];
    harness.press("jj<enter>R<enter><space><enter><enter>");
    harness.complete_write();
    harness.must_show("Profiles prod, ci on this machine hold the old key: once this one is");
    harness.press("v");
    for _ in 0..3 {
        let call = asked(&harness).expect("AWS is asked");
        harness.send(Event::Reply(call, reply("carol", Accepted)));
        harness.wait(1);
    }
    harness.must_show("hold the old key: p puts this one in its place.");
}

#[test]
fn a_key_that_takes_eight_seconds_to_be_known_is_waited_for() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    let took = run(&mut harness, |at| if at < 8 { UNKNOWN } else { Accepted });
    harness.must_show("✓ Verified");
    assert!((10..=14).contains(&took), "{took} seconds");
    assert!(calls(&harness) <= 8, "{} calls", calls(&harness));
}

#[test]
fn what_is_waited_for_is_shown() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    says(&mut harness, UNKNOWN);
    harness.must_show("AWS does not know the key yet (InvalidClientTokenId).");
    harness.must_show("Attempt 1, again in 1 s; 90 s left.");
    harness.wait(1);
    says(&mut harness, Refused(FailureKind::Throttled));
    harness.must_show("AWS asks for fewer calls.");
    harness.wait(1);
    harness.must_show("Attempt 2, again in 1 s; 88 s left.");
    harness.wait(1);
    harness.must_show("Attempt 3, asking; 87 s left.");
}

#[rstest]
#[case::unknown(UNKNOWN)]
#[case::throttled(Refused(FailureKind::Throttled))]
#[case::no_network(Refused(FailureKind::Unreachable))]
#[case::no_answer(Refused(FailureKind::Unanswered))]
#[case::trouble(Refused(FailureKind::Service))]
#[case::portal(Refused(FailureKind::Unreadable))]
fn a_refusal_in_between_starts_the_count_over(#[case] refusal: Says) {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    let mut answers = [Accepted, Accepted, refusal, Accepted, Accepted].into_iter();
    run(&mut harness, |_| answers.next().unwrap_or(UNKNOWN));
    harness.must_show("✗ Not verified");
    assert!(!recorded(&harness));
    harness.press("v");
    let mut answers = [Accepted, Accepted, refusal].into_iter();
    run(&mut harness, |_| answers.next().unwrap_or(Accepted));
    harness.must_show("✓ Verified");
}

#[test]
fn after_ninety_seconds_it_is_given_up_with_what_to_do() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    assert_eq!(run(&mut harness, |_| UNKNOWN), 90);
    harness.must_show("✗ Not verified in 90 seconds");
    harness.must_show("GetCallerIdentity: InvalidClientTokenId: it failed as Credentials.");
    harness.must_show("The key may still need time: v tries again.");
    let made = calls(&harness);
    assert!((15..=25).contains(&made), "{made} calls");
    harness.wait(600);
    assert_eq!(calls(&harness), made, "it is over");
    harness.press("v");
    run(&mut harness, |_| Accepted);
    harness.must_show("✓ Verified");
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_without_end() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    harness.wait(99);
    harness.must_show("Verifying:");
    harness.wait(1);
    harness.must_show("No answer came. v tries again.");
}

#[rstest]
#[case(FailureKind::Denied)]
#[case(FailureKind::Configuration)]
fn what_time_does_not_mend_is_not_waited_for(#[case] kind: FailureKind) {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    assert_eq!(run(&mut harness, |_| Refused(kind)), 0);
    harness.must_show("✗ Not verified. GetCallerIdentity: it failed as");
}

#[rstest]
#[case::another_user("arn:aws:iam::123456789012:user/alice")]
#[case::another_account("arn:aws:iam::999999999999:user/bob")]
#[case::a_role("arn:aws:sts::123456789012:assumed-role/bob/bob")]
#[case::the_root_user("arn:aws:iam::123456789012:root")]
fn a_key_that_is_somebody_elses_is_shown_as_a_danger(#[case] arn: &'static str) {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    let mut answers = [Accepted, Accepted].into_iter();
    run(&mut harness, |_| answers.next().unwrap_or(Else(arn)));
    harness.must_show("✗ THIS IS NOT THE USER'S KEY");
    harness.must_show(arn);
    assert!(!recorded(&harness));
}

#[test]
fn leaving_the_page_stops_it_and_a_late_answer_is_dropped() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    says(&mut harness, Accepted);
    harness.wait(1);
    says(&mut harness, Accepted);
    harness.wait(1);
    harness.press("<esc>i<enter>");
    says(&mut harness, Accepted);
    harness.wait(120);
    assert_eq!(calls(&harness), 3);
    assert!(!recorded(&harness));
    assert!(!harness.console.model().changes.is_verified(&id(NEW_KEY)));
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    for _ in 0..4 {
        says(&mut harness, Accepted);
    }
    harness.must_show("1 of 3 times in a row");
}

#[test]
fn the_page_works_as_before_meanwhile() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("vs");
    harness.must_show(SECRET);
    harness.press("Yw");
    assert!(harness.effects.iter().any(|effect| matches!(effect, Effect::SaveCsv(..))));
    harness.press("v");
    harness.must_show("It is being verified.");
    assert_eq!(calls(&harness), 1);
    // Below another page, too.
    harness.press("?");
    says(&mut harness, Accepted);
    harness.wait(1);
    assert_eq!(calls(&harness), 2);
}

#[test]
fn a_refused_signature_is_not_the_end_of_the_session() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    says(&mut harness, UNKNOWN);
    assert_eq!(harness.console.model().session.failure(), None);
}

#[test]
fn a_clock_that_is_set_back_does_not_delay_it() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("v");
    says(&mut harness, UNKNOWN);
    harness.wait(-3_600);
    assert_eq!(calls(&harness), 2);
    assert_eq!(run(&mut harness, |_| UNKNOWN), 90);
}

#[test]
fn a_key_deactivated_from_here_is_not_verified() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("<esc>x<tab><enter>");
    harness.complete_write();
    harness.press("<esc>v");
    harness.must_show("The key is switched off: AWS would refuse it.");
    assert_eq!(calls(&harness), 0);
}
