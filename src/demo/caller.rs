//! Who signed a request, and whether a policy allows it.

use super::actions::{Action, Call, Resource, Service};
use super::api_error::ApiError;
use super::faults::ActiveFaults;
use super::ids::{Generation, SeededRng};
use super::request::Signature;
use super::state::{ACCOUNT, DemoUser, Policy, State};
use super::sts::{Session, SessionOwner};
use crate::domain::{AccessKeyId, AccountId, Status};
use chrono::{DateTime, TimeDelta, Utc};

/// What the own-keys policy of the IAM User Guide allows, on the user's own ARN.
const OWN_KEYS: [&str; 7] = [
    "CreateAccessKey",
    "DeleteAccessKey",
    "GetAccessKeyLastUsed",
    "GetUser",
    "ListAccessKeys",
    "UpdateAccessKey",
    "TagUser",
];

/// What a user may do for itself without MFA, so that there can be MFA.
const WITHOUT_MFA: [&str; 2] = ["GetUser", "ListMFADevices"];

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
    mfa: bool,
    policy: Policy,
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
        if let Some(session) = state.sts.session(&signature.key, token, now) {
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
        let of_user = match &session.of {
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

    /// Answers a denial unless a policy allows the call.
    pub(super) fn authorize(
        &self,
        action: &Action,
        call: &Call<'_>,
        state: &State,
        denied: bool,
    ) -> Result<(), ApiError> {
        // A user's session that no code was given for is none of IAM's.
        if self.temporary && self.user.is_some() && !self.mfa && action.service == Service::Iam {
            return Err(ApiError::invalid_token());
        }
        let (user, arn) = match action.resource {
            Resource::Nothing => return Ok(()),
            Resource::Account => (None, "*".to_owned()),
            Resource::Users => (None, format!("arn:aws:iam::{ACCOUNT}:user/")),
            Resource::User => {
                let name = call.subject(state)?;
                (Some(name), arn_of(name, state))
            }
            Resource::KeyOwner => {
                let id = call.parameters.key_id()?;
                let owner =
                    state.owner(&id).ok_or_else(|| ApiError::foreign_key(&self.arn, &id))?;
                (Some(owner.name.as_str()), owner.arn())
            }
        };
        if !denied && self.may(action.name, user) {
            return Ok(());
        }
        let error = match self.policy {
            Policy::AdminWithMfa if !denied => ApiError::denied_explicitly,
            _ => ApiError::denied,
        };
        Err(error(&self.arn, &action.permission(), &arn))
    }

    fn may(&self, action: &str, user: Option<&str>) -> bool {
        match self.policy {
            Policy::Admin => true,
            Policy::AdminWithMfa => {
                let own = user.is_some() && user == self.user.as_deref();
                self.mfa || (own && WITHOUT_MFA.contains(&action))
            }
            Policy::Nothing => false,
            // As AWS's IAMReadOnlyAccess does, which has reports made too.
            Policy::ReadOnly => {
                ["Get", "List", "GenerateCredentialReport"].iter().any(|a| action.starts_with(a))
            }
            Policy::OwnKeys => {
                user.is_some() && user == self.user.as_deref() && OWN_KEYS.contains(&action)
            }
        }
    }
}

/// A user's ARN; of a user that is not there, what IAM writes instead.
fn arn_of(name: &str, state: &State) -> String {
    state.user(name).map_or_else(|_| format!("user {name}"), |user| user.arn())
}

/// The temporary key that signs as an assumed role.
pub(super) fn role_key() -> AccessKeyId {
    let id = SeededRng::from_text("assumed role")
        .key_id(&AccountId::from_aws(ACCOUNT), Generation::Newer);
    AccessKeyId::from_iam(&id.as_str().replacen("AKIA", "ASIA", 1))
}
