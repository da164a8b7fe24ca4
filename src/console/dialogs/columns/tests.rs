//! Choosing the table's columns.

use crate::console::model::Request;
use crate::console::testing::ConsoleHarness;
use crate::console::{AwsRead, Effect};

#[test]
fn columns_are_chosen_and_remembered() {
    let mut bench = ConsoleHarness::new();
    bench.press("m");
    bench.must_show("[x] User name (always shown)");
    // Off with the last use; the user's name stays, whatever is tried.
    bench.press("<down><down><space><up><up><up><space><enter>");
    bench.must_not_show("last used");
    bench.must_show("User name");
    let Some(Effect::Remember(kept)) = bench.effects.last() else { panic!("not remembered") };
    assert_eq!(
        kept.columns,
        ["user-name", "access-key-id", "active-key-age", "mfa", "console-last-sign-in"]
    );
}

#[test]
fn cancelled_nothing_changes() {
    let mut bench = ConsoleHarness::new();
    bench.press("m<space><esc>");
    bench.must_show("Access key ID");
    assert!(!bench.effects.iter().any(|effect| matches!(effect, Effect::Remember(_))));
}

#[test]
fn tags_and_groups_are_read_only_when_a_column_needs_them() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    let asks = |bench: &ConsoleHarness| {
        bench.reads.iter().any(|(_, read)| matches!(read, Request::Aws(AwsRead::Authorization(_))))
    };
    bench.press("r");
    assert!(!asks(&bench));
    bench.press("m");
    for _ in 0..5 {
        bench.press("<down>");
    }
    bench.must_show("▸ [ ] Description");
    bench.press("<space><enter>");
    assert!(asks(&bench));
    bench.tags.push((crate::console::testing::KEY_1.to_owned(), "nightly backup".to_owned()));
    bench.answer_reads();
    bench.resize(140, 40);
    bench.must_show("nightly backup");
}

#[test]
fn in_a_small_terminal_the_list_scrolls() {
    let mut bench = ConsoleHarness::new();
    bench.resize(60, 15);
    bench.press("m");
    for column in ["Access key ID", "Active key age", "Access key last used", "MFA"] {
        bench.must_show(&format!("▸ [x] {column}"));
        bench.press("<down>");
    }
    bench.press("G");
    bench.must_show("▸ [ ] Signing certs");
}
