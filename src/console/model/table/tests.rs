//! The table kept up to date answer by answer is the one that would be made afresh.

use super::rows::Rows;
use crate::console::AwsRead;
use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, key, settings};
use crate::domain::{FailureKind, Status};
use proptest::collection::vec;
use proptest::prelude::*;

/// Something that happens while the table is read.
#[derive(Clone, Debug)]
enum Happens {
    /// IAM answers the read asked for so many before the latest.
    Answer(usize),
    /// That read fails.
    Fail(usize, FailureKind),
    /// Keys are pressed.
    Press(&'static str),
    /// Somebody makes a user with so many active keys, or takes it away again.
    SomebodyChanges(u8, usize),
    /// Time passes, in seconds.
    Wait(i64),
}

fn happens() -> impl Strategy<Value = Happens> {
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
        8 => (0_usize..20).prop_map(Happens::Answer),
        1 => (0_usize..20, proptest::sample::select(kinds.to_vec()))
            .prop_map(|(at, kind)| Happens::Fail(at, kind)),
        3 => proptest::sample::select(keys.to_vec()).prop_map(Happens::Press),
        1 => (0_u8..12, 0_usize..4).prop_map(|(user, keys)| Happens::SomebodyChanges(user, keys)),
        1 => (1_i64..100).prop_map(Happens::Wait),
    ]
}

fn happen(harness: &mut ConsoleHarness, what: &Happens) {
    match what {
        Happens::Answer(at) => harness.answer_one(*at, None),
        Happens::Fail(at, kind) => harness.answer_one(*at, Some(*kind)),
        Happens::Press(keys) => {
            harness.press(keys);
        }
        Happens::SomebodyChanges(number, keys) => {
            let user = format!("user{number}");
            if harness.account.remove(&user).is_none() {
                let made = (0..*keys).map(|n| {
                    let status = if n == 2 { Status::Inactive } else { Status::Active };
                    key(&user, &format!("AKIAU{number}N{n}XXXXXXXXXXX"), status)
                });
                harness.account.insert(user.clone(), made.collect());
            }
        }
        Happens::Wait(seconds) => harness.wait(*seconds),
    }
}

/// The rows that would be made afresh.
fn fresh(harness: &ConsoleHarness) -> Rows {
    let (core, mut rows) = (harness.console.model(), Rows::default());
    rows.reconcile(core, harness.console.pages.users.row_query(core));
    rows
}

/// Takes the first read of this kind out of those that are open: to be answered, or to fail.
fn answer(harness: &mut ConsoleHarness, failure: Option<FailureKind>, kind: fn(&Request) -> bool) {
    let at = harness.reads.iter().position(|(_, read)| kind(read)).expect("it was asked for");
    harness.answer_one(harness.reads.len() - 1 - at, failure);
}

#[test]
fn a_row_that_is_read_again_is_at_once_where_it_belongs() {
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
    // While they are read again, the report's word counts: bob has none.
    harness.press("r");
    assert_eq!(first(&harness).as_deref(), Some("bob"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_shown_are_those_of_a_fresh_filter_and_sort(steps in vec(happens(), 1..60)) {
        let mut harness = ConsoleHarness::unconnected(settings());
        for number in 0..12 {
            happen(&mut harness, &Happens::SomebodyChanges(number, usize::from(number) % 4));
        }
        harness.slow = true;
        harness.start();
        for step in &steps {
            happen(&mut harness, step);
            let (shown, fresh) = (harness.console.pages.users.rows(), fresh(&harness));
            prop_assert_eq!(shown.rows(), fresh.rows(), "after {:?}", step);
            prop_assert_eq!(shown.counts(), fresh.counts(), "after {:?}", step);
        }
    }
}
