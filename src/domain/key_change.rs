//! A change to a user's access keys.

use super::access_key::{AccessKey, InactiveKey, Status};
use super::connection::Connection;
use super::description::Description;
use super::journal::ChangeKind;
use super::key_id::AccessKeyId;
use super::operation::Operation;
use super::shell;
use super::user::UserName;
use std::fmt::Write as _;

/// A change to IAM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyChange {
    /// `CreateAccessKey`
    Create(UserName),
    /// `UpdateAccessKey` to Active.
    Activate(AccessKey),
    /// `UpdateAccessKey` to Inactive.
    Deactivate(AccessKey),
    /// `DeleteAccessKey`
    Delete(InactiveKey),
    /// `TagUser`: the description of a key.
    Describe(UserName, AccessKeyId, Description),
    /// `UntagUser`: the description of a key removed.
    RemoveDescription(UserName, AccessKeyId),
}

impl KeyChange {
    pub(crate) fn user(&self) -> &UserName {
        match self {
            Self::Create(user) | Self::Describe(user, ..) | Self::RemoveDescription(user, _) => {
                user
            }
            Self::Activate(key) | Self::Deactivate(key) => &key.user,
            Self::Delete(key) => &key.key().user,
        }
    }

    /// The key it changes; `None` when one is created.
    #[must_use]
    pub fn key(&self) -> Option<&AccessKeyId> {
        match self {
            Self::Create(_) => None,
            Self::Activate(key) | Self::Deactivate(key) => Some(&key.id),
            Self::Delete(key) => Some(&key.key().id),
            Self::Describe(_, key, _) | Self::RemoveDescription(_, key) => Some(key),
        }
    }

    /// What kind of change it is.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Create(_) => ChangeKind::Create,
            Self::Activate(_) => ChangeKind::Activate,
            Self::Deactivate(_) => ChangeKind::Deactivate,
            Self::Delete(_) => ChangeKind::Delete,
            Self::Describe(..) => ChangeKind::Describe,
            Self::RemoveDescription(..) => ChangeKind::RemoveDescription,
        }
    }

    /// AWS's operation.
    #[must_use]
    pub fn operation(&self) -> Operation {
        match self {
            Self::Create(_) => Operation::CreateAccessKey,
            Self::Activate(_) | Self::Deactivate(_) => Operation::UpdateAccessKey,
            Self::Delete(_) => Operation::DeleteAccessKey,
            Self::Describe(..) => Operation::TagUser,
            Self::RemoveDescription(..) => Operation::UntagUser,
        }
    }

    pub(crate) fn cli_command(&self, connection: Option<&Connection>) -> String {
        let user = shell::quote(self.user().as_str());
        let mut command = match self {
            Self::Create(_) => format!("aws iam create-access-key --user-name {user}"),
            Self::Activate(key) => update_command(&user, &key.id, &Status::Active),
            Self::Deactivate(key) => update_command(&user, &key.id, &Status::Inactive),
            Self::Delete(key) => {
                let id = shell::quote(key.key().id.as_str());
                format!("aws iam delete-access-key --user-name {user} --access-key-id {id}")
            }
            Self::Describe(_, key, description) => {
                // A JSON list: the shorthand syntax would split a value at `=`.
                let tags =
                    serde_json::json!([{"Key": key.as_str(), "Value": description.as_str()}]);
                let tags = tags.to_string();
                format!("aws iam tag-user --user-name {user} --tags {}", shell::quote(&tags))
            }
            Self::RemoveDescription(_, key) => {
                let key = shell::quote(key.as_str());
                format!("aws iam untag-user --user-name {user} --tag-keys {key}")
            }
        };
        let Some(connection) = connection else { return command };
        let options =
            [("--profile", &connection.profile), ("--endpoint-url", &connection.endpoint)];
        for (option, value) in options {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _ = write!(command, " {option} {}", shell::quote(value));
            }
        }
        command
    }
}

fn update_command(user: &str, id: &AccessKeyId, status: &Status) -> String {
    let id = shell::quote(id.as_str());
    format!("aws iam update-access-key --user-name {user} --access-key-id {id} --status {status}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::connection;

    #[test]
    fn cli_commands_can_be_pasted_into_a_shell() {
        let user = UserName::from_iam("alice");
        let connection = Connection { profile: Some("my prod".to_owned()), ..connection() };
        assert_eq!(
            KeyChange::Create(user.clone()).cli_command(Some(&connection)),
            "aws iam create-access-key --user-name alice --profile 'my prod'"
        );
        let description = Description::parse("a=b c").unwrap().unwrap();
        let id = AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE");
        assert_eq!(
            KeyChange::Describe(user, id, description).cli_command(None),
            "aws iam tag-user --user-name alice --tags \
             '[{\"Key\":\"AKIAIOSFODNN7EXAMPLE\",\"Value\":\"a=b c\"}]'"
        );
    }
}
