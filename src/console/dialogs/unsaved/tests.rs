//! What an ended session left unsaved.

use crate::console::Effect;
use crate::console::testing::{ConsoleHarness, KEY_2, id, name, noon, settings};
use crate::domain::{AccessKeyId, JournalNotice, Outcome, SecretLocation};
use chrono::TimeDelta;
use rstest::rstest;

fn notice(key: Option<AccessKeyId>) -> JournalNotice {
    JournalNotice {
        when: noon() - TimeDelta::hours(3),
        user: name("alice"),
        key,
        secret: SecretLocation::Unsaved,
    }
}

fn with_notices(notices: Vec<JournalNotice>) -> ConsoleHarness {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.notices = notices;
    harness.start();
    harness.must_show("A secret was not saved");
    harness
}

fn settled(harness: &ConsoleHarness) -> usize {
    let is =
        |e: &&Effect| matches!(e, Effect::Record(_, entry) if entry.outcome == Outcome::Settled);
    harness.effects.iter().filter(is).count()
}

#[test]
fn being_reminded_again_is_the_default() {
    let mut harness = with_notices(vec![notice(Some(id(KEY_2)))]);
    harness.must_show("created an access key 3 hours ago");
    harness.press("<enter>");
    harness.must_not_show("A secret was not saved");
    assert_eq!(settled(&harness), 0);
}

#[test]
fn each_one_is_asked_about() {
    let mut harness = with_notices(vec![notice(Some(id(KEY_2))), notice(None)]);
    harness.must_show("its answer was not recorded");
    harness.press("<esc>");
    harness.must_show(KEY_2);
    harness.press("<down><down><enter>");
    harness.must_not_show("A secret was not saved");
    assert_eq!(settled(&harness), 1);
}

#[test]
fn its_user_is_opened_with_the_key_selected() {
    let mut harness = with_notices(vec![notice(Some(id(KEY_2)))]);
    harness.press("<down><enter>");
    harness.must_show("› alice");
    harness.must_show(&format!("▸ {KEY_2}"));
}

#[rstest]
#[case::there(SecretLocation::InFile("/home/ada/alice_accessKeys.csv".into()), "It is in /home/ada/alice")]
#[case::profile(SecretLocation::InProfile("dev".to_owned()), "It is in your AWS profile dev")]
#[case::moved(SecretLocation::SaveInterrupted("/home/ada".to_owned()), "you may have moved it")]
fn a_secret_that_may_be_there_is_not_called_lost(
    #[case] secret: SecretLocation,
    #[case] says: &str,
) {
    let mut harness = ConsoleHarness::unconnected(settings());
    harness.notices = vec![JournalNotice { secret, ..notice(Some(id(KEY_2))) }];
    harness.start();
    harness.must_show(says);
    harness.must_not_show("Nobody can see that secret again");
    harness.press("<down><down><enter>");
    assert_eq!(settled(&harness), 1);
}
