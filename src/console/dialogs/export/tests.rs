//! Exporting the table.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, settings};
use crate::console::{AwsRead, CallId, Effect, Event, Reply, SavedFile};
use crate::domain::{FailureKind, KeyRow, LocalError};

/// What was to be written.
fn written(harness: &mut ConsoleHarness) -> (CallId, Vec<KeyRow>) {
    let at = harness.effects.iter().rposition(|effect| matches!(effect, Effect::SaveTable(..)));
    match harness.effects.remove(at.expect("a file is to be written")) {
        Effect::SaveTable(call, rows) => (call, rows),
        other => panic!("{other:?}"),
    }
}

/// Whose key each row is about.
fn names(rows: &[KeyRow]) -> Vec<String> {
    let word = |row: &KeyRow| match (&row.user, &row.key) {
        (Some(user), Some(key)) => format!("{user} {key}"),
        (Some(user), None) => user.to_string(),
        _ => panic!("{row:?}"),
    };
    rows.iter().map(word).collect()
}

fn saved(harness: &mut ConsoleHarness, call: CallId) {
    let file = SavedFile { path: "/tmp/accessKeys.csv".into(), host: None };
    harness.send(Event::Reply(call, Reply::Saved(Ok(file))));
}

#[test]
fn the_users_shown_are_exported_in_their_order() {
    let mut harness = ConsoleHarness::new();
    harness.press("s<enter>e");
    harness.must_show("The keys of the 4 users shown");
    harness.press("<enter>");
    let (call, rows) = written(&mut harness);
    let alices = [format!("alice {KEY_1}"), format!("alice {KEY_2}")];
    assert_eq!(names(&rows)[2..], [&["bob".to_owned()][..], &alices[..]].concat());
    saved(&mut harness, call);
    harness.must_show("Exported: /tmp/accessKeys.csv.");
}

#[test]
fn values_that_only_the_report_has_are_read_first() {
    let mut harness = ConsoleHarness::new();
    for number in 0..60 {
        harness.account.insert(format!("nobody{number:02}"), vec![]);
    }
    harness.press("r");
    harness.slow = true;
    harness.press("e<enter>");
    harness.must_show("Reading: ");
    assert!(!harness.effects.iter().any(|effect| matches!(effect, Effect::SaveTable(..))));
    harness.answer_reads();
    harness.wait(1);
    harness.answer_reads();
    harness.wait(1);
    let (_, rows) = written(&mut harness);
    assert_eq!(rows.len(), 65);
}

#[test]
fn users_who_cannot_be_read_are_left_out_and_counted() {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.slow = true;
    harness.start();
    let carols = |read: &Request| matches!(read, Request::Aws(AwsRead::Keys(user, _)) if user.as_str() == "carol");
    while !harness.reads.is_empty() {
        let failure = carols(&harness.reads.last().unwrap().1).then_some(FailureKind::Denied);
        harness.answer_one(0, failure);
    }
    harness.slow = false;
    harness.press("e<enter>");
    let (call, rows) = written(&mut harness);
    assert!(!names(&rows).iter().any(|name| name.starts_with("carol")));
    saved(&mut harness, call);
    harness.must_show("1 user could not be read, and is not in it.");
}

#[test]
fn given_up_nothing_is_written() {
    let mut harness = ConsoleHarness::new();
    harness.press("e<tab><enter>");
    harness.must_not_show("Export ─");
    harness.slow = true;
    harness.press("r");
    harness.press("e<enter><esc>");
    harness.answer_reads();
    harness.wait(1);
    assert!(!harness.effects.iter().any(|effect| matches!(effect, Effect::SaveTable(..))));
}

#[test]
fn a_file_that_cannot_be_written_is_reported() {
    let mut harness = ConsoleHarness::new();
    harness.press("e<enter>");
    let (call, _) = written(&mut harness);
    harness.send(Event::Reply(call, Reply::Saved(Err(LocalError::new("The disk is full.")))));
    harness.must_show("The disk is full.");
    harness.press("<esc>");
    harness.must_show("alice");
}
