//! The table that is updated answer by answer is the same as one computed from scratch.

use super::rows::Rows;
use crate::console::AwsRead;
use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, key, settings};
use crate::domain::{FailureKind, Status};
use proptest::collection::vec;
use proptest::prelude::*;

/// A step while the table is being read.
#[derive(Clone, Debug)]
enum Step {
    /// IAM answers the read that was requested so many before the latest.
    Answer(usize),
    /// That read fails.
    Fail(usize, FailureKind),
    /// Keys are pressed.
    Press(&'static str),
    /// Somebody creates this user with so many keys, or deletes it.
    ChangeUser(u8, usize),
    /// Time passes, in seconds.
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Step> {
    let keys = [
        "s<down><enter>",
        "s<up><enter>",
        "s<down><down><enter>",
        "t<down><enter>",
        "t<up><enter>",
        "t<down><down><enter>",
        "/a",
        "<esc>",
        "<esc><esc>",
        "r",
        "m<down><space><enter>",
        "j",
        "G",
    ];
    let kinds = [FailureKind::Denied, FailureKind::Throttled, FailureKind::NotReady];
    prop_oneof![
        8 => (0_usize..20).prop_map(Step::Answer),
        1 => (0_usize..20, proptest::sample::select(kinds.to_vec()))
            .prop_map(|(at, kind)| Step::Fail(at, kind)),
        3 => proptest::sample::select(keys.to_vec()).prop_map(Step::Press),
        1 => (0_u8..12, 0_usize..4).prop_map(|(user, keys)| Step::ChangeUser(user, keys)),
        1 => (1_i64..100).prop_map(Step::Wait),
    ]
}

fn take(harness: &mut ConsoleHarness, what: &Step) {
    match what {
        Step::Answer(at) => harness.answer_one(*at, None),
        Step::Fail(at, kind) => harness.answer_one(*at, Some(*kind)),
        Step::Press(keys) => {
            harness.press(keys);
        }
        Step::ChangeUser(number, keys) => {
            let user = format!("user{number}");
            if harness.account.remove(&user).is_none() {
                let made = (0..*keys).map(|n| {
                    let status = if n == 2 { Status::Inactive } else { Status::Active };
                    key(&user, &format!("AKIAU{number}N{n}XXXXXXXXXXX"), status)
                });
                harness.account.insert(user.clone(), made.collect());
            }
        }
        Step::Wait(seconds) => harness.wait(*seconds),
    }
}

/// The rows computed from scratch.
fn fresh(harness: &ConsoleHarness) -> Rows {
    let (core, mut rows) = (harness.console.model(), Rows::default());
    rows.reconcile(core, harness.console.pages.users.row_query(core));
    rows
}

/// Answers the first read of this kind, or fails it.
fn answer(harness: &mut ConsoleHarness, failure: Option<FailureKind>, kind: fn(&Request) -> bool) {
    let at = harness.reads.iter().position(|(_, read)| kind(read)).expect("it was requested");
    harness.answer_one(harness.reads.len() - 1 - at, failure);
}

#[test]
fn a_row_moves_as_soon_as_it_is_read_again() {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.slow = true;
    harness.start();
    harness.answer_caller();
    answer(&mut harness, None, |read| matches!(read, Request::Aws(AwsRead::Report)));
    answer(&mut harness, None, |read| matches!(read, Request::Aws(AwsRead::Users(_))));
    let of_bob = |read: &Request| matches!(read, Request::Aws(AwsRead::Keys(user, _)) if user.as_str() == "bob");
    answer(&mut harness, Some(FailureKind::Denied), of_bob);
    let first = |harness: &ConsoleHarness| {
        harness.console.pages.users.rows().get(0).map(ToString::to_string)
    };
    harness.press("s<down><enter>");
    assert_eq!(first(&harness).as_deref(), Some("alice"));
    // While the keys are read again, the report counts: bob has none.
    harness.press("r");
    assert_eq!(first(&harness).as_deref(), Some("bob"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_are_those_of_a_new_filter_and_sort(steps in vec(steps(), 1..60)) {
        let mut harness = ConsoleHarness::unconnected(settings());
        for number in 0..12 {
            take(&mut harness, &Step::ChangeUser(number, usize::from(number) % 4));
        }
        harness.slow = true;
        harness.start();
        for step in &steps {
            take(&mut harness, step);
            let (shown, fresh) = (harness.console.pages.users.rows(), fresh(&harness));
            prop_assert_eq!(shown.rows(), fresh.rows(), "after {:?}", step);
            prop_assert_eq!(shown.counts(), fresh.counts(), "after {:?}", step);
        }
    }
}
