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
use std::time::Duration;

/// The session token of the role that is assumed when the account opens.
pub(super) const ROLE_TOKEN: &str = "demo session token";

/// The principal behind a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Caller {
    pub(super) arn: String,
    /// `AIDA…`, or `AROA…:session`.
    pub(super) id: String,
    /// The user's name; `None` for an assumed role.
    pub(super) user: Option<String>,
    /// Whether temporary credentials signed.
    pub(super) temporary: bool,
    /// Whether their session was opened with an MFA code.
    pub(super) mfa: bool,
    pub(super) policy: Policy,
}

impl Caller {
    /// The owner of the key that signed, if AWS would accept the key now.
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
        let owner = state.owner(&signature.key);
        let key = owner.and_then(|owner| owner.key(&signature.key));
        if key.is_some_and(|key| now - key.created < delta(faults.propagation)) {
            return Err(ApiError::invalid_token());
        }
        // A change reaches the servers that check signatures late.
        let former = state.key_history.status_before(&signature.key, now, delta(faults.revocation));
        let (owner, status) = match former {
            Some((name, status)) => (state.users.get(name), Some(status)),
            None => (owner, key.map(|key| &key.status)),
        };
        match (owner, status) {
            (Some(owner), Some(Status::Active)) => Ok(Self::user(owner)),
            _ => Err(ApiError::invalid_token()),
        }
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

/// The temporary key of the role that is assumed when the account opens.
pub(super) fn role_key() -> AccessKeyId {
    let id = SeededRng::from_text("assumed role")
        .key_id(&AccountId::from_aws(ACCOUNT), Generation::Newer);
    AccessKeyId::from_iam(&id.as_str().replacen("AKIA", "ASIA", 1))
}

fn delta(time: Duration) -> TimeDelta {
    TimeDelta::from_std(time).unwrap_or_default()
}
