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
fn bench(profiles: &[(&str, Option<&str>)], replaces: Option<&str>) -> ConsoleHarness {
    let mut bench = ConsoleHarness::on_alice();
    bench.profiles = profiles.iter().map(|(name, key)| profile(name, *key)).collect();
    let new = NewAccessKey {
        key: key("alice", NEW_KEY, Status::Active),
        ..new_access_key("alice", NEW_KEY)
    };
    let console = &mut bench.console;
    let build = |cx: &mut Context| Retrieve::new(new).replacing(cx, replaces.map(id));
    console.dialogs.open(&mut console.cx, build);
    bench.press("p");
    bench
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
fn asked(bench: &mut ConsoleHarness) -> (CallId, Effect) {
    let is_it = |effect: &Effect| {
        use Effect::{PlanProfile, RemoveBackup, SaveProfile};
        matches!(effect, PlanProfile(..) | SaveProfile(..) | RemoveBackup(..))
    };
    let at = bench.effects.iter().rposition(is_it).expect("something is asked of the file");
    let effect = bench.effects.remove(at);
    let (Effect::PlanProfile(call, ..)
    | Effect::SaveProfile(call, ..)
    | Effect::RemoveBackup(call, _)) = &effect
    else {
        panic!("{effect:?}");
    };
    (*call, effect)
}

fn answer(bench: &mut ConsoleHarness, reply: Reply) -> Effect {
    let (call, effect) = asked(bench);
    bench.send(Event::Reply(call, reply));
    effect
}

fn asks_nothing(bench: &ConsoleHarness) -> bool {
    bench.effects.iter().all(|effect| !matches!(effect, Effect::SaveProfile(..)))
}

/// On the page of what would change.
fn reviewing(held: Option<&str>) -> ConsoleHarness {
    let mut bench = bench(&MACHINE, Some(KEY_1));
    bench.press("<enter>");
    answer(&mut bench, Reply::ProfilePlanned(Ok(plan(held))));
    bench
}

fn recorded(bench: &ConsoleHarness) -> usize {
    let is_it = |effect: &&Effect| matches!(effect, Effect::Record(_, entry) if entry.outcome == Outcome::SecretSaved);
    bench.effects.iter().filter(is_it).count()
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
    bench(profiles, replaces).must_show(proposed);
}

#[test]
fn default_is_not_proposed_and_is_advised_against() {
    let mut bench = bench(&[("alice", Some(KEY_1)), ("default", None)], None);
    bench.must_show("default                         IAM Identity Center, not advised");
    bench.must_not_show("▸ default");
    bench.press("<down>");
    bench.must_show("▸ default");
}

#[test]
fn what_is_typed_narrows_the_list_and_may_name_a_new_one() {
    let mut bench = bench(&MACHINE, Some(KEY_1));
    bench.press("c");
    bench.must_show("▸ corp");
    bench.press("i");
    bench.must_show("▸ ci");
    bench.press("-eu");
    bench.must_show("▸ ci-eu");
    bench.must_show("new profile");
    bench.press("<enter>");
    let Effect::PlanProfile(_, name, new) = asked(&mut bench).1 else { panic!("no plan") };
    assert_eq!((name.as_str(), new.key.id), ("ci-eu", id(NEW_KEY)));
}

#[test]
fn a_name_that_not_everybody_finds_is_refused() {
    let mut bench = bench(&MACHINE, None);
    bench.paste("my profile");
    bench.must_show("the SDKs take no profile with ' ' in its name");
    bench.press("<enter>");
    bench.must_show("Type a name, or select a profile.");
    assert!(asks_nothing(&bench));
}

#[test]
fn profiles_that_cannot_be_read_do_not_stop_it() {
    let mut bench = bench(&[], None);
    bench.press("<esc>");
    bench.slow = true;
    bench.press("p");
    bench.must_show("Reading your profiles…");
    let (call, _) = bench.reads.pop().unwrap();
    bench.send(Event::Reply(
        call,
        Reply::Local(LocalAnswer::Profiles(Err(LocalError::new("line 3 is odd")))),
    ));
    bench.must_show("Your profiles cannot be read: line 3 is odd.");
    bench.press("<enter>");
    assert!(
        matches!(asked(&mut bench).1, Effect::PlanProfile(_, name, _) if name.as_str() == "alice")
    );
}

#[test]
fn what_cannot_be_planned_is_said_and_another_can_be_chosen() {
    let mut bench = bench(&MACHINE, Some(KEY_1));
    bench.press("<enter>");
    answer(&mut bench, Reply::ProfilePlanned(Err(LocalError::new("/f is read-only."))));
    bench.must_show("/f is read-only.");
    bench.press("<down><enter>");
    assert!(
        matches!(asked(&mut bench).1, Effect::PlanProfile(_, name, _) if name.as_str() == "corp")
    );
}

#[test]
fn what_would_change_is_shown_and_cancel_is_the_default() {
    let mut bench = reviewing(Some(KEY_1));
    for words in [
        "alice-laptop, which holds AKIAIOSFODNN7EXAMPLE",
        "a link to /home/ada/dotfiles/aws",
        "- aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        "+ aws_access_key_id = AKIAJ4NEWLYMADEXMPLE",
        "The session token goes",
        "The new key is not verified yet",
        "▸ Cancel ◂",
    ] {
        bench.must_show(words);
    }
    bench.must_not_show(SECRET);
    bench.must_not_show("becomes alice");
    bench.press("<enter>");
    bench.must_show("Not saved yet");
    assert!(asks_nothing(&bench) && bench.console.holds_unsaved_secret());
}

#[test]
fn a_profile_of_somebody_else_and_the_sessions_own_are_told_apart() {
    let bench = reviewing(Some(OWN_KEY));
    bench.must_show("⚠ The key it holds is not alice's: what uses this profile becomes alice.");
    bench.must_show("This session goes on with the key it is signed in with.");
    let bench = reviewing(None);
    bench.must_not_show("becomes alice");
    bench.must_not_show("not verified yet");
}

#[test]
fn what_was_agreed_to_is_saved_once_and_counts_as_saved() {
    let mut bench = reviewing(Some(OWN_KEY));
    bench.press("<tab><enter><enter><esc>");
    let (call, effect) = asked(&mut bench);
    assert!(matches!(effect, Effect::SaveProfile(_, agreed, ..) if agreed == plan(Some(OWN_KEY))));
    assert!(asks_nothing(&bench), "it is asked once");
    bench.must_show("Writing the file…");
    for _ in 0..2 {
        bench.send(Event::Reply(call, Reply::ProfileSaved(Ok(saved(Some(BACKUP))))));
    }
    assert_eq!(recorded(&bench), 1);
    for words in
        ["✓ AKIAJ4NEWLYMADEXMPLE is saved", "credentials on bastion", BACKUP, "▸ Keep it ◂"]
    {
        bench.must_show(words);
    }
    bench.must_show("This session is still signed in with the key that was there.");
    assert!(!bench.console.holds_unsaved_secret());
    bench.press("<enter>");
    bench.must_show("✓ Saved in the AWS profile alice-laptop on bastion");
    bench.press("<enter>");
    bench.must_show("The secret access key is saved in the AWS profile alice-laptop.");
}

#[test]
fn the_backup_is_removed_when_that_is_asked_for() {
    let mut bench = reviewing(Some(KEY_1));
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::ProfileSaved(Ok(saved(Some(BACKUP)))));
    bench.press("<tab><enter>");
    let effect = answer(&mut bench, Reply::BackupRemoved(Err(LocalError::new("it is not there."))));
    assert!(matches!(effect, Effect::RemoveBackup(_, path) if path.to_str() == Some(BACKUP)));
    bench.must_show("it is not there.");
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::BackupRemoved(Ok(vec![])));
    bench.must_show("The backup of the credentials file is removed.");
    bench.must_not_show("Older ones");
    bench.must_show("Retrieve access key");
}

