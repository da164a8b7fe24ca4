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
fn an_unavailable_action_says_why(#[case] script: &str, #[case] reason: &str) {
    let mut harness = ConsoleHarness::on_alice();
    harness.press(script);
    harness.must_show(reason);
    harness.must_not_show("Cancel");
}

#[rstest]
#[case("a", "This key has expired: it cannot be activated.")]
#[case("d", "This key has expired: it signs nothing.")]
#[case("D", "The user has no active access key.")]
fn an_action_unavailable_for_an_expired_key_says_why(#[case] script: &str, #[case] reason: &str) {
    let mut harness = ConsoleHarness::new();
    harness.set(KEY_1, &Status::Expired);
    harness.press("<enter>").press(script);
    harness.must_show(reason);
}

#[rstest]
#[case("a")]
#[case("d")]
#[case("x")]
#[case("t")]
#[case("y")]
fn without_keys_no_action_on_a_key_is_available(#[case] script: &str) {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>").press(script);
    harness.must_show("The user has no access keys.");
}

#[test]
fn before_the_keys_are_known_no_action_is_available() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.account.insert("dave".to_owned(), vec![]);
    harness.press("r");
    let (call, read) = harness.reads.remove(0);
    let users = harness.answer_to(&read);
    harness.send(crate::console::Event::Reply(call, users));
    harness.press("Gk<enter>c");
    harness.must_show("› dave");
    harness.must_show("The access keys are not known yet.");
}

#[test]
fn read_only_offers_nothing_that_changes_iam() {
    let mut harness = ConsoleHarness::with(Settings { read_only: true, ..settings() });
    harness.press("<enter>");
    harness.must_show("READ ONLY");
    for script in ["c", "d", "x", "D", "t", "ja"] {
        harness.press(script);
        harness.must_show("This is a read-only session");
        harness.must_not_show("Cancel");
    }
}

#[test]
fn users_of_another_account_are_not_changed() {
    let harness = ConsoleHarness::on_alice();
    let accounts =
        harness.console.cx.model.directory.foreign_account(&AccountId::from_aws("999999999999"));
    assert!(accounts.is_some());
    // Before any user is described, keys may belong to any account.
    let mut harness = ConsoleHarness::unconnected(Settings {
        start: Start::User(crate::console::testing::name("alice")),
        ..settings()
    });
    harness.slow = true;
    harness.start();
    harness.answer_caller();
    harness.answer_keys(Ok(vec![key("alice", KEY_1, Status::Active)]));
    harness.press("d");
    harness.must_show("Which account the user is of, is not known yet.");
    harness.answer_reads();
    harness.press("d");
    harness.must_show("Deactivate access key");
}

#[test]
fn the_selection_stays_with_its_key() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("j");
    let keys = harness.account.get_mut("alice").unwrap();
    keys.reverse();
    harness.press("r");
    harness.must_show(&format!("▸ {KEY_2}"));
    harness.remove(KEY_1);
    harness.press("r");
    harness.must_show(&format!("▸ {KEY_2}"));
    // A new key above it does not change the selection.
    harness.account.get_mut("alice").unwrap().insert(0, key("alice", NEW_KEY, Status::Active));
    harness.press("rx");
    harness.must_show(&format!("Access key ID   {KEY_2}"));
}

#[test]
fn the_neighbours_are_those_in_the_filtered_table() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>]");
    harness.must_show("› carol");
    harness.press("[[");
    harness.must_show("› alice");
    harness.press("[");
    harness.must_show("There is no further user in the table.");
    harness.press("<esc>/carol<enter>]");
    harness.must_show("› carol");
    harness.must_show("There is no further user in the table.");
}

#[test]
fn the_key_that_signs_the_session_is_marked() {
    let harness = ConsoleHarness::on_own();
    harness.must_show(&format!("{OWN_KEY} · signs this session"));
}

#[test]
fn the_page_says_if_the_key_to_select_is_gone() {
    let mut harness = ConsoleHarness::new();
    harness.remove(KEY_2);
    harness.paste(KEY_2);
    harness.must_show("› alice");
    harness.must_show(&format!("{KEY_2} is not among the keys of alice any more."));
}

/// A page that waits for a list does not request it again.
#[test]
fn the_page_does_not_wake_again_and_again_while_a_list_is_in_flight() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d<tab><enter>");
    harness.slow = true;
    harness.complete_write();
    for _ in 0..10 {
        harness.wait(2);
        assert!(harness.console.wake_at().unwrap() > harness.now);
    }
    let lists = harness
        .reads
        .iter()
        .filter(|(_, r)| matches!(r, Request::Aws(crate::console::AwsRead::Keys(..))));
    assert_eq!(lists.count(), 1);
}

#[test]
fn a_failed_refresh_keeps_what_was_known_and_says_so() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    harness.press("r");
    harness.fail_reads(FailureKind::Unreachable);
    harness.must_show(KEY_1);
    harness.must_show("the last refresh failed");
}

#[test]
fn copying_the_id_is_not_sensitive() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("jy");
    let Some(Effect::Copy(_, clip)) = harness.effects.last() else { panic!("nothing is copied") };
    assert!(!clip.sensitive && clip.text.read(|text| text == KEY_2));
}

#[test]
fn no_key_stays_hidden_above_in_a_larger_terminal() {
    let mut harness = ConsoleHarness::on_alice();
    let third = key("alice", "AKIAJ8THIRDXKEYXXMPL", Status::Active);
    harness.account.get_mut("alice").unwrap().push(third);
    harness.press("rG");
    harness.resize(60, 15);
    harness.must_not_show(KEY_1);
    harness.resize(100, 40);
    harness.must_show(KEY_1);
}

#[test]
fn a_user_who_does_not_exist_has_no_other_values() {
    let harness =
        ConsoleHarness::with(Settings { start: Start::User(name("nobody")), ..settings() });
    harness.must_show("This account has no user named nobody.");
    harness.must_not_show("Disabled");
}
