//! The help page.

use crate::console::input::bindings::{self, KeyContext};
use crate::console::testing::ConsoleHarness;

#[test]
fn it_says_every_key_and_why_some_cannot_be_used_now() {
    let mut bench = ConsoleHarness::on_alice();
    bench.resize(110, 250);
    bench.press("?");
    for (place, heading) in KeyContext::ALL {
        if bindings::at(place).all(bindings::Binding::is_everywhere) {
            bench.must_not_show(heading);
        } else {
            bench.must_show(heading);
        }
        // The first words: long sentences are wrapped.
        bindings::at(place).for_each(|row| bench.must_show(row.help.get(..24).unwrap_or(row.help)));
    }
    bench.must_show("Not now: The user has 2 access keys already");
    bench.must_show("Not now: This key is active already.");
}

#[test]
fn it_scrolls_to_its_end_and_not_beyond() {
    let mut bench = ConsoleHarness::on_alice();
    bench.resize(80, 24);
    bench.press("?G");
    let end = bench.screen();
    bench.press("jj<pgdn>");
    assert_eq!(bench.screen(), end);
    bench.press("q");
    bench.must_show("Summary");
    assert!(!bench.has_quit());
}
