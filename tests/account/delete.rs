//! Deleting: only an inactive key, by a list made after the person has confirmed.

use super::ALICES_KEY;
use crate::support::{Driver, Setup, user_with_keys};
use akia::demo::{DemoUser, Fault};
use akia::domain::{AccessKeyId, Status};
use rstest::rstest;
use std::time::Duration;

fn erin(status: Status) -> DemoUser {
    let mut user = user_with_keys("erin", &[status]);
    user.tags = vec![
        ("team".to_owned(), "checkout".to_owned()),
        (ALICES_KEY.to_owned(), "old laptop".to_owned()),
    ];
    user
}

/// The page of `erin`, whose only key has this status and a description.
async fn page(status: Status) -> Driver {
    Setup::with_users([erin(status)]).at_user("erin").open().await
}

fn key() -> AccessKeyId {
    AccessKeyId::from_iam(ALICES_KEY)
}

#[tokio::test(start_paused = true)]
async fn an_active_key_is_deactivated_then_deleted_with_its_description() {
    let mut driver = page(Status::Active).await;
    driver.press("x");
    driver.must_show("This access key is active: deactivate it first.");
    driver.press_and_settle("<tab><enter>").await;
    driver.must_show("Status, age Inactive,");
    driver.must_show(&format!("To confirm, type or paste {ALICES_KEY}"));
    driver.press_and_settle(&format!("{ALICES_KEY}<enter>")).await;
    driver.must_show(&format!("{ALICES_KEY} is deleted, and its description."));
    assert_eq!(driver.writes(), ["UpdateAccessKey", "DeleteAccessKey", "UntagUser"]);
    assert!(driver.demo.keys_of("erin").is_empty());
    assert_eq!(driver.demo.tags_of("erin"), [("team".to_owned(), "checkout".to_owned())]);
    let delete = &driver.requests("DeleteAccessKey")[0];
    assert_eq!(delete.parameter("UserName"), Some("erin"));
    assert_eq!(delete.parameter("AccessKeyId"), Some(ALICES_KEY));
}

