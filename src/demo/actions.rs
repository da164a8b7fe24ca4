//! The actions that the account answers, and how their lists are paged.

use super::api_error::ApiError;
use super::caller::Caller;
use super::faults::Fault;
use super::request::Parameters;
use super::state::{State, Users};
use super::xml::Xml;
use super::{reads, report, sts, writes};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Which API an action belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Service {
    Iam,
    Sts,
}

impl Service {
    /// The service that this version of an API is of; anything unknown is treated as IAM.
    pub(super) fn of_version(version: &str) -> Self {
        if version == "2011-06-15" { Self::Sts } else { Self::Iam }
    }

    /// The namespace of its answers.
    pub(super) fn namespace(self) -> &'static str {
        match self {
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        }
    }
}

/// What a policy has to allow an action on.
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

/// Writes the result of a call, having carried it out.
type Answer = fn(&mut State, &Call<'_>, &mut Xml) -> Result<(), ApiError>;

/// One action of IAM or STS.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) resource: Resource,
    pub(super) answer: Answer,
}

/// All of them.
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

const fn iam(name: &'static str, resource: Resource, answer: Answer) -> Action {
    Action { name, service: Service::Iam, resource, answer }
}

const fn sts(name: &'static str, resource: Resource, answer: Answer) -> Action {
    Action { name, service: Service::Sts, resource, answer }
}

impl Action {
    /// The action of that name in that service.
    pub(super) fn find(service: Service, name: &str) -> Option<&'static Self> {
        ACTIONS.iter().find(|action| action.service == service && action.name == name)
    }

    /// As policies name it: `iam:ListUsers`.
    pub(super) fn permission(&self) -> String {
        let service = match self.service {
            Service::Iam => "iam",
            Service::Sts => "sts",
        };
        format!("{service}:{}", self.name)
    }
}

/// One call being answered.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) parameters: &'a Parameters,
    pub(super) caller: &'a Caller,
    pub(super) now: DateTime<Utc>,
    pub(super) arrived: Instant,
    pub(super) lag: Duration,
    pub(super) fault: Option<&'a Fault>,
}

impl Call<'_> {
    /// The user the call is about: `UserName`, or else the caller.
    pub(super) fn subject(&self, state: &State) -> Result<&str, ApiError> {
        let named = match self.parameters.get("UserName") {
            // A population may have names that IAM would not take.
            Some(name) if state.users.contains_key(name) => Some(name),
            _ => self.parameters.user_name()?,
        };
        named.or(self.caller.user.as_deref()).ok_or_else(|| {
            ApiError::validation("Must specify userName when calling with non-User credentials")
        })
    }

    /// The users as a list shows them: late, if lists lag.
    pub(super) fn listed(&self, state: &State) -> Arc<Users> {
        state.users_before(self.arrived, self.lag)
    }

    /// Writes the page of a list that the call asks for.
    pub(super) fn page<T>(
        &self,
        xml: &mut Xml,
        list: &str,
        items: impl Iterator<Item = T>,
        content: impl FnMut(&mut Xml, T),
    ) -> Result<(), ApiError> {
        let most = match self.fault {
            Some(Fault::EmptyPage) => 0,
            Some(Fault::ShortPage) => 1,
            _ => self.parameters.max_items()?,
        };
        let start = self.parameters.get("Marker").map_or(Ok(0), page_start)?;
        let mut items = items.skip(start).peekable();
        xml.members(list, items.by_ref().take(most), content);
        let follows = || Some(marker(&(start + most).to_string()));
        let (truncated, next) = match self.fault {
            Some(Fault::SameMarker) => (true, Some(marker(&start.to_string()))),
            Some(Fault::NoMarker) => (true, None),
            // The same place, in other words.
            Some(Fault::EmptyPage) => (true, Some(marker(&format!("{start:030}")))),
            _ => (items.peek().is_some(), items.peek().and_then(|_| follows())),
        };
        xml.text("IsTruncated", if truncated { "true" } else { "false" });
        if let Some(next) = next {
            xml.text("Marker", &next);
        }
        Ok(())
    }
}

/// What a marker says when it is taken apart; to the outside it is opaque.
const MARKER: &str = "next item ~> ";

fn marker(start: &str) -> String {
    STANDARD.encode(format!("{MARKER}{start}"))
}

fn page_start(marker: &str) -> Result<usize, ApiError> {
    STANDARD
        .decode(marker)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok()?.strip_prefix(MARKER)?.parse().ok())
        .ok_or_else(|| ApiError::validation("Invalid Marker."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_opaque_and_forgeries_are_refused() {
        assert_eq!(page_start(&marker("700")), Ok(700));
        assert!(!marker("700").contains("700"));
        assert_eq!(page_start("700").unwrap_err().code, "ValidationError");
    }

    #[test]
    fn actions_are_found_in_their_own_service_only() {
        assert!(Action::find(Service::Iam, "ListUsers").is_some());
        assert!(Action::find(Service::Sts, "ListUsers").is_none());
        assert!(Action::find(Service::Iam, "DeleteUser").is_none());
    }
}
