//! Activating, deactivating, describing.

use super::ALICES_KEY;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::{Event, Reply};
use akia::demo::Fault;
use akia::domain::{AccessKeyId, Status};
use rstest::rstest;
use std::time::Duration;

async fn page(statuses: &[Status]) -> Driver {
    Setup::with_users([user_with_keys("erin", statuses)]).at_user("erin").open().await
}

fn key() -> AccessKeyId {
    AccessKeyId::from_iam(ALICES_KEY)
}

#[tokio::test(start_paused = true)]
async fn a_key_is_deactivated_when_asked_twice_and_activated_when_asked_once() {
    let mut driver = page(&[Status::Active]).await;
    driver.do_keys("d<enter>").await;
    assert!(driver.writes().is_empty(), "Cancel is the default");
    driver.press("d");
    driver.says("It still counts toward the limit of two access keys per user");
    driver.says(&format!(
        "aws iam update-access-key --user-name erin --access-key-id {ALICES_KEY} --status Inactive"
    ));
    driver.do_keys("<tab><enter>").await;
    assert_eq!(driver.only_key("erin").status, Status::Inactive);
    driver.says(&format!("{ALICES_KEY} is inactive."));
    driver.says("○ Inactive");

    driver.do_keys("a<enter>").await;
    assert_eq!(driver.only_key("erin").status, Status::Active);
    driver.says("● Active");
    assert_eq!(driver.writes(), ["UpdateAccessKey", "UpdateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_is_shown_while_the_lists_still_lag() {
    let mut driver = page(&[Status::Active]).await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.do_keys("d<tab><enter>").await;
    driver.says("○ Inactive · done, confirming…");
    driver.do_keys("r").await;
    driver.says("○ Inactive · done, confirming…");
    driver.wait(Duration::from_secs(8)).await;
    driver.says("○ Inactive");
    driver.says_nothing_of("confirming");
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_shown_while_the_lists_still_lag() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.do_keys("c<space><enter><enter>").await;
    driver.do_keys("w<enter>").await;
    driver.says(driver.only_key("dana").id.as_str());
    driver.says("● Active · done, confirming…");
    driver.do_keys("<esc>r").await;
    driver.do_keys("/dana").await;
    driver.says(driver.only_key("dana").id.as_str());
}

#[rstest]
#[case::done(Fault::DropAnswer, "IAM shows the key as Inactive now")]
#[case::too_late(Fault::Hang { carried_out: true }, "IAM shows the key as Inactive now")]
#[case::not_done(
    Fault::Error { code: "ServiceFailure", status: 500, message: "down" },
    "IAM shows the key as Active now"
)]
#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_looked_up_and_never_sent_again(
    #[case] fault: Fault,
    #[case] words: &str,
) {
    let mut driver = page(&[Status::Active]).await;
    driver.demo.faults().strike_always("UpdateAccessKey", fault);
    driver.do_keys("d<tab><enter>").await;
    driver.says("it may have been done or not. It was sent once.");
    driver.says(words);
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
}

