//! Signing in with the codes of MFA devices, which the SDK does not do.
//!
//! A [`MfaSignIn`] gets from base credentials to a session in steps: one `GetSessionToken` for a
//! session of the user's own, or an `AssumeRole` for each role of a profile, from the first that
//! needs a code. A step with a code runs once; its session is kept in memory ([`Sessions`]) until
//! it expires. Steps without a code run again whenever their credentials expire.

mod store;
mod sts;
#[cfg(test)]
mod tests;

pub use self::store::Sessions;

use self::store::{LiveSession, SessionKey};
use self::sts::{Role, Sts, code_refusal};
use super::errors::ErrorContext;
use crate::domain::{
    ConnectError, Failure, FailureKind, MfaAnswer, MfaChallenge, MfaPurpose, MfaSession, MfaUse,
    Operation,
};
use aws_config::SdkConfig;
use aws_config::profile::Profile;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use std::sync::Arc;
use std::time::Duration;

/// Sessions that expire sooner are not used to connect.
const MIN_REMAINING: Duration = Duration::from_mins(1);

/// One call of STS on the way to the session.
#[derive(Clone, Debug)]
pub(super) struct SignInStep {
    profile: Option<String>,
    request: StepRequest,
    /// The device whose code the step needs.
    serial: Option<String>,
    /// How long the session is to last, in seconds, if the profile says.
    seconds: Option<i32>,
}

#[derive(Clone, Debug)]
enum StepRequest {
    /// `GetSessionToken`, signed with this long-term key.
    SessionToken(String),
    AssumeRole(Role),
}

/// The steps from base credentials to the session.
#[derive(Clone, Debug)]
pub(super) struct MfaSignIn {
    sts: Sts,
    steps: Vec<SignInStep>,
    sessions: Sessions,
    context: Arc<ErrorContext>,
}

/// The session has expired, and a new one needs a new code.
#[derive(Debug, thiserror::Error)]
#[error("the session of the MFA code has expired")]
struct SessionExpired;

/// The credentials after the last step, and the session they belong to.
#[derive(Debug)]
pub(super) struct ResolvedSession {
    pub(super) credentials: Credentials,
    pub(super) session: MfaSession,
}

impl MfaSignIn {
    pub(super) fn new(
        sdk: SdkConfig,
        steps: Vec<SignInStep>,
        sessions: &Sessions,
        context: ErrorContext,
    ) -> Self {
        Self { sts: Sts { sdk }, steps, sessions: sessions.clone(), context: Arc::new(context) }
    }

    /// The session of the last step possible that stays valid for `at_least`, and the number of
    /// steps up to it.
    fn latest_session(&self, at_least: Duration) -> Option<(usize, LiveSession)> {
        let now = self.sts.now();
        for (index, step) in self.steps.iter().enumerate().rev() {
            if step.serial.is_none() {
                continue;
            }
            if let Some(session) = self.sessions.live(&step.key(), now, at_least) {
                return Some((index + 1, session));
            }
        }
        None
    }

    /// Whether connecting needs base credentials that are not kept.
    pub(super) fn needs_base_credentials(&self) -> bool {
        let are_kept = self.base_profile().is_some_and(|profile| self.sessions.has_base(profile));
        !are_kept && self.latest_session(MIN_REMAINING).is_none()
    }

    fn base_profile(&self) -> Option<&str> {
        self.steps.first().and_then(|step| step.profile.as_deref())
    }

