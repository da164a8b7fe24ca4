//! A secret is nowhere but on its own page, and there only while it is asked for.
//!
//! The driver itself asserts, at each event, that no `Debug` of the console, of what it is told or
//! of what it puts on the clipboard has a secret in it.

use crate::support::Setup;
use akia::console::{CallId, Clip, Effect};
use akia::domain::{
    AccessKey, AccessKeyId, ChangeKind, JournalEntry, NewAccessKey, Outcome, ProfileName, Secret,
    Status, UserName,
};
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn no_screen_has_the_secret_unless_it_is_shown() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle("c<space><enter>laptop<enter>").await;
    let secret = driver.secrets[0].clone();
    let away = ["?", "<esc>", "b", "<esc>", "y", "Y", "<^c>", "<esc>", "<enter>", "<esc>", "w"];
    for script in away {
        driver.press_and_settle(script).await;
        driver.must_not_show(&secret);
    }
    driver.press("s");
    assert!(driver.screen().contains(&secret));
    for script in ["?", "<esc>s", "<enter>"] {
        driver.press_and_settle(script).await;
        driver.must_not_show(&secret);
    }
    driver.wait(Duration::from_mins(1)).await;
    driver.must_not_show(&secret);
}

#[tokio::test(start_paused = true)]
async fn hiding_and_leaving_make_the_screen_forget_what_was_drawn() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle("c<space><enter><enter>").await;
    driver.press_and_settle("ss").await;
    assert_eq!(driver.forgotten(), 1);
    driver.press_and_settle("s<esc>i<enter>").await;
    assert_eq!(driver.forgotten(), 2);
}

#[tokio::test(start_paused = true)]
async fn no_request_carries_the_secret() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle("c<space><enter>laptop<enter>").await;
    driver.press_and_settle("sYbw<enter>r").await;
    let requests = format!("{:?}", driver.demo.requests());
    assert!(!requests.contains(&driver.secrets[0]));
    assert!(!format!("{:?}", driver.journal()).contains(&driver.secrets[0]));
}

#[test]
fn nothing_that_is_asked_for_has_the_secret_in_debug() {
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let id = AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE");
    let user = UserName::from_iam("dana");
    let secret = Secret::new(SECRET.to_owned());
    let key = AccessKey { id, user: user.clone(), status: Status::Active, created: None };
    let new = NewAccessKey { key, secret: secret.clone(), request_id: None };
    let entry = JournalEntry {
        change: ChangeKind::Create,
        outcome: Outcome::SavingSecret(String::new()),
        account: None,
        endpoint: None,
        caller: None,
        user,
        key: None,
        request_id: None,
    };
    let profile = ProfileName::parse("dana").unwrap();
    let clip = Clip { what: "Secret access key", text: secret, sensitive: true };
    let effects = [
        Effect::Verify(CallId(1), new.clone()),
        Effect::MoveSession(CallId(2), new.clone()),
        Effect::PlanProfile(CallId(3), profile, new.clone()),
        Effect::SaveCsv(CallId(4), new, entry),
        Effect::Copy(CallId(5), clip),
    ];
    assert!(!format!("{effects:?}").contains(SECRET));
}
