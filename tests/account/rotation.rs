//! A whole rotation by the guide, with AWS slow to learn: the record of requests is the evidence.
//!
//! A new key is refused for 8 seconds, lists are 5 seconds behind, and what is deactivated signs
//! for 3 seconds more.

use crate::support::{Driver, NOT_KNOWN, Setup};
use akia::demo::{DemoAccount, DemoKey, DemoUser, Fault, Policy, Recorded};
use akia::domain::{AccessKeyId, Outcome, Status};
use chrono::TimeDelta;
use rstest::rstest;
use std::time::Duration;

const REFUSED: Duration = Duration::from_secs(8);
const LAG: Duration = Duration::from_secs(5);
const REVOKED: Duration = Duration::from_secs(3);
/// The idle time, and a little more.
const QUIET: Duration = Duration::from_hours(7 * 24 + 1);

/// The old key of `erin`, which no profile of the built-in account's machine holds.
const OLD: &str = "AKIAI44QH8DHBEXAMPLE";

/// `erin`, with one key, made 200 days ago.
fn erin(policy: Policy) -> DemoUser {
    let made = Setup::noon() - TimeDelta::days(200);
    let keys = vec![DemoKey::new(OLD, made)];
    DemoUser { policy, keys, ..DemoUser::new("erin", made) }
}

fn old() -> AccessKeyId {
    AccessKeyId::from_iam(OLD)
}

fn slow_to_learn(setup: &Setup) {
    let faults = setup.demo.faults();
    faults.refuse_new_keys_for(REFUSED);
    faults.set_lag(LAG);
    faults.revoke_after(REVOKED);
}

/// The guide for a user, at its first step.
async fn guide(setup: Setup, user: &str) -> Driver {
    let mut driver = setup.at_user(user).open().await;
    driver.press_and_settle("R").await;
    driver.must_show("Step 1 of 6: create the second key");
    driver
}

/// The second key, created by the guide: its page.
async fn create(driver: &mut Driver, user: &str) -> AccessKeyId {
    driver.press_and_settle("<enter>").await;
    driver.press_and_settle("<space><enter>rotated<enter>").await;
    driver.must_show("3 of 3 · Retrieve access key");
    let keys = driver.demo.keys_of(user);
    keys.into_iter().max_by_key(|key| key.created).expect("a new key").id
}

/// The new key, verified, and saved.
async fn verify_and_save(driver: &mut Driver) {
    driver.press_and_settle("v").await;
    driver.wait(Duration::from_secs(2)).await;
    driver.must_show("Verifying: AWS does not know the key yet (InvalidClientTokenId)");
    driver.wait(Duration::from_secs(20)).await;
    driver.must_show("✓ Verified: AWS accepts it");
    driver.press_and_settle("w").await;
    driver.press_and_settle("<enter>").await;
}

/// A week later, with the guide opened anew.
async fn a_week_later(driver: &mut Driver, user: &str) {
    // No page is open meanwhile that reads by itself.
    driver.press_and_settle("<esc><esc><esc>").await;
    driver.wait(QUIET).await;
    let open = if driver.one_line().contains("The users could not be listed") {
        "u".to_owned()
    } else {
        format!("/{user}<enter>")
    };
    driver.press_and_settle(&open).await;
    driver.press_and_settle("R").await;
}

async fn deactivate_and_delete_the_old(driver: &mut Driver, user: &str, old: &AccessKeyId) {
    a_week_later(driver, user).await;
    driver.must_show("Step 4 of 6: deactivate the old key");
    driver.press_and_settle("<enter>").await;
    driver.press_and_settle("<tab><enter>").await;
    driver.must_show(&format!("{old} is inactive."));
    driver.must_show("Step 5 of 6: the old key is off: wait again");
    driver.wait(Duration::from_secs(20)).await;
    a_week_later(driver, user).await;
    driver.must_show("Step 6 of 6: delete the old key");
    driver.press_and_settle("<enter>").await;
    driver.press_and_settle(&format!("{old}<enter>")).await;
    driver.wait(Duration::from_secs(20)).await;
}

/// Whether a request changes a key, and which.
fn touches(request: &Recorded, key: &AccessKeyId) -> bool {
    ["UpdateAccessKey", "DeleteAccessKey"].contains(&request.action.as_str())
        && request.parameter("AccessKeyId") == Some(key.as_str())
}

fn signed_by(request: &Recorded, key: &AccessKeyId) -> bool {
    request.signed_by.as_ref() == Some(key)
}

