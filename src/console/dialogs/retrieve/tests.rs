//! The page with the secret: what shows it, what saves it, and how it is left.

use crate::console::model::Request;
use crate::console::testing::{ConsoleHarness, KEY_1, NEW_KEY, SECRET};
use crate::console::{Effect, Event, Reply, SavedFile};
use crate::domain::{FailureKind, LocalError, Outcome};
use chrono::TimeDelta;

/// The .csv file asked for is written, or is not.
fn file(bench: &mut ConsoleHarness, answer: Result<&str, &str>) {
    let at = bench.effects.iter().rposition(|effect| matches!(effect, Effect::SaveCsv(..)));
    let Some(Effect::SaveCsv(call, ..)) = at.map(|at| bench.effects.remove(at)) else {
        panic!("no file was asked for");
    };
    let saved = |path: &str| SavedFile { path: path.into(), host: None };
    let answer = answer.map(saved).map_err(LocalError::new);
    bench.send(Event::Reply(call, Reply::Saved(answer)));
}

fn recorded(bench: &ConsoleHarness, outcome: &Outcome) -> bool {
    bench.effects.iter().any(|e| matches!(e, Effect::Record(_, entry) if entry.outcome == *outcome))
}

#[test]
fn the_secret_is_masked_until_it_is_asked_for_and_again_after_30_seconds() {
    let mut bench = ConsoleHarness::with_secret();
    bench.must_show(NEW_KEY);
    bench.must_not_show(SECRET);
    bench.press("s");
    bench.must_show(SECRET);
    bench.wait(29);
    bench.must_show(SECRET);
    bench.wait(1);
    bench.must_not_show(SECRET);
    assert!(matches!(bench.effects.last(), Some(Effect::ForgetDrawn)), "what was drawn is wiped");
    bench.press("ss");
    bench.must_not_show(SECRET);
}

#[test]
fn a_clock_that_is_set_back_does_not_show_it_longer() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("s");
    bench.wait(-3_600);
    bench.must_not_show(SECRET);
}

#[test]
fn it_is_masked_in_time_below_another_page_too() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("s?");
    bench.must_not_show(SECRET);
    bench.wait(31);
    assert!(bench.console.wake_at().unwrap() > bench.now, "it would wake for ever");
    bench.press("<esc>");
    bench.must_not_show(SECRET);
}

#[test]
fn leaving_it_unsaved_asks_and_going_back_is_the_default() {
    let mut bench = ConsoleHarness::with_secret();
    for leave in ["<esc>", "<enter>"] {
        bench.press(leave);
        bench.must_show("Leave without saving the secret?");
        bench.press("<enter>");
        bench.must_show("Retrieve access key");
        bench.press(leave).press("<esc>");
        bench.must_show("Retrieve access key");
    }
    assert!(bench.console.holds_unsaved_secret());
}

#[test]
fn saying_that_it_is_stored_leaves_and_is_recorded() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("<esc><down><enter>");
    bench.must_not_show("Retrieve access key");
    assert!(!bench.console.holds_unsaved_secret());
    assert!(recorded(&bench, &Outcome::SecretSaved));
}

#[test]
fn deleting_the_key_instead_leads_through_the_deletion() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("<esc>x");
    bench.must_show("Delete access key");
    bench.press("<esc>");
    bench.must_show("Retrieve access key");
    bench.press("<esc>x<tab><enter>");
    bench.complete_write();
    bench.press(&format!("{NEW_KEY}<enter>"));
    bench.complete_write();
    bench.must_not_show("Retrieve access key");
    assert!(!bench.console.holds_unsaved_secret());
    assert!(recorded(&bench, &Outcome::Settled), "the next start does not remind of it");
}

#[test]
fn a_file_that_is_written_saves_it() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("w");
    assert!(bench.console.holds_unsaved_secret(), "not before it is written");
    bench.press("w");
    bench.must_show("The file is being written");
    file(&mut bench, Err("The .csv file was not saved: the disk is full."));
    bench.must_show("the disk is full");
    assert!(bench.console.holds_unsaved_secret());
    bench.press("w");
    file(&mut bench, Ok("/home/ada/bob_accessKeys.csv"));
    bench.must_show("Saved: /home/ada/bob_accessKeys.csv");
    bench.press("<enter>");
    bench.must_not_show("Retrieve access key");
    assert!(recorded(&bench, &Outcome::SecretSaved));
}

#[test]
fn the_question_whether_to_leave_goes_when_the_file_is_written() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("w<esc>");
    file(&mut bench, Ok("/tmp/x.csv"));
    bench.must_not_show("Leave without saving");
    bench.must_show("Saved: /tmp/x.csv");
}

#[test]
fn a_file_written_after_the_page_was_left_is_named() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("w<esc>i<enter>");
    file(&mut bench, Ok("/tmp/x.csv"));
    bench.must_show("/tmp/x.csv");
}

#[test]
fn copying_does_not_save_it() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("Yb<down><enter>y");
    let clips: Vec<(&str, bool, bool)> = bench
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
    assert!(bench.console.holds_unsaved_secret());
}

