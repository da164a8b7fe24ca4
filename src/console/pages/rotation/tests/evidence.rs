//! The evidence that the guide relies on, and how it is kept up to date.

use super::*;
use crate::console::model::Request;
use crate::console::{AwsAnswer, LocalAnswer};

#[test]
fn evidence_from_before_the_machine_slept_does_not_count() {
    let mut harness = under_way(2, Some(0));
    harness.press("Ro");
    harness.must_show("Step 3 of 6: wait until the old key is quiet");
    // The lid is closed for a week; meanwhile the old key is used every day.
    let date = noon() + TimeDelta::days(6);
    let at = LastUsed::At { date, region: None, service: Some("s3".to_owned()) };
    harness.last_used.insert(KEY_1.to_owned(), at);
    harness.slow = true;
    harness.now += TimeDelta::days(7);
    harness.press("<enter>");
    harness.must_show("IAM does not tell enough");
    harness.must_show("Read when the keys were last used");
    harness.must_not_show("Deactivate access key");
    harness.press("d");
    harness.must_show("Its last use is not read yet");
    harness.press("<esc>");
    harness.slow = false;
    harness.wait(1);
    harness.must_show("Step 2 of 6: update every application");
}

#[test]
fn the_journals_answer_counts_although_the_session_connects_again_meanwhile() {
    let mut harness = ConsoleHarness::on_alice();
    add_key_event(&mut harness, KEY_2, 1, AccessKeyEventKind::Deactivated);
    harness.slow = true;
    harness.press("R");
    harness.must_show("Step 6 of 6");
    harness.console.cx.connect();
    let events = harness
        .reads
        .iter()
        .position(|(_, read)| matches!(read, Request::Local(LocalRead::KeyEvents { .. })));
    let (call, read) = harness.reads.remove(events.unwrap());
    let reply = harness.answer_to(&read);
    harness.send(Event::Reply(call, reply));
    harness.must_show("Step 5 of 6: the old key is off: wait again");
}

#[test]
fn the_guide_reads_old_last_uses_again_when_it_opens() {
    let mut harness = under_way(9, Some(0));
    harness.wait(7_200);
    harness.press("R");
    harness.wait(0);
    harness.must_show("Step 4 of 6: deactivate the old key");
}

#[test]
fn denied_last_uses_leave_the_decision_to_the_person_and_are_not_read_again() {
    let mut harness = under_way(9, Some(0));
    harness.slow = true;
    harness.press("r");
    let denied = || Err(failure(Operation::GetAccessKeyLastUsed, FailureKind::Denied));
    for _ in 0..40 {
        let Some((call, read)) = (!harness.reads.is_empty()).then(|| harness.reads.remove(0))
        else {
            break;
        };
        let reply = match read {
            Request::Aws(AwsRead::Usage(user, key, _)) => {
                Reply::Aws(AwsAnswer::Usage(user, key, denied()))
            }
            other => harness.answer_to(&other),
        };
        harness.send(Event::Reply(call, reply));
    }
    harness.press("R");
    harness.must_show("IAM does not tell enough");
    harness.must_show("akia cannot tell whether it is safe to go on, you decide");
    harness.press("<enter>");
    harness.must_show("You decide");
    harness.answer_reads();
    harness.wait(61);
    let (call, read) = harness.reads.remove(0);
    assert_eq!(read, Request::Aws(AwsRead::Keys(name("alice"), Urgency::Gentle)));
    let keys = harness.answer_to(&read);
    harness.send(Event::Reply(call, keys));
    let usage = |(_, read): &(CallId, Request)| matches!(read, Request::Aws(AwsRead::Usage(..)));
    assert!(!harness.reads.iter().any(usage), "{:?}", harness.reads);
    // The person asks again.
    harness.answer_reads();
    harness.press("r");
    harness.answer_reads();
    harness.must_show("Step 4 of 6");
}

#[test]
fn it_keeps_itself_up_to_date_without_showing_progress() {
    let mut harness = under_way(9, None);
    add_key_event(&mut harness, NEW_KEY, 1, AccessKeyEventKind::Verified);
    harness.press("R");
    harness.must_show("Step 4 of 6");
    set_last_used(&mut harness, KEY_1, 0, "s3");
    harness.slow = true;
    harness.wait(61);
    let before = harness.screen();
    let gentle = |read: &Request| read.is_gentle();
    assert!(!harness.reads.is_empty() && harness.reads.iter().all(|(_, read)| gentle(read)));
    harness.must_not_show("reading from IAM");
    let (call, read) = harness.reads.remove(0);
    let reply = harness.answer_to(&read);
    harness.send(Event::Reply(call, reply));
    assert!(harness.reads.iter().all(|(_, read)| gentle(read)), "{:?}", harness.reads);
    assert_eq!(harness.screen(), before);
    harness.answer_reads();
    harness.must_show("Step 2 of 6");
    // While a dialog lies on top, and on other pages, nothing is read.
    harness.press("w");
    harness.wait(200);
    assert!(harness.reads.is_empty());
    harness.press("<esc>");
    harness.answer_reads();
    harness.press("<esc>");
    harness.wait(200);
    assert!(harness.reads.is_empty());
}

#[test]
fn akias_own_call_is_named_and_does_not_count_as_use() {
    let mut harness = own_under_way();
    let date = noon();
    let service = Some("iam".to_owned());
    harness.last_used.insert(OWN_KEY.to_owned(), LastUsed::At { date, region: None, service });
    set_last_used(&mut harness, NEW_KEY, 1, "sts");
    harness.press("uR");
    assert_eq!(harness.screen().matches("akia's own call · ").count(), 2, "{}", harness.screen());
}

#[test]
fn an_answer_to_an_earlier_page_is_not_taken() {
    let mut harness = under_way(9, Some(0));
    harness.slow = true;
    harness.press("R");
    let at =
        harness.reads.iter().position(|(_, read)| *read == Request::Local(LocalRead::Profiles));
    let (call, _) = harness.reads.remove(at.unwrap());
    harness.press("<esc>R");
    let stale = vec![profile("prod", KEY_1)];
    harness.send(Event::Reply(call, Reply::Local(LocalAnswer::Profiles(Ok(stale)))));
    harness.must_not_show("prod, on this machine");
}

#[test]
fn a_new_key_whose_secret_was_never_saved_is_deleted_and_another_made() {
    let mut harness = under_way(0, None);
    add_key_event(&mut harness, NEW_KEY, 5, AccessKeyEventKind::Created);
    add_key_event(&mut harness, NEW_KEY, 5, AccessKeyEventKind::SecretLost);
    harness.press("R");
    harness.must_show("its secret was never saved");
    harness.must_not_show("Give every application the new key");
    harness.must_show(&format!("Deactivate {NEW_KEY}, to delete it"));
    harness.press("<enter>");
    harness.must_show("Deactivate access key");
    harness.press("<tab><enter>");
    harness.complete_write();
    add_key_event(&mut harness, NEW_KEY, 0, AccessKeyEventKind::Deactivated);
    harness.must_show(&format!("Free a slot: delete {NEW_KEY}"));
    harness.press("<enter>");
    harness.must_show("Delete access key");
}
