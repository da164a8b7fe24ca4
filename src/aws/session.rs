//! Connecting: region, endpoint and credentials, settled in that order before any call of IAM's.

use super::account::Account;
use super::clients::Clients;
use super::clock::TokioClock;
use super::credential_source::CredentialSource;
use super::credentials::{self, PrimedProvider, ResolveError, ResolvedCredentials};
use super::errors::ErrorContext;
use super::mfa::{MfaSignIn, ResolvedSession, SignInStep};
use super::profiles::{AwsEnvironment, Profiles, ProviderKind};
use super::sdk::{configured_endpoint, provider_config, sdk_config};
use super::validation::{
    check_endpoint, check_profile, check_region, configuration, no_credentials,
};
use super::{Options, Transport, new_key, region};
use crate::domain::{
    AccessKeyId, ConnectError, Connection, MfaSession, MfaUse, NewAccessKey, Operation,
};
use aws_config::identity::IdentityCache;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::sdk_config::SharedTimeSource;

/// What a session is signed with.
struct Signing {
    /// The profile in use.
    profile: Option<String>,
    credentials: Credentials,
    /// For later: the same credentials, then fresh ones when they end.
    provider: SharedCredentialsProvider,
    source: CredentialSource,
    /// The long-term key underneath temporary credentials, as far as it is known.
    source_key: Option<AccessKeyId>,
    mfa: Option<(MfaSession, MfaSignIn)>,
}

/// [`connect_with`], with MFA as the profile says.
///
/// # Errors
/// As [`connect_with`].
pub async fn connect(options: &Options) -> Result<Account, ConnectError> {
    connect_with(options, &MfaUse::AsTheProfileSays, None).await
}

/// Settles profile, region, endpoint and credentials. No call of IAM's is made, but getting the
/// credentials may ask STS, IAM Identity Center, a metadata service or a `credential_process`
/// (see [`terminal_needed`]). `new` is a key created here, which signs instead of a key that the
/// profile or the environment has.
///
/// # Errors
/// [`ConnectError::MfaRequired`] when the code of an MFA device is wanted, and when the one given is
/// refused; or a failure: [`FailureKind::Configuration`](crate::domain::FailureKind::Configuration)
/// for what is wrong with options and files, `Credentials` and `Expired` with the command to run
/// next, and `Unreachable` when whoever gives the credentials does not answer.
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
            connect_over_network(options, &AwsEnvironment::of_config(config), Some(http), mfa, new)
                .await
        }
        Transport::Network => {
            connect_over_network(options, &AwsEnvironment::real(), None, mfa, new).await
        }
    }
}

/// The long-term key that a user's session is signed with, or would be without MFA, where the
/// options lead to one by themselves: not through a role, a process or somebody to ask.
pub async fn long_term_key(options: &Options) -> Option<AccessKeyId> {
    if let Transport::InProcess { credentials, .. } = &options.transport {
        return Some(AccessKeyId::from_iam(credentials.access_key_id()));
    }
    let environment = AwsEnvironment::of(&options.transport)?;
    if options.profile.is_none() && environment.access_key().is_some() {
        return environment.access_key();
    }
    let profiles = Profiles::load(&environment, options.profile.as_deref()).await.ok()?;
    let chain = profiles.chain();
    chain.own_keys().and_then(|_| chain.long_term_key(&environment))
}

/// What runs a `credential_process` if the credentials are resolved now, in words; such a process
/// may ask for something, so it needs the terminal for itself. `None` when none runs, and when
/// that cannot be known.
pub async fn terminal_needed(options: &Options) -> Option<String> {
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
    let profile = chain.provider_profile().filter(|_| chain.provider() == ProviderKind::Process)?;
    if let Some((roles, _)) = chain.mfa_roles() {
        // What the process gave is kept while the code is asked for, and so is the session.
        let sdk = SdkConfig::builder().build();
        let context = context(options, &sdk, CredentialSource::Environment);
        let mfa_sign_in =
            MfaSignIn::new(sdk, SignInStep::of_roles(&roles), &options.sessions, context);
        if !mfa_sign_in.needs_base_credentials() {
            return None;
        }
    }
    Some(format!("credential_process of profile {profile}"))
}

/// The account that answers in this process.
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
    let profile = options.profile.clone();
    let endpoint = options.endpoint_url.clone();
    let signing = user_session(options, &sdk, resolved, profile.as_deref(), None, mfa).await?;
    let connection = Connection { demo: true, ..connection(region, endpoint, &signing) };
    Ok(account(connection, sdk, signing))
}