    /// Runs the steps that are left after the latest session, or all of them from `base`.
    pub(super) async fn resolve(
        &self,
        base: impl AsyncFnOnce() -> Result<Credentials, Failure>,
        mfa: &MfaUse,
    ) -> Result<ResolvedSession, ConnectError> {
        let mut answer = match mfa {
            MfaUse::Code(answer) => Some(answer),
            MfaUse::FromProfile | MfaUse::Without => None,
        };
        // A code for a session of the user's own is meant for a new one.
        let replaces_session = answer.is_some() && self.is_user_session();
        let latest = if replaces_session { None } else { self.latest_session(MIN_REMAINING) };
        let (done, mut session, mut credentials) = match latest {
            Some((done, live)) => (done, Some(live.describe()), live.credentials),
            None => (0, None, self.base_credentials(base, answer.is_some()).await?),
        };
        for (index, step) in self.steps.iter().enumerate().skip(done) {
            let Some(serial) = &step.serial else {
                credentials = self.run(step, &credentials, None).await?;
                continue;
            };
            let Some(answer) = answer.take_if(|answer| answer.serial == *serial) else {
                return Err(self.code_required(index, step, credentials, None));
            };
            match self.run_with_code(step, &credentials, answer).await {
                Ok(issued) => {
                    let live = LiveSession { serial: serial.clone(), credentials: issued.clone() };
                    session = Some(live.describe());
                    self.sessions.keep(step.key(), live);
                    credentials = issued;
                }
                Err(failure) => {
                    return Err(match code_refusal(failure) {
                        Ok(refused) => self.code_required(index, step, credentials, Some(refused)),
                        Err(failure) => failure.into(),
                    });
                }
            }
        }
        let session = session.ok_or_else(|| session_expired(Operation::Connect))?;
        Ok(ResolvedSession { credentials, session })
    }

    fn is_user_session(&self) -> bool {
        matches!(self.steps.as_slice(), [SignInStep { request: StepRequest::SessionToken(_), .. }])
    }

    /// Asks for the code of a step. Base credentials are kept meanwhile, because getting them may
    /// have taken the person's attention, too.
    fn code_required(
        &self,
        index: usize,
        step: &SignInStep,
        credentials: Credentials,
        refused: Option<Failure>,
    ) -> ConnectError {
        if let (0, Some(profile)) = (index, &step.profile) {
            self.sessions.keep_base(profile, credentials);
        }
        ConnectError::MfaRequired(Box::new(MfaChallenge {
            serial: step.serial.clone().unwrap_or_default(),
            profile: step.profile.clone(),
            purpose: match &step.request {
                StepRequest::SessionToken(_) => MfaPurpose::Session,
                StepRequest::AssumeRole(role) => MfaPurpose::Role(role.arn.clone()),
            },
            refused,
        }))
    }

    /// The base credentials: those kept since the code was requested, if there is a code now.
    async fn base_credentials(
        &self,
        base: impl AsyncFnOnce() -> Result<Credentials, Failure>,
        has_code: bool,
    ) -> Result<Credentials, Failure> {
        let kept = self.base_profile().and_then(|profile| self.sessions.take_base(profile));
        let now = self.sts.now();
        match kept {
            Some(kept) if has_code && kept.expiry().is_none_or(|until| now < until) => Ok(kept),
            _ => base().await,
        }
    }

    /// Runs a step with a code, unless that code was sent before.
    async fn run_with_code(
        &self,
        step: &SignInStep,
        signed_with: &Credentials,
        answer: &MfaAnswer,
    ) -> Result<Credentials, Failure> {
        if !self.sessions.mark_sent(answer) {
            let message = "not sent, since this code was sent already: that would be an invalid \
                           MFA one time pass code";
            return Err(Failure::new(step.operation(), FailureKind::Denied, message));
        }
        self.run(step, signed_with, Some(answer)).await
    }

    async fn run(
        &self,
        step: &SignInStep,
        signed_with: &Credentials,
        answer: Option<&MfaAnswer>,
    ) -> Result<Credentials, Failure> {
        let (seconds, context) = (step.seconds, &self.context);
        match (&step.request, answer) {
            (StepRequest::AssumeRole(role), answer) => {
                self.sts.assume_role(signed_with, role, answer, seconds, context).await
            }
            (StepRequest::SessionToken(_), Some(answer)) => {
                self.sts.session_token(signed_with, answer, seconds, context).await
            }
            (StepRequest::SessionToken(_), None) => Err(session_expired(step.operation())),
        }
    }

