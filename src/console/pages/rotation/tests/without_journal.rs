//! The guide without a journal: it knows what this session did itself.

use super::{set_last_used, under_way};
use crate::console::testing::{ConsoleHarness, NEW_KEY};
use crate::console::{Effect, Event, Reply};
use crate::domain::{AccountId, Caller};
use rstest::rstest;

/// carol, whose only key was used two days ago, with a new key that AWS accepts so many times; and
/// no journal.
fn verified_without_a_journal(times: usize) -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    set_last_used(&mut harness, "AKIAJ5CAROLSONLYXMPL", 2, "s3");
    harness.press("jj<enter>R<enter><space><enter><enter>");
    harness.complete_write();
    harness.press("v");
    for _ in 0..times {
        let asked = harness.effects.iter().rev().find_map(|effect| match effect {
            Effect::Verify(call, _) => Some(*call),
            _ => None,
        });
        let (account, arn) = ("123456789012", "arn:aws:iam::123456789012:user/carol");
        let caller = Caller { account: AccountId::from_aws(account), arn: arn.to_owned() };
        harness.send(Event::Reply(asked.unwrap(), Reply::Verified(Ok(caller))));
        harness.wait(1);
    }
    set_last_used(&mut harness, NEW_KEY, 0, "sts");
    harness.press("<esc><down><enter>r");
    harness
}

#[rstest]
#[case::verified(3)]
#[case::left_before_it_was(1)]
fn without_a_journal_the_sessions_own_calls_do_not_count_as_use(#[case] times: usize) {
    let harness = verified_without_a_journal(times);
    harness.must_show("Step 2 of 6: update every application");
    harness.must_show("akia's own call");
    harness.must_not_show("says this machine's journal");
}

#[test]
fn without_a_journal_the_guide_waits_after_this_session_deactivated_a_key() {
    let mut harness = under_way(9, Some(0));
    harness.press("R<enter><tab><enter>");
    harness.complete_write();
    harness.must_show("Step 5 of 6: the old key is off: wait again");
    harness.must_not_show("says this machine's journal");
}

#[test]
fn the_guide_waits_after_a_deactivation_whose_answer_was_lost() {
    let mut harness = under_way(9, Some(0));
    harness.press("R<enter><tab><enter>");
    harness.lose_write_answer();
    harness.must_show("IAM shows the key as Inactive now");
    harness.press("<esc>");
    harness.must_show("Step 5 of 6: the old key is off: wait again");
}
