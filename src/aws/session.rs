//! Connecting: region, endpoint and credentials, settled in that order before any call of IAM's.

use super::account::Account;
use super::clients::{CONNECT_TIMEOUT, Clients};
use super::clock::TimersClock;
use super::credentials::{self, Missing, Resolved};
use super::errors::Place;
use super::profiles::{Base, Profiles, Surroundings, Trail};
use super::sign_in::SignIn;
use super::{Options, Transport, region};
use crate::domain::{AccessKeyId, Connection, Failure, FailureKind, Operation, shell};
use aws_config::identity::IdentityCache;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::sdk_config::SharedTimeSource;
use aws_types::service_config::ServiceConfigKey;
use std::time::Duration;

/// For a refresh of credentials while a call waits for them.
const REFRESH_TIMEOUT: Duration = Duration::from_secs(9);

/// Settles profile, region, endpoint and credentials. No call of IAM's is made, but getting the
/// credentials may ask STS, IAM Identity Center, a metadata service or a `credential_process`
/// (see [`terminal_needed`]).
///
/// # Errors
/// [`FailureKind::Configuration`] for what is wrong with options and files,
/// [`FailureKind::Credentials`] and [`FailureKind::Expired`] with the command to run next, and
/// [`FailureKind::Unreachable`] when whoever gives the credentials does not answer.
pub async fn connect(options: &Options) -> Result<Account, Failure> {
    if let Some(url) = &options.endpoint_url {
        check_endpoint(url)?;
    }
    match &options.transport {
        Transport::InProcess { http, credentials } => in_process(options, http, credentials),
        Transport::Network => network(options, &Surroundings::real()).await,
    }
}

/// What runs a `credential_process` if the credentials are resolved now, in words; such a process
/// may ask for something, so it needs the terminal for itself. `None` when none runs, and when
/// that cannot be known.
pub async fn terminal_needed(options: &Options) -> Option<String> {
    match options.transport {
        Transport::InProcess { .. } => None,
        Transport::Network => process_run(options, &Surroundings::real()).await,
    }
}

async fn process_run(options: &Options, here: &Surroundings) -> Option<String> {
    if options.profile.is_none() && here.access_key().is_some() {
        return None;
    }
    let profiles = Profiles::load(here, options.profile.as_deref()).await.ok()?;
    let trail = profiles.trail();
    let profile = trail.base_profile().filter(|_| trail.base() == Base::Process)?;
    Some(format!("credential_process of profile {profile}"))
}

/// The account that answers in this process.
fn in_process(
    options: &Options,
    http: &SharedHttpClient,
    credentials: &Credentials,
) -> Result<Account, Failure> {
    let region = options.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
    check_region(&region)?;
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .identity_cache(IdentityCache::lazy().build())
        .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
        .time_source(SharedTimeSource::new(TimersClock::start()))
        .http_client(http.clone());
    sdk.set_endpoint_url(options.endpoint_url.clone());
    let connection = Connection {
        profile: options.profile.clone(),
        partition: region::partition(&region).to_owned(),
        region,
        endpoint: options.endpoint_url.clone(),
        signing_key: AccessKeyId::from_iam(credentials.access_key_id()),
        source_key: None,
        credentials_from: "the built-in account".to_owned(),
        demo: true,
    };
    let place = Place {
        endpoint: connection.endpoint.clone(),
        sign_in: SignIn::Machine("the built-in account"),
    };
    Ok(Account::new(connection, Clients::new(&sdk.build()), place))
}

