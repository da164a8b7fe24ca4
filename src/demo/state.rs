//! What is in the account: users, sessions, reports, and who owns which key.

use super::api_error::ApiError;
use super::ids::{Generation, SeededRng};
use super::key_history::KeyHistory;
use super::reports::{Report, Reports};
use super::sessions::{Sessions, virtual_device};
use super::users::{ACCOUNT, DemoKey, DemoUser, Users};
use crate::domain::{AccessKeyId, AccountId, LastUsed, Status};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// IAM's quota of access keys per user, active or not.
const KEYS_PER_USER: usize = 2;

/// Everything that requests can change.
#[derive(Debug)]
pub(super) struct State {
    pub(super) users: Arc<Users>,
    owners: HashMap<AccessKeyId, String>,
    /// Former users, each with the moment of the change; oldest first.
    past: VecDeque<(Instant, Arc<Users>)>,
    ids: SeededRng,
    pub(super) key_history: KeyHistory,
    /// The number of access keys of the root user.
    pub(super) root_keys: u32,
    pub(super) reports: Reports,
    pub(super) sessions: Sessions,
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
            sessions: Sessions::default(),
        };
        for user in users {
            state.put_user(user);
        }
        state
    }

    /// Adds a user, or replaces the one of that name.
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

    /// Keeps the present users for lists that lag, and drops what no list can show any more.
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

    pub(super) fn owner(&self, id: &AccessKeyId) -> Option<&Arc<DemoUser>> {
        self.users.get(self.owners.get(id)?)
    }

    pub(super) fn user(&self, name: &str) -> Result<&Arc<DemoUser>, ApiError> {
        self.users.get(name).ok_or_else(|| ApiError::no_such_user(name))
    }

    pub(super) fn user_mut(&mut self, name: &str) -> Result<&mut DemoUser, ApiError> {
        Arc::make_mut(&mut self.users)
            .get_mut(name)
            .map(Arc::make_mut)
            .ok_or_else(|| ApiError::no_such_user(name))
    }

    pub(super) fn key_mut(
        &mut self,
        user: &str,
        id: &AccessKeyId,
    ) -> Result<&mut DemoKey, ApiError> {
        let keys = &mut self.user_mut(user)?.keys;
        keys.iter_mut().find(|key| key.id == *id).ok_or_else(|| ApiError::no_such_key(id))
    }

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

    /// Records that a key signed a request. Like IAM, it ignores uses within a minute of the last
    /// one.
    pub(super) fn record_use(
        &mut self,
        id: &AccessKeyId,
        now: DateTime<Utc>,
        region: &str,
        service: &str,
    ) {
        let Some(user) = self.owners.get(id).cloned() else { return };
        let known = self.users.get(&user).and_then(|user| user.key(id)?.last_used.date());
        if known.is_some_and(|date| now - date < TimeDelta::minutes(1)) {
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

    /// Replaces all credential reports with one of the account as it is now.
    pub(super) fn set_report(&mut self, generated: DateTime<Utc>) {
        let report = Report::new(Arc::clone(&self.users), self.root_keys, generated);
        self.reports = Reports::finished(report);
    }

    /// Begins a credential report of the account as it is now.
    pub(super) fn begin_report(&mut self, now: DateTime<Utc>) {
        self.reports.begin(Report::new(Arc::clone(&self.users), self.root_keys, now));
    }

    /// The serials of a user's MFA devices.
    pub(super) fn devices_of(&self, user: &str) -> Vec<String> {
        let mut devices = Vec::new();
        if self.users.get(user).is_some_and(|user| user.mfa) {
            devices.push(virtual_device(user));
        }
        devices.extend(self.sessions.further_devices(user));
        devices
    }
}