/// Where in the record the new key had signed as many calls as make it verified: calls after the
/// time for which AWS refuses it.
fn proven(requests: &[Recorded], new: &AccessKeyId) -> usize {
    let created = requests.iter().find(|request| request.action == "CreateAccessKey");
    let known = created.expect("a create").at + TimeDelta::from_std(REFUSED).expect("seconds");
    let accepted = requests.iter().enumerate().filter(|(_, request)| {
        request.action == "GetCallerIdentity" && signed_by(request, new) && request.at >= known
    });
    accepted.map(|(at, _)| at).nth(2).expect("three calls signed with the new key")
}

/// What must hold of every rotation: the old key is not touched before the new one has signed, and
/// nothing is written twice.
fn is_evidence(driver: &Driver, old: &AccessKeyId, new: &AccessKeyId, user: &str) {
    let requests = driver.demo.requests();
    let first_touch = requests.iter().position(|request| touches(request, old));
    assert!(first_touch.expect("it is touched") > proven(&requests, new));
    let mut writes: Vec<String> = driver.writes();
    assert_eq!(
        writes,
        ["CreateAccessKey", "TagUser", "UpdateAccessKey", "DeleteAccessKey"],
        "each once, in this order"
    );
    writes.dedup();
    assert_eq!(writes.len(), driver.writes().len());
    for write in driver.writes() {
        let [only] = driver.requests(&write).try_into().expect("one request");
        assert_eq!(only.parameter("UserName"), Some(user), "{write}");
    }
    assert_eq!(driver.only_key(user).id, *new);
    assert_eq!(driver.only_key(user).status, Status::Active);
    let verified = driver.journal().into_iter().filter(|entry| entry.outcome == Outcome::Verified);
    assert_eq!(verified.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_users_key_is_rotated() {
    let setup = Setup::with_users([erin(Policy::Nothing)]);
    slow_to_learn(&setup);
    let mut driver = guide(setup, "erin").await;
    let own = driver.only_key("ops-admin").id;
    let new = create(&mut driver, "erin").await;
    verify_and_save(&mut driver).await;
    deactivate_and_delete_the_old(&mut driver, "erin", &old()).await;
    is_evidence(&driver, &old(), &new, "erin");

    // But for verifying, erin's keys sign nothing, and the session stays as it was.
    for request in driver.demo.requests() {
        let verifies = request.action == "GetCallerIdentity" && signed_by(&request, &new);
        assert!(verifies || signed_by(&request, &own), "{request:?}");
    }
}

/// No request from the move on is signed with the old key, which is not touched before it.
fn moved_in_time(driver: &Driver, old: &AccessKeyId, new: &AccessKeyId) {
    let requests = driver.demo.requests();
    let new_asks = |at: usize, action: &str| {
        requests.get(at).is_some_and(|r| r.action == action && signed_by(r, new))
    };
    // IAM is asked whether it accepts the key, too; then the session asks who it is.
    let tried = (0..requests.len()).find(|at| new_asks(*at, "GetUser")).expect("it is tried");
    let moved = (tried..requests.len()).find(|at| new_asks(*at, "GetCallerIdentity"));
    let moved = moved.expect("the session moves");
    assert!(tried > proven(&requests, new));
    for (at, request) in requests.iter().enumerate() {
        assert!(at < moved || signed_by(request, new), "{at} {request:?}");
        assert!(at > moved || !touches(request, old), "{at} {request:?}");
    }
    let at_end = driver.console().model().session.connection().expect("a connection");
    assert_eq!(at_end.signing_key, *new);
    assert_eq!(driver.console().model().session.failure(), None);
}

#[rstest]
#[case::with_nothing_but_the_own_keys_policy(Policy::OwnKeys)]
#[case::as_administrator(Policy::Admin)]
#[tokio::test(start_paused = true)]
async fn the_key_that_signs_the_session_is_rotated(#[case] policy: Policy) {
    let setup = Setup::with_users([erin(policy)]).signed_in_as("erin");
    slow_to_learn(&setup);
    let mut driver = guide(setup, "erin").await;
    driver.must_show("signs this session");
    let new = create(&mut driver, "erin").await;
    verify_and_save(&mut driver).await;
    driver.must_show("erin · new key");
    // Signing in anew goes on with it.
    driver.press_and_settle("r").await;
    deactivate_and_delete_the_old(&mut driver, "erin", &old()).await;
    driver.press_and_settle("r").await;
    is_evidence(&driver, &old(), &new, "erin");
    moved_in_time(&driver, &old(), &new);
}

/// Hundreds of users are being read at the pace that AWS allows when the session moves.
#[tokio::test(start_paused = true)]
async fn reads_that_wait_in_line_when_the_session_moves_are_not_signed_with_the_old_key() {
    let setup = Setup::of(DemoAccount::sized(Setup::noon(), 600)).at_user("ops-admin");
    slow_to_learn(&setup);
    setup.demo.faults().throttle(20.0, 20);
    setup.demo.faults().set_latency(Duration::from_millis(60));
    let mut driver = setup.begin();
    driver.pass(Duration::from_secs(5)).await;
    let old = driver.only_key("ops-admin").id;
    let keys = |keys: &'static str| (keys, Duration::from_secs(3));
    // The key is young: without the guide's recommendation.
    for (keys, time) in [keys("R"), keys("c"), keys("<space><enter><enter>"), keys("v")] {
        driver.press(keys);
        driver.pass(time).await;
    }
    let new = driver.demo.keys_of("ops-admin")[1].id.clone();
    driver.pass(Duration::from_secs(30)).await;
    driver.must_show("✓ This session is signed with the new key now");
    driver.pass(Duration::from_mins(1)).await;
    let requests = driver.demo.requests();
    let by = |key: &AccessKeyId| {
        let signed = |request: &&Recorded| signed_by(request, key);
        requests.iter().filter(signed).filter(|r| r.action == "ListAccessKeys").count()
    };
    assert!(by(&old) > 100 && by(&new) > 100, "{} and {}", by(&old), by(&new));
    moved_in_time(&driver, &old, &new);
}

#[tokio::test(start_paused = true)]
async fn while_iam_does_not_accept_the_new_key_the_session_stays_with_the_old_one() {
    let setup = Setup::with_users([erin(Policy::OwnKeys)]).signed_in_as("erin");
    let mut driver = guide(setup, "erin").await;
    let new = create(&mut driver, "erin").await;
    driver.demo.faults().inject("GetUser", 3, NOT_KNOWN);
    driver.press_and_settle("v").await;
    driver.wait(Duration::from_millis(3_500)).await;
    driver.must_show("Moving this session to the new key: IAM does not know the key yet");
    let core = driver.console().model();
    assert_eq!(core.session.connection().expect("one").signing_key, old());
    assert_eq!((core.session.failure(), core.may_change()), (None, Ok(())));
    driver.wait(Duration::from_secs(10)).await;
    driver.must_show("✓ This session is signed with the new key now");
    signs_now(&driver, &new);
}

fn signs_now(driver: &Driver, new: &AccessKeyId) {
    let last = driver.demo.requests().pop().expect("a request");
    assert!(signed_by(&last, new), "{last:?}");
}

#[tokio::test(start_paused = true)]
async fn a_move_that_cannot_be_made_leaves_everything_as_it_was() {
    let setup = Setup::with_users([erin(Policy::OwnKeys)]).signed_in_as("erin");
    let mut driver = guide(setup, "erin").await;
    create(&mut driver, "erin").await;
    driver.demo.faults().inject_always("GetUser", Fault::Refuse);
    driver.press_and_settle("v").await;
    driver.wait(Duration::from_mins(2)).await;
    driver.must_show("✗ This session was not moved to the new key: GetUser:");
    driver.must_show(&format!("It goes on with {OLD}, which is still active"));
    driver.demo.faults().clear();
    driver.press_and_settle("w").await;
    driver.press_and_settle("<enter>r").await;
    driver.must_show("signs this session");
    let last = driver.demo.requests().pop().expect("a request");
    assert!(signed_by(&last, &old()), "{last:?}");
}

/// After the move AWS refuses the new key somewhere: it is said, and `r` carries on with it.
#[tokio::test(start_paused = true)]
async fn a_refusal_after_the_move_is_explained_and_signing_in_anew_keeps_the_new_key() {
    let setup = Setup::with_users([erin(Policy::OwnKeys)]).signed_in_as("erin");
    let mut driver = guide(setup, "erin").await;
    let new = create(&mut driver, "erin").await;
    driver.press_and_settle("v").await;
    driver.wait(Duration::from_secs(5)).await;
    driver.press_and_settle("w").await;
    driver.press_and_settle("<enter>").await;
    driver.demo.faults().inject("ListAccessKeys", 1, NOT_KNOWN);
    driver.press_and_settle("r").await;
    driver.must_show(&format!("This session was moved to the new key {new}."));
    driver.must_show("press r in a moment");
    driver.press_and_settle("r").await;
    driver.must_not_show("press r in a moment");
    signs_now(&driver, &new);
}
