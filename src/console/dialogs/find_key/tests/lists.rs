//! Looking through the lists of keys, where IAM does not tell.

use super::{UNKNOWN, answer, asks_for_keys_of, silent_account};
use crate::console::model::Request;
use crate::console::testing::{KEY_1, failure};
use crate::console::{AwsAnswer, AwsRead, Event, Reply};
use crate::domain::{FailureKind, JournalNotice, Operation, UserName};

#[test]
fn where_iam_names_no_owner_the_lists_are_searched() {
    let mut harness = silent_account();
    harness.paste(KEY_1);
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    harness.must_show("You may not ask whose key this is: a policy denies it.");
    harness.must_show("Ask for the permission iam:GetAccessKeyLastUsed");
    harness.must_show("Looking through the access keys: 0 users so far");
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Users(_))));
    harness.must_show("Looking through the access keys: 0 of 4 users");
    answer(&mut harness, |read| asks_for_keys_of(read, "bob"));
    harness.must_show("Looking through the access keys: 1 of 4 users");
    answer(&mut harness, |read| asks_for_keys_of(read, "alice"));
    harness.must_show("› alice");
    harness.must_show(&format!("▸ {KEY_1}"));
}

#[test]
fn a_key_in_no_list_is_reported_as_such() {
    let mut harness = silent_account();
    harness.paste(UNKNOWN);
    harness.answer_reads();
    harness.must_show("None of the 4 users has it");
    harness.must_not_show("could not be read");
    harness.wait(120);
    harness.must_show("They were listed 2 minutes ago");
}

#[test]
fn users_whose_keys_could_not_be_read_are_counted() {
    let mut harness = silent_account();
    harness.paste(UNKNOWN);
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Users(_))));
    let at = harness.reads.iter().position(|(_, read)| asks_for_keys_of(read, "carol")).unwrap();
    let (call, Request::Aws(AwsRead::Keys(user, urgency))) = harness.reads.remove(at) else {
        panic!("not keys")
    };
    let denied = failure(Operation::ListAccessKeys, FailureKind::Denied);
    harness.send(Event::Reply(call, Reply::Aws(AwsAnswer::Keys(user, urgency, Err(denied)))));
    harness.answer_reads();
    harness.must_show("None of the 3 users whose access keys could be read has it.");
    harness.must_show("The keys of 1 of 4 users could not be read.");
}

#[test]
fn where_nothing_may_be_listed_there_is_nothing_to_search() {
    let mut harness = silent_account();
    harness.paste(UNKNOWN);
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    let at = harness
        .reads
        .iter()
        .position(|(_, read)| matches!(read, Request::Aws(AwsRead::Users(_))))
        .unwrap();
    let (call, _) = harness.reads.remove(at);
    let denied = failure(Operation::ListUsers, FailureKind::Denied);
    harness.send(Event::Reply(call, Reply::Aws(AwsAnswer::Users(Err(denied)))));
    harness.must_show("No user's access keys can be listed either.");
    harness.must_show("Not all users could be listed: ListUsers");
}

#[test]
fn looking_through_can_be_left_and_then_leads_nowhere() {
    let mut harness = silent_account();
    harness.paste(KEY_1);
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    harness.press("<esc>");
    harness.answer_reads();
    harness.must_not_show("› alice");
    harness.must_show("carol");
}

#[test]
fn what_is_found_by_looking_through_leaves_nothing_that_waits() {
    let mut harness = silent_account();
    harness.notices = vec![JournalNotice {
        when: harness.now,
        user: UserName::from_iam("bob"),
        key: None,
        secret: crate::domain::SecretLocation::Unsaved,
    }];
    harness.paste(KEY_1);
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    harness.answer_reads();
    harness.must_show("A secret was not saved");
    harness.must_show(&format!("{KEY_1} belongs to alice."));
}

#[test]
fn in_a_list_of_several_owners_appear_as_the_lists_are_read() {
    let mut harness = silent_account();
    harness.paste(&format!("{KEY_1} {UNKNOWN}"));
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    harness.must_show(&format!("{KEY_1}  denied: not told by IAM"));
    harness.answer_reads();
    harness.must_show(&format!("{KEY_1}  alice"));
    harness.must_show(&format!("{UNKNOWN}  denied: not told by IAM"));
}

#[test]
fn a_key_listed_meanwhile_is_found_when_iam_does_not_name_its_owner() {
    let mut harness = silent_account();
    harness.paste(&format!("{KEY_1} {UNKNOWN}"));
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Users(_))));
    answer(&mut harness, |read| asks_for_keys_of(read, "alice"));
    harness.wait(1);
    harness.must_show("asking IAM…");
    answer(&mut harness, |read| matches!(read, Request::Aws(AwsRead::Owner(..))));
    harness.must_show(&format!("{KEY_1}  alice"));
}
