//! What is waited out, what is believed, and what is not: by answers and by time alone.

use super::*;
use crate::console::testing::{
    ACCOUNT, ConsoleHarness, KEY_1, NEW_KEY, OWN_KEY, SECRET, failure, id,
};
use crate::console::{Event, Reply};
use crate::domain::{AccountId, FailureKind, LocalProfile, Operation, Outcome, ProfileKind};
use rstest::rstest;

/// What AWS answers to the call on its way.
#[derive(Clone, Copy)]
enum Says {
    Accepted,
    Refused(FailureKind),
    /// It is somebody else's key.
    Else(&'static str),
}

use Says::{Accepted, Else, Refused};

const UNKNOWN: Says = Refused(FailureKind::Credentials);

fn asked(bench: &ConsoleHarness) -> Option<CallId> {
    bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::Verify(call, _) => Some(*call),
        _ => None,
    })
}

/// How many calls were made with the new key.
fn calls(bench: &ConsoleHarness) -> usize {
    bench.effects.iter().filter(|effect| matches!(effect, Effect::Verify(..))).count()
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

/// The answer to the call on its way, for bob's new key.
fn says(bench: &mut ConsoleHarness, says: Says) {
    let call = asked(bench).expect("AWS is asked");
    bench.send(Event::Reply(call, reply("bob", says)));
}

/// Time passes, a second at a time, each call answered at once, until it is over. How long it took.
fn run(bench: &mut ConsoleHarness, mut answers: impl FnMut(i64) -> Says) -> i64 {
    let (begun, mut answered) = (bench.now, None);
    for _ in 0..200 {
        if let Some(call) = asked(bench).filter(|call| answered != Some(*call)) {
            answered = Some(call);
            says(bench, answers((bench.now - begun).num_seconds()));
        } else if !bench.shows("Verifying:") {
            break;
        } else {
            bench.wait(1);
        }
    }
    (bench.now - begun).num_seconds()
}

fn recorded(bench: &ConsoleHarness) -> bool {
    let verified = |effect: &Effect| {
        matches!(effect, Effect::Record(_, entry)
            if entry.outcome == Outcome::Verified && entry.key == Some(id(NEW_KEY)))
    };
    bench.effects.iter().any(verified)
}

#[test]
fn three_successes_a_second_apart_verify_a_key() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    bench.must_show("Verifying: asking AWS who signs with the new key (90 s left)");
    says(&mut bench, Accepted);
    bench.must_show("AWS accepts it, 1 of 3 times in a row");
    assert_eq!(calls(&bench), 1, "not at once");
    bench.wait(1);
    says(&mut bench, Accepted);
    bench.wait(1);
    assert!(!bench.console.model().changes.is_verified(&id(NEW_KEY)));
    assert!(!recorded(&bench));
    says(&mut bench, Accepted);
    bench.must_show(
        "✓ Verified: AWS accepts it (as arn:aws:iam::123456789012:user/path/bob, in region \
         us-east-1).",
    );
    assert!(bench.console.model().changes.is_verified(&id(NEW_KEY)));
    assert!(recorded(&bench));
    bench.wait(60);
    assert_eq!(calls(&bench), 3);
}

#[test]
fn once_it_is_verified_it_is_offered_to_the_profiles_that_hold_the_old_key() {
    let mut bench = ConsoleHarness::new();
    let old = "AKIAJ5CAROLSONLYXMPL";
    let profile = |name: &str, key: &str| LocalProfile {
        name: name.to_owned(),
        kind: ProfileKind::Keys,
        account: None,
        access_key_id: Some(id(key)),
    };
    bench.profiles = vec![profile("staging", OWN_KEY), profile("prod", old), profile("ci", old)];
    bench.press("jj<enter>R<enter><space><enter><enter>");
    bench.complete_write();
    bench.must_show("Profiles prod, ci on this machine hold the old key: once this one is");
    bench.press("v");
    for _ in 0..3 {
        let call = asked(&bench).expect("AWS is asked");
        bench.send(Event::Reply(call, reply("carol", Accepted)));
        bench.wait(1);
    }
    bench.must_show("hold the old key: p puts this one in its place.");
}

