//! The page with the secret: what shows it, what saves it, and how it is left.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, NEW_KEY, SECRET};
use crate::console::{Effect, Event, Reply, SavedFile};
use crate::domain::{FailureKind, LocalError, Outcome};
use chrono::TimeDelta;

/// The .csv file asked for is written, or is not.
fn file(harness: &mut ConsoleHarness, answer: Result<&str, &str>) {
    let at = harness.effects.iter().rposition(|effect| matches!(effect, Effect::SaveCsv(..)));
    let Some(Effect::SaveCsv(call, ..)) = at.map(|at| harness.effects.remove(at)) else {
        panic!("no file was asked for");
    };
    let saved = |path: &str| SavedFile { path: path.into(), host: None };
    let answer = answer.map(saved).map_err(LocalError::new);
    harness.send(Event::Reply(call, Reply::Saved(answer)));
}

fn recorded(harness: &ConsoleHarness, outcome: &Outcome) -> bool {
    harness
        .effects
        .iter()
        .any(|e| matches!(e, Effect::Record(_, entry) if entry.outcome == *outcome))
}

#[test]
fn the_secret_is_masked_until_it_is_asked_for_and_again_after_30_seconds() {
    let mut harness = ConsoleHarness::with_secret();
    harness.must_show(NEW_KEY);
    harness.must_not_show(SECRET);
    harness.press("s");
    harness.must_show(SECRET);
    harness.wait(29);
    harness.must_show(SECRET);
    harness.wait(1);
    harness.must_not_show(SECRET);
    assert!(matches!(harness.effects.last(), Some(Effect::ForgetDrawn)), "what was drawn is wiped");
    harness.press("ss");
    harness.must_not_show(SECRET);
}

#[test]
fn a_clock_that_is_set_back_does_not_show_it_longer() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("s");
    harness.wait(-3_600);
    harness.must_not_show(SECRET);
}

#[test]
fn it_is_masked_in_time_below_another_page_too() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("s?");
    harness.must_not_show(SECRET);
    harness.wait(31);
    assert!(harness.console.wake_at().unwrap() > harness.now, "it would wake for ever");
    harness.press("<esc>");
    harness.must_not_show(SECRET);
}

#[test]
fn leaving_it_unsaved_asks_and_going_back_is_the_default() {
    let mut harness = ConsoleHarness::with_secret();
    for leave in ["<esc>", "<enter>"] {
        harness.press(leave);
        harness.must_show("Leave without saving the secret?");
        harness.press("<enter>");
        harness.must_show("Retrieve access key");
        harness.press(leave).press("<esc>");
        harness.must_show("Retrieve access key");
    }
    assert!(harness.console.holds_unsaved_secret());
}

#[test]
fn saying_that_it_is_stored_leaves_and_is_recorded() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("<esc><down><enter>");
    harness.must_not_show("Retrieve access key");
    assert!(!harness.console.holds_unsaved_secret());
    assert!(recorded(&harness, &Outcome::SecretSaved));
}

#[test]
fn deleting_the_key_instead_leads_through_the_deletion() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("<esc>x");
    harness.must_show("Delete access key");
    harness.press("<esc>");
    harness.must_show("Retrieve access key");
    harness.press("<esc>x<tab><enter>");
    harness.complete_write();
    harness.press(&format!("{NEW_KEY}<enter>"));
    harness.complete_write();
    harness.must_not_show("Retrieve access key");
    assert!(!harness.console.holds_unsaved_secret());
    assert!(recorded(&harness, &Outcome::Settled), "the next start does not remind of it");
}

#[test]
fn a_file_that_is_written_saves_it() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("w");
    assert!(harness.console.holds_unsaved_secret(), "not before it is written");
    harness.press("w");
    harness.must_show("The file is being written");
    file(&mut harness, Err("The .csv file was not saved: the disk is full."));
    harness.must_show("the disk is full");
    assert!(harness.console.holds_unsaved_secret());
    harness.press("w");
    file(&mut harness, Ok("/home/ada/bob_accessKeys.csv"));
    harness.must_show("Saved: /home/ada/bob_accessKeys.csv");
    harness.press("<enter>");
    harness.must_not_show("Retrieve access key");
    assert!(recorded(&harness, &Outcome::SecretSaved));
}

#[test]
fn the_question_whether_to_leave_goes_when_the_file_is_written() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("w<esc>");
    file(&mut harness, Ok("/tmp/x.csv"));
    harness.must_not_show("Leave without saving");
    harness.must_show("Saved: /tmp/x.csv");
}

#[test]
fn a_file_written_after_the_page_was_left_is_named() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("w<esc>i<enter>");
    file(&mut harness, Ok("/tmp/x.csv"));
    harness.must_show("/tmp/x.csv");
}

#[test]
fn copying_does_not_save_it() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("Yb<down><enter>y");
    let clips: Vec<(&str, bool, bool)> = harness
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Copy(_, clip) => {
                Some((clip.what, clip.sensitive, clip.text.read(|text| text.contains(SECRET))))
            }
            _ => None,
        })
        .collect();
    let expected = [
        ("Secret access key", true, true),
        ("Access key ID and secret", true, true),
        ("Access key ID", false, false),
    ];
    assert_eq!(clips, expected);
    assert!(harness.console.holds_unsaved_secret());
}

