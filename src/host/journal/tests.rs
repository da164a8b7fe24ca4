//! Sessions that end in every way, and what the next one reports.

use super::*;
use crate::domain::{
    AccessKeyEvent, AccessKeyEventKind, AccessKeyId, ChangeKind, Outcome, SecretLocation, UserName,
};
use rstest::rstest;
use std::os::unix::fs::symlink;

const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const OTHER: &str = "AKIAI44QH8DHBEXAMPLE";

fn account() -> AccountId {
    AccountId::from_aws("123456789012")
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_348_800 + 60 * minute, 0).unwrap()
}

fn entry(change: ChangeKind, outcome: Outcome, user: &str, key: Option<&str>) -> JournalEntry {
    JournalEntry {
        change,
        outcome,
        account: Some(account()),
        endpoint: None,
        caller: Some("arn:aws:iam::123456789012:user/ops".to_owned()),
        user: UserName::from_iam(user),
        key: key.map(AccessKeyId::from_iam),
        request_id: Some("3f1c".to_owned()),
    }
}

fn create(outcome: Outcome, key: Option<&str>) -> JournalEntry {
    entry(ChangeKind::Create, outcome, "alice", key)
}

fn notice(minute: i64, key: Option<&str>) -> JournalNotice {
    JournalNotice {
        when: at(minute),
        user: UserName::from_iam("alice"),
        key: key.map(AccessKeyId::from_iam),
        secret: SecretLocation::Unsaved,
    }
}

/// A session that records these, one a minute.
fn session(folder: &Path, entries: &[JournalEntry]) -> Journal {
    let mut journal = Journal::open(folder).unwrap();
    for (minute, entry) in (0..).zip(entries) {
        journal.record(at(minute), entry).unwrap();
    }
    journal
}

/// What the next session reports after one that recorded these.
fn notices_after(entries: &[JournalEntry]) -> Vec<JournalNotice> {
    let folder = tempfile::tempdir().unwrap();
    drop(session(folder.path(), entries));
    Journal::open(folder.path()).unwrap().unsaved_secrets(&account(), None).unwrap()
}

fn sent() -> JournalEntry {
    create(Outcome::Sending, None)
}

fn done() -> JournalEntry {
    create(Outcome::Done, Some(KEY))
}

#[rstest]
#[case::answered(&[sent(), done()], &[notice(0, Some(KEY))])]
#[case::unanswered(&[sent()], &[notice(0, None)])]
#[case::lost(&[sent(), create(Outcome::Unknown("reset".into()), None)], &[notice(0, None)])]
#[case::answered_only(&[done()], &[notice(0, Some(KEY))])]
#[case::failed(&[sent(), create(Outcome::Failed("LimitExceeded".into()), None)], &[])]
#[case::saved(&[sent(), done(), create(Outcome::SecretSaved, Some(KEY))], &[])]
#[case::settled(&[sent(), done(), create(Outcome::Settled, Some(KEY))], &[])]
#[case::other_saved(
    &[sent(), done(), create(Outcome::SecretSaved, Some(OTHER))],
    &[notice(0, Some(KEY))]
)]
#[case::saved_without_a_line_for_the_answer(
    &[sent(), create(Outcome::SecretSaved, Some(KEY))],
    &[]
)]
#[case::saved_again_after_another_answer_was_lost(
    &[
        sent(),
        create(Outcome::Unknown("reset".into()), None),
        sent(),
        done(),
        create(Outcome::SecretSaved, Some(KEY)),
        create(Outcome::SecretSaved, Some(KEY)),
    ],
    &[notice(0, None)]
)]
#[case::deleted(
    &[sent(), done(), entry(ChangeKind::Delete, Outcome::Done, "alice", Some(KEY))],
    &[]
)]
#[case::not_quite_deleted(
    &[sent(), done(), entry(ChangeKind::Delete, Outcome::Sending, "alice", Some(KEY))],
    &[notice(0, Some(KEY))]
)]
#[case::deactivated(
    &[sent(), done(), entry(ChangeKind::Deactivate, Outcome::Done, "alice", Some(KEY))],
    &[notice(0, Some(KEY))]
)]
#[case::unanswered_settled(&[sent(), create(Outcome::Settled, None)], &[])]
#[case::other_user_settled(
    &[sent(), entry(ChangeKind::Create, Outcome::Settled, "bob", None)],
    &[notice(0, None)]
)]
#[case::two(
    &[sent(), done(), sent(), create(Outcome::Done, Some(OTHER))],
    &[notice(0, Some(KEY)), notice(2, Some(OTHER))]
)]
fn the_next_session_finds_secrets_not_saved(
    #[case] entries: &[JournalEntry],
    #[case] expected: &[JournalNotice],
) {
    assert_eq!(notices_after(entries), expected);
}