#[tokio::test(start_paused = true)]
async fn without_its_id_nothing_is_deleted() {
    let mut driver = page(Status::Inactive).await;
    for script in ["x<enter>", "x<tab><enter>", "<esc>xAKIAIOSFODNN7EXAMPLF<tab><enter>"] {
        driver.press_and_settle(script).await;
        assert!(driver.writes().is_empty(), "{script}");
    }
    driver.must_show("That is not the access key ID asked for.");
    driver.press_and_settle("<esc>x").await;
    driver.paste(&format!(" {ALICES_KEY}\n"));
    driver.press_and_settle("<tab><enter>").await;
    assert!(driver.writes().is_empty(), "Cancel was highlighted");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_lags_behind_our_deactivation_is_waited_for() {
    let mut driver = page(Status::Active).await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.press_and_settle("x<tab><enter>").await;
    driver.press_and_settle(&format!("{ALICES_KEY}<enter>")).await;
    driver.must_show("IAM's list does not show the deactivation yet");
    assert!(driver.requests("DeleteAccessKey").is_empty());
    driver.wait(Duration::from_secs(7)).await;
    driver.must_show(&format!("{ALICES_KEY} is deleted, and its description."));
    assert!(driver.demo.keys_of("erin").is_empty());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_list_that_lags_can_be_given_up() {
    let mut driver = page(Status::Active).await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.press_and_settle("x<tab><enter>").await;
    driver.press_and_settle(&format!("{ALICES_KEY}<enter>")).await;
    driver.press_and_settle("<esc>").await;
    driver.wait(Duration::from_secs(30)).await;
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
    driver.must_show("○ Inactive");
}

#[tokio::test(start_paused = true)]
async fn a_key_somebody_else_activated_is_not_deleted() {
    let mut driver = page(Status::Inactive).await;
    driver.press(&format!("x{ALICES_KEY}"));
    assert!(driver.demo.set_status(&key(), Status::Active));
    driver.press_and_settle("<enter>").await;
    driver.must_show("it was activated meanwhile, by somebody else. Nothing was deleted.");
    driver.must_show("This access key is active: deactivate it first.");
    driver.wait(Duration::from_mins(2)).await;
    assert!(driver.writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_key_somebody_else_activated_after_our_deactivation_is_not_deleted() {
    let mut driver = page(Status::Active).await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.press_and_settle("x<tab><enter>").await;
    driver.press_and_settle(ALICES_KEY).await;
    assert!(driver.demo.set_status(&key(), Status::Active));
    driver.press_and_settle("<enter>").await;
    driver.wait(Duration::from_mins(3)).await;
    driver.must_show("it was activated meanwhile, by somebody else. Nothing was deleted.");
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
    assert_eq!(driver.only_key("erin").status, Status::Active);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_gone_is_reported_as_gone() {
    let mut driver = page(Status::Inactive).await;
    driver.press(&format!("x{ALICES_KEY}"));
    assert!(driver.demo.delete_key(&key()));
    driver.press_and_settle("<enter>").await;
    driver.must_show(&format!("{ALICES_KEY} is not there any more."));
    assert!(driver.writes().is_empty());
}

#[rstest]
#[case(Fault::CaptivePortal)]
#[case(Fault::CutShort)]
#[case(Fault::SameMarker)]
#[case(Fault::NoMarker)]
#[case(Fault::Deny)]
#[case(Fault::Refuse)]
#[case(Fault::DropAnswer)]
#[case(Fault::Hang { carried_out: true })]
#[case(Fault::Error { code: "ServiceFailure", status: 500, message: "down" })]
#[tokio::test(start_paused = true)]
async fn when_the_list_fails_nothing_is_deleted(#[case] fault: Fault) {
    let mut driver = page(Status::Inactive).await;
    driver.demo.faults().inject_always("ListAccessKeys", fault);
    driver.press_and_settle(&format!("x{ALICES_KEY}<enter>")).await;
    driver.must_show("Delete access key");
    driver.must_show("ListAccessKeys: ");
    driver.wait(Duration::from_mins(2)).await;
    assert!(driver.writes().is_empty());
}

#[rstest]
#[case::done(Fault::DropAnswer, "IAM does not list the key any more")]
#[case::not_done(
    Fault::Error { code: "ServiceFailure", status: 500, message: "down" },
    "IAM shows the key as Inactive now"
)]
#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_looked_up_and_never_sent_again(
    #[case] fault: Fault,
    #[case] words: &str,
) {
    let mut driver = page(Status::Inactive).await;
    driver.demo.faults().inject_always("DeleteAccessKey", fault);
    driver.press_and_settle(&format!("x{ALICES_KEY}<enter>")).await;
    driver.must_show("it may have been done or not. It was sent once.");
    driver.must_show(words);
    driver.wait(Duration::from_mins(2)).await;
    assert_eq!(driver.writes(), ["DeleteAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_description_that_may_not_be_removed_stays_and_that_is_said() {
    let mut driver = page(Status::Inactive).await;
    driver.demo.faults().inject("UntagUser", 1, Fault::Deny);
    driver.press_and_settle(&format!("x{ALICES_KEY}<enter>")).await;
    driver.must_show(&format!("{ALICES_KEY} is deleted. Its description stays behind as a tag"));
    driver.must_show("removing it takes iam:UntagUser.");
    assert!(driver.demo.keys_of("erin").is_empty());
}

#[tokio::test(start_paused = true)]
async fn quitting_while_a_delete_is_on_its_way_asks() {
    let mut driver = page(Status::Inactive).await;
    driver.demo.faults().set_latency(Duration::from_secs(2));
    driver.press(&format!("x{ALICES_KEY}<enter>"));
    driver.pass(Duration::from_secs(3)).await;
    assert_eq!(driver.writes(), ["DeleteAccessKey"]);
    driver.press("<^c>");
    driver.must_show("A change is on its way to IAM, and its answer has not come.");
    driver.settle().await;
    driver.must_show(&format!("{ALICES_KEY} is deleted, and its description."));
    driver.press("<enter>");
    assert!(!driver.has_quit(), "Cancel is the default");
}
