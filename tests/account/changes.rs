//! Activating, deactivating, describing.

use super::ALICES_KEY;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::{Event, Reply};
use akia::demo::Fault;
use akia::domain::{AccessKeyId, Status};
use rstest::rstest;
use std::time::Duration;

async fn page(statuses: &[Status]) -> Driver {
    Setup::with_users([user_with_keys("erin", statuses)]).at_user("erin").open().await
}

fn key() -> AccessKeyId {
    AccessKeyId::from_iam(ALICES_KEY)
}

#[tokio::test(start_paused = true)]
async fn a_key_is_deactivated_when_asked_twice_and_activated_when_asked_once() {
    let mut driver = page(&[Status::Active]).await;
    driver.press_and_settle("d<enter>").await;
    assert!(driver.writes().is_empty(), "Cancel is the default");
    driver.press("d");
    driver.must_show("It still counts toward the limit of two access keys per user");
    driver.must_show(&format!(
        "aws iam update-access-key --user-name erin --access-key-id {ALICES_KEY} --status Inactive"
    ));
    driver.press_and_settle("<tab><enter>").await;
    assert_eq!(driver.only_key("erin").status, Status::Inactive);
    driver.must_show(&format!("{ALICES_KEY} is inactive."));
    driver.must_show("○ Inactive");

    driver.press_and_settle("a<enter>").await;
    assert_eq!(driver.only_key("erin").status, Status::Active);
    driver.must_show("● Active");
    assert_eq!(driver.writes(), ["UpdateAccessKey", "UpdateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_is_shown_while_the_lists_still_lag() {
    let mut driver = page(&[Status::Active]).await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.press_and_settle("d<tab><enter>").await;
    driver.must_show("○ Inactive · done, confirming…");
    driver.press_and_settle("r").await;
    driver.must_show("○ Inactive · done, confirming…");
    driver.wait(Duration::from_secs(8)).await;
    driver.must_show("○ Inactive");
    driver.must_not_show("confirming");
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_shown_while_the_lists_still_lag() {
    let mut driver = Setup::built_in().at_user("dana").open().await;
    driver.demo.faults().set_lag(Duration::from_secs(5));
    driver.press_and_settle("c<space><enter><enter>").await;
    driver.press_and_settle("w<enter>").await;
    driver.must_show(driver.only_key("dana").id.as_str());
    driver.must_show("● Active · done, confirming…");
    driver.press_and_settle("<esc>r").await;
    driver.press_and_settle("/dana").await;
    driver.must_show(driver.only_key("dana").id.as_str());
}

#[rstest]
#[case::done(Fault::DropAnswer, "IAM shows the key as Inactive now")]
#[case::too_late(Fault::Hang { carried_out: true }, "IAM shows the key as Inactive now")]
#[case::not_done(
    Fault::Error { code: "ServiceFailure", status: 500, message: "down" },
    "IAM shows the key as Active now"
)]
#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_looked_up_and_never_sent_again(
    #[case] fault: Fault,
    #[case] words: &str,
) {
    let mut driver = page(&[Status::Active]).await;
    driver.demo.faults().inject_always("UpdateAccessKey", fault);
    driver.press_and_settle("d<tab><enter>").await;
    driver.must_show("it may have been done or not. It was sent once.");
    driver.must_show(words);
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
}

