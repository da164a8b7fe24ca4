//! The journal cannot be written: the question is asked, and answered once.

use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2};
use crate::console::{CallId, Event, Reply};
use crate::domain::LocalError;

/// alice's first key is to be deactivated, and the journal cannot be written.
fn asked() -> (ConsoleHarness, CallId) {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    let (call, _) = bench.writes.remove(0);
    bench.send(Event::Reply(call, Reply::NotJournaled(LocalError::new("The disk is full."))));
    bench.must_show("The disk is full.");
    bench.must_show("UpdateAccessKey for alice was not sent.");
    (bench, call)
}

#[test]
fn going_on_sends_it_and_is_not_asked_again() {
    let (mut bench, call) = asked();
    bench.press("<tab><enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    assert_eq!(bench.writes[0].0, call);
    bench.complete_write();
    bench.press("ja<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Activate {KEY_2}")]);
    assert_eq!(bench.console.cx.model.journaling, crate::console::Journaling::Waived);
}

#[test]
fn not_going_on_is_the_default_and_nothing_is_sent() {
    for script in ["<enter>", "<esc>"] {
        let (mut bench, _) = asked();
        bench.press(script);
        assert_eq!(bench.writes_in_flight(), [""; 0]);
        bench.must_show("not sent, because the journal cannot be written");
        assert!(!bench.console.cx.model.changes.any_in_flight());
        bench.press("<esc>d");
        bench.must_show("Deactivate access key");
    }
}

#[test]
fn a_write_that_was_answered_is_not_asked_about() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    let call = bench.writes[0].0;
    bench.complete_write();
    bench.send(Event::Reply(call, Reply::NotJournaled(LocalError::new("late"))));
    bench.must_not_show("Go on without");
}