/// Killed between the file and the line that says so: the secret may well be there.
#[test]
fn the_next_session_finds_where_a_secret_was_being_saved() {
    let saving = |key| create(Outcome::SavingSecret("/home/ada/Downloads".to_owned()), Some(key));
    let secret = SecretLocation::SaveInterrupted("/home/ada/Downloads".to_owned());
    let notices = notices_after(&[sent(), done(), saving(OTHER), saving(KEY)]);
    assert_eq!(notices, [JournalNotice { secret, ..notice(0, Some(KEY)) }]);
    assert_eq!(
        notices_after(&[sent(), done(), saving(KEY), create(Outcome::SecretSaved, Some(KEY))]),
        []
    );
    let secret = SecretLocation::SaveInterrupted("/home/ada/Downloads".to_owned());
    let notices = notices_after(&[sent(), saving(KEY)]);
    assert_eq!(notices, [JournalNotice { secret, ..notice(0, Some(KEY)) }]);
    // A secret that is perhaps saved is not called lost to the rotation guide.
    let folder = tempfile::tempdir().unwrap();
    drop(session(folder.path(), &[sent(), done(), saving(KEY)]));
    let journal = Journal::open(folder.path()).unwrap();
    let events = journal.key_events(&account(), None, &UserName::from_iam("alice")).unwrap();
    assert!(events.iter().all(|event| event.kind != AccessKeyEventKind::SecretLost), "{events:?}");
}

#[test]
fn other_accounts_and_endpoints_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    drop(session(folder.path(), &[sent(), done()]));
    let journal = Journal::open(folder.path()).unwrap();
    assert_eq!(journal.unsaved_secrets(&AccountId::from_aws("999999999999"), None).unwrap(), []);
    assert_eq!(journal.unsaved_secrets(&account(), Some("http://localhost")).unwrap(), []);
    assert_eq!(journal.unsaved_secrets(&account(), None).unwrap().len(), 1);
}

#[test]
fn open_work_of_a_session_that_lives_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let alive = session(folder.path(), &[sent(), done()]);
    let mut other = Journal::open(folder.path()).unwrap();
    assert_eq!(alive.unsaved_secrets(&account(), None).unwrap(), []);
    assert_eq!(other.unsaved_secrets(&account(), None).unwrap(), []);
    drop(alive);
    assert_eq!(other.unsaved_secrets(&account(), None).unwrap(), [notice(0, Some(KEY))]);
    other.record(at(9), &create(Outcome::Settled, Some(KEY))).unwrap();
    assert_eq!(other.unsaved_secrets(&account(), None).unwrap(), []);
}

#[test]
fn locks_of_crashed_sessions_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let alive = session(folder.path(), &[]);
    let stale = folder.path().join("sessions/1-1-1.lock");
    fs::write(&stale, "").unwrap();
    let other = Journal::open(folder.path()).unwrap();
    assert!(!stale.exists());
    assert_eq!(fs::read_dir(folder.path().join("sessions")).unwrap().count(), 2);
    drop((alive, other));
    assert_eq!(fs::read_dir(folder.path().join("sessions")).unwrap().count(), 0);
}

#[test]
fn damaged_lines_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    drop(session(folder.path(), &[sent(), done()]));
    let mut damaged = fs::read(&path).unwrap();
    damaged.extend_from_slice(b"{\"time\":\"2026-11-22T12:0");
    fs::write(&path, damaged).unwrap();
    let mut journal = Journal::open(folder.path()).unwrap();
    journal.record(at(5), &create(Outcome::SecretSaved, Some(KEY))).unwrap();
    assert_eq!(journal.unsaved_secrets(&account(), None).unwrap(), []);
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 4);
}

