//! The answer to `CreateAccessKey` is lost, or says no: sent once, whatever happens.

use crate::support::{Driver, Setup, user_with_keys};
use akia::demo::Fault;
use akia::domain::{Outcome, Status};
use rstest::rstest;
use std::time::Duration;

const POSSIBLY: &str = "This key was not there before, and is possibly the one:";

/// The wizard gone through for `dana`, who has no keys, under a fault.
async fn create_under(fault: Fault) -> Driver {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.demo.faults().inject("CreateAccessKey", 1, fault);
    driver.press_and_settle("c<space><enter>laptop<enter>").await;
    driver
}

#[rstest]
#[case::dropped(Fault::DropAnswer)]
#[case::cut_short(Fault::CutShort)]
#[case::never_answered(Fault::Hang { carried_out: true })]
#[tokio::test(start_paused = true)]
async fn a_key_whose_answer_was_lost_is_found_and_can_be_deleted(#[case] fault: Fault) {
    let mut driver = create_under(fault).await;
    let id = driver.only_key("dana").id;
    assert_eq!(driver.requests("CreateAccessKey").len(), 1);
    driver.must_show("It was sent once");
    driver.must_show(POSSIBLY);
    driver.must_show(&format!("Access key ID {id}"));

    driver.press("<down><enter>");
    driver.must_show("This access key is active: deactivate it first.");
    driver.press_and_settle("<tab><enter>").await;
    driver.press_and_settle("<tab><enter>").await;
    assert!(driver.requests("DeleteAccessKey").is_empty(), "its ID is not typed");
    driver.press_and_settle(&format!("{id}<enter>")).await;
    assert!(driver.demo.keys_of("dana").is_empty());
    driver.must_not_show(POSSIBLY);
    assert_eq!(driver.writes(), ["CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"]);
    assert!(driver.journal().iter().any(|entry| entry.outcome == Outcome::Settled));
}

#[tokio::test(start_paused = true)]
async fn the_key_is_found_although_the_list_lags() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.demo.faults().inject("CreateAccessKey", 1, Fault::DropAnswer);
    driver.press_and_settle("c<space><enter><enter>").await;
    driver.must_show("Listing the keys until it is certain");
    driver.must_not_show(POSSIBLY);
    driver.wait(Duration::from_secs(8)).await;
    driver.must_show(POSSIBLY);
    driver.must_show(driver.only_key("dana").id.as_str());
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_there_before_is_not_taken_for_the_lost_one() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]).at_user("erin");
    let mut driver = setup.open().await;
    driver.demo.faults().inject("CreateAccessKey", 1, Fault::DropAnswer);
    driver.press_and_settle("c<space><enter><enter>").await;
    let keys = driver.demo.keys_of("erin");
    driver.must_show(&format!("Delete {}", keys[1].id));
    driver.must_not_show(&format!("Delete {}", keys[0].id));
}

#[rstest]
#[case::no_answer(Fault::Hang { carried_out: false })]
#[case::error_500(Fault::Error { code: "ServiceFailure", status: 500, message: "down" })]
#[case::error_503(Fault::Error { code: "ServiceUnavailable", status: 503, message: "down" })]
#[case::captive_portal(Fault::CaptivePortal)]
#[tokio::test(start_paused = true)]
async fn that_no_key_was_created_is_reported_after_a_minute(#[case] fault: Fault) {
    let mut driver = create_under(fault).await;
    assert!(driver.demo.keys_of("dana").is_empty());
    driver.must_show("Listing the keys until it is certain");
    driver.wait(Duration::from_secs(65)).await;
    driver.must_show("IAM lists no new key: none was made. You can create one again.");
    assert_eq!(driver.writes(), ["CreateAccessKey"]);
    driver.press_and_settle("<enter>c<space><enter><enter>").await;
    driver.must_show("3 of 3 · Retrieve access key");
    assert_eq!(driver.demo.keys_of("dana").len(), 1);
}

#[rstest]
#[case::refused_connection(Fault::Refuse, "cannot connect to AWS")]
#[case::throttled(
    Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" },
    "CreateAccessKey: Throttling: Rate exceeded"
)]
#[case::denied(Fault::Deny, "Ask for the permission iam:CreateAccessKey")]
#[tokio::test(start_paused = true)]
async fn what_was_certainly_not_done_is_a_plain_failure(#[case] fault: Fault, #[case] words: &str) {
    let driver = create_under(fault).await;
    driver.must_show(words);
    driver.must_not_show("It was sent once");
    assert_eq!(driver.writes(), ["CreateAccessKey"]);
    assert!(driver.demo.keys_of("dana").is_empty());
}
