//! Where credentials come from, and what to do when they fail or expire.

use super::error_chain::{RootCause, root_cause};
use super::profiles::ProviderKind;
use crate::domain::{
    Connection, CredentialStep, Failure, FailureKind, MfaStep, NextStep, Operation, shell,
};
use aws_credential_types::provider::error::CredentialsError;

/// Where the session's credentials come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum CredentialSource {
    Environment,
    Profile {
        /// The profile in use.
        name: String,
        /// What its chain of profiles ends at.
        provider: ProviderKind,
        /// The last profile of the chain.
        provider_profile: String,
    },
    /// The role of a container, an instance or a web identity, by this description.
    Machine(&'static str),
    /// A session for an MFA code, made of these base credentials.
    Mfa(Box<CredentialSource>),
    /// A key created in this session, which is in memory only.
    NewKey,
}

impl CredentialSource {
    /// The source as messages name it: `profile prod`, `environment variables`.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Environment => Connection::ENVIRONMENT.to_owned(),
            Self::Profile { name, .. } => format!("profile {name}"),
            Self::Machine(what) => (*what).to_owned(),
            Self::NewKey => Connection::NEW_KEY.to_owned(),
            Self::Mfa(base) => base.label(),
        }
    }

    /// The profile in use, if the credentials are a profile's.
    pub(super) fn profile(&self) -> Option<&str> {
        match self {
            Self::Profile { name, .. } => Some(name),
            Self::Mfa(base) => base.profile(),
            Self::Environment | Self::Machine(_) | Self::NewKey => None,
        }
    }

    /// How to get fresh credentials.
    pub(super) fn next_step(&self) -> NextStep {
        let (provider, profile) = match self {
            Self::Environment => return NextStep::Credentials(CredentialStep::RenewEnvironment),
            Self::Mfa(_) => return NextStep::Mfa(MfaStep::RenewSession),
            Self::NewKey => return NextStep::Credentials(CredentialStep::UseSavedKey),
            Self::Machine(_) => return NextStep::Credentials(CredentialStep::RefreshMachineRole),
            Self::Profile { provider, provider_profile, .. } => (provider, provider_profile),
        };
        let for_profile = match profile.as_str() {
            "default" => String::new(),
            name => format!(" --profile {}", shell::quote(name)),
        };
        match provider {
            ProviderKind::Sso => NextStep::Run(format!("aws sso login{for_profile}")),
            ProviderKind::Login => NextStep::Run(format!("aws login{for_profile}")),
            ProviderKind::Process => {
                NextStep::Credentials(CredentialStep::CheckProcess(profile.clone()))
            }
            _ => NextStep::Credentials(CredentialStep::RenewProfile(profile.clone())),
        }
    }

    /// The failure when this source has no credentials.
    pub(super) fn failure(&self, operation: Operation, error: &CredentialsError) -> Failure {
        let RootCause { code, message, texts } = root_cause(error);
        let signs_in =
            matches!(self, Self::Profile { provider: ProviderKind::Sso | ProviderKind::Login, .. });
        let text = format!("{} {texts}", code.as_deref().unwrap_or("")).to_lowercase();
        let mentions = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let timed_out = matches!(error, CredentialsError::ProviderTimedOut(_));
        let kind = if mentions(&["expired", "reauthenticate"]) {
            FailureKind::Expired
        } else if timed_out || mentions(&["dispatch failure", "request has timed out"]) {
            FailureKind::Unreachable
        } else if signs_in
            && mentions(&["unauthorized", "failed to read", "cached", "access denied"])
        {
            FailureKind::Expired
        } else if matches!(error, CredentialsError::InvalidConfiguration(_)) {
            FailureKind::Configuration
        } else {
            FailureKind::Credentials
        };
        let advice = match kind {
            FailureKind::Unreachable | FailureKind::Configuration => None,
            _ if code.as_deref() == Some("AccessDenied") => {
                Some(NextStep::Credentials(CredentialStep::AllowAssumeRole))
            }
            _ => Some(self.next_step()),
        };
        let source = self.label();
        let message = match kind {
            FailureKind::Expired if signs_in => {
                format!("{source} is not signed in, or no longer ({message})")
            }
            FailureKind::Expired => format!("the credentials of {source} have expired ({message})"),
            FailureKind::Unreachable => {
                format!("no answer to get credentials from {source}: {message}")
            }
            FailureKind::Configuration => message,
            _ => format!("no credentials from {source}: {message}"),
        };
        Failure { code, advice, ..Failure::new(operation, kind, message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::next_step;
    use aws_sdk_iam::error::ErrorMetadata;
    use rstest::rstest;

    fn profile(provider: ProviderKind) -> CredentialSource {
        CredentialSource::Profile {
            name: "prod".into(),
            provider,
            provider_profile: "it's corp".into(),
        }
    }

    #[rstest]
    #[case(
        ProviderKind::Sso,
        "the SSO token has expired and cannot be refreshed",
        FailureKind::Expired,
        "Run aws sso login --profile 'it'\\''s corp', then press r."
    )]
    #[case(
        ProviderKind::Sso,
        "failed to read `/home/ada/.aws/sso/cache/x.json`",
        FailureKind::Expired,
        "Run aws sso login --profile 'it'\\''s corp', then press r."
    )]
    #[case(
        ProviderKind::Login,
        "cached Login token is expired",
        FailureKind::Expired,
        "Run aws login --profile 'it'\\''s corp', then press r."
    )]
    #[case(
        ProviderKind::Process,
        "external process exited with code 1. Stderr: locked",
        FailureKind::Credentials,
        "Check the credential_process of profile it's corp, then press r."
    )]
    fn advice_names_the_command(
        #[case] provider: ProviderKind,
        #[case] message: &str,
        #[case] kind: FailureKind,
        #[case] advice: &str,
    ) {
        let error = CredentialsError::provider_error(message);
        let failure = profile(provider).failure(Operation::Connect, &error);
        assert_eq!((failure.kind, next_step(&failure).as_str()), (kind, advice));
        assert!(failure.message.contains(message) && failure.message.contains("profile prod"));
    }

    #[test]
    fn a_refusal_of_aws_is_quoted() {
        let refusal = ErrorMetadata::builder().code("AccessDenied").message("not you").build();
        let failure = profile(ProviderKind::Keys)
            .failure(Operation::Connect, &CredentialsError::provider_error(refusal));
        assert_eq!(failure.to_string(), "AccessDenied: no credentials from profile prod: not you.");
        assert!(next_step(&failure).contains("sts:AssumeRole"));
    }

    #[test]
    fn the_default_profile_needs_no_name() {
        let default = CredentialSource::Profile {
            name: "default".into(),
            provider: ProviderKind::Login,
            provider_profile: "default".into(),
        };
        assert_eq!(default.next_step(), NextStep::Run("aws login".to_owned()));
    }
}
