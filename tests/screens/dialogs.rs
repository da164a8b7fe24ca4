//! The dialogs, stage by stage.

use super::ALICES_KEY;
use super::shot::shoot;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::Reply;
use akia::demo::{DemoAccount, Fault};
use akia::domain::{AccessKeyId, JournalNotice, Status, UserName};
use chrono::TimeDelta;
use std::time::Duration;

const SERVICE_TROUBLE: Fault =
    Fault::Error { code: "ServiceFailure", status: 500, message: "Internal failure" };

fn alice() -> Setup {
    Setup::built_in().at_user("alice")
}

fn dana() -> Setup {
    Setup::built_in().at_user("dana")
}

/// Does what a list of scripts says, waiting for the answers after each.
async fn play(driver: &mut Driver, scripts: &[&str]) {
    driver.settle().await;
    for script in scripts {
        driver.press_and_settle(script).await;
    }
}

#[tokio::test(start_paused = true)]
async fn create() {
    shoot("create-1-use-case", dana, async |driver| play(driver, &["c<down>"]).await).await;
    shoot("create-1-ticked", dana, async |driver| play(driver, &["c<space>"]).await).await;
    shoot("create-2-description", dana, async |driver| {
        play(driver, &["c<space><enter>laptop"]).await;
    })
    .await;
    shoot("create-2-refused", dana, async |driver| play(driver, &["c<space><enter>what?"]).await)
        .await;
    shoot("create-on-its-way", dana, async |driver| {
        play(driver, &["c<space><enter>laptop"]).await;
        driver.demo.faults().set_latency(Duration::from_secs(2));
        driver.press("<enter>");
    })
    .await;
    shoot("create-denied", dana, async |driver| {
        driver.demo.faults().inject("CreateAccessKey", 1, Fault::Deny);
        play(driver, &["c<space><enter><enter>"]).await;
    })
    .await;
}

/// The keys pressed up to the page with the secret.
const TO_THE_SECRET: &str = "c<space><enter>laptop<enter>";

#[tokio::test(start_paused = true)]
async fn retrieve() {
    let scenes: [(&str, &[&str]); 6] = [
        ("create-3-masked", &[TO_THE_SECRET]),
        ("create-3-shown", &[TO_THE_SECRET, "s"]),
        ("create-3-copied", &[TO_THE_SECRET, "Y"]),
        ("create-3-copy-both", &[TO_THE_SECRET, "b<down>"]),
        ("create-3-saved", &[TO_THE_SECRET, "w"]),
        ("create-3-leaving", &[TO_THE_SECRET, "<esc>"]),
    ];
    for (name, scripts) in scenes {
        shoot(name, dana, async |driver| play(driver, scripts).await).await;
    }
    shoot("create-3-no-description", dana, async |driver| {
        driver.demo.faults().inject("TagUser", 1, Fault::Deny);
        play(driver, &[TO_THE_SECRET]).await;
    })
    .await;
    shoot("quit-unsaved", dana, async |driver| play(driver, &[TO_THE_SECRET, "<^c>"]).await).await;
}

