//! Deleting: what is asked, what is looked at again, and what is then sent.

mod journal;

use crate::console::AwsAnswer;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, NEW_KEY, OWN_KEY, failure, key};
use crate::domain::{FailureKind, Operation, Status};
use rstest::rstest;

/// The dialog of alice's inactive key, its ID typed, Delete pressed, and the look again answered by
/// what IAM has.
fn confirmed(harness: &mut ConsoleHarness) {
    harness.press(&format!("jx{KEY_2}<enter>"));
}

#[test]
fn an_inactive_key_is_deleted_once_its_id_is_typed() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("jx<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0], "Cancel is the default");
    harness.press("x<tab><enter>");
    harness.must_show("Type the access key ID first.");
    harness.press(KEY_2.get(..19).unwrap()).press("<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0], "not with half the ID");
    harness.press("<esc>x");
    harness.paste(&format!("  {KEY_2}\n"));
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
    harness.complete_write();
    harness.must_show(&format!("{KEY_2} is deleted."));
    harness.must_show("Access keys (1 of 2");
}

/// Whoever types an ID and presses Enter types on: into the dialog, not on the page.
#[test]
fn a_wrong_id_keeps_the_dialog_open() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press(&format!("jx{KEY_1}<enter>"));
    harness.must_show("That is not the access key ID asked for.");
    harness.must_show("Delete access key");
    harness.press("<esc>");
    harness.must_not_show("Delete access key");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn an_active_key_is_deactivated_first_and_cancel_is_the_default() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("x<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.press("x<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    harness.complete_write();
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0], "the ID is typed for the delete itself");
}

#[test]
fn the_list_looked_at_is_asked_for_after_the_confirmation() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    confirmed(&mut harness);
    harness.must_show("Listing the keys once more");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

#[test]
fn a_key_that_somebody_else_activated_is_not_deleted() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    confirmed(&mut harness);
    harness.set(KEY_2, &Status::Active);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("activated meanwhile, by somebody else");
    // It starts over: Cancel is highlighted, and deactivating comes first.
    harness.press("<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_2}")]);
}

#[test]
fn a_list_that_lags_behind_our_deactivation_is_asked_again() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("x<tab><enter>");
    harness.slow = true;
    harness.complete_write();
    let lagging = vec![key("alice", KEY_1, Status::Active)];
    harness.press(&format!("{KEY_1}<enter>"));
    harness.answer_keys(Ok(lagging.clone()));
    harness.must_show("does not show the deactivation yet");
    harness.wait(2);
    harness.answer_keys(Ok(lagging));
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.wait(2);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_1}")]);
}

#[test]
fn waiting_for_a_list_that_lags_can_be_given_up() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("x<tab><enter>");
    harness.slow = true;
    harness.complete_write();
    harness.press(&format!("{KEY_1}<enter>"));
    harness.answer_keys(Ok(vec![key("alice", KEY_1, Status::Active)]));
    harness.press("<esc>");
    harness.wait(10);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn looking_again_can_be_given_up_and_its_answer_then_deletes_nothing() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    confirmed(&mut harness);
    harness.press("<esc>");
    harness.answer_reads();
    harness.must_not_show("Delete access key");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

/// IAM answers from several servers: one that lags may answer after one that knows.
#[test]
fn a_key_activated_from_here_is_not_deleted_by_a_list_that_lags() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("ja<enter>");
    // One list agrees; from now on they lag.
    harness.complete_write();
    harness.slow = true;
    let lagging = vec![key("alice", KEY_1, Status::Active), key("alice", KEY_2, Status::Inactive)];
    harness.press("r");
    harness.answer_keys(Ok(lagging.clone()));
    // The key is shown as it is: to delete it, it has to be deactivated first.
    harness.press("x<tab>");
    harness.must_show("This access key is active");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

/// Whether it was activated is not known: a list that shows it inactive may lag.
#[test]
fn a_key_that_was_perhaps_activated_from_here_is_not_deleted_before_lists_can_be_believed() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("ja<enter>");
    harness.fail_write(FailureKind::Unanswered);
    harness.press("<esc>");
    harness.press(&format!("x{KEY_2}<enter>"));
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("may have been activated a moment ago, from here");
    harness.wait(60);
    harness.press(&format!("{KEY_2}<enter>"));
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

