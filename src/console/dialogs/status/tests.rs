//! Activating and deactivating one key.

use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, OWN_KEY};
use crate::domain::{FailureKind, LastUsed};

#[test]
fn enter_activates() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("ja<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Activate {KEY_2}")]);
    bench.complete_write();
    bench.must_show(&format!("{KEY_2} is active."));
}

#[test]
fn deactivating_asks_and_cancel_is_the_default() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d");
    bench.must_show("It still counts toward the limit");
    bench.must_show(&format!("--access-key-id {KEY_1} --status Inactive --profile prod"));
    bench.press("<enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.press("d<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
}

#[test]
fn a_key_with_a_change_on_its_way_is_locked() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter><esc>");
    bench.must_show("Waiting for IAM");
    bench.must_show("a change is on its way");
    bench.press("<enter>d<tab><enter>");
    assert_eq!(bench.writes_in_flight().len(), 1);
}

#[test]
fn the_own_key_is_typed_and_the_warning_says_where_it_comes_from() {
    let mut bench = ConsoleHarness::on_own();
    bench.press("d<tab><enter>");
    bench.must_show("Type the access key ID first.");
    bench.must_show("from profile prod");
    bench.burst(OWN_KEY);
    bench.press("<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {OWN_KEY}")]);
}

#[test]
fn a_lost_answer_is_read_back() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    bench.lose_write_answer();
    bench.must_show("IAM shows the key as Inactive now");
    bench.press("<esc>");
    bench.must_not_show("Deactivate access key");
}

#[test]
fn reading_back_can_be_given_up() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    bench.slow = true;
    bench.fail_write(FailureKind::Service);
    bench.must_show("Reading the keys back");
    bench.press("<esc>");
    bench.must_not_show("Deactivate access key");
}

#[test]
fn what_was_done_is_shown_while_lists_lag_until_they_agree() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    bench.slow = true;
    bench.complete_write();
    bench.must_show("○ Inactive · done, confirming…");
    bench.wait(2);
    bench.answer_reads();
    bench.must_not_show("confirming");
    bench.must_show("○ Inactive");
}

#[test]
fn in_the_smallest_terminal_whose_key_it_is_and_the_warning_stay() {
    let mut bench = ConsoleHarness::new();
    let used = LastUsed::At {
        date: bench.now,
        region: Some("ap-southeast-2".to_owned()),
        service: Some("cloudfront".to_owned()),
    };
    bench.last_used = [KEY_1, OWN_KEY].map(|key| (key.to_owned(), used.clone())).into();
    bench.tags.push((OWN_KEY.to_owned(), "akia on the bastion".to_owned()));
    bench.resize(60, 15);
    bench.press("r<enter>d");
    for text in
        ["User            alice", KEY_1, "ap-southeast-2", "used in the last days", "Cancel"]
    {
        bench.must_show(text);
    }
    bench.press("<esc><esc>ud");
    for text in
        ["ops-admin", "Access key ID   AKIAJ3", "⚠ This very session", "more lines", "Cancel"]
    {
        bench.must_show(text);
    }
}
