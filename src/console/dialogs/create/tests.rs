//! Creating: the wizard, the one time it is sent, and what happens when the answer is lost.

use crate::console::Effect;
use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, NEW_KEY, failure, key};
use crate::domain::{FailureKind, Operation, Outcome, Status};

/// bob's page, the wizard gone through.
fn creating() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter><enter>");
    assert_eq!(harness.writes_in_flight(), ["Create for bob"]);
    harness
}

#[test]
fn the_acknowledgement_comes_first() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<enter>");
    harness.must_show("Tick the acknowledgement first");
    harness.must_show("1 of 3");
    harness.press("<space><space><enter>");
    harness.must_show("1 of 3");
    harness.press("<space><down><enter>");
    harness.must_show("2 of 3");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn a_description_that_iam_would_refuse_is_not_sent() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter>a,b<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.must_show("not ','");
    harness.press("<bs><bs><enter>");
    assert_eq!(harness.writes_in_flight(), ["Create for bob"]);
}

#[test]
fn it_can_be_cancelled_at_both_steps() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><esc>c<space><enter><esc>c<space><enter><tab><enter>");
    harness.must_not_show("Create access key");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn it_is_sent_once_and_keys_pressed_meanwhile_do_nothing() {
    let mut harness = creating();
    harness.press("<enter><esc><enter>q<space>");
    assert_eq!(harness.writes_in_flight(), ["Create for bob"]);
    harness.complete_write();
    harness.must_show("3 of 3");
    harness.must_show("Access keys (1 of 2");
}

#[test]
fn a_refusal_is_shown_and_creates_nothing() {
    let mut harness = creating();
    harness.fail_write(FailureKind::LimitExceeded);
    harness.must_show("Delete one first");
    harness.press("<esc>");
    harness.must_show("No access keys.");
}

#[test]
fn an_answer_that_is_lost_leads_to_the_key_that_was_made() {
    let mut harness = creating();
    harness.lose_write_answer();
    harness.must_show("A lost secret cannot be recovered");
    harness.must_show(&format!("Delete {NEW_KEY}"));
    harness.press("<enter>");
    harness.must_not_show("was lost");
}

#[test]
fn the_key_that_was_made_can_be_deleted_from_there() {
    let mut harness = creating();
    harness.lose_write_answer();
    harness.press("<down><enter><tab><enter>");
    harness.complete_write();
    harness.press(&format!("{NEW_KEY}<enter>"));
    harness.complete_write();
    harness.must_not_show("was lost");
    harness.must_show("No access keys.");
}

#[test]
fn keys_that_were_there_before_are_not_taken_for_it() {
    let mut harness = ConsoleHarness::new();
    harness.press("jj<enter>c<space><enter><enter>");
    harness.fail_write(FailureKind::Unanswered);
    harness.must_not_show("possibly the one");
    harness.must_show("Listing the keys until it is certain");
    // Any other is, whatever its date: IAM's clock is not ours. Its age is there to be seen.
    harness.account.get_mut("carol").unwrap().push(key(
        "carol",
        "AKIAJ6OLDERXXXXXXMPL",
        Status::Active,
    ));
    harness.wait(3);
    harness.must_show("possibly the one");
    harness.must_show("Active, 400 days");
}

#[test]
fn no_new_key_is_reported_once_lists_can_lag_no_more() {
    let mut harness = creating();
    harness.fail_write(FailureKind::Unanswered);
    harness.wait(30);
    harness.must_not_show("none was made");
    harness.wait(31);
    harness.must_show("none was made");
}

#[test]
fn without_a_list_nothing_counts_as_certain() {
    let mut harness = creating();
    harness.slow = true;
    harness.fail_write(FailureKind::Unanswered);
    for _ in 0..40 {
        while harness
            .reads
            .iter()
            .any(|(_, read)| matches!(read, Request::Aws(crate::console::AwsRead::Keys(..))))
        {
            harness.answer_keys(Err(failure(Operation::ListAccessKeys, FailureKind::Unreachable)));
        }
        harness.wait(3);
        harness.must_not_show("none was made");
    }
    harness.must_show("it failed as Unreachable");
    harness.answer_reads();
    harness.must_show("none was made");
}

#[test]
fn a_list_asked_for_early_and_answered_late_is_not_certain() {
    let mut harness = creating();
    harness.slow = true;
    harness.fail_write(FailureKind::Unanswered);
    harness.now += chrono::TimeDelta::seconds(90);
    harness.answer_keys(Ok(vec![]));
    harness.must_not_show("none was made");
}

#[test]
fn that_none_was_made_settles_it_in_the_journal() {
    let settled = |harness: &ConsoleHarness| {
        let is =
            |e: &Effect| matches!(e, Effect::Record(_, entry) if entry.outcome == Outcome::Settled);
        harness.effects.iter().any(is)
    };
    let mut harness = creating();
    harness.fail_write(FailureKind::Unanswered);
    harness.wait(30);
    assert!(!settled(&harness));
    harness.wait(31);
    assert!(settled(&harness));
}

#[test]
fn in_the_smallest_terminal_the_question_and_the_selected_choice_are_in_view() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c");
    harness.resize(60, 15);
    let labels = [
        "▸ Command Line Interface (CLI)",
        "▸ Local code",
        "▸ Application running on an AWS",
        "▸ Third-party service",
        "▸ Application running outside AWS",
        "▸ Other",
    ];
    for label in labels {
        for text in
            ["User            bob", "What is the access key for?", label, "[ ] I understand"]
        {
            harness.must_show(text);
        }
        harness.press("<down>");
    }
}

#[test]
fn a_list_left_unanswered_by_signing_in_again_is_requested_again() {
    let mut harness = creating();
    harness.slow = true;
    harness.fail_write(FailureKind::Unanswered);
    harness.console.cx.connect();
    harness.wait(1);
    harness.must_show("signed in again before the answer came. Trying again.");
    harness.reads.clear();
    harness.slow = false;
    harness.complete_connect();
    harness.wait(61);
    harness.wait(3);
    harness.must_show("none was made");
}
