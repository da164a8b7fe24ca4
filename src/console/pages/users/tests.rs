//! The table of users: rows, selection, search, pastes, and bursts.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, OWN_KEY, key, name, noon, settings};
use crate::console::{AwsAnswer, AwsRead, Effect, Event, Reply};
use crate::domain::{FailureKind, Page, Status, User};
use chrono::TimeDelta;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// The user whose row is selected.
fn selected(bench: &ConsoleHarness) -> String {
    let users = &bench.console.pages.users;
    users.selected_user().unwrap().to_string()
}

fn click(bench: &mut ConsoleHarness, row: u16) {
    let kind = MouseEventKind::Down(MouseButton::Left);
    let event = MouseEvent { kind, column: 5, row, modifiers: KeyModifiers::NONE };
    bench.tell(Event::Mouse(event));
}

#[test]
fn every_key_is_on_a_line_of_its_own() {
    let bench = ConsoleHarness::new();
    bench.must_show(&format!(
        "alice {KEY_1} (Active) ‼ 400 days Never ~Yes {KEY_2} (Inactive) Never bob"
    ));
}

#[test]
fn the_selection_stays_with_its_user_while_rows_come_and_go() {
    let mut bench = ConsoleHarness::new();
    bench.press("jj");
    assert_eq!(selected(&bench), "carol");
    bench.account.insert("aaron".to_owned(), vec![]);
    bench.account.remove("bob");
    bench.press("r");
    assert_eq!(selected(&bench), "carol");
    bench.account.remove("carol");
    bench.press("r");
    assert_eq!(selected(&bench), "ops-admin");
}

#[test]
fn searching_finds_names_and_the_ids_that_are_loaded() {
    let mut bench = ConsoleHarness::new();
    bench.press("/aLIc");
    bench.must_show("alice");
    bench.must_not_show("bob");
    bench.press("<esc>");
    bench.must_show("bob");
    bench.press("/carolsonly");
    assert_eq!(selected(&bench), "carol");
    // Letters are text here.
    bench.press("<esc>/q?");
    bench.must_show("No user name and no access key ID read so far matches");
    assert!(!bench.has_quit());
}

#[test]
fn a_whole_id_in_the_search_box_goes_to_its_owner() {
    let mut bench = ConsoleHarness::new();
    bench.press(&format!("/{KEY_2}<enter>"));
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn a_paste_goes_to_the_owner_of_the_key_in_it_and_does_nothing_else() {
    let mut bench = ConsoleHarness::new();
    bench.paste("jjd<enter>\n\n");
    bench.must_show("There is no access key ID in the pasted text");
    assert_eq!(selected(&bench), "alice");
    bench.paste(&format!("aws_access_key_id = {OWN_KEY}\n"));
    bench.must_show("› ops-admin");
}

#[test]
fn several_ids_in_a_paste_are_not_chosen_from() {
    let mut bench = ConsoleHarness::new();
    bench.paste(&format!("{KEY_1} {OWN_KEY}"));
    bench.must_show("Whose keys are those?");
    bench.must_not_show("›");
}

#[test]
fn a_search_typed_over_a_slow_line_is_a_search_and_opens_nobody() {
    let mut bench = ConsoleHarness::new();
    bench.burst("/bob");
    bench.must_show("1-1 of 1");
    bench.press("<enter>");
    bench.must_show("› bob");
    // Not on a user's page, where it is no key; and the Enter that ends it does nothing either.
    let mut bench = ConsoleHarness::new();
    bench.burst("bob");
    bench.must_show("There is no access key ID in the pasted text");
    bench.press("<enter>");
    bench.must_not_show("› alice");
    bench.must_show("There is no access key ID in the pasted text");
    bench.wait(2);
    bench.press("<enter>");
    bench.must_show("› alice");
}

#[test]
fn characters_of_one_burst_are_text() {
    let mut bench = ConsoleHarness::on_alice();
    bench.burst("dx<enter>");
    bench.must_not_show("Deactivate access key");
    bench.now += chrono::TimeDelta::seconds(1);
    // Two at once are typing on a slow line; what was typed ahead is not meant for the dialog.
    bench.burst("a<enter>");
    bench.must_show("already");
    bench.burst("d<tab><enter>");
    assert_eq!(bench.on_their_way(), [""; 0]);
}

#[test]
fn keys_pressed_ahead_are_not_for_a_dialog_that_opens() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("j");
    bench.burst("a<enter>");
    bench.must_show("Activate access key");
    assert_eq!(bench.on_their_way(), [""; 0]);
}