#[test]
fn a_key_that_takes_eight_seconds_to_be_known_is_waited_for() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    let took = run(&mut bench, |at| if at < 8 { UNKNOWN } else { Accepted });
    bench.must_show("✓ Verified");
    assert!((10..=14).contains(&took), "{took} seconds");
    assert!(calls(&bench) <= 8, "{} calls", calls(&bench));
}

#[test]
fn what_is_waited_for_is_said() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    says(&mut bench, UNKNOWN);
    bench.must_show("AWS does not know the key yet (InvalidClientTokenId).");
    bench.must_show("Attempt 1, again in 1 s; 90 s left.");
    bench.wait(1);
    says(&mut bench, Refused(FailureKind::Throttled));
    bench.must_show("AWS asks for fewer calls.");
    bench.wait(1);
    bench.must_show("Attempt 2, again in 1 s; 88 s left.");
    bench.wait(1);
    bench.must_show("Attempt 3, asking; 87 s left.");
}

#[rstest]
#[case::unknown(UNKNOWN)]
#[case::throttled(Refused(FailureKind::Throttled))]
#[case::no_network(Refused(FailureKind::Unreachable))]
#[case::no_answer(Refused(FailureKind::Unanswered))]
#[case::trouble(Refused(FailureKind::Service))]
#[case::portal(Refused(FailureKind::Unreadable))]
fn a_refusal_in_between_starts_the_count_over(#[case] refusal: Says) {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    let mut answers = [Accepted, Accepted, refusal, Accepted, Accepted].into_iter();
    run(&mut bench, |_| answers.next().unwrap_or(UNKNOWN));
    bench.must_show("✗ Not verified");
    assert!(!recorded(&bench));
    bench.press("v");
    let mut answers = [Accepted, Accepted, refusal].into_iter();
    run(&mut bench, |_| answers.next().unwrap_or(Accepted));
    bench.must_show("✓ Verified");
}

#[test]
fn after_ninety_seconds_it_is_given_up_with_what_to_do() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    assert_eq!(run(&mut bench, |_| UNKNOWN), 90);
    bench.must_show("✗ Not verified in 90 seconds");
    bench.must_show("GetCallerIdentity: InvalidClientTokenId: it failed as Credentials.");
    bench.must_show("The key may still need time: v tries again.");
    let made = calls(&bench);
    assert!((15..=25).contains(&made), "{made} calls");
    bench.wait(600);
    assert_eq!(calls(&bench), made, "it is over");
    bench.press("v");
    run(&mut bench, |_| Accepted);
    bench.must_show("✓ Verified");
}

#[test]
fn an_answer_that_never_comes_is_not_waited_for_without_end() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    bench.wait(99);
    bench.must_show("Verifying:");
    bench.wait(1);
    bench.must_show("No answer came. v tries again.");
}

#[rstest]
#[case(FailureKind::Denied)]
#[case(FailureKind::Configuration)]
fn what_time_does_not_mend_is_not_waited_for(#[case] kind: FailureKind) {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    assert_eq!(run(&mut bench, |_| Refused(kind)), 0);
    bench.must_show("✗ Not verified. GetCallerIdentity: it failed as");
}

#[rstest]
#[case::another_user("arn:aws:iam::123456789012:user/alice")]
#[case::another_account("arn:aws:iam::999999999999:user/bob")]
#[case::a_role("arn:aws:sts::123456789012:assumed-role/bob/bob")]
#[case::the_root_user("arn:aws:iam::123456789012:root")]
fn a_key_that_is_somebody_elses_is_said_loudly(#[case] arn: &'static str) {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    let mut answers = [Accepted, Accepted].into_iter();
    run(&mut bench, |_| answers.next().unwrap_or(Else(arn)));
    bench.must_show("✗ THIS IS NOT THE USER'S KEY");
    bench.must_show(arn);
    assert!(!recorded(&bench));
}

