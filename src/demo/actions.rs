//! The actions that the account answers, and what a policy has to allow for each.

use super::call::{ActionResult, Call};
use super::state::State;
use super::xml::Xml;
use super::{reads, report, sts, writes};

/// Which API an action belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Service {
    Iam,
    Sts,
}

impl Service {
    /// The service that has this API version; an unknown version counts as IAM's.
    pub(super) fn of_version(version: &str) -> Self {
        if version == "2011-06-15" { Self::Sts } else { Self::Iam }
    }

    /// The XML namespace of the answers.
    pub(super) fn namespace(self) -> &'static str {
        match self {
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        }
    }
}

/// The resource on which a policy has to allow an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resource {
    /// No permission is needed.
    Nothing,
    /// The account: `*`.
    Account,
    /// All users.
    Users,
    /// The user that `UserName` names, or the caller.
    User,
    /// The user that owns `AccessKeyId`.
    KeyOwner,
}

/// Executes a call, and writes its result.
type Execute = fn(&mut State, &Call<'_>, &mut Xml) -> ActionResult;

/// An action of IAM or STS.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) resource: Resource,
    pub(super) execute: Execute,
}

const ACTIONS: [Action; 21] = [
    iam("ListUsers", Resource::Users, reads::list_users),
    iam("GetUser", Resource::User, reads::get_user),
    iam("ListAccessKeys", Resource::User, reads::list_access_keys),
    iam("GetAccessKeyLastUsed", Resource::KeyOwner, reads::get_access_key_last_used),
    iam("ListUserTags", Resource::User, reads::list_user_tags),
    iam("ListMFADevices", Resource::User, reads::list_mfa_devices),
    iam("GetLoginProfile", Resource::User, reads::get_login_profile),
    iam("ListAccountAliases", Resource::Account, reads::list_account_aliases),
    iam("GetAccountSummary", Resource::Account, reads::get_account_summary),
    iam(
        "GetAccountAuthorizationDetails",
        Resource::Account,
        reads::get_account_authorization_details,
    ),
    iam("GenerateCredentialReport", Resource::Account, report::generate_credential_report),
    iam("GetCredentialReport", Resource::Account, report::get_credential_report),
    iam("CreateAccessKey", Resource::User, writes::create_access_key),
    iam("UpdateAccessKey", Resource::User, writes::update_access_key),
    iam("DeleteAccessKey", Resource::User, writes::delete_access_key),
    iam("TagUser", Resource::User, writes::tag_user),
    iam("UntagUser", Resource::User, writes::untag_user),
    sts("GetCallerIdentity", Resource::Nothing, reads::get_caller_identity),
    sts("GetAccessKeyInfo", Resource::Account, reads::get_access_key_info),
    sts("GetSessionToken", Resource::Nothing, sts::get_session_token),
    sts("AssumeRole", Resource::Nothing, sts::assume_role),
];

const fn iam(name: &'static str, resource: Resource, execute: Execute) -> Action {
    Action { name, service: Service::Iam, resource, execute }
}

const fn sts(name: &'static str, resource: Resource, execute: Execute) -> Action {
    Action { name, service: Service::Sts, resource, execute }
}

impl Action {
    pub(super) fn find(service: Service, name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.service == service && action.name == name)
    }

    /// The action as policies name it: `iam:ListUsers`.
    pub(super) fn permission(&self) -> String {
        let service = match self.service {
            Service::Iam => "iam",
            Service::Sts => "sts",
        };
        format!("{service}:{}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_in_their_own_service_only() {
        assert!(Action::find(Service::Iam, "ListUsers").is_some());
        assert!(Action::find(Service::Sts, "ListUsers").is_none());
        assert!(Action::find(Service::Iam, "DeleteUser").is_none());
    }
}
