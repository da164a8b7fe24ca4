//! The table of users: rows, selection, search, pastes, and bursts.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, OWN_KEY, key, noon, settings};
use crate::console::{AwsRead, Effect, Event};
use crate::domain::{FailureKind, Status};
use chrono::TimeDelta;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use rstest::rstest;

/// The user whose row is selected.
fn selected(harness: &ConsoleHarness) -> String {
    let users = &harness.console.pages.users;
    users.selected_user().unwrap().to_string()
}

/// Reads are not answered any more.
fn with_expired_session() -> ConsoleHarness {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.press("r");
    harness.fail_reads(FailureKind::Expired);
    harness
}

fn click(harness: &mut ConsoleHarness, row: u16) {
    let kind = MouseEventKind::Down(MouseButton::Left);
    let event = MouseEvent { kind, column: 5, row, modifiers: KeyModifiers::NONE };
    harness.send(Event::Mouse(event));
}

#[test]
fn every_key_is_on_a_line_of_its_own() {
    let harness = ConsoleHarness::new();
    harness.must_show(&format!(
        "alice {KEY_1} (Active) ‼ 400 days Never ~Yes {KEY_2} (Inactive) Never bob"
    ));
}

#[test]
fn the_selection_stays_with_its_user_while_rows_change() {
    let mut harness = ConsoleHarness::new();
    harness.press("jj");
    assert_eq!(selected(&harness), "carol");
    harness.account.insert("aaron".to_owned(), vec![]);
    harness.account.remove("bob");
    harness.press("r");
    assert_eq!(selected(&harness), "carol");
    harness.account.remove("carol");
    harness.press("r");
    assert_eq!(selected(&harness), "ops-admin");
}

#[test]
fn searching_finds_names_and_the_ids_that_are_loaded() {
    let mut harness = ConsoleHarness::new();
    harness.press("/aLIc");
    harness.must_show("alice");
    harness.must_not_show("bob");
    harness.press("<esc>");
    harness.must_show("bob");
    harness.press("/carolsonly");
    assert_eq!(selected(&harness), "carol");
    // Letters are text here.
    harness.press("<esc>/q?");
    harness.must_show("No user name and no access key ID read so far matches");
    assert!(!harness.has_quit());
}

#[test]
fn a_whole_id_in_the_search_box_goes_to_its_owner() {
    let mut harness = ConsoleHarness::new();
    harness.press(&format!("/{KEY_2}<enter>"));
    harness.must_show("› alice");
    harness.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn a_paste_goes_to_the_owner_of_the_key_in_it_and_does_nothing_else() {
    let mut harness = ConsoleHarness::new();
    harness.paste("jjd<enter>\n\n");
    harness.must_show("There is no access key ID in the pasted text");
    assert_eq!(selected(&harness), "alice");
    harness.paste(&format!("aws_access_key_id = {OWN_KEY}\n"));
    harness.must_show("› ops-admin");
}

#[test]
fn several_ids_in_a_paste_are_listed() {
    let mut harness = ConsoleHarness::new();
    harness.paste(&format!("{KEY_1} {OWN_KEY}"));
    harness.must_show("Whose keys are those?");
    harness.must_not_show("›");
}

#[test]
fn a_search_typed_over_a_slow_line_is_a_search() {
    let mut harness = ConsoleHarness::new();
    harness.burst("/bob");
    harness.must_show("1-1 of 1");
    harness.press("<enter>");
    harness.must_show("› bob");
    // Not on a user's page, where it is no key; and the Enter that ends it does nothing either.
    let mut harness = ConsoleHarness::new();
    harness.burst("bob");
    harness.must_show("There is no access key ID in the pasted text");
    harness.press("<enter>");
    harness.must_not_show("› alice");
    harness.must_show("There is no access key ID in the pasted text");
    harness.wait(2);
    harness.press("<enter>");
    harness.must_show("› alice");
}

#[test]
fn characters_of_one_burst_are_text() {
    let mut harness = ConsoleHarness::on_alice();
    harness.burst("dx<enter>");
    harness.must_not_show("Deactivate access key");
    harness.now += TimeDelta::seconds(1);
    // Two at once are typing on a slow line; what was typed ahead is not meant for the dialog.
    harness.burst("a<enter>");
    harness.must_show("already");
    harness.burst("d<tab><enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

#[test]
fn keys_typed_ahead_are_not_for_a_dialog_that_opens() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("j");
    harness.burst("a<enter>");
    harness.must_show("Activate access key");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
}

/// Too short to be distinguished from keys: what a line delivers one by one, and what arrows part.
#[test]
fn a_dialog_is_not_answered_by_the_text_that_opened_it() {
    for text in ["a<enter>", "d<left><enter>", "D<backtab><enter>", "D<down><left><up><enter>"] {
        let mut harness = ConsoleHarness::on_alice();
        harness.press(if text.starts_with('a') { "j" } else { "" });
        harness.dribble(text);
        assert_eq!(harness.writes_in_flight(), [""; 0], "{text}");
    }
    let mut harness = ConsoleHarness::on_alice();
    harness.press("d");
    harness.dribble("<left><enter>");
    assert_eq!(harness.writes_in_flight().len(), 1, "a dialog that was open before");
}

#[test]
fn the_owner_is_read_if_no_list_has_the_key() {
    let mut harness = ConsoleHarness::new();
    harness.add_key("bob", "AKIAJ7MADEMEANWHILEX");
    harness.paste("AKIAJ7MADEMEANWHILEX");
    harness.must_show("› bob");
    harness.must_show("▸ AKIAJ7MADEMEANWHILEX");
    harness.must_not_show("is not among the keys");
}

#[test]
fn an_owner_found_while_a_dialog_is_open_is_only_named() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    harness.add_key("bob", "AKIAJ7MADEMEANWHILEX");
    harness.paste("AKIAJ7MADEMEANWHILEX");
    harness.press("d");
    harness.answer_reads();
    harness.must_show("Deactivate access key");
    harness.must_show("AKIAJ7MADEMEANWHILEX belongs to bob.");
}

#[test]
fn that_there_is_no_owner_is_shown_after_the_dialog_on_top() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    harness.paste("AKIAJ7MADEMEANWHILEX");
    harness.press("d");
    harness.answer_reads();
    harness.must_show("Deactivate access key");
    harness.press("<esc>");
    harness.must_show("This account has no such access key");
}