#[test]
fn leaving_the_page_stops_it_and_a_late_answer_is_dropped() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    says(&mut bench, Accepted);
    bench.wait(1);
    says(&mut bench, Accepted);
    bench.wait(1);
    bench.press("<esc>i<enter>");
    says(&mut bench, Accepted);
    bench.wait(120);
    assert_eq!(calls(&bench), 3);
    assert!(!recorded(&bench));
    assert!(!bench.console.model().changes.is_verified(&id(NEW_KEY)));
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    for _ in 0..4 {
        says(&mut bench, Accepted);
    }
    bench.must_show("1 of 3 times in a row");
}

#[test]
fn the_page_works_as_before_meanwhile() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("vs");
    bench.must_show(SECRET);
    bench.press("Yw");
    assert!(bench.effects.iter().any(|effect| matches!(effect, Effect::SaveCsv(..))));
    bench.press("v");
    bench.must_show("It is being verified.");
    assert_eq!(calls(&bench), 1);
    // Below another page, too.
    bench.press("?");
    says(&mut bench, Accepted);
    bench.wait(1);
    assert_eq!(calls(&bench), 2);
}

#[test]
fn a_refused_signature_is_not_the_end_of_the_session() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    says(&mut bench, UNKNOWN);
    assert_eq!(bench.console.model().session.failure(), None);
}

#[test]
fn a_clock_that_is_set_back_does_not_hold_it_up() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("v");
    says(&mut bench, UNKNOWN);
    bench.wait(-3_600);
    assert_eq!(calls(&bench), 2);
    assert_eq!(run(&mut bench, |_| UNKNOWN), 90);
}

#[test]
fn a_key_switched_off_from_here_is_not_verified() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("<esc>x<tab><enter>");
    bench.complete_write();
    bench.press("<esc>v");
    bench.must_show("The key is switched off: AWS would refuse it.");
    assert_eq!(calls(&bench), 0);
}

/// The page with the secret of a key that is to replace the session's own.
fn replacing(old: &str) -> ConsoleHarness {
    let mut bench = ConsoleHarness::on_own();
    bench.replace_key(old);
    bench.must_show("Retrieve access key");
    bench
}

fn verify_own(bench: &mut ConsoleHarness) {
    bench.press("v");
    for _ in 0..3 {
        let call = asked(bench).unwrap();
        bench.send(Event::Reply(call, reply("ops-admin", Accepted)));
        bench.wait(1);
    }
}

fn moves(bench: &ConsoleHarness) -> usize {
    bench.effects.iter().filter(|effect| matches!(effect, Effect::MoveSession(..))).count()
}

fn signed_with(bench: &ConsoleHarness) -> &str {
    bench.console.model().session.connection().unwrap().signing_key.as_str()
}

#[test]
fn the_session_goes_over_to_the_key_that_replaces_its_own_once_that_is_verified() {
    let mut bench = replacing(OWN_KEY);
    bench.must_show("Not verified yet");
    bench.press("v");
    for _ in 0..2 {
        let call = asked(&bench).unwrap();
        bench.send(Event::Reply(call, reply("ops-admin", Accepted)));
        bench.wait(1);
    }
    assert_eq!(moves(&bench), 0, "not before it is verified");
    let call = asked(&bench).unwrap();
    bench.send(Event::Reply(call, reply("ops-admin", Accepted)));
    assert_eq!(moves(&bench), 1);
    bench.must_show("Moving this session to the new key…");
    assert_eq!(signed_with(&bench), OWN_KEY);
    bench.complete_move();
    assert_eq!(signed_with(&bench), NEW_KEY);
    bench.must_show("✓ This session is signed with the new key now");
    bench.must_show("profile prod, new key");
    assert!(!bench.console.model().session.depends_on(&id(OWN_KEY)));
    bench.wait(60);
    assert_eq!(moves(&bench), 0, "once");
}

