//! Verify, and moving the session, state by state; and a profile that does not work.

use super::shot::shoot;
use crate::support::{Delivery, Driver, NOT_KNOWN, Setup};
use akia::console::Reply;
use akia::demo::{DemoKey, DemoUser, Fault, Policy};
use chrono::TimeDelta;
use std::time::Duration;

/// `erin`, who may manage her own keys, on the page with a second one.
fn erin() -> Setup {
    let made = Setup::noon() - TimeDelta::days(200);
    // Not one that a profile of the built-in account's machine holds.
    let keys = vec![DemoKey::new("AKIAI44QH8DHBEXAMPLE", made)];
    let user = DemoUser { policy: Policy::OwnKeys, keys, ..DemoUser::new("erin", made) };
    Setup::with_users([user]).signed_in_as("erin").at_user("erin")
}

/// To the page with the secret, in a rotation; AWS refuses the key for so long.
async fn to_the_secret(driver: &mut Driver, refused: Duration) {
    driver.demo.faults().refuse_new_keys_for(refused);
    driver.settle().await;
    driver.press_and_settle("R").await;
    driver.press_and_settle("<enter>").await;
    driver.press_and_settle("<space><enter>laptop<enter>").await;
}

/// Verify, looked at just before so many seconds are over: what is said to come in two seconds
/// would come in one right after.
async fn verify(driver: &mut Driver, refused: u64, seconds: u64) {
    to_the_secret(driver, Duration::from_secs(refused)).await;
    driver.press_and_settle("v").await;
    driver.wait(Duration::from_millis(seconds * 1_000 - 10)).await;
}

#[tokio::test(start_paused = true)]
async fn verifying() {
    for (name, refused, seconds) in [
        ("verify-refused", 600, 7),
        ("verify-in-a-row", 3, 4),
        ("verify-given-up", 600, 95),
        ("verify-verified-and-moved", 8, 20),
    ] {
        shoot(name, erin, async |driver| verify(driver, refused, seconds).await).await;
    }
    shoot("verify-not-yet", erin, async |driver| to_the_secret(driver, Duration::ZERO).await).await;
}

#[tokio::test(start_paused = true)]
async fn verify_and_its_troubles() {
    shoot("verify-no-network", erin, async |driver| {
        driver.settle().await;
        driver.demo.after("TagUser", 1, |demo| {
            demo.faults().inject_always("GetCallerIdentity", Fault::Refuse);
        });
        verify(driver, 0, 5).await;
    })
    .await;
    shoot("verify-somebody-else", erin, async |driver| {
        to_the_secret(driver, Duration::ZERO).await;
        driver.set_delivery(|reply| {
            if let Reply::Verified(Ok(caller)) = reply {
                "arn:aws:iam::123456789012:user/alice".clone_into(&mut caller.arn);
            }
            Delivery::AtOnce
        });
        driver.press_and_settle("v").await;
    })
    .await;
    shoot("verify-moving-refused", erin, async |driver| {
        to_the_secret(driver, Duration::ZERO).await;
        driver.demo.faults().inject_always("GetUser", NOT_KNOWN);
        driver.press_and_settle("v").await;
        driver.wait(Duration::from_secs(4)).await;
    })
    .await;
    shoot("verify-not-moved", erin, async |driver| {
        to_the_secret(driver, Duration::ZERO).await;
        driver.demo.faults().inject_always("GetUser", Fault::Refuse);
        driver.press_and_settle("v").await;
        driver.wait(Duration::from_secs(90)).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn own_credentials() {
    shoot("own-credentials", erin, async |driver| driver.settle().await).await;
    shoot("own-credentials-no-table", erin, async |driver| {
        driver.settle().await;
        driver.press_and_settle("<esc>").await;
    })
    .await;
}
