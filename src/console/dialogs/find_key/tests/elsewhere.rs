//! Keys of other accounts, and the profiles for those.

use super::{FOREIGN, OTHER, answer, connects, on_foreign, profile};
use crate::console::model::Request;
use crate::console::testing::{ACCOUNT, ConsoleHarness, KEY_1, id, key, settings};
use crate::console::{AwsRead, Event, LocalRead, Settings};
use crate::domain::{FailureKind, Status};

#[test]
fn a_key_of_another_account_offers_the_profiles_for_it() {
    let bench = on_foreign();
    bench.must_show("It is of account 2616-4047-9576: the ID itself says so.");
    bench.must_show("▸ staging   IAM Identity Center · known by its sso_account_id");
    bench.must_show("staging-admin");
    bench.must_not_show("silent");
}

#[test]
fn the_profile_in_use_is_not_offered_whatever_it_is_thought_to_be_for() {
    let mut bench = ConsoleHarness::new();
    bench.profiles = vec![profile("prod", Some(OTHER)), profile("silent", None)];
    bench.paste(FOREIGN);
    bench.must_show("None of your profiles is known to be for that account.");
}

#[test]
fn without_a_profile_for_the_account_it_says_so() {
    let mut bench = ConsoleHarness::new();
    bench.profiles = vec![profile("prod", Some(ACCOUNT)), profile("silent", None)];
    bench.paste(FOREIGN);
    bench.must_show("None of your profiles is known to be for that account.");
    bench.must_show("(One does not tell its account.)");
    bench.must_show(&format!("akia --profile NAME {FOREIGN}"));
    bench.press("<enter><esc>");
    assert_eq!(connects(&bench), []);
}

#[test]
fn profiles_that_cannot_be_read_are_said() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.paste(FOREIGN);
    answer(&mut bench, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    bench.must_show("Looking for a profile of that account…");
    bench.fail_reads(FailureKind::Denied);
    bench.must_show("Your profiles cannot be read: the files cannot be read.");
}

#[test]
fn a_key_pasted_while_the_session_is_settled_anew_is_looked_for_afterwards() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.paste(FOREIGN);
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("<esc><esc>r");
    bench.paste(FOREIGN);
    bench.must_show("will be looked for once you are");
    bench.slow = false;
    bench.complete_connect();
    bench.must_show("None of your profiles is known");
}

#[test]
fn a_profile_is_switched_to_and_the_key_looked_for_there() {
    let mut bench = on_foreign();
    bench.slow = true;
    bench.press("<esc>r");
    let late: Vec<_> = std::mem::take(&mut bench.reads);
    bench.slow = false;
    bench.paste(FOREIGN);
    bench.slow = true;
    bench.press("<down><enter>");
    assert_eq!(connects(&bench), [Some("staging-admin".to_owned())]);
    bench.must_show("Waiting for the credentials of profile staging-admin…");
    bench.must_not_show("alice");
    bench.must_not_show("1234-5678-9012");

    // What the old account answers late is not taken, before nor after.
    let replies: Vec<_> = late.iter().map(|(call, read)| (*call, bench.answer_to(read))).collect();
    for (call, reply) in replies.clone() {
        bench.send(Event::Reply(call, reply));
    }
    bench.must_not_show("alice");
    bench.account_id = OTHER.to_owned();
    bench.account = [("zoe".to_owned(), vec![key("zoe", FOREIGN, Status::Active)])].into();
    bench.complete_connect();
    bench.answer_caller();
    for (call, reply) in replies {
        bench.send(Event::Reply(call, reply));
    }
    bench.must_not_show("alice");
    let notices = |(_, read): &_| matches!(read, Request::Local(LocalRead::Notices { account, .. }) if account.as_str() == OTHER);
    assert!(bench.reads.iter().any(notices));
    bench.answer_reads();
    bench.must_show("› zoe");
    bench.must_show(&format!("▸ {FOREIGN}"));
    bench.must_show("2616-4047-9576");
    bench.must_show("profile staging-admin");
    bench.press("<esc>");
    bench.must_show("zoe");
    bench.must_not_show("alice");
}

#[test]
fn a_profile_is_not_switched_while_something_would_be_lost() {
    let mut bench = ConsoleHarness::with_secret();
    bench.console.switch_profile("staging".to_owned(), Some(id(FOREIGN)));
    bench.send(Event::Tick);
    bench.must_show("A secret is not saved");
    bench.must_show("Retrieve access key");

    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    bench.console.switch_profile("staging".to_owned(), Some(id(FOREIGN)));
    bench.send(Event::Tick);
    bench.must_show("A change is on its way");
    assert_eq!(connects(&bench), []);
    assert_eq!(bench.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
}

#[test]
fn the_built_in_account_says_which_profile_it_would_be() {
    let mut bench = ConsoleHarness::with(Settings { demo: true, ..settings() });
    bench.profiles = vec![profile("staging", Some(OTHER))];
    bench.paste(FOREIGN);
    bench.press("<enter>");
    bench.must_show("outside the demo this switches to profile staging");
    assert_eq!(connects(&bench), []);
}

#[test]
fn nothing_of_another_account_stays_open() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("r");
    bench.press("<enter>?");
    bench.account_id = OTHER.to_owned();
    bench.complete_connect();
    bench.answer_reads();
    bench.must_not_show("› alice");
    bench.must_not_show("All keys");
    bench.must_show("IAM users");
}