#[test]
fn ids_of_other_things_are_explained_without_a_read() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.paste("AROAIOSFODNN7EXAMPLE");
    harness.must_show("the ID of an IAM role");
    harness.press("<esc>");
    harness.paste("ASIAQNZGKIQY56JQ7WML");
    harness.must_show("aws cloudtrail lookup-events");
    harness.must_show("account 0296-0826-4753");
    assert!(harness.reads.is_empty());
}

#[test]
fn with_two_keys_the_person_chooses_which_to_copy() {
    let mut harness = ConsoleHarness::new();
    let copied = |harness: &ConsoleHarness| match harness.effects.last() {
        Some(Effect::Copy(_, clip)) => clip.text.read(str::to_owned),
        other => panic!("nothing is copied: {other:?}"),
    };
    harness.press("y<down><enter>");
    assert_eq!(copied(&harness), KEY_2);
    harness.press("jjy");
    assert_eq!(copied(&harness), "AKIAJ5CAROLSONLYXMPL");
    harness.press("ky");
    harness.must_show("The user has no access keys");
}

#[test]
fn rows_of_several_lines_scroll_and_are_clicked_completely() {
    let mut harness = ConsoleHarness::new();
    for number in 0..30 {
        let user = format!("user{number:02}");
        let keys = (0..number % 3)
            .map(|n| key(&user, &format!("AKIAU{number:02}N{n}XXXXXXXXXXX"), Status::Active));
        harness.account.insert(user.clone(), keys.collect());
    }
    harness.press("r");
    harness.resize(80, 18);
    for step in ["jjjjjjjjjjjjjjj", "G", "kkkkk", "g", "<pgdn><pgdn>"] {
        harness.press(step);
        let user = selected(&harness);
        harness.must_show(&user);
        let keys = harness.account.get(&user).unwrap();
        let last = keys.last().map(|key| key.id.to_string()).unwrap_or_default();
        harness.must_show(&last);
    }
    let row = harness.screen().lines().position(|line| line.contains("user12")).unwrap();
    click(&mut harness, u16::try_from(row).unwrap());
    assert_eq!(selected(&harness), "user12");
}

#[test]
fn a_stale_page_of_users_changes_nothing() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.press("rr");
    let lists: Vec<_> = harness
        .reads
        .extract_if(.., |(_, r)| matches!(r, Request::Aws(AwsRead::Users(_))))
        .collect();
    assert_eq!(lists.len(), 2);
    harness.account.insert("zoe".to_owned(), vec![]);
    let latest = harness.answer_to(&lists[1].1);
    harness.account.insert("mallory".to_owned(), vec![]);
    let stale = harness.answer_to(&lists[0].1);
    harness.send(Event::Reply(lists[1].0, latest));
    harness.send(Event::Reply(lists[0].0, stale));
    harness.must_show("zoe");
    harness.must_not_show("mallory");
}

#[test]
fn a_person_who_may_not_list_users_sees_their_own_page() {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.slow = true;
    harness.start();
    harness.answer_caller();
    harness.fail_reads(FailureKind::Denied);
    harness.must_show("these are your own security credentials");
    harness.must_show("› ops-admin");
}

