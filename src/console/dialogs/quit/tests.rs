//! Quitting, and what it asks first.

use crate::console::testing::{ConsoleHarness, SECRET};
use crate::domain::FailureKind;

#[test]
fn with_nothing_to_lose_it_just_quits() {
    let mut bench = ConsoleHarness::new();
    bench.press("q");
    assert!(bench.has_quit());
    let mut bench = ConsoleHarness::on_alice();
    bench.press("x<^c>");
    assert!(bench.has_quit(), "from anywhere");
}

#[test]
fn a_write_in_flight_is_asked_about_and_cancel_is_the_default() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter><^c>");
    bench.must_show("its answer has not come");
    bench.press("<^c><enter>");
    assert!(!bench.has_quit());
    bench.must_show("Deactivate access key");
    bench.press("<^c><tab><enter>");
    assert!(bench.has_quit());
}

#[test]
fn an_unsaved_secret_is_asked_about() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("<^c>");
    bench.must_show("The secret access key on this page is not saved.");
    bench.press("<esc>");
    bench.must_show("Retrieve access key");
    assert!(!bench.has_quit());
}

/// Who was asked about a write in flight did not agree to lose a secret.
#[test]
fn a_secret_that_comes_while_it_is_asked_is_not_lost_by_the_answer() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter><enter><^c><tab>");
    bench.complete_write();
    bench.press("<enter>");
    assert!(!bench.has_quit());
    bench.press("<esc>s");
    bench.must_show(SECRET);
}

#[test]
fn answers_that_come_while_it_is_asked_are_not_lost() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter><^c>");
    bench.fail_write(FailureKind::Denied);
    bench.press("<esc>");
    bench.must_show("iam:UpdateAccessKey");
}
