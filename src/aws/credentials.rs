//! Credentials, resolved once before the first call.
//!
//! The sources are those of the SDK, in its order, with three differences: a profile given as an
//! option takes precedence over keys in the environment, as in the AWS CLI; the metadata service is
//! queried last, once and briefly; and a `credential_process` does not run again behind the screen.

use super::credential_source::CredentialSource;
use super::profiles::{MfaSource, ProfileChain, ProviderKind};
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_runtime::env_config::file::EnvConfigFiles;
use std::sync::Mutex;
use std::time::Duration;

/// The metadata service is either close by or absent.
const METADATA_CONNECT_TIMEOUT: Duration = Duration::from_millis(200);
const METADATA_TIMEOUT: Duration = Duration::from_millis(500);
/// For everything but a `credential_process`, which may wait for the person.
const NETWORK_TIMEOUT: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(super) struct ResolvedCredentials {
    pub(super) credentials: Credentials,
    /// Gives the same credentials, then fresh ones after they expire.
    pub(super) provider: SharedCredentialsProvider,
    pub(super) source: CredentialSource,
}

/// Why there are no credentials.
#[derive(Debug)]
pub(super) enum ResolveError {
    /// No source is configured.
    NoCredentials,
    /// This source is configured, and failed.
    Source(CredentialSource, CredentialsError),
}

type Candidate = (CredentialSource, SharedCredentialsProvider);

/// Tries the sources in their order; the first that is configured decides.
pub(super) async fn resolve(
    config: &ProviderConfig,
    profile: &str,
    profile_first: bool,
    chain: &ProfileChain<'_>,
    files: &EnvConfigFiles,
) -> Result<ResolvedCredentials, ResolveError> {
    let has_process = chain.provider() == ProviderKind::Process;
    for (source, provider) in sources(config, profile, profile_first, chain, files) {
        let runs_process = has_process && source.profile().is_some();
        match request_credentials(&provider, timeout_of(runs_process)).await {
            Ok(credentials) => {
                let provider = if runs_process {
                    SharedCredentialsProvider::new(credentials.clone())
                } else {
                    SharedCredentialsProvider::new(PrimedProvider::new(
                        credentials.clone(),
                        provider,
                    ))
                };
                return Ok(ResolvedCredentials { credentials, provider, source });
            }
            Err(CredentialsError::CredentialsNotLoaded(_)) => {}
            // On a machine that is not an instance, anything may answer at that address.
            Err(error)
                if source == INSTANCE
                    && !matches!(error, CredentialsError::InvalidConfiguration(_)) => {}
            Err(error) => return Err(ResolveError::Source(source, error)),
        }
    }
    Err(ResolveError::NoCredentials)
}

/// Gets the credentials that the first role with an MFA code is assumed with.
pub(super) async fn base_credentials(
    config: &ProviderConfig,
    files: &EnvConfigFiles,
    source: MfaSource<'_>,
    runs_process: bool,
) -> Result<Credentials, CredentialsError> {
    let provider = match source {
        MfaSource::Keys(profile) => {
            let setting = |key: &str| profile.get(key).map(|value| value.trim().to_owned());
            let id = setting("aws_access_key_id").unwrap_or_default();
            let secret = setting("aws_secret_access_key").unwrap_or_default();
            let token = setting("aws_session_token");
            return check_signable(Credentials::new(id, secret, token, None, "profile"));
        }
        MfaSource::Environment => {
            SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new())
        }
        MfaSource::Profile(profile) => SharedCredentialsProvider::new(
            ProfileFileCredentialsProvider::builder()
                .configure(config)
                .profile_files(files.clone())
                .profile_name(profile.name())
                .build(),
        ),
    };
    request_credentials(&provider, timeout_of(runs_process)).await
}

/// A `credential_process` has no time limit: it may wait for the person.
fn timeout_of(runs_process: bool) -> Option<Duration> {
    if runs_process { None } else { Some(NETWORK_TIMEOUT) }
}

const INSTANCE: CredentialSource = CredentialSource::Machine("the instance's role");

fn sources(
    config: &ProviderConfig,
    profile: &str,
    profile_first: bool,
    chain: &ProfileChain<'_>,
    files: &EnvConfigFiles,
) -> Vec<Candidate> {
    let environment = SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new());
    let in_files = CredentialSource::Profile {
        name: profile.to_owned(),
        provider: chain.provider(),
        provider_profile: chain.provider_profile().unwrap_or(profile).to_owned(),
    };
    let files = ProfileFileCredentialsProvider::builder()
        .configure(config)
        .profile_files(files.clone())
        .profile_name(profile);
    let token = WebIdentityTokenCredentialsProvider::builder().configure(config);
    let container = EcsCredentialsProvider::builder().configure(config);
    let metadata = imds::Client::builder()
        .configure(config)
        .max_attempts(1)
        .connect_timeout(METADATA_CONNECT_TIMEOUT)
        .read_timeout(METADATA_TIMEOUT)
        .operation_attempt_timeout(METADATA_TIMEOUT)
        .operation_timeout(METADATA_TIMEOUT);
    let instance = imds::credentials::ImdsCredentialsProvider::builder()
        .configure(config)
        .imds_client(metadata.build());
    let mut sources = Vec::new();
    if !profile_first {
        sources.push((CredentialSource::Environment, environment));
    }
    sources.extend([
        (in_files, SharedCredentialsProvider::new(files.build())),
        (
            CredentialSource::Machine("the web identity token's role"),
            SharedCredentialsProvider::new(token.build()),
        ),
        (
            CredentialSource::Machine("the container's role"),
            SharedCredentialsProvider::new(container.build()),
        ),
        (INSTANCE, SharedCredentialsProvider::new(instance.build())),
    ]);
    sources
}

