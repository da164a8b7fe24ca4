//! Whether a policy allows a call.

use super::action::{Action, Resource, Service};
use super::api_error::ApiError;
use super::call::Call;
use super::caller::Caller;
use super::state::State;
use super::users::{ACCOUNT, Policy};

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

/// What users may do for themselves without MFA, so that they can use MFA at all.
const WITHOUT_MFA: [&str; 2] = ["GetUser", "ListMFADevices"];

impl Caller {
    /// An error unless a policy allows the call.
    pub(super) fn authorize(
        &self,
        action: &Action,
        call: &Call<'_>,
        state: &State,
        denied: bool,
    ) -> Result<(), ApiError> {
        // IAM does not accept a user's session without MFA.
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
            // AWS's IAMReadOnlyAccess allows generating reports as well.
            Policy::ReadOnly => {
                ["Get", "List", "GenerateCredentialReport"].iter().any(|a| action.starts_with(a))
            }
            Policy::OwnKeys => {
                user.is_some() && user == self.user.as_deref() && OWN_KEYS.contains(&action)
            }
        }
    }
}

/// A user's ARN, or what IAM writes in its place for a user that does not exist.
fn arn_of(name: &str, state: &State) -> String {
    state.user(name).map_or_else(|_| format!("user {name}"), |user| user.arn())
}
