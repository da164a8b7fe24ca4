//! Deactivating all keys of a user, one after the other.

use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, OWN_KEY, key};
use crate::domain::{FailureKind, Status};

const SECOND: &str = "AKIAJ8SECONDONEXXMPL";

/// ops-admin's page, with the session's own key listed first.
fn of_own() -> ConsoleHarness {
    let mut bench = ConsoleHarness::new();
    bench.account.get_mut("ops-admin").unwrap().push(key("ops-admin", SECOND, Status::Active));
    bench.press("u");
    bench
}

#[test]
fn the_own_key_is_typed_and_goes_last() {
    let mut bench = of_own();
    bench.press("D<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.press(&format!("{OWN_KEY}<enter>"));
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {SECOND}")]);
    bench.complete_write();
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {OWN_KEY}")]);
    bench.complete_write();
    bench.must_show("All access keys of ops-admin are inactive.");
}

#[test]
fn cancel_is_the_default_and_inactive_keys_are_left_out() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("D<enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.press("D<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    bench.complete_write();
    bench.must_show("All access keys of alice are inactive.");
}

#[test]
fn one_failure_does_not_stop_the_others() {
    let mut bench = ConsoleHarness::new();
    bench.set(KEY_2, &Status::Active);
    bench.press("<enter>D<tab><enter>");
    bench.fail_write(FailureKind::Throttled);
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_2}")]);
    bench.lose_write_answer();
    bench.must_show("failed: UpdateAccessKey: it failed as Throttled");
    bench.must_show("unknown, the answer was lost");
    bench.press("<esc>");
    bench.must_not_show("Deactivate all access keys");
}
