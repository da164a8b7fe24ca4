//! Who signed a request.

use super::api_error::ApiError;
use super::faults::ActiveFaults;
use super::ids::{Generation, SeededRng};
use super::request::Signature;
use super::sessions::{Session, SessionOwner};
use super::state::State;
use super::users::{ACCOUNT, DemoUser, Policy};
use crate::domain::{AccessKeyId, AccountId, Status};
use chrono::{DateTime, TimeDelta, Utc};

/// The session token of the role that is assumed from the start.
pub(super) const ROLE_TOKEN: &str = "demo session token";

/// The principal behind a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Caller {
    pub(super) arn: String,
    /// `AIDA…`, or `AROA…:session`.
    pub(super) id: String,
    /// The user's name; `None` for an assumed role.
    pub(super) user: Option<String>,
    /// Signed with temporary credentials.
    pub(super) temporary: bool,
    /// They were given for a code of an MFA device.
    pub(super) mfa: bool,
    pub(super) policy: Policy,
}

impl Caller {
    /// The owner of the key that signed, if that key is one that AWS accepts now.
    pub(super) fn of(
        signature: Option<&Signature>,
        state: &State,
        now: DateTime<Utc>,
        faults: &ActiveFaults,
    ) -> Result<Self, ApiError> {
        if faults.expired {
            return Err(ApiError::expired_token());
        }
        let Some(signature) = signature else {
            let message = "Request is missing Authentication Token";
            return Err(ApiError::new("MissingAuthenticationToken", 403, message));
        };
        let token = signature.token.as_deref();
        if signature.key == role_key() && token == Some(ROLE_TOKEN) {
            return Ok(Self::role());
        }
        if let Some(session) = state.sessions.session(&signature.key, token, now) {
            return Self::of_session(session?, state);
        }
        let span = |time| TimeDelta::from_std(time).unwrap_or_default();
        let key = state.owner(&signature.key).and_then(|owner| owner.key(&signature.key));
        if key.is_some_and(|key| now - key.created < span(faults.propagation)) {
            return Err(ApiError::invalid_token());
        }
        let now_so = state.owner(&signature.key).zip(key.map(|key| &key.status));
        let (owner, status) = state
            .key_history
            .status_before(&signature.key, now, span(faults.revocation))
            .and_then(|(owner, status)| state.users.get(owner).zip(Some(status)))
            .or(now_so)
            .ok_or_else(ApiError::invalid_token)?;
        if *status == Status::Active {
            return Ok(Self::user(owner));
        }
        Err(ApiError::invalid_token())
    }

    fn user(user: &DemoUser) -> Self {
        Self {
            arn: user.arn(),
            id: user.id(),
            user: Some(user.name.clone()),
            temporary: false,
            mfa: false,
            policy: user.policy,
        }
    }

    fn of_session(session: &Session, state: &State) -> Result<Self, ApiError> {
        let of_user = match &session.owner {
            SessionOwner::User(name) => {
                let user = state.users.get(name).ok_or_else(ApiError::invalid_token)?;
                Self::user(user)
            }
            of @ SessionOwner::Role { .. } => {
                let (arn, id, policy) = of.principal();
                Self { arn, id, user: None, temporary: true, mfa: false, policy }
            }
        };
        Ok(Self { temporary: true, mfa: session.mfa, ..of_user })
    }

    fn role() -> Self {
        Self {
            arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/Admin/demo"),
            id: format!("{}:demo", SeededRng::from_text("Admin").principal_id("AROA")),
            user: None,
            temporary: true,
            mfa: false,
            policy: Policy::Admin,
        }
    }
}

/// The temporary key that signs as an assumed role.
pub(super) fn role_key() -> AccessKeyId {
    let id = SeededRng::from_text("assumed role")
        .key_id(&AccountId::from_aws(ACCOUNT), Generation::Newer);
    AccessKeyId::from_iam(&id.as_str().replacen("AKIA", "ASIA", 1))
}
