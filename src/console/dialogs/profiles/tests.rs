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
fn harness() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    harness.profiles = vec![
        profile("prod", ProfileKind::Keys, "123456789012"),
        profile("staging", ProfileKind::Sso, "210987654321"),
        profile("audit", ProfileKind::Role, "333333333333"),
    ];
    harness
}

/// The profiles that were connected with.
fn connects(harness: &ConsoleHarness) -> Vec<Option<String>> {
    let profile = |effect: &Effect| match effect {
        Effect::Connect(_, with) => Some(with.profile.clone()),
        _ => None,
    };
    harness.effects.iter().filter_map(profile).collect()
}

#[test]
fn profiles_are_narrowed_while_typing_and_switched_to() {
    let mut harness = harness();
    harness.press("p");
    harness.must_show("▸ prod (in use)");
    harness.must_show("1234-5678-9012");
    // By kind, by account, by name; letters are text here.
    harness.press("identity");
    harness.must_show("▸ staging");
    harness.must_not_show("audit");
    harness.press("<^u>3333<enter>");
    assert_eq!(connects(&harness), [Some("audit".to_owned())]);
    harness.must_not_show("alice");
    harness.must_show("Waiting for the credentials of profile audit");
    harness.account_id = "333333333333".to_owned();
    harness.complete_connect();
    harness.must_show("3333-3333-3333");
    harness.must_show("alice");
}

#[test]
fn late_answers_of_the_account_before_are_not_taken() {
    let mut harness = harness();
    harness.slow = true;
    harness.press("r");
    let late = harness.reads.clone();
    harness.slow = false;
    harness.press("p<down><enter>");
    harness.slow = true;
    harness.complete_connect();
    for (call, read) in late {
        let reply = harness.answer_to(&read);
        harness.send(crate::console::Event::Reply(call, reply));
    }
    harness.must_not_show("carol");
}

/// Of every kind of question, the answer of the account before, after the switch and after the
/// other account is known.
#[test]
fn whatever_the_account_before_still_answers_is_not_shown_in_the_other() {
    let mut harness = harness();
    harness.notices = vec![JournalNotice {
        when: harness.now,
        user: UserName::from_iam("alice"),
        key: None,
        secret: crate::domain::SecretLocation::Unsaved,
    }];
    harness.slow = true;
    // The table, a page, a key's owner, everything that is asked for after signing in.
    harness.press("r<enter>").paste("AKIAJ5CAROLSONLYXMPL");
    harness.press("<esc>");
    let late = harness.reads.clone();
    assert!(late.len() >= 6, "{late:?}");
    harness.reads.clear();
    harness.press("p");
    harness.answer_one(0, None);
    harness.press("<down><enter>");
    for in_another_account in [false, true] {
        if in_another_account {
            harness.account_id = "210987654321".to_owned();
            harness.complete_connect();
            harness.answer_caller();
            harness.must_show("2109-8765-4321");
            harness.account_id = "123456789012".to_owned();
        }
        for (call, read) in late.clone() {
            let reply = harness.answer_to(&read);
            harness.send(Event::Reply(call, reply));
        }
        for theirs in ["carol", "alice", "acme", "1234-5678-9012", "A secret was not saved"] {
            harness.must_not_show(theirs);
        }
    }
    assert!(harness.writes.is_empty());
}

#[test]
fn a_verification_of_the_account_before_ends_with_it() {
    let mut harness = harness();
    harness.press("j<enter>c<space><enter><enter>");
    harness.complete_write();
    harness.press("v");
    let verify = harness.effects.iter().find_map(|effect| match effect {
        Effect::Verify(call, _) => Some(*call),
        _ => None,
    });
    // Saved, as the person says: an unsaved secret would prevent the switch.
    harness.press("<esc>i<enter><esc>p<down><enter>");
    assert_eq!(connects(&harness), [Some("staging".to_owned())]);
    let refused = Err(failure(Operation::GetCallerIdentity, FailureKind::Expired));
    harness.send(Event::Reply(verify.unwrap(), Reply::Verified(refused)));
    harness.complete_connect();
    assert_eq!(harness.console.model().session.failure(), None);
    harness.must_not_show(SECRET);
    let asked =
        harness.effects.iter().filter(|effect| matches!(effect, Effect::Verify(..))).count();
    harness.wait(30);
    let after =
        harness.effects.iter().filter(|effect| matches!(effect, Effect::Verify(..))).count();
    assert_eq!(after, asked);
}

#[test]
fn no_profile_is_switched_to_while_a_change_is_in_flight() {
    let mut harness = harness();
    // A description is being written, whose page was left.
    harness.press("j<enter>c<space><enter>ci<enter>");
    harness.complete_write();
    harness.press("<esc>i<enter><esc>p<down><enter>");
    harness.must_show("A change is on its way: switch the profile when it is done.");
    assert!(connects(&harness).is_empty());
    harness.complete_write();
    harness.press("<enter>");
    assert_eq!(connects(&harness), [Some("staging".to_owned())]);
}

