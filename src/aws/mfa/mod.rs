//! Signing in with codes of MFA devices, which the SDK does not do.
//!
//! A [`MfaSignIn`] leads from the credentials underneath to the session: one step for a user's own
//! session (`GetSessionToken`), one for each role of a profile from the first that wants a code
//! (`AssumeRole`). A step with a code is taken once; its session is kept in memory ([`Sessions`]),
//! and serves until it ends. The steps without are taken again whenever their credentials end.

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

/// A session that ends sooner is not begun to work with.
const MIN_REMAINING: Duration = Duration::from_mins(1);

/// One step up.
#[derive(Clone, Debug)]
pub(super) struct SignInStep {
    profile: Option<String>,
    ask: StepRequest,
    /// The device whose code is wanted.
    serial: Option<String>,
    /// How long the session is to last, in seconds, if the profile says.
    seconds: Option<i32>,
}

#[derive(Clone, Debug)]
enum StepRequest {
    /// `GetSessionToken`, with this long-term key.
    SessionToken(String),
    /// `AssumeRole`
    AssumeRole(Role),
}

/// The way from the credentials underneath to the session.
#[derive(Clone, Debug)]
pub(super) struct MfaSignIn {
    sts: Sts,
    /// From below.
    steps: Vec<SignInStep>,
    sessions: Sessions,
    context: Arc<ErrorContext>,
}

/// The session is over, and a new one takes a new code.
#[derive(Debug, thiserror::Error)]
#[error("the session of the MFA code has expired")]
struct SessionEnded;

/// The credentials at the top.
#[derive(Debug)]
pub(super) struct ResolvedSession {
    pub(super) credentials: Credentials,
    pub(super) session: MfaSession,
}

impl MfaSignIn {
    /// The way up by these steps, the first from below.
    pub(super) fn new(
        sdk: SdkConfig,
        steps: Vec<SignInStep>,
        sessions: &Sessions,
        context: ErrorContext,
    ) -> Self {
        Self { sts: Sts { sdk }, steps, sessions: sessions.clone(), context: Arc::new(context) }
    }

    /// How many steps up a session goes on for so long, and that session.
    fn latest_live_session(&self, at_least: Duration) -> Option<(usize, LiveSession)> {
        let now = self.sts.now();
        let live = |step: &SignInStep| match step.serial {
            Some(_) => self.sessions.live(&step.key(), now, at_least),
            None => None,
        };
        let mut steps = self.steps.iter().enumerate().rev();
        steps.find_map(|(index, step)| Some((index + 1, live(step)?)))
    }

    /// Whether the credentials underneath are needed to connect.
    pub(super) fn needs_base_credentials(&self) -> bool {
        let kept = self.base_profile().is_some_and(|profile| self.sessions.has_base(profile));
        !kept && self.latest_live_session(MIN_REMAINING).is_none()
    }

    fn base_profile(&self) -> Option<&str> {
        self.steps.first().and_then(|step| step.profile.as_deref())
    }

