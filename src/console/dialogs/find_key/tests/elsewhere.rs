//! Keys of other accounts, and the profiles for those.

use super::{FOREIGN, OTHER, answer, connects, on_foreign, profile};
use crate::console::model::Request;
use crate::console::testing::{ACCOUNT, ConsoleHarness, KEY_1, id, key, settings};
use crate::console::{AwsRead, Event, LocalRead, Settings};
use crate::domain::{FailureKind, Status};

#[test]
fn a_key_of_another_account_offers_the_profiles_for_it() {
    let harness = on_foreign();
    harness.must_show("It is of account 2616-4047-9576: the ID itself says so.");
    harness.must_show("▸ staging   IAM Identity Center · known by its sso_account_id");
    harness.must_show("staging-admin");
    harness.must_not_show("silent");
}

#[test]
fn the_profile_in_use_is_not_offered_whatever_it_is_thought_to_be_for() {
    let mut harness = ConsoleHarness::new();
    harness.profiles = vec![profile("prod", Some(OTHER)), profile("silent", None)];
    harness.paste(FOREIGN);
    harness.must_show("None of your profiles is known to be for that account.");
}

#[test]
fn without_a_profile_for_the_account_it_says_so() {
    let mut harness = ConsoleHarness::new();
    harness.profiles = vec![profile("prod", Some(ACCOUNT)), profile("silent", None)];
    harness.paste(FOREIGN);
    harness.must_show("None of your profiles is known to be for that account.");
    harness.must_show("(One does not tell its account.)");
    harness.must_show(&format!("akia --profile NAME {FOREIGN}"));
    harness.press("<enter><esc>");
    assert_eq!(connects(&harness), []);
}

#[test]
fn profiles_that_cannot_be_read_are_reported() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.paste(FOREIGN);
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    harness.must_show("Looking for a profile of that account…");
    harness.fail_reads(FailureKind::Denied);
    harness.must_show("Your profiles cannot be read: the files cannot be read.");
}

#[test]
fn a_key_pasted_while_signing_in_again_is_looked_for_afterwards() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.paste(FOREIGN);
    harness.press("r");
    harness.fail_reads(FailureKind::Expired);
    harness.press("<esc><esc>r");
    harness.paste(FOREIGN);
    harness.must_show("will be looked for once you are");
    harness.slow = false;
    harness.complete_connect();
    harness.must_show("None of your profiles is known");
}

#[test]
fn a_profile_is_switched_to_and_the_key_looked_for_there() {
    let mut harness = on_foreign();
    harness.slow = true;
    harness.press("<esc>r");
    let late: Vec<_> = std::mem::take(&mut harness.reads);
    harness.slow = false;
    harness.paste(FOREIGN);
    harness.slow = true;
    harness.press("<down><enter>");
    assert_eq!(connects(&harness), [Some("staging-admin".to_owned())]);
    harness.must_show("Waiting for the credentials of profile staging-admin…");
    harness.must_not_show("alice");
    harness.must_not_show("1234-5678-9012");

    // What the old account answers late is not taken, before nor after.
    let replies: Vec<_> =
        late.iter().map(|(call, read)| (*call, harness.answer_to(read))).collect();
    for (call, reply) in replies.clone() {
        harness.send(Event::Reply(call, reply));
    }
    harness.must_not_show("alice");
    harness.account_id = OTHER.to_owned();
    harness.account = [("zoe".to_owned(), vec![key("zoe", FOREIGN, Status::Active)])].into();
    harness.complete_connect();
    harness.answer_caller();
    for (call, reply) in replies {
        harness.send(Event::Reply(call, reply));
    }
    harness.must_not_show("alice");
    let notices = |(_, read): &_| matches!(read, Request::Local(LocalRead::Notices { account, .. }) if account.as_str() == OTHER);
    assert!(harness.reads.iter().any(notices));
    harness.answer_reads();
    harness.must_show("› zoe");
    harness.must_show(&format!("▸ {FOREIGN}"));
    harness.must_show("2616-4047-9576");
    harness.must_show("profile staging-admin");
    harness.press("<esc>");
    harness.must_show("zoe");
    harness.must_not_show("alice");
}

#[test]
fn a_profile_is_not_switched_while_something_would_be_lost() {
    let mut harness = ConsoleHarness::with_secret();
    harness.console.switch_profile("staging".to_owned(), Some(id(FOREIGN)));
    harness.send(Event::Tick);
    harness.must_show("A secret is not saved");
    harness.must_show("Retrieve access key");

    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.console.switch_profile("staging".to_owned(), Some(id(FOREIGN)));
    harness.send(Event::Tick);
    harness.must_show("A change is on its way");
    assert_eq!(connects(&harness), []);
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
}

#[test]
fn the_built_in_account_says_which_profile_it_would_be() {
    let mut harness = ConsoleHarness::with(Settings { demo: true, ..settings() });
    harness.profiles = vec![profile("staging", Some(OTHER))];
    harness.paste(FOREIGN);
    harness.press("<enter>");
    harness.must_show("outside the demo this switches to profile staging");
    assert_eq!(connects(&harness), []);
}

#[test]
fn nothing_of_another_account_stays_open() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.press("r");
    harness.fail_reads(FailureKind::Expired);
    harness.press("r");
    harness.press("<enter>?");
    harness.account_id = OTHER.to_owned();
    harness.complete_connect();
    harness.answer_reads();
    harness.must_not_show("› alice");
    harness.must_not_show("All keys");
    harness.must_show("IAM users");
}