#[test]
fn older_backups_are_told_of() {
    let mut bench = reviewing(Some(KEY_1));
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::ProfileSaved(Ok(saved(Some(BACKUP)))));
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::BackupRemoved(Ok(vec!["/x/credentials.akia-backup".into()])));
    bench.must_show("Older ones are still there");
    bench.must_show("/x/credentials.akia-backup");
}

#[rstest]
#[case::a_rotation(Some(KEY_1), false)]
#[case::another_key(None, true)]
fn default_is_warned_of_but_where_the_old_key_is(
    #[case] replaces: Option<&str>,
    #[case] warns: bool,
) {
    let mut bench = bench(&MACHINE, replaces);
    bench.press("alice-laptop<enter>");
    let plan = ProfilePlan { warnings: vec![ProfileWarning::Default], ..plan(Some(KEY_1)) };
    answer(&mut bench, Reply::ProfilePlanned(Ok(plan)));
    bench.must_show("Review");
    assert_eq!(bench.shows("default is what every program uses"), warns);
}

#[test]
fn where_there_was_no_file_there_is_no_backup_to_ask_about() {
    let mut bench = reviewing(None);
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::ProfileSaved(Ok(saved(None))));
    bench.must_show("▸ Done ◂");
    bench.must_not_show("Backup");
    bench.press("<tab><enter>");
    bench.must_show("Retrieve access key");
}

#[test]
fn a_failure_is_said_and_the_file_can_be_looked_at_again() {
    let mut bench = reviewing(Some(KEY_1));
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::ProfileSaved(Err(LocalError::new("/f was changed meanwhile."))));
    bench.must_show("/f was changed meanwhile.");
    assert!(bench.console.holds_unsaved_secret() && recorded(&bench) == 0);
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::ProfilePlanned(Err(LocalError::new("/f is read-only."))));
    bench.must_show("/f is read-only.");
    bench.press("<tab><enter>");
    answer(&mut bench, Reply::ProfilePlanned(Ok(plan(Some(KEY_1)))));
    bench.must_show("2 of 3 · Review");
    bench.press("<esc>");
    bench.must_show("Not saved yet");
}

#[test]
fn a_save_that_is_answered_below_the_question_whether_to_quit_ends_it() {
    let mut bench = reviewing(Some(KEY_1));
    bench.press("<tab><enter><^c>");
    bench.must_show("Quit akia?");
    answer(&mut bench, Reply::ProfileSaved(Ok(saved(None))));
    bench.must_not_show("Quit akia?");
    assert!(!bench.console.holds_unsaved_secret() && recorded(&bench) == 1);
}

#[test]
fn a_save_that_nobody_waits_for_any_more_tells_of_the_backup() {
    let mut bench = reviewing(Some(KEY_1));
    bench.press("<tab><enter>");
    let (call, _) = asked(&mut bench);
    bench.console.dialogs.clear();
    bench.send(Event::Reply(call, Reply::ProfileSaved(Ok(saved(Some(BACKUP))))));
    bench.must_show(BACKUP);
}

#[test]
fn the_secret_is_never_shown_here_and_its_page_is_as_it_was() {
    let mut bench = bench(&MACHINE, None);
    bench.press("<esc>").press("sp");
    bench.must_not_show(SECRET);
    bench.press("<esc>");
    bench.must_show(SECRET);
    assert!(!format!("{:?}", bench.console).contains(SECRET));
}
