//! What the guide knows that no journal tells: what this very session did.

use super::{under_way, used};
use crate::console::testing::{ConsoleHarness, NEW_KEY};
use crate::console::{Effect, Event, Reply};
use crate::domain::{AccountId, Caller};
use rstest::rstest;

/// carol, whose only key was used two days ago, with a new key that AWS accepts so many times; and
/// no journal.
fn verified_without_a_journal(times: usize) -> ConsoleHarness {
    let mut bench = ConsoleHarness::new();
    used(&mut bench, "AKIAJ5CAROLSONLYXMPL", 2, "s3");
    bench.press("jj<enter>R<enter><space><enter><enter>");
    bench.iam_does();
    bench.press("v");
    for _ in 0..times {
        let asked = bench.asked.iter().rev().find_map(|effect| match effect {
            Effect::Verify(call, _) => Some(*call),
            _ => None,
        });
        let (account, arn) = ("123456789012", "arn:aws:iam::123456789012:user/carol");
        let caller = Caller { account: AccountId::from_aws(account), arn: arn.to_owned() };
        bench.tell(Event::Reply(asked.unwrap(), Reply::Verified(Ok(caller))));
        bench.wait(1);
    }
    used(&mut bench, NEW_KEY, 0, "sts");
    bench.press("<esc><down><enter>r");
    bench
}

#[rstest]
#[case::verified(3)]
#[case::left_before_it_was(1)]
fn without_a_journal_the_sessions_own_calls_with_the_new_key_are_no_use_of_it(
    #[case] times: usize,
) {
    let bench = verified_without_a_journal(times);
    bench.must_show("Step 2 of 6: update every application");
    bench.must_show("akia's own call");
    bench.must_not_show("says this machine's journal");
}

#[test]
fn without_a_journal_what_this_session_deactivated_is_waited_for_all_the_same() {
    let mut bench = under_way(9, Some(0));
    bench.press("R<enter><tab><enter>");
    bench.iam_does();
    bench.must_show("Step 5 of 6: the old key is off: wait again");
    bench.must_not_show("says this machine's journal");
}

#[test]
fn what_was_deactivated_with_the_answer_lost_is_waited_for_once_iam_lists_it_so() {
    let mut bench = under_way(9, Some(0));
    bench.press("R<enter><tab><enter>");
    bench.iam_does_and_the_answer_is_lost();
    bench.must_show("IAM shows the key as Inactive now");
    bench.press("<esc>");
    bench.must_show("Step 5 of 6: the old key is off: wait again");
}
