//! The guide: where it lands, what its keys do, and what it holds back.

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

fn used(bench: &mut ConsoleHarness, key: &str, days: i64, service: &str) {
    let date = noon() - TimeDelta::days(days);
    let at = LastUsed::At { date, region: None, service: Some(service.to_owned()) };
    bench.used.insert(key.to_owned(), at);
}

fn told(bench: &mut ConsoleHarness, key: &str, days: i64, kind: AccessKeyEventKind) {
    let when = noon() - TimeDelta::days(days);
    bench.key_events.push(AccessKeyEvent { when, key: id(key), kind });
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
    let mut bench = ConsoleHarness::new();
    let mut new = key("alice", NEW_KEY, Status::Active);
    new.created = Some(noon() - TimeDelta::days(5));
    let old = key("alice", KEY_1, Status::Active);
    bench.account.insert("alice".to_owned(), vec![new, old]);
    used(&mut bench, KEY_1, old_used, "s3");
    if let Some(days) = new_used {
        used(&mut bench, NEW_KEY, days, "s3");
    }
    bench.press("r<enter>");
    bench
}

/// The user whose key signs the session, with a second key.
fn own_under_way() -> ConsoleHarness {
    let mut bench = ConsoleHarness::new();
    let mut new = key("ops-admin", NEW_KEY, Status::Active);
    new.created = Some(noon() - TimeDelta::days(1));
    bench.account.get_mut("ops-admin").unwrap().push(new);
    told(&mut bench, NEW_KEY, 1, AccessKeyEventKind::Verified);
    bench
}

#[rstest]
#[case::no_keys("j<enter>R", "Nothing to rotate")]
#[case::one_key("jj<enter>R", "Step 1 of 6: create the second key")]
#[case::one_off("<enter>R", "Step 6 of 6: delete the old key")]
fn any_user_lands_on_a_stage(#[case] script: &str, #[case] title: &str) {
    let mut bench = ConsoleHarness::new();
    bench.press(script);
    bench.must_show(title);
    bench.press("<esc>");
    bench.must_not_show(title);
    bench.must_show("Summary");
}

#[test]
fn enter_takes_the_step_and_the_new_key_is_told_what_it_replaces() {
    let mut bench = ConsoleHarness::new();
    bench.press("jj<enter>R<enter>");
    bench.must_show("1 of 3");
    bench.press("<space><enter><enter>");
    bench.iam_does();
    bench.must_show("To replace AKIAJ5CAROLSONLYXMPL");
    bench.must_not_show("on this machine");
    bench.press("<esc><down><enter>");
    bench.must_show("Step 2 of 6: update every application");
    bench.must_show("Old · AKIAJ5CAROLSONLYXMPL");
    bench.must_show(&format!("New · {NEW_KEY}"));
}

#[test]
fn an_idle_old_key_is_deactivated_and_can_be_had_back_with_one_key() {
    let mut bench = under_way(9, Some(0));
    bench.press("R");
    bench.must_show("Step 4 of 6: deactivate the old key");
    bench.press("<enter>");
    bench.must_show("Deactivate access key");
    bench.press("<tab><enter>");
    assert_eq!(bench.on_their_way(), [format!("Deactivate {KEY_1}")]);
    told(&mut bench, KEY_1, 0, AccessKeyEventKind::Deactivated);
    bench.iam_does();
    bench.must_show("Step 5 of 6: the old key is off: wait again");
    bench.must_show("IAM does not show refused calls");
    bench.must_show("akia deactivated it now (a hint of this machine)");
    // Whichever card is selected.
    bench.press("j");
    bench.must_show(&format!("▸ New · {NEW_KEY}"));
    bench.press("a");
    bench.must_show("Activate access key");
    bench.press("<enter>");
    assert_eq!(bench.on_their_way(), [format!("Activate {KEY_1}")]);
}

