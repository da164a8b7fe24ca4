//! Which sessions go over to the new key, and when.

use super::*;

/// The page with the secret of a key that is to replace the session's own.
fn replacing(old: &str) -> ConsoleHarness {
    let mut harness = ConsoleHarness::on_own();
    harness.replace_key(old);
    harness.must_show("Retrieve access key");
    harness
}

fn verify_own(harness: &mut ConsoleHarness) {
    harness.press("v");
    for _ in 0..3 {
        let call = asked(harness).unwrap();
        harness.send(Event::Reply(call, reply("ops-admin", Accepted)));
        harness.wait(1);
    }
}

fn moves(harness: &ConsoleHarness) -> usize {
    harness.effects.iter().filter(|effect| matches!(effect, Effect::MoveSession(..))).count()
}

fn signed_with(harness: &ConsoleHarness) -> &str {
    harness.console.model().session.connection().unwrap().signing_key.as_str()
}

#[test]
fn the_session_goes_over_to_the_key_that_replaces_its_own_once_that_is_verified() {
    let mut harness = replacing(OWN_KEY);
    harness.must_show("Not verified yet");
    harness.press("v");
    for _ in 0..2 {
        let call = asked(&harness).unwrap();
        harness.send(Event::Reply(call, reply("ops-admin", Accepted)));
        harness.wait(1);
    }
    assert_eq!(moves(&harness), 0, "not before it is verified");
    let call = asked(&harness).unwrap();
    harness.send(Event::Reply(call, reply("ops-admin", Accepted)));
    assert_eq!(moves(&harness), 1);
    harness.must_show("Moving this session to the new key…");
    assert_eq!(signed_with(&harness), OWN_KEY);
    harness.complete_move();
    assert_eq!(signed_with(&harness), NEW_KEY);
    harness.must_show("✓ This session is signed with the new key now");
    harness.must_show("profile prod, new key");
    assert!(!harness.console.model().session.depends_on(&id(OWN_KEY)));
    harness.wait(60);
    assert_eq!(moves(&harness), 0, "once");
}

#[test]
fn a_key_that_replaces_somebody_elses_moves_nothing() {
    let mut harness = replacing(KEY_1);
    verify_own(&mut harness);
    harness.must_show("✓ Verified");
    assert_eq!(moves(&harness), 0);
}

#[test]
fn a_move_that_iam_refuses_for_now_is_tried_again_and_the_session_stays_usable() {
    let mut harness = replacing(OWN_KEY);
    verify_own(&mut harness);
    harness.fail_move(failure(Operation::GetUser, FailureKind::Credentials));
    harness.must_show("IAM does not know the key yet; trying again");
    assert_eq!(signed_with(&harness), OWN_KEY);
    assert_eq!(harness.console.model().session.failure(), None);
    assert_eq!(harness.console.model().may_change(), Ok(()));
    harness.wait(1);
    harness.complete_move();
    assert_eq!(signed_with(&harness), NEW_KEY);
}

#[test]
fn a_move_that_fails_leaves_the_session_with_the_old_key_and_says_so() {
    let mut harness = replacing(OWN_KEY);
    verify_own(&mut harness);
    harness.fail_move(failure(Operation::GetCallerIdentity, FailureKind::Refused));
    harness.must_show("✗ This session was not moved to the new key");
    harness.must_show(&format!("It goes on with {OWN_KEY}, which is still active"));
    assert_eq!(signed_with(&harness), OWN_KEY);
    assert_eq!(harness.console.model().session.failure(), None);
    verify_own(&mut harness);
    harness.complete_move();
    assert_eq!(signed_with(&harness), NEW_KEY);
}

#[test]
fn a_session_with_temporary_credentials_is_not_replaced_by_a_plain_key() {
    let mut harness = ConsoleHarness::unconnected(crate::console::testing::settings());
    harness.temporary_credentials = true;
    harness.start();
    harness.press("u");
    harness.replace_key(OWN_KEY);
    verify_own(&mut harness);
    harness.must_show("✓ Verified");
    harness.must_show("temporary credentials (profile prod) are made from");
    assert_eq!(moves(&harness), 0);
}

#[test]
fn signing_in_again_overtakes_a_move() {
    let mut harness = replacing(OWN_KEY);
    verify_own(&mut harness);
    // Left with the secret stored, and signed in again, before the answer comes.
    harness.press("<esc>i<enter>r");
    harness.complete_move();
    assert_eq!(signed_with(&harness), OWN_KEY);
    harness.complete_connect();
    assert_eq!(signed_with(&harness), OWN_KEY, "the later one counts");
}

#[rstest]
#[case::of_the_old_key("ASIAQNZGKIQY56JQ7WML", Some(OWN_KEY), "are made from")]
#[case::of_another("ASIAQNZGKIQY56JQ7WML", Some(KEY_1), "This session has other credentials now")]
#[case::another(KEY_1, None, "This session has other credentials now")]
fn a_session_signed_in_again_with_other_credentials_is_not_moved(
    #[case] signs: &str,
    #[case] source: Option<&str>,
    #[case] says: &str,
) {
    let mut harness = replacing(OWN_KEY);
    verify_own(&mut harness);
    harness.fail_move(failure(Operation::GetUser, FailureKind::Credentials));
    // It is to be tried again; meanwhile the session connects again.
    let call = harness.console.cx.next_call();
    harness.console.cx.model.session.note_connecting(call);
    let connection = crate::domain::Connection {
        signing_key: id(signs),
        source_key: source.map(id),
        ..crate::console::testing::connection(None)
    };
    harness.send(Event::Reply(call, Reply::Connected(Ok(connection))));
    harness.wait(2);
    assert_eq!(moves(&harness), 0);
    assert_eq!(signed_with(&harness), signs);
    harness.must_show(says);
}