#[tokio::test(start_paused = true)]
async fn save_profile() {
    let scenes: [(&str, &[&str]); 7] = [
        ("profile-1-choose", &[TO_THE_SECRET, "p"]),
        ("profile-1-typed", &[TO_THE_SECRET, "p", "al"]),
        ("profile-1-odd", &[TO_THE_SECRET, "p", "my profile"]),
        ("profile-2-new", &[TO_THE_SECRET, "p", "<enter>"]),
        ("profile-2-review", &[TO_THE_SECRET, "p", "acme<down><enter>"]),
        ("profile-2-replace", &[TO_THE_SECRET, "p", "alice<enter>"]),
        ("profile-3-saved", &[TO_THE_SECRET, "p", "alice<enter>", "<tab><enter>"]),
    ];
    for (name, scripts) in scenes {
        shoot(name, dana, async |driver| play(driver, scripts).await).await;
    }
    shoot("profile-3-back", dana, async |driver| {
        play(driver, &[TO_THE_SECRET, "p", "alice<enter>", "<tab><enter>", "<tab><enter>"]).await;
    })
    .await;
    let changed_meanwhile = |reply: &mut Reply| {
        if let Reply::ProfileSaved(answer) = reply {
            *answer = Err(akia::domain::LocalError::new(
                "/home/ada/.aws/credentials was changed meanwhile: nothing was written. \
                           Look at the new text first.",
            ));
        }
        Delivery::AtOnce
    };
    shoot("profile-2-failed", dana, async |driver| {
        driver.set_delivery(changed_meanwhile);
        play(driver, &[TO_THE_SECRET, "p", "<enter>", "<tab><enter>"]).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn lost_create() {
    shoot("lost-found", dana, async |driver| {
        driver.demo.faults().inject("CreateAccessKey", 1, Fault::DropAnswer);
        play(driver, &[TO_THE_SECRET, "<down>"]).await;
    })
    .await;
    shoot("lost-looking", dana, async |driver| {
        driver.demo.faults().inject("CreateAccessKey", 1, SERVICE_TROUBLE);
        play(driver, &[TO_THE_SECRET]).await;
    })
    .await;
    shoot("lost-none-made", dana, async |driver| {
        driver.demo.faults().inject("CreateAccessKey", 1, SERVICE_TROUBLE);
        play(driver, &[TO_THE_SECRET]).await;
        driver.wait(Duration::from_secs(65)).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn status() {
    shoot("deactivate", alice, async |driver| play(driver, &["d"]).await).await;
    shoot("activate", alice, async |driver| play(driver, &["ja"]).await).await;
    shoot(
        "deactivate-own",
        || Setup::built_in().at_user("ops-admin"),
        async |driver| {
            play(driver, &["d"]).await;
        },
    )
    .await;
    shoot("deactivate-on-its-way", alice, async |driver| {
        play(driver, &["d<tab>"]).await;
        driver.demo.faults().set_latency(Duration::from_secs(2));
        driver.press("<enter>");
    })
    .await;
    shoot("deactivate-denied", alice, async |driver| {
        driver.demo.faults().inject("UpdateAccessKey", 1, Fault::Deny);
        play(driver, &["d<tab><enter>"]).await;
    })
    .await;
    shoot("deactivate-unknown", alice, async |driver| {
        driver.demo.faults().inject("UpdateAccessKey", 1, Fault::DropAnswer);
        play(driver, &["d<tab><enter>"]).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn deactivate_all() {
    let iot = || Setup::built_in().at_user("iot-gateway");
    shoot("deactivate-all", iot, async |driver| play(driver, &["D"]).await).await;
    shoot("deactivate-all-partly", iot, async |driver| {
        driver.demo.faults().inject("UpdateAccessKey", 1, SERVICE_TROUBLE);
        play(driver, &["D<tab><enter>"]).await;
    })
    .await;
}

fn erin() -> Setup {
    Setup::with_users([user_with_keys("erin", &[Status::Inactive])]).at_user("erin")
}

#[tokio::test(start_paused = true)]
async fn delete() {
    let confirmed = format!("x{ALICES_KEY}<enter>");
    shoot("delete-active", alice, async |driver| play(driver, &["x"]).await).await;
    shoot("delete-inactive", alice, async |driver| play(driver, &["jx"]).await).await;
    shoot("delete-typed", erin, async |driver| {
        play(driver, &[&format!("x{ALICES_KEY}")]).await;
    })
    .await;
    shoot(
        "delete-own",
        || Setup::built_in().at_user("ops-admin"),
        async |driver| {
            play(driver, &["x"]).await;
        },
    )
    .await;
    shoot("delete-lagging", alice, async |driver| {
        driver.settle().await;
        driver.demo.faults().set_lag(Duration::from_secs(5));
        play(driver, &["x<tab><enter>", &format!("{ALICES_KEY}<enter>")]).await;
    })
    .await;
    shoot("delete-starts-over", erin, async |driver| {
        driver.settle().await;
        let key = AccessKeyId::from_iam(ALICES_KEY);
        driver.press(&format!("x{ALICES_KEY}"));
        assert!(driver.demo.set_status(&key, Status::Active));
        driver.press_and_settle("<enter>").await;
    })
    .await;
    shoot("delete-look-failed", erin, async |driver| {
        driver.settle().await;
        driver.demo.faults().inject_always("ListAccessKeys", Fault::CaptivePortal);
        play(driver, &[&confirmed]).await;
    })
    .await;
    shoot("delete-unknown", erin, async |driver| {
        driver.demo.faults().inject("DeleteAccessKey", 1, Fault::DropAnswer);
        play(driver, &[&confirmed]).await;
    })
    .await;
    shoot("delete-done", erin, async |driver| play(driver, &[&confirmed]).await).await;
}

#[tokio::test(start_paused = true)]
async fn describe() {
    shoot("describe", alice, async |driver| play(driver, &["t"]).await).await;
    shoot("describe-emptied", alice, async |driver| play(driver, &["t<^u>"]).await).await;
    shoot("describe-denied", alice, async |driver| {
        driver.demo.faults().inject("TagUser", 1, Fault::Deny);
        play(driver, &["t again<enter>"]).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn find_key() {
    let pasted = [
        ("find-foreign", "AKIATZ2X44NMCEQW46PL"),
        ("find-foreign-without-profile", "AKIAUT5AMCC2VINIQAMK"),
        ("find-unknown", "AKIAJMIGD6UPCXCFWVOA"),
        ("find-temporary", "ASIAY34FZKBOKMUTVV7A"),
        ("find-role", "AROAQNZGKIQY56JQ7WML"),
    ];
    for (name, id) in pasted {
        shoot(name, Setup::built_in, async |driver| {
            driver.settle().await;
            driver.paste(id);
            driver.settle().await;
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn find_keys() {
    shoot("find-ask", Setup::built_in, async |driver| play(driver, &["f"]).await).await;
    shoot("find-ask-typed", Setup::built_in, async |driver| {
        play(driver, &["fkey=AKIATZ2X44NMCEQW46PL"]).await;
    })
    .await;
    shoot("find-several", Setup::built_in, async |driver| {
        driver.settle().await;
        driver.demo.faults().inject("GetAccessKeyLastUsed", 1, Fault::Refuse);
        driver.paste(&format!(
            "AKIAJMIGD6UPCXCFWVOB {ALICES_KEY} AKIATZ2X44NMCEQW46PL AKIAJMIGD6UPCXCFWVOA \
             ASIAY34FZKBOKMUTVV7A AROAQNZGKIQY56JQ7WML"
        ));
        driver.settle().await;
        driver.demo.faults().set_latency(Duration::from_secs(2));
        driver.press("<enter><down>");
    })
    .await;
    shoot("find-many", Setup::built_in, async |driver| {
        driver.settle().await;
        let ids: Vec<String> =
            (0..25).map(|number| format!("AKIAJMIGD6UPCXCF{number:0>4}")).collect();
        driver.paste(&ids.join("\n"));
        driver.press_and_settle("<end>").await;
        driver.press_and_settle(&"<down>".repeat(18)).await;
    })
    .await;
    let at_key =
        || Setup::of(DemoAccount::sized(Setup::noon(), 5_000)).at_key("AKIAIOSFODNN7EXAMPLE");
    shoot("find-looking-through", at_key, async |driver| {
        driver.demo.faults().inject_always("GetAccessKeyLastUsed", ODD);
        driver.demo.faults().set_latency(Duration::from_millis(100));
        driver.pass(Duration::from_secs(12)).await;
    })
    .await;
    shoot(
        "find-in-no-list",
        || unread().at_key("AKIAJMIGD6UPCXCFWVOA"),
        async |driver| {
            driver.demo.faults().inject_always("GetAccessKeyLastUsed", ODD);
            driver.demo.faults().inject("ListAccessKeys", 1, Fault::Deny);
            driver.settle().await;
            driver.wait(Duration::from_secs(90)).await;
        },
    )
    .await;
    shoot("find-no-answer", Setup::built_in, async |driver| {
        driver.settle().await;
        driver.demo.faults().inject_always("GetAccessKeyLastUsed", Fault::Refuse);
        driver.paste("AKIAJMIGD6UPCXCFWVOA");
        driver.settle().await;
    })
    .await;
}

/// A refusal in words that neither a policy nor a key that is not there has.
const ODD: Fault = Fault::Error { code: "AccessDenied", status: 403, message: "Access denied" };

fn unread() -> Setup {
    let users = [user_with_keys("erin", &[Status::Active]), user_with_keys("faye", &[])];
    Setup::with_users(users)
}

#[tokio::test(start_paused = true)]
async fn others() {
    shoot("which-key", Setup::built_in, async |driver| play(driver, &["jy"]).await).await;
    shoot("help-users", Setup::built_in, async |driver| play(driver, &["?"]).await).await;
    shoot("help-user", dana, async |driver| play(driver, &["?"]).await).await;
    shoot("quit-on-its-way", alice, async |driver| {
        play(driver, &["d<tab>"]).await;
        driver.demo.faults().set_latency(Duration::from_secs(2));
        driver.press("<enter><^c>");
    })
    .await;
    let without_journal = || dana().journal_fails("/home/ada/.local/state/akia: the disk is full.");
    shoot("without-journal", without_journal, async |driver| {
        play(driver, &[TO_THE_SECRET]).await;
    })
    .await;
    let unsaved = || {
        Setup::built_in().notices(vec![JournalNotice {
            when: Setup::noon() - TimeDelta::hours(3),
            user: UserName::from_iam("alice"),
            key: Some(AccessKeyId::from_iam(ALICES_KEY)),
            secret: akia::domain::SecretLocation::Unsaved,
        }])
    };
    shoot("unsaved-notice", unsaved, async |driver| driver.settle().await).await;
}
