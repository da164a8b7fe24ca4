//! Switching the profile.

use crate::console::testing::{Bench, settings};
use crate::console::{Effect, Settings};
use crate::domain::{AccountId, AccountSource, LocalProfile, ProfileAccount, ProfileKind};

fn profile(name: &str, kind: ProfileKind, account: &str) -> LocalProfile {
    let known_by = AccountSource::RoleArn;
    let account = ProfileAccount { id: AccountId::from_aws(account), known_by };
    LocalProfile { name: name.to_owned(), kind, account: Some(account), access_key_id: None }
}

/// The table, with three profiles on the machine, `prod` in use.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.profiles = vec![
        profile("prod", ProfileKind::Keys, "123456789012"),
        profile("staging", ProfileKind::Sso, "210987654321"),
        profile("audit", ProfileKind::Role, "333333333333"),
    ];
    bench
}

/// The profiles that were connected with.
fn connects(bench: &Bench) -> Vec<Option<String>> {
    let profile = |effect: &Effect| match effect {
        Effect::Connect(_, with) => Some(with.profile.clone()),
        _ => None,
    };
    bench.asked.iter().filter_map(profile).collect()
}

#[test]
fn profiles_are_narrowed_as_one_types_and_switched_to() {
    let mut bench = bench();
    bench.press("p");
    bench.must_show("▸ prod (in use)");
    bench.must_show("1234-5678-9012");
    // By kind, by account, by name; letters are text here.
    bench.press("identity");
    bench.must_show("▸ staging");
    bench.must_not_show("audit");
    bench.press("<^u>3333<enter>");
    assert_eq!(connects(&bench), [Some("audit".to_owned())]);
    bench.must_not_show("alice");
    bench.must_show("Waiting for the credentials of profile audit");
    bench.in_account = "333333333333".to_owned();
    bench.connected();
    bench.must_show("3333-3333-3333");
    bench.must_show("alice");
}

#[test]
fn late_answers_of_the_account_before_are_not_taken() {
    let mut bench = bench();
    bench.slow = true;
    bench.press("r");
    let late = bench.reads.clone();
    bench.slow = false;
    bench.press("p<down><enter>");
    bench.slow = true;
    bench.connected();
    for (call, read) in late {
        let reply = bench.truth(&read);
        bench.tell(crate::console::Event::Reply(call, reply));
    }
    bench.must_not_show("carol");
}

#[test]
fn before_anybody_is_signed_in_a_profile_can_be_chosen_and_is_not_lost_by_signing_in() {
    let mut bench = Bench::unconnected(settings());
    bench.profiles = vec![profile("audit", ProfileKind::Role, "333333333333")];
    bench.slow = true;
    let effects = bench.console.start();
    assert_eq!(effects.len(), 1);
    bench.press("p");
    bench.must_show("Reading your profiles…");
    bench.press("r");
    bench.answer_reads();
    bench.must_show("▸ audit");
    bench.press("<enter>");
    assert_eq!(connects(&bench).last(), Some(&Some("audit".to_owned())));
}

#[test]
fn cancelled_nothing_changes() {
    let mut bench = bench();
    bench.press("pstag<esc>");
    assert!(connects(&bench).is_empty());
    bench.must_show("alice");
}

#[test]
fn where_no_profile_matches_there_is_nothing_to_switch_to() {
    let mut bench = bench();
    bench.press("pzzz<enter>");
    bench.must_show("No profile matches.");
    assert!(connects(&bench).is_empty());
}

#[test]
fn the_profile_in_use_is_not_switched_to() {
    let mut bench = bench();
    bench.press("p<enter>");
    bench.must_show("Profile prod is in use; r signs in with it again.");
    assert!(connects(&bench).is_empty());
}

#[test]
fn the_built_in_account_stands_alone() {
    let mut bench = Bench::with(Settings { demo: true, ..settings() });
    bench.profiles = vec![profile("staging", ProfileKind::Keys, "123456789012")];
    bench.press("p<enter>");
    bench.must_show("The built-in account stands alone");
    assert!(connects(&bench).is_empty());
}
