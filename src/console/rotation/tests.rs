//! The guide: where it lands, what its keys do, and what it holds back.

mod without_journal;

use super::*;
use crate::console::testing::{
    Bench, KEY_1, KEY_2, NEW_KEY, OWN_KEY, failure, id, key, name, noon, settings,
};
use crate::console::{Effect, Event, Reply, Settings};
use crate::domain::{Did, LastUsed, Operation, ProfileKind, Status};
use rstest::rstest;

fn used(bench: &mut Bench, key: &str, days: i64, service: &str) {
    let date = noon() - TimeDelta::days(days);
    let at = LastUsed::At { date, region: None, service: Some(service.to_owned()) };
    bench.used.insert(key.to_owned(), at);
}

fn told(bench: &mut Bench, key: &str, days: i64, did: Did) {
    let when = noon() - TimeDelta::days(days);
    bench.hints.push(JournalHint { when, key: id(key), did });
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
fn under_way(old_used: i64, new_used: Option<i64>) -> Bench {
    let mut bench = Bench::new();
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

#[rstest]
#[case::no_keys("j<enter>R", "Nothing to rotate")]
#[case::one_key("jj<enter>R", "Step 1 of 6: create the second key")]
#[case::one_off("<enter>R", "Step 6 of 6: delete the old key")]
fn any_user_lands_on_a_stage(#[case] script: &str, #[case] title: &str) {
    let mut bench = Bench::new();
    bench.press(script);
    bench.must_show(title);
    bench.press("<esc>");
    bench.must_not_show(title);
    bench.must_show("Summary");
}

#[test]
fn enter_takes_the_step_and_the_new_key_is_told_what_it_replaces() {
    let mut bench = Bench::new();
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
fn a_quiet_old_key_is_deactivated_and_can_be_had_back_with_one_key() {
    let mut bench = under_way(9, Some(0));
    bench.press("R");
    bench.must_show("Step 4 of 6: deactivate the old key");
    bench.press("<enter>");
    bench.must_show("Deactivate access key");
    bench.press("<tab><enter>");
    assert_eq!(bench.on_their_way(), [format!("Deactivate {KEY_1}")]);
    told(&mut bench, KEY_1, 0, Did::Deactivate);
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
fn what_was_switched_off_a_moment_ago_is_not_to_be_deleted_though_no_journal_says_so(
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
fn what_was_known_before_the_machine_slept_recommends_nothing() {
    let mut bench = under_way(2, Some(0));
    bench.press("Ro");
    bench.must_show("Step 3 of 6: wait until the old key is quiet");
    // The lid is closed for a week; meanwhile the old key is used every day.
    let date = noon() + TimeDelta::days(6);
    let at = LastUsed::At { date, region: None, service: Some("s3".to_owned()) };
    bench.used.insert(KEY_1.to_owned(), at);
    bench.slow = true;
    bench.now += TimeDelta::days(7);
    bench.press("<enter>");
    bench.must_show("IAM does not tell enough");
    bench.must_show("Read when the keys were last used");
    bench.must_not_show("Deactivate access key");
    bench.press("d");
    bench.must_show("Its last use is not read yet");
    bench.press("<esc>");
    bench.slow = false;
    bench.wait(1);
    bench.must_show("Step 2 of 6: update every application");
}

#[test]
fn what_the_journal_tells_counts_though_the_session_is_settled_anew_meanwhile() {
    let mut bench = Bench::on_alice();
    told(&mut bench, KEY_2, 1, Did::Deactivate);
    bench.slow = true;
    bench.press("R");
    bench.must_show("Step 6 of 6");
    bench.console.core.connect();
    let hints = bench.reads.iter().position(|(_, read)| matches!(read, Read::Hints { .. }));
    let (call, read) = bench.reads.remove(hints.unwrap());
    let reply = bench.truth(&read);
    bench.tell(Event::Reply(call, reply));
    bench.must_show("Step 5 of 6: the old key is off: wait again");
}

#[test]
fn the_guide_that_is_opened_late_reads_the_last_uses_anew() {
    let mut bench = under_way(9, Some(0));
    bench.wait(7_200);
    bench.press("R");
    bench.wait(0);
    bench.must_show("Step 4 of 6: deactivate the old key");
}

#[test]
fn going_on_sooner_is_asked_about_and_says_what_speaks_against() {
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
    bench.console.core.read(Read::Keys(name("alice"), Urgency::Asked));
    bench.wait(1);
    bench.answer_keys(Ok(vec![key("alice", NEW_KEY, Status::Active)]));
    bench.press("<tab><enter>");
    bench.must_show(&format!("{KEY_1} is not there any more."));
    bench.must_not_show("Deactivate access key");
}

#[test]
fn the_quiet_time_is_chosen_and_kept_for_the_next_user() {
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
fn denied_last_uses_leave_the_person_to_decide_and_are_not_asked_again_and_again() {
    let mut bench = under_way(9, Some(0));
    bench.slow = true;
    bench.press("r");
    let usage = |(_, read): &(CallId, Read)| matches!(read, Read::Usage(..));
    let denied = || Err(failure(Operation::GetAccessKeyLastUsed, FailureKind::Denied));
    for _ in 0..40 {
        let Some((call, read)) = (!bench.reads.is_empty()).then(|| bench.reads.remove(0)) else {
            break;
        };
        let reply =
            if usage(&(call, read.clone())) { Reply::Usage(denied()) } else { bench.truth(&read) };
        bench.tell(Event::Reply(call, reply));
    }
    bench.press("R");
    bench.must_show("IAM does not tell enough");
    bench.must_show("akia cannot tell whether it is safe to go on, you decide");
    bench.press("<enter>");
    bench.must_show("You decide");
    bench.answer_reads();
    bench.wait(61);
    let (call, read) = bench.reads.remove(0);
    assert_eq!(read, Read::Keys(name("alice"), Urgency::Gentle));
    let keys = bench.truth(&read);
    bench.tell(Event::Reply(call, keys));
    assert!(!bench.reads.iter().any(usage), "{:?}", bench.reads);
    // The person asks again.
    bench.answer_reads();
    bench.press("r");
    bench.answer_reads();
    bench.must_show("Step 4 of 6");
}

#[test]
fn it_keeps_itself_up_to_date_gently() {
    let mut bench = under_way(9, None);
    told(&mut bench, NEW_KEY, 1, Did::Verify);
    bench.press("R");
    bench.must_show("Step 4 of 6");
    used(&mut bench, KEY_1, 0, "s3");
    bench.slow = true;
    bench.wait(61);
    let before = bench.screen();
    let gentle = |read: &Read| read.is_gentle();
    assert!(!bench.reads.is_empty() && bench.reads.iter().all(|(_, read)| gentle(read)));
    bench.must_not_show("reading from IAM");
    let (call, read) = bench.reads.remove(0);
    let reply = bench.truth(&read);
    bench.tell(Event::Reply(call, reply));
    assert!(bench.reads.iter().all(|(_, read)| gentle(read)), "{:?}", bench.reads);
    assert_eq!(bench.screen(), before);
    bench.answer_reads();
    bench.must_show("Step 2 of 6");
    // While a dialog lies on top, and on other pages, nothing is read.
    bench.press("w");
    bench.wait(200);
    assert!(bench.reads.is_empty());
    bench.press("<esc>");
    bench.answer_reads();
    bench.press("<esc>");
    bench.wait(200);
    assert!(bench.reads.is_empty());
}

#[test]
fn a_profile_that_holds_the_old_key_has_the_new_one_first() {
    let mut bench = under_way(9, Some(0));
    bench.profiles = vec![profile("staging", OWN_KEY), profile("prod", KEY_1)];
    bench.press("R");
    bench.must_show("Put the new key into profile prod");
    bench.must_show("Held by profile prod, on this machine");
    bench.must_show("p (Save to an AWS profile)");
    bench.must_show("aws configure --profile prod");
    bench.press("d");
    bench.must_show("Profile prod on this machine holds it.");
    // It has: the page asks again when a dialog closes, and on r.
    bench.profiles = vec![profile("prod", NEW_KEY)];
    bench.press("<esc>");
    bench.must_show("Step 4 of 6");
}

#[test]
fn a_command_to_copy_is_harmless_to_a_shell_whatever_the_profiles_name() {
    let mut bench = under_way(9, Some(0));
    bench.profiles = vec![profile("prod;$(x)\u{1b}[2J", KEY_1)];
    bench.press("R");
    bench.must_show("aws configure --profile 'prod;$(x)␛[2J'");
    assert!(!bench.screen().contains('\u{1b}'));
}

/// The user whose key signs the session, with a second key.
fn own_under_way() -> Bench {
    let mut bench = Bench::new();
    let mut new = key("ops-admin", NEW_KEY, Status::Active);
    new.created = Some(noon() - TimeDelta::days(1));
    bench.account.get_mut("ops-admin").unwrap().push(new);
    told(&mut bench, NEW_KEY, 1, Did::Verify);
    bench
}

#[test]
fn the_sessions_own_key_is_held_back_until_the_session_has_moved() {
    let mut bench = own_under_way();
    bench.press("uR");
    bench.must_show("signs this session");
    bench.must_show("Move this session to the new key");
    bench.press("m");
    bench.must_show("Profile prod does not have the new key yet");
    assert!(bench.asked.is_empty());
    bench.profiles = vec![profile("prod", NEW_KEY)];
    bench.press("r<enter>");
    bench.must_show("Signing in anew with profile prod");
    assert!(matches!(bench.asked.as_slice(), [Effect::Connect(..)]));
}

#[test]
fn where_its_key_came_from_the_environment_the_variables_are_named() {
    let mut bench = Bench::unconnected(settings());
    let effects = bench.console.start();
    let [Effect::Connect(call, _)] = effects.as_slice() else { panic!("{effects:?}") };
    let connection = crate::domain::Connection {
        credentials_from: "environment variables".to_owned(),
        profile: None,
        ..crate::console::testing::connection(None)
    };
    let mut new = key("ops-admin", NEW_KEY, Status::Active);
    new.created = Some(noon());
    bench.account.get_mut("ops-admin").unwrap().push(new);
    told(&mut bench, NEW_KEY, 0, Did::Verify);
    bench.tell(Event::Reply(*call, Reply::Connected(Ok(connection))));
    bench.press("uR");
    bench.must_show("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both to the new key");
    bench.press("m");
    bench.must_show("This session's key cannot be changed from here.");
    assert!(bench.asked.is_empty());
}

#[test]
fn akias_own_call_is_named_and_is_no_use() {
    let mut bench = own_under_way();
    let date = noon();
    let service = Some("iam".to_owned());
    bench.used.insert(OWN_KEY.to_owned(), LastUsed::At { date, region: None, service });
    used(&mut bench, NEW_KEY, 1, "sts");
    bench.press("uR");
    assert_eq!(bench.screen().matches("akia's own call · ").count(), 2, "{}", bench.screen());
}

#[test]
fn nothing_of_it_is_left_when_the_account_is_another() {
    let mut bench = under_way(9, Some(0));
    bench.press("R");
    bench.in_account = "999999999999".to_owned();
    bench.press("r");
    bench.console.core.connect();
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
fn an_answer_to_an_earlier_page_is_not_taken() {
    let mut bench = under_way(9, Some(0));
    bench.slow = true;
    bench.press("R");
    let at = bench.reads.iter().position(|(_, read)| *read == Read::Profiles);
    let (call, _) = bench.reads.remove(at.unwrap());
    bench.press("<esc>R");
    let stale = vec![profile("prod", KEY_1)];
    bench.tell(Event::Reply(call, Reply::Profiles(Ok(stale))));
    bench.must_not_show("prod, on this machine");
}

#[test]
fn where_nothing_may_be_changed_the_guide_still_tells_and_says_so() {
    let mut bench = Bench::with(Settings { read_only: true, ..settings() });
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
    let mut bench = Bench::on_alice();
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
    told(&mut bench, KEY_1, 300, Did::Activate);
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
fn in_the_smallest_terminal_going_on_sooner_says_of_which_key() {
    let mut bench = under_way(2, None);
    bench.profiles =
        ["prod", "staging", "a-profile-with-a-long-name"].map(|n| profile(n, KEY_1)).into();
    told(&mut bench, KEY_1, 300, Did::Activate);
    bench.press("R");
    bench.resize(60, 15);
    bench.press("d");
    for text in ["Go on sooner?", "User            alice", KEY_1, "What speaks against", "Cancel"] {
        bench.must_show(text);
    }
}

#[test]
fn in_the_smallest_terminal_the_current_step_is_named_whole() {
    let mut bench = Bench::on_alice();
    bench.resize(60, 15);
    bench.press("R");
    bench.must_show("▸6 Delete◂");
}

#[test]
fn a_new_key_whose_secret_was_never_saved_is_deleted_and_another_made() {
    let mut bench = under_way(0, None);
    told(&mut bench, NEW_KEY, 5, Did::Create);
    told(&mut bench, NEW_KEY, 5, Did::LoseSecret);
    bench.press("R");
    bench.must_show("its secret was never saved");
    bench.must_not_show("Give every application the new key");
    bench.must_show(&format!("Deactivate {NEW_KEY}, to delete it"));
    bench.press("<enter>");
    bench.must_show("Deactivate access key");
    bench.press("<tab><enter>");
    bench.iam_does();
    told(&mut bench, NEW_KEY, 0, Did::Deactivate);
    bench.must_show(&format!("Free a slot: delete {NEW_KEY}"));
    bench.press("<enter>");
    bench.must_show("Delete access key");
}

#[test]
fn m_says_that_the_session_has_moved_already() {
    let mut bench = own_under_way();
    bench.account.get_mut("ops-admin").unwrap()[0].created = Some(noon());
    bench.account.get_mut("ops-admin").unwrap()[1].created = Some(noon() - TimeDelta::days(500));
    used(&mut bench, NEW_KEY, 30, "s3");
    bench.press("uRm");
    bench.must_show("This session is signed with the new key already.");
    bench.must_not_show("does not have the new key yet");
}

#[test]
fn a_profile_that_has_the_new_key_is_named_to_copy_from() {
    let mut bench = under_way(9, Some(0));
    bench.profiles = vec![profile("prod", KEY_1)];
    bench.press("R");
    bench.must_show("secret could be seen only once");
    bench.must_show("aws configure --profile prod");
    bench.profiles.push(profile("brandnew", NEW_KEY));
    bench.press("r");
    bench.must_show("Profile brandnew on this machine has the new key: copy it from there");
    bench.must_not_show("only once");
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
    let mut bench = Bench::with(Settings { read_only: true, ..settings() });
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
    let mut bench = Bench::on_alice();
    bench.press("R<enter>");
    bench.must_show("Delete access key");
    bench.must_not_show("Rotation complete");
    bench.press(&format!("{KEY_2}<enter>"));
    while !bench.writes.is_empty() {
        bench.iam_does();
    }
    bench.must_show("Rotation complete: the old key");
}

#[test]
fn of_the_sessions_own_key_it_is_not_said_that_it_can_be_activated_again() {
    let mut bench = own_under_way();
    bench.press("uR");
    bench.must_show(&format!("▸ Old · {OWN_KEY}"));
    bench.press("x");
    bench.must_show("akia itself stops working");
    bench.must_not_show("switched on again");
    bench.press("<tab><enter>");
    bench.must_show("It cannot be activated again from here");
    bench.must_not_show("you can activate it again");
}

#[test]
fn where_m_cannot_move_the_session_the_step_does_not_name_it() {
    let mut bench = own_under_way();
    bench.press("uR");
    bench.must_show("Move this session to the new key");
    bench.must_not_show("(m)");
    bench.profiles = vec![profile("prod", NEW_KEY)];
    bench.press("r");
    bench.must_show("↵ Sign this session in with the new key (m)");
}
