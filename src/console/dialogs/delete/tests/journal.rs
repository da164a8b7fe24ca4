//! What the journal says of other sessions on this machine, before a delete is sent.

use super::confirmed;
use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, id, key, name};
use crate::console::{AwsRead, Event, Urgency};
use crate::domain::{AccessKeyEvent, AccessKeyEventKind, FailureKind, Status};
use chrono::TimeDelta;
use rstest::rstest;

/// The delete is confirmed, and the list shows the key inactive. The journal has not answered yet.
fn listed(harness: &mut ConsoleHarness) {
    confirmed(harness);
    let keys = vec![key("alice", KEY_1, Status::Active), key("alice", KEY_2, Status::Inactive)];
    harness.answer_keys(Ok(keys));
}

/// The journal's line of an activation of alice's inactive key, so many seconds ago.
fn activated_elsewhere(harness: &ConsoleHarness, seconds: i64) -> AccessKeyEvent {
    let when = harness.now - TimeDelta::seconds(seconds);
    AccessKeyEvent { when, key: id(KEY_2), kind: AccessKeyEventKind::Activated }
}

/// Another session on this machine, or this program before it was restarted: IAM's list may not
/// show yet what it did.
#[test]
fn a_key_that_another_session_activated_a_moment_ago_is_not_deleted_by_a_list_that_lags() {
    let mut harness = ConsoleHarness::on_alice();
    harness.key_events = vec![activated_elsewhere(&harness, 30)];
    confirmed(&mut harness);
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("activated a moment ago, by akia on this machine");
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0], "the ID is to be typed again");
}

#[rstest]
#[case::long_ago(61, KEY_2)]
#[case::another_key(30, KEY_1)]
fn an_activation_that_every_list_shows_or_of_another_key_does_not_keep_a_key(
    #[case] seconds: i64,
    #[case] key: &str,
) {
    let mut harness = ConsoleHarness::on_alice();
    harness.key_events =
        vec![AccessKeyEvent { key: id(key), ..activated_elsewhere(&harness, seconds) }];
    confirmed(&mut harness);
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

/// This session's own deactivation, answered by IAM, came after the activation.
#[test]
fn a_key_deactivated_from_here_since_it_was_activated_is_deleted() {
    let mut harness = ConsoleHarness::on_alice();
    harness.set(KEY_2, &Status::Active);
    harness.press("r");
    harness.key_events = vec![activated_elsewhere(&harness, 5)];
    harness.press("jx<tab><enter>");
    harness.complete_write();
    harness.press(&format!("{KEY_2}<enter>"));
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

/// Whether the deactivation was made, only a list says, which may be from before the activation.
#[test]
fn a_deactivation_whose_answer_was_lost_does_not_outweigh_an_activation_elsewhere() {
    let mut harness = ConsoleHarness::on_alice();
    harness.set(KEY_2, &Status::Active);
    harness.press("r");
    harness.key_events = vec![activated_elsewhere(&harness, 5)];
    harness.press("jx<tab><enter>");
    harness.lose_write_answer();
    harness.press(&format!("<esc>x{KEY_2}<enter>"));
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("activated a moment ago, by akia on this machine");
}

/// Without a journal nothing is known of other sessions; the write itself then asks about that.
#[test]
fn a_journal_that_cannot_be_read_does_not_keep_a_key_from_being_deleted() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    listed(&mut harness);
    assert_eq!(harness.writes_in_flight(), [""; 0], "the journal is asked first");
    harness.fail_reads(FailureKind::Unreachable);
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}

#[test]
fn asking_the_journal_can_be_given_up_and_its_answer_then_deletes_nothing() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    listed(&mut harness);
    harness.press("<esc>");
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

/// While the journal was asked, somebody activated the key, and the page listed it.
#[test]
fn a_list_asked_for_while_the_journal_is_read_decides_instead() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    listed(&mut harness);
    let journal = harness.reads.iter().position(|(_, read)| matches!(read, Request::Local(_)));
    let (call, journal) = harness.reads.remove(journal.unwrap());
    harness.set(KEY_2, &Status::Active);
    harness.console.cx.read(AwsRead::Keys(name("alice"), Urgency::Gentle));
    harness.wait(0);
    harness.answer_reads();
    let reply = harness.answer_to(&journal);
    harness.send(Event::Reply(call, reply));
    harness.answer_reads();
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("activated meanwhile, by somebody else");
}

/// The clock was set back, at latest before this session began: what the journal tells lies ahead.
#[test]
fn an_activation_that_seems_to_lie_ahead_keeps_a_key_for_a_minute_only() {
    let mut harness = ConsoleHarness::on_alice();
    harness.key_events = vec![activated_elsewhere(&harness, -3_600)];
    confirmed(&mut harness);
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.wait(60);
    harness.now -= TimeDelta::minutes(10);
    harness.press(&format!("{KEY_2}<enter>"));
    assert_eq!(harness.writes_in_flight(), [""; 0], "the clock was set back just now");
    harness.wait(60);
    harness.press(&format!("{KEY_2}<enter>"));
    assert_eq!(harness.writes_in_flight(), [format!("Delete {KEY_2}")]);
}
