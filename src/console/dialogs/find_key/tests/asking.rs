//! `f`, pastes and several IDs at once.

use super::{FOREIGN, OTHER, UNKNOWN, ids, owners_asked, profile};
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, id, key, settings};
use crate::console::{Effect, Settings, Start};
use crate::domain::{FailureKind, Status};

#[test]
fn a_typed_key_leads_to_its_owner() {
    let mut harness = ConsoleHarness::new();
    harness.press("f");
    harness.must_show("Find access key");
    harness.press(&format!("{KEY_2}<enter>"));
    harness.must_show("› alice");
    harness.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn the_key_is_found_from_a_users_page_too() {
    let mut harness = ConsoleHarness::on_alice();
    harness.press(&format!("fkey: {UNKNOWN}<enter>"));
    harness.must_show("Whose key is that?");
    harness.must_show("This account has no such access key");
    harness.press("<esc>");
    harness.must_show("› alice");
}

#[test]
fn what_the_id_itself_shows_comes_before_any_read() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.press("f");
    harness.must_show("several are looked up together");
    harness.press("dana");
    harness.must_show("no access key ID in there yet");
    harness.press("<enter>");
    harness.must_show("Type or paste an access key ID first.");
    harness.paste(&format!(" {FOREIGN}"));
    harness.must_show(&format!("{FOREIGN}: a key of account 2616-4047-9576"));
    assert_eq!(owners_asked(&harness), 0);
    harness.press("<esc>");
    harness.must_not_show("Find access key");
    assert_eq!(owners_asked(&harness), 0);
}

#[test]
fn a_paste_in_pieces_is_one_text() {
    let mut harness = ConsoleHarness::new();
    harness.press("f");
    let (first, rest) = KEY_1.split_at(7);
    harness.paste(&format!("{FOREIGN} {first}"));
    harness.paste(rest);
    harness.paste("\n");
    harness.paste(KEY_2);
    harness.must_show("3 IDs");
}

#[test]
fn of_a_long_paste_the_ids_are_kept() {
    let mut harness = ConsoleHarness::new();
    harness.press("f");
    let noise = "a line of some log without any ID in it\n".repeat(100);
    harness.paste(&noise);
    harness.must_show("The pasted text is too long, and has no ID in it.");
    harness.paste(&format!("{noise}{KEY_1} {noise}{FOREIGN}"));
    harness.must_show("2 IDs");
    harness.paste(&ids(100).join("\n"));
    harness.must_show("102 IDs");
    harness.press("<enter>");
    harness.must_show("82 more IDs were given");
}

#[test]
fn an_emptied_input_has_nothing_left_to_find() {
    let mut harness = ConsoleHarness::new();
    harness.press("f");
    harness.paste(&ids(100).join("\n"));
    harness.must_show("100 IDs");
    harness.press("x<bs>");
    harness.must_not_show("100 IDs");
}

#[test]
fn several_keys_are_asked_for_at_once_and_each_has_its_line() {
    let mut harness = ConsoleHarness::new();
    harness.account.get_mut("bob").unwrap().push(key(
        "bob",
        "AKIAJ7MADEMEANWHILEX",
        Status::Active,
    ));
    harness.slow = true;
    harness.paste(&format!(
        "{KEY_1} AKIAJ7MADEMEANWHILEX {UNKNOWN} {FOREIGN} AROAIOSFODNN7EXAMPLE {KEY_1}"
    ));
    harness.must_show("Whose keys are those?");
    harness.must_show(&format!("{KEY_1}  alice"));
    harness.must_show("AROAIOSFODNN7EXAMPLE  not an access key: an IAM role");
    harness.must_show("asking IAM…");
    assert_eq!(owners_asked(&harness), 3);
    harness.press("<down><enter>");
    harness.must_show("IAM has not answered yet.");
    harness.answer_reads();
    harness.must_show("AKIAJ7MADEMEANWHILEX  bob");
    harness.must_show(&format!("{UNKNOWN}  not a key of this account"));
    harness.must_show(&format!("{FOREIGN}  of account 2616-4047-9576"));
    harness.slow = false;
    harness.press("<down><down><enter>");
    harness.must_show("This account does not own it.");
    harness.press("<esc><up><up><enter>");
    harness.must_show("› bob");
    harness.must_show("▸ AKIAJ7MADEMEANWHILEX");
}