#[test]
fn a_description_that_could_not_be_written_can_be_tried_again() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter>ci<enter>");
    harness.complete_write();
    assert_eq!(harness.writes_in_flight(), [format!("Describe {NEW_KEY}")]);
    harness.fail_write(FailureKind::Denied);
    harness.must_show("ci (not written)");
    harness.must_show("iam:TagUser");
    harness.press("t<enter>");
    assert_eq!(harness.writes_in_flight(), [format!("Describe {NEW_KEY}")]);
    harness.complete_write();
    harness.must_show("Description     ci");
    assert!(harness.console.holds_unsaved_secret());
}

/// Where `GetUser` is denied, nothing else tells that the tag is there.
#[test]
fn a_description_tried_again_is_written_also_where_tags_cannot_be_read() {
    let mut harness = ConsoleHarness::new();
    harness.slow = true;
    harness.press("j<enter>");
    let (tags, others) = std::mem::take(&mut harness.reads)
        .into_iter()
        .partition(|(_, read)| matches!(read, Request::Aws(crate::console::AwsRead::User(_))));
    harness.reads = tags;
    harness.fail_reads(FailureKind::Denied);
    harness.reads = others;
    harness.answer_reads();
    harness.slow = false;
    harness.press("c<space><enter>ci<enter>");
    harness.complete_write();
    harness.fail_write(FailureKind::Throttled);
    harness.must_show("ci (not written)");
    harness.press("t<enter>");
    harness.complete_write();
    harness.must_show("Description     written");
}

#[test]
fn nothing_of_the_secret_is_in_debug() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("sYw");
    let printed = format!("{:?} {:?}", harness.console, harness.effects);
    assert!(printed.contains("redacted") && !printed.contains(SECRET));
}

#[test]
fn what_is_pasted_does_nothing_to_the_page() {
    let mut harness = ConsoleHarness::with_secret();
    harness.paste("\n\ni");
    harness.burst("<esc>i");
    harness.must_show("Leave without saving the secret?");
    harness.press("<esc>");
    harness.now += TimeDelta::seconds(1);
    harness.burst("w<enter>i<enter>");
    harness.must_show("Retrieve access key");
    assert!(harness.console.holds_unsaved_secret());
    assert!(!harness.effects.iter().any(|effect| matches!(effect, Effect::SaveCsv(..))));
}

#[test]
fn the_key_is_not_deleted_while_its_description_is_being_written() {
    let mut harness = ConsoleHarness::new();
    harness.press("j<enter>c<space><enter>ci<enter>");
    harness.complete_write();
    harness.press("<esc>x");
    harness.must_show("The description is being written");
    harness.complete_write();
    harness.press("<esc>x");
    harness.must_show("deactivate it first");
}

#[test]
fn a_key_deactivated_from_here_is_not_shown_as_active() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("<esc>x<tab><enter>");
    harness.complete_write();
    harness.press("<esc>");
    harness.must_show("⚠ Inactive");
    harness.press("<esc>x");
    harness.must_show("A deleted access key is gone for good.");
}

#[test]
fn a_key_deleted_by_a_delete_whose_answer_was_lost_holds_nobody() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("<esc>x<tab><enter>");
    harness.complete_write();
    harness.press(&format!("{NEW_KEY}<enter>"));
    assert_eq!(harness.writes_in_flight(), [format!("Delete {NEW_KEY}")]);
    harness.lose_write_answer();
    harness.must_show("IAM does not list the key any more");
    harness.press("<esc>");
    harness.must_not_show("Retrieve access key");
    assert!(recorded(&harness, &Outcome::Settled) && !harness.console.holds_unsaved_secret());
}

#[test]
fn in_the_smallest_terminal_the_secret_stands_whole_on_a_line_and_stays_with_its_key() {
    let mut harness = ConsoleHarness::new();
    harness.press("<enter>");
    harness.resize(60, 15);
    let alone = |harness: &ConsoleHarness, what: &str| {
        harness.screen().lines().any(|line| line.trim_matches([' ', '│']) == what)
    };
    harness.replace_key(KEY_1);
    let screen = harness.screen();
    let footer = screen.lines().last().unwrap_or_default();
    for key in ["s show/hide", "w to .csv", "p to profile", "v verify", "↵ done"] {
        assert!(footer.contains(key), "{key}: {footer}");
    }
    for press in ["s", "v", "y", "w"] {
        harness.press(press);
        assert!(alone(&harness, SECRET), "{}", harness.screen());
        for text in ["User            alice", NEW_KEY, KEY_1] {
            harness.must_show(text);
        }
    }
    file(&mut harness, Err(&"The .csv file was not saved: the disk is full. ".repeat(9)));
    assert!(alone(&harness, SECRET), "{}", harness.screen());
    harness.must_show("more lines: enlarge the terminal");
}

/// The next start would else call the secret lost without anybody knowing why.
#[test]
fn a_secret_that_is_saved_and_not_recorded_is_reported() {
    let mut harness = ConsoleHarness::with_secret();
    harness.press("w");
    file(&mut harness, Ok("/tmp/bob_accessKeys.csv"));
    let recorded = harness.effects.iter().find_map(|effect| match effect {
        Effect::Record(call, entry) if entry.outcome == Outcome::SecretSaved => Some(*call),
        _ => None,
    });
    let reply =
        Reply::NotRecorded(Outcome::SecretSaved, LocalError::new("No space left on device"));
    harness.send(Event::Reply(recorded.unwrap(), reply));
    harness.must_show("The secret is saved, but the journal does not say so: No space left");
}