#[rstest]
#[case(
    Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" },
    "UpdateAccessKey: Throttling: Rate exceeded"
)]
#[case(Fault::Deny, "Ask for the permission iam:UpdateAccessKey")]
#[case(Fault::Refuse, "cannot connect to AWS")]
#[tokio::test(start_paused = true)]
async fn a_refusal_is_said_and_nothing_is_sent_again(#[case] fault: Fault, #[case] words: &str) {
    let mut driver = page(&[Status::Active]).await;
    driver.demo.faults().strike_always("UpdateAccessKey", fault);
    driver.do_keys("d<tab><enter>").await;
    driver.says(words);
    driver.press("<esc>");
    driver.says("● Active");
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
    assert_eq!(driver.only_key("erin").status, Status::Active);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_gone_is_said_to_be_gone() {
    let mut driver = page(&[Status::Active]).await;
    assert!(driver.demo.delete_key(&key()));
    driver.do_keys("d<tab><enter>").await;
    driver.says("UpdateAccessKey: NoSuchEntity");
    driver.press("<esc>");
    driver.says("No access keys.");
}

#[tokio::test(start_paused = true)]
async fn a_description_is_written_changed_and_removed() {
    let mut driver = page(&[Status::Active]).await;
    driver.do_keys("told<enter>").await;
    assert_eq!(driver.description_of("erin", &key()).as_deref(), Some("old"));
    driver.says("Description old");
    driver.do_keys("t laptop<enter>").await;
    assert_eq!(driver.description_of("erin", &key()).as_deref(), Some("old laptop"));
    driver.do_keys("t<^u><enter>").await;
    assert_eq!(driver.description_of("erin", &key()), None);
    driver.says("Description -");
    driver.do_keys("t<enter>").await;
    assert_eq!(driver.writes(), ["TagUser", "TagUser", "UntagUser"], "no change, no request");
}

#[tokio::test(start_paused = true)]
async fn all_keys_are_deactivated_one_after_the_other() {
    let mut driver = page(&[Status::Active, Status::Inactive, Status::Active]).await;
    driver.do_keys("D<enter>").await;
    assert!(driver.writes().is_empty(), "Cancel is the default");
    driver.do_keys("D<tab><enter>").await;
    driver.says("All access keys of erin are inactive.");
    assert_eq!(driver.writes(), ["UpdateAccessKey", "UpdateAccessKey"]);
    let keys = driver.demo.keys_of("erin");
    assert!(keys.iter().all(|key| key.status == Status::Inactive));
}

#[tokio::test(start_paused = true)]
async fn one_key_that_fails_does_not_stop_the_others_from_being_deactivated() {
    let mut driver = page(&[Status::Active, Status::Active]).await;
    driver.demo.faults().strike("UpdateAccessKey", 1, Fault::Deny);
    driver.do_keys("D<tab><enter>").await;
    driver.says("failed: UpdateAccessKey");
    let statuses: Vec<Status> =
        driver.demo.keys_of("erin").into_iter().map(|key| key.status).collect();
    assert_eq!(statuses, [Status::Active, Status::Inactive]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_can_only_be_deleted() {
    let mut driver = page(&[Status::Expired]).await;
    driver.do_keys("a").await;
    driver.says("This key has expired: it cannot be activated.");
    driver.do_keys("d").await;
    driver.says("This key has expired: it signs nothing.");
    driver.do_keys(&format!("x{ALICES_KEY}<enter>")).await;
    assert_eq!(driver.writes(), ["DeleteAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_locked_while_a_change_to_it_is_on_its_way() {
    let mut driver = page(&[Status::Active, Status::Active]).await;
    driver.set_post(|reply| match reply {
        Reply::Written(_) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    driver.do_keys("d<tab><enter>").await;
    driver.says("a change is on its way…");
    driver.do_keys("<esc>").await;
    driver.says("Waiting for IAM…");
    driver.do_keys("q<^c>").await;
    driver.says("A change is on its way to IAM, and its answer has not come.");
    driver.do_keys("<enter>").await;
    assert!(!driver.has_quit());

    let (call, reply) = driver.held.remove(0);
    driver.tell(Event::Reply(call, reply.clone()));
    driver.tell(Event::Reply(call, reply));
    driver.settle().await;
    driver.says("○ Inactive");
    driver.says_nothing_of("on its way");
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn text_from_iam_cannot_control_the_terminal() {
    let mut user = user_with_keys("erin", &[Status::Active]);
    user.tags = vec![(ALICES_KEY.to_owned(), "\u{1b}[2J\u{202e}odd\u{7}\nname".to_owned())];
    let mut driver = Setup::with_users([user]).at_user("erin").open().await;
    for script in ["", "t", "<esc>x"] {
        driver.do_keys(script).await;
        assert!(crate::support::control_characters(&driver.buffer()).is_empty(), "{script}");
        driver.says_nothing_of("\u{202e}");
    }
}
