//! Editing a description.

use crate::console::testing::{ConsoleHarness, KEY_1};
use crate::domain::FailureKind;

fn described() -> ConsoleHarness {
    let mut bench = ConsoleHarness::new();
    bench.tags = vec![(KEY_1.to_owned(), "ci".to_owned())];
    bench.press("<enter>t");
    bench
}

#[test]
fn what_is_there_is_edited_and_shown_at_once() {
    let mut bench = described();
    bench.press(" bot<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Describe {KEY_1}")]);
    bench.complete_write();
    bench.must_show("Description    ci bot");
}

#[test]
fn nothing_left_removes_it_and_nothing_changed_sends_nothing() {
    let mut bench = described();
    bench.press("<enter>");
    bench.must_not_show("Edit description");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.press("t<bs><bs><enter>");
    assert_eq!(bench.writes_in_flight(), [format!("RemoveDescription {KEY_1}")]);
}

#[test]
fn a_refusal_keeps_the_text() {
    let mut bench = described();
    bench.press("2<enter>");
    bench.fail_write(FailureKind::Denied);
    bench.must_show("iam:TagUser");
    bench.must_show("ci2");
    bench.press("<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Describe {KEY_1}")]);
}

#[test]
fn the_longest_paste_is_taken_in_no_time_and_refused() {
    let mut bench = described();
    bench.paste(&"x".repeat(1_000_000));
    bench.press("<enter>");
    bench.must_show("a description has at most 256 characters");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}
