//! Exporting the table.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, settings};
use crate::console::{AwsRead, CallId, Effect, Event, Reply, SavedFile};
use crate::domain::{FailureKind, KeyRow, LocalError};

/// What was to be written.
fn written(bench: &mut ConsoleHarness) -> (CallId, Vec<KeyRow>) {
    let at = bench.effects.iter().rposition(|effect| matches!(effect, Effect::SaveTable(..)));
    match bench.effects.remove(at.expect("a file is to be written")) {
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

fn saved(bench: &mut ConsoleHarness, call: CallId) {
    let file = SavedFile { path: "/tmp/accessKeys.csv".into(), host: None };
    bench.send(Event::Reply(call, Reply::Saved(Ok(file))));
}

#[test]
fn the_users_shown_are_exported_in_their_order() {
    let mut bench = ConsoleHarness::new();
    bench.press("s<enter>e");
    bench.must_show("The keys of the 4 users shown");
    bench.press("<enter>");
    let (call, rows) = written(&mut bench);
    let alices = [format!("alice {KEY_1}"), format!("alice {KEY_2}")];
    assert_eq!(names(&rows)[2..], [&["bob".to_owned()][..], &alices[..]].concat());
    saved(&mut bench, call);
    bench.must_show("Exported: /tmp/accessKeys.csv.");
}

#[test]
fn what_only_the_report_tells_is_read_first() {
    let mut bench = ConsoleHarness::new();
    for number in 0..60 {
        bench.account.insert(format!("nobody{number:02}"), vec![]);
    }
    bench.press("r");
    bench.slow = true;
    bench.press("e<enter>");
    bench.must_show("Reading: ");
    assert!(!bench.effects.iter().any(|effect| matches!(effect, Effect::SaveTable(..))));
    bench.answer_reads();
    bench.wait(1);
    bench.answer_reads();
    bench.wait(1);
    let (_, rows) = written(&mut bench);
    assert_eq!(rows.len(), 65);
}

#[test]
fn who_cannot_be_read_is_left_out_and_said() {
    let mut bench = ConsoleHarness::unconnected(settings());
    bench.slow = true;
    bench.start();
    let carols = |read: &Request| matches!(read, Request::Aws(AwsRead::Keys(user, _)) if user.as_str() == "carol");
    while !bench.reads.is_empty() {
        let failure = carols(&bench.reads.last().unwrap().1).then_some(FailureKind::Denied);
        bench.answer_one(0, failure);
    }
    bench.slow = false;
    bench.press("e<enter>");
    let (call, rows) = written(&mut bench);
    assert!(!names(&rows).iter().any(|name| name.starts_with("carol")));
    saved(&mut bench, call);
    bench.must_show("1 user could not be read, and is not in it.");
}

#[test]
fn given_up_nothing_is_written() {
    let mut bench = ConsoleHarness::new();
    bench.press("e<tab><enter>");
    bench.must_not_show("Export ─");
    bench.slow = true;
    bench.press("r");
    bench.press("e<enter><esc>");
    bench.answer_reads();
    bench.wait(1);
    assert!(!bench.effects.iter().any(|effect| matches!(effect, Effect::SaveTable(..))));
}

#[test]
fn a_file_that_cannot_be_written_is_said() {
    let mut bench = ConsoleHarness::new();
    bench.press("e<enter>");
    let (call, _) = written(&mut bench);
    bench.send(Event::Reply(call, Reply::Saved(Err(LocalError::new("The disk is full.")))));
    bench.must_show("The disk is full.");
    bench.press("<esc>");
    bench.must_show("alice");
}
