//! The users of the account, their keys and certificates, and what they may do.

use super::ids::SeededRng;
use crate::domain::{AccessKeyId, LastUsed, Status};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The account's ID, as in AWS's documentation.
pub(super) const ACCOUNT: &str = "123456789012";

/// What the policies of a user allow.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Policy {
    /// Nothing at all.
    #[default]
    Nothing,
    /// The user's own access keys: the policy of the IAM User Guide, "Managing access keys".
    OwnKeys,
    /// Everything that changes nothing.
    ReadOnly,
    /// Everything.
    Admin,
    /// Everything with MFA. Without, AWS's example policy denies most of it explicitly
    /// (`BlockMostAccessUnlessSignedInWithMFA`).
    AdminWithMfa,
}

/// An access key of the account. Its secret is not kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoKey {
    /// Its ID.
    pub id: AccessKeyId,
    /// Whether it signs requests.
    pub status: Status,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// When its status was last set; `None` for never.
    pub changed: Option<DateTime<Utc>>,
    /// When, where and for what it was last used.
    pub last_used: LastUsed,
}

impl DemoKey {
    /// An active key that was never used.
    #[must_use]
    pub fn new(id: &str, created: DateTime<Utc>) -> Self {
        Self {
            id: AccessKeyId::from_iam(id),
            status: Status::Active,
            created,
            changed: None,
            last_used: LastUsed::Never,
        }
    }
}

/// A signing certificate of a user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DemoCertificate {
    /// Whether it may be used.
    pub active: bool,
    /// When it was uploaded.
    pub uploaded: DateTime<Utc>,
}

/// A user of the account. Any names and tags are accepted, also those that IAM would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoUser {
    /// The friendly name, unique in the account.
    pub name: String,
    /// The path; `/` by default.
    pub path: String,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// Whether it has a password for the console.
    pub console: bool,
    /// When that password was last used.
    pub password_last_used: Option<DateTime<Utc>>,
    /// When that password was last changed; `None` for when the user was created.
    pub password_changed: Option<DateTime<Utc>>,
    /// Whether it has an MFA device.
    pub mfa: bool,
    /// Its tags: key and value. A key's description is the tag whose key is the access key ID.
    pub tags: Vec<(String, String)>,
    /// Its access keys. The quota is not enforced here.
    pub keys: Vec<DemoKey>,
    /// The names of the groups it is in.
    pub groups: Vec<String>,
    /// Its signing certificates.
    pub certificates: Vec<DemoCertificate>,
    /// What it may do.
    pub policy: Policy,
}

impl DemoUser {
    /// A user with nothing but a name.
    #[must_use]
    pub fn new(name: &str, created: DateTime<Utc>) -> Self {
        Self {
            name: name.to_owned(),
            path: "/".to_owned(),
            created,
            console: false,
            password_last_used: None,
            password_changed: None,
            mfa: false,
            tags: Vec::new(),
            keys: Vec::new(),
            groups: Vec::new(),
            certificates: Vec::new(),
            policy: Policy::Nothing,
        }
    }

    /// The Amazon Resource Name.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::{ACCOUNT}:user{}{}", self.path, self.name)
    }

    /// The unique ID, `AIDA…`.
    pub(super) fn id(&self) -> String {
        SeededRng::from_text(&self.name).principal_id("AIDA")
    }

    pub(super) fn key(&self, id: &AccessKeyId) -> Option<&DemoKey> {
        self.keys.iter().find(|key| key.id == *id)
    }
}

/// The users by name. Shared, so that keeping former users for lagging lists costs little.
pub(super) type Users = BTreeMap<String, Arc<DemoUser>>;
