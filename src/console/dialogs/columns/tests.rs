//! Choosing the table's columns.

use crate::console::model::Request;
use crate::console::testing::ConsoleHarness;
use crate::console::{AwsRead, Effect};

#[test]
fn columns_are_chosen_and_remembered() {
    let mut harness = ConsoleHarness::new();
    harness.press("m");
    harness.must_show("[x] User name (always shown)");
    // Off with the last use; the user's name stays, whatever is tried.
    harness.press("<down><down><space><up><up><up><space><enter>");
    harness.must_not_show("last used");
    harness.must_show("User name");
    let Some(Effect::Remember(kept)) = harness.effects.last() else { panic!("not remembered") };
    assert_eq!(
        kept.columns,
        ["user-name", "access-key-id", "active-key-age", "mfa", "console-last-sign-in"]
    );
}

#[test]
fn cancelled_nothing_changes() {
    let mut harness = ConsoleHarness::new();
    harness.press("m<space><esc>");
    harness.must_show("Access key ID");
    assert!(!harness.effects.iter().any(|effect| matches!(effect, Effect::Remember(_))));
}

#[test]
fn tags_and_groups_are_read_only_when_a_column_needs_them() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    let asks = |harness: &ConsoleHarness| {
        harness
            .reads
            .iter()
            .any(|(_, read)| matches!(read, Request::Aws(AwsRead::Authorization(_))))
    };
    harness.press("r");
    assert!(!asks(&harness));
    harness.press("m");
    for _ in 0..5 {
        harness.press("<down>");
    }
    harness.must_show("▸ [ ] Description");
    harness.press("<space><enter>");
    assert!(asks(&harness));
    harness.tags.push((crate::console::testing::KEY_1.to_owned(), "nightly backup".to_owned()));
    harness.answer_reads();
    harness.resize(140, 40);
    harness.must_show("nightly backup");
}

#[test]
fn in_a_small_terminal_the_list_scrolls() {
    let mut harness = ConsoleHarness::new();
    harness.resize(60, 15);
    harness.press("m");
    for column in ["Access key ID", "Active key age", "Access key last used", "MFA"] {
        harness.must_show(&format!("▸ [x] {column}"));
        harness.press("<down>");
    }
    harness.press("G");
    harness.must_show("▸ [ ] Signing certs");
}
