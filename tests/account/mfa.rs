//! Codes of MFA devices: profiles that want them, accounts that deny without, sessions that end.

use crate::support::{Driver, Setup};
use akia::aws;
use akia::demo::{DemoAccount, DemoKey, DemoRole, DemoUser, Fault, Policy};
use akia::domain::{FailureKind, MfaAnswer, MfaCode, MfaPurpose, MfaUse, NotConnected, SignInWith};
use chrono::{TimeDelta, Utc};
use rstest::rstest;
use std::time::Duration;

/// ada's key.
const KEY: &str = "AKIAIOSFODNN7EXAMPLE";

/// ada's virtual device.
const PHONE: &str = "arn:aws:iam::123456789012:mfa/ada";

/// How long a device shows a code.
const STEP: Duration = Duration::from_secs(30);

const CONFIG: &str = "\
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
[profile ada]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
mfa_serial = arn:aws:iam::123456789012:mfa/ada
duration_seconds = 900
[profile admin]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ada
external_id = acme
role_session_name = ada-at-work
duration_seconds = 1800
[profile self]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = self
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = none
mfa_serial = arn:aws:iam::123456789012:mfa/ada
external_id = acme
[profile above]
role_arn = arn:aws:iam::123456789012:role/Reader
source_profile = admin
[profile strange]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/somebody-else
[profile wrong]
role_arn = arn:aws:iam::123456789012:role/Nowhere
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ada
";

/// ada may do everything with MFA; the role Admin may, too, and is assumed with MFA.
fn demo() -> DemoAccount {
    // Sessions end by the machine's clock, too.
    let now = Utc::now();
    let mut ada = DemoUser::new("ada", now - TimeDelta::days(300));
    ada.policy = Policy::AdminWithMfa;
    ada.mfa = true;
    ada.keys = vec![DemoKey::new(KEY, now - TimeDelta::days(200))];
    let demo = DemoAccount::with_users(now, vec![ada]);
    demo.put_role(DemoRole {
        name: "Admin".to_owned(),
        policy: Policy::Admin,
        needs_mfa: true,
        external_id: Some("acme".to_owned()),
    });
    demo.put_role(DemoRole {
        name: "Reader".to_owned(),
        policy: Policy::ReadOnly,
        needs_mfa: false,
        external_id: None,
    });
    demo
}

fn options(demo: &DemoAccount, profile: &str) -> aws::Options {
    let (http, config) = (demo.http_client(), CONFIG.to_owned());
    aws::Options {
        profile: Some(profile.to_owned()),
        region: None,
        endpoint_url: None,
        transport: aws::Transport::InProcessProfiles { http, config },
        sessions: aws::Sessions::default(),
    }
}

fn code(serial: &str, code: &str) -> SignInWith {
    let (serial, code) = (serial.to_owned(), MfaCode::parse(code).unwrap());
    SignInWith { mfa: MfaUse::Code(MfaAnswer { serial, code }), ..SignInWith::default() }
}

async fn wanted(options: &aws::Options, with: &SignInWith) -> akia::domain::MfaChallenge {
    match aws::connect_with(options, with).await {
        Err(NotConnected::MfaWanted(wanted)) => *wanted,
        other => panic!("{other:?}"),
    }
}

