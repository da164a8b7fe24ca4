//! What is in the account: users, their keys and tags, and what they may do.

use super::api_error::ApiError;
use super::ids::{Generation, SeededRng};
use super::key_history::KeyHistory;
use super::report::Reports;
use super::sts::Sts;
use crate::domain::{AccessKeyId, AccountId, LastUsed, Status};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The account's ID, as in AWS's documentation.
pub(super) const ACCOUNT: &str = "123456789012";
/// IAM's quota of access keys per user, active or not.
const KEYS_PER_USER: usize = 2;

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
    /// Everything with MFA; without, what AWS's example policy leaves, which denies the rest
    /// explicitly (`BlockMostAccessUnlessSignedInWithMFA`).
    AdminWithMfa,
}

/// An access key of the account. Its secret is not part of it: that is kept nowhere.
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

/// A user of the account. Names and tags are taken as they are, also those IAM would refuse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoUser {
    /// The friendly name, unique in the account.
    pub name: String,
    /// The path; `/` unless there is one.
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
    /// Its access keys; the quota does not bind what is put here.
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

/// The users by name. Shared, so that a list can show what was a moment ago at no cost.
pub(super) type Users = BTreeMap<String, Arc<DemoUser>>;

/// Everything that requests change.
#[derive(Debug)]
pub(super) struct State {
    pub(super) users: Arc<Users>,
    /// Whose key is it?
    owners: HashMap<AccessKeyId, String>,
    /// The states that were left, each with the moment it was left; oldest first.
    past: VecDeque<(Instant, Arc<Users>)>,
    ids: SeededRng,
    /// For whoever learns late of what was switched off.
    pub(super) key_history: KeyHistory,
    /// Access keys of the root user.
    pub(super) root_keys: u32,
    pub(super) reports: Reports,
    /// Sessions, roles and MFA devices.
    pub(super) sts: Sts,
}

impl State {
    pub(super) fn new(users: Vec<DemoUser>) -> Self {
        let mut state = Self {
            users: Arc::default(),
            owners: HashMap::new(),
            past: VecDeque::new(),
            ids: SeededRng::from_text("created here"),
            key_history: KeyHistory::default(),
            root_keys: 0,
            reports: Reports::default(),
            sts: Sts::default(),
        };
        for user in users {
            state.put_user(user);
        }
        state
    }

    /// Adds a user, or puts it in the place of the one of that name.
    pub(super) fn put_user(&mut self, user: DemoUser) {
        self.delete_user(&user.name);
        let keys = user.keys.iter().map(|key| (key.id.clone(), user.name.clone()));
        self.owners.extend(keys);
        Arc::make_mut(&mut self.users).insert(user.name.clone(), Arc::new(user));
    }

    /// Deletes a user with its keys; whether there was one.
    pub(super) fn delete_user(&mut self, name: &str) -> bool {
        let Some(user) = Arc::make_mut(&mut self.users).remove(name) else { return false };
        self.owners.retain(|_, owner| *owner != user.name);
        true
    }

    /// Keeps the present state for lists that lag, and forgets what no list can show any more.
    pub(super) fn remember(&mut self, now: Instant, lag: Duration) {
        while self.past.front().is_some_and(|(left, _)| now.duration_since(*left) > lag) {
            self.past.pop_front();
        }
        if !lag.is_zero() {
            self.past.push_back((now, Arc::clone(&self.users)));
        }
    }

    /// The users as they were `lag` ago.
    pub(super) fn users_before(&self, now: Instant, lag: Duration) -> Arc<Users> {
        let then = self.past.iter().find(|(left, _)| now.duration_since(*left) < lag);
        Arc::clone(then.map_or(&self.users, |(_, users)| users))
    }

    /// The owner of a key.
    pub(super) fn owner(&self, id: &AccessKeyId) -> Option<&Arc<DemoUser>> {
        self.users.get(self.owners.get(id)?)
    }

    /// The user, if there is one of that name.
    pub(super) fn user(&self, name: &str) -> Result<&Arc<DemoUser>, ApiError> {
        self.users.get(name).ok_or_else(|| ApiError::no_such_user(name))
    }

    /// The user, to be changed.
    pub(super) fn user_mut(&mut self, name: &str) -> Result<&mut DemoUser, ApiError> {
        Arc::make_mut(&mut self.users)
            .get_mut(name)
            .map(Arc::make_mut)
            .ok_or_else(|| ApiError::no_such_user(name))
    }

    /// The user's key, to be changed.
    pub(super) fn key_mut(
        &mut self,
        user: &str,
        id: &AccessKeyId,
    ) -> Result<&mut DemoKey, ApiError> {
        let keys = &mut self.user_mut(user)?.keys;
        keys.iter_mut().find(|key| key.id == *id).ok_or_else(|| ApiError::no_such_key(id))
    }

    /// Sets the status of a user's key.
    pub(super) fn set_status(
        &mut self,
        user: &str,
        id: &AccessKeyId,
        status: Status,
        now: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let key = self.key_mut(user, id)?;
        let before = std::mem::replace(&mut key.status, status);
        key.changed = Some(now);
        self.key_history.record(id, user, before, now);
        Ok(())
    }

    /// Makes an active key.
    pub(super) fn create_key(
        &mut self,
        user: &str,
        now: DateTime<Utc>,
    ) -> Result<AccessKeyId, ApiError> {
        if self.user(user)?.keys.len() >= KEYS_PER_USER {
            return Err(ApiError::new(
                "LimitExceeded",
                409,
                format!("Cannot exceed quota for AccessKeysPerUser: {KEYS_PER_USER}"),
            ));
        }
        let account = AccountId::from_aws(ACCOUNT);
        let mut id = self.ids.key_id(&account, Generation::Newer);
        while self.owners.contains_key(&id) {
            id = self.ids.key_id(&account, Generation::Newer);
        }
        self.user_mut(user)?.keys.push(DemoKey::new(id.as_str(), now));
        self.owners.insert(id.clone(), user.to_owned());
        Ok(id)
    }

    /// Deletes a key, whatever its status, as IAM does.
    pub(super) fn delete_key(
        &mut self,
        user: &str,
        id: &AccessKeyId,
        now: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let status = self.key_mut(user, id)?.status.clone();
        self.key_history.record(id, user, status, now);
        self.user_mut(user)?.keys.retain(|key| key.id != *id);
        self.owners.remove(id);
        Ok(())
    }

    /// Notes that a key signed a request. Within a minute of the last one, nothing is noted, as
    /// IAM keeps no finer count either.
    pub(super) fn note_use(
        &mut self,
        id: &AccessKeyId,
        now: DateTime<Utc>,
        region: &str,
        service: &str,
    ) {
        let Some(user) = self.owners.get(id).cloned() else { return };
        let known = self.users.get(&user).and_then(|user| user.key(id)?.last_used.date());
        if known.is_some_and(|date| now - date < chrono::TimeDelta::minutes(1)) {
            return;
        }
        if let Ok(key) = self.key_mut(&user, id) {
            key.last_used = LastUsed::At {
                date: now,
                region: Some(region.to_owned()),
                service: Some(service.to_owned()),
            };
        }
    }
}
