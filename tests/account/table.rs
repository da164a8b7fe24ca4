//! The table while it is read: what the credential report gives it and spares it, and what it says
//! where the lists say something else.

use crate::support::{Driver, Setup, user_with_keys};
use akia::demo::{DemoUser, Fault, Policy};
use akia::domain::Status;
use chrono::TimeDelta;
use std::time::Duration;

/// Two hundred users whose names sort before the others', without keys, then `zoe` with an active
/// one.
fn crowd() -> Vec<DemoUser> {
    let made = Setup::noon() - TimeDelta::days(100);
    let nobody = |number| DemoUser::new(&format!("nobody{number:03}"), made);
    (0..200).map(nobody).chain([user_with_keys("zoe", &[Status::Active])]).collect()
}

/// For how many users the keys were listed.
fn listed(driver: &Driver) -> usize {
    driver.requests("ListAccessKeys").len()
}

#[tokio::test(start_paused = true)]
async fn users_without_keys_by_a_young_report_are_not_listed_until_they_are_looked_at() {
    let setup = Setup::with_users(crowd()).size(100, 20);
    setup.demo.make_report(Setup::noon() - TimeDelta::hours(1));
    let mut driver = setup.open().await;
    driver.must_show("nobody000 None");
    let before = listed(&driver);
    // Those in view, and those asked for before the report was there.
    assert!(before < 60, "{before} listed");
    driver.press_and_settle("tG<enter>").await;
    driver.must_show("nobody000 None");
    driver.must_show("of 200");
    driver.press_and_settle("<esc>G").await;
    driver.must_show("zoe AKIAIOSFODNN7EXAMPLE (Active)");
    assert!(listed(&driver) > before);
}

#[tokio::test(start_paused = true)]
async fn an_old_report_is_shown_and_spares_nothing_and_a_new_one_is_made() {
    let setup = Setup::with_users(crowd()).size(100, 20);
    setup.demo.make_report(Setup::noon() - TimeDelta::hours(5));
    let driver = setup.open().await;
    assert_eq!(driver.requests("GetCredentialReport").len(), 2);
    assert!(driver.requests("GenerateCredentialReport").len() > 2);
    assert_eq!(listed(&driver), driver.demo.user_names().len());
}

#[tokio::test(start_paused = true)]
async fn a_report_that_is_being_made_holds_nothing_up() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]);
    setup.demo.faults().set_latency(Duration::from_millis(80));
    let mut driver = setup.begin();
    driver.pass(Duration::from_secs(1)).await;
    driver.must_show("erin AKIAIOSFODNN7EXAMPLE (Active) ! 200 days");
    driver.must_not_show("~");
    driver.settle().await;
    // Who has MFA is known from the report alone.
    driver.must_show("~None");
}

#[tokio::test(start_paused = true)]
async fn before_the_keys_are_listed_the_report_tells_how_many_there_are_and_how_old() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active, Status::Inactive])]);
    setup.demo.make_report(Setup::noon() - TimeDelta::hours(1));
    setup.demo.faults().inject_always("ListAccessKeys", Fault::Hang { carried_out: false });
    let mut driver = setup.begin();
    driver.pass(Duration::from_secs(1)).await;
    driver.must_show("erin ~2 keys, 1 active ! ~200 days ~Never");
    // Filters and search go by what is known so far.
    driver.press("t<down><enter>");
    driver.must_show("erin ~2 keys");
    driver.must_show("1-1 of 1");
}

#[tokio::test(start_paused = true)]
async fn what_the_lists_say_counts_and_not_the_report() {
    let erin = user_with_keys("erin", &[Status::Active]);
    let mut fred = DemoUser::new("fred", Setup::noon() - TimeDelta::days(300));
    let setup = Setup::with_users([erin.clone(), fred.clone()]);
    setup.demo.make_report(Setup::noon() - TimeDelta::hours(1));
    // Since the report, erin's key is gone, and fred is deleted and made again.
    fred.created = Setup::noon() - TimeDelta::minutes(30);
    setup.demo.put_user(DemoUser { keys: Vec::new(), ..erin });
    setup.demo.put_user(fred);
    let driver = setup.open().await;
    driver.must_show("erin None None None");
    // The report is of another fred.
    driver.must_show("fred None None None ·");
}

#[tokio::test(start_paused = true)]
async fn without_permission_for_the_report_the_lists_tell_all_they_can() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]);
    setup.demo.faults().inject_always("GetCredentialReport", Fault::Deny);
    let driver = setup.open().await;
    driver.must_show("erin AKIAIOSFODNN7EXAMPLE (Active) ! 200 days Never denied");
    assert_eq!(driver.requests("GenerateCredentialReport").len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_report_that_cannot_be_had_is_failed_and_not_none() {
    let setup = Setup::with_users([user_with_keys("erin", &[Status::Active])]);
    setup.demo.make_report(Setup::noon() - TimeDelta::hours(1));
    setup.demo.faults().inject_always("GetCredentialReport", Fault::CaptivePortal);
    let driver = setup.open().await;
    driver.must_show("erin AKIAIOSFODNN7EXAMPLE (Active) ! 200 days Never failed");
}

#[tokio::test(start_paused = true)]
async fn users_made_and_deleted_while_the_table_loads_come_and_go() {
    let users: Vec<DemoUser> =
        (0..30).map(|n| user_with_keys(&format!("user{n:02}"), &[])).collect();
    let setup = Setup::with_users(users);
    setup.demo.after("ListAccessKeys", 5, |demo| {
        assert!(demo.delete_user("user03"));
        demo.put_user(user_with_keys("user99", &[Status::Active]));
    });
    let mut driver = setup.size(100, 60).open().await;
    driver.must_not_show("user99");
    driver.press_and_settle("r").await;
    driver.must_show("user99 AKIAIOSFODNN7EXAMPLE");
    driver.must_not_show("user03");
    driver.must_not_show("failed");
}

#[tokio::test(start_paused = true)]
async fn descriptions_and_groups_come_in_a_few_calls_and_only_when_shown() {
    let setup = Setup::built_in().size(200, 50);
    let mut driver = setup.open().await;
    assert_eq!(driver.requests("GetAccountAuthorizationDetails").len(), 0);
    driver.press_and_settle("m<down><down><down><down><down><space>").await;
    driver.must_show("[x] Description");
    driver.press_and_settle("<enter>").await;
    assert_eq!(driver.requests("GetAccountAuthorizationDetails").len(), 1);
    let id = driver.demo.keys_of("alice")[0].id.clone();
    let description = driver.description_of("alice", &id).expect("alice's key has one");
    driver.must_show(&description);
    driver.demo.faults().inject_always("GetAccountAuthorizationDetails", Fault::Deny);
    driver.press_and_settle("r").await;
    driver.must_show(&description);
}

#[tokio::test(start_paused = true)]
async fn who_may_only_read_is_shown_everything() {
    let mut reader = user_with_keys("reader", &[Status::Active]);
    reader.policy = Policy::ReadOnly;
    let driver = Setup::with_users([reader]).signed_in_as("reader").open().await;
    driver.must_show("reader AKIAIOSFODNN7EXAMPLE (Active) ! 200 days now ~None");
    driver.must_not_show("denied");
}
