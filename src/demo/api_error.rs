//! The errors that IAM and STS answer with: their codes, statuses and messages.

use super::xml::Xml;
use crate::domain::AccessKeyId;
use zeroize::Zeroizing;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ApiError {
    pub(super) code: String,
    pub(super) status: u16,
    pub(super) message: String,
}

impl ApiError {
    pub(super) fn new(code: &str, status: u16, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), status, message: message.into() }
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationError", 400, message)
    }

    /// The error for a value that violates a constraint; `None` is a missing value.
    pub(super) fn constraint(parameter: &str, value: Option<&str>, constraint: &str) -> Self {
        let value = value.map_or("null".to_owned(), |value| format!("'{value}'"));
        Self::validation(format!(
            "1 validation error detected: Value {value} at '{parameter}' failed to satisfy \
             constraint: Member must {constraint}"
        ))
    }

    pub(super) fn no_such_user(name: &str) -> Self {
        Self::no_such_entity(format!("The user with name {name} cannot be found."))
    }

    /// The error for an access key that is missing, or of another user.
    pub(super) fn no_such_key(id: &AccessKeyId) -> Self {
        Self::no_such_entity(format!("The Access Key with id {id} cannot be found."))
    }

    pub(super) fn no_such_entity(message: String) -> Self {
        Self::new("NoSuchEntity", 404, message)
    }

    /// The error for an action that no policy of the caller allows.
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

    /// The error for an action that a policy denies explicitly.
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

    /// The error of `GetAccessKeyLastUsed` for a key of another account. Unlike the error for a
    /// missing permission, it has no colon after "perform".
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

    /// The error for a key that is inactive, or that AWS does not know, or not yet.
    pub(super) fn invalid_token() -> Self {
        Self::new(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid.",
        )
    }

    pub(super) fn expired_token() -> Self {
        Self::new("ExpiredToken", 403, "The security token included in the request is expired")
    }

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
