//! The account through the real clients of the SDK.

mod faults;
mod protocol;
mod report;
mod sts;

use super::{DemoAccount, DemoUser, Policy};
use aws_credential_types::Credentials;
use aws_sdk_iam::config::StalledStreamProtectionConfig;
use aws_sdk_iam::config::retry::RetryConfig;
use aws_sdk_iam::config::{BehaviorVersion, Region};
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use chrono::{DateTime, Utc};

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn account() -> DemoAccount {
    DemoAccount::new(now())
}

/// An account with an administrator and these users.
fn with(users: impl IntoIterator<Item = DemoUser>) -> DemoAccount {
    DemoAccount::with_users(now(), users.into_iter().collect())
}

fn user(name: &str, policy: Policy) -> DemoUser {
    DemoUser { policy, ..DemoUser::new(name, now()) }
}

fn iam_as(account: &DemoAccount, credentials: Credentials) -> aws_sdk_iam::Client {
    let config = aws_sdk_iam::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(account.http_client())
        .credentials_provider(credentials)
        .region(Region::from_static("us-east-1"))
        .retry_config(RetryConfig::disabled())
        // It measures by the real clock, and these tests let the other one jump.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build();
    aws_sdk_iam::Client::from_conf(config)
}

fn iam(account: &DemoAccount) -> aws_sdk_iam::Client {
    iam_as(account, account.credentials())
}

fn sts_as(account: &DemoAccount, credentials: Credentials) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(account.http_client())
        .credentials_provider(credentials)
        .region(Region::from_static("eu-west-1"))
        .retry_config(RetryConfig::disabled())
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

/// AWS's code, the HTTP status and AWS's message.
fn error<T, E: ProvideErrorMetadata>(
    result: Result<T, SdkError<E, HttpResponse>>,
) -> (String, u16, String) {
    let Err(error) = result else { panic!("this was to be refused") };
    let status = error.raw_response().map_or(0, |raw| raw.status().as_u16());
    let text = |text: Option<&str>| text.unwrap_or("(none)").to_owned();
    (text(error.code()), status, text(error.message()))
}

fn refused(code: &str, status: u16, message: &str) -> (String, u16, String) {
    (code.to_owned(), status, message.to_owned())
}