    /// Goes up, from a session that goes on or from what `base` gives.
    pub(super) async fn resolve(
        &self,
        base: impl AsyncFnOnce() -> Result<Credentials, Failure>,
        wanted: &MfaUse,
    ) -> Result<ResolvedSession, ConnectError> {
        let mut answer = match wanted {
            MfaUse::Code(answer) => Some(answer),
            MfaUse::AsTheProfileSays | MfaUse::Without => None,
        };
        let for_session =
            matches!(self.steps.as_slice(), [SignInStep { ask: StepRequest::SessionToken(_), .. }]);
        // Who enters a code for a session wants a new one.
        let live =
            self.latest_live_session(MIN_REMAINING).filter(|_| !(for_session && answer.is_some()));
        let mut session = live.as_ref().map(|(_, live)| session_of(live));
        let (from, mut credentials) = match live {
            Some((steps, live)) => (steps, live.credentials),
            None => (0, self.base(base, answer.is_some()).await?),
        };
        for (index, step) in self.steps.iter().enumerate().skip(from) {
            let Some(serial) = &step.serial else {
                credentials = self.take(step, &credentials, None).await?;
                continue;
            };
            let Some(answer) = answer.take_if(|answer| answer.serial == *serial) else {
                return Err(self.wanted(index, credentials, None));
            };
            let key = step.key();
            match self.run_step_with_code(step, &credentials, answer).await {
                Ok(answered) => {
                    self.sessions.keep(key, serial, answered.clone());
                    session = Some(session_of(&LiveSession {
                        serial: serial.clone(),
                        credentials: answered.clone(),
                    }));
                    credentials = answered;
                }
                Err(failure) => {
                    return Err(match code_refusal(failure) {
                        Ok(refused) => self.wanted(index, credentials, Some(refused)),
                        Err(failure) => failure.into(),
                    });
                }
            }
        }
        let session = session.ok_or_else(|| session_ended(Operation::Connect))?;
        Ok(ResolvedSession { credentials, session })
    }

    /// A code is wanted for a step. The credentials underneath are kept until it is there: getting
    /// them may have taken a person's doing, too.
    fn wanted(&self, at: usize, base: Credentials, refused: Option<Failure>) -> ConnectError {
        let Some(step) = self.steps.get(at) else {
            return session_ended(Operation::Connect).into();
        };
        if let Some(profile) = step.profile.as_deref().filter(|_| at == 0) {
            self.sessions.keep_base(profile, base);
        }
        ConnectError::MfaRequired(Box::new(MfaChallenge {
            serial: step.serial.clone().unwrap_or_default(),
            profile: step.profile.clone(),
            purpose: match &step.ask {
                StepRequest::SessionToken(_) => MfaPurpose::Session,
                StepRequest::AssumeRole(role) => MfaPurpose::Role(role.arn.clone()),
            },
            refused,
        }))
    }

    /// The credentials underneath: those resolved before a code was asked for, once it is there.
    async fn base(
        &self,
        base: impl AsyncFnOnce() -> Result<Credentials, Failure>,
        answered: bool,
    ) -> Result<Credentials, Failure> {
        let kept = self.base_profile().and_then(|profile| self.sessions.take_base(profile));
        let now = self.sts.now();
        let good = |kept: &Credentials| kept.expiry().is_none_or(|until| now < until);
        match kept.filter(|kept| answered && good(kept)) {
            Some(kept) => Ok(kept),
            None => base().await,
        }
    }

    /// Takes a step with a code, which must not have been sent before.
    async fn run_step_with_code(
        &self,
        step: &SignInStep,
        signed_with: &Credentials,
        answer: &MfaAnswer,
    ) -> Result<Credentials, Failure> {
        if !self.sessions.mark_sent(answer) {
            return Err(Failure {
                operation: step.operation(),
                kind: FailureKind::Denied,
                code: None,
                message:
                    "not sent, since this code was sent already: that would be an invalid MFA \
                          one time pass code"
                        .to_owned(),
                request_id: None,
                advice: None,
            });
        }
        self.take(step, signed_with, Some(answer)).await
    }

    async fn take(
        &self,
        step: &SignInStep,
        signed_with: &Credentials,
        answer: Option<&MfaAnswer>,
    ) -> Result<Credentials, Failure> {
        match (&step.ask, answer) {
            (StepRequest::AssumeRole(role), answer) => {
                let (seconds, context) = (step.seconds, &self.context);
                self.sts.assume_role(signed_with, role, answer, seconds, context).await
            }
            (StepRequest::SessionToken(_), Some(answer)) => {
                self.sts.session_token(signed_with, answer, step.seconds, &self.context).await
            }
            (StepRequest::SessionToken(_), None) => Err(session_ended(step.operation())),
        }
    }

