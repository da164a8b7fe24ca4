//! Creating: the wizard, the one time it is sent, and what happens when the answer is lost.

use crate::console::Effect;
use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, NEW_KEY, failure, key};
use crate::domain::{FailureKind, Operation, Outcome, Status};

/// bob's page, the wizard gone through.
fn creating() -> ConsoleHarness {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter><enter>");
    assert_eq!(bench.writes_in_flight(), ["Create for bob"]);
    bench
}

#[test]
fn the_acknowledgement_comes_first() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<enter>");
    bench.must_show("Tick the acknowledgement first");
    bench.must_show("1 of 3");
    bench.press("<space><space><enter>");
    bench.must_show("1 of 3");
    bench.press("<space><down><enter>");
    bench.must_show("2 of 3");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}

#[test]
fn a_description_that_iam_would_refuse_is_not_sent() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter>a,b<enter>");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
    bench.must_show("not ','");
    bench.press("<bs><bs><enter>");
    assert_eq!(bench.writes_in_flight(), ["Create for bob"]);
}

#[test]
fn it_can_be_cancelled_at_both_steps() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><esc>c<space><enter><esc>c<space><enter><tab><enter>");
    bench.must_not_show("Create access key");
    assert_eq!(bench.writes_in_flight(), [""; 0]);
}

#[test]
fn it_is_sent_once_and_keys_pressed_meanwhile_do_nothing() {
    let mut bench = creating();
    bench.press("<enter><esc><enter>q<space>");
    assert_eq!(bench.writes_in_flight(), ["Create for bob"]);
    bench.complete_write();
    bench.must_show("3 of 3");
    bench.must_show("Access keys (1 of 2");
}

#[test]
fn a_refusal_is_told_and_makes_nothing() {
    let mut bench = creating();
    bench.fail_write(FailureKind::LimitExceeded);
    bench.must_show("Delete one first");
    bench.press("<esc>");
    bench.must_show("No access keys.");
}

#[test]
fn an_answer_that_is_lost_leads_to_the_key_that_was_made() {
    let mut bench = creating();
    bench.lose_write_answer();
    bench.must_show("A lost secret cannot be recovered");
    bench.must_show(&format!("Delete {NEW_KEY}"));
    bench.press("<enter>");
    bench.must_not_show("was lost");
}

#[test]
fn the_key_that_was_made_can_be_deleted_from_there() {
    let mut bench = creating();
    bench.lose_write_answer();
    bench.press("<down><enter><tab><enter>");
    bench.complete_write();
    bench.press(&format!("{NEW_KEY}<enter>"));
    bench.complete_write();
    bench.must_not_show("was lost");
    bench.must_show("No access keys.");
}

#[test]
fn keys_that_were_there_before_are_not_taken_for_it() {
    let mut bench = ConsoleHarness::new();
    bench.press("jj<enter>c<space><enter><enter>");
    bench.fail_write(FailureKind::Unanswered);
    bench.must_not_show("possibly the one");
    bench.must_show("Listing the keys until it is certain");
    // Any other is, whatever its date: IAM's clock is not ours. Its age is there to be seen.
    bench.account.get_mut("carol").unwrap().push(key(
        "carol",
        "AKIAJ6OLDERXXXXXXMPL",
        Status::Active,
    ));
    bench.wait(3);
    bench.must_show("possibly the one");
    bench.must_show("Active, 400 days");
}

#[test]
fn that_none_was_made_is_said_when_lists_can_lag_no_more() {
    let mut bench = creating();
    bench.fail_write(FailureKind::Unanswered);
    bench.wait(30);
    bench.must_not_show("none was made");
    bench.wait(31);
    bench.must_show("none was made");
}

#[test]
fn without_a_list_nothing_is_said_to_be_certain() {
    let mut bench = creating();
    bench.slow = true;
    bench.fail_write(FailureKind::Unanswered);
    for _ in 0..40 {
        while bench
            .reads
            .iter()
            .any(|(_, read)| matches!(read, Request::Aws(crate::console::AwsRead::Keys(..))))
        {
            bench.answer_keys(Err(failure(Operation::ListAccessKeys, FailureKind::Unreachable)));
        }
        bench.wait(3);
        bench.must_not_show("none was made");
    }
    bench.must_show("it failed as Unreachable");
    bench.answer_reads();
    bench.must_show("none was made");
}

#[test]
fn a_list_asked_for_early_and_answered_late_is_not_certain() {
    let mut bench = creating();
    bench.slow = true;
    bench.fail_write(FailureKind::Unanswered);
    bench.now += chrono::TimeDelta::seconds(90);
    bench.answer_keys(Ok(vec![]));
    bench.must_not_show("none was made");
}

#[test]
fn that_none_was_made_settles_it_in_the_journal() {
    let settled = |bench: &ConsoleHarness| {
        let is =
            |e: &Effect| matches!(e, Effect::Record(_, entry) if entry.outcome == Outcome::Settled);
        bench.effects.iter().any(is)
    };
    let mut bench = creating();
    bench.fail_write(FailureKind::Unanswered);
    bench.wait(30);
    assert!(!settled(&bench));
    bench.wait(31);
    assert!(settled(&bench));
}

#[test]
fn in_the_smallest_terminal_the_question_and_the_selected_choice_are_in_view() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c");
    bench.resize(60, 15);
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
            bench.must_show(text);
        }
        bench.press("<down>");
    }
}

#[test]
fn a_look_that_signing_in_again_leaves_unanswered_is_repeated() {
    let mut bench = creating();
    bench.slow = true;
    bench.fail_write(FailureKind::Unanswered);
    bench.console.cx.connect();
    bench.wait(1);
    bench.must_show("signed in again before the answer came. Trying again.");
    bench.reads.clear();
    bench.slow = false;
    bench.complete_connect();
    bench.wait(61);
    bench.wait(3);
    bench.must_show("none was made");
}
