//! What is done with a new key: it signs a call, and the session goes over to it.

use super::Driver;
use akia::aws::Account;
use akia::console::{CallId, Reply};
use akia::domain::{Connection, NewAccessKey};
use std::sync::{Arc, Mutex};

impl Driver {
    pub(super) fn move_session(&mut self, call: CallId, new: NewAccessKey) {
        let (account, place) = (self.account(), Arc::clone(&self.account));
        let replacements = self.replacements.clone();
        self.tasks.spawn(async move {
            let moved = replacements.move_to(&account, new).await;
            (call, Reply::Connected(moved.map(|account| put(&place, account)).map_err(Into::into)))
        });
    }

    pub(super) fn verify(&mut self, call: CallId, new: NewAccessKey) {
        let account = self.account();
        self.tasks.spawn(async move { (call, Reply::Verified(account.verify(&new).await)) });
    }
}

/// The account from now on; the one before is asked no more.
pub(super) fn put(place: &Mutex<Option<Account>>, account: Account) -> Connection {
    let connection = account.connection().clone();
    let before = place.lock().expect("no test panics here").replace(account);
    before.inspect(Account::retire);
    connection
}