#[test]
fn a_line_says_everything_and_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut odd =
        entry(ChangeKind::Deactivate, Outcome::Failed("a\nb".into()), "x\n\u{1b}[2J\"}", None);
    odd.endpoint = Some("http://localhost:5000".to_owned());
    drop(session(folder.path(), &[odd]));
    let text = fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert!(!text.trim_end().contains(char::is_control));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["time"], "2026-11-22T12:00:00Z");
    assert_eq!(json["action"], "UpdateAccessKey");
    assert_eq!(json["status"], "Inactive");
    assert_eq!(json["user"], "x\n\u{1b}[2J\"}");
    assert_eq!(json["outcome"], "failed");
    assert_eq!(json["detail"], "a\nb");
    assert_eq!(json["endpoint"], "http://localhost:5000");
}

/// A line longer than what is read back would be lost, and the next start raise a false alarm.
#[test]
fn what_a_hostile_endpoint_answers_cannot_make_a_line_too_long() {
    let long = |letter: &str| letter.repeat(100_000);
    let odd = |outcome, key: Option<&str>| JournalEntry {
        account: Some(AccountId::from_aws(&long("1"))),
        endpoint: Some(long("e")),
        caller: Some(long("\u{1}")),
        request_id: Some(long("\u{1}")),
        ..entry(ChangeKind::Create, outcome, &long("\u{2}"), key)
    };
    let key = long("\u{3}");
    let folder = tempfile::tempdir().unwrap();
    let notices = |entries: &[JournalEntry]| {
        drop(session(folder.path(), entries));
        let journal = Journal::open(folder.path()).unwrap();
        journal.unsaved_secrets(&AccountId::from_aws(&long("1")), Some(&long("e"))).unwrap()
    };
    let failed = odd(Outcome::Failed(long("\u{1}")), None);
    assert_eq!(notices(&[odd(Outcome::Sending, None), failed]), []);
    let lost = notices(&[odd(Outcome::Sending, None), odd(Outcome::Done, Some(&key))]);
    assert_eq!(lost.len(), 1);
    // As the next start names it.
    let named = lost[0].key.as_ref().map(AccessKeyId::as_str);
    assert!(named.is_some_and(|key| key.ends_with('…')));
    assert_eq!(notices(&[odd(Outcome::Settled, named)]), []);
    let text = fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    assert!(text.lines().all(|line| line.len() < 50_000));
}

#[test]
fn the_journal_is_its_owners_only() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state/akia");
    let path = state.join("journal.jsonl");
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    drop(Journal::open(&state).unwrap());
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(&state, Permissions::from_mode(0o755)).unwrap();
    drop(Journal::open(&state).unwrap());
    assert_eq!((mode(&state), mode(&path)), (0o700, 0o600));
}

#[test]
fn a_journal_that_is_a_link_or_a_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    symlink(folder.path().join("elsewhere"), &path).unwrap();
    let error = Journal::open(folder.path()).err().unwrap().to_string();
    assert!(error.contains("it is a link") && error.contains("XDG_STATE_HOME"), "{error}");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(Journal::open(folder.path()), Err(JournalError::Open { .. })));
}

#[test]
fn without_a_file_nothing_is_kept_for_the_next_session() {
    let mut journal = Journal::in_memory();
    journal.record(at(0), &done()).unwrap();
    assert_eq!(journal.unsaved_secrets(&account(), None).unwrap(), []);
    let alice = UserName::from_iam("alice");
    assert_eq!(
        journal.key_events(&account(), None, &alice).unwrap(),
        [event(0, AccessKeyEventKind::Created)]
    );
}

fn event(minute: i64, kind: AccessKeyEventKind) -> AccessKeyEvent {
    AccessKeyEvent { when: at(minute), key: AccessKeyId::from_iam(KEY), kind }
}