/// An account over the network; or one that answers in this process, reached as over the network.
async fn connect_over_network(
    options: &Options,
    environment: &AwsEnvironment,
    http: Option<&SharedHttpClient>,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, ConnectError> {
    let environment_first = options.profile.is_none() && environment.access_key().is_some();
    let profiles = Profiles::load(environment, options.profile.as_deref())
        .await
        .map_err(|trouble| configuration(trouble, None))?;
    let chain = profiles.chain();
    if !environment_first {
        check_profile(&profiles, &chain, environment).await?;
    }
    let region = region::choose(options.region.as_deref(), environment, Some(&chain));
    check_region(&region)?;

    let sdk = sdk_config(options, &profiles, &region, environment, http).await;
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(&sdk));
    if let Some(url) = &endpoint {
        check_endpoint(url)?;
    }
    let config = provider_config(&region, http);
    let signing = if !environment_first && chain.mfa_roles().is_some() {
        assume_roles_with_mfa(options, environment, &profiles, &config, &sdk, mfa).await?
    } else {
        let (name, asked_for) = (profiles.name(), options.profile.is_some());
        let resolved =
            credentials::resolve(&config, name, asked_for, &chain, environment.files()).await;
        let resolved = match resolved {
            Ok(resolved) => resolved,
            Err(ResolveError::Source(source, error)) => {
                return Err(source.failure(Operation::Connect, &error).into());
            }
            Err(ResolveError::NoCredentials) => {
                return Err(no_credentials(&profiles, environment).await.into());
            }
        };
        let profile = resolved.source.profile().map(str::to_owned);
        let underneath = profile.as_ref().and(chain.long_term_key(environment));
        let keys = chain.own_keys().filter(|_| profile.is_some());
        let profile = profile.as_deref();
        let resolved = with_new_key(resolved, new);
        let signing = user_session(options, &sdk, resolved, profile, keys, mfa).await?;
        let source_key = match &signing.credentials.session_token() {
            Some(_) => signing.source_key.or(underneath),
            None => None,
        };
        Signing { source_key, ..signing }
    };
    let connection = connection(region, endpoint, &signing);
    Ok(account(connection, sdk, signing))
}

/// Through roles of which at least one wants an MFA code, which the SDK would not send.
async fn assume_roles_with_mfa(
    options: &Options,
    environment: &AwsEnvironment,
    profiles: &Profiles,
    config: &ProviderConfig,
    sdk: &SdkConfig,
    wanted: &MfaUse,
) -> Result<Signing, ConnectError> {
    let chain = profiles.chain();
    let (roles, base_source) = chain.mfa_roles().unwrap_or_default();
    let profile = roles.first().map_or(profiles.name(), |role| role.name());
    let Some(base_source) = base_source else {
        let message = format!(
            "profile {profile} asks for an MFA code (mfa_serial) to assume its role, and nothing \
             that could give one assumes it: a user's access keys must be underneath"
        );
        let advice = "Give the profile a source_profile with a user's access keys; or take \
                      mfa_serial out of it, if the role asks for no MFA.";
        return Err(configuration(message, Some(advice.to_owned())).into());
    };
    let source = CredentialSource::Profile {
        name: profiles.name().to_owned(),
        provider: chain.provider(),
        provider_profile: chain.provider_profile().unwrap_or(profile).to_owned(),
    };
    let context = context(options, sdk, source.clone());
    let mfa_sign_in =
        MfaSignIn::new(sdk.clone(), SignInStep::of_roles(&roles), &options.sessions, context);
    let runs_process = chain.provider() == ProviderKind::Process;
    let base = async || {
        let base =
            credentials::base_credentials(config, environment.files(), base_source, runs_process)
                .await;
        base.map_err(|error| source.failure(Operation::Connect, &error))
    };
    let resolved = mfa_sign_in.resolve(base, wanted).await?;
    Ok(mfa_signing(resolved, mfa_sign_in, &source, chain.long_term_key(environment)))
}

/// With a key created here instead, if there is one.
fn with_new_key(resolved: ResolvedCredentials, new: Option<&NewAccessKey>) -> ResolvedCredentials {
    let Some(new) = new else { return resolved };
    let credentials = new_key::credentials(new);
    let provider = SharedCredentialsProvider::new(credentials.clone());
    ResolvedCredentials { credentials, provider, source: CredentialSource::NewKey }
}