#[test]
fn the_owner_is_asked_for_when_no_list_has_the_key() {
    let mut bench = ConsoleHarness::new();
    bench.account.get_mut("bob").unwrap().push(key("bob", "AKIAJ7MADEMEANWHILEX", Status::Active));
    bench.paste("AKIAJ7MADEMEANWHILEX");
    bench.must_show("› bob");
    bench.must_show("▸ AKIAJ7MADEMEANWHILEX");
    bench.must_not_show("is not among the keys");
}

#[test]
fn an_owner_found_while_a_dialog_is_open_is_only_named() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    bench.account.get_mut("bob").unwrap().push(key("bob", "AKIAJ7MADEMEANWHILEX", Status::Active));
    bench.paste("AKIAJ7MADEMEANWHILEX");
    bench.press("d");
    bench.answer_reads();
    bench.must_show("Deactivate access key");
    bench.must_show("AKIAJ7MADEMEANWHILEX belongs to bob.");
}

#[test]
fn an_owner_not_found_while_a_dialog_is_open_is_told_afterwards() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    bench.paste("AKIAJ7MADEMEANWHILEX");
    bench.press("d");
    bench.answer_reads();
    bench.must_show("Deactivate access key");
    bench.press("<esc>");
    bench.must_show("This account has no such access key");
}

#[test]
fn ids_of_other_things_are_named_without_asking() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.paste("AROAIOSFODNN7EXAMPLE");
    bench.must_show("the ID of an IAM role");
    bench.press("<esc>");
    bench.paste("ASIAQNZGKIQY56JQ7WML");
    bench.must_show("aws cloudtrail lookup-events");
    bench.must_show("account 0296-0826-4753");
    assert!(bench.reads.is_empty());
}

#[test]
fn of_two_keys_it_is_asked_which_to_copy() {
    let mut bench = ConsoleHarness::new();
    let copied = |bench: &ConsoleHarness| match bench.asked.last() {
        Some(Effect::Copy(_, clip)) => clip.text.read(str::to_owned),
        other => panic!("nothing is copied: {other:?}"),
    };
    bench.press("y<down><enter>");
    assert_eq!(copied(&bench), KEY_2);
    bench.press("jjy");
    assert_eq!(copied(&bench), "AKIAJ5CAROLSONLYXMPL");
    bench.press("ky");
    bench.must_show("The user has no access keys");
}

#[test]
fn rows_of_several_lines_scroll_whole_and_are_clicked_where_they_are() {
    let mut bench = ConsoleHarness::new();
    for number in 0..30 {
        let user = format!("user{number:02}");
        let keys = (0..number % 3)
            .map(|n| key(&user, &format!("AKIAU{number:02}N{n}XXXXXXXXXXX"), Status::Active));
        bench.account.insert(user.clone(), keys.collect());
    }
    bench.press("r");
    bench.resize(80, 18);
    for step in ["jjjjjjjjjjjjjjj", "G", "kkkkk", "g", "<pgdn><pgdn>"] {
        bench.press(step);
        let user = selected(&bench);
        bench.must_show(&user);
        let keys = bench.account.get(&user).unwrap();
        let last = keys.last().map(|key| key.id.to_string()).unwrap_or_default();
        bench.must_show(&last);
    }
    let row = bench.screen().lines().position(|line| line.contains("user12")).unwrap();
    click(&mut bench, u16::try_from(row).unwrap());
    assert_eq!(selected(&bench), "user12");
}

#[test]
fn a_stale_page_of_users_changes_nothing() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("rr");
    let lists: Vec<_> =
        bench.reads.extract_if(.., |(_, r)| matches!(r, Request::Aws(AwsRead::Users(_)))).collect();
    assert_eq!(lists.len(), 2);
    let page = |names: &[&str]| {
        let user = |user: &&str| User {
            name: name(user),
            arn: format!("arn:aws:iam::123456789012:user/{user}"),
            path: "/".to_owned(),
            created: None,
            password_last_used: None,
        };
        Reply::Aws(AwsAnswer::Users(Ok(Page {
            items: names.iter().map(user).collect(),
            next: None,
        })))
    };
    bench.tell(Event::Reply(lists[1].0, page(&["zoe"])));
    bench.tell(Event::Reply(lists[0].0, page(&["mallory"])));
    bench.must_show("zoe");
    bench.must_not_show("mallory");
}

#[test]
fn who_may_not_list_users_gets_their_own_page() {
    let mut bench = ConsoleHarness::unconnected(settings());
    bench.slow = true;
    bench.start();
    bench.answer_caller();
    bench.fail_reads(FailureKind::Denied);
    bench.must_show("these are your own security credentials");
    bench.must_show("› ops-admin");
}

#[test]
fn a_refresh_signs_in_again_when_the_session_has_expired() {
    let mut bench = ConsoleHarness::on_alice();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("c");
    bench.must_show("The session has ended: press r to sign in again.");
    bench.slow = false;
    bench.press("r");
    bench.connected();
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_1}"));
    bench.press("d");
    bench.must_show("Deactivate access key");
}

