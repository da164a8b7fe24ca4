//! The guide: which step it shows, what its keys do, and what it warns about.

mod evidence;
mod local_machine;
mod without_journal;

use super::*;
use crate::console::testing::{
    ConsoleHarness, KEY_1, KEY_2, NEW_KEY, OWN_KEY, failure, id, key, name, noon, settings,
};
use crate::console::{Effect, Event, Reply, Settings};
use crate::domain::{
    AccessKeyEvent, AccessKeyEventKind, LastUsed, LocalProfile, Operation, ProfileKind, Status,
};
use rstest::rstest;

fn set_last_used(harness: &mut ConsoleHarness, key: &str, days: i64, service: &str) {
    let date = noon() - TimeDelta::days(days);
    let at = LastUsed::At { date, region: None, service: Some(service.to_owned()) };
    harness.last_used.insert(key.to_owned(), at);
}

fn add_key_event(harness: &mut ConsoleHarness, key: &str, days: i64, kind: AccessKeyEventKind) {
    let when = noon() - TimeDelta::days(days);
    harness.key_events.push(AccessKeyEvent { when, key: id(key), kind });
}

fn profile(name: &str, key: &str) -> LocalProfile {
    LocalProfile {
        name: name.to_owned(),
        kind: ProfileKind::Keys,
        account: None,
        access_key_id: Some(id(key)),
    }
}

/// alice with two active keys: one used so many days ago, and one that is five days old.
fn under_way(old_used: i64, new_used: Option<i64>) -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    let mut new = key("alice", NEW_KEY, Status::Active);
    new.created = Some(noon() - TimeDelta::days(5));
    let old = key("alice", KEY_1, Status::Active);
    harness.account.insert("alice".to_owned(), vec![new, old]);
    set_last_used(&mut harness, KEY_1, old_used, "s3");
    if let Some(days) = new_used {
        set_last_used(&mut harness, NEW_KEY, days, "s3");
    }
    harness.press("r<enter>");
    harness
}

/// The user whose key signs the session, with a second key.
fn own_under_way() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    let mut new = key("ops-admin", NEW_KEY, Status::Active);
    new.created = Some(noon() - TimeDelta::days(1));
    harness.account.get_mut("ops-admin").unwrap().push(new);
    add_key_event(&mut harness, NEW_KEY, 1, AccessKeyEventKind::Verified);
    harness
}

#[rstest]
#[case::no_keys("j<enter>R", "Nothing to rotate")]
#[case::one_key("jj<enter>R", "Step 1 of 6: create the second key")]
#[case::one_off("<enter>R", "Step 6 of 6: delete the old key")]
fn any_user_has_a_step(#[case] script: &str, #[case] title: &str) {
    let mut harness = ConsoleHarness::new();
    harness.press(script);
    harness.must_show(title);
    harness.press("<esc>");
    harness.must_not_show(title);
    harness.must_show("Summary");
}

#[test]
fn enter_takes_the_step_and_the_page_of_the_new_key_names_the_old_one() {
    let mut harness = ConsoleHarness::new();
    harness.press("jj<enter>R<enter>");
    harness.must_show("1 of 3");
    harness.press("<space><enter><enter>");
    harness.complete_write();
    harness.must_show("To replace AKIAJ5CAROLSONLYXMPL");
    harness.must_not_show("on this machine");
    harness.press("<esc><down><enter>");
    harness.must_show("Step 2 of 6: update every application");
    harness.must_show("Old · AKIAJ5CAROLSONLYXMPL");
    harness.must_show(&format!("New · {NEW_KEY}"));
}

#[test]
fn an_idle_old_key_is_deactivated_and_activated_again_with_one_key() {
    let mut harness = under_way(9, Some(0));
    harness.press("R");
    harness.must_show("Step 4 of 6: deactivate the old key");
    harness.press("<enter>");
    harness.must_show("Deactivate access key");
    harness.press("<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Deactivate {KEY_1}")]);
    add_key_event(&mut harness, KEY_1, 0, AccessKeyEventKind::Deactivated);
    harness.complete_write();
    harness.must_show("Step 5 of 6: the old key is off: wait again");
    harness.must_show("IAM does not show refused calls");
    harness.must_show("akia deactivated it now (a hint of this machine)");
    // Whichever card is selected.
    harness.press("j");
    harness.must_show(&format!("▸ New · {NEW_KEY}"));
    harness.press("a");
    harness.must_show("Activate access key");
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Activate {KEY_1}")]);
}

