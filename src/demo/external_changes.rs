//! Changes that come without a request, as by somebody else at work in the account. For tests.

use super::account::DemoAccount;
use super::reports::Reports;
use super::sessions::{self, DemoRole};
use super::state::State;
use super::users::DemoUser;
use crate::domain::{AccessKeyId, Status};
use chrono::{DateTime, Utc};

impl DemoAccount {
    /// Sets a key's status; `false` if there is no such key.
    #[must_use]
    pub fn set_status(&self, id: &AccessKeyId, status: Status) -> bool {
        let now = self.now();
        self.change(|state| {
            owner_of(state, id).is_some_and(|user| state.set_status(&user, id, status, now).is_ok())
        })
    }

    /// Creates a key; `None` if there is no such user, or it has two.
    #[must_use]
    pub fn create_key(&self, user: &str) -> Option<AccessKeyId> {
        let now = self.now();
        self.change(|state| state.create_key(user, now)).ok()
    }

    /// Deletes a key; `false` if there is no such key.
    #[must_use]
    pub fn delete_key(&self, id: &AccessKeyId) -> bool {
        let now = self.now();
        self.change(|state| {
            owner_of(state, id).is_some_and(|user| state.delete_key(&user, id, now).is_ok())
        })
    }

    /// Adds a user, or replaces the one of that name.
    pub fn put_user(&self, user: DemoUser) {
        self.change(|state| state.put_user(user));
    }

    /// Deletes a user with its keys; `false` if there is no such user.
    #[must_use]
    pub fn delete_user(&self, name: &str) -> bool {
        self.change(|state| state.delete_user(name))
    }

    /// Sets how many access keys the root user has.
    pub fn set_root_keys(&self, count: u32) {
        self.change(|state| state.root_keys = count);
    }

    /// Replaces all credential reports with one of the account as it is now. It is dated
    /// `generated`, and leaves out what was created later.
    pub fn make_report(&self, generated: DateTime<Utc>) {
        self.change(|state| state.set_report(generated));
    }

    /// Removes all reports, also one that is being made.
    pub fn forget_report(&self) {
        self.change(|state| state.reports = Reports::default());
    }

    /// The serial of the virtual device that a user with MFA has.
    #[cfg(test)]
    pub(crate) fn mfa_device(user: &str) -> String {
        sessions::virtual_device(user)
    }

    /// Gives a user a further device; whatever its serial, it shows codes.
    pub fn add_mfa_device(&self, user: &str, serial: &str) {
        self.change(|state| state.sessions.add_device(user, serial));
    }

    /// The code that a device shows now. It can be used once, in this half minute or the next.
    #[must_use]
    pub fn mfa_code(&self, serial: &str) -> String {
        sessions::code_at(serial, self.now())
    }

    /// Adds a role, or replaces the one of that name.
    pub fn put_role(&self, role: DemoRole) {
        self.change(|state| state.sessions.put_role(role));
    }

    /// Ends every session.
    pub fn end_sessions(&self) {
        let now = self.now();
        self.change(|state| state.sessions.end_all(now));
    }
}

fn owner_of(state: &State, id: &AccessKeyId) -> Option<String> {
    state.owner(id).map(|user| user.name.clone())
}
