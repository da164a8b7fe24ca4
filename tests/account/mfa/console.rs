//! The console asks for codes: at the start, when a session ends, and when the person wants to.

use super::{CONFIG, KEY, PHONE, STEP, demo, sent};
use crate::support::{Driver, Setup};
use akia::demo::{DemoAccount, Fault};
use rstest::rstest;
use std::time::Duration;

/// The console on one of the profiles, with all read that can be.
async fn open(demo: &DemoAccount, profile: &str) -> Driver {
    Setup::of(demo.clone()).with_profile(profile, CONFIG).size(110, 36).open().await
}

/// Types the code that ada's device shows.
async fn enter_code(driver: &mut Driver) {
    let code = driver.demo.mfa_code(PHONE);
    driver.press_and_settle(&format!("{code}<enter>")).await;
}

#[tokio::test(start_paused = true)]
async fn the_console_asks_at_the_start_and_tells_when_a_code_was_wrong() {
    let demo = demo();
    let mut driver = open(&demo, "admin").await;
    driver.must_show("MFA code");
    driver.must_show(PHONE);
    driver.must_show("arn:aws:iam::123456789012:role/Admin");
    let right = demo.mfa_code(PHONE);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    driver.press_and_settle(&format!("{wrong}<enter>")).await;
    driver.must_show("MultiFactorAuthentication failed with invalid MFA one time pass code");
    driver.must_show("wait until the device shows the next one");
    driver.press_and_settle(&format!("{wrong}<enter>")).await;
    driver.must_show("This code was sent already, and AWS takes each once: wait for the next one.");
    assert_eq!(sent(&demo, "AssumeRole"), 1);

    enter_code(&mut driver).await;
    driver.must_not_show("MFA code");
    driver.must_show("Admin/ada-at-work · MFA");
    driver.must_show("ops-admin");
    // A refresh asks for nothing.
    driver.press_and_settle("r").await;
    assert_eq!(sent(&demo, "AssumeRole"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_at_work_is_renewed_where_the_person_is() {
    let demo = demo();
    let mut driver = open(&demo, "admin").await;
    enter_code(&mut driver).await;
    driver.press_and_settle("/ops<enter>").await;
    driver.must_show("IAM users › ops-admin");
    driver.wait(Duration::from_mins(31)).await;
    driver.press_and_settle("r").await;
    driver.must_show("MFA code");
    // Not a code of this run.
    enter_code(&mut driver).await;
    driver.must_show("IAM users › ops-admin");
    driver.must_not_show("expired");
    driver.press_and_settle("d<tab><enter>").await;
    assert_eq!(driver.writes().last().map(String::as_str), Some("UpdateAccessKey"));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_aws_ends_is_not_taken_again() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    enter_code(&mut driver).await;
    driver.must_show("ada · MFA");
    demo.end_sessions();
    driver.press_and_settle("r").await;
    driver.must_show("MFA code");
    driver.wait(STEP).await;
    enter_code(&mut driver).await;
    driver.must_show("ada · MFA");
    assert_eq!(sent(&demo, "GetSessionToken"), 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_code_the_long_term_key_signs_and_m_asks_later() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    driver.press_and_settle("<esc>").await;
    driver.must_show("Go on without MFA");
    driver.press_and_settle("<down><enter>").await;
    // Denied, and the way out is named.
    driver.must_show("M signs in with an MFA code");
    driver.press_and_settle("<esc>").await;
    driver.must_show("press M to sign in with an MFA code");
    driver.press_and_settle("r").await;
    assert_eq!(sent(&demo, "GetSessionToken"), 0);

    driver.press_and_settle("M").await;
    driver.must_show(PHONE);
    enter_code(&mut driver).await;
    driver.must_show("ada · MFA");
    driver.press_and_settle("<esc>").await;
    driver.must_show("ops-admin");
    driver.must_not_show("denies");
}

#[tokio::test(start_paused = true)]
async fn an_account_that_denies_without_mfa_is_signed_in_to_with_m() {
    let demo = demo();
    let mut driver = open(&demo, "keys").await;
    // As without ListUsers: the own page.
    driver.must_show("IAM users › ada");
    driver.must_show("M signs in with an MFA code");
    driver.press_and_settle("M").await;
    assert!(sent(&demo, "ListMFADevices") > 0);
    driver.must_show("a session of your own user");
    driver.must_show(PHONE);
    enter_code(&mut driver).await;
    driver.must_show("ada · MFA");
    driver.must_show("· signs this session");
    driver.press_and_settle("M").await;
    driver.must_show("This session is signed in with MFA, until");
    // The session ends: the next refresh asks for a code, though the profile names no device.
    demo.end_sessions();
    driver.wait(STEP).await;
    driver.press_and_settle("r").await;
    driver.must_show("MFA code");
    enter_code(&mut driver).await;
    driver.must_show("ada · MFA");
}

#[tokio::test(start_paused = true)]
async fn of_several_devices_one_is_chosen_and_passkeys_are_not() {
    let demo = demo();
    demo.add_mfa_device("ada", "arn:aws:iam::123456789012:u2f/user/ada/key-ABCDEFGHIJ");
    demo.add_mfa_device("ada", "GAHT12345678");
    let mut driver = open(&demo, "keys").await;
    driver.press_and_settle("M").await;
    driver.must_show("Which device gives the code?");
    driver.press_and_settle("<down><enter>").await;
    driver.must_show("A passkey or security key gives no codes for AWS's API");
    driver.press_and_settle("<down><enter>").await;
    driver.must_show("GAHT12345678");
    let code = demo.mfa_code("GAHT12345678");
    driver.press_and_settle(&format!("{code}<enter>")).await;
    driver.must_show("ada · MFA");
}

#[tokio::test(start_paused = true)]
async fn where_devices_cannot_be_listed_the_usual_one_is_offered() {
    let demo = demo();
    demo.faults().inject_always("ListMFADevices", Fault::Deny);
    let mut driver = open(&demo, "keys").await;
    driver.press_and_settle("M").await;
    driver.must_show("Your devices cannot be listed");
    driver.must_show(PHONE);
    driver.press_and_settle("<enter>").await;
    enter_code(&mut driver).await;
    driver.must_show("ada · MFA");
}

#[tokio::test(start_paused = true)]
async fn a_role_left_without_a_code_stays_unconnected_until_m() {
    let demo = demo();
    let mut driver = open(&demo, "admin").await;
    driver.press_and_settle("<esc>").await;
    driver.must_show("Profile admin wants the code of an MFA device");
    driver.must_show("M or r asks for one again");
    assert_eq!(sent(&demo, "GetCallerIdentity"), 0);
    for key in ["M", "<esc>r"] {
        driver.press_and_settle(key).await;
        driver.must_show("Type or paste the code");
    }
    driver.paste(&format!(" {} ", demo.mfa_code(PHONE)));
    driver.press_and_settle("<enter>").await;
    driver.must_show("Admin/ada-at-work · MFA");
}

#[tokio::test(start_paused = true)]
async fn the_key_underneath_a_session_is_guarded() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    enter_code(&mut driver).await;
    driver.press_and_settle("u").await;
    driver.press_and_settle("d<tab><enter>").await;
    driver.must_show("Type the access key ID first.");
}

#[rstest]
#[case("--demo", "The built-in account asks for no MFA code.")]
#[case("role", "You are no IAM user but a role")]
#[tokio::test(start_paused = true)]
async fn where_no_code_helps_m_says_why(#[case] session: &str, #[case] says: &str) {
    let demo = demo();
    let mut driver = if session == "--demo" {
        Setup::built_in().open().await
    } else {
        let config = "[profile reader]\nrole_arn = arn:aws:iam::123456789012:role/Reader\n\
                      source_profile = keys\n[profile keys]\naws_access_key_id = KEY\n\
                      aws_secret_access_key = none\n";
        let config = config.replace("KEY", KEY);
        Setup::of(demo).with_profile("reader", &config).size(110, 36).open().await
    };
    driver.press_and_settle("M").await;
    driver.must_show(says);
}

#[tokio::test(start_paused = true)]
async fn a_profile_switched_to_asks_and_one_switched_back_to_does_not() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    // What was asked for settles while the clock goes on: the device may show the next code by
    // then.
    let used = demo.mfa_code(PHONE);
    driver.press_and_settle(&format!("{used}<enter>")).await;
    driver.must_show("ada · MFA · profile ada");
    // The same code is good for no other profile either.
    driver.press_and_settle("p").await;
    driver.press_and_settle("admin<enter>").await;
    driver.must_show("arn:aws:iam::123456789012:role/Admin");
    driver.press_and_settle(&format!("{used}<enter>")).await;
    driver.must_show("This code was sent already");
    assert_eq!(sent(&demo, "AssumeRole"), 0);
    driver.wait(STEP).await;
    enter_code(&mut driver).await;
    driver.must_show("Admin/ada-at-work · MFA");
    driver.press_and_settle("p").await;
    driver.press_and_settle("ada<enter>").await;
    driver.must_show("ada · MFA · profile ada");
    assert_eq!((sent(&demo, "GetSessionToken"), sent(&demo, "AssumeRole")), (1, 1));
}