#[rstest]
#[case::done(false)]
#[case::answer_lost(true)]
fn a_key_deactivated_a_moment_ago_is_not_deleted_although_no_journal_has_it(#[case] lost: bool) {
    let mut harness = under_way(9, Some(0));
    harness.press("R<enter><tab><enter>");
    if lost {
        harness.lose_write_answer();
        harness.press("<esc>");
        harness.wait(61);
    } else {
        harness.complete_write();
    }
    harness.must_show("Step 5 of 6: the old key is off: wait again");
    harness.must_not_show("a hint of this machine");
    harness.must_not_show("Delete AKIA");
    // Another step is another matter: what AWS refused was not done.
    harness.press("a");
    harness.press("<enter>");
    harness.fail_write(FailureKind::Denied);
    harness.must_not_show("akia activated it");
}

#[test]
fn a_change_against_the_recommendation_is_asked_about_with_the_warnings() {
    let mut harness = under_way(2, Some(0));
    harness.press("R");
    harness.must_show("Which key is the old one?");
    harness.press("o");
    harness.must_show("Step 3 of 6: wait until the old key is quiet");
    harness.must_show("Wait until 2026-11-27 12:00Z (5 days), unless it is used before");
    harness.press("<enter>");
    harness.must_show("Nothing is to be done until 2026-11-27");
    harness.press("d");
    harness.must_show("Go on sooner?");
    harness.must_show("It was last used 2 days ago (s3): whatever uses it stops working.");
    // Cancel is highlighted.
    harness.press("<enter>");
    harness.must_not_show("Go on sooner?");
    harness.press("d<tab><enter>");
    harness.must_show("Deactivate access key");
    harness.must_show(KEY_1);
    assert!(harness.writes.is_empty());
    harness.press("<esc>x");
    harness.must_show("What speaks against deleting it now");
}

#[test]
fn a_key_that_changes_during_the_question_is_not_changed() {
    let mut harness = under_way(2, None);
    harness.press("Rd");
    harness.must_show("Go on sooner?");
    harness.remove(KEY_1);
    harness.slow = true;
    harness.press("r");
    harness.console.cx.read(AwsRead::Keys(name("alice"), Urgency::Asked));
    harness.wait(1);
    harness.answer_keys(Ok(vec![key("alice", NEW_KEY, Status::Active)]));
    harness.press("<tab><enter>");
    harness.must_show(&format!("{KEY_1} is not there any more."));
    harness.must_not_show("Deactivate access key");
}

#[test]
fn the_idle_time_is_chosen_and_kept_for_the_next_user() {
    let mut harness = under_way(4, Some(0));
    harness.press("Row");
    harness.must_show("Quiet time");
    harness.press("<up><enter>");
    harness.must_show("Step 4 of 6");
    harness.must_show("quiet time 3 days");
    harness.press("<esc>]R");
    harness.must_show("quiet time 3 days");
}

#[test]
fn the_page_closes_when_the_account_changes() {
    let mut harness = under_way(9, Some(0));
    harness.press("R");
    harness.account_id = "999999999999".to_owned();
    harness.press("r");
    harness.console.cx.connect();
    harness.wait(1);
    harness.complete_connect();
    harness.must_not_show("Step 4 of 6");
    harness.must_not_show("Rotate");
}

#[test]
fn the_page_stays_when_keys_and_the_user_are_gone() {
    let mut harness = under_way(9, Some(0));
    harness.press("Rj");
    harness.must_show(&format!("▸ New · {NEW_KEY}"));
    harness.remove(NEW_KEY);
    harness.press("r");
    harness.must_show("Step 1 of 6");
    harness.must_show(&format!("▸ Old · {KEY_1}"));
    harness.remove(KEY_1);
    harness.press("r");
    harness.must_show("Nothing to rotate");
    harness.press("y");
    harness.must_show("The user has no access keys.");
    harness.account.remove("alice");
    harness.press("rR");
    for script in ["d", "x", "a", "o", "m", "j", "<enter>", "<pgdn>"] {
        harness.press(script);
    }
    assert!(harness.writes.is_empty());
}

