//! Which profile is proposed, what is shown before, and what becomes of it.

use crate::console::context::Context;
use crate::console::dialogs::retrieve::Retrieve;
use crate::console::testing::{ConsoleHarness, KEY_1, NEW_KEY, OWN_KEY, SECRET, id, key};
use crate::console::{CallId, Effect, Event, LocalAnswer, Reply};
use crate::domain::testing::new_access_key;
use crate::domain::{
    DiffLine, Fingerprint, LineChange, LocalError, LocalProfile, NewAccessKey, Outcome,
    ProfileKind, ProfileName, ProfilePlan, ProfileWarning, SavedProfile, Status,
};
use rstest::rstest;

fn profile(name: &str, key: Option<&str>) -> LocalProfile {
    let kind = if key.is_some() { ProfileKind::Keys } else { ProfileKind::Sso };
    LocalProfile { name: name.to_owned(), kind, account: None, access_key_id: key.map(id) }
}

/// The page with a new secret of alice's, which replaces a key or not; and these profiles.
fn harness(profiles: &[(&str, Option<&str>)], replaces: Option<&str>) -> ConsoleHarness {
    let mut harness = ConsoleHarness::on_alice();
    harness.profiles = profiles.iter().map(|(name, key)| profile(name, *key)).collect();
    let new = NewAccessKey {
        key: key("alice", NEW_KEY, Status::Active),
        ..new_access_key("alice", NEW_KEY)
    };
    let console = &mut harness.console;
    let build = |cx: &mut Context| Retrieve::new(new).replacing(cx, replaces.map(id));
    console.dialogs.open(&mut console.cx, build);
    harness.press("p");
    harness
}

const MACHINE: [(&str, Option<&str>); 4] =
    [("alice-laptop", Some(KEY_1)), ("default", Some(OWN_KEY)), ("corp", None), ("ci", None)];

fn plan(held: Option<&str>) -> ProfilePlan {
    let line = |change, text: &str| DiffLine { change, text: text.to_owned() };
    ProfilePlan {
        profile: ProfileName::parse("alice-laptop").unwrap(),
        path: "/home/ada/.aws/credentials".into(),
        symlink_target: Some("/home/ada/dotfiles/aws".into()),
        new_file: false,
        new_profile: held.is_none(),
        key: id(NEW_KEY),
        current_key: held.map(id),
        diff: vec![
            line(LineChange::Kept, "[alice-laptop]"),
            line(LineChange::Removed, &format!("aws_access_key_id = {KEY_1}")),
            line(LineChange::Added, &format!("aws_access_key_id = {NEW_KEY}")),
        ],
        warnings: vec![ProfileWarning::TokenRemoved],
        base_text: Fingerprint([1, 2]),
    }
}

fn saved(backup: Option<&str>) -> SavedProfile {
    SavedProfile {
        profile: ProfileName::parse("alice-laptop").unwrap(),
        key: key("alice", NEW_KEY, Status::Active),
        path: "/home/ada/.aws/credentials".into(),
        host: Some("bastion".to_owned()),
        backup: backup.map(Into::into),
    }
}

const BACKUP: &str = "/home/ada/.aws/credentials.akia-backup";

/// What was asked of the credentials file last, and is not answered.
fn asked(harness: &mut ConsoleHarness) -> (CallId, Effect) {
    let is_it = |effect: &Effect| {
        use Effect::{PlanProfile, RemoveBackup, SaveProfile};
        matches!(effect, PlanProfile(..) | SaveProfile(..) | RemoveBackup(..))
    };
    let at = harness.effects.iter().rposition(is_it).expect("something is asked of the file");
    let effect = harness.effects.remove(at);
    let (Effect::PlanProfile(call, ..)
    | Effect::SaveProfile(call, ..)
    | Effect::RemoveBackup(call, _)) = &effect
    else {
        panic!("{effect:?}");
    };
    (*call, effect)
}

fn answer(harness: &mut ConsoleHarness, reply: Reply) -> Effect {
    let (call, effect) = asked(harness);
    harness.send(Event::Reply(call, reply));
    effect
}

fn asks_nothing(harness: &ConsoleHarness) -> bool {
    harness.effects.iter().all(|effect| !matches!(effect, Effect::SaveProfile(..)))
}

/// On the page of what would change.
fn reviewing(held: Option<&str>) -> ConsoleHarness {
    let mut harness = harness(&MACHINE, Some(KEY_1));
    harness.press("<enter>");
    answer(&mut harness, Reply::ProfilePlanned(Ok(plan(held))));
    harness
}

fn recorded(harness: &ConsoleHarness) -> usize {
    let is_it = |effect: &&Effect| matches!(effect, Effect::Record(_, entry) if entry.outcome == Outcome::SecretSaved);
    harness.effects.iter().filter(is_it).count()
}

