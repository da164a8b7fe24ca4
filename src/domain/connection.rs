//! The connection to an account: its profile, its signing key, its caller.

use super::key_id::{AccessKeyId, AccountId, IdKind};
use super::mfa::{MfaSession, MfaUse};
use super::user::{UserName, account_in_arn};

/// Profile, region, endpoint and credentials, all of them determined before the first call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connection {
    /// The profile in use, if one is.
    pub profile: Option<String>,
    /// The region requests are signed for.
    pub region: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`.
    pub partition: String,
    /// The endpoint, if it is not AWS's own.
    pub endpoint: Option<String>,
    /// The key the session's requests are signed with.
    pub signing_key: AccessKeyId,
    /// The long-term key that temporary credentials come from, such as that of an assumed role's
    /// `source_profile`, if it is known.
    pub source_key: Option<AccessKeyId>,
    /// The MFA session in use, if one is.
    pub mfa: Option<MfaSession>,
    /// Where the signing key comes from: `profile prod`, `environment variables`.
    pub credentials_from: String,
    /// Whether this is the built-in account.
    pub demo: bool,
}

impl Connection {
    /// [`Connection::credentials_from`] of a session that was moved to a key created in it.
    pub(crate) const NEW_KEY: &'static str = "the new key of this rotation";

    /// [`Connection::credentials_from`] of a session whose key is in the environment.
    pub(crate) const ENVIRONMENT: &'static str = "environment variables";

    /// Whether the key is in environment variables, which only the person can change.
    pub(crate) fn is_from_environment(&self) -> bool {
        self.credentials_from == Self::ENVIRONMENT
    }

    /// Whether this session created its key and moved to it. The key is in memory only.
    pub(crate) fn is_moved_to_new_key(&self) -> bool {
        self.credentials_from == Self::NEW_KEY
    }

    /// Whether this session stops working when that key does.
    pub(crate) fn depends_on(&self, key: &AccessKeyId) -> bool {
        self.signing_key == *key || self.source_key.as_ref() == Some(key)
    }

    pub(crate) fn signs_with_long_term_key(&self) -> bool {
        self.signing_key.kind() == IdKind::LongTermKey
    }
}

/// How to sign in.
#[derive(Clone, Debug)]
pub struct SignInOptions {
    /// The profile; `None` for the default of the environment and the files.
    pub profile: Option<String>,
    /// Whether to use MFA, and the code if one was entered.
    pub mfa: MfaUse,
}

/// What `GetCallerIdentity` answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// The ARN of the user, the assumed role or the root user.
    pub arn: String,
}

impl Caller {
    /// A short name from the ARN: `ops-admin`, `Admin/session` (an assumed role), `root`.
    #[must_use]
    pub fn label(&self) -> String {
        let resource = self.resource();
        match resource.split_once('/') {
            Some(("user", path)) => path.rsplit('/').next().unwrap_or(path).to_owned(),
            Some(("assumed-role", role)) => role.to_owned(),
            _ => resource.to_owned(),
        }
    }

    /// The last part of the ARN: `user/ops/ops-admin`, `assumed-role/Admin/session`, `root`.
    pub(crate) fn resource(&self) -> &str {
        self.arn.splitn(6, ':').nth(5).unwrap_or(&self.arn)
    }

    pub(crate) fn user_name(&self) -> Option<UserName> {
        let (_, path) = self.arn.split_once(":user/")?;
        path.rsplit('/').next().map(UserName::from_iam)
    }

    /// Whether the caller is this user. The ARN must be of the caller's account, and that must be
    /// `account`, if it is known.
    pub(crate) fn is_user(&self, user: &UserName, account: Option<&AccountId>) -> bool {
        account.is_none_or(|account| *account == self.account)
            && self.arn_account().as_ref() == Some(&self.account)
            && self.user_name().is_some_and(|name| user.is_same_as(name.as_str()))
    }

    pub(crate) fn is_root(&self) -> bool {
        self.arn.ends_with(":root")
    }

    /// The account in the ARN: [`Caller::account`], unless an endpoint other than AWS's differs.
    pub(crate) fn arn_account(&self) -> Option<AccountId> {
        account_in_arn(&self.arn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("arn:aws:iam::123456789012:user/ops/ops-admin", "ops-admin", Some("ops-admin"))]
    #[case("arn:aws:sts::123456789012:assumed-role/Admin/ada", "Admin/ada", None)]
    #[case("arn:aws:iam::123456789012:root", "root", None)]
    #[case("odd", "odd", None)]
    fn callers_are_named_from_their_arn(
        #[case] arn: &str,
        #[case] label: &str,
        #[case] user: Option<&str>,
    ) {
        let caller = Caller { account: AccountId::from_aws("123456789012"), arn: arn.to_owned() };
        assert_eq!(caller.label(), label);
        assert_eq!(caller.user_name(), user.map(UserName::from_iam));
        assert_eq!(caller.is_root(), label == "root");
    }
}
