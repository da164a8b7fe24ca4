//! Switching the profile.

use crate::console::testing::{ConsoleHarness, SECRET, failure, settings};
use crate::console::{Effect, Event, Reply, Settings};
use crate::domain::{
    AccountId, AccountSource, FailureKind, JournalNotice, LocalProfile, Operation, ProfileAccount,
    ProfileKind, UserName,
};

fn profile(name: &str, kind: ProfileKind, account: &str) -> LocalProfile {
    let known_by = AccountSource::RoleArn;
    let account = ProfileAccount { id: AccountId::from_aws(account), known_by };
    LocalProfile { name: name.to_owned(), kind, account: Some(account), access_key_id: None }
}

/// The table, with three profiles on the machine, `prod` in use.
fn bench() -> ConsoleHarness {
    let mut bench = ConsoleHarness::new();
    bench.profiles = vec![
        profile("prod", ProfileKind::Keys, "123456789012"),
        profile("staging", ProfileKind::Sso, "210987654321"),
        profile("audit", ProfileKind::Role, "333333333333"),
    ];
    bench
}

/// The profiles that were connected with.
fn connects(bench: &ConsoleHarness) -> Vec<Option<String>> {
    let profile = |effect: &Effect| match effect {
        Effect::Connect(_, with) => Some(with.profile.clone()),
        _ => None,
    };
    bench.effects.iter().filter_map(profile).collect()
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
    bench.account_id = "333333333333".to_owned();
    bench.complete_connect();
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
    bench.complete_connect();
    for (call, read) in late {
        let reply = bench.answer_to(&read);
        bench.send(crate::console::Event::Reply(call, reply));
    }
    bench.must_not_show("carol");
}

/// Of every kind of question, the answer of the account before, after the switch and after the
/// other account is known.
#[test]
fn whatever_the_account_before_still_answers_is_not_shown_in_the_other() {
    let mut bench = bench();
    bench.notices = vec![JournalNotice {
        when: bench.now,
        user: UserName::from_iam("alice"),
        key: None,
        secret: crate::domain::SecretLocation::Unsaved,
    }];
    bench.slow = true;
    // The table, a page, a key's owner, everything that is asked for after signing in.
    bench.press("r<enter>").paste("AKIAJ5CAROLSONLYXMPL");
    bench.press("<esc>");
    let late = bench.reads.clone();
    assert!(late.len() >= 6, "{late:?}");
    bench.reads.clear();
    bench.press("p");
    bench.answer_one(0, None);
    bench.press("<down><enter>");
    for in_another_account in [false, true] {
        if in_another_account {
            bench.account_id = "210987654321".to_owned();
            bench.complete_connect();
            bench.answer_caller();
            bench.must_show("2109-8765-4321");
            bench.account_id = "123456789012".to_owned();
        }
        for (call, read) in late.clone() {
            let reply = bench.answer_to(&read);
            bench.send(Event::Reply(call, reply));
        }
        for theirs in ["carol", "alice", "acme", "1234-5678-9012", "A secret was not saved"] {
            bench.must_not_show(theirs);
        }
    }
    assert!(bench.writes.is_empty());
}

#[test]
fn a_verification_of_the_account_before_ends_with_it() {
    let mut bench = bench();
    bench.press("j<enter>c<space><enter><enter>");
    bench.complete_write();
    bench.press("v");
    let verify = bench.effects.iter().find_map(|effect| match effect {
        Effect::Verify(call, _) => Some(*call),
        _ => None,
    });
    // Saved by the person's word: an unsaved secret would hold it up.
    bench.press("<esc>i<enter><esc>p<down><enter>");
    assert_eq!(connects(&bench), [Some("staging".to_owned())]);
    let refused = Err(failure(Operation::GetCallerIdentity, FailureKind::Expired));
    bench.send(Event::Reply(verify.unwrap(), Reply::Verified(refused)));
    bench.complete_connect();
    assert_eq!(bench.console.model().session.failure(), None);
    bench.must_not_show(SECRET);
    let asked = bench.effects.iter().filter(|effect| matches!(effect, Effect::Verify(..))).count();
    bench.wait(30);
    let after = bench.effects.iter().filter(|effect| matches!(effect, Effect::Verify(..))).count();
    assert_eq!(after, asked);
}

