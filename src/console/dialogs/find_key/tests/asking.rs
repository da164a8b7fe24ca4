//! `f`, pastes and several IDs at once.

use super::{FOREIGN, OTHER, UNKNOWN, ids, owners_asked, profile};
use crate::console::testing::{ConsoleHarness, KEY_1, KEY_2, id, key, settings};
use crate::console::{Effect, Settings, Start};
use crate::domain::{FailureKind, Status};

#[test]
fn a_typed_key_leads_to_its_owner() {
    let mut bench = ConsoleHarness::new();
    bench.press("f");
    bench.must_show("Find access key");
    bench.press(&format!("{KEY_2}<enter>"));
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn the_key_is_found_from_a_users_page_too() {
    let mut bench = ConsoleHarness::on_alice();
    bench.press(&format!("fkey: {UNKNOWN}<enter>"));
    bench.must_show("Whose key is that?");
    bench.must_show("This account has no such access key");
    bench.press("<esc>");
    bench.must_show("› alice");
}

#[test]
fn what_stands_there_is_told_before_anything_is_asked() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("f");
    bench.must_show("several are looked up together");
    bench.press("dana");
    bench.must_show("no access key ID in there yet");
    bench.press("<enter>");
    bench.must_show("Type or paste an access key ID first.");
    bench.paste(&format!(" {FOREIGN}"));
    bench.must_show(&format!("{FOREIGN}: a key of account 2616-4047-9576"));
    assert_eq!(owners_asked(&bench), 0);
    bench.press("<esc>");
    bench.must_not_show("Find access key");
    assert_eq!(owners_asked(&bench), 0);
}

#[test]
fn a_paste_in_pieces_is_one_text() {
    let mut bench = ConsoleHarness::new();
    bench.press("f");
    let (first, rest) = KEY_1.split_at(7);
    bench.paste(&format!("{FOREIGN} {first}"));
    bench.paste(rest);
    bench.paste("\n");
    bench.paste(KEY_2);
    bench.must_show("3 IDs");
}

#[test]
fn of_a_long_paste_the_ids_are_kept() {
    let mut bench = ConsoleHarness::new();
    bench.press("f");
    let noise = "a line of some log without any ID in it\n".repeat(100);
    bench.paste(&noise);
    bench.must_show("The pasted text is too long, and has no ID in it.");
    bench.paste(&format!("{noise}{KEY_1} {noise}{FOREIGN}"));
    bench.must_show("2 IDs");
    bench.paste(&ids(100).join("\n"));
    bench.must_show("102 IDs");
    bench.press("<enter>");
    bench.must_show("82 more IDs were given");
}

#[test]
fn an_emptied_input_has_nothing_left_to_find() {
    let mut bench = ConsoleHarness::new();
    bench.press("f");
    bench.paste(&ids(100).join("\n"));
    bench.must_show("100 IDs");
    bench.press("x<bs>");
    bench.must_not_show("100 IDs");
}

#[test]
fn several_keys_are_asked_for_at_once_and_each_has_its_line() {
    let mut bench = ConsoleHarness::new();
    bench.account.get_mut("bob").unwrap().push(key("bob", "AKIAJ7MADEMEANWHILEX", Status::Active));
    bench.slow = true;
    bench.paste(&format!(
        "{KEY_1} AKIAJ7MADEMEANWHILEX {UNKNOWN} {FOREIGN} AROAIOSFODNN7EXAMPLE {KEY_1}"
    ));
    bench.must_show("Whose keys are those?");
    bench.must_show(&format!("{KEY_1}  alice"));
    bench.must_show("AROAIOSFODNN7EXAMPLE  not an access key: an IAM role");
    bench.must_show("asking IAM…");
    assert_eq!(owners_asked(&bench), 3);
    bench.press("<down><enter>");
    bench.must_show("IAM has not answered yet.");
    bench.answer_reads();
    bench.must_show("AKIAJ7MADEMEANWHILEX  bob");
    bench.must_show(&format!("{UNKNOWN}  not a key of this account"));
    bench.must_show(&format!("{FOREIGN}  of account 2616-4047-9576"));
    bench.slow = false;
    bench.press("<down><down><enter>");
    bench.must_show("This account does not own it.");
    bench.press("<esc><up><up><enter>");
    bench.must_show("› bob");
    bench.must_show("▸ AKIAJ7MADEMEANWHILEX");
}