#[rstest]
#[case::done(false)]
#[case::answer_lost(true)]
fn what_was_deactivated_a_moment_ago_is_not_to_be_deleted_though_no_journal_says_so(
    #[case] lost: bool,
) {
    let mut bench = under_way(9, Some(0));
    bench.press("R<enter><tab><enter>");
    if lost {
        bench.iam_does_and_the_answer_is_lost();
        bench.press("<esc>");
        bench.wait(61);
    } else {
        bench.iam_does();
    }
    bench.must_show("Step 5 of 6: the old key is off: wait again");
    bench.must_not_show("a hint of this machine");
    bench.must_not_show("Delete AKIA");
    // Another step is another matter: what AWS refused was not done.
    bench.press("a");
    bench.press("<enter>");
    bench.iam_fails(FailureKind::Denied);
    bench.must_not_show("akia activated it");
}

#[test]
fn a_change_against_the_recommendation_is_asked_about_with_the_warnings() {
    let mut bench = under_way(2, Some(0));
    bench.press("R");
    bench.must_show("Which key is the old one?");
    bench.press("o");
    bench.must_show("Step 3 of 6: wait until the old key is quiet");
    bench.must_show("Wait until 2026-11-27 12:00Z (5 days), unless it is used before");
    bench.press("<enter>");
    bench.must_show("Nothing is to be done until 2026-11-27");
    bench.press("d");
    bench.must_show("Go on sooner?");
    bench.must_show("It was last used 2 days ago (s3): whatever uses it stops working.");
    // Cancel is highlighted.
    bench.press("<enter>");
    bench.must_not_show("Go on sooner?");
    bench.press("d<tab><enter>");
    bench.must_show("Deactivate access key");
    bench.must_show(KEY_1);
    assert!(bench.writes.is_empty());
    bench.press("<esc>x");
    bench.must_show("What speaks against deleting it now");
}

#[test]
fn where_the_key_changed_while_it_was_asked_the_dialog_is_about_what_is() {
    let mut bench = under_way(2, None);
    bench.press("Rd");
    bench.must_show("Go on sooner?");
    bench.remove(KEY_1);
    bench.slow = true;
    bench.press("r");
    bench.console.cx.read(AwsRead::Keys(name("alice"), Urgency::Asked));
    bench.wait(1);
    bench.answer_keys(Ok(vec![key("alice", NEW_KEY, Status::Active)]));
    bench.press("<tab><enter>");
    bench.must_show(&format!("{KEY_1} is not there any more."));
    bench.must_not_show("Deactivate access key");
}

#[test]
fn the_idle_time_is_chosen_and_kept_for_the_next_user() {
    let mut bench = under_way(4, Some(0));
    bench.press("Row");
    bench.must_show("Quiet time");
    bench.press("<up><enter>");
    bench.must_show("Step 4 of 6");
    bench.must_show("quiet time 3 days");
    bench.press("<esc>]R");
    bench.must_show("quiet time 3 days");
}

#[test]
fn nothing_of_it_is_left_when_the_account_is_another() {
    let mut bench = under_way(9, Some(0));
    bench.press("R");
    bench.in_account = "999999999999".to_owned();
    bench.press("r");
    bench.console.cx.connect();
    bench.wait(1);
    bench.connected();
    bench.must_not_show("Step 4 of 6");
    bench.must_not_show("Rotate");
}

#[test]
fn keys_and_users_that_go_leave_the_page_standing() {
    let mut bench = under_way(9, Some(0));
    bench.press("Rj");
    bench.must_show(&format!("▸ New · {NEW_KEY}"));
    bench.remove(NEW_KEY);
    bench.press("r");
    bench.must_show("Step 1 of 6");
    bench.must_show(&format!("▸ Old · {KEY_1}"));
    bench.remove(KEY_1);
    bench.press("r");
    bench.must_show("Nothing to rotate");
    bench.press("y");
    bench.must_show("The user has no access keys.");
    bench.account.remove("alice");
    bench.press("rR");
    for script in ["d", "x", "a", "o", "m", "j", "<enter>", "<pgdn>"] {
        bench.press(script);
    }
    assert!(bench.writes.is_empty());
}

#[test]
fn where_nothing_may_be_changed_the_guide_still_tells_and_says_so() {
    let mut bench = ConsoleHarness::with(Settings { read_only: true, ..settings() });
    bench.press("jj<enter>R");
    bench.must_show("Step 1 of 6");
    bench.must_show("Nothing that changes IAM is offered");
    for script in ["<enter>", "c", "d", "x"] {
        bench.press(script);
        bench.must_show("This is a read-only session");
    }
}

