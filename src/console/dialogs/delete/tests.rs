//! Deleting: what is asked, what is looked at again, and what is then sent.

use crate::console::AwsAnswer;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, NEW_KEY, OWN_KEY, failure, key};
use crate::domain::{FailureKind, Operation, Status};
use rstest::rstest;

/// The dialog of alice's inactive key, its ID typed, Delete pressed, and the look again answered by
/// what IAM has.
fn confirmed(bench: &mut ConsoleHarness) {
    bench.press(&format!("jx{KEY_2}<enter>"));
}

#[test]
fn an_inactive_key_is_deleted_once_its_id_is_typed() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("jx<enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0], "Cancel is the default");
    bench.press("x<tab><enter>");
    bench.must_show("Type the access key ID first.");
    bench.press(KEY_2.get(..19).unwrap()).press("<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0], "not with half the ID");
    bench.press("<esc>x");
    bench.paste(&format!("  {KEY_2}\n"));
    bench.press("<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Delete {KEY_2}")]);
    bench.complete_write();
    bench.must_show(&format!("{KEY_2} is deleted."));
    bench.must_show("Access keys (1 of 2");
}

#[test]
fn an_active_key_is_deactivated_first_and_cancel_is_the_default() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("x<enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.press("x<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    bench.complete_write();
    bench.press("<enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0], "the ID is typed for the delete itself");
}

#[test]
fn the_list_looked_at_is_asked_for_after_the_confirmation() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    confirmed(&mut bench);
    bench.must_show("Listing the keys once more");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

#[test]
fn a_key_that_somebody_else_activated_is_not_deleted() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    confirmed(&mut bench);
    bench.set(KEY_2, &Status::Active);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.must_show("activated meanwhile, by somebody else");
    // It starts over: Cancel is highlighted, and deactivating comes first.
    bench.press("<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_2}")]);
}

#[test]
fn a_list_that_lags_behind_our_deactivation_is_asked_again() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("x<tab><enter>");
    bench.slow = true;
    bench.complete_write();
    let lagging = vec![key("alice", KEY_1, Status::Active)];
    bench.press(&format!("{KEY_1}<enter>"));
    bench.answer_keys(Ok(lagging.clone()));
    bench.must_show("does not show the deactivation yet");
    bench.wait(2);
    bench.answer_keys(Ok(lagging));
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.wait(2);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [format!("Delete {KEY_1}")]);
}

#[test]
fn waiting_for_a_list_that_lags_can_be_given_up() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("x<tab><enter>");
    bench.slow = true;
    bench.complete_write();
    bench.press(&format!("{KEY_1}<enter>"));
    bench.answer_keys(Ok(vec![key("alice", KEY_1, Status::Active)]));
    bench.press("<esc>");
    bench.wait(10);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}

#[test]
fn looking_again_can_be_given_up_and_its_answer_then_deletes_nothing() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    confirmed(&mut bench);
    bench.press("<esc>");
    bench.answer_reads();
    bench.must_not_show("Delete access key");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}

/// IAM answers from several servers: one that lags may answer after one that knows.
#[test]
fn a_key_activated_from_here_is_not_deleted_by_a_list_that_lags() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("ja<enter>");
    // One list agrees; from now on they lag.
    bench.complete_write();
    bench.slow = true;
    let lagging = vec![key("alice", KEY_1, Status::Active), key("alice", KEY_2, Status::Inactive)];
    bench.press("r");
    bench.answer_keys(Ok(lagging.clone()));
    // The key is shown as it is: to delete it, it has to be deactivated first.
    bench.press("x<tab>");
    bench.must_show("This access key is active");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}

/// Whether it was activated is not known: a list that shows it inactive may lag.
#[test]
fn a_key_that_was_perhaps_activated_from_here_is_not_deleted_before_lists_can_be_believed() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("ja<enter>");
    bench.fail_write(FailureKind::Unanswered);
    bench.press("<esc>");
    bench.press(&format!("x{KEY_2}<enter>"));
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.must_show("may have been activated a moment ago, from here");
    bench.wait(60);
    bench.press(&format!("{KEY_2}<enter>"));
    assert_eq!(bench.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

/// What was made here is there, whatever a list that lags says after one that had it.
#[test]
fn what_was_done_here_outweighs_lists_that_lag_behind_others() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    bench.complete_write();
    bench.slow = true;
    let lagging = vec![key("alice", KEY_1, Status::Active), key("alice", KEY_2, Status::Inactive)];
    bench.press("r");
    bench.answer_keys(Ok(lagging));
    bench.press("ga<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Activate {KEY_1}")], "not: active already");
}

