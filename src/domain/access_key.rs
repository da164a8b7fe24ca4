//! Access keys, their status and use, and what a listing of them permits.

use super::key_id::AccessKeyId;
use super::user::UserName;
use chrono::{DateTime, Utc};
use std::fmt;

/// IAM's `StatusType`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Status {
    /// AWS accepts requests signed with the key.
    Active,
    /// The key is deactivated, and can be activated again.
    Inactive,
    /// The key has expired.
    Expired,
    /// A status that this program does not know, as IAM spells it.
    Other(String),
}

impl Status {
    pub(crate) fn from_iam(status: &str) -> Self {
        match status {
            "Active" => Self::Active,
            "Inactive" => Self::Inactive,
            "Expired" => Self::Expired,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Whether AWS may accept requests signed with such a key. A status that this program does not
    /// know counts as one that may sign.
    pub(crate) fn may_sign(&self) -> bool {
        matches!(self, Self::Active | Self::Other(_))
    }

    /// The status as IAM spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
            Self::Expired => "Expired",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One access key, as `ListAccessKeys` describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessKey {
    /// Its ID.
    pub id: AccessKeyId,
    /// The user it belongs to.
    pub user: UserName,
    /// Whether it signs requests.
    pub status: Status,
    /// When it was created.
    pub created: Option<DateTime<Utc>>,
}

/// When, where and for what a key was last used (tracked since 22 April 2015, some minutes late).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LastUsed {
    /// Never since tracking began.
    Never,
    /// The last use known.
    At {
        /// When.
        date: DateTime<Utc>,
        /// The Region of the call; `None` where IAM answers `N/A`.
        region: Option<String>,
        /// The service of the call, such as `s3`; `None` where IAM answers `N/A`.
        service: Option<String>,
    },
}

impl LastUsed {
    pub(crate) fn date(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Never => None,
            Self::At { date, .. } => Some(*date),
        }
    }
}

/// What `GetAccessKeyLastUsed` answers: also whose the key is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Usage {
    /// The owner; `None` for a key of the root user.
    pub user: Option<UserName>,
    /// The last use.
    pub last_used: LastUsed,
}

/// All keys of one user, as one complete `ListAccessKeys` gave them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyListing {
    /// The keys, in IAM's order.
    pub keys: Vec<AccessKey>,
}

/// A key that a listing shows inactive or expired. Only such a key can be deleted, so it can only
/// be obtained from a [`KeyListing`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InactiveKey(AccessKey);

impl KeyListing {
    /// The key with this ID.
    #[must_use]
    pub fn find(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.keys.iter().find(|key| key.id == *id)
    }

    /// The key with this ID, if every entry for it in this listing is inactive or expired.
    #[must_use]
    pub fn inactive(&self, id: &AccessKeyId) -> Option<InactiveKey> {
        let key = self.find(id)?;
        let may_sign = self.keys.iter().any(|key| key.id == *id && key.status.may_sign());
        if may_sign { None } else { Some(InactiveKey(key.clone())) }
    }
}

impl InactiveKey {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &AccessKey {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::access_key;
    use rstest::rstest;

    #[rstest]
    #[case("Active", false)]
    #[case("Inactive", true)]
    #[case("Expired", true)]
    #[case("Rested", false)]
    fn only_inactive_and_expired_keys_can_be_deleted(#[case] status: &str, #[case] can: bool) {
        let id = AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE");
        let key =
            AccessKey { status: Status::from_iam(status), ..access_key("alice", id.as_str()) };
        let listing = KeyListing { keys: vec![key.clone()] };
        assert_eq!(listing.inactive(&id), can.then_some(InactiveKey(key)));
        assert_eq!(listing.inactive(&AccessKeyId::from_iam("AKIAI44QH8DHBEXAMPLE")), None);
        assert_eq!(Status::from_iam(status).as_str(), status);
    }

    #[test]
    fn a_key_that_is_also_listed_active_cannot_be_deleted() {
        let key = |status| AccessKey { status, ..access_key("alice", "AKIAIOSFODNN7EXAMPLE") };
        let listing = KeyListing { keys: vec![key(Status::Inactive), key(Status::Active)] };
        assert_eq!(listing.inactive(&key(Status::Inactive).id), None);
    }
}