#[rstest]
#[case::the_one_with_the_old_key(&MACHINE, Some(KEY_1), "▸ alice-laptop")]
#[case::the_default_one_if_it_has_it(&MACHINE, Some(OWN_KEY), "▸ default")]
#[case::of_two_the_one_in_use(&[("alice", Some(KEY_1)), ("prod", Some(KEY_1))], Some(KEY_1), "▸ prod (in use)")]
#[case::else_a_new_one(&MACHINE, Some(NEW_KEY), "▸ alice                           new profile")]
#[case::without_a_rotation_too(&MACHINE, None, "▸ alice                           new profile")]
#[case::never_over_one_of_that_name(&[("alice", None), ("default", None)], None, "▸ alice")]
fn the_profile_that_is_likeliest_meant_is_proposed(
    #[case] profiles: &[(&str, Option<&str>)],
    #[case] replaces: Option<&str>,
    #[case] proposed: &str,
) {
    harness(profiles, replaces).must_show(proposed);
}

#[test]
fn default_is_not_proposed_and_is_advised_against() {
    let mut harness = harness(&[("alice", Some(KEY_1)), ("default", None)], None);
    harness.must_show("default                         IAM Identity Center, not advised");
    harness.must_not_show("▸ default");
    harness.press("<down>");
    harness.must_show("▸ default");
}

#[test]
fn what_is_typed_narrows_the_list_and_may_name_a_new_one() {
    let mut harness = harness(&MACHINE, Some(KEY_1));
    harness.press("c");
    harness.must_show("▸ corp");
    harness.press("i");
    harness.must_show("▸ ci");
    harness.press("-eu");
    harness.must_show("▸ ci-eu");
    harness.must_show("new profile");
    harness.press("<enter>");
    let Effect::PlanProfile(_, name, new) = asked(&mut harness).1 else { panic!("no plan") };
    assert_eq!((name.as_str(), new.key.id), ("ci-eu", id(NEW_KEY)));
}

#[test]
fn a_name_that_not_everybody_finds_is_refused() {
    let mut harness = harness(&MACHINE, None);
    harness.paste("my profile");
    harness.must_show("the SDKs take no profile with ' ' in its name");
    harness.press("<enter>");
    harness.must_show("Type a name, or select a profile.");
    assert!(asks_nothing(&harness));
}

#[test]
fn profiles_that_cannot_be_read_do_not_stop_it() {
    let mut harness = harness(&[], None);
    harness.press("<esc>");
    harness.slow = true;
    harness.press("p");
    harness.must_show("Reading your profiles…");
    let (call, _) = harness.reads.pop().unwrap();
    harness.send(Event::Reply(
        call,
        Reply::Local(LocalAnswer::Profiles(Err(LocalError::new("line 3 is odd")))),
    ));
    harness.must_show("Your profiles cannot be read: line 3 is odd.");
    harness.press("<enter>");
    assert!(
        matches!(asked(&mut harness).1, Effect::PlanProfile(_, name, _) if name.as_str() == "alice")
    );
}

#[test]
fn a_profile_that_cannot_be_planned_is_reported_and_another_can_be_chosen() {
    let mut harness = harness(&MACHINE, Some(KEY_1));
    harness.press("<enter>");
    answer(&mut harness, Reply::ProfilePlanned(Err(LocalError::new("/f is read-only."))));
    harness.must_show("/f is read-only.");
    harness.press("<down><enter>");
    assert!(
        matches!(asked(&mut harness).1, Effect::PlanProfile(_, name, _) if name.as_str() == "corp")
    );
}

#[test]
fn what_would_change_is_shown_and_cancel_is_the_default() {
    let mut harness = reviewing(Some(KEY_1));
    for words in [
        "alice-laptop, which holds AKIAIOSFODNN7EXAMPLE",
        "a link to /home/ada/dotfiles/aws",
        "- aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "+ aws_access_key_id = AKIAJ4NEWLYMADEXMPLE",
        "The session token goes",
        "The new key is not verified yet",
        "▸ Cancel ◂",
    ] {
        harness.must_show(words);
    }
    harness.must_not_show(SECRET);
    harness.must_not_show("becomes alice");
    harness.press("<enter>");
    harness.must_show("Not saved yet");
    assert!(asks_nothing(&harness) && harness.console.holds_unsaved_secret());
}

#[test]
fn a_profile_of_somebody_else_and_the_sessions_own_are_told_apart() {
    let harness = reviewing(Some(OWN_KEY));
    harness.must_show("⚠ The key it holds is not alice's: what uses this profile becomes alice.");
    harness.must_show("This session goes on with the key it is signed in with.");
    let harness = reviewing(None);
    harness.must_not_show("becomes alice");
    harness.must_not_show("not verified yet");
}

