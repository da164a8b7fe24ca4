//! Editing a description.

use crate::console::testing::{ConsoleHarness, KEY_1};
use crate::domain::FailureKind;

fn described() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    harness.tags = vec![(KEY_1.to_owned(), "ci".to_owned())];
    harness.press("<enter>t");
    harness
}

#[test]
fn what_is_there_is_edited_and_shown_at_once() {
    let mut harness = described();
    harness.press(" bot<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Describe {KEY_1}")]);
    harness.complete_write();
    harness.must_show("Description    ci bot");
}

#[test]
fn nothing_left_removes_it_and_nothing_changed_sends_nothing() {
    let mut harness = described();
    harness.press("<enter>");
    harness.must_not_show("Edit description");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.press("t<bs><bs><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("RemoveDescription {KEY_1}")]);
}

#[test]
fn a_refusal_keeps_the_text() {
    let mut harness = described();
    harness.press("2<enter>");
    harness.fail_write(FailureKind::Denied);
    harness.must_show("iam:TagUser");
    harness.must_show("ci2");
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Describe {KEY_1}")]);
}

#[test]
fn the_longest_paste_is_taken_in_no_time_and_refused() {
    let mut harness = described();
    harness.paste(&"x".repeat(1_000_000));
    harness.press("<enter>");
    harness.must_show("a description has at most 256 characters");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn a_description_whose_answer_was_lost_is_read_back() {
    let mut harness = described();
    harness.press(" bot<enter>");
    harness.lose_write_answer();
    harness.must_show("The answer was lost: the description may have been saved or not.");
    harness.must_not_show("press r");
    harness.press("<esc>");
    harness.must_show("Description    ci bot");
}
