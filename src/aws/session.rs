//! Connecting: profile, region, endpoint and credentials are determined in that order, before any
//! call of IAM.

use super::account::Account;
use super::clients::Clients;
use super::clock::TokioClock;
use super::credential_source::CredentialSource;
use super::credentials::{self, PrimedProvider, ResolveError, ResolvedCredentials};
use super::environment::AwsEnvironment;
use super::errors::ErrorContext;
use super::mfa::{MfaSignIn, ResolvedSession, SignInStep};
use super::options::Options;
use super::profiles::{MfaRoles, Profiles, ProviderKind};
use super::sdk::{configured_endpoint, provider_config, sdk_config};
use super::transport::Transport;
use super::validation::{
    check_endpoint, check_profile, check_region, configuration, no_credentials,
};
use super::{new_key, region};
use crate::domain::{
    AccessKeyId, ConnectError, Connection, MfaSession, MfaStep, MfaUse, NewAccessKey, NextStep,
    Operation,
};
use aws_config::identity::IdentityCache;
use aws_config::profile::Profile;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::sdk_config::SharedTimeSource;

/// What a session is signed with.
struct Signing {
    profile: Option<String>,
    credentials: Credentials,
    /// Gives the same credentials, then fresh ones after they expire.
    provider: SharedCredentialsProvider,
    source: CredentialSource,
    /// The long-term key underneath temporary credentials, if it is known.
    source_key: Option<AccessKeyId>,
    mfa: Option<(MfaSession, MfaSignIn)>,
}

/// [`connect_with`], with MFA as the profile says.
///
/// # Errors
/// As [`connect_with`].
pub async fn connect(options: &Options) -> Result<Account, ConnectError> {
    connect_with(options, &MfaUse::FromProfile, None).await
}