#[test]
fn a_profile_that_does_not_work_is_left_with_one_key() {
    let mut harness = harness();
    harness.press("p<down><enter>");
    harness.must_show("esc goes back to profile prod; p chooses another profile.");
    harness.fail_connect(failure(Operation::Connect, FailureKind::Expired));
    harness.must_show("Signing in with profile staging did not work.");
    harness.must_show("It failed as Expired.");
    harness.must_not_show("alice");
    harness.press("<esc><esc><esc>");
    assert_eq!(connects(&harness), [None], "as akia was started, and once");
    harness.complete_connect();
    harness.must_show("alice");
    harness.must_show("profile prod");
    // There is nowhere to go back to any more.
    harness.press("<esc>");
    assert!(connects(&harness).is_empty());
}

#[test]
fn the_profile_before_is_marked_and_a_second_failure_does_not_lose_it() {
    let mut harness = harness();
    harness.press("p<down><enter>p");
    harness.must_show("staging (being tried)");
    harness.press("<esc>");
    harness.fail_connect(failure(Operation::Connect, FailureKind::Expired));
    harness.press("p");
    harness.must_show("▸ prod (before)");
    harness.must_show("staging (did not work)");
    harness.press("<down><down><enter>");
    // It signs in, and AWS refuses it.
    harness.slow = true;
    harness.complete_connect();
    harness.fail_reads(FailureKind::Credentials);
    harness.must_show("Signing in with profile audit did not work.");
    harness.must_show("esc goes back to profile prod");
    harness.slow = false;
    harness.press("p<enter>");
    assert_eq!(connects(&harness), [Some("prod".to_owned())]);
}

#[test]
fn before_anybody_is_signed_in_a_profile_can_be_chosen_and_is_not_lost_by_signing_in() {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.profiles = vec![profile("audit", ProfileKind::Role, "333333333333")];
    harness.slow = true;
    let effects = harness.console.start();
    assert_eq!(effects.len(), 1);
    harness.press("p");
    harness.must_show("Reading your profiles…");
    harness.press("r");
    harness.answer_reads();
    harness.must_show("▸ audit");
    harness.press("<enter>");
    assert_eq!(connects(&harness).last(), Some(&Some("audit".to_owned())));
}

#[test]
fn cancelled_nothing_changes() {
    let mut harness = harness();
    harness.press("pstag<esc>");
    assert!(connects(&harness).is_empty());
    harness.must_show("alice");
}

#[test]
fn where_no_profile_matches_there_is_nothing_to_switch_to() {
    let mut harness = harness();
    harness.press("pzzz<enter>");
    harness.must_show("No profile matches.");
    assert!(connects(&harness).is_empty());
}

#[test]
fn the_profile_in_use_is_not_switched_to() {
    let mut harness = harness();
    harness.press("p<enter>");
    harness.must_show("Profile prod is in use; r signs in with it again.");
    assert!(connects(&harness).is_empty());
}

#[test]
fn the_built_in_account_stands_alone() {
    let mut harness = ConsoleHarness::with(Settings { demo: true, ..settings() });
    harness.profiles = vec![profile("staging", ProfileKind::Keys, "123456789012")];
    harness.press("p<enter>");
    harness.must_show("The built-in account stands alone");
    assert!(connects(&harness).is_empty());
}

#[test]
fn in_the_smallest_terminal_kinds_are_whole_and_accounts_are_left_out() {
    let mut harness = harness();
    harness.resize(60, 15);
    harness.press("p");
    harness.must_show("2109-8765-4321  IAM Identity Center");
    let long = profile("shop-of-another-team", ProfileKind::Machine, "444444444444");
    harness.profiles.push(long);
    harness.press("<esc>p");
    for text in ["prod (in use)", "access keys", "IAM Identity Center", "this machine's"] {
        harness.must_show(text);
    }
    harness.must_not_show("2109-8765-4321");
}

#[test]
fn what_did_not_work_names_the_keys_that_lead_on_and_no_others() {
    let mut harness = harness();
    harness.resize(60, 15);
    harness.press("pstag<enter>");
    let message = "it went wrong in a way that takes many words to tell. ".repeat(14);
    let kind = FailureKind::Credentials;
    let failure = failure(Operation::Connect, kind);
    harness.fail_connect(crate::domain::Failure { message, ..failure });
    harness.must_show("esc goes back to profile prod; p chooses another profile; r tries again.");
    let screen = harness.screen();
    let footer = screen.lines().last().unwrap_or_default();
    assert_eq!(footer.trim(), "p profile  r refresh  ? help  q quit  esc back");
}