#[test]
fn any_session_lists_what_akia_did_with_a_users_keys() {
    let folder = tempfile::tempdir().unwrap();
    let change = |change, outcome| entry(change, outcome, "alice", Some(KEY));
    drop(session(
        folder.path(),
        &[
            sent(),
            done(),
            create(Outcome::Verified, Some(KEY)),
            change(ChangeKind::Deactivate, Outcome::Sending),
            change(ChangeKind::Deactivate, Outcome::Done),
            change(ChangeKind::Activate, Outcome::Failed("denied".into())),
            change(ChangeKind::Activate, Outcome::Unknown("reset".into())),
            change(ChangeKind::Activate, Outcome::Done),
            entry(ChangeKind::Deactivate, Outcome::Done, "bob", Some(OTHER)),
            change(ChangeKind::Delete, Outcome::Done),
        ],
    ));
    let journal = Journal::open(folder.path()).unwrap();
    let events = |account: &AccountId, endpoint, user| {
        journal.key_events(account, endpoint, &UserName::from_iam(user)).unwrap()
    };
    let expected = [
        event(1, AccessKeyEventKind::Created),
        event(2, AccessKeyEventKind::Verified),
        event(4, AccessKeyEventKind::Deactivated),
        event(6, AccessKeyEventKind::Activated),
        event(7, AccessKeyEventKind::Activated),
    ];
    assert_eq!(events(&account(), None, "alice"), expected);
    // Another endpoint, such as that of a VPC, leads to the same keys; another account does not.
    assert_eq!(events(&account(), Some("http://localhost"), "alice"), expected);
    assert_eq!(events(&AccountId::from_aws("999999999999"), None, "alice"), []);
    assert_eq!(events(&account(), None, "carol"), []);
}

#[test]
fn that_a_secret_was_never_saved_is_an_event_once_the_session_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let lives = session(folder.path(), &[sent(), done()]);
    let (alice, bob) = (UserName::from_iam("alice"), UserName::from_iam("bob"));
    let events = |journal: &Journal, user| journal.key_events(&account(), None, user).unwrap();
    let next = Journal::open(folder.path()).unwrap();
    assert_eq!(events(&next, &alice), [event(1, AccessKeyEventKind::Created)]);
    drop(lives);
    assert_eq!(
        events(&next, &alice),
        [event(1, AccessKeyEventKind::Created), event(0, AccessKeyEventKind::SecretLost)]
    );
    assert_eq!(events(&next, &bob), []);
    drop(session(folder.path(), &[create(Outcome::SecretSaved, Some(KEY))]));
    assert_eq!(events(&next, &alice), [event(1, AccessKeyEventKind::Created)]);
}

#[rstest]
#[case::lost(&[Outcome::Sending, Outcome::Unknown("reset".into())], Some(1))]
#[case::never_written_down(&[Outcome::Sending], Some(0))]
#[case::refused(&[Outcome::Sending, Outcome::Failed("denied".into())], None)]
#[case::lost_and_then_refused(
    &[Outcome::Sending, Outcome::Unknown("reset".into()), Outcome::Sending, Outcome::Failed("denied".into())],
    Some(1)
)]
fn a_key_that_may_have_been_deactivated_counts_as_deactivated(
    #[case] outcomes: &[Outcome],
    #[case] at_minute: Option<i64>,
) {
    let folder = tempfile::tempdir().unwrap();
    let change =
        |outcome: &Outcome| entry(ChangeKind::Deactivate, outcome.clone(), "alice", Some(KEY));
    let entries: Vec<JournalEntry> = outcomes.iter().map(change).collect();
    drop(session(folder.path(), &entries));
    let journal = Journal::open(folder.path()).unwrap();
    let expected: Vec<_> = at_minute
        .map(|minute| event(minute, AccessKeyEventKind::Deactivated))
        .into_iter()
        .collect();
    assert_eq!(
        journal.key_events(&account(), None, &UserName::from_iam("alice")).unwrap(),
        expected
    );
}

#[test]
fn an_activation_that_is_not_answered_counts_as_late_as_it_may_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let sent = entry(ChangeKind::Activate, Outcome::Sending, "alice", Some(KEY));
    let _lives = session(folder.path(), &[sent]);
    let journal = Journal::open(folder.path()).unwrap();
    let events = journal.key_events(&account(), None, &UserName::from_iam("alice")).unwrap();
    let activated = event(0, AccessKeyEventKind::Activated);
    let when = at(0) + key_events::ANSWER_LIMIT;
    assert_eq!(events, [AccessKeyEvent { when, ..activated }]);
}