/// An account over the network.
async fn network(options: &Options, here: &Surroundings) -> Result<Account, Failure> {
    let environment_first = options.profile.is_none() && here.access_key().is_some();
    let profiles = Profiles::load(here, options.profile.as_deref())
        .await
        .map_err(|trouble| configuration(trouble, None))?;
    let trail = profiles.trail();
    if !environment_first {
        check_profile(&profiles, &trail, here).await?;
    }
    let region = region::choose(options.region.as_deref(), here, Some(&trail));
    check_region(&region)?;

    let resolved = credentials::resolve(
        &provider_config(&region),
        profiles.name(),
        options.profile.is_some(),
        &trail,
    )
    .await;
    let resolved = match resolved {
        Ok(resolved) => resolved,
        Err(Missing::From(sign_in, error)) => {
            return Err(sign_in.failure(Operation::Connect, &error));
        }
        Err(Missing::Nowhere) => return Err(no_credentials(&profiles, here).await),
    };
    let sdk = sdk_config(options, &profiles, &region, &resolved).await;
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(&sdk));
    if let Some(url) = &endpoint {
        check_endpoint(url)?;
    }
    let connection = connection(region, endpoint, &resolved, &trail, here);
    let place = Place { endpoint: connection.endpoint.clone(), sign_in: resolved.sign_in };
    Ok(Account::new(connection, Clients::new(&sdk), place))
}

fn connection(
    region: String,
    endpoint: Option<String>,
    resolved: &Resolved,
    trail: &Trail<'_>,
    here: &Surroundings,
) -> Connection {
    let profile = match &resolved.sign_in {
        SignIn::Profile { name, .. } => Some(name.clone()),
        SignIn::Environment | SignIn::Machine(_) | SignIn::NewKey => None,
    };
    let temporary = resolved.credentials.session_token().is_some();
    Connection {
        source_key: profile.as_ref().filter(|_| temporary).and(trail.long_term_key(here)),
        profile,
        partition: region::partition(&region).to_owned(),
        region,
        endpoint,
        signing_key: AccessKeyId::from_iam(resolved.credentials.access_key_id()),
        credentials_from: resolved.sign_in.source(),
        demo: false,
    }
}

/// How whoever gives credentials is asked. The retries are set here and below so that the SDK
/// does not read `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE`, over which it panics.
fn provider_config(region: &str) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_region(Some(Region::new(region.to_owned())))
        .with_retry_config(RetryConfig::standard())
        .with_timeout_config(timeouts())
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build()
}

async fn sdk_config(
    options: &Options,
    profiles: &Profiles,
    region: &str,
    resolved: &Resolved,
) -> SdkConfig {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .profile_name(profiles.name())
        .region(Region::new(region.to_owned()))
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts())
        .identity_cache(IdentityCache::lazy().load_timeout(REFRESH_TIMEOUT).build())
        .credentials_provider(resolved.provider.clone());
    match &options.endpoint_url {
        Some(url) => loader.endpoint_url(url).load().await,
        None => loader.load().await,
    }
}

