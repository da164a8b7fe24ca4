//! The help page.

use crate::console::input::bindings::{self, KeyContext};
use crate::console::testing::ConsoleHarness;

#[test]
fn it_says_every_key_and_why_some_cannot_be_used_now() {
    let mut harness = ConsoleHarness::on_alice();
    harness.resize(110, 250);
    harness.press("?");
    for (place, heading) in KeyContext::ALL {
        if bindings::at(place).all(bindings::Binding::is_everywhere) {
            harness.must_not_show(heading);
        } else {
            harness.must_show(heading);
        }
        // The first words: long sentences are wrapped.
        bindings::at(place)
            .for_each(|row| harness.must_show(row.help.get(..24).unwrap_or(row.help)));
    }
    harness.must_show("Not now: The user has 2 access keys already");
    harness.must_show("Not now: This key is active already.");
}

#[test]
fn it_scrolls_to_its_end_and_not_beyond() {
    let mut harness = ConsoleHarness::on_alice();
    harness.resize(80, 24);
    harness.press("?G");
    let end = harness.screen();
    harness.press("jj<pgdn>");
    assert_eq!(harness.screen(), end);
    harness.press("q");
    harness.must_show("Summary");
    assert!(!harness.has_quit());
}