#[test]
fn what_was_agreed_to_is_saved_once_and_counts_as_saved() {
    let mut harness = reviewing(Some(OWN_KEY));
    harness.press("<tab><enter><enter><esc>");
    let (call, effect) = asked(&mut harness);
    assert!(matches!(effect, Effect::SaveProfile(_, agreed, ..) if agreed == plan(Some(OWN_KEY))));
    assert!(asks_nothing(&harness), "it is asked once");
    harness.must_show("Writing the file…");
    for _ in 0..2 {
        harness.send(Event::Reply(call, Reply::ProfileSaved(Ok(saved(Some(BACKUP))))));
    }
    assert_eq!(recorded(&harness), 1);
    for words in
        ["✓ AKIAJ4NEWLYMADEXMPLE is saved", "credentials on bastion", BACKUP, "▸ Keep it ◂"]
    {
        harness.must_show(words);
    }
    harness.must_show("This session is still signed in with the key that was there.");
    assert!(!harness.console.holds_unsaved_secret());
    harness.press("<enter>");
    harness.must_show("✓ Saved in the AWS profile alice-laptop on bastion");
    harness.press("<enter>");
    harness.must_show("The secret access key is saved in the AWS profile alice-laptop.");
}

#[test]
fn the_backup_is_removed_when_that_is_asked_for() {
    let mut harness = reviewing(Some(KEY_1));
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::ProfileSaved(Ok(saved(Some(BACKUP)))));
    harness.press("<tab><enter>");
    let effect =
        answer(&mut harness, Reply::BackupRemoved(Err(LocalError::new("it is not there."))));
    assert!(matches!(effect, Effect::RemoveBackup(_, path) if path.to_str() == Some(BACKUP)));
    harness.must_show("it is not there.");
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::BackupRemoved(Ok(vec![])));
    harness.must_show("The backup of the credentials file is removed.");
    harness.must_not_show("Older ones");
    harness.must_show("Retrieve access key");
}

#[test]
fn older_backups_are_reported() {
    let mut harness = reviewing(Some(KEY_1));
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::ProfileSaved(Ok(saved(Some(BACKUP)))));
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::BackupRemoved(Ok(vec!["/x/credentials.akia-backup".into()])));
    harness.must_show("Older ones are still there");
    harness.must_show("/x/credentials.akia-backup");
}

#[rstest]
#[case::a_rotation(Some(KEY_1), false)]
#[case::another_key(None, true)]
fn default_is_warned_of_but_where_the_old_key_is(
    #[case] replaces: Option<&str>,
    #[case] warns: bool,
) {
    let mut harness = harness(&MACHINE, replaces);
    harness.press("alice-laptop<enter>");
    let plan = ProfilePlan { warnings: vec![ProfileWarning::Default], ..plan(Some(KEY_1)) };
    answer(&mut harness, Reply::ProfilePlanned(Ok(plan)));
    harness.must_show("Review");
    assert_eq!(harness.shows("default is what every program uses"), warns);
}

#[test]
fn where_there_was_no_file_there_is_no_backup_to_ask_about() {
    let mut harness = reviewing(None);
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::ProfileSaved(Ok(saved(None))));
    harness.must_show("▸ Done ◂");
    harness.must_not_show("Backup");
    harness.press("<tab><enter>");
    harness.must_show("Retrieve access key");
}

#[test]
fn a_failure_is_shown_and_the_file_can_be_read_again() {
    let mut harness = reviewing(Some(KEY_1));
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::ProfileSaved(Err(LocalError::new("/f was changed meanwhile."))));
    harness.must_show("/f was changed meanwhile.");
    assert!(harness.console.holds_unsaved_secret() && recorded(&harness) == 0);
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::ProfilePlanned(Err(LocalError::new("/f is read-only."))));
    harness.must_show("/f is read-only.");
    harness.press("<tab><enter>");
    answer(&mut harness, Reply::ProfilePlanned(Ok(plan(Some(KEY_1)))));
    harness.must_show("2 of 3 · Review");
    harness.press("<esc>");
    harness.must_show("Not saved yet");
}

#[test]
fn a_save_that_is_answered_below_the_question_whether_to_quit_ends_it() {
    let mut harness = reviewing(Some(KEY_1));
    harness.press("<tab><enter><^c>");
    harness.must_show("Quit akia?");
    answer(&mut harness, Reply::ProfileSaved(Ok(saved(None))));
    harness.must_not_show("Quit akia?");
    assert!(!harness.console.holds_unsaved_secret() && recorded(&harness) == 1);
}

#[test]
fn a_save_that_nobody_waits_for_any_more_tells_of_the_backup() {
    let mut harness = reviewing(Some(KEY_1));
    harness.press("<tab><enter>");
    let (call, _) = asked(&mut harness);
    harness.console.dialogs.clear();
    harness.send(Event::Reply(call, Reply::ProfileSaved(Ok(saved(Some(BACKUP))))));
    harness.must_show(BACKUP);
}

#[test]
fn the_secret_is_never_shown_here_and_its_page_is_as_it_was() {
    let mut harness = harness(&MACHINE, None);
    harness.press("<esc>").press("sp");
    harness.must_not_show(SECRET);
    harness.press("<esc>");
    harness.must_show(SECRET);
    assert!(!format!("{:?}", harness.console).contains(SECRET));
}
