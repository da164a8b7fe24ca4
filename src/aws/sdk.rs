//! The SDK's configuration: with the region determined before, with our timeouts, and without
//! credentials, which are resolved separately.

use super::clients::CONNECT_TIMEOUT;
use super::clock::TokioClock;
use super::environment::AwsEnvironment;
use super::options::Options;
use super::profiles::Profiles;
use aws_config::identity::IdentityCache;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::service_config::ServiceConfigKey;
use std::time::Duration;

/// For refreshing credentials, which a call waits for.
const REFRESH_TIMEOUT: Duration = Duration::from_secs(9);

/// The configuration of credential providers. The retries are set here and below so that the SDK
/// does not read `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`: it panics over invalid values.
pub(super) fn provider_config(region: &str, http: Option<&SharedHttpClient>) -> ProviderConfig {
    let config = ProviderConfig::without_region()
        .with_region(Some(Region::new(region.to_owned())))
        .with_retry_config(RetryConfig::standard())
        .with_timeout_config(timeouts());
    match http {
        Some(http) => config.with_http_client(http.clone()),
        None => config,
    }
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build()
}

/// The configuration of the clients, without credentials.
pub(super) async fn sdk_config(
    options: &Options,
    profiles: &Profiles,
    region: &str,
    environment: &AwsEnvironment,
    http: Option<&SharedHttpClient>,
) -> SdkConfig {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .profile_files(environment.files().clone())
        .profile_name(profiles.name())
        .region(Region::new(region.to_owned()))
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts())
        .identity_cache(IdentityCache::lazy().load_timeout(REFRESH_TIMEOUT).build())
        .no_credentials();
    if let Some(http) = http {
        loader = loader.http_client(http.clone()).time_source(TokioClock::start());
    }
    match &options.endpoint_url {
        Some(url) => loader.endpoint_url(url).load().await,
        None => loader.load().await,
    }
}

/// The endpoint that environment and files configure for IAM, or else for STS.
pub(super) fn configured_endpoint(sdk: &SdkConfig) -> Option<String> {
    let for_service = |service: &str| {
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .ok()?;
        sdk.service_config()?.load_config(key)
    };
    for_service("IAM")
        .or_else(|| for_service("STS"))
        .or_else(|| sdk.endpoint_url().map(str::to_owned))
}
