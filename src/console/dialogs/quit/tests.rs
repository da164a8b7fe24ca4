//! Quitting, and what it asks first.

use crate::console::testing::{ConsoleHarness, SECRET};
use crate::domain::FailureKind;

#[test]
fn with_nothing_to_lose_it_just_quits() {
    let mut harness = ConsoleHarness::new();
    harness.press("q");
    assert!(harness.has_quit());
    let mut harness = ConsoleHarness::on_alice();
    harness.press("x<^c>");
    assert!(harness.has_quit(), "from anywhere");
}

#[test]
fn a_write_in_flight_is_asked_about_and_cancel_is_the_default() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter><^c>");
    harness.must_show("its answer has not come");
    harness.press("<^c><enter>");
    assert!(!harness.has_quit());
    harness.must_show("Deactivate access key");
    harness.press("<^c><tab><enter>");
    assert!(harness.has_quit());
}

#[test]
fn an_unsaved_secret_is_asked_about() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("<^c>");
    harness.must_show("The secret access key on this page is not saved.");
    harness.press("<esc>");
    harness.must_show("Retrieve access key");
    assert!(!harness.has_quit());
}

/// Who was asked about a write in flight did not agree to lose a secret.
#[test]
fn a_secret_that_comes_while_it_is_asked_is_not_lost_by_the_answer() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter><enter><^c><tab>");
    harness.complete_write();
    harness.press("<enter>");
    assert!(!harness.has_quit());
    harness.press("<esc>s");
    harness.must_show(SECRET);
}

#[test]
fn answers_that_come_while_it_is_asked_are_not_lost() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter><^c>");
    harness.fail_write(FailureKind::Denied);
    harness.press("<esc>");
    harness.must_show("iam:UpdateAccessKey");
}