/// Determines profile, region, endpoint and credentials. IAM is not called, but getting the
/// credentials may involve STS, IAM Identity Center, a metadata service or a `credential_process`
/// (see [`terminal_needed`]). `new` is a key created in this session: it signs instead of the key
/// in the profile or the environment.
///
/// # Errors
/// [`ConnectError::MfaRequired`] when the code of an MFA device is needed, and when the one given
/// is refused. Otherwise a failure:
/// [`FailureKind::Configuration`](crate::domain::FailureKind::Configuration) for mistakes in
/// options and files, `Credentials` and `Expired` with the command to run next, and `Unreachable`
/// when the source of the credentials does not answer.
pub async fn connect_with(
    options: &Options,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, ConnectError> {
    if let Some(url) = &options.endpoint_url {
        check_endpoint(url)?;
    }
    match &options.transport {
        Transport::InProcess { http, credentials } => {
            connect_in_process(options, http, credentials, mfa, new).await
        }
        Transport::InProcessProfiles { http, config } => {
            let environment = AwsEnvironment::of_config(config);
            connect_by_environment(options, &environment, Some(http), mfa, new).await
        }
        Transport::Network => {
            connect_by_environment(options, &AwsEnvironment::real(), None, mfa, new).await
        }
    }
}

/// The long-term key that signs a user's session, or would without MFA. `None` where the options
/// lead to credentials through a role, a process or a service.
pub(crate) async fn long_term_key(options: &Options) -> Option<AccessKeyId> {
    if let Transport::InProcess { credentials, .. } = &options.transport {
        return Some(AccessKeyId::from_iam(credentials.access_key_id()));
    }
    let environment = AwsEnvironment::of(&options.transport)?;
    if options.profile.is_none()
        && let Some(key) = environment.access_key()
    {
        return Some(key);
    }
    let profiles = Profiles::load(&environment, options.profile.as_deref()).await.ok()?;
    let chain = profiles.chain();
    chain.own_keys()?;
    chain.long_term_key(&environment)
}

/// A description of the `credential_process` that runs if credentials are resolved now. It may
/// prompt for something, so it needs the terminal for itself. `None` when none runs, or when that
/// is not known.
pub(crate) async fn terminal_needed(options: &Options) -> Option<String> {
    match options.transport {
        Transport::InProcess { .. } | Transport::InProcessProfiles { .. } => None,
        Transport::Network => credential_process(options, &AwsEnvironment::real()).await,
    }
}

async fn credential_process(options: &Options, environment: &AwsEnvironment) -> Option<String> {
    if options.profile.is_none() && environment.access_key().is_some() {
        return None;
    }
    let profiles = Profiles::load(environment, options.profile.as_deref()).await.ok()?;
    let chain = profiles.chain();
    if chain.provider() != ProviderKind::Process {
        return None;
    }
    let profile = chain.provider_profile()?;
    if let Some(mfa) = chain.mfa_roles() {
        // The process does not run while its credentials, or a session made of them, are kept.
        let sdk = SdkConfig::builder().build();
        let context = error_context(options, &sdk, CredentialSource::Environment);
        let steps = SignInStep::of_roles(&mfa.roles);
        if !MfaSignIn::new(sdk, steps, &options.sessions, context).needs_base_credentials() {
            return None;
        }
    }
    Some(format!("credential_process of profile {profile}"))
}

/// Connects to an account that answers in this process and needs no environment.
async fn connect_in_process(
    options: &Options,
    http: &SharedHttpClient,
    credentials: &Credentials,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, ConnectError> {
    let region = options.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
    check_region(&region)?;
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .identity_cache(IdentityCache::lazy().build())
        .time_source(SharedTimeSource::new(TokioClock::start()))
        .http_client(http.clone());
    sdk.set_endpoint_url(options.endpoint_url.clone());
    let sdk = sdk.build();
    let resolved = ResolvedCredentials {
        credentials: credentials.clone(),
        provider: SharedCredentialsProvider::new(credentials.clone()),
        source: CredentialSource::Machine("the built-in account"),
    };
    let resolved = with_new_key(resolved, new);
    let profile = options.profile.as_deref();
    let signing = user_session(options, &sdk, resolved, profile, None, mfa).await?;
    let endpoint = options.endpoint_url.clone();
    let connection = Connection { demo: true, ..connection(region, endpoint, &signing) };
    Ok(account(connection, sdk, signing))
}

/// Connects as environment and files say: over the network, or through `http`.
async fn connect_by_environment(
    options: &Options,
    environment: &AwsEnvironment,
    http: Option<&SharedHttpClient>,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, ConnectError> {
    let environment_first = options.profile.is_none() && environment.access_key().is_some();
    let profiles = Profiles::load(environment, options.profile.as_deref())
        .await
        .map_err(|error| configuration(error.to_string(), None))?;
    let chain = profiles.chain();
    if !environment_first {
        check_profile(&profiles, &chain, environment).await?;
    }
    let region = region::choose(options.region.as_deref(), environment, &chain);
    check_region(&region)?;

    let sdk = sdk_config(options, &profiles, &region, environment, http).await;
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(&sdk));
    if let Some(url) = &endpoint {
        check_endpoint(url)?;
    }
    let config = provider_config(&region, http);
    let builder =
        SessionBuilder { options, environment, profiles: &profiles, config, sdk: &sdk, mfa };
    let signing = match chain.mfa_roles() {
        Some(roles) if !environment_first => builder.assume_roles(roles).await?,
        _ => builder.sign_in(new).await?,
    };
    let connection = connection(region, endpoint, &signing);
    Ok(account(connection, sdk, signing))
}

/// What a session is built from, as environment and files say.
struct SessionBuilder<'a> {
    options: &'a Options,
    environment: &'a AwsEnvironment,
    profiles: &'a Profiles,
    /// The configuration of credential providers.
    config: ProviderConfig,
    /// The configuration of the clients, without credentials.
    sdk: &'a SdkConfig,
    mfa: &'a MfaUse,
}

impl SessionBuilder<'_> {
    /// Signs in with the credentials that the SDK finds, and with an MFA code if one is wanted.
    async fn sign_in(&self, new: Option<&NewAccessKey>) -> Result<Signing, ConnectError> {
        let Self { options, environment, profiles, config, sdk, mfa } = self;
        let chain = profiles.chain();
        let profile_first = options.profile.is_some();
        let files = environment.files();
        let resolved =
            credentials::resolve(config, profiles.name(), profile_first, &chain, files).await;
        let resolved = match resolved {
            Ok(resolved) => resolved,
            Err(ResolveError::Source(source, error)) => {
                return Err(source.failure(Operation::Connect, &error).into());
            }
            Err(ResolveError::NoCredentials) => {
                return Err(no_credentials(profiles, environment).await.into());
            }
        };
        let profile = resolved.source.profile().map(str::to_owned);
        let (profile_key, keys) = match &profile {
            Some(_) => (chain.long_term_key(environment), chain.own_keys()),
            None => (None, None),
        };
        let resolved = with_new_key(resolved, new);
        let signing = user_session(options, sdk, resolved, profile.as_deref(), keys, mfa).await?;
        let source_key = match signing.credentials.session_token() {
            Some(_) => signing.source_key.or(profile_key),
            None => None,
        };
        Ok(Signing { source_key, ..signing })
    }

    /// Assumes the roles of a chain in which at least one needs an MFA code, which the SDK would
    /// not send.
    async fn assume_roles(&self, mfa_roles: MfaRoles<'_>) -> Result<Signing, ConnectError> {
        let Self { options, environment, profiles, config, sdk, mfa } = self;
        let MfaRoles { roles, source: base_source } = mfa_roles;
        let chain = profiles.chain();
        let first = roles.first().map_or(profiles.name(), |role| role.name());
        let Some(base_source) = base_source else {
            let message = format!(
                "profile {first} asks for an MFA code (mfa_serial) to assume its role, and nothing \
                 that could give one assumes it: a user's access keys must be underneath"
            );
            return Err(
                configuration(message, Some(NextStep::Mfa(MfaStep::AddSourceProfile))).into()
            );
        };
        let source = CredentialSource::Profile {
            name: profiles.name().to_owned(),
            provider: chain.provider(),
            provider_profile: chain.provider_profile().unwrap_or(first).to_owned(),
        };
        let context = error_context(options, sdk, source.clone());
        let steps = SignInStep::of_roles(&roles);
        let mfa_sign_in = MfaSignIn::new((*sdk).clone(), steps, &options.sessions, context);
        let runs_process = chain.provider() == ProviderKind::Process;
        let base = async || {
            credentials::base_credentials(config, environment.files(), base_source, runs_process)
                .await
                .map_err(|error| source.failure(Operation::Connect, &error))
        };
        let session = mfa_sign_in.resolve(base, mfa).await?;
        Ok(mfa_signing(session, mfa_sign_in, &source, chain.long_term_key(environment)))
    }
}