#[test]
fn a_refresh_signs_in_again_when_the_session_has_expired() {
    let mut harness = ConsoleHarness::on_alice();
    harness.slow = true;
    harness.press("r");
    harness.fail_reads(FailureKind::Expired);
    harness.press("c");
    harness.must_show("The session has ended: press r to sign in again.");
    harness.slow = false;
    harness.press("r");
    harness.complete_connect();
    harness.must_show("› alice");
    harness.must_show(&format!("▸ {KEY_1}"));
    harness.press("d");
    harness.must_show("Deactivate access key");
}

#[test]
fn no_question_is_answered_in_a_terminal_too_small_to_show_it() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press("ja");
    harness.resize(40, 10);
    harness.must_show("akia needs 60×15");
    harness.press("<enter>");
    assert_eq!(harness.writes_in_flight(), [""; 0]);
    harness.resize(80, 24);
    harness.must_show("Activate access key");
    harness.resize(40, 10);
    harness.press("<^c>");
    assert!(harness.has_quit());
}

#[test]
fn the_first_match_is_selected_while_typing() {
    let mut harness = ConsoleHarness::new();
    harness.press("G/ali<enter>");
    harness.must_show("IAM users › alice");
}

#[test]
fn an_old_sessions_answers_do_not_end_the_new_one() {
    let mut harness = with_expired_session();
    harness.press("r");
    assert!(harness.reads.is_empty(), "nothing is asked with the old credentials");
    // Connecting hangs: it is begun again, and the first answer is stale when it arrives at last.
    harness.press("r");
    harness.complete_connect();
    assert!(harness.reads.is_empty());
    harness.complete_connect();
    harness.answer_reads();
    harness.must_show("alice");
    assert!(harness.console.model().session.failure().is_none());
}

#[test]
fn nothing_is_read_before_there_is_a_session() {
    let mut harness = ConsoleHarness::unconnected(settings());
    let _ = harness.console.start();
    harness.press("r");
    harness.paste("AKIAJ9UNKNOWNKEYXMPL");
    harness.must_show("Not signed in yet");
    assert!(harness.reads.is_empty());
}

#[test]
fn another_account_shows_no_user_of_the_one_before() {
    let mut harness = with_expired_session();
    harness.must_show("carol");
    harness.press("r");
    harness.account_id = "210987654321".to_owned();
    harness.complete_connect();
    harness.answer_caller();
    harness.must_show("2109-8765-4321");
    harness.must_not_show("carol");
    harness.must_not_show("1-4 of 4");
}

#[test]
fn the_age_is_on_the_line_of_the_oldest_active_key() {
    let mut harness = ConsoleHarness::new();
    let alices = harness.account.get_mut("alice").unwrap();
    alices[0].created = Some(noon() - TimeDelta::days(10));
    alices[1].status = Status::Active;
    harness.press("r");
    harness
        .must_show(&format!("alice {KEY_1} (Active) Never ~Yes {KEY_2} (Active) ‼ 400 days Never"));
}

#[test]
fn a_search_stays_when_its_box_is_left() {
    let mut harness = ConsoleHarness::new();
    harness.press("/carol<tab>");
    harness.must_not_show("bob");
    harness.press("s");
    harness.must_show("Sort the users");
    harness.press("<esc><esc>");
    harness.must_show("bob");
}

#[test]
fn a_short_text_is_not_searched_for_in_ids() {
    let mut harness = ConsoleHarness::new();
    harness.press("/iOs");
    harness.must_show("No user name and no access key ID read so far matches");
    harness.press("f");
    assert_eq!(selected(&harness), "alice");
}

#[test]
fn without_columns_about_keys_each_user_has_one_line() {
    let mut harness = ConsoleHarness::new();
    harness.press("m<space><down><down><space><enter>");
    harness.must_show("alice ‼ 400 days ~Yes None bob");
}

#[test]
fn a_user_who_is_not_shown_has_no_neighbour() {
    let mut harness = ConsoleHarness::new();
    harness.press("tG<enter>");
    harness.paste(KEY_1);
    harness.press("]");
    harness.must_show("alice is not among the users shown in the table.");
}

/// The account before may report its rate limit until the next one is connected.
#[test]
fn the_rate_limit_of_an_earlier_session_is_not_kept() {
    let mut harness = with_expired_session();
    harness.press("r");
    harness.send(Event::RateLimited(Some(3)));
    harness.complete_connect();
    assert_eq!(harness.console.cx.model.rate_limit, None);
    harness.send(Event::RateLimited(Some(4)));
    harness.answer_caller();
    assert_eq!(harness.console.cx.model.rate_limit, Some(4), "reported by the new one");
}

#[rstest]
#[case("/nobody", "No user name and no access key ID read so far matches; esc clears the search.")]
#[case("jj<enter>", "c create  R rotate  d deactivate  x delete  ? help  q quit")]
fn the_smallest_terminal_shows_what_is_needed(#[case] script: &str, #[case] text: &str) {
    let mut harness = ConsoleHarness::new();
    harness.resize(60, 15);
    harness.press(script);
    harness.must_show(text);
}