#[test]
fn a_change_on_its_way_holds_the_switch_up() {
    let mut bench = bench();
    // A description is being written, whose page was left.
    bench.press("j<enter>c<space><enter>ci<enter>");
    bench.complete_write();
    bench.press("<esc>i<enter><esc>p<down><enter>");
    bench.must_show("A change is on its way: switch the profile when it is done.");
    assert!(connects(&bench).is_empty());
    bench.complete_write();
    bench.press("<enter>");
    assert_eq!(connects(&bench), [Some("staging".to_owned())]);
}

#[test]
fn a_profile_that_does_not_work_is_left_with_one_key() {
    let mut bench = bench();
    bench.press("p<down><enter>");
    bench.must_show("esc goes back to profile prod; p chooses another profile.");
    bench.fail_connect(failure(Operation::Connect, FailureKind::Expired));
    bench.must_show("Signing in with profile staging did not work.");
    bench.must_show("It failed as Expired.");
    bench.must_not_show("alice");
    bench.press("<esc><esc><esc>");
    assert_eq!(connects(&bench), [None], "as akia was started, and once");
    bench.complete_connect();
    bench.must_show("alice");
    bench.must_show("profile prod");
    // There is nowhere to go back to any more.
    bench.press("<esc>");
    assert!(connects(&bench).is_empty());
}

#[test]
fn the_profile_before_is_marked_and_a_second_failure_does_not_lose_it() {
    let mut bench = bench();
    bench.press("p<down><enter>p");
    bench.must_show("staging (being tried)");
    bench.press("<esc>");
    bench.fail_connect(failure(Operation::Connect, FailureKind::Expired));
    bench.press("p");
    bench.must_show("▸ prod (before)");
    bench.must_show("staging (did not work)");
    bench.press("<down><down><enter>");
    // It signs in, and AWS refuses it.
    bench.slow = true;
    bench.complete_connect();
    bench.fail_reads(FailureKind::Credentials);
    bench.must_show("Signing in with profile audit did not work.");
    bench.must_show("esc goes back to profile prod");
    bench.slow = false;
    bench.press("p<enter>");
    assert_eq!(connects(&bench), [Some("prod".to_owned())]);
}

#[test]
fn before_anybody_is_signed_in_a_profile_can_be_chosen_and_is_not_lost_by_signing_in() {
    let mut bench = ConsoleHarness::unconnected(settings());
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
    let mut bench = ConsoleHarness::with(Settings { demo: true, ..settings() });
    bench.profiles = vec![profile("staging", ProfileKind::Keys, "123456789012")];
    bench.press("p<enter>");
    bench.must_show("The built-in account stands alone");
    assert!(connects(&bench).is_empty());
}

#[test]
fn in_the_smallest_terminal_kinds_are_whole_and_accounts_are_left_out() {
    let mut bench = bench();
    bench.resize(60, 15);
    bench.press("p");
    bench.must_show("2109-8765-4321  IAM Identity Center");
    let long = profile("shop-of-another-team", ProfileKind::Machine, "444444444444");
    bench.profiles.push(long);
    bench.press("<esc>p");
    for text in ["prod (in use)", "access keys", "IAM Identity Center", "this machine's"] {
        bench.must_show(text);
    }
    bench.must_not_show("2109-8765-4321");
}

#[test]
fn what_did_not_work_names_the_keys_that_lead_on_and_no_others() {
    let mut bench = bench();
    bench.resize(60, 15);
    bench.press("pstag<enter>");
    let message = "it went wrong in a way that takes many words to tell. ".repeat(14);
    let kind = FailureKind::Credentials;
    let failure = failure(Operation::Connect, kind);
    bench.fail_connect(crate::domain::Failure { message, ..failure });
    bench.must_show("esc goes back to profile prod; p chooses another profile; r tries again.");
    let screen = bench.screen();
    let footer = screen.lines().last().unwrap_or_default();
    assert_eq!(footer.trim(), "p profile  r refresh  ? help  q quit  esc back");
}