#[rstest]
#[case(
    Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" },
    "UpdateAccessKey: Throttling: Rate exceeded"
)]
#[case(Fault::Deny, "Ask for the permission iam:UpdateAccessKey")]
#[case(Fault::Refuse, "cannot connect to AWS")]
#[tokio::test(start_paused = true)]
async fn a_refusal_is_reported_and_nothing_is_sent_again(
    #[case] fault: Fault,
    #[case] words: &str,
) {
    let mut driver = page(&[Status::Active]).await;
    driver.demo.faults().inject_always("UpdateAccessKey", fault);
    driver.press_and_settle("d<tab><enter>").await;
    driver.must_show(words);
    driver.press("<esc>");
    driver.must_show("● Active");
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
    assert_eq!(driver.only_key("erin").status, Status::Active);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_gone_is_reported_as_gone() {
    let mut driver = page(&[Status::Active]).await;
    assert!(driver.demo.delete_key(&key()));
    driver.press_and_settle("d<tab><enter>").await;
    driver.must_show("UpdateAccessKey: NoSuchEntity");
    driver.press("<esc>");
    driver.must_show("No access keys.");
}

#[tokio::test(start_paused = true)]
async fn a_description_is_written_changed_and_removed() {
    let mut driver = page(&[Status::Active]).await;
    driver.press_and_settle("told<enter>").await;
    assert_eq!(driver.description_of("erin", &key()).as_deref(), Some("old"));
    driver.must_show("Description old");
    driver.press_and_settle("t laptop<enter>").await;
    assert_eq!(driver.description_of("erin", &key()).as_deref(), Some("old laptop"));
    driver.press_and_settle("t<^u><enter>").await;
    assert_eq!(driver.description_of("erin", &key()), None);
    driver.must_show("Description -");
    driver.press_and_settle("t<enter>").await;
    assert_eq!(driver.writes(), ["TagUser", "TagUser", "UntagUser"], "no change, no request");
}

#[tokio::test(start_paused = true)]
async fn all_keys_are_deactivated_one_after_the_other() {
    let mut driver = page(&[Status::Active, Status::Inactive, Status::Active]).await;
    driver.press_and_settle("D<enter>").await;
    assert!(driver.writes().is_empty(), "Cancel is the default");
    driver.press_and_settle("D<tab><enter>").await;
    driver.must_show("All access keys of erin are inactive.");
    assert_eq!(driver.writes(), ["UpdateAccessKey", "UpdateAccessKey"]);
    let keys = driver.demo.keys_of("erin");
    assert!(keys.iter().all(|key| key.status == Status::Inactive));
}

#[tokio::test(start_paused = true)]
async fn one_key_that_fails_does_not_stop_the_others_from_being_deactivated() {
    let mut driver = page(&[Status::Active, Status::Active]).await;
    driver.demo.faults().inject("UpdateAccessKey", 1, Fault::Deny);
    driver.press_and_settle("D<tab><enter>").await;
    driver.must_show("failed: UpdateAccessKey");
    let statuses: Vec<Status> =
        driver.demo.keys_of("erin").into_iter().map(|key| key.status).collect();
    assert_eq!(statuses, [Status::Active, Status::Inactive]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_key_can_only_be_deleted() {
    let mut driver = page(&[Status::Expired]).await;
    driver.press_and_settle("a").await;
    driver.must_show("This key has expired: it cannot be activated.");
    driver.press_and_settle("d").await;
    driver.must_show("This key has expired: it signs nothing.");
    driver.press_and_settle(&format!("x{ALICES_KEY}<enter>")).await;
    assert_eq!(driver.writes(), ["DeleteAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_locked_while_a_change_to_it_is_on_its_way() {
    let mut driver = page(&[Status::Active, Status::Active]).await;
    driver.set_delivery(|reply| match reply {
        Reply::Written(_) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    driver.press_and_settle("d<tab><enter>").await;
    driver.must_show("a change is on its way…");
    driver.press_and_settle("<esc>").await;
    driver.must_show("Waiting for IAM…");
    driver.press_and_settle("q<^c>").await;
    driver.must_show("A change is on its way to IAM, and its answer has not come.");
    driver.press_and_settle("<enter>").await;
    assert!(!driver.has_quit());

    let (call, reply) = driver.held.remove(0);
    driver.send(Event::Reply(call, reply.clone()));
    driver.send(Event::Reply(call, reply));
    driver.settle().await;
    driver.must_show("○ Inactive");
    driver.must_not_show("on its way");
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn text_from_iam_cannot_control_the_terminal() {
    let mut user = user_with_keys("erin", &[Status::Active]);
    user.tags = vec![(ALICES_KEY.to_owned(), "\u{1b}[2J\u{202e}odd\u{7}\nname".to_owned())];
    let mut driver = Setup::with_users([user]).at_user("erin").open().await;
    for script in ["", "t", "<esc>x"] {
        driver.press_and_settle(script).await;
        assert!(crate::support::control_characters(&driver.buffer()).is_empty(), "{script}");
        driver.must_not_show("\u{202e}");
    }
}