/// Gets the credentials of one source, within a time limit.
async fn request_credentials(
    provider: &SharedCredentialsProvider,
    limit: Option<Duration>,
) -> Result<Credentials, CredentialsError> {
    let answer = provider.provide_credentials();
    let answer = match limit {
        None => answer.await,
        Some(limit) => match tokio::time::timeout(limit, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(CredentialsError::provider_timed_out(limit)),
        },
    };
    answer.and_then(check_signable)
}

/// Checks that a request can be signed with these credentials. The SDK panics over some characters
/// in the ID, and in the token they could begin another header.
pub(super) fn check_signable(credentials: Credentials) -> Result<Credentials, CredentialsError> {
    let is_word = |text: &str| text.chars().all(|c| c.is_ascii_graphic());
    // This also rejects a secret in the place of the ID, which the request shows in plain text.
    let is_id = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    let id = credentials.access_key_id();
    let invalid = if id.is_empty() || !is_id(id) {
        "the access key ID"
    } else if credentials.secret_access_key().is_empty() {
        "the secret access key"
    } else if !credentials.session_token().is_none_or(is_word) {
        "the session token"
    } else {
        return Ok(credentials);
    };
    let why = format!("{invalid} is empty, or has characters in it that none of AWS's has");
    Err(CredentialsError::invalid_configuration(why))
}

/// Gives the credentials that are already resolved first, so that no source is queried twice.
#[derive(Debug)]
pub(super) struct PrimedProvider {
    first: Mutex<Option<Credentials>>,
    then: SharedCredentialsProvider,
}

impl PrimedProvider {
    pub(super) fn new(first: Credentials, then: SharedCredentialsProvider) -> Self {
        Self { first: Mutex::new(Some(first)), then }
    }
}

impl ProvideCredentials for PrimedProvider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.first.lock().ok().and_then(|mut first| first.take());
        match first {
            Some(credentials) => future::ProvideCredentials::ready(Ok(credentials)),
            None => self.then.provide_credentials(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::error_chain::root_cause;
    use super::*;

    #[tokio::test]
    async fn the_first_credentials_are_those_already_resolved() {
        let keys = |id: &str| Credentials::new(id, "secret", None, None, "test");
        let then = SharedCredentialsProvider::new(keys("AKIAFRESH"));
        let provider = PrimedProvider::new(keys("AKIAFIRST"), then);
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(provider.provide_credentials().await.unwrap().access_key_id().to_owned());
        }
        assert_eq!(ids, ["AKIAFIRST", "AKIAFRESH", "AKIAFRESH"]);
    }

    #[tokio::test]
    async fn nothing_is_signed_with_what_cannot_be_written_into_a_request() {
        let of = |id: &str, secret: &str, token: Option<&str>| {
            let token = token.map(str::to_owned);
            SharedCredentialsProvider::new(Credentials::new(id, secret, token, None, "test"))
        };
        for (source, invalid) in [
            (of("AKIA\n", "s", None), "access key ID"),
            (of("", "s", None), "access key ID"),
            (of("AKIA X", "s", None), "access key ID"),
            (of("wJalr/x", "AKIA", None), "access key ID"),
            (of("AKIA", "", None), "secret access key"),
            (of("ASIA", "s", Some("t\r\nX: y")), "session token"),
        ] {
            let error = request_credentials(&source, None).await.unwrap_err();
            let message = root_cause(&error).message;
            assert!(message.contains(invalid), "{message}");
        }
        assert!(request_credentials(&of("ASIA", "s p", Some("t/+=")), None).await.is_ok());
        // An empty one, in a file, is none.
        assert!(request_credentials(&of("AKIA", "s", Some("")), None).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_source_is_given_up() {
        #[derive(Debug)]
        struct Silent;
        impl ProvideCredentials for Silent {
            fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
            where
                Self: 'a,
            {
                future::ProvideCredentials::new(std::future::pending())
            }
        }
        let silent = SharedCredentialsProvider::new(Silent);
        let given_up = request_credentials(&silent, Some(NETWORK_TIMEOUT)).await;
        assert!(matches!(given_up, Err(CredentialsError::ProviderTimedOut(_))));
    }
}