#[test]
fn a_description_that_could_not_be_written_can_be_tried_again() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter>ci<enter>");
    bench.complete_write();
    assert_eq!(bench.writes_in_flight(), [format!("Describe {NEW_KEY}")]);
    bench.fail_write(FailureKind::Denied);
    bench.must_show("ci (not written)");
    bench.must_show("iam:TagUser");
    bench.press("t<enter>");
    assert_eq!(bench.writes_in_flight(), [format!("Describe {NEW_KEY}")]);
    bench.complete_write();
    bench.must_show("Description     ci");
    assert!(bench.console.holds_unsaved_secret());
}

/// Where `GetUser` is denied, nothing else tells that the tag is there.
#[test]
fn a_description_tried_again_is_written_also_where_tags_cannot_be_read() {
    let mut bench = ConsoleHarness::new();
    bench.slow = true;
    bench.press("j<enter>");
    let (tags, others) = std::mem::take(&mut bench.reads)
        .into_iter()
        .partition(|(_, read)| matches!(read, Request::Aws(crate::console::AwsRead::User(_))));
    bench.reads = tags;
    bench.fail_reads(FailureKind::Denied);
    bench.reads = others;
    bench.answer_reads();
    bench.slow = false;
    bench.press("c<space><enter>ci<enter>");
    bench.complete_write();
    bench.fail_write(FailureKind::Throttled);
    bench.must_show("ci (not written)");
    bench.press("t<enter>");
    bench.complete_write();
    bench.must_show("Description     written");
}

#[test]
fn nothing_of_the_secret_is_in_debug() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("sYw");
    let printed = format!("{:?} {:?}", bench.console, bench.effects);
    assert!(printed.contains("redacted") && !printed.contains(SECRET));
}

#[test]
fn what_is_pasted_does_nothing_to_the_page() {
    let mut bench = ConsoleHarness::with_secret();
    bench.paste("\n\ni");
    bench.burst("<esc>i");
    bench.must_show("Leave without saving the secret?");
    bench.press("<esc>");
    bench.now += TimeDelta::seconds(1);
    bench.burst("w<enter>i<enter>");
    bench.must_show("Retrieve access key");
    assert!(bench.console.holds_unsaved_secret());
    assert!(!bench.effects.iter().any(|effect| matches!(effect, Effect::SaveCsv(..))));
}

#[test]
fn the_key_is_not_deleted_while_its_description_is_on_its_way() {
    let mut bench = ConsoleHarness::new();
    bench.press("j<enter>c<space><enter>ci<enter>");
    bench.complete_write();
    bench.press("<esc>x");
    bench.must_show("The description is being written");
    bench.complete_write();
    bench.press("<esc>x");
    bench.must_show("deactivate it first");
}

#[test]
fn a_key_switched_off_from_here_is_not_shown_as_active() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("<esc>x<tab><enter>");
    bench.complete_write();
    bench.press("<esc>");
    bench.must_show("⚠ Inactive");
    bench.press("<esc>x");
    bench.must_show("A deleted access key is gone for good.");
}

#[test]
fn a_key_deleted_by_a_delete_whose_answer_was_lost_holds_nobody() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("<esc>x<tab><enter>");
    bench.complete_write();
    bench.press(&format!("{NEW_KEY}<enter>"));
    assert_eq!(bench.writes_in_flight(), [format!("Delete {NEW_KEY}")]);
    bench.lose_write_answer();
    bench.must_show("IAM does not list the key any more");
    bench.press("<esc>");
    bench.must_not_show("Retrieve access key");
    assert!(recorded(&bench, &Outcome::Settled) && !bench.console.holds_unsaved_secret());
}

#[test]
fn in_the_smallest_terminal_the_secret_stands_whole_on_a_line_and_stays_with_its_key() {
    let mut bench = ConsoleHarness::new();
    bench.press("<enter>");
    bench.resize(60, 15);
    let alone = |bench: &ConsoleHarness, what: &str| {
        bench.screen().lines().any(|line| line.trim_matches([' ', '│']) == what)
    };
    bench.replace_key(KEY_1);
    let screen = bench.screen();
    let footer = screen.lines().last().unwrap_or_default();
    for key in ["s show/hide", "w to .csv", "p to profile", "v verify", "↵ done"] {
        assert!(footer.contains(key), "{key}: {footer}");
    }
    for press in ["s", "v", "y", "w"] {
        bench.press(press);
        assert!(alone(&bench, SECRET), "{}", bench.screen());
        for text in ["User            alice", NEW_KEY, KEY_1] {
            bench.must_show(text);
        }
    }
    file(&mut bench, Err(&"The .csv file was not saved: the disk is full. ".repeat(9)));
    assert!(alone(&bench, SECRET), "{}", bench.screen());
    bench.must_show("more lines: enlarge the terminal");
}

/// The next start would else call the secret lost without anybody knowing why.
#[test]
fn a_secret_that_is_saved_and_not_recorded_is_told() {
    let mut bench = ConsoleHarness::with_secret();
    bench.press("w");
    file(&mut bench, Ok("/tmp/bob_accessKeys.csv"));
    let recorded = bench.effects.iter().find_map(|effect| match effect {
        Effect::Record(call, entry) if entry.outcome == Outcome::SecretSaved => Some(*call),
        _ => None,
    });
    let reply =
        Reply::NotRecorded(Outcome::SecretSaved, LocalError::new("No space left on device"));
    bench.send(Event::Reply(recorded.unwrap(), reply));
    bench.must_show("The secret is saved, but the journal does not say so: No space left");
}