#[test]
fn more_keys_than_can_be_asked_for_are_counted() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.paste(&ids(25).join(" "));
    assert_eq!(owners_asked(&bench), 20);
    bench.must_show("5 more IDs were given");
    bench.resize(80, 24);
    bench.must_show("of 20.");
    for _ in 0..19 {
        bench.press("<down>");
    }
    bench.must_show("▸ AKIAJ9NOBODYS0000019");
    bench.must_show("-20 of 20.");
}

#[test]
fn a_question_that_failed_can_be_asked_again() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.paste(&format!("{UNKNOWN} {KEY_1}"));
    bench.fail_reads(FailureKind::Unreachable);
    bench.must_show("failed: it failed as Unreachable");
    bench.slow = false;
    bench.press("<enter>");
    bench.must_show("not a key of this account");
}

#[test]
fn one_question_that_failed_can_be_asked_again_too() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.paste(UNKNOWN);
    bench.fail_reads(FailureKind::Unreachable);
    bench.must_show("it failed as Unreachable");
    bench.slow = false;
    bench.press("<enter>");
    bench.must_show("This account has no such access key");
    bench.press("<esc>");
    bench.must_not_show("Whose key is that?");
}

#[test]
fn several_keys_in_the_search_box_give_the_list_too() {
    let mut bench = ConsoleHarness::new();
    bench.press(&format!("/{KEY_1} {FOREIGN}<enter>"));
    bench.must_show("Whose keys are those?");
    let mut bench = ConsoleHarness::new();
    bench.press("/");
    bench.paste(&format!("{KEY_1}\n{FOREIGN}\n"));
    bench.must_show("Whose keys are those?");
}

#[test]
fn a_key_pasted_before_there_is_a_session_is_looked_for_once_there_is() {
    let mut bench = ConsoleHarness::unconnected(settings());
    bench.slow = true;
    bench.start();
    bench.paste(KEY_2);
    bench.must_show("Not signed in yet");
    bench.must_show(KEY_2);
    bench.slow = false;
    bench.answer_reads();
    bench.must_show("› alice");
    bench.must_show(&format!("▸ {KEY_2}"));
}

#[test]
fn a_key_as_an_argument_takes_the_same_way() {
    let mut bench =
        ConsoleHarness::unconnected(Settings { start: Start::Key(id(FOREIGN)), ..settings() });
    bench.profiles = vec![profile("staging", Some(OTHER))];
    bench.start();
    bench.must_show("▸ staging");
    bench.press("<esc>");
    bench.must_show("alice");
    // The table behind it is read whole, with the report, which alone knows of everybody's MFA.
    bench.must_show("~Yes");
}

#[test]
fn who_goes_elsewhere_before_the_answer_finds_the_table_read_all_the_same() {
    let mut bench =
        ConsoleHarness::unconnected(Settings { start: Start::Key(id(KEY_1)), ..settings() });
    bench.slow = true;
    bench.start();
    bench.answer_caller();
    bench.press("u");
    bench.answer_reads();
    bench.must_show("› ops-admin");
    bench.press("<esc>");
    bench.must_show("carol");
}

#[test]
fn a_paste_into_a_terminal_too_small_is_not_lost_without_a_word() {
    let mut bench = ConsoleHarness::new();
    bench.resize(30, 8);
    bench.paste(KEY_1);
    bench.resize(100, 40);
    bench.must_show("A paste was not taken");
}

#[test]
fn an_owner_found_while_a_change_is_on_its_way_is_only_named() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter>for the build<enter>");
    bench.complete_write();
    // The secret is left while its description is still being written.
    bench.press("<esc>i<enter>");
    assert_eq!(bench.writes.len(), 1);
    bench.paste(KEY_1);
    bench.must_show(&format!("A change is on its way: look for {KEY_1} again when it is done."));
    bench.must_show("› bob");
}

#[test]
fn the_command_for_a_temporary_key_is_copied_whole() {
    let mut bench = ConsoleHarness::new();
    bench.paste("ASIAQNZGKIQY56JQ7WML");
    bench.press("y");
    let Some(Effect::Copy(_, clip)) = bench.effects.last() else { panic!("nothing is copied") };
    let command = clip.text.read(str::to_owned);
    assert!(command.starts_with("aws cloudtrail lookup-events "), "{command}");
    assert!(command.ends_with("AttributeValue=ASIAQNZGKIQY56JQ7WML"), "{command}");
}
