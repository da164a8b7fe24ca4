//! What the guide goes by, and how it keeps that up to date.

use super::*;
use crate::console::model::Request;
use crate::console::{AwsAnswer, LocalAnswer};

#[test]
fn what_was_known_before_the_machine_slept_recommends_nothing() {
    let mut bench = under_way(2, Some(0));
    bench.press("Ro");
    bench.must_show("Step 3 of 6: wait until the old key is quiet");
    // The lid is closed for a week; meanwhile the old key is used every day.
    let date = noon() + TimeDelta::days(6);
    let at = LastUsed::At { date, region: None, service: Some("s3".to_owned()) };
    bench.used.insert(KEY_1.to_owned(), at);
    bench.slow = true;
    bench.now += TimeDelta::days(7);
    bench.press("<enter>");
    bench.must_show("IAM does not tell enough");
    bench.must_show("Read when the keys were last used");
    bench.must_not_show("Deactivate access key");
    bench.press("d");
    bench.must_show("Its last use is not read yet");
    bench.press("<esc>");
    bench.slow = false;
    bench.wait(1);
    bench.must_show("Step 2 of 6: update every application");
}

#[test]
fn what_the_journal_tells_counts_though_the_session_is_settled_anew_meanwhile() {
    let mut bench = ConsoleHarness::on_alice();
    told(&mut bench, KEY_2, 1, AccessKeyEventKind::Deactivated);
    bench.slow = true;
    bench.press("R");
    bench.must_show("Step 6 of 6");
    bench.console.cx.connect();
    let events = bench
        .reads
        .iter()
        .position(|(_, read)| matches!(read, Request::Local(LocalRead::KeyEvents { .. })));
    let (call, read) = bench.reads.remove(events.unwrap());
    let reply = bench.truth(&read);
    bench.tell(Event::Reply(call, reply));
    bench.must_show("Step 5 of 6: the old key is off: wait again");
}

#[test]
fn the_guide_that_is_opened_late_reads_the_last_uses_anew() {
    let mut bench = under_way(9, Some(0));
    bench.wait(7_200);
    bench.press("R");
    bench.wait(0);
    bench.must_show("Step 4 of 6: deactivate the old key");
}

#[test]
fn denied_last_uses_leave_the_person_to_decide_and_are_not_asked_again_and_again() {
    let mut bench = under_way(9, Some(0));
    bench.slow = true;
    bench.press("r");
    let denied = || Err(failure(Operation::GetAccessKeyLastUsed, FailureKind::Denied));
    for _ in 0..40 {
        let Some((call, read)) = (!bench.reads.is_empty()).then(|| bench.reads.remove(0)) else {
            break;
        };
        let reply = match read {
            Request::Aws(AwsRead::Usage(user, key, _)) => {
                Reply::Aws(AwsAnswer::Usage(user, key, denied()))
            }
            other => bench.truth(&other),
        };
        bench.tell(Event::Reply(call, reply));
    }
    bench.press("R");
    bench.must_show("IAM does not tell enough");
    bench.must_show("akia cannot tell whether it is safe to go on, you decide");
    bench.press("<enter>");
    bench.must_show("You decide");
    bench.answer_reads();
    bench.wait(61);
    let (call, read) = bench.reads.remove(0);
    assert_eq!(read, Request::Aws(AwsRead::Keys(name("alice"), Urgency::Gentle)));
    let keys = bench.truth(&read);
    bench.tell(Event::Reply(call, keys));
    let usage = |(_, read): &(CallId, Request)| matches!(read, Request::Aws(AwsRead::Usage(..)));
    assert!(!bench.reads.iter().any(usage), "{:?}", bench.reads);
    // The person asks again.
    bench.answer_reads();
    bench.press("r");
    bench.answer_reads();
    bench.must_show("Step 4 of 6");
}

#[test]
fn it_keeps_itself_up_to_date_gently() {
    let mut bench = under_way(9, None);
    told(&mut bench, NEW_KEY, 1, AccessKeyEventKind::Verified);
    bench.press("R");
    bench.must_show("Step 4 of 6");
    used(&mut bench, KEY_1, 0, "s3");
    bench.slow = true;
    bench.wait(61);
    let before = bench.screen();
    let gentle = |read: &Request| read.is_gentle();
    assert!(!bench.reads.is_empty() && bench.reads.iter().all(|(_, read)| gentle(read)));
    bench.must_not_show("reading from IAM");
    let (call, read) = bench.reads.remove(0);
    let reply = bench.truth(&read);
    bench.tell(Event::Reply(call, reply));
    assert!(bench.reads.iter().all(|(_, read)| gentle(read)), "{:?}", bench.reads);
    assert_eq!(bench.screen(), before);
    bench.answer_reads();
    bench.must_show("Step 2 of 6");
    // While a dialog lies on top, and on other pages, nothing is read.
    bench.press("w");
    bench.wait(200);
    assert!(bench.reads.is_empty());
    bench.press("<esc>");
    bench.answer_reads();
    bench.press("<esc>");
    bench.wait(200);
    assert!(bench.reads.is_empty());
}

#[test]
fn akias_own_call_is_named_and_is_no_use() {
    let mut bench = own_under_way();
    let date = noon();
    let service = Some("iam".to_owned());
    bench.used.insert(OWN_KEY.to_owned(), LastUsed::At { date, region: None, service });
    used(&mut bench, NEW_KEY, 1, "sts");
    bench.press("uR");
    assert_eq!(bench.screen().matches("akia's own call · ").count(), 2, "{}", bench.screen());
}

#[test]
fn an_answer_to_an_earlier_page_is_not_taken() {
    let mut bench = under_way(9, Some(0));
    bench.slow = true;
    bench.press("R");
    let at = bench.reads.iter().position(|(_, read)| *read == Request::Local(LocalRead::Profiles));
    let (call, _) = bench.reads.remove(at.unwrap());
    bench.press("<esc>R");
    let stale = vec![profile("prod", KEY_1)];
    bench.tell(Event::Reply(call, Reply::Local(LocalAnswer::Profiles(Ok(stale)))));
    bench.must_not_show("prod, on this machine");
}

#[test]
fn a_new_key_whose_secret_was_never_saved_is_deleted_and_another_made() {
    let mut bench = under_way(0, None);
    told(&mut bench, NEW_KEY, 5, AccessKeyEventKind::Created);
    told(&mut bench, NEW_KEY, 5, AccessKeyEventKind::SecretLost);
    bench.press("R");
    bench.must_show("its secret was never saved");
    bench.must_not_show("Give every application the new key");
    bench.must_show(&format!("Deactivate {NEW_KEY}, to delete it"));
    bench.press("<enter>");
    bench.must_show("Deactivate access key");
    bench.press("<tab><enter>");
    bench.iam_does();
    told(&mut bench, NEW_KEY, 0, AccessKeyEventKind::Deactivated);
    bench.must_show(&format!("Free a slot: delete {NEW_KEY}"));
    bench.press("<enter>");
    bench.must_show("Delete access key");
}
