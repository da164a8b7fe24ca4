//! Filtering the table.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1};

#[test]
fn a_filter_narrows_the_table_and_esc_shows_all() {
    let mut bench = ConsoleHarness::new();
    bench.press("t");
    bench.must_show("Needs rotation 3 an active key is older than 90 days");
    bench.must_show("No keys 1 there is no access key");
    bench.press("<up><enter>");
    bench.must_show("alice");
    bench.press("t<down><down><down><down><enter>");
    bench.must_show(&format!("alice {KEY_1}"));
    bench.must_not_show("carol");
    bench.must_show("1-1 of 1");
    bench.press("<esc>");
    bench.must_show("carol");
}

#[test]
fn what_is_not_known_yet_is_counted_apart() {
    let mut bench = ConsoleHarness::unconnected(crate::console::testing::settings());
    bench.slow = true;
    bench.start();
    bench.answer_caller();
    // The users, and no more.
    let at = bench
        .reads
        .iter()
        .rposition(|(_, read)| matches!(read, Request::Aws(crate::console::AwsRead::Users(_))));
    bench.answer_one(bench.reads.len() - 1 - at.unwrap(), None);
    bench.press("t<down><enter>");
    bench.must_show("No user known so far is filtered by \"Needs rotation\"");
    bench.must_show("4 not known yet");
    bench.answer_reads();
    bench.must_show("1-3 of 3");
    bench.must_not_show("not known yet");
}

#[test]
fn cancelled_nothing_changes() {
    let mut bench = ConsoleHarness::new();
    bench.press("t<down><esc>");
    bench.must_show("bob");
    bench.must_show("1-4 of 4");
}
