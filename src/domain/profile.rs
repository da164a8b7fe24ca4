//! The profiles of this machine, and which account each is for.

use super::key_id::{AccessKeyId, AccountId};

/// A profile in the AWS configuration or credentials file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalProfile {
    /// Its name, as `--profile` takes it.
    pub name: String,
    /// Where its credentials come from.
    pub kind: ProfileKind,
    /// The account it is for, where that is known without asking AWS.
    pub account: Option<ProfileAccount>,
    /// The access key in it, whether or not it is the one that signs.
    pub access_key_id: Option<AccessKeyId>,
}

/// The account that a profile is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileAccount {
    /// The account.
    pub id: AccountId,
    /// How that is known.
    pub known_by: AccountSource,
}

/// How the account of a profile is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountSource {
    /// Its `role_arn`.
    RoleArn,
    /// Its `sso_account_id`.
    SsoAccountId,
    /// Its `login_session`, an ARN.
    LoginSession,
    /// Its `aws_access_key_id` carries it.
    AccessKeyId,
    /// `GetCallerIdentity`, called with this profile in an earlier session.
    Remembered,
}

/// Where a profile's credentials come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProfileKind {
    /// Access keys in the profile itself.
    Keys,
    /// A role, assumed with another profile's or this machine's credentials.
    Role,
    /// A role, assumed with a web identity token.
    WebIdentity,
    /// IAM Identity Center.
    Sso,
    /// `aws login`.
    Login,
    /// A `credential_process`.
    Process,
    /// The environment, a container or an instance.
    Machine,
    /// The profile has no credentials.
    Nothing,
}

impl LocalProfile {
    /// Whether the profile is known to be for this account.
    pub(crate) fn is_for(&self, account: &AccountId) -> bool {
        self.account.as_ref().is_some_and(|own| own.id == *account)
    }
}

impl ProfileKind {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Keys => "access keys",
            Self::Role => "role",
            Self::WebIdentity => "web identity",
            Self::Sso => "IAM Identity Center",
            Self::Login => "aws login",
            Self::Process => "credential_process",
            Self::Machine => "this machine's",
            Self::Nothing => "no credentials",
        }
    }
}

impl AccountSource {
    /// As the end of "known by …".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::RoleArn => "its role_arn",
            Self::SsoAccountId => "its sso_account_id",
            Self::LoginSession => "its login_session",
            Self::AccessKeyId => "its access key ID",
            Self::Remembered => "an earlier session",
        }
    }
}
