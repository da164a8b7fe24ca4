//! Connecting: region, endpoint and credentials, settled in that order before any call of IAM's.

use super::account::Account;
use super::clients::Clients;
use super::clock::TimersClock;
use super::credentials::{self, Missing, Primed, Resolved};
use super::errors::Place;
use super::mfa::{Ladder, Step, Top};
use super::mistakes::{check_endpoint, check_profile, check_region, configuration, no_credentials};
use super::profiles::{Base, Profiles, Surroundings};
use super::sdk::{configured_endpoint, provider_config, sdk_config};
use super::sign_in::SignIn;
use super::{Options, Transport, new_key, region};
use crate::domain::{
    AccessKeyId, Connection, MfaSession, MfaUse, NewAccessKey, NotConnected, Operation,
};
use aws_config::identity::IdentityCache;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::sdk_config::SharedTimeSource;

/// What a session is signed with.
struct Signed {
    /// The profile in use.
    profile: Option<String>,
    credentials: Credentials,
    /// For later: the same credentials, then fresh ones when they end.
    provider: SharedCredentialsProvider,
    sign_in: SignIn,
    /// The long-term key underneath temporary credentials, as far as it is known.
    source_key: Option<AccessKeyId>,
    mfa: Option<(MfaSession, Ladder)>,
}

/// [`connect_with`], with MFA as the profile says.
///
/// # Errors
/// As [`connect_with`].
pub async fn connect(options: &Options) -> Result<Account, NotConnected> {
    connect_with(options, &MfaUse::AsTheProfileSays, None).await
}

