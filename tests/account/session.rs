//! Who is calling: expired, denied, of another account, read only; and the session's own key.

use super::ALICES_KEY;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::{AwsAnswer, Event, Reply};
use akia::demo::{DemoUser, Fault, Policy};
use akia::domain::{
    AccountId, Caller, Failure, FailureKind, JournalNotice, NextStep, Operation, Outcome,
};
use akia::domain::{Status, UserName};
use rstest::rstest;
use std::time::Duration;

/// Each key of the page that changes IAM.
const CHANGES: [&str; 6] = ["c", "a", "d", "x", "t", "D"];

#[tokio::test(start_paused = true)]
async fn an_expired_session_carries_on_where_it_was_after_signing_in_again() {
    let mut driver = Setup::built_in().at_user("alice").open().await;
    driver.demo.faults().set_expired(true);
    driver.press_and_settle("r").await;
    driver.must_show("ExpiredToken");
    driver.must_show("press r");
    driver.must_show(ALICES_KEY);
    driver.press_and_settle("d").await;
    driver.must_show("The session has ended: press r to sign in again.");
    assert!(driver.writes().is_empty());

    driver.demo.faults().set_expired(false);
    driver.press_and_settle("r").await;
    driver.must_show("akia · IAM users › alice");
    driver.must_not_show("ExpiredToken");
    driver.press_and_settle("d<tab><enter>").await;
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_expires_while_the_table_fills_stops_asking() {
    let setup = Setup::built_in();
    setup.demo.after("ListAccessKeys", 1, |demo| demo.faults().set_expired(true));
    let mut driver = setup.open().await;
    driver.must_show(": ExpiredToken: The security token");
    assert!(driver.demo.requests().len() < 60, "{} requests", driver.demo.requests().len());
    driver.demo.faults().set_expired(false);
    driver.press_and_settle("r").await;
    driver.must_not_show("ExpiredToken");
    driver.must_show(&format!("{ALICES_KEY} (Active)"));
}

#[tokio::test(start_paused = true)]
async fn without_credentials_the_next_command_is_said() {
    let failure = Failure {
        advice: Some(NextStep::Run("aws sso login --profile prod".to_owned())),
        ..Failure::new(Operation::Connect, FailureKind::Credentials, "there are no credentials")
    };
    let mut driver = Setup::built_in().profile("prod").connect_fails(failure).open().await;
    driver.must_show("There are no credentials.");
    driver.must_show("Run aws sso login --profile prod, then press r.");
    driver.press_and_settle("r").await;
    driver.must_show("of 60");
}

#[tokio::test(start_paused = true)]
async fn who_may_not_list_users_manages_their_own_keys() {
    let mut driver = Setup::built_in().signed_in_as("kofi").open().await;
    driver.must_show("akia · IAM users › kofi");
    driver.must_show(
        "You may not list users (iam:ListUsers): these are your own security credentials.",
    );
    driver.must_show("· signs this session");

    driver.press_and_settle("c<space><enter>second<enter>").await;
    let id = driver.demo.keys_of("kofi")[1].id.clone();
    assert_eq!(driver.description_of("kofi", &id).as_deref(), Some("second"));
    driver.press_and_settle("w").await;
    driver.press_and_settle("<enter><down>").await;
    driver.press_and_settle("d<tab><enter>").await;
    assert_eq!(driver.demo.keys_of("kofi")[1].status, Status::Inactive);
    driver.press_and_settle("a<enter>").await;
    assert_eq!(driver.demo.keys_of("kofi")[1].status, Status::Active);
    driver.press_and_settle("x<tab><enter>").await;
    driver.press_and_settle(&format!("{id}<enter>")).await;
    assert_eq!(driver.demo.keys_of("kofi").len(), 1);
    driver
        .must_show(&format!("{id} is deleted. Its description stays behind as a tag of the user"));
    driver.must_show("removing it takes iam:UntagUser.");
}

#[tokio::test(start_paused = true)]
async fn what_is_denied_is_said_by_its_permission() {
    let mut user = user_with_keys("erin", &[Status::Active]);
    user.policy = Policy::Nothing;
    let mut driver = Setup::with_users([user]).signed_in_as("erin").size(120, 40).open().await;
    for permission in
        ["iam:ListUsers", "iam:GetUser", "iam:ListAccessKeys", "(iam:GetLoginProfile)"]
    {
        driver.must_show(permission);
    }
    driver.press_and_settle("<esc>").await;
    driver.must_show("Not all users: ListUsers: AccessDenied");
    driver.must_show("a permissions boundary or an SCP can also be the cause");
}

#[tokio::test(start_paused = true)]
async fn a_role_that_may_not_list_users_is_told_so() {
    let setup = Setup::built_in().signed_in_as_a_role();
    setup.demo.faults().inject_always("ListUsers", Fault::Deny);
    let mut driver = setup.open().await;
    driver.must_show("Not all users: ListUsers: AccessDenied");
    driver.press_and_settle("u").await;
    driver
        .must_show("You are signed in as a role (Admin/demo), which has no access keys of its own");
}

#[tokio::test(start_paused = true)]
async fn u_opens_the_own_credentials() {
    let mut driver = Setup::built_in().open().await;
    driver.press_and_settle("u").await;
    driver.must_show("akia · IAM users › ops-admin");
    driver.must_show("· signs this session");
}

/// `ops-admin`'s own page.
async fn own_page() -> Driver {
    Setup::built_in().at_user("ops-admin").open().await
}

#[rstest]
#[case::deactivate("d")]
#[case::delete("x")]
#[case::deactivate_all("D")]
#[tokio::test(start_paused = true)]
async fn the_key_of_this_session_is_switched_off_only_with_its_id_typed(#[case] action: &str) {
    let mut driver = own_page().await;
    let id = driver.only_key("ops-admin").id;
    driver.press(action);
    driver.must_show("⚠ This very session is signed with this key");
    driver.press_and_settle("<tab><enter>").await;
    driver.must_show("Type the access key ID first.");
    driver.paste(ALICES_KEY);
    driver.press_and_settle("<tab><enter>").await;
    assert!(driver.writes().is_empty(), "another key's ID");

    driver.press_and_settle(&format!("<^u>{id}<enter>")).await;
    assert_eq!(driver.only_key("ops-admin").status, Status::Inactive);
    assert_eq!(driver.writes(), ["UpdateAccessKey"]);
    driver.press("j");
    driver.must_show("The key this session is signed with was switched off here");
    let asked = driver.demo.requests().len();
    driver.wait(Duration::from_mins(2)).await;
    assert_eq!(driver.demo.requests().len(), asked, "a dead session is not asked again");
}

/// The account in the header is another one than that of the users.
fn of_another_account(reply: &mut Reply) -> Delivery {
    if let Reply::Aws(AwsAnswer::Caller(Ok(caller))) = reply {
        *caller = Caller {
            account: AccountId::from_aws("999999999999"),
            arn: "arn:aws:iam::999999999999:user/ops-admin".to_owned(),
        };
    }
    Delivery::AtOnce
}

/// Two names for the account in one answer.
fn of_two_accounts(reply: &mut Reply) -> Delivery {
    if let Reply::Aws(AwsAnswer::Caller(Ok(caller))) = reply {
        caller.account = AccountId::from_aws("999999999999");
    }
    Delivery::AtOnce
}

fn erin() -> DemoUser {
    user_with_keys("erin", &[Status::Active])
}

#[tokio::test(start_paused = true)]
async fn when_the_accounts_differ_nothing_is_offered() {
    for post in [of_another_account as fn(&mut Reply) -> Delivery, of_two_accounts] {
        let mut driver = Setup::with_users([erin()]).at_user("erin").delivery(post).open().await;
        driver.must_show("Nothing that changes IAM is offered:");
        driver.must_show("999999999999: check the endpoint settings");
        nothing_is_offered(&mut driver).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_only_session_offers_nothing() {
    let mut driver = Setup::with_users([erin()]).at_user("erin").read_only().open().await;
    driver.must_show("READ ONLY");
    driver.must_show(
        "Nothing that changes IAM is offered: this is a read-only session (--read-only).",
    );
    nothing_is_offered(&mut driver).await;
}

async fn nothing_is_offered(driver: &mut Driver) {
    for key in CHANGES {
        driver.press_and_settle(&format!("{key}<tab><enter>")).await;
        driver.must_show("esc back");
        driver.must_not_show("Cancel");
    }
    assert!(driver.writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_mismatch_learnt_inside_a_dialog_stops_the_change() {
    let details_later = |reply: &mut Reply| match reply {
        Reply::Aws(AwsAnswer::User(..)) => Delivery::Held,
        reply => of_another_account(reply),
    };
    let mut driver =
        Setup::with_users([erin()]).at_user("erin").delivery(details_later).open().await;
    driver.press("d<tab>");
    let (call, reply) = driver.held.remove(0);
    driver.send(Event::Reply(call, reply));
    driver.press_and_settle("<enter>").await;
    driver.must_show("the users listed are of account 123456789012");
    assert!(driver.writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_an_ended_session_left_unsaved_is_told_once_and_can_be_settled() {
    let notice = JournalNotice {
        when: Setup::noon() - chrono::TimeDelta::hours(3),
        user: UserName::from_iam("alice"),
        key: Some(akia::domain::AccessKeyId::from_iam(ALICES_KEY)),
        secret: akia::domain::SecretLocation::Unsaved,
    };
    let mut driver = Setup::built_in().notices(vec![notice]).open().await;
    driver.must_show("A secret was not saved");
    driver.must_show("created an access key 3 hours ago");
    driver.press_and_settle("<down><down><enter>").await;
    assert_eq!(driver.journal().last().unwrap().outcome, Outcome::Settled);
    driver.must_not_show("A secret was not saved");
}
