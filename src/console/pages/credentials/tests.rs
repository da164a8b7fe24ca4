//! A user's page: what is available and why not, and which key is meant.

use crate::console::model::Request;
use crate::console::testing::{
    ConsoleHarness, KEY_1, KEY_2, NEW_KEY, OWN_KEY, key, name, settings,
};
use crate::console::{Effect, Settings, Start};
use crate::domain::{AccountId, FailureKind, Status};
use rstest::rstest;

#[rstest]
#[case("c", "The user has 2 access keys already, active or inactive; the limit is 2.")]
#[case("a", "This key is active already.")]
#[case("jd", "This key is inactive already.")]
fn what_cannot_be_done_says_why(#[case] script: &str, #[case] reason: &str) {
    let mut bench = ConsoleHarness::on_alice();
    bench.press(script);
    bench.must_show(reason);
    bench.must_not_show("Cancel");
}

#[rstest]
#[case("a", "This key has expired: it cannot be activated.")]
#[case("d", "This key has expired: it signs nothing.")]
#[case("D", "The user has no active access key.")]
fn of_an_expired_key_too(#[case] script: &str, #[case] reason: &str) {
    let mut bench = ConsoleHarness::new();
    bench.set(KEY_1, &Status::Expired);
    bench.press("<enter>").press(script);
    bench.must_show(reason);
}

#[rstest]
#[case("a")]
#[case("d")]
#[case("x")]
#[case("t")]
#[case("y")]
fn without_keys_there_is_nothing_to_do_to_one(#[case] script: &str) {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>").press(script);
    bench.must_show("The user has no access keys.");
}

#[test]
fn before_the_keys_are_known_nothing_is_offered() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.account.insert("dave".to_owned(), vec![]);
    bench.press("r");
    let (call, read) = bench.reads.remove(0);
    let users = bench.truth(&read);
    bench.tell(crate::console::Event::Reply(call, users));
    bench.press("Gk<enter>c");
    bench.must_show("› dave");
    bench.must_show("The access keys are not known yet.");
}

#[test]
fn read_only_offers_nothing_that_changes_iam() {
    let mut bench = ConsoleHarness::with(Settings { read_only: true, ..settings() });
    bench.press("<enter>");
    bench.must_show("READ ONLY");
    for script in ["c", "d", "x", "D", "t", "ja"] {
        bench.press(script);
        bench.must_show("This is a read-only session");
        bench.must_not_show("Cancel");
    }
}

#[test]
fn users_of_another_account_are_not_changed() {
    let bench = ConsoleHarness::on_alice();
    let accounts =
        bench.console.cx.model.directory.foreign_account(&AccountId::from_aws("999999999999"));
    assert!(accounts.is_some());
    // What is read before any user is described may be of any account.
    let mut bench = ConsoleHarness::unconnected(Settings {
        start: Start::User(crate::console::testing::name("alice")),
        ..settings()
    });
    bench.slow = true;
    bench.start();
    bench.answer_caller();
    bench.answer_keys(Ok(vec![key("alice", KEY_1, Status::Active)]));
    bench.press("d");
    bench.must_show("Which account the user is of, is not known yet.");
    bench.answer_reads();
    bench.press("d");
    bench.must_show("Deactivate access key");
}

#[test]
fn the_selection_stays_with_its_key() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("j");
    let keys = bench.account.get_mut("alice").unwrap();
    keys.reverse();
    bench.press("r");
    bench.must_show(&format!("▸ {KEY_2}"));
    bench.remove(KEY_1);
    bench.press("r");
    bench.must_show(&format!("▸ {KEY_2}"));
    // A key that comes before it does not take its place.
    bench.account.get_mut("alice").unwrap().insert(0, key("alice", NEW_KEY, Status::Active));
    bench.press("rx");
    bench.must_show(&format!("Access key ID   {KEY_2}"));
}

#[test]
fn the_next_and_the_previous_user_are_those_of_the_table_as_searched() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>]");
    bench.must_show("› carol");
    bench.press("[[");
    bench.must_show("› alice");
    bench.press("[");
    bench.must_show("There is no further user in the table.");
    bench.press("<esc>/carol<enter>]");
    bench.must_show("› carol");
    bench.must_show("There is no further user in the table.");
}

#[test]
fn the_key_that_signs_the_session_is_marked() {
    let bench = ConsoleHarness::on_own();
    bench.must_show(&format!("{OWN_KEY} · signs this session"));
}

#[test]
fn a_key_that_is_gone_when_its_page_opens_is_said_to_be_gone() {
    let mut bench = ConsoleHarness::new();
    bench.remove(KEY_2);
    bench.paste(KEY_2);
    bench.must_show("› alice");
    bench.must_show(&format!("{KEY_2} is not among the keys of alice any more."));
}

/// A page that waits for a list does not ask for it again and again.
#[test]
fn while_a_list_is_on_its_way_the_page_does_not_wake_for_ever() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("d<tab><enter>");
    bench.slow = true;
    bench.iam_does();
    for _ in 0..10 {
        bench.wait(2);
        assert!(bench.console.wake_at().unwrap() > bench.now);
    }
    let lists = bench
        .reads
        .iter()
        .filter(|(_, r)| matches!(r, Request::Aws(crate::console::AwsRead::Keys(..))));
    assert_eq!(lists.count(), 1);
}

#[test]
fn a_failed_refresh_keeps_what_was_known_and_says_so() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Unreachable);
    bench.must_show(KEY_1);
    bench.must_show("the last refresh failed");
}

#[test]
fn copying_the_id_is_not_sensitive() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("jy");
    let Some(Effect::Copy(_, clip)) = bench.asked.last() else { panic!("nothing is copied") };
    assert!(!clip.sensitive && clip.text.read(|text| text == KEY_2));
}

#[test]
fn with_more_room_no_key_stays_hidden_above() {
    let mut bench = ConsoleHarness::on_alice();
    let third = key("alice", "AKIAJ8THIRDXKEYXXMPL", Status::Active);
    bench.account.get_mut("alice").unwrap().push(third);
    bench.press("rG");
    bench.resize(60, 15);
    bench.must_not_show(KEY_1);
    bench.resize(100, 40);
    bench.must_show(KEY_1);
}

#[test]
fn of_a_user_who_is_not_there_nothing_is_said_but_that() {
    let bench = ConsoleHarness::with(Settings { start: Start::User(name("nobody")), ..settings() });
    bench.must_show("This account has no user named nobody.");
    bench.must_not_show("Disabled");
}
