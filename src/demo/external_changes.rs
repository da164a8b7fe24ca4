//! Somebody else at work in the account: changes that come without a request, for tests.

use super::state::State;
use super::{DemoAccount, DemoUser};
use crate::domain::{AccessKeyId, Status};

impl DemoAccount {
    /// Sets a key's status; whether there is such a key.
    #[must_use]
    pub fn set_status(&self, id: &AccessKeyId, status: Status) -> bool {
        let now = self.now();
        self.change(|state| {
            owner_of(state, id).is_some_and(|user| state.set_status(&user, id, status, now).is_ok())
        })
    }

    /// Creates a key, unless there is no such user or it has two.
    #[must_use]
    pub fn create_key(&self, user: &str) -> Option<AccessKeyId> {
        let now = self.now();
        self.change(|state| state.create_key(user, now)).ok()
    }

    /// Deletes a key; whether there was one.
    #[must_use]
    pub fn delete_key(&self, id: &AccessKeyId) -> bool {
        let now = self.now();
        self.change(|state| {
            owner_of(state, id).is_some_and(|user| state.delete_key(&user, id, now).is_ok())
        })
    }

    /// Adds a user, or puts this one in the place of the one of that name.
    pub fn put_user(&self, user: DemoUser) {
        self.change(|state| state.put_user(user));
    }

    /// Deletes a user with its keys; whether there was one.
    #[must_use]
    pub fn delete_user(&self, name: &str) -> bool {
        self.change(|state| state.delete_user(name))
    }

    /// Sets how many access keys the root user has.
    pub fn set_root_keys(&self, count: u32) {
        self.change(|state| state.root_keys = count);
    }
}

fn owner_of(state: &State, id: &AccessKeyId) -> Option<String> {
    state.owner(id).map(|user| user.name.clone())
}
