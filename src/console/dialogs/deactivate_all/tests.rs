//! Deactivating all keys of a user, one after the other.

use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, OWN_KEY, key};
use crate::domain::{FailureKind, Status};

const SECOND: &str = "AKIAJ8SECONDONEXXMPL";

/// ops-admin's page, with the session's own key listed first.
fn of_own() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    harness.account.get_mut("ops-admin").unwrap().push(key("ops-admin", SECOND, Status::Active));
    harness.press("u");
    harness
}

#[test]
fn the_own_key_is_typed_and_goes_last() {
    let mut harness = of_own();
    harness.press("D<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.press(&format!("{OWN_KEY}<enter>"));
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {SECOND}")]);
    harness.complete_write();
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {OWN_KEY}")]);
    harness.complete_write();
    harness.must_show("All access keys of ops-admin are inactive.");
}

#[test]
fn cancel_is_the_default_and_inactive_keys_are_left_out() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("D<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.press("D<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    harness.complete_write();
    harness.must_show("All access keys of alice are inactive.");
}

#[test]
fn one_failure_does_not_stop_the_others() {
    let mut harness = ConsoleHarness::new();
    harness.set(KEY_2, &Status::Active);
    harness.press("<enter>D<tab><enter>");
    harness.fail_write(FailureKind::Throttled);
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_2}")]);
    harness.lose_write_answer();
    harness.must_show("failed: UpdateAccessKey: it failed as Throttled");
    harness.must_show("unknown, the answer was lost");
    harness.press("<esc>");
    harness.must_not_show("Deactivate all access keys");
}
