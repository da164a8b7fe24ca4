//! Reading: throttled, cut off, ended wrongly, answered late and out of order.

use super::ALICES_KEY;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::{AwsAnswer, Event, Reply};
use akia::demo::{DemoAccount, Fault};
use akia::domain::{AccessKeyId, Status};
use rstest::rstest;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn every_row_comes_although_iam_throttles() {
    let setup = Setup::built_in();
    setup.demo.faults().throttle(20.0, 10);
    let mut driver = setup.size(100, 120).open().await;
    driver.wait(Duration::from_mins(10)).await;
    driver.must_not_show("access keys ");
    let screen = driver.screen();
    let whole = |row: &str| !row.ends_with(" ·") && !row.ends_with(" …");
    // Below the header and the filters, of which there may be more.
    assert!(!screen.contains("failed") && screen.lines().skip(2).all(whole), "{screen}");
    for name in driver.demo.user_names() {
        let shown: String = name.chars().take(9).collect();
        assert!(screen.contains(&shown), "{name} in {screen}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_large_account_is_read_page_by_page_to_its_end() {
    let demo = DemoAccount::sized(Setup::noon(), 1_500);
    let driver = Setup::of(demo).open().await;
    driver.must_show("of 1,501");
    assert_eq!(driver.requests("ListUsers").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn empty_and_short_pages_are_pages() {
    let demo = DemoAccount::sized(Setup::noon(), 1_500);
    for fault in [Fault::EmptyPage, Fault::ShortPage, Fault::EmptyPage, Fault::ShortPage] {
        demo.faults().inject("ListUsers", 1, fault);
    }
    let driver = Setup::of(demo).open().await;
    driver.must_show("of 1,501");
    driver.must_not_show("Not all users");
    assert_eq!(driver.requests("ListUsers").len(), 6);
}

#[rstest]
#[case(Fault::SameMarker)]
#[case(Fault::NoMarker)]
#[case(Fault::CutShort)]
#[case(Fault::CaptivePortal)]
#[case(Fault::DropAnswer)]
#[case(Fault::Hang { carried_out: true })]
#[case(Fault::Error { code: "ServiceFailure", status: 500, message: "down" })]
#[tokio::test(start_paused = true)]
async fn a_list_of_users_that_ends_wrongly_is_never_shown_as_whole(#[case] fault: Fault) {
    let setup = Setup::built_in();
    setup.demo.faults().inject_always("ListUsers", fault);
    let mut driver = setup.open().await;
    driver.must_show("Not all users: ListUsers: ");
    driver.must_not_show("This account has no IAM users.");
    driver.demo.faults().clear();
    driver.press_and_settle("r").await;
    driver.must_not_show("Not all users");
    driver.must_show("of 60");
}

#[rstest]
#[case(Fault::SameMarker)]
#[case(Fault::NoMarker)]
#[case(Fault::CutShort)]
#[case(Fault::CaptivePortal)]
#[tokio::test(start_paused = true)]
async fn a_list_of_keys_that_ends_wrongly_is_failed_and_not_none(#[case] fault: Fault) {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]);
    setup.demo.faults().inject_always("ListAccessKeys", fault);
    let mut driver = setup.open().await;
    driver.must_show("erin failed");
    driver.must_show("ListAccessKeys: ");
    driver.press_and_settle("<enter>").await;
    driver.must_show("The access keys could not be read.");
    driver.press_and_settle("c").await;
    driver.must_show("The access keys are not known yet.");
    driver.demo.faults().clear();
    driver.press_and_settle("r").await;
    driver.must_show(ALICES_KEY);
}

#[tokio::test(start_paused = true)]
async fn one_user_that_cannot_be_read_marks_one_row() {
    let setup = Setup::built_in();
    setup.demo.faults().inject("ListAccessKeys", 1, Fault::Deny);
    let driver = setup.open().await;
    assert_eq!(driver.screen().matches("denied").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_read_stays_when_a_refresh_fails() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]).at_user("erin");
    let mut driver = setup.open().await;
    driver.wait(Duration::from_mins(5)).await;
    driver.demo.faults().inject_always("*", Fault::Refuse);
    driver.press_and_settle("r").await;
    driver.must_show(ALICES_KEY);
    driver.must_show("as of 5 minutes ago: the last refresh failed");
}

/// Two looks at the keys of `erin`, somebody else deactivating the key between them, and both
/// answers held back.
async fn two_answers_held_back() -> Driver {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]).at_user("erin");
    let mut driver = setup.open().await;
    driver.set_delivery(|reply| match reply {
        Reply::Aws(AwsAnswer::Keys(..)) => Delivery::Held,
        _ => Delivery::AtOnce,
    });
    driver.press_and_settle("r").await;
    assert!(driver.demo.set_status(&AccessKeyId::from_iam(ALICES_KEY), Status::Inactive));
    driver.press_and_settle("r").await;
    assert_eq!(driver.held.len(), 2);
    driver
}

#[rstest]
#[case::in_order(&[0, 1])]
#[case::out_of_order(&[1, 0])]
#[case::twice(&[0, 1, 1, 0])]
#[tokio::test(start_paused = true)]
async fn the_latest_asked_for_is_shown_whatever_order_answers_come_in(#[case] order: &[usize]) {
    let mut driver = two_answers_held_back().await;
    for index in order {
        let (call, reply) = driver.held[*index].clone();
        driver.send(Event::Reply(call, reply));
    }
    driver.must_show("○ Inactive");
    driver.must_not_show("● Active");
}

#[tokio::test(start_paused = true)]
async fn the_console_can_be_used_while_the_table_fills() {
    let setup = Setup::built_in();
    setup.demo.faults().set_latency(Duration::from_secs(1));
    let mut driver = setup.begin();
    driver.must_show("Waiting for the credentials");
    driver.pass(Duration::from_millis(1_500)).await;
    driver.press("/alice<enter>");
    driver.must_show("akia · IAM users › alice");
    driver.must_show("Reading the access keys…");
    driver.settle().await;
    driver.must_show(ALICES_KEY);
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_root_user_are_warned_of() {
    let setup = Setup::built_in();
    setup.demo.set_root_keys(1);
    let driver = setup.open().await;
    driver.must_show("The root user has access keys: AWS says to remove them.");
}
