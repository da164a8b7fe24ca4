//! The rotation guide, at the stages it can be at.

use super::shot::{keep, shoot};
use crate::support::{Driver, Setup};
use akia::demo::Fault;
use std::time::Duration;

/// The guide of a user of the built-in account, after these keys; what one script asks for is
/// answered before the next.
async fn guide(name: &str, user: &str, scripts: &[&str]) {
    guide_from(|| Setup::built_in().at_user(user), name, scripts).await;
}

/// The guide of a user for whom somebody else has just created a key.
async fn guide_with_new_key(name: &str, user: &str) {
    let setup = || {
        let setup = Setup::built_in().at_user(user);
        setup.demo.create_key(user).expect("a user with one key");
        setup
    };
    guide_from(setup, name, &[]).await;
}

async fn guide_from(setup: impl Fn() -> Setup, name: &str, scripts: &[&str]) {
    shoot(name, setup, async |driver: &mut Driver| {
        driver.settle().await;
        driver.press_and_settle("R").await;
        for keys in scripts {
            driver.press_and_settle(keys).await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn stages() {
    guide("rotation-1-create", "erin", &[]).await;
    guide_with_new_key("rotation-2-update", "erin").await;
    guide("rotation-3-quiet", "ci-release", &["o"]).await;
    guide("rotation-4-deactivate", "ci-release", &["ow<up><enter>"]).await;
    guide("rotation-5-wait", "ci-release", &["ow<up><enter><enter><tab><enter>"]).await;
    guide("rotation-6-delete", "ci-deploy", &[]).await;
}

#[tokio::test(start_paused = true)]
async fn beside_the_six_steps() {
    guide("rotation-no-keys", "dana", &[]).await;
    guide("rotation-not-due", "ops-admin", &[]).await;
    guide("rotation-which-is-old", "iot-gateway", &["j"]).await;
    guide("rotation-slots-taken", "mallory", &[]).await;
    guide("rotation-three-keys", "legacy-etl", &[]).await;
    guide("rotation-nothing-signs", "sftp-bridge", &[]).await;
    guide("rotation-only-one-off", "ivan", &[]).await;
    guide_with_new_key("rotation-own-key", "ops-admin").await;
    let denied = || {
        let setup = Setup::built_in().at_user("ci-release");
        setup.demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Deny);
        setup
    };
    guide_from(denied, "rotation-cannot-tell", &[]).await;
}

#[tokio::test(start_paused = true)]
async fn its_dialogs() {
    guide("rotation-sooner", "ci-release", &["od"]).await;
    guide("rotation-sooner-delete", "erin", &["x"]).await;
    guide("rotation-quiet-time", "ci-release", &["w"]).await;
}

#[tokio::test(start_paused = true)]
async fn where_there_is_little_room() {
    let mut driver = Setup::built_in().at_user("ci-release").size(60, 15).open().await;
    driver.press_and_settle("R").await;
    keep("rotation-small@60x15", &driver);
    driver.press_and_settle("j<pgdn>").await;
    keep("rotation-small-scrolled@60x15", &driver);
}

/// What the page reads by itself, it reads without a sign.
#[tokio::test(start_paused = true)]
async fn nothing_is_drawn_while_nothing_changes() {
    let mut driver = Setup::built_in().at_user("ci-deploy").open().await;
    driver.press_and_settle("R").await;
    driver.demo.faults().set_latency(Duration::from_secs(1));
    let asked = |driver: &Driver| {
        driver.requests("ListAccessKeys").len() + driver.requests("GetAccessKeyLastUsed").len()
    };
    let (before, first) = (asked(&driver), driver.one_line());
    for _ in 0..160 {
        driver.pass(Duration::from_millis(500)).await;
        // The key in use was used a minute before.
        assert_eq!(driver.one_line().replace("1 minute ago", "now"), first);
    }
    assert_eq!(asked(&driver) - before, 3, "the list, and the last use of each of two keys");
}
