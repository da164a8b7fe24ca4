//! The errors that IAM and STS answer with, in their codes, statuses and words.

use super::xml::Xml;
use crate::domain::AccessKeyId;
use zeroize::Zeroizing;

/// An error answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ApiError {
    /// AWS's error code.
    pub(super) code: String,
    /// The HTTP status.
    pub(super) status: u16,
    /// AWS's message.
    pub(super) message: String,
}

impl ApiError {
    /// Any error.
    pub(super) fn new(code: &str, status: u16, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), status, message: message.into() }
    }

    /// A request that IAM cannot accept as it is written.
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationError", 400, message)
    }

    /// One constraint of a parameter that its value does not satisfy; `None` is a missing value.
    pub(super) fn constraint(parameter: &str, value: Option<&str>, constraint: &str) -> Self {
        let value = value.map_or("null".to_owned(), |value| format!("'{value}'"));
        Self::validation(format!(
            "1 validation error detected: Value {value} at '{parameter}' failed to satisfy \
             constraint: Member must {constraint}"
        ))
    }

    /// A user that is not there.
    pub(super) fn no_such_user(name: &str) -> Self {
        Self::no_such_entity(format!("The user with name {name} cannot be found."))
    }

    /// An access key that is not there, or not that user's.
    pub(super) fn no_such_key(id: &AccessKeyId) -> Self {
        Self::no_such_entity(format!("The Access Key with id {id} cannot be found."))
    }

    /// Anything else that is not there.
    pub(super) fn no_such_entity(message: String) -> Self {
        Self::new("NoSuchEntity", 404, message)
    }

    /// An action that no policy of the caller allows.
    pub(super) fn denied(caller: &str, permission: &str, resource: &str) -> Self {
        Self::new(
            "AccessDenied",
            403,
            format!(
                "User: {caller} is not authorized to perform: {permission} on resource: \
                 {resource} because no identity-based policy allows the {permission} action"
            ),
        )
    }

    /// An action that a policy denies, whatever another one allows.
    pub(super) fn denied_explicitly(caller: &str, permission: &str, resource: &str) -> Self {
        Self::new(
            "AccessDenied",
            403,
            format!(
                "User: {caller} is not authorized to perform: {permission} on resource: \
                 {resource} with an explicit deny in an identity-based policy"
            ),
        )
    }

    /// What `GetAccessKeyLastUsed` says of a key that this account does not have: unlike a policy's
    /// denial, without a colon after "perform".
    pub(super) fn foreign_key(caller: &str, id: &AccessKeyId) -> Self {
        Self::new(
            "AccessDenied",
            403,
            format!(
                "User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on \
                 resource: access key {id}"
            ),
        )
    }

    /// A key that AWS does not know, does not know yet, or that is switched off.
    pub(super) fn invalid_token() -> Self {
        Self::new(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid.",
        )
    }

    /// A session that has ended.
    pub(super) fn expired_token() -> Self {
        Self::new("ExpiredToken", 403, "The security token included in the request is expired")
    }

    /// The answer's body.
    pub(super) fn body(&self, namespace: &str, request_id: &str) -> Zeroizing<String> {
        let mut xml = Xml::new();
        xml.root("ErrorResponse", namespace, |xml| {
            xml.element("Error", |xml| {
                xml.text("Type", if self.status < 500 { "Sender" } else { "Receiver" });
                xml.text("Code", &self.code);
                xml.text("Message", &self.message);
            });
            xml.text("RequestId", request_id);
        });
        xml.into_text()
    }
}
