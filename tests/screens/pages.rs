//! The table of users, the page of one user, and the screens before and instead of them.

use super::ALICES_KEY;
use super::shot::{compare, keep, shoot};
use crate::support::{Delivery, Driver, Setup, styles, user_with_keys};
use akia::console::{AwsAnswer, Reply};
use akia::demo::{DemoAccount, DemoKey, DemoUser, Fault};
use akia::domain::{AccountId, Failure, FailureKind, NextStep, Operation, Status};
use std::time::Duration;

async fn settled(driver: &mut Driver) {
    driver.settle().await;
}

#[tokio::test(start_paused = true)]
async fn users() {
    shoot("users", Setup::built_in, settled).await;
    shoot("users-end", Setup::built_in, async |driver| {
        driver.settle().await;
        driver.press_and_settle("<end>").await;
    })
    .await;
    shoot("users-search", Setup::built_in, async |driver| {
        driver.settle().await;
        driver.press_and_settle("/ci-").await;
    })
    .await;
    shoot("users-nobody-found", Setup::built_in, async |driver| {
        driver.settle().await;
        driver.press_and_settle("/nobody").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn users_as_wanted() {
    let scenes = [
        ("users-filter", "t"),
        ("users-needing-rotation", "t<down><enter>"),
        ("users-none-filtered", "/nobody<esc>t<down><enter>/zz<enter>"),
        ("users-sort", "s"),
        ("users-export", "e"),
        ("users-profiles", "p"),
        ("users-oldest-key-first", "s<down><down><enter>"),
        ("users-columns", "m<down>"),
        (
            "users-other-columns",
            "m<space><down><space><down><space><down><down><down><space><down><space><down><space><enter>",
        ),
    ];
    for (name, keys) in scenes {
        shoot(name, Setup::built_in, async |driver| {
            driver.settle().await;
            driver.press_and_settle(keys).await;
        })
        .await;
    }
    let mut driver = Setup::built_in().size(200, 60).open().await;
    driver
        .press_and_settle(
            "mG<space>k<space>k<space>k<space>k<space>k<space>k<space>k<space><enter>",
        )
        .await;
    keep("users-wide@200x60", &driver);
}

#[tokio::test(start_paused = true)]
async fn users_being_read() {
    let slow = || {
        let setup = Setup::built_in();
        setup.demo.faults().set_latency(Duration::from_secs(1));
        setup
    };
    shoot("signing-in", slow, async |driver| driver.pass(Duration::from_millis(300)).await).await;
    shoot("users-first-page", slow, async |driver| {
        driver.pass(Duration::from_millis(1_500)).await;
    })
    .await;
    let throttled = || {
        let setup = Setup::of(DemoAccount::sized(Setup::noon(), 3_000));
        setup.demo.faults().set_latency(Duration::from_millis(80));
        setup.demo.faults().throttle(20.0, 40);
        setup
    };
    shoot("users-throttled", throttled, async |driver| {
        driver.pass(Duration::from_secs(30)).await;
    })
    .await;
    shoot("users-filling", slow, async |driver| {
        driver.pass(Duration::from_millis(2_500)).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn security_credentials() {
    shoot("user", || Setup::built_in().at_user("alice"), settled).await;
    shoot("user-no-keys", || Setup::built_in().at_user("dana"), settled).await;
    shoot("user-own", || Setup::built_in().at_user("ops-admin"), settled).await;
    shoot(
        "user-three-keys",
        || Setup::built_in().at_user("legacy-etl"),
        async |driver| {
            driver.settle().await;
            driver.press_and_settle("jj").await;
        },
    )
    .await;
    let long = "integration-of-the-warehouse-and-the-order-system-in-north-2-eu1";
    shoot("user-long-name", || Setup::built_in().at_user(long), settled).await;
    shoot("user-read-only", || Setup::built_in().read_only().at_user("alice"), settled).await;
    shoot(
        "user-confirming",
        || Setup::built_in().at_user("alice"),
        async |driver| {
            driver.settle().await;
            driver.demo.faults().set_lag(Duration::from_secs(5));
            driver.press_and_settle("d<tab><enter>").await;
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn of_another_account() {
    let setup = || Setup::built_in().at_user("alice");
    shoot("user-other-account", setup, async |driver| {
        driver.set_delivery(|reply| {
            if let Reply::Aws(AwsAnswer::Caller(Ok(caller))) = reply {
                caller.account = AccountId::from_aws("999999999999");
                caller.arn = caller.arn.replace("123456789012", "999999999999");
            }
            Delivery::AtOnce
        });
        driver.settle().await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn denied() {
    let nobody = || {
        let user = user_with_keys("erin", &[Status::Active]);
        Setup::with_users([user]).signed_in_as("erin")
    };
    shoot("user-denied", nobody, settled).await;
    shoot("users-denied", nobody, async |driver| {
        driver.settle().await;
        driver.press_and_settle("<esc>").await;
    })
    .await;
    shoot("user-unknown", || Setup::built_in().at_user("nobody"), settled).await;
}

#[tokio::test(start_paused = true)]
async fn gone_wrong() {
    let no_credentials = || {
        Setup::built_in().profile("prod").connect_fails(Failure {
            advice: Some(NextStep::Run("aws sso login --profile prod in another shell".to_owned())),
            ..Failure::new(
                Operation::Connect,
                FailureKind::Expired,
                "the session of profile prod has expired",
            )
        })
    };
    shoot("no-credentials", no_credentials, settled).await;
    let incomplete = || {
        let setup = Setup::built_in();
        setup.demo.faults().inject_always("ListUsers", Fault::NoMarker);
        setup
    };
    shoot("users-incomplete", incomplete, settled).await;
    shoot("users-expired", Setup::built_in, async |driver| {
        driver.settle().await;
        driver.demo.faults().set_expired(true);
        driver.press_and_settle("r").await;
    })
    .await;
    let one_denied = || {
        let setup = Setup::built_in();
        setup.demo.faults().inject("ListAccessKeys", 1, Fault::Deny);
        setup
    };
    shoot("users-one-denied", one_denied, settled).await;
    let root_keys = || {
        let setup = Setup::built_in();
        setup.demo.set_root_keys(1);
        setup
    };
    shoot("users-root-keys", root_keys, settled).await;
}

#[tokio::test(start_paused = true)]
async fn text_that_would_act_on_the_terminal() {
    let odd = || {
        let mut user = DemoUser::new("e\u{1b}[31mvil\u{202e}", Setup::noon());
        user.keys = vec![DemoKey::new(ALICES_KEY, Setup::noon())];
        user.tags = vec![(ALICES_KEY.to_owned(), "日本語の説明 \u{7}\r\n".to_owned())];
        Setup::with_users([user])
    };
    shoot("users-odd-text", odd, settled).await;
    shoot("user-odd-text", odd, async |driver| {
        driver.settle().await;
        driver.press_and_settle("<enter>").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn too_small() {
    for (columns, rows) in [(59, 24), (80, 14), (20, 5), (1, 1), (60, 15)] {
        let mut driver = Setup::built_in().open().await;
        driver.resize(columns, rows);
        keep(&format!("small@{columns}x{rows}"), &driver);
        driver.press_and_settle("<enter>").await;
        keep(&format!("small-user@{columns}x{rows}"), &driver);
    }
}

#[tokio::test(start_paused = true)]
async fn styles_with_colour_and_without() {
    let scenes = [("users", "", ""), ("user", "alice", ""), ("delete", "alice", "jx")];
    for (name, user, keys) in scenes {
        for (theme, coloured) in [("colour", true), ("no-color", false)] {
            let setup = Setup::built_in().size(80, 24);
            let setup = if user.is_empty() { setup } else { setup.at_user(user) };
            let setup = if coloured { setup.coloured() } else { setup };
            let mut driver = setup.open().await;
            driver.press_and_settle(keys).await;
            let styles = styles(&driver.buffer());
            assert_eq!(coloured, styles.contains("cyan"), "{styles}");
            compare(&format!("styles-{name}-{theme}"), &styles);
        }
    }
}