/// Two lists on their way: the answer asked for earlier comes later, and is not believed.
#[test]
fn an_older_list_that_arrives_after_a_newer_one_does_not_decide() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("x<tab><enter>");
    bench.slow = true;
    bench.complete_write();
    // What the page itself reads until the lists agree is answered late.
    bench.reads.clear();
    bench.press(&format!("{KEY_1}<enter>"));
    let looked = bench.reads.pop().unwrap();
    bench.console.cx.read(crate::console::AwsRead::Keys(
        crate::console::testing::name("alice"),
        crate::console::Urgency::Asked,
    ));
    bench.wait(0);
    bench.answer_keys(Ok(vec![key("alice", KEY_1, Status::Active)]));
    let older = crate::console::Reply::Aws(AwsAnswer::Keys(
        crate::console::testing::name("alice"),
        crate::console::Urgency::Asked,
        Ok(crate::domain::KeyListing { keys: vec![key("alice", KEY_1, Status::Inactive)] }),
    ));
    bench.send(crate::console::Event::Reply(looked.0, older));
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [format!("Delete {KEY_1}")]);
}

#[test]
fn a_key_that_is_gone_is_said_to_be_gone() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    confirmed(&mut bench);
    bench.remove(KEY_2);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.must_show(&format!("{KEY_2} is not there any more."));
}

/// A key just created may not be listed yet: that does not mean that it is gone.
#[test]
fn a_new_key_that_the_list_does_not_have_yet_is_not_called_gone() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter><enter>");
    bench.slow = true;
    bench.complete_write();
    bench.press("<esc>x<tab><enter>");
    bench.complete_write();
    bench.press(&format!("{NEW_KEY}<enter>"));
    bench.answer_keys(Ok(vec![]));
    bench.must_not_show("is not there any more");
    bench.wait(2);
    bench.answer_reads();
    assert_eq!(bench.writes_in_flight(), [format!("Delete {NEW_KEY}")]);
}

#[test]
fn when_the_look_fails_nothing_is_deleted() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    confirmed(&mut bench);
    bench.answer_keys(Err(failure(Operation::ListAccessKeys, FailureKind::Unreachable)));
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.must_show("it failed as Unreachable");
    bench.press("<esc>");
    bench.must_not_show("Delete access key");
}

#[rstest]
#[case(true, "IAM does not list the key any more")]
#[case(false, "IAM shows the key as Inactive now")]
fn a_lost_answer_is_read_back_and_nothing_is_sent_twice(#[case] done: bool, #[case] says: &str) {
    let mut bench = ConsoleHarness::on_alice();
    confirmed(&mut bench);
    if done {
        bench.lose_write_answer();
    } else {
        bench.fail_write(FailureKind::Unanswered);
    }
    bench.must_show("The answer was lost");
    bench.must_show(says);
    bench.wait(30);
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}

#[test]
fn a_refusal_names_the_permission() {
    let mut bench = ConsoleHarness::on_alice();
    confirmed(&mut bench);
    bench.fail_write(FailureKind::Denied);
    bench.must_show("iam:DeleteAccessKey");
}

#[test]
fn the_description_goes_with_the_key() {
    let mut bench = ConsoleHarness::new();
    bench.tags = vec![(KEY_2.to_lowercase(), "old laptop".to_owned())];
    bench.press("<enter>");
    confirmed(&mut bench);
    bench.complete_write();
    assert_eq!(bench.writes_in_flight(), [format!("RemoveDescription {KEY_2}")]);
    bench.fail_write(FailureKind::Denied);
    bench.must_show("Its description stays behind as a tag of the user");
}

#[test]
fn the_sessions_own_key_is_typed_before_it_is_switched_off_too() {
    let mut bench = ConsoleHarness::on_own();
    bench.press("x<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.must_show("This very session is signed with this key (from profile prod)");
    bench.press(&format!("{OWN_KEY}<enter>"));
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {OWN_KEY}")]);
}

#[test]
fn an_expired_key_can_be_deleted_as_it_is() {
    let mut bench = ConsoleHarness::new();
    bench.set(KEY_2, &Status::Expired);
    bench.press("<enter>");
    confirmed(&mut bench);
    assert_eq!(bench.writes_in_flight(), [format!("Delete {KEY_2}")]);
}
