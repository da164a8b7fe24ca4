//! Sessions and the codes they are given for.

use super::*;
use crate::demo::{DemoKey, DemoRole};
use chrono::TimeDelta;
use std::time::Duration;

const PHONE: &str = "arn:aws:iam::123456789012:mfa/ada";
const ROLE: &str = "arn:aws:iam::123456789012:role/Admin";
const INVALID: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";

/// ada may do everything with MFA, and has a device; the role Admin is assumed with MFA.
fn ada() -> DemoAccount {
    let mut ada = user("ada", Policy::AdminWithMfa);
    ada.mfa = true;
    ada.keys = vec![DemoKey::new("AKIAIOSFODNN7EXAMPLE", now() - TimeDelta::days(9))];
    let account = with([ada]);
    account.put_role(DemoRole {
        name: "Admin".to_owned(),
        policy: Policy::Admin,
        needs_mfa: true,
        external_id: Some("acme".to_owned()),
    });
    account
}

fn sts(account: &DemoAccount) -> aws_sdk_sts::Client {
    sts_as(account, account.credentials_of("ada").unwrap())
}

fn given(credentials: Option<aws_sdk_sts::types::Credentials>) -> Credentials {
    let given = credentials.unwrap();
    let token = Some(given.session_token);
    Credentials::new(given.access_key_id, given.secret_access_key, token, None, "test")
}

#[tokio::test(start_paused = true)]
async fn a_code_is_good_for_a_minute_and_once() {
    let account = ada();
    let sts = sts(&account);
    let session =
        |code: String| sts.get_session_token().serial_number(PHONE).token_code(code).send();
    let code = account.mfa_code(PHONE);
    assert!(session(code.clone()).await.is_ok());
    assert_eq!(error(session(code).await), refused("AccessDenied", 403, INVALID));
    let late = {
        tokio::time::advance(Duration::from_secs(30)).await;
        account.mfa_code(PHONE)
    };
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(error(session(late).await), refused("AccessDenied", 403, INVALID));
    let (code, _, message) = error(
        sts.get_session_token().serial_number("GAHT12345678").token_code("123456").send().await,
    );
    assert_eq!(code, "AccessDenied");
    assert!(message.contains("Please verify your MFA serial number is valid"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn iam_takes_a_users_session_with_mfa_only_and_until_it_ends() {
    let account = ada();
    let sts = sts(&account);
    let without = given(sts.get_session_token().send().await.unwrap().credentials);
    let refused = error(iam_as(&account, without.clone()).list_users().send().await);
    assert_eq!(refused.0, "InvalidClientTokenId");
    let again = sts_as(&account, without.clone());
    let (code, _, message) = error(again.get_session_token().send().await);
    assert_eq!(code, "AccessDenied");
    assert_eq!(message, "Cannot call GetSessionToken with session credentials");

    let code = account.mfa_code(PHONE);
    let request = sts.get_session_token().serial_number(PHONE).token_code(code);
    let with = given(request.duration_seconds(900).send().await.unwrap().credentials);
    assert!(iam_as(&account, with.clone()).list_users().send().await.is_ok());
    // The token belongs to the key.
    let (id, secret) = (with.access_key_id(), with.secret_access_key());
    let token = without.session_token().map(str::to_owned);
    let mixed = Credentials::new(id, secret, token, None, "test");
    let refused = error(iam_as(&account, mixed).list_users().send().await);
    assert_eq!(refused.0, "InvalidClientTokenId");
    tokio::time::advance(Duration::from_mins(15)).await;
    assert_eq!(error(iam_as(&account, with).list_users().send().await).0, "ExpiredToken");
}

#[tokio::test(start_paused = true)]
async fn without_mfa_the_policy_denies_the_rest() {
    let account = ada();
    let iam = iam_as(&account, account.credentials_of("ada").unwrap());
    assert!(iam.get_user().send().await.is_ok());
    assert!(iam.list_mfa_devices().send().await.is_ok());
    let (code, status, message) = error(iam.list_users().send().await);
    assert_eq!((code.as_str(), status), ("AccessDenied", 403));
    assert!(message.ends_with("with an explicit deny in an identity-based policy"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn only_trusted_callers_assume_a_role() {
    let account = ada();
    let sts = sts(&account);
    let assume = |code: Option<String>, external: Option<&str>| {
        let serial = code.as_ref().map(|_| PHONE.to_owned());
        sts.assume_role()
            .role_arn(ROLE)
            .role_session_name("ada")
            .set_external_id(external.map(str::to_owned))
            .set_serial_number(serial)
            .set_token_code(code)
            .send()
    };
    let not_trusted = error(assume(None, Some("acme")).await);
    assert!(not_trusted.2.contains("is not authorized to perform: sts:AssumeRole on resource:"));
    assert_eq!(error(assume(Some(account.mfa_code(PHONE)), None).await).0, "AccessDenied");
    tokio::time::advance(Duration::from_secs(30)).await;
    let answer = assume(Some(account.mfa_code(PHONE)), Some("acme")).await.unwrap();
    let role = given(answer.credentials);
    let caller = sts_as(&account, role).get_caller_identity().send().await.unwrap();
    assert_eq!(caller.arn(), Some("arn:aws:sts::123456789012:assumed-role/Admin/ada"));
}