    /// AWS does not take the session any more: the next connect asks for a new code.
    pub(super) fn end(&self) {
        for step in self.steps.iter().filter(|step| step.serial.is_some()) {
            self.sessions.end(&step.key());
        }
    }

    /// Fresh credentials, as far as they can be had without a code.
    async fn refresh(&self) -> Result<Credentials, CredentialsError> {
        let session_ended = || CredentialsError::provider_error(SessionEnded);
        let (from, live) = self.latest_live_session(Duration::ZERO).ok_or_else(session_ended)?;
        let mut credentials = live.credentials;
        for step in self.steps.iter().skip(from) {
            if step.serial.is_some() {
                return Err(session_ended());
            }
            let taken = self.take(step, &credentials, None).await;
            credentials = taken.map_err(CredentialsError::provider_error)?;
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
    /// From a long-term key to a session of its user's own, where somebody asks for a code: the
    /// person, an earlier code, or the profile in which the key is (`named`, and `keys` if the
    /// session is that profile's).
    pub(super) fn of_session(
        key: &str,
        named: Option<&str>,
        keys: Option<&Profile>,
        sessions: &Sessions,
        wanted: &MfaUse,
    ) -> Option<Self> {
        let step = Self {
            profile: named.map(str::to_owned),
            ask: StepRequest::SessionToken(key.to_owned()),
            serial: None,
            seconds: keys.and_then(seconds),
        };
        let serial = match wanted {
            MfaUse::Without => None,
            MfaUse::Code(answer) => Some(answer.serial.clone()),
            MfaUse::AsTheProfileSays => {
                let device = || setting(keys?, "mfa_serial").map(str::to_owned);
                sessions.device(&step.key()).or_else(device)
            }
        };
        serial.is_some().then_some(Self { serial, ..step })
    }

    /// Through the roles of these profiles.
    pub(super) fn of_roles(profiles: &[&Profile]) -> Vec<Self> {
        profiles.iter().map(|profile| Self::of_role(profile)).collect()
    }

    fn of_role(profile: &Profile) -> Self {
        let says = |key: &str| setting(profile, key);
        Self {
            profile: Some(profile.name().to_owned()),
            ask: StepRequest::AssumeRole(Role {
                arn: says("role_arn").unwrap_or_default().to_owned(),
                external_id: says("external_id").map(str::to_owned),
                session_name: says("role_session_name").map(str::to_owned),
            }),
            serial: says("mfa_serial").map(str::to_owned),
            seconds: seconds(profile),
        }
    }

    fn key(&self) -> SessionKey {
        let what = match &self.ask {
            StepRequest::SessionToken(key) => key.clone(),
            StepRequest::AssumeRole(role) => {
                format!("{} {}", role.arn, self.serial.as_deref().unwrap_or_default())
            }
        };
        SessionKey { profile: self.profile.clone(), what }
    }

    fn operation(&self) -> Operation {
        match self.ask {
            StepRequest::SessionToken(_) => Operation::GetSessionToken,
            StepRequest::AssumeRole(_) => Operation::AssumeRole,
        }
    }
}

/// How long a profile wants its sessions to last; STS decides where it does not say, as with the
/// AWS CLI.
fn seconds(profile: &Profile) -> Option<i32> {
    setting(profile, "duration_seconds")?.parse().ok()
}

fn setting<'a>(profile: &'a Profile, key: &str) -> Option<&'a str> {
    profile.get(key).map(str::trim).filter(|value| !value.is_empty())
}

fn session_of(live: &LiveSession) -> MfaSession {
    let until = live.credentials.expiry().map(Into::into).unwrap_or_default();
    MfaSession { serial: live.serial.clone(), until }
}

fn session_ended(operation: Operation) -> Failure {
    Failure {
        operation,
        kind: FailureKind::Expired,
        code: None,
        message: SessionEnded.to_string(),
        request_id: None,
        advice: None,
    }
}