/// The new key instead of what was resolved, if there is one.
fn with_new_key(resolved: ResolvedCredentials, new: Option<&NewAccessKey>) -> ResolvedCredentials {
    let Some(new) = new else { return resolved };
    let credentials = new_key::credentials(new);
    let provider = SharedCredentialsProvider::new(credentials.clone());
    ResolvedCredentials { credentials, provider, source: CredentialSource::NewKey }
}

/// A session of the user for an MFA code, if one is wanted and possible; else the credentials as
/// they are.
async fn user_session(
    options: &Options,
    sdk: &SdkConfig,
    resolved: ResolvedCredentials,
    profile: Option<&str>,
    keys: Option<&Profile>,
    mfa: &MfaUse,
) -> Result<Signing, ConnectError> {
    let ResolvedCredentials { credentials, provider, source } = resolved;
    let key = credentials.access_key_id().to_owned();
    let is_long_term = credentials.session_token().is_none();
    let owned_profile = profile.map(str::to_owned);
    let step = SignInStep::of_session(&key, profile, keys, &options.sessions, mfa);
    match step {
        Some(step) if is_long_term => {
            let context = error_context(options, sdk, source.clone());
            let mfa_sign_in = MfaSignIn::new(sdk.clone(), vec![step], &options.sessions, context);
            let session = mfa_sign_in.resolve(async || Ok(credentials), mfa).await?;
            let source_key = Some(AccessKeyId::from_iam(&key));
            let signing = mfa_signing(session, mfa_sign_in, &source, source_key);
            Ok(Signing { profile: owned_profile, ..signing })
        }
        Some(_) if matches!(mfa, MfaUse::Code(_)) => {
            let message = format!(
                "the credentials from {} are temporary already: with them no session can be had \
                 for an MFA code",
                source.label()
            );
            Err(configuration(message, Some(source.next_step())).into())
        }
        _ => Ok(Signing {
            profile: owned_profile,
            credentials,
            provider,
            source,
            source_key: None,
            mfa: None,
        }),
    }
}

fn mfa_signing(
    session: ResolvedSession,
    mfa_sign_in: MfaSignIn,
    base: &CredentialSource,
    source_key: Option<AccessKeyId>,
) -> Signing {
    let ResolvedSession { credentials, session } = session;
    let refresh = SharedCredentialsProvider::new(mfa_sign_in.clone());
    let provider = PrimedProvider::new(credentials.clone(), refresh);
    Signing {
        profile: base.profile().map(str::to_owned),
        credentials,
        provider: SharedCredentialsProvider::new(provider),
        source: CredentialSource::Mfa(Box::new(base.clone())),
        source_key,
        mfa: Some((session, mfa_sign_in)),
    }
}

/// The context of calls made before it is known what signs the session.
fn error_context(options: &Options, sdk: &SdkConfig, source: CredentialSource) -> ErrorContext {
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(sdk));
    ErrorContext { endpoint, source, mfa_could_help: false }
}

fn account(connection: Connection, sdk: SdkConfig, signing: Signing) -> Account {
    let Signing { provider, source, mfa, .. } = signing;
    let sdk = sdk.into_builder().credentials_provider(provider).build();
    let context = ErrorContext {
        endpoint: connection.endpoint.clone(),
        source,
        mfa_could_help: connection.signs_with_long_term_key(),
    };
    let mfa_sign_in = mfa.map(|(_, mfa_sign_in)| mfa_sign_in);
    Account::new(connection, Clients::new(&sdk), context, mfa_sign_in)
}

fn connection(region: String, endpoint: Option<String>, signing: &Signing) -> Connection {
    Connection {
        profile: signing.profile.clone(),
        partition: region::partition(&region).to_owned(),
        region,
        endpoint,
        signing_key: AccessKeyId::from_iam(signing.credentials.access_key_id()),
        source_key: signing.source_key.clone(),
        mfa: signing.mfa.as_ref().map(|(session, _)| session.clone()),
        credentials_from: signing.source.label(),
        demo: false,
    }
}

#[cfg(test)]
mod tests;