#[test]
fn a_key_that_replaces_somebody_elses_moves_nothing() {
    let mut bench = replacing(KEY_1);
    verify_own(&mut bench);
    bench.must_show("✓ Verified");
    assert_eq!(moves(&bench), 0);
}

#[test]
fn a_move_that_iam_refuses_for_now_is_tried_again_and_the_session_stays_usable() {
    let mut bench = replacing(OWN_KEY);
    verify_own(&mut bench);
    bench.fail_move(failure(Operation::GetUser, FailureKind::Credentials));
    bench.must_show("IAM does not know the key yet; trying again");
    assert_eq!(signed_with(&bench), OWN_KEY);
    assert_eq!(bench.console.model().session.failure(), None);
    assert_eq!(bench.console.model().may_change(), Ok(()));
    bench.wait(1);
    bench.complete_move();
    assert_eq!(signed_with(&bench), NEW_KEY);
}

#[test]
fn a_move_that_fails_leaves_the_session_with_the_old_key_and_says_so() {
    let mut bench = replacing(OWN_KEY);
    verify_own(&mut bench);
    bench.fail_move(failure(Operation::GetCallerIdentity, FailureKind::Refused));
    bench.must_show("✗ This session was not moved to the new key");
    bench.must_show(&format!("It goes on with {OWN_KEY}, which is still active"));
    assert_eq!(signed_with(&bench), OWN_KEY);
    assert_eq!(bench.console.model().session.failure(), None);
    verify_own(&mut bench);
    bench.complete_move();
    assert_eq!(signed_with(&bench), NEW_KEY);
}

#[test]
fn a_session_with_temporary_credentials_is_not_replaced_by_a_plain_key() {
    let mut bench = ConsoleHarness::unconnected(crate::console::testing::settings());
    bench.temporary_credentials = true;
    bench.start();
    bench.press("u");
    bench.replace_key(OWN_KEY);
    verify_own(&mut bench);
    bench.must_show("✓ Verified");
    bench.must_show("temporary credentials (profile prod) are made from");
    assert_eq!(moves(&bench), 0);
}

#[test]
fn signing_in_anew_overtakes_a_move() {
    let mut bench = replacing(OWN_KEY);
    verify_own(&mut bench);
    // Left with the secret stored, and signed in anew, before the answer comes.
    bench.press("<esc>i<enter>r");
    bench.complete_move();
    assert_eq!(signed_with(&bench), OWN_KEY);
    bench.complete_connect();
    assert_eq!(signed_with(&bench), OWN_KEY, "the later one counts");
}

#[rstest]
#[case::of_the_old_key("ASIAQNZGKIQY56JQ7WML", Some(OWN_KEY), "are made from")]
#[case::of_another("ASIAQNZGKIQY56JQ7WML", Some(KEY_1), "This session has other credentials now")]
#[case::another(KEY_1, None, "This session has other credentials now")]
fn a_session_that_was_signed_in_anew_with_other_credentials_is_not_moved(
    #[case] signs: &str,
    #[case] source: Option<&str>,
    #[case] says: &str,
) {
    let mut bench = replacing(OWN_KEY);
    verify_own(&mut bench);
    bench.fail_move(failure(Operation::GetUser, FailureKind::Credentials));
    // It is to be tried again; meanwhile the session is settled anew.
    let call = bench.console.cx.next_call();
    bench.console.cx.model.session.note_connecting(call);
    let connection = crate::domain::Connection {
        signing_key: id(signs),
        source_key: source.map(id),
        ..crate::console::testing::connection(None)
    };
    bench.send(Event::Reply(call, Reply::Connected(Ok(connection))));
    bench.wait(2);
    assert_eq!(moves(&bench), 0);
    assert_eq!(signed_with(&bench), signs);
    bench.must_show(says);
}