/// A session of the user's own, where one is wanted and can be had; else what there is.
async fn user_session(
    options: &Options,
    sdk: &SdkConfig,
    resolved: ResolvedCredentials,
    profile: Option<&str>,
    keys: Option<&aws_config::profile::Profile>,
    wanted: &MfaUse,
) -> Result<Signing, ConnectError> {
    let ResolvedCredentials { credentials, provider, source } = resolved;
    let key = credentials.access_key_id().to_owned();
    let long_term = credentials.session_token().is_none();
    let context = context(options, sdk, source.clone());
    let step = SignInStep::of_session(&key, profile, keys, &options.sessions, wanted);
    let mfa_sign_in =
        step.map(|step| MfaSignIn::new(sdk.clone(), vec![step], &options.sessions, context));
    match mfa_sign_in {
        Some(mfa_sign_in) if long_term => {
            let session = mfa_sign_in.resolve(async || Ok(credentials), wanted).await?;
            let source_key = Some(AccessKeyId::from_iam(&key));
            let profile = profile.map(str::to_owned);
            Ok(Signing { profile, ..mfa_signing(session, mfa_sign_in, &source, source_key) })
        }
        Some(_) if matches!(wanted, MfaUse::Code(_)) => {
            let message = format!(
                "the credentials from {} are temporary already: with them no session can be had \
                 for an MFA code",
                source.label()
            );
            Err(configuration(message, Some(source.advice())).into())
        }
        _ => {
            let profile = profile.map(str::to_owned);
            Ok(Signing { profile, credentials, provider, source, source_key: None, mfa: None })
        }
    }
}

fn mfa_signing(
    session: ResolvedSession,
    mfa_sign_in: MfaSignIn,
    underneath: &CredentialSource,
    source_key: Option<AccessKeyId>,
) -> Signing {
    let then = SharedCredentialsProvider::new(mfa_sign_in.clone());
    Signing {
        profile: underneath.profile().map(str::to_owned),
        provider: SharedCredentialsProvider::new(PrimedProvider::new(
            session.credentials.clone(),
            then,
        )),
        credentials: session.credentials,
        source: CredentialSource::Mfa(Box::new(underneath.clone())),
        source_key,
        mfa: Some((session.session, mfa_sign_in)),
    }
}

/// Where calls are made from, until it is known what signs them.
fn context(options: &Options, sdk: &SdkConfig, source: CredentialSource) -> ErrorContext {
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(sdk));
    ErrorContext { endpoint, source, mfa_could_help: false, mfa_sign_in: None }
}

fn account(connection: Connection, sdk: SdkConfig, signing: Signing) -> Account {
    let Signing { provider, source, mfa, .. } = signing;
    let sdk = sdk.into_builder().credentials_provider(provider).build();
    let context = ErrorContext {
        endpoint: connection.endpoint.clone(),
        source,
        mfa_could_help: connection.signs_with_long_term_key(),
        mfa_sign_in: mfa.map(|(_, mfa_sign_in)| mfa_sign_in),
    };
    Account::new(connection, Clients::new(&sdk), context)
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
mod tests {
    use super::super::mfa::Sessions;
    use super::super::profiles::testing::environment_with;
    use super::*;
    use crate::domain::FailureKind;
    use rstest::rstest;

    const CONFIG: &str = "[profile keys]\naws_access_key_id = x\naws_secret_access_key = y\n\
        [profile ask]\ncredential_process = op\n\
        [profile asks]\nrole_arn = r\nsource_profile = ask\n\
        [profile mfa]\nrole_arn = r\nsource_profile = keys\nmfa_serial = m\n\
        [profile machine]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata\nmfa_serial = m\n\
        [profile lost]\nrole_arn = r\nsource_profile = gone\n";

    fn options(profile: Option<&str>) -> Options {
        Options {
            profile: profile.map(str::to_owned),
            region: None,
            endpoint_url: None,
            transport: Transport::Network,
            sessions: Sessions::default(),
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
        let run = credential_process(&options(profile), &environment_with(env, CONFIG)).await;
        assert_eq!(run, process.map(|name| format!("credential_process of profile {name}")));
    }

    #[rstest]
    #[case("gone", "there are the profiles ask, asks, keys, lost, machine, mfa", "--profile")]
    #[case("lost", "source_profile \"gone\", which is not there", "Mend the configuration")]
    #[case("machine", "nothing that could give one", "source_profile")]
    #[tokio::test]
    async fn profiles_that_cannot_work_are_named(
        #[case] profile: &str,
        #[case] says: &str,
        #[case] advises: &str,
    ) {
        let environment = environment_with(&[], CONFIG);
        let (options, mfa) = (options(Some(profile)), MfaUse::AsTheProfileSays);
        let failure = match connect_over_network(&options, &environment, None, &mfa, None).await {
            Err(ConnectError::Failed(failure)) => failure,
            other => panic!("{other:?}"),
        };
        assert_eq!(failure.kind, FailureKind::Configuration);
        assert!(failure.message.contains(says), "{failure}");
        assert!(failure.next_step().contains(advises), "{}", failure.next_step());
    }
}