/// The endpoint that environment and files name, for IAM or else for STS.
fn configured_endpoint(sdk: &SdkConfig) -> Option<String> {
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

fn check_region(region: &str) -> Result<(), Failure> {
    if region::is_plausible(region) {
        return Ok(());
    }
    let advice =
        "Give a region such as us-east-1: with --region, AWS_REGION or the profile's region.";
    Err(configuration(format!("\"{region}\" is not the name of a region"), Some(advice.to_owned())))
}

fn check_endpoint(url: &str) -> Result<(), Failure> {
    let complete = url.parse::<http::Uri>().ok().is_some_and(|url| {
        matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some()
    });
    if complete {
        return Ok(());
    }
    Err(configuration(
        format!("the endpoint \"{url}\" is not a URL"),
        Some("Give it as in --endpoint-url http://localhost:5000.".to_owned()),
    ))
}

/// Whether the profile in use can give credentials at all.
async fn check_profile(
    profiles: &Profiles,
    trail: &Trail<'_>,
    here: &Surroundings,
) -> Result<(), Failure> {
    let name = profiles.name();
    if profiles.is_missing() {
        if let Some(trouble) = here.trouble_with_files().await {
            return Err(configuration(trouble, None));
        }
        let message = format!("there is no profile \"{name}\"; {}", there_are(profiles));
        return Err(configuration(message, Some("Choose one with --profile.".to_owned())));
    }
    if let Some((profile, source)) = trail.missing_source() {
        let message = format!(
            "profile {profile} builds on source_profile \"{source}\", which is not there; {}",
            there_are(profiles)
        );
        return Err(configuration(message, None));
    }
    if let Some(profile) = trail.wants_mfa() {
        let message = format!(
            "profile {profile} asks for an MFA code (mfa_serial), which akia does not support yet"
        );
        let advice = format!(
            "Run eval \"$(aws configure export-credentials --profile {} --format env)\", which \
             asks for the code, then akia without --profile (and without AWS_PROFILE).",
            shell::quote(name)
        );
        return Err(configuration(message, Some(advice)));
    }
    Ok(())
}

/// Nothing gave credentials: where they were looked for, and what to do.
async fn no_credentials(profiles: &Profiles, here: &Surroundings) -> Failure {
    if let Some(trouble) = here.trouble_with_files().await {
        return configuration(trouble, None);
    }
    Failure {
        kind: FailureKind::Credentials,
        ..configuration(
            format!(
                "no AWS credentials were found: none in the environment, none in profile {}, and \
                 no role of this machine; {}",
                profiles.name(),
                there_are(profiles)
            ),
            Some(
                "Choose a profile with --profile, or run aws configure, aws configure sso or aws \
                 login; then press r. Or look around with --demo."
                    .to_owned(),
            ),
        )
    }
}

/// The profiles there are, as far as a message has room for them.
fn there_are(profiles: &Profiles) -> String {
    const ROOM: usize = 20;
    let names = profiles.names();
    let more = names.len().saturating_sub(ROOM);
    let shown: Vec<&str> = names.into_iter().take(ROOM).collect();
    match (shown.is_empty(), more) {
        (true, _) => "there are no profiles".to_owned(),
        (false, 0) => format!("there are the profiles {}", shown.join(", ")),
        (false, more) => format!("there are the profiles {} and {more} more", shown.join(", ")),
    }
}

fn configuration(message: String, advice: Option<String>) -> Failure {
    Failure {
        operation: Operation::Connect,
        kind: FailureKind::Configuration,
        code: None,
        message,
        request_id: None,
        advice,
    }
}

#[cfg(test)]
mod tests {
    use super::super::profiles::testing::surroundings;
    use super::*;
    use rstest::rstest;

    const CONFIG: &str = "[profile keys]\naws_access_key_id = x\naws_secret_access_key = y\n\
        [profile ask]\ncredential_process = op\n\
        [profile asks]\nrole_arn = r\nsource_profile = ask\n\
        [profile mfa]\nrole_arn = r\nsource_profile = keys\nmfa_serial = m\n\
        [profile lost]\nrole_arn = r\nsource_profile = gone\n";

    fn options(profile: Option<&str>) -> Options {
        Options {
            profile: profile.map(str::to_owned),
            region: None,
            endpoint_url: None,
            transport: Transport::Network,
        }
    }

    const KEYS: &[(&str, &str)] = &[("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];

    #[rstest]
    #[case(Some("ask"), &[], Some("ask"))]
    #[case(Some("ask"), KEYS, Some("ask"))]
    #[case(Some("asks"), &[], Some("ask"))]
    #[case(None, &[("AWS_PROFILE", "asks")], Some("ask"))]
    #[case(None, KEYS, None)]
    #[case(Some("keys"), &[], None)]
    #[case(Some("gone"), &[], None)]
    #[tokio::test]
    async fn a_process_gets_the_terminal(
        #[case] profile: Option<&str>,
        #[case] env: &[(&'static str, &'static str)],
        #[case] process: Option<&str>,
    ) {
        let run = process_run(&options(profile), &surroundings(env, CONFIG)).await;
        assert_eq!(run, process.map(|name| format!("credential_process of profile {name}")));
    }

    #[rstest]
    #[case("gone", "there are the profiles ask, asks, keys, lost, mfa", "--profile")]
    #[case("lost", "source_profile \"gone\", which is not there", "Mend the configuration")]
    #[case("mfa", "mfa_serial", "export-credentials --profile mfa ")]
    #[tokio::test]
    async fn profiles_that_cannot_work_are_named(
        #[case] profile: &str,
        #[case] says: &str,
        #[case] advises: &str,
    ) {
        let here = surroundings(&[], CONFIG);
        let failure = network(&options(Some(profile)), &here).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Configuration);
        assert!(failure.message.contains(says), "{failure}");
        assert!(failure.next_step().contains(advises), "{}", failure.next_step());
    }
}
