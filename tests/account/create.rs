//! Creating an access key, when IAM does as it is told.

use crate::support::{Setup, user_with_keys};
use akia::demo::Fault;
use akia::domain::{ChangeKind, Outcome, Status};
use std::fs;
use std::time::Duration;

const WIZARD: &str = "c<space><enter>";

#[tokio::test(start_paused = true)]
async fn from_the_use_case_to_the_saved_file() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press("c<down>");
    driver.must_show("▸ Local code");
    driver.press("<enter>");
    driver.must_show("Tick the acknowledgement first");
    driver.press("<space><enter>");
    driver.must_show("2 of 3 · Set description tag");
    driver.press_and_settle("laptop of 2026<enter>").await;

    let key = driver.only_key("dana");
    driver.must_show("3 of 3 · Retrieve access key");
    driver.must_show(&format!("Access key ID {}", key.id));
    assert_eq!(driver.writes(), ["CreateAccessKey", "TagUser"]);
    assert_eq!(driver.description_of("dana", &key.id).as_deref(), Some("laptop of 2026"));

    let secret = driver.secrets[0].clone();
    driver.must_not_show(&secret);
    driver.press("s");
    driver.must_show(&secret);
    driver.press_and_settle("yYb<down><enter>").await;
    let copied = driver.copied();
    let texts: Vec<&str> = copied.iter().map(|copied| copied.text.as_str()).collect();
    let profile =
        format!("[dana]\naws_access_key_id = {}\naws_secret_access_key = {secret}\n", key.id);
    assert_eq!(texts, [key.id.as_str(), &secret, &profile]);
    let sensitive: Vec<bool> = copied.iter().map(|copied| copied.sensitive).collect();
    assert_eq!(sensitive, [false, true, true]);

    driver.press_and_settle("w").await;
    let path = driver.downloads.path().join("dana_accessKeys.csv");
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("User name,Access key ID,Secret access key\ndana,{},{secret}\n", key.id)
    );
    driver.must_show("✓ Saved");
    assert_eq!(driver.journal().last().unwrap().outcome, Outcome::SecretSaved);
    driver.press("<enter>");
    driver.must_show("Access keys (1 of 2, active or inactive)");
    driver.must_show("Description laptop of 2026");
    driver.must_not_show("Retrieve access key");
    driver.must_not_show(&secret);
    assert_eq!(driver.forgotten(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_secret_is_masked_again_after_thirty_seconds() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle(&format!("{WIZARD}<enter>")).await;
    driver.press("s");
    driver.wait(Duration::from_secs(29)).await;
    driver.must_show(&driver.secrets[0]);
    driver.wait(Duration::from_secs(2)).await;
    driver.must_not_show(&driver.secrets[0]);
    assert_eq!(driver.forgotten(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_is_not_saved_is_not_left_without_a_question() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle(&format!("{WIZARD}<enter>")).await;
    driver.press("<esc>");
    driver.must_show("Leave without saving the secret?");
    driver.press("<enter>");
    driver.must_show("Retrieve access key");
    driver.press("<^c><enter>");
    assert!(!driver.has_quit(), "Cancel is the default");
    driver.press("<^c><tab>");
    driver.must_show("Nobody can ever see it again once akia ends");
    driver.press("<enter>");
    assert!(driver.has_quit());
}

#[tokio::test(start_paused = true)]
async fn i_have_stored_it_is_taken_for_saved() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle(&format!("{WIZARD}<enter>")).await;
    driver.press_and_settle("<esc>i<enter>").await;
    driver.must_not_show("Retrieve access key");
    let last = driver.journal().pop().unwrap();
    assert_eq!((last.change, &last.outcome), (ChangeKind::Create, &Outcome::SecretSaved));
    driver.press("q");
    assert!(driver.has_quit());
}

#[tokio::test(start_paused = true)]
async fn a_key_whose_secret_is_not_wanted_is_deleted_from_its_own_page() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle(&format!("{WIZARD}laptop<enter>")).await;
    let id = driver.only_key("dana").id;
    driver.press("<esc>x");
    driver.press_and_settle("<tab><enter>").await;
    driver.paste(id.as_str());
    driver.press_and_settle("<enter>").await;
    assert_eq!(
        driver.writes(),
        ["CreateAccessKey", "TagUser", "UpdateAccessKey", "DeleteAccessKey", "UntagUser"]
    );
    assert!(driver.demo.keys_of("dana").is_empty());
    driver.must_show("No access keys.");
    driver.must_not_show("Retrieve access key");
    assert_eq!(driver.journal().last().unwrap().change, ChangeKind::RemoveDescription);
}

#[tokio::test(start_paused = true)]
async fn without_a_description_no_tag_is_written() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle(&format!("{WIZARD}<enter>")).await;
    assert_eq!(driver.writes(), ["CreateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn what_iam_would_refuse_as_a_description_is_not_sent() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.press_and_settle(&format!("{WIZARD}what?<enter>")).await;
    driver.must_show("'?'");
    assert!(driver.writes().is_empty());
    driver.press_and_settle("<bs><enter>").await;
    assert_eq!(driver.writes(), ["CreateAccessKey", "TagUser"]);
}

#[tokio::test(start_paused = true)]
async fn a_description_that_was_denied_costs_no_secret_and_can_be_tried_again() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.demo.faults().inject("TagUser", 1, Fault::Deny);
    driver.press_and_settle(&format!("{WIZARD}laptop<enter>")).await;
    driver.must_show("laptop (not written)");
    driver.must_show("Ask for the permission iam:TagUser");
    driver.press("s");
    driver.must_show(&driver.secrets[0]);
    driver.press_and_settle("t<enter>").await;
    let id = driver.only_key("dana").id;
    assert_eq!(driver.description_of("dana", &id).as_deref(), Some("laptop"));
    driver.must_show("3 of 3 · Retrieve access key");
    driver.must_not_show("not written");
}

#[tokio::test(start_paused = true)]
async fn a_third_key_is_not_offered() {
    let keys = [Status::Active, Status::Inactive];
    let setup = Setup::with_users([user_with_keys("erin", &keys)]).at_user("erin");
    let mut driver = setup.open().await;
    driver.press_and_settle("c").await;
    driver.must_show("The user has 2 access keys already, active or inactive; the limit is 2.");
    driver.must_not_show("Best practices");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_somebody_else_made_meanwhile_is_the_limit() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]).at_user("erin");
    let mut driver = setup.open().await;
    driver.press(WIZARD);
    let other = driver.demo.create_key("erin").unwrap();
    driver.press_and_settle("<enter>").await;
    driver.must_show("LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2");
    driver.must_show("Delete one first: inactive access keys count toward the limit.");
    assert_eq!(driver.writes(), ["CreateAccessKey"]);
    driver.press("<esc>");
    driver.must_show(other.as_str());
    driver.must_show("Access keys (2 of 2, active or inactive)");
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_gone_is_reported_as_gone() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    assert!(driver.demo.delete_user("dana"));
    driver.press_and_settle(&format!("{WIZARD}<enter>")).await;
    driver.must_show("CreateAccessKey: NoSuchEntity");
    driver.must_show("It may have been deleted meanwhile");
}

#[tokio::test(start_paused = true)]
async fn without_a_journal_the_first_change_asks() {
    let setup = Setup::built_in().at_user("dana").journal_fails("The disk is full.");
    let mut driver = setup.open().await;
    driver.press_and_settle(&format!("{WIZARD}<enter>")).await;
    driver.must_show("Go on without the journal?");
    driver.must_show("CreateAccessKey for dana was not sent.");
    driver.press_and_settle("<enter>").await;
    driver.must_show("not sent, because the journal cannot be written");
    assert!(driver.writes().is_empty());

    driver.press_and_settle(&format!("<esc>{WIZARD}laptop<enter>")).await;
    driver.press_and_settle("<tab><enter>").await;
    driver.must_show("3 of 3 · Retrieve access key");
    assert_eq!(driver.writes(), ["CreateAccessKey", "TagUser"], "asked once");
}
