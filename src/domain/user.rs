//! IAM users, as IAM describes them.

use super::key_id::{AccessKeyId, AccountId};
use chrono::{DateTime, Utc};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// The friendly name of an IAM user, unique in its account regardless of case.
///
/// Names from IAM are taken as they are ([`UserName::from_iam`]); what a person types is checked
/// ([`UserName::parse`]).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UserName(Arc<str>);

/// Why a text cannot be the name of an IAM user.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum UserNameError {
    #[error("an IAM user name has 1 to 64 characters, this has {0}")]
    Length(usize),
    #[error("an IAM user name has letters, digits and _+=,.@- only, not {0:?}")]
    Character(char),
}

impl UserName {
    /// Takes a name as IAM gave it.
    #[must_use]
    pub fn from_iam(name: &str) -> Self {
        Self(name.into())
    }

    /// Checks a name that a person gave.
    ///
    /// # Errors
    /// When IAM would refuse it: at most 64 of `[\w+=,.@-]`.
    pub(crate) fn parse(text: &str) -> Result<Self, UserNameError> {
        if let Some(odd) =
            text.chars().find(|c| !c.is_ascii_alphanumeric() && !"_+=,.@-".contains(*c))
        {
            return Err(UserNameError::Character(odd));
        }
        if !(1..=64).contains(&text.len()) {
            return Err(UserNameError::Length(text.len()));
        }
        Ok(Self(text.into()))
    }

    /// Whether this text names the same user: IAM ignores the case of names.
    pub(crate) fn is_same_as(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name)
    }

    /// The name as IAM writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Ignores case where it can, as the AWS console sorts names.
impl Ord for UserName {
    fn cmp(&self, other: &Self) -> Ordering {
        let folded = self.0.bytes().map(|byte| byte.to_ascii_lowercase());
        let others = other.0.bytes().map(|byte| byte.to_ascii_lowercase());
        folded.cmp(others).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for UserName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// One IAM user, as `ListUsers` and `GetUser` describe it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// The friendly name.
    pub name: UserName,
    /// The Amazon Resource Name.
    pub arn: String,
    /// The path, `/` unless one was given.
    pub path: String,
    /// When the user was created.
    pub created: Option<DateTime<Utc>>,
    /// When its password was last used to sign in to the AWS console; `None` for never, for no
    /// password, and for before tracking began (20 October 2014).
    pub password_last_used: Option<DateTime<Utc>>,
}

impl User {
    pub(crate) fn account_id(&self) -> Option<AccountId> {
        account_in_arn(&self.arn)
    }
}

/// One IAM user with its tags, as `GetUser` describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserDetails {
    /// The user.
    pub user: User,
    /// Its tags, key and value.
    pub tags: Vec<(String, String)>,
}

/// One IAM user as `GetAccountAuthorizationDetails` describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorizationDetails {
    /// The user and its tags.
    pub details: UserDetails,
    /// The names of the groups it is in.
    pub groups: Vec<String>,
}

impl UserDetails {
    /// The description of a key: the tag whose key is the access key ID, whatever its case, as
    /// IAM compares tag keys.
    pub(crate) fn description(&self, key: &AccessKeyId) -> Option<&str> {
        let tag = self.tags.iter().find(|(name, _)| name.eq_ignore_ascii_case(key.as_str()));
        tag.map(|(_, value)| value.as_str())
    }
}

/// The account ID inside an ARN, its fifth part.
pub(super) fn account_in_arn(arn: &str) -> Option<AccountId> {
    arn.split(':').nth(4).filter(|part| !part.is_empty()).map(AccountId::from_aws)
}

/// What concerns the access keys of an account as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountSummary {
    /// Whether the root user has access keys; AWS advises against them.
    pub root_access_keys: bool,
    /// How many keys a user may have (`AccessKeysPerUserQuota`), if the summary says so.
    pub access_keys_per_user: Option<usize>,
}

/// Whether a user can sign in to the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConsoleAccess {
    /// It has a login profile (a password).
    Enabled,
    /// It has none.
    Disabled,
}

/// Where the next page of a list starts; its text means something only to IAM.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Marker(pub String);

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// May be empty although more pages follow.
    pub items: Vec<T>,
    /// The next page, if the list is not complete.
    pub next: Option<Marker>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_ignoring_case() {
        let mut names: Vec<UserName> =
            ["bob", "Alice", "alice", "Zoe", "_x"].map(UserName::from_iam).into();
        names.sort();
        let sorted: Vec<&str> = names.iter().map(UserName::as_str).collect();
        assert_eq!(sorted, ["_x", "Alice", "alice", "bob", "Zoe"]);
    }

    #[test]
    fn typed_names_are_checked() {
        assert!(UserName::parse("a+b=c,d.e@f-g_h").is_ok());
        assert_eq!(UserName::parse("a b"), Err(UserNameError::Character(' ')));
        assert_eq!(UserName::parse(""), Err(UserNameError::Length(0)));
        assert_eq!(UserName::parse(&"x".repeat(65)), Err(UserNameError::Length(65)));
    }

    #[test]
    fn accounts_are_read_from_arns() {
        let account = account_in_arn("arn:aws:iam::123456789012:user/a/b");
        assert_eq!(account, Some(AccountId::from_aws("123456789012")));
        assert_eq!(account_in_arn("nonsense"), None);
    }
}
