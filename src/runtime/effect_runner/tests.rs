//! What must be done before the end, and what is reported when it cannot be.

use super::*;
use crate::demo::DemoAccount;
use crate::domain::testing::new_access_key;
use crate::domain::{ChangeKind, KeyChange, MfaUse, UserName};
use crate::host::journal::Journal;
use crate::runtime::credentials::CredentialsFile;
use crate::runtime::local_machine::LocalMachine;
use crate::runtime::messages::{self, MessageReceiver};
use crate::runtime::terminal::SystemClock;
use chrono::Utc;
use tempfile::TempDir;

fn options(demo: &DemoAccount) -> aws::Options {
    let (http, credentials) = (demo.http_client(), demo.credentials());
    aws::Options::through(aws::Transport::InProcess { http, credentials })
}

/// A session on the built-in account, with a journal and downloads in a folder of its own.
async fn session(
    demo: &DemoAccount,
    journal: Result<Journal, String>,
) -> (EffectRunner<SystemClock, LocalMachine>, MessageReceiver, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let (sender, mut messages) = messages::channel();
    let (options, here) = (options(demo), Environment::default());
    let downloads = Ok(folder.path().to_owned());
    let machine =
        LocalMachine::new(here, CredentialsFile::for_account(&options), downloads, journal);
    let parts = (SystemClock, machine);
    let mut runner = EffectRunner::new(parts, options, Start::Users, Handle::current(), sender);
    let with = SignInOptions { profile: None, mfa: MfaUse::FromProfile };
    runner.run(Effect::Connect(CallId(1), with));
    let Message::Reply(_, Reply::Connected(Ok(_))) = messages.next().await else {
        panic!("not connected")
    };
    (runner, messages, folder)
}

fn entry(change: ChangeKind, outcome: Outcome) -> JournalEntry {
    JournalEntry {
        change,
        outcome,
        account: None,
        endpoint: None,
        caller: None,
        user: UserName::from_iam("bob"),
        key: None,
        request_id: None,
    }
}

/// A signal, such as that of a lost connection, ends the loop while IAM makes a key: without its
/// ID in the journal nobody would know which one it is.
#[tokio::test]
async fn the_end_waits_for_the_answer_to_a_change_and_records_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = DemoAccount::new(Utc::now());
    let journal = Journal::open(folder.path()).map_err(|error| error.to_string());
    let (mut runner, _inbox, _downloads) = session(&demo, journal).await;
    demo.faults().set_latency(Duration::from_millis(400));
    let bob = UserName::from_iam("bob");
    let before = demo.keys_of("bob").len();
    let entry = entry(ChangeKind::Create, Outcome::Sending);
    let write = KeyChange::Create(bob);
    runner.run(Effect::Change(CallId(2), write, entry, Journaling::Required));
    runner.finish().await;
    let text = std::fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    let made = demo.keys_of("bob").pop().unwrap();
    assert_eq!(demo.keys_of("bob").len(), before + 1);
    assert!(text.contains("\"sending\"") && text.contains("\"done\""), "{text}");
    assert!(text.contains(made.id.as_str()), "{text}");
}

#[tokio::test]
async fn a_line_that_cannot_be_recorded_is_reported_and_the_secret_is_saved() {
    let demo = DemoAccount::new(Utc::now());
    let (mut runner, mut messages, folder) = session(&demo, Err("disk full".to_owned())).await;
    let new = new_access_key("bob", "AKIAIOSFODNN7EXAMPLE");
    let saving = entry(ChangeKind::Create, Outcome::SavingSecret(String::new()));
    runner.run(Effect::SaveCsv(CallId(2), new, saving));
    let Message::Reply(_, Reply::Saved(Ok(file))) = messages.next().await else {
        panic!("not saved")
    };
    assert_eq!(file.path, folder.path().join("bob_accessKeys.csv"));
    runner.run(Effect::Record(CallId(3), entry(ChangeKind::Create, Outcome::SecretSaved)));
    let Message::Reply(CallId(3), Reply::NotRecorded(outcome, reason)) = messages.next().await
    else {
        panic!("nothing is reported")
    };
    assert_eq!((outcome, reason.to_string().as_str()), (Outcome::SecretSaved, "disk full"));
}

#[tokio::test]
async fn a_change_whose_answer_cannot_be_recorded_is_reported_after_the_answer() {
    let demo = DemoAccount::new(Utc::now());
    let (mut runner, mut messages, _folder) = session(&demo, Err("disk full".to_owned())).await;
    let id = demo.keys_of("bob").pop().unwrap().id;
    let key = new_access_key("bob", id.as_str()).key;
    let write = KeyChange::Deactivate(key);
    let entry = entry(ChangeKind::Deactivate, Outcome::Sending);
    runner.run(Effect::Change(CallId(2), write, entry, Journaling::Waived));
    let Message::Reply(CallId(2), Reply::Written(Ok(_))) = messages.next().await else {
        panic!("not deactivated")
    };
    let Message::Reply(CallId(2), Reply::NotRecorded(Outcome::Done, _)) = messages.next().await
    else {
        panic!("nothing is reported")
    };
}
