//! The dialog that asks for the code of an MFA device, stage by stage.

use super::shot::shoot;
use crate::support::{Driver, Setup};
use akia::demo::{DemoKey, DemoUser, Fault, Policy};
use chrono::TimeDelta;
use std::time::Duration;

const CONFIG: &str = "\
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
[profile ada]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
mfa_serial = arn:aws:iam::123456789012:mfa/ada
[profile prod-admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ada
";

/// ada may do everything with MFA.
fn with_profile(profile: &str) -> Setup {
    let made = Setup::noon() - TimeDelta::days(200);
    let mut ada = DemoUser::new("ada", made);
    ada.policy = Policy::AdminWithMfa;
    ada.mfa = true;
    ada.keys = vec![DemoKey::new("AKIAIOSFODNN7EXAMPLE", made)];
    Setup::with_users([ada]).with_profile(profile, CONFIG)
}

/// A code that the device does not show.
fn wrong(driver: &Driver) -> &'static str {
    let right = driver.demo.mfa_code("arn:aws:iam::123456789012:mfa/ada");
    if right == "271828" { "314159" } else { "271828" }
}

#[tokio::test(start_paused = true)]
async fn mfa() {
    let of_role = || with_profile("prod-admin");
    shoot("mfa-role", of_role, async |driver| driver.settle().await).await;
    shoot("mfa-refused", of_role, async |driver| {
        driver.settle().await;
        let code = wrong(driver);
        driver.press_and_settle(&format!("{code}<enter>")).await;
    })
    .await;
    shoot("mfa-sending", of_role, async |driver| {
        driver.settle().await;
        driver.demo.faults().set_latency(Duration::from_secs(2));
        let code = wrong(driver);
        driver.press(&format!("{code}<enter>"));
    })
    .await;
    shoot("mfa-left", of_role, async |driver| {
        driver.settle().await;
        driver.press_and_settle("<esc>").await;
    })
    .await;
    shoot(
        "mfa-without",
        || with_profile("ada"),
        async |driver| {
            driver.settle().await;
            driver.press_and_settle("<esc><down>").await;
        },
    )
    .await;
    shoot(
        "mfa-devices",
        || with_profile("keys"),
        async |driver| {
            driver
                .demo
                .add_mfa_device("ada", "arn:aws:iam::123456789012:u2f/user/ada/key-ABCDEFGHIJ");
            driver.demo.add_mfa_device("ada", "GAHT12345678");
            driver.settle().await;
            driver.press_and_settle("M").await;
        },
    )
    .await;
    shoot(
        "mfa-serial",
        || with_profile("keys"),
        async |driver| {
            driver.demo.faults().inject_always("ListMFADevices", Fault::Deny);
            driver.settle().await;
            driver.press_and_settle("M").await;
        },
    )
    .await;
}
