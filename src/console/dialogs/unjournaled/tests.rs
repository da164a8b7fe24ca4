//! The journal cannot be written: the question is asked, and answered once.

use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2};
use crate::console::{CallId, Event, Reply};
use crate::domain::LocalError;

/// alice's first key is to be deactivated, and the journal cannot be written.
fn asked() -> (ConsoleHarness, CallId) {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    let (call, _) = harness.writes.remove(0);
    harness.send(Event::Reply(call, Reply::NotJournaled(LocalError::new("The disk is full."))));
    harness.must_show("The disk is full.");
    harness.must_show("UpdateAccessKey for alice was not sent.");
    (harness, call)
}

#[test]
fn going_on_sends_it_and_is_not_asked_again() {
    let (mut harness, call) = asked();
    harness.press("<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    assert_eq!(harness.writes[0].0, call);
    harness.complete_write();
    harness.press("ja<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Activate {KEY_2}")]);
    assert_eq!(harness.console.cx.model.journaling, crate::console::Journaling::Waived);
}

#[test]
fn not_going_on_is_the_default_and_nothing_is_sent() {
    for script in ["<enter>", "<esc>"] {
        let (mut harness, _) = asked();
        harness.press(script);
        assert_eq!(harness.writes_in_flight(), [""; 0]);
        harness.must_show("not sent, because the journal cannot be written");
        assert!(!harness.console.cx.model.changes.any_in_flight());
        harness.press("<esc>d");
        harness.must_show("Deactivate access key");
    }
}

#[test]
fn a_write_that_was_answered_is_not_asked_about() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    let call = harness.writes[0].0;
    harness.complete_write();
    harness.send(Event::Reply(call, Reply::NotJournaled(LocalError::new("late"))));
    harness.must_not_show("Go on without");
}