/// What was made here is there, whatever a list that lags says after one that had it.
#[test]
fn what_was_done_here_outweighs_lists_that_lag_behind_others() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.complete_write();
    harness.slow = true;
    let lagging = vec![key("alice", KEY_1, Status::Active), key("alice", KEY_2, Status::Inactive)];
    harness.press("r");
    harness.answer_keys(Ok(lagging));
    harness.press("ga<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Activate {KEY_1}")], "not: active already");
}

/// Two lists in flight: the answer asked for earlier comes later, and is not believed.
#[test]
fn an_older_list_that_arrives_after_a_newer_one_does_not_decide() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("x<tab><enter>");
    harness.slow = true;
    harness.complete_write();
    // What the page itself reads until the lists agree is answered late.
    harness.reads.clear();
    harness.press(&format!("{KEY_1}<enter>"));
    let looked = harness.reads.pop().unwrap();
    harness.console.cx.read(crate::console::AwsRead::Keys(
        crate::console::testing::name("alice"),
        crate::console::Urgency::Asked,
    ));
    harness.wait(0);
    harness.answer_keys(Ok(vec![key("alice", KEY_1, Status::Active)]));
    let older = crate::console::Reply::Aws(AwsAnswer::Keys(
        crate::console::testing::name("alice"),
        crate::console::Urgency::Asked,
        Ok(crate::domain::KeyListing { keys: vec![key("alice", KEY_1, Status::Inactive)] }),
    ));
    harness.send(crate::console::Event::Reply(looked.0, older));
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_1}")]);
}

#[test]
fn a_key_that_is_gone_is_reported_as_gone() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    confirmed(&mut harness);
    harness.remove(KEY_2);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show(&format!("{KEY_2} is not there any more."));
}

/// A key just created may not be listed yet: that does not mean that it is gone.
#[test]
fn a_new_key_that_the_list_does_not_have_yet_is_not_called_gone() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter><enter>");
    harness.slow = true;
    harness.complete_write();
    harness.press("<esc>x<tab><enter>");
    harness.complete_write();
    harness.press(&format!("{NEW_KEY}<enter>"));
    harness.answer_keys(Ok(vec![]));
    harness.must_not_show("is not there any more");
    harness.wait(2);
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [format!("Delete {NEW_KEY}")]);
}

#[test]
fn when_the_list_fails_nothing_is_deleted() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    confirmed(&mut harness);
    harness.answer_keys(Err(failure(Operation::ListAccessKeys, FailureKind::Unreachable)));
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("it failed as Unreachable");
    harness.press("<esc>");
    harness.must_not_show("Delete access key");
}

#[rstest]
#[case(true, "IAM does not list the key any more")]
#[case(false, "IAM shows the key as Inactive now")]
fn a_lost_answer_is_read_back_and_nothing_is_sent_twice(#[case] done: bool, #[case] says: &str) {
    let mut harness = ConsoleHarness::on_alice();
    confirmed(&mut harness);
    if done {
        harness.lose_write_answer();
    } else {
        harness.fail_write(FailureKind::Unanswered);
    }
    harness.must_show("The answer was lost");
    harness.must_show(says);
    harness.wait(30);
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn a_refusal_names_the_permission() {
    let mut harness = ConsoleHarness::on_alice();
    confirmed(&mut harness);
    harness.fail_write(FailureKind::Denied);
    harness.must_show("iam:DeleteAccessKey");
}

#[test]
fn the_description_goes_with_the_key() {
    let mut harness = ConsoleHarness::new();
    harness.tags = vec![(KEY_2.to_lowercase(), "old laptop".to_owned())];
    harness.press("<enter>");
    confirmed(&mut harness);
    harness.complete_write();
    assert_eq!(harness.writes_in_flight(), [format!("RemoveDescription {KEY_2}")]);
    harness.fail_write(FailureKind::Denied);
    harness.must_show("Its description stays behind as a tag of the user");
}

#[test]
fn the_id_of_the_sessions_own_key_is_typed_before_deactivating_it_too() {
    let mut harness = ConsoleHarness::on_own();
    harness.press("x<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("This very session is signed with this key (from profile prod)");
    harness.press(&format!("{OWN_KEY}<enter>"));
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {OWN_KEY}")]);
}

#[test]
fn an_expired_key_can_be_deleted_as_it_is() {
    let mut harness = ConsoleHarness::new();
    harness.set(KEY_2, &Status::Expired);
    harness.press("<enter>");
    confirmed(&mut harness);
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

#[test]
fn a_list_left_unanswered_by_signing_in_again_fails_and_deletes_nothing() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    confirmed(&mut harness);
    harness.console.cx.connect();
    harness.wait(1);
    harness.must_show("signed in again before the answer came");
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}