async fn failed(options: &aws::Options, with: &SignInWith) -> akia::domain::Failure {
    match aws::connect_with(options, with).await {
        Err(NotConnected::Failed(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

/// The console on one of the profiles, with all read that can be.
async fn open(demo: &DemoAccount, profile: &str) -> Driver {
    Setup::of(demo.clone()).with_profile(profile, CONFIG).size(110, 36).open().await
}

/// Types the code that ada's device shows.
async fn enter_code(driver: &mut Driver) {
    let code = driver.demo.mfa_code(PHONE);
    driver.do_keys(&format!("{code}<enter>")).await;
}

fn sent(demo: &DemoAccount, action: &str) -> usize {
    demo.requests().iter().filter(|request| request.action == action).count()
}

#[rstest]
#[case("ada", "GetSessionToken", "900", "user/ada")]
#[case("admin", "AssumeRole", "1800", "assumed-role/Admin/ada-at-work")]
#[tokio::test(start_paused = true)]
async fn a_session_is_had_for_a_code_and_used_again(
    #[case] profile: &str,
    #[case] action: &str,
    #[case] seconds: &str,
    #[case] caller: &str,
) {
    let demo = demo();
    let options = options(&demo, profile);
    let asks = wanted(&options, &SignInWith::default()).await;
    assert_eq!((asks.serial.as_str(), asks.profile.as_deref()), (PHONE, Some(profile)));
    assert_eq!(asks.purpose == MfaPurpose::Session, profile == "ada");
    assert_eq!(sent(&demo, action), 0);

    let account = aws::connect_with(&options, &code(PHONE, &demo.mfa_code(PHONE))).await.unwrap();
    let connection = account.connection();
    assert!(connection.signing_key.as_str().starts_with("ASIA"));
    assert_eq!(connection.source_key.as_ref().unwrap().as_str(), KEY);
    assert_eq!(connection.mfa.as_ref().unwrap().serial, PHONE);
    assert!(account.caller().await.unwrap().arn.ends_with(caller));
    account.user(aws::Lane::Interactive, &"ada".parse_name()).await.unwrap();
    let request = demo.requests().into_iter().find(|request| request.action == action).unwrap();
    assert_eq!(request.parameter("DurationSeconds"), Some(seconds));
    assert_eq!(request.signed_by.unwrap().as_str(), KEY);

    // Clones of the options share the session.
    let again = aws::connect(&options.clone()).await.unwrap();
    assert_eq!(again.connection().signing_key, connection.signing_key);
    assert_eq!(sent(&demo, action), 1);
}

trait ParseName {
    fn parse_name(&self) -> akia::domain::UserName;
}

impl ParseName for str {
    fn parse_name(&self) -> akia::domain::UserName {
        akia::domain::UserName::from_iam(self)
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_are_told_in_words_and_no_code_is_sent_twice() {
    let demo = demo();
    let options = options(&demo, "admin");
    let right = demo.mfa_code(PHONE);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let refused = |asks: akia::domain::MfaChallenge| asks.refused.unwrap();
    let said = refused(wanted(&options, &code(PHONE, wrong)).await);
    assert!(said.to_string().contains("invalid MFA one time pass code"), "{said}");
    assert!(said.next_step().starts_with("The code was wrong, late, or used before: wait until"));

    // The same once more is not sent.
    let said = refused(wanted(&options, &code(PHONE, wrong)).await);
    assert!(said.to_string().contains("not sent"), "{said}");
    assert_eq!(sent(&demo, "AssumeRole"), 1);

    // A late one.
    tokio::time::sleep(3 * STEP).await;
    let said = refused(wanted(&options, &code(PHONE, &right)).await);
    assert!(said.next_step().contains("late"), "{said}");

    // A device that is not this user's.
    let strange = "arn:aws:iam::123456789012:mfa/somebody-else";
    let elsewhere = aws::Options { profile: Some("strange".to_owned()), ..options.clone() };
    let said = refused(wanted(&elsewhere, &code(strange, "123456")).await);
    assert!(said.next_step().starts_with("AWS does not know this device"), "{said}");

    // Not about the code.
    let nowhere = aws::Options { profile: Some("wrong".to_owned()), ..options.clone() };
    let said = failed(&nowhere, &code(PHONE, &demo.mfa_code(PHONE))).await;
    assert!(said.next_step().contains("the role's trust policy"), "{said}");
}

#[rstest]
#[case::lost(Fault::DropAnswer)]
#[case::silent(Fault::Hang { carried_out: true })]
#[case::trouble(Fault::Error { code: "InternalFailure", status: 500, message: "sorry" })]
#[case::throttled(Fault::Error { code: "Throttling", status: 400, message: "Rate exceeded" })]
#[tokio::test(start_paused = true)]
async fn a_code_whose_answer_is_lost_is_not_sent_again(#[case] fault: Fault) {
    let demo = demo();
    demo.faults().strike("AssumeRole", 1, fault);
    let options = options(&demo, "admin");
    let asks = wanted(&options, &code(PHONE, &demo.mfa_code(PHONE))).await;
    assert!(asks.refused.unwrap().next_step().contains("is not sent again"));
    assert_eq!(sent(&demo, "AssumeRole"), 1);
    tokio::time::sleep(STEP).await;
    aws::connect_with(&options, &code(PHONE, &demo.mfa_code(PHONE))).await.unwrap();
    assert_eq!(sent(&demo, "AssumeRole"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_role_above_one_with_a_code_is_assumed_with_its_session() {
    let demo = demo();
    let options = options(&demo, "above");
    let asks = wanted(&options, &SignInWith::default()).await;
    assert_eq!(asks.profile.as_deref(), Some("admin"));
    let with = code(PHONE, &demo.mfa_code(PHONE));
    let account = aws::connect_with(&options, &with).await.unwrap();
    assert!(account.caller().await.unwrap().arn.contains("assumed-role/Reader/akia-"));
    assert_eq!(sent(&demo, "AssumeRole"), 2);
    // Its own credentials end after an hour; the session underneath, which wanted the code, sooner.
    tokio::time::sleep(Duration::from_mins(29)).await;
    account.caller().await.unwrap();
    tokio::time::sleep(Duration::from_mins(32)).await;
    let over = account.caller().await.unwrap_err();
    assert_eq!(
        (over.kind, over.next_step().contains("a new MFA code")),
        (FailureKind::Expired, true)
    );
    wanted(&options, &SignInWith::default()).await;
}

#[tokio::test(start_paused = true)]
async fn a_role_whose_keys_are_in_its_own_profile_takes_a_code() {
    let demo = demo();
    let options = options(&demo, "self");
    let with = code(PHONE, &demo.mfa_code(PHONE));
    let account = aws::connect_with(&options, &with).await.unwrap();
    assert!(account.caller().await.unwrap().arn.contains("assumed-role/Admin/akia-"));
}

#[tokio::test(start_paused = true)]
async fn the_console_asks_at_the_start_and_tells_when_a_code_was_wrong() {
    let demo = demo();
    let mut driver = open(&demo, "admin").await;
    driver.says("MFA code");
    driver.says(PHONE);
    driver.says("arn:aws:iam::123456789012:role/Admin");
    let right = demo.mfa_code(PHONE);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    driver.do_keys(&format!("{wrong}<enter>")).await;
    driver.says("MultiFactorAuthentication failed with invalid MFA one time pass code");
    driver.says("wait until the device shows the next one");
    driver.do_keys(&format!("{wrong}<enter>")).await;
    driver.says("This code was sent already, and AWS takes each once: wait for the next one.");
    assert_eq!(sent(&demo, "AssumeRole"), 1);

    enter_code(&mut driver).await;
    driver.says_nothing_of("MFA code");
    driver.says("Admin/ada-at-work · MFA");
    driver.says("ops-admin");
    // A refresh asks for nothing.
    driver.do_keys("r").await;
    assert_eq!(sent(&demo, "AssumeRole"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_at_work_is_renewed_where_the_person_is() {
    let demo = demo();
    let mut driver = open(&demo, "admin").await;
    enter_code(&mut driver).await;
    driver.do_keys("/ops<enter>").await;
    driver.says("IAM users › ops-admin");
    driver.wait(Duration::from_mins(31)).await;
    driver.do_keys("r").await;
    driver.says("MFA code");
    // Not a code of this run.
    enter_code(&mut driver).await;
    driver.says("IAM users › ops-admin");
    driver.says_nothing_of("expired");
    driver.do_keys("d<tab><enter>").await;
    assert_eq!(driver.writes().last().map(String::as_str), Some("UpdateAccessKey"));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_aws_ends_is_not_taken_again() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    enter_code(&mut driver).await;
    driver.says("ada · MFA");
    demo.end_sessions();
    driver.do_keys("r").await;
    driver.says("MFA code");
    driver.wait(STEP).await;
    enter_code(&mut driver).await;
    driver.says("ada · MFA");
    assert_eq!(sent(&demo, "GetSessionToken"), 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_code_the_long_term_key_signs_and_m_asks_later() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    driver.do_keys("<esc>").await;
    driver.says("Go on without MFA");
    driver.do_keys("<down><enter>").await;
    // Denied, and the way out is named.
    driver.says("M signs in with an MFA code");
    driver.do_keys("<esc>").await;
    driver.says("press M to sign in with an MFA code");
    driver.do_keys("r").await;
    assert_eq!(sent(&demo, "GetSessionToken"), 0);

    driver.do_keys("M").await;
    driver.says(PHONE);
    enter_code(&mut driver).await;
    driver.says("ada · MFA");
    driver.do_keys("<esc>").await;
    driver.says("ops-admin");
    driver.says_nothing_of("denies");
}

#[tokio::test(start_paused = true)]
async fn an_account_that_denies_without_mfa_is_signed_in_to_with_m() {
    let demo = demo();
    let mut driver = open(&demo, "keys").await;
    // As without ListUsers: the own page.
    driver.says("IAM users › ada");
    driver.says("M signs in with an MFA code");
    driver.do_keys("M").await;
    assert!(sent(&demo, "ListMFADevices") > 0);
    driver.says("a session of your own user");
    driver.says(PHONE);
    enter_code(&mut driver).await;
    driver.says("ada · MFA");
    driver.says("· signs this session");
    driver.do_keys("M").await;
    driver.says("This session is signed in with MFA, until");
    // The session ends: the next refresh asks for a code, though the profile names no device.
    demo.end_sessions();
    driver.wait(STEP).await;
    driver.do_keys("r").await;
    driver.says("MFA code");
    enter_code(&mut driver).await;
    driver.says("ada · MFA");
}

#[tokio::test(start_paused = true)]
async fn of_several_devices_one_is_chosen_and_passkeys_are_not() {
    let demo = demo();
    demo.add_mfa_device("ada", "arn:aws:iam::123456789012:u2f/user/ada/key-ABCDEFGHIJ");
    demo.add_mfa_device("ada", "GAHT12345678");
    let mut driver = open(&demo, "keys").await;
    driver.do_keys("M").await;
    driver.says("Which device gives the code?");
    driver.do_keys("<down><enter>").await;
    driver.says("A passkey or security key gives no codes for AWS's API");
    driver.do_keys("<down><enter>").await;
    driver.says("GAHT12345678");
    let code = demo.mfa_code("GAHT12345678");
    driver.do_keys(&format!("{code}<enter>")).await;
    driver.says("ada · MFA");
}

#[tokio::test(start_paused = true)]
async fn where_devices_cannot_be_listed_the_usual_one_is_offered() {
    let demo = demo();
    demo.faults().strike_always("ListMFADevices", Fault::Deny);
    let mut driver = open(&demo, "keys").await;
    driver.do_keys("M").await;
    driver.says("Your devices cannot be listed");
    driver.says(PHONE);
    driver.do_keys("<enter>").await;
    enter_code(&mut driver).await;
    driver.says("ada · MFA");
}

#[tokio::test(start_paused = true)]
async fn a_role_left_without_a_code_stays_unconnected_until_m() {
    let demo = demo();
    let mut driver = open(&demo, "admin").await;
    driver.do_keys("<esc>").await;
    driver.says("Profile admin wants the code of an MFA device");
    driver.says("M or r asks for one again");
    assert_eq!(sent(&demo, "GetCallerIdentity"), 0);
    for key in ["M", "<esc>r"] {
        driver.do_keys(key).await;
        driver.says("Type or paste the code");
    }
    driver.paste(&format!(" {} ", demo.mfa_code(PHONE)));
    driver.do_keys("<enter>").await;
    driver.says("Admin/ada-at-work · MFA");
}

#[tokio::test(start_paused = true)]
async fn the_key_underneath_a_session_is_guarded() {
    let demo = demo();
    let mut driver = open(&demo, "ada").await;
    enter_code(&mut driver).await;
    driver.do_keys("u").await;
    driver.do_keys("d<tab><enter>").await;
    driver.says("Type the access key ID first.");
}

#[rstest]
#[case("--demo", "The built-in account asks for no MFA code.")]
#[case("role", "You are no IAM user but a role")]
#[tokio::test(start_paused = true)]
async fn where_no_code_helps_m_says_why(#[case] session: &str, #[case] says: &str) {
    let demo = demo();
    let mut driver = match session {
        "--demo" => Setup::built_in().open().await,
        _ => {
            let config = "[profile reader]\nrole_arn = arn:aws:iam::123456789012:role/Reader\n\
                          source_profile = admin\n[profile admin]\naws_access_key_id = KEY\n\
                          aws_secret_access_key = none\n";
            let config = config.replace("KEY", KEY);
            Setup::of(demo).with_profile("reader", &config).size(110, 36).open().await
        }
    };
    driver.do_keys("M").await;
    driver.says(says);
}