#[test]
fn in_a_terminal_too_small_to_see_them_nothing_is_answered() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press("ja");
    bench.resize(40, 10);
    bench.must_show("akia needs 60×15");
    bench.press("<enter>");
    assert_eq!(bench.on_their_way(), [""; 0]);
    bench.resize(80, 24);
    bench.must_show("Activate access key");
    bench.resize(40, 10);
    bench.press("<^c>");
    assert!(bench.has_quit());
}

#[test]
fn what_is_searched_for_is_selected_as_it_is_typed() {
    let mut bench = ConsoleHarness::new();
    bench.press("G/ali<enter>");
    bench.must_show("IAM users › alice");
}

#[test]
fn an_old_sessions_answers_do_not_end_the_new_one() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("r");
    assert!(bench.reads.is_empty(), "nothing is asked with the old credentials");
    // It hangs: begun anew, and the first answer, when it comes at last, is stale.
    bench.press("r");
    bench.connected();
    assert!(bench.reads.is_empty());
    bench.connected();
    bench.answer_reads();
    bench.must_show("alice");
    assert!(bench.console.model().session.failure().is_none());
}

#[test]
fn nothing_is_asked_before_there_is_a_session() {
    let mut bench = ConsoleHarness::unconnected(settings());
    let _ = bench.console.start();
    bench.press("r");
    bench.paste("AKIAJ9UNKNOWNKEYXMPL");
    bench.must_show("Not signed in yet");
    assert!(bench.reads.is_empty());
}

#[test]
fn in_another_account_no_user_of_the_one_before_is_shown() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.must_show("carol");
    bench.press("r");
    bench.in_account = "210987654321".to_owned();
    bench.connected();
    bench.answer_caller();
    bench.must_show("2109-8765-4321");
    bench.must_not_show("carol");
    bench.must_not_show("1-4 of 4");
}

#[test]
fn the_age_is_on_the_line_of_the_oldest_active_key() {
    let mut bench = ConsoleHarness::new();
    let alices = bench.account.get_mut("alice").unwrap();
    alices[0].created = Some(noon() - TimeDelta::days(10));
    alices[1].status = Status::Active;
    bench.press("r");
    bench
        .must_show(&format!("alice {KEY_1} (Active) Never ~Yes {KEY_2} (Active) ‼ 400 days Never"));
}

#[test]
fn a_search_can_be_left_for_the_table_and_stays() {
    let mut bench = ConsoleHarness::new();
    bench.press("/carol<tab>");
    bench.must_not_show("bob");
    bench.press("s");
    bench.must_show("Sort the users");
    bench.press("<esc><esc>");
    bench.must_show("bob");
}

#[test]
fn a_few_characters_are_not_looked_for_in_ids_where_they_are_in_most() {
    let mut bench = ConsoleHarness::new();
    bench.press("/iOs");
    bench.must_show("No user name and no access key ID read so far matches");
    bench.press("f");
    assert_eq!(selected(&bench), "alice");
}

#[test]
fn where_no_column_is_about_keys_each_user_has_one_line() {
    let mut bench = ConsoleHarness::new();
    bench.press("m<space><down><down><space><enter>");
    bench.must_show("alice ‼ 400 days ~Yes None bob");
}

#[test]
fn from_a_user_who_is_not_shown_there_is_no_way_to_the_next() {
    let mut bench = ConsoleHarness::new();
    bench.press("tG<enter>");
    bench.paste(KEY_1);
    bench.press("]");
    bench.must_show("alice is not among the users shown in the table.");
}

/// The account before goes on telling at what pace it reads until the next one is there.
#[test]
fn the_pace_of_an_earlier_session_is_not_kept() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("r");
    bench.fail_reads(FailureKind::Expired);
    bench.press("r");
    bench.tell(Event::RateLimited(Some(3)));
    bench.connected();
    assert_eq!(bench.console.cx.model.rate_limit, None);
    bench.tell(Event::RateLimited(Some(4)));
    bench.answer_caller();
    assert_eq!(bench.console.cx.model.rate_limit, Some(4), "told by the new one");
}

#[test]
fn in_the_smallest_terminal_what_matches_nothing_is_said_whole() {
    let mut bench = ConsoleHarness::new();
    bench.resize(60, 15);
    bench.press("/nobody");
    bench
        .must_show("No user name and no access key ID read so far matches; esc clears the search.");
}

#[test]
fn in_the_smallest_terminal_the_page_of_a_user_says_how_to_get_help_and_out() {
    let mut bench = ConsoleHarness::new();
    bench.press("jj<enter>");
    bench.resize(60, 15);
    bench.must_show("c create  R rotate  d deactivate  x delete  ? help  q quit");
}