#[test]
fn a_read_only_session_shows_the_guide_without_changes() {
    let mut harness = ConsoleHarness::with(Settings { read_only: true, ..settings() });
    harness.press("jj<enter>R");
    harness.must_show("Step 1 of 6");
    harness.must_show("Nothing that changes IAM is offered");
    for script in ["<enter>", "c", "d", "x"] {
        harness.press(script);
        harness.must_show("This is a read-only session");
    }
}

#[test]
fn of_two_inactive_keys_the_selected_one_is_activated() {
    let mut harness = ConsoleHarness::on_alice();
    harness.set(KEY_1, &Status::Inactive);
    harness.press("rRj");
    let selected = if harness.shows(&format!("▸ Key · {KEY_2}")) { KEY_2 } else { KEY_1 };
    harness.press("a<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Activate {selected}")]);
}

#[rstest]
#[case(60, 15)]
#[case(80, 24)]
#[case(120, 40)]
fn cards_have_room_before_reasons_at_any_size(#[case] columns: u16, #[case] rows: u16) {
    let mut harness = under_way(2, None);
    harness.profiles = vec![profile("prod", KEY_1)];
    add_key_event(&mut harness, KEY_1, 300, AccessKeyEventKind::Activated);
    harness.press("R");
    harness.resize(columns, rows);
    harness.must_show("▸2 Update◂");
    harness.must_show(&format!("▸ Old · {KEY_1}"));
    harness.must_show("2 days ago · s3");
    // Every reason can be reached.
    for _ in 0..12 {
        harness.press("<pgdn>");
    }
    harness.must_show("verified: whether anything works with it is not known.");
}

#[test]
fn the_smallest_terminal_shows_the_key_of_the_override_warning() {
    let mut harness = under_way(2, None);
    harness.profiles =
        ["prod", "staging", "a-profile-with-a-long-name"].map(|n| profile(n, KEY_1)).into();
    add_key_event(&mut harness, KEY_1, 300, AccessKeyEventKind::Activated);
    harness.press("R");
    harness.resize(60, 15);
    harness.press("d");
    for text in ["Go on sooner?", "User            alice", KEY_1, "What speaks against", "Cancel"] {
        harness.must_show(text);
    }
}

#[test]
fn the_smallest_terminal_names_the_current_step() {
    let mut harness = ConsoleHarness::on_alice();
    harness.resize(60, 15);
    harness.press("R");
    harness.must_show("▸6 Delete◂");
}

#[test]
fn a_choice_is_taken_back_by_the_same_key_and_the_older_one_is_named() {
    let mut harness = under_way(2, Some(0));
    harness.press("Rjo");
    harness.must_show("the older one, 400 days old, stays");
    harness.must_show(&format!("Kept · {KEY_1}"));
    harness.press("d");
    harness.must_show("Go on sooner?");
    harness.must_show("the older one, 400 days old, would stay");
    harness.press("<esc>o");
    harness.must_show("Neither is taken for the old one");
    harness.must_show("Which key is the old one?");
}

#[test]
fn enter_is_not_offered_if_there_is_no_step_to_take() {
    let mut harness = under_way(2, Some(0));
    harness.press("R");
    harness.must_show("↵ next step");
    harness.press("o");
    harness.must_show("Wait until 2026-11-27");
    harness.must_not_show("↵ ");
    harness.press("<enter>");
    harness.must_show("Nothing is to be done until 2026-11-27");
}

#[test]
fn a_read_only_session_offers_neither_enter_nor_activating() {
    let mut harness = ConsoleHarness::with(Settings { read_only: true, ..settings() });
    harness.press("<enter>R");
    harness.must_show(&format!("Delete {KEY_2}"));
    harness.must_not_show("↵ Delete");
    harness.must_not_show("a activates");
    harness.must_not_show("x deletes");
    harness.press("<esc><esc>j<enter>R");
    harness.must_show("Nothing to rotate");
    harness.must_not_show("c creates");
}

#[test]
fn the_last_delete_completes_the_rotation() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("R<enter>");
    harness.must_show("Delete access key");
    harness.must_not_show("Rotation complete");
    harness.press(&format!("{KEY_2}<enter>"));
    while !harness.writes.is_empty() {
        harness.complete_write();
    }
    harness.must_show("Rotation complete: the old key");
}
