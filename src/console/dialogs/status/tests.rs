//! Activating and deactivating one key.

use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, OWN_KEY};
use crate::domain::{FailureKind, LastUsed};

#[test]
fn enter_activates() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("ja<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Activate {KEY_2}")]);
    harness.complete_write();
    harness.must_show(&format!("{KEY_2} is active."));
}

#[test]
fn deactivating_asks_and_cancel_is_the_default() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d");
    harness.must_show("It still counts toward the limit");
    harness.must_show(&format!("--access-key-id {KEY_1} --status Inactive --profile prod"));
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.press("d<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
}

#[test]
fn a_key_with_a_change_in_flight_is_locked() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter><esc>");
    harness.must_show("Waiting for IAM");
    harness.must_show("a change is on its way");
    harness.press("<enter>d<tab><enter>");
    assert_eq!(harness.writes_in_flight().len(), 1);
}

#[test]
fn the_own_key_is_typed_and_the_warning_says_where_it_comes_from() {
    let mut harness = ConsoleHarness::on_own();
    harness.press("d<tab><enter>");
    harness.must_show("Type the access key ID first.");
    harness.must_show("from profile prod");
    harness.burst(OWN_KEY);
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {OWN_KEY}")]);
}

#[test]
fn a_lost_answer_is_read_back() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.lose_write_answer();
    harness.must_show("IAM shows the key as Inactive now");
    harness.press("<esc>");
    harness.must_not_show("Deactivate access key");
}

#[test]
fn reading_back_can_be_given_up() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.slow = true;
    harness.fail_write(FailureKind::Service);
    harness.must_show("Reading the keys back");
    harness.press("<esc>");
    harness.must_not_show("Deactivate access key");
}

#[test]
fn what_was_done_is_shown_while_lists_lag_until_they_agree() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.slow = true;
    harness.complete_write();
    harness.must_show("○ Inactive · done, confirming…");
    harness.wait(2);
    harness.answer_reads();
    harness.must_not_show("confirming");
    harness.must_show("○ Inactive");
}

#[test]
fn in_the_smallest_terminal_whose_key_it_is_and_the_warning_stay() {
    let mut harness = ConsoleHarness::new();
    let used = LastUsed::At {
        date: harness.now,
        region: Some("ap-southeast-2".to_owned()),
        service: Some("cloudfront".to_owned()),
    };
    harness.last_used = [KEY_1, OWN_KEY].map(|key| (key.to_owned(), used.clone())).into();
    harness.tags.push((OWN_KEY.to_owned(), "akia on the bastion".to_owned()));
    harness.resize(60, 15);
    harness.press("r<enter>d");
    for text in
        ["User            alice", KEY_1, "ap-southeast-2", "used in the last days", "Cancel"]
    {
        harness.must_show(text);
    }
    harness.press("<esc><esc>ud");
    for text in
        ["ops-admin", "Access key ID   AKIAJ3", "⚠ This very session", "more lines", "Cancel"]
    {
        harness.must_show(text);
    }
}

/// The dialog itself has no key that reads again.
#[test]
fn a_lost_answer_that_cannot_be_read_back_leads_to_the_page() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.slow = true;
    harness.fail_write(FailureKind::Unanswered);
    harness.fail_reads(FailureKind::Unanswered);
    harness.must_show("The answer was lost: it may have been done or not.");
    harness.must_show("What IAM has now is not known. Close this, and press r on the page.");
    harness.must_not_show("then press r");
    harness.slow = false;
    harness.press("<esc>r");
    harness.must_not_show("The answer was lost");
    harness.must_show("● Active");
}