/// Settles profile, region, endpoint and credentials. No call of IAM's is made, but getting the
/// credentials may ask STS, IAM Identity Center, a metadata service or a `credential_process`
/// (see [`terminal_needed`]). `new` is a key created here, which signs instead of a key that the
/// profile or the environment has.
///
/// # Errors
/// [`NotConnected::MfaWanted`] when the code of an MFA device is wanted, and when the one given is
/// refused; or a failure: [`FailureKind::Configuration`](crate::domain::FailureKind::Configuration)
/// for what is wrong with options and files, `Credentials` and `Expired` with the command to run
/// next, and `Unreachable` when whoever gives the credentials does not answer.
pub async fn connect_with(
    options: &Options,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, NotConnected> {
    if let Some(url) = &options.endpoint_url {
        check_endpoint(url)?;
    }
    match &options.transport {
        Transport::InProcess { http, credentials } => {
            in_process(options, http, credentials, mfa, new).await
        }
        Transport::InProcessProfiles { http, config } => {
            network(options, &Surroundings::of_config(config), Some(http), mfa, new).await
        }
        Transport::Network => network(options, &Surroundings::real(), None, mfa, new).await,
    }
}

/// The long-term key that a user's session is signed with, or would be without MFA, where the
/// options lead to one by themselves: not through a role, a process or somebody to ask.
pub async fn long_term_key(options: &Options) -> Option<AccessKeyId> {
    if let Transport::InProcess { credentials, .. } = &options.transport {
        return Some(AccessKeyId::from_iam(credentials.access_key_id()));
    }
    let here = Surroundings::of(&options.transport)?;
    if options.profile.is_none() && here.access_key().is_some() {
        return here.access_key();
    }
    let profiles = Profiles::load(&here, options.profile.as_deref()).await.ok()?;
    let trail = profiles.trail();
    trail.own_keys().and_then(|_| trail.long_term_key(&here))
}

/// What runs a `credential_process` if the credentials are resolved now, in words; such a process
/// may ask for something, so it needs the terminal for itself. `None` when none runs, and when
/// that cannot be known.
pub async fn terminal_needed(options: &Options) -> Option<String> {
    match options.transport {
        Transport::InProcess { .. } | Transport::InProcessProfiles { .. } => None,
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
    if let Some((roles, _)) = trail.mfa_roles() {
        // What the process gave is kept while the code is asked for, and so is the session.
        let sdk = SdkConfig::builder().build();
        let place = place(options, &sdk, SignIn::Environment);
        let ladder = Ladder::new(sdk, Step::of_roles(&roles), &options.sessions, place);
        if !ladder.needs_base() {
            return None;
        }
    }
    Some(format!("credential_process of profile {profile}"))
}

/// The account that answers in this process.
async fn in_process(
    options: &Options,
    http: &SharedHttpClient,
    credentials: &Credentials,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, NotConnected> {
    let region = options.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
    check_region(&region)?;
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .identity_cache(IdentityCache::lazy().build())
        .time_source(SharedTimeSource::new(TimersClock::start()))
        .http_client(http.clone());
    sdk.set_endpoint_url(options.endpoint_url.clone());
    let sdk = sdk.build();
    let resolved = Resolved {
        credentials: credentials.clone(),
        provider: SharedCredentialsProvider::new(credentials.clone()),
        sign_in: SignIn::Machine("the built-in account"),
    };
    let resolved = in_place(resolved, new);
    let profile = options.profile.clone();
    let endpoint = options.endpoint_url.clone();
    let signed = own_session(options, &sdk, resolved, profile.as_deref(), None, mfa).await?;
    let connection = Connection { demo: true, ..connection(region, endpoint, &signed) };
    Ok(account(connection, sdk, signed))
}

/// An account over the network; or one that answers in this process, reached as over the network.
async fn network(
    options: &Options,
    here: &Surroundings,
    http: Option<&SharedHttpClient>,
    mfa: &MfaUse,
    new: Option<&NewAccessKey>,
) -> Result<Account, NotConnected> {
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

    let sdk = sdk_config(options, &profiles, &region, here, http).await;
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(&sdk));
    if let Some(url) = &endpoint {
        check_endpoint(url)?;
    }
    let config = provider_config(&region, http);
    let signed = if !environment_first && trail.mfa_roles().is_some() {
        by_roles(options, here, &profiles, &config, &sdk, mfa).await?
    } else {
        let (name, asked_for) = (profiles.name(), options.profile.is_some());
        let resolved = credentials::resolve(&config, name, asked_for, &trail, here.files()).await;
        let resolved = match resolved {
            Ok(resolved) => resolved,
            Err(Missing::From(sign_in, error)) => {
                return Err(sign_in.failure(Operation::Connect, &error).into());
            }
            Err(Missing::Nowhere) => return Err(no_credentials(&profiles, here).await.into()),
        };
        let profile = resolved.sign_in.profile().map(str::to_owned);
        let underneath = profile.as_ref().and(trail.long_term_key(here));
        let keys = trail.own_keys().filter(|_| profile.is_some());
        let profile = profile.as_deref();
        let resolved = in_place(resolved, new);
        let signed = own_session(options, &sdk, resolved, profile, keys, mfa).await?;
        let source_key = match &signed.credentials.session_token() {
            Some(_) => signed.source_key.or(underneath),
            None => None,
        };
        Signed { source_key, ..signed }
    };
    let connection = connection(region, endpoint, &signed);
    Ok(account(connection, sdk, signed))
}

/// Through roles of which at least one wants an MFA code, which the SDK would not send.
async fn by_roles(
    options: &Options,
    here: &Surroundings,
    profiles: &Profiles,
    config: &ProviderConfig,
    sdk: &SdkConfig,
    wanted: &MfaUse,
) -> Result<Signed, NotConnected> {
    let trail = profiles.trail();
    let (roles, source) = trail.mfa_roles().unwrap_or_default();
    let profile = roles.first().map_or(profiles.name(), |role| role.name());
    let Some(source) = source else {
        let message = format!(
            "profile {profile} asks for an MFA code (mfa_serial) to assume its role, and nothing \
             that could give one assumes it: a user's access keys must be underneath"
        );
        let advice = "Give the profile a source_profile with a user's access keys; or take \
                      mfa_serial out of it, if the role asks for no MFA.";
        return Err(configuration(message, Some(advice.to_owned())).into());
    };
    let sign_in = SignIn::Profile {
        name: profiles.name().to_owned(),
        base: trail.base(),
        base_profile: trail.base_profile().unwrap_or(profile).to_owned(),
    };
    let place = place(options, sdk, sign_in.clone());
    let ladder = Ladder::new(sdk.clone(), Step::of_roles(&roles), &options.sessions, place);
    let runs_process = trail.base() == Base::Process;
    let base = async || {
        let base = credentials::underneath(config, here.files(), source, runs_process).await;
        base.map_err(|error| sign_in.failure(Operation::Connect, &error))
    };
    let top = ladder.climb(base, wanted).await?;
    Ok(signed_at(top, ladder, &sign_in, trail.long_term_key(here)))
}

/// With a key created here instead, if there is one.
fn in_place(resolved: Resolved, new: Option<&NewAccessKey>) -> Resolved {
    let Some(new) = new else { return resolved };
    let credentials = new_key::credentials(new);
    let provider = SharedCredentialsProvider::new(credentials.clone());
    Resolved { credentials, provider, sign_in: SignIn::NewKey }
}

/// A session of the user's own, where one is wanted and can be had; else what there is.
async fn own_session(
    options: &Options,
    sdk: &SdkConfig,
    resolved: Resolved,
    profile: Option<&str>,
    keys: Option<&aws_config::profile::Profile>,
    wanted: &MfaUse,
) -> Result<Signed, NotConnected> {
    let Resolved { credentials, provider, sign_in } = resolved;
    let key = credentials.access_key_id().to_owned();
    let long_term = credentials.session_token().is_none();
    let place = place(options, sdk, sign_in.clone());
    let session = Step::of_session(&key, profile, keys, &options.sessions, wanted);
    let ladder = session.map(|step| Ladder::new(sdk.clone(), vec![step], &options.sessions, place));
    match ladder {
        Some(ladder) if long_term => {
            let top = ladder.climb(async || Ok(credentials), wanted).await?;
            let source_key = Some(AccessKeyId::from_iam(&key));
            let profile = profile.map(str::to_owned);
            Ok(Signed { profile, ..signed_at(top, ladder, &sign_in, source_key) })
        }
        Some(_) if matches!(wanted, MfaUse::Code(_)) => {
            let message = format!(
                "the credentials from {} are temporary already: with them no session can be had \
                 for an MFA code",
                sign_in.source()
            );
            Err(configuration(message, Some(sign_in.advice())).into())
        }
        _ => {
            let profile = profile.map(str::to_owned);
            Ok(Signed { profile, credentials, provider, sign_in, source_key: None, mfa: None })
        }
    }
}

fn signed_at(
    top: Top,
    ladder: Ladder,
    underneath: &SignIn,
    source_key: Option<AccessKeyId>,
) -> Signed {
    let then = SharedCredentialsProvider::new(ladder.clone());
    Signed {
        profile: underneath.profile().map(str::to_owned),
        provider: SharedCredentialsProvider::new(Primed::new(top.credentials.clone(), then)),
        credentials: top.credentials,
        sign_in: SignIn::Mfa(Box::new(underneath.clone())),
        source_key,
        mfa: Some((top.session, ladder)),
    }
}

/// Where calls are made from, until it is known what signs them.
fn place(options: &Options, sdk: &SdkConfig, sign_in: SignIn) -> Place {
    let endpoint = options.endpoint_url.clone().or_else(|| configured_endpoint(sdk));
    Place { endpoint, sign_in, without_mfa: false, ladder: None }
}

fn account(connection: Connection, sdk: SdkConfig, signed: Signed) -> Account {
    let Signed { provider, sign_in, mfa, .. } = signed;
    let sdk = sdk.into_builder().credentials_provider(provider).build();
    let place = Place {
        endpoint: connection.endpoint.clone(),
        sign_in,
        without_mfa: connection.signs_with_long_term_key(),
        ladder: mfa.map(|(_, ladder)| ladder),
    };
    Account::new(connection, Clients::new(&sdk), place)
}

fn connection(region: String, endpoint: Option<String>, signed: &Signed) -> Connection {
    Connection {
        profile: signed.profile.clone(),
        partition: region::partition(&region).to_owned(),
        region,
        endpoint,
        signing_key: AccessKeyId::from_iam(signed.credentials.access_key_id()),
        source_key: signed.source_key.clone(),
        mfa: signed.mfa.as_ref().map(|(session, _)| session.clone()),
        credentials_from: signed.sign_in.source(),
        demo: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::mfa::Sessions;
    use super::super::profiles::testing::surroundings;
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
        let run = process_run(&options(profile), &surroundings(env, CONFIG)).await;
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
        let here = surroundings(&[], CONFIG);
        let (options, mfa) = (options(Some(profile)), MfaUse::AsTheProfileSays);
        let failure = match network(&options, &here, None, &mfa, None).await {
            Err(NotConnected::Failed(failure)) => failure,
            other => panic!("{other:?}"),
        };
        assert_eq!(failure.kind, FailureKind::Configuration);
        assert!(failure.message.contains(says), "{failure}");
        assert!(failure.next_step().contains(advises), "{}", failure.next_step());
    }
}