#[test]
fn of_two_keys_that_are_off_the_one_that_was_active_before_is_not_activated_unasked() {
    let mut bench = ConsoleHarness::on_alice();
    bench.set(KEY_1, &Status::Inactive);
    bench.press("rRj");
    let selected = if bench.shows(&format!("▸ Key · {KEY_2}")) { KEY_2 } else { KEY_1 };
    bench.press("a<enter>");
    assert_eq!(bench.on_their_way(), [format!("Activate {selected}")]);
}

#[rstest]
#[case(60, 15)]
#[case(80, 24)]
#[case(120, 40)]
fn facts_come_before_reasons_at_any_size(#[case] columns: u16, #[case] rows: u16) {
    let mut bench = under_way(2, None);
    bench.profiles = vec![profile("prod", KEY_1)];
    told(&mut bench, KEY_1, 300, AccessKeyEventKind::Activated);
    bench.press("R");
    bench.resize(columns, rows);
    bench.must_show("▸2 Update◂");
    bench.must_show(&format!("▸ Old · {KEY_1}"));
    bench.must_show("2 days ago · s3");
    // Every reason can be reached.
    for _ in 0..12 {
        bench.press("<pgdn>");
    }
    bench.must_show("verified: whether anything works with it is not known.");
}

#[test]
fn in_the_smallest_terminal_the_override_warning_says_of_which_key() {
    let mut bench = under_way(2, None);
    bench.profiles =
        ["prod", "staging", "a-profile-with-a-long-name"].map(|n| profile(n, KEY_1)).into();
    told(&mut bench, KEY_1, 300, AccessKeyEventKind::Activated);
    bench.press("R");
    bench.resize(60, 15);
    bench.press("d");
    for text in ["Go on sooner?", "User            alice", KEY_1, "What speaks against", "Cancel"] {
        bench.must_show(text);
    }
}

#[test]
fn in_the_smallest_terminal_the_current_step_is_named_whole() {
    let mut bench = ConsoleHarness::on_alice();
    bench.resize(60, 15);
    bench.press("R");
    bench.must_show("▸6 Delete◂");
}

#[test]
fn a_choice_is_taken_back_by_the_same_key_and_the_older_one_is_named() {
    let mut bench = under_way(2, Some(0));
    bench.press("Rjo");
    bench.must_show("the older one, 400 days old, stays");
    bench.must_show(&format!("Kept · {KEY_1}"));
    bench.press("d");
    bench.must_show("Go on sooner?");
    bench.must_show("the older one, 400 days old, would stay");
    bench.press("<esc>o");
    bench.must_show("Neither is taken for the old one");
    bench.must_show("Which key is the old one?");
}

#[test]
fn where_there_is_nothing_to_press_enter_is_not_offered() {
    let mut bench = under_way(2, Some(0));
    bench.press("R");
    bench.must_show("↵ next step");
    bench.press("o");
    bench.must_show("Wait until 2026-11-27");
    bench.must_not_show("↵ ");
    bench.press("<enter>");
    bench.must_show("Nothing is to be done until 2026-11-27");
}

#[test]
fn a_read_only_session_offers_neither_enter_nor_activating() {
    let mut bench = ConsoleHarness::with(Settings { read_only: true, ..settings() });
    bench.press("<enter>R");
    bench.must_show(&format!("Delete {KEY_2}"));
    bench.must_not_show("↵ Delete");
    bench.must_not_show("a activates");
    bench.must_not_show("x deletes");
    bench.press("<esc><esc>j<enter>R");
    bench.must_show("Nothing to rotate");
    bench.must_not_show("c creates");
}

#[test]
fn the_last_delete_completes_the_rotation() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("R<enter>");
    bench.must_show("Delete access key");
    bench.must_not_show("Rotation complete");
    bench.press(&format!("{KEY_2}<enter>"));
    while !bench.writes.is_empty() {
        bench.iam_does();
    }
    bench.must_show("Rotation complete: the old key");
}