    /// Forgets the sessions, which AWS does not accept any more: the next connect asks for a code.
    pub(super) fn end(&self) {
        for step in self.steps.iter().filter(|step| step.serial.is_some()) {
            self.sessions.end(&step.key());
        }
    }

    /// Fresh credentials, if no step to them needs a code.
    async fn refresh(&self) -> Result<Credentials, CredentialsError> {
        let expired = || CredentialsError::provider_error(SessionExpired);
        let (done, live) = self.latest_session(Duration::ZERO).ok_or_else(expired)?;
        let mut credentials = live.credentials;
        for step in self.steps.iter().skip(done) {
            if step.serial.is_some() {
                return Err(expired());
            }
            let issued = self.run(step, &credentials, None).await;
            credentials = issued.map_err(CredentialsError::provider_error)?;
        }
        Ok(credentials)
    }
}

impl ProvideCredentials for MfaSignIn {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.refresh())
    }
}

impl SignInStep {
    /// The step from a long-term key to a session of its user's own. `None` if nobody wants MFA:
    /// the person, a session that there was before, or the profile that the key is in. `keys` is
    /// that profile.
    pub(super) fn of_session(
        key: &str,
        profile: Option<&str>,
        keys: Option<&Profile>,
        sessions: &Sessions,
        mfa: &MfaUse,
    ) -> Option<Self> {
        let mut step = Self {
            profile: profile.map(str::to_owned),
            request: StepRequest::SessionToken(key.to_owned()),
            serial: None,
            seconds: keys.and_then(seconds),
        };
        let serial = match mfa {
            MfaUse::Without => return None,
            MfaUse::Code(answer) => answer.serial.clone(),
            MfaUse::FromProfile => match sessions.device(&step.key()) {
                Some(serial) => serial,
                None => setting(keys?, "mfa_serial")?.to_owned(),
            },
        };
        step.serial = Some(serial);
        Some(step)
    }

    /// A step for the role of each profile.
    pub(super) fn of_roles(profiles: &[&Profile]) -> Vec<Self> {
        profiles.iter().map(|profile| Self::of_role(profile)).collect()
    }

    fn of_role(profile: &Profile) -> Self {
        let owned = |key| setting(profile, key).map(str::to_owned);
        Self {
            profile: Some(profile.name().to_owned()),
            request: StepRequest::AssumeRole(Role {
                arn: owned("role_arn").unwrap_or_default(),
                external_id: owned("external_id"),
                session_name: owned("role_session_name"),
            }),
            serial: owned("mfa_serial"),
            seconds: seconds(profile),
        }
    }

    fn key(&self) -> SessionKey {
        let subject = match &self.request {
            StepRequest::SessionToken(key) => key.clone(),
            StepRequest::AssumeRole(role) => {
                format!("{} {}", role.arn, self.serial.as_deref().unwrap_or_default())
            }
        };
        SessionKey { profile: self.profile.clone(), subject }
    }

    fn operation(&self) -> Operation {
        match self.request {
            StepRequest::SessionToken(_) => Operation::GetSessionToken,
            StepRequest::AssumeRole(_) => Operation::AssumeRole,
        }
    }
}

/// How long a profile wants its sessions to last. STS decides if it does not say, as with the AWS
/// CLI.
fn seconds(profile: &Profile) -> Option<i32> {
    setting(profile, "duration_seconds")?.parse().ok()
}

fn setting<'a>(profile: &'a Profile, key: &str) -> Option<&'a str> {
    profile.get(key).map(str::trim).filter(|value| !value.is_empty())
}

fn session_expired(operation: Operation) -> Failure {
    Failure::new(operation, FailureKind::Expired, SessionExpired.to_string())
}
