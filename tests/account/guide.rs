//! The rotation guide from the third step to the end, over days, as IAM sees it.

use crate::support::{Driver, Setup, user_with_keys};
use akia::demo::{DemoKey, DemoUser, Fault};
use akia::domain::{AccessKeyId, LastUsed, Status};
use chrono::TimeDelta;
use std::time::Duration;

/// No profile holds it.
const OLD_KEY: &str = "AKIAJMIGD6UPCXCFWVOA";
const NEW_KEY: &str = "AKIAI44QH8DHBEXAMPLE";
const HOUR: Duration = Duration::from_hours(1);

fn used(hours_ago: i64) -> LastUsed {
    LastUsed::At {
        date: Setup::noon() - TimeDelta::hours(hours_ago),
        region: Some("eu-west-1".to_owned()),
        service: Some("s3".to_owned()),
    }
}

/// A user whose applications have moved to a new key some hours ago, but for one.
fn erin() -> DemoUser {
    let mut user = user_with_keys("erin", &[Status::Active]);
    let mut old = DemoKey::new(OLD_KEY, Setup::noon() - TimeDelta::days(200));
    old.last_used = used(21);
    let mut new = DemoKey::new(NEW_KEY, Setup::noon() - TimeDelta::days(2));
    new.last_used = used(0);
    user.keys = vec![new, old];
    user
}

async fn guide() -> Driver {
    let mut driver = Setup::with_users([erin()]).at_user("erin").open().await;
    // An idle time of a day.
    driver.press_and_settle("Rw<up><up>").await;
    driver.press_and_settle("<enter>").await;
    driver
}

#[tokio::test(start_paused = true)]
async fn a_rotation_goes_on_as_the_days_go_by() {
    let mut driver = guide().await;
    driver.must_show("Which key is the old one?");
    driver.press_and_settle("<enter>").await;
    driver.must_show("Step 3 of 6");
    driver.must_show(&format!("Old · {OLD_KEY}"));
    driver.must_show("Wait until 2026-11-22 15:00Z (1 day)");
    driver.wait(2 * HOUR).await;
    driver.must_show("Step 3 of 6");
    // Nobody has pressed anything: the page sees by itself that the old key is idle.
    driver.wait(2 * HOUR).await;
    driver.must_show("Step 4 of 6");
    assert_eq!(driver.writes(), [""; 0]);
    driver.press_and_settle("<enter>").await;
    driver.press_and_settle("<tab><enter>").await;
    driver.must_show("Step 5 of 6");
    driver.must_show("IAM does not show refused calls");
    driver.press_and_settle("<enter>").await;
    driver.must_show("Nothing is to be done until");
    driver.wait(25 * HOUR).await;
    driver.must_show("Step 6 of 6");
    driver.press_and_settle("<enter>").await;
    driver.press_and_settle(OLD_KEY).await;
    driver.press_and_settle("<enter>").await;
    driver.must_show("Nothing is due");
    assert_eq!(driver.writes(), ["UpdateAccessKey", "DeleteAccessKey"]);
    let left: Vec<AccessKeyId> =
        driver.demo.keys_of("erin").into_iter().map(|key| key.id).collect();
    assert_eq!(left, [AccessKeyId::from_iam(NEW_KEY)]);
}

/// What may not be read is asked for once, however long the page stays open.
#[tokio::test(start_paused = true)]
async fn what_is_denied_is_not_asked_for_every_minute() {
    let mut driver = guide().await;
    driver.demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
    driver.press_and_settle("r").await;
    driver.must_show("you decide");
    let asked = driver.requests("GetAccessKeyLastUsed").len();
    let listed = driver.requests("ListAccessKeys").len();
    driver.wait(HOUR / 6).await;
    assert_eq!(driver.requests("GetAccessKeyLastUsed").len(), asked);
    assert!(driver.requests("ListAccessKeys").len() >= listed + 9);
    driver.demo.faults().inject_always("ListAccessKeys", Fault::Deny);
    driver.wait(HOUR / 20).await;
    let listed = driver.requests("ListAccessKeys").len();
    driver.wait(HOUR / 6).await;
    assert_eq!(driver.requests("ListAccessKeys").len(), listed);
    assert_eq!(driver.writes(), [""; 0]);
}
