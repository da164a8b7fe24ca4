//! A person with nothing but the IAM User Guide's policy for one's own access keys: the whole flow,
//! and what that policy does not allow is missing in words.

use super::ALICES_KEY;
use crate::support::{Delivery, Driver, Setup, user_with_keys};
use akia::console::{AwsAnswer, Reply};
use akia::demo::{DemoUser, Policy};
use akia::domain::{Outcome, Status};
use rstest::rstest;
use std::time::Duration;

/// `erin`, with one key, who may manage her own keys and nothing else.
fn erin() -> DemoUser {
    DemoUser { policy: Policy::OwnKeys, ..user_with_keys("erin", &[Status::Active]) }
}

fn setup() -> Setup {
    Setup::with_users([erin()]).signed_in_as("erin")
}

/// The requests about a user that do not say which.
fn unnamed(driver: &Driver) -> Vec<String> {
    // What is about the account, or about a key, takes no user.
    let nobodys = [
        "GetCallerIdentity",
        "ListUsers",
        "ListAccountAliases",
        "GetAccountSummary",
        "GetCredentialReport",
        "GenerateCredentialReport",
        "GetAccessKeyLastUsed",
    ];
    let requests = driver.demo.requests().into_iter();
    let about_a_user = requests.filter(|request| !nobodys.contains(&request.action.as_str()));
    let unnamed = about_a_user.filter(|request| request.parameter("UserName") != Some("erin"));
    unnamed.map(|request| request.action).collect()
}

#[tokio::test(start_paused = true)]
async fn the_whole_flow_takes_nothing_else() {
    let mut driver = setup().open().await;
    driver.must_show("akia · IAM users › erin");
    driver.must_show(
        "You may not list users (iam:ListUsers): these are your own security credentials.",
    );
    driver.must_show("· signs this session");

    driver.press_and_settle("c<space><enter>laptop<enter>").await;
    let new = driver.demo.keys_of("erin")[1].id.clone();
    driver.must_show("Description laptop");
    driver.press_and_settle("v").await;
    driver.wait(Duration::from_secs(4)).await;
    driver.must_show("✓ Verified: AWS accepts it (as arn:aws:iam::123456789012:user/erin");
    assert!(driver.journal().iter().any(|entry| entry.outcome == Outcome::Verified));
    driver.press_and_settle("w").await;
    driver.press_and_settle("<enter><down>").await;
    driver.press_and_settle("t of 2026<enter>").await;
    driver.must_show("Description laptop of 2026");
    driver.press_and_settle("d<tab><enter>").await;
    driver.press_and_settle("a<enter>").await;
    driver.press_and_settle("x<tab><enter>").await;
    driver.press_and_settle(&format!("{new}<enter>")).await;
    driver
        .must_show(&format!("{new} is deleted. Its description stays behind as a tag of the user"));
    driver.must_show("removing it takes iam:UntagUser.");
    driver.must_not_show("AccessDenied");
    assert_eq!(driver.demo.keys_of("erin").len(), 1);
    assert_eq!(unnamed(&driver), Vec::<String>::new());
    assert_eq!(
        driver.writes(),
        [
            "CreateAccessKey",
            "TagUser",
            "TagUser",
            "UpdateAccessKey",
            "UpdateAccessKey",
            "UpdateAccessKey",
            "DeleteAccessKey",
            "UntagUser"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_allowed_is_missing_in_words() {
    for (columns, access, mfa) in [
        (120, "may not be read (iam:GetLoginProfile)", "may not be read (iam:ListMFADevices)"),
        (80, "may not be read", "may not be read"),
    ] {
        let driver = setup().size(columns, 24).open().await;
        let line = |of: &str| {
            let screen = driver.screen();
            let line = screen.lines().find_map(|line| line.split_once(of)).expect("a fact").1;
            line.trim_matches([' ', '│']).to_owned()
        };
        assert_eq!((line("Console access ").as_str(), line("MFA ").as_str()), (access, mfa));
        driver.must_not_show("AccessDenied");
        // What is allowed is there.
        driver.must_show("Created 2026-01-26 (300 days ago)");
        driver.must_show("iam · us-east-1");
    }
}

#[tokio::test(start_paused = true)]
async fn from_the_table_that_is_denied_u_leads_back() {
    let mut driver = setup().open().await;
    driver.press_and_settle("<esc>").await;
    driver.must_show("The users could not be listed. u opens your own security credentials.");
    driver.press_and_settle("u").await;
    driver.must_show("akia · IAM users › erin");
    driver.must_show(ALICES_KEY);
    driver.press_and_settle("r").await;
    driver.must_show(ALICES_KEY);
    assert_eq!(unnamed(&driver), Vec::<String>::new());
}

/// As an endpoint answers that tells no user.
fn nameless(reply: &mut Reply) -> Delivery {
    if let Reply::Aws(AwsAnswer::Caller(Ok(caller))) = reply {
        "arn:aws:iam::123456789012:unknown".clone_into(&mut caller.arn);
    }
    Delivery::AtOnce
}

#[tokio::test(start_paused = true)]
async fn where_the_caller_has_no_name_iam_is_asked_for_it() {
    let mut driver = setup().delivery(nameless).open().await;
    driver.must_show("akia · IAM users › erin");
    assert_eq!(unnamed(&driver), ["GetUser"], "only to learn the name");
    driver.press_and_settle("<esc>").await;
    driver.press_and_settle("u").await;
    driver.must_show("akia · IAM users › erin");
    driver.must_show("· signs this session");
}

#[tokio::test(start_paused = true)]
async fn a_caller_with_a_name_is_not_asked_for_it() {
    let driver = Setup::built_in().open().await;
    assert!(driver.requests("GetUser").is_empty());
}

#[rstest]
#[case::role(
    "arn:aws:sts::123456789012:assumed-role/Admin/ada",
    "You are signed in as a role (Admin/ada), which has no access keys of its own"
)]
#[case::root("arn:aws:iam::123456789012:root", "You are the root user, whose access keys IAM does")]
#[case::federated(
    "arn:aws:sts::123456789012:federated-user/ada",
    "You are signed in as a federated user (ada), which has no access keys of its own."
)]
#[tokio::test(start_paused = true)]
async fn who_is_no_user_is_told_why_there_are_no_own_credentials(
    #[case] arn: &'static str,
    #[case] says: &str,
) {
    let post = move |reply: &mut Reply| {
        if let Reply::Aws(AwsAnswer::Caller(Ok(caller))) = reply {
            arn.clone_into(&mut caller.arn);
        }
        Delivery::AtOnce
    };
    let mut driver = Setup::built_in().signed_in_as_a_role().delivery(post).open().await;
    driver.press_and_settle("u").await;
    driver.must_show(says);
    driver.must_not_show("IAM users ›");
    driver.press_and_settle("?").await;
    driver.must_show("Not now: You are");
}
