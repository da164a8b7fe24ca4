//! Filtering the table.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1};

#[test]
fn a_filter_narrows_the_table_and_esc_shows_all() {
    let mut harness = ConsoleHarness::new();
    harness.press("t");
    harness.must_show("Needs rotation 3 an active key is older than 90 days");
    harness.must_show("No keys 1 there is no access key");
    harness.press("<up><enter>");
    harness.must_show("alice");
    harness.press("t<down><down><down><down><enter>");
    harness.must_show(&format!("alice {KEY_1}"));
    harness.must_not_show("carol");
    harness.must_show("1-1 of 1");
    harness.press("<esc>");
    harness.must_show("carol");
}

#[test]
fn what_is_not_known_yet_is_counted_apart() {
    let mut harness = ConsoleHarness::unconnected(crate::console::testing::settings());
    harness.slow = true;
    harness.start();
    harness.answer_caller();
    // The users, and no more.
    let at = harness
        .reads
        .iter()
        .rposition(|(_, read)| matches!(read, Request::Aws(crate::console::AwsRead::Users(_))));
    harness.answer_one(harness.reads.len() - 1 - at.unwrap(), None);
    harness.press("t<down><enter>");
    harness.must_show("No user known so far is filtered by \"Needs rotation\"");
    harness.must_show("4 not known yet");
    harness.answer_reads();
    harness.must_show("1-3 of 3");
    harness.must_not_show("not known yet");
}

#[test]
fn cancelled_nothing_changes() {
    let mut harness = ConsoleHarness::new();
    harness.press("t<down><esc>");
    harness.must_show("bob");
    harness.must_show("1-4 of 4");
}