#[test]
fn more_keys_than_can_be_asked_for_are_counted() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.paste(&ids(25).join(" "));
    assert_eq!(owners_asked(&harness), 20);
    harness.must_show("5 more IDs were given");
    harness.resize(80, 24);
    harness.must_show("of 20.");
    for _ in 0..19 {
        harness.press("<down>");
    }
    harness.must_show("▸ AKIAJ9NOBODYS0000019");
    harness.must_show("-20 of 20.");
}

#[test]
fn a_question_that_failed_can_be_asked_again() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.paste(&format!("{UNKNOWN} {KEY_1}"));
    harness.fail_reads(FailureKind::Unreachable);
    harness.must_show("failed: it failed as Unreachable");
    harness.slow = false;
    harness.press("<enter>");
    harness.must_show("not a key of this account");
}

#[test]
fn one_question_that_failed_can_be_asked_again_too() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.paste(UNKNOWN);
    harness.fail_reads(FailureKind::Unreachable);
    harness.must_show("it failed as Unreachable");
    harness.slow = false;
    harness.press("<enter>");
    harness.must_show("This account has no such access key");
    harness.press("<esc>");
    harness.must_not_show("Whose key is that?");
}

#[test]
fn several_keys_in_the_search_box_give_the_list_too() {
    let mut harness = ConsoleHarness::new();
    harness.press(&format!("/{KEY_1} {FOREIGN}<enter>"));
    harness.must_show("Whose keys are those?");
    let mut harness = ConsoleHarness::new();
    harness.press("/");
    harness.paste(&format!("{KEY_1}\n{FOREIGN}\n"));
    harness.must_show("Whose keys are those?");
}

#[test]
fn a_key_pasted_before_there_is_a_session_is_looked_for_once_there_is() {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.slow = true;
    harness.start();
    harness.paste(KEY_2);
    harness.must_show("Not signed in yet");
    harness.must_show(KEY_2);
    harness.slow = false;
    harness.answer_reads();
    harness.must_show("› alice");
    harness.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn a_key_as_an_argument_takes_the_same_way() {
    let mut harness =
        ConsoleHarness::unconnected(Settings { start: Start::Key(id(FOREIGN)), ..settings() });
    harness.profiles = vec![profile("staging", Some(OTHER))];
    harness.start();
    harness.must_show("▸ staging");
    harness.press("<esc>");
    harness.must_show("alice");
    // The table behind it is read whole, with the report, which alone knows of everybody's MFA.
    harness.must_show("~Yes");
}

#[test]
fn who_goes_elsewhere_before_the_answer_finds_the_table_read_all_the_same() {
    let mut harness =
        ConsoleHarness::unconnected(Settings { start: Start::Key(id(KEY_1)), ..settings() });
    harness.slow = true;
    harness.start();
    harness.answer_caller();
    harness.press("u");
    harness.answer_reads();
    harness.must_show("› ops-admin");
    harness.press("<esc>");
    harness.must_show("carol");
}

#[test]
fn a_paste_into_a_terminal_too_small_is_not_lost_without_a_word() {
    let mut harness = ConsoleHarness::new();
    harness.resize(30, 8);
    harness.paste(KEY_1);
    harness.resize(100, 40);
    harness.must_show("A paste was not taken");
}

#[test]
fn an_owner_found_while_a_change_is_in_flight_is_only_named() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter>for the build<enter>");
    harness.complete_write();
    // The secret is left while its description is still being written.
    harness.press("<esc>i<enter>");
    assert_eq!(harness.writes.len(), 1);
    harness.paste(KEY_1);
    harness.must_show(&format!("A change is on its way: look for {KEY_1} again when it is done."));
    harness.must_show("› bob");
}

#[test]
fn the_command_for_a_temporary_key_is_copied_whole() {
    let mut harness = ConsoleHarness::new();
    harness.paste("ASIAQNZGKIQY56JQ7WML");
    harness.press("y");
    let Some(Effect::Copy(_, clip)) = harness.effects.last() else { panic!("nothing is copied") };
    let command = clip.text.read(str::to_owned);
    assert!(command.starts_with("aws cloudtrail lookup-events "), "{command}");
    assert!(command.ends_with("AttributeValue=ASIAQNZGKIQY56JQ7WML"), "{command}");
}
