//! An action of IAM or STS, and what a policy has to allow for it.

use super::call::{ActionResult, Call};
use super::state::State;
use super::xml::Xml;

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

#[derive(Debug)]
pub(super) struct Action {
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) resource: Resource,
    pub(super) execute: Execute,
}

pub(super) const fn iam(name: &'static str, resource: Resource, execute: Execute) -> Action {
    Action { name, service: Service::Iam, resource, execute }
}

pub(super) const fn sts(name: &'static str, resource: Resource, execute: Execute) -> Action {
    Action { name, service: Service::Sts, resource, execute }
}

impl Action {
    /// The action as policies name it: `iam:ListUsers`.
    pub(super) fn permission(&self) -> String {
        let service = match self.service {
            Service::Iam => "iam",
            Service::Sts => "sts",
        };
        format!("{service}:{}", self.name)
    }
}
