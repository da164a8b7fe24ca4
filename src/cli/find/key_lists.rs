//! All lists of access keys, read once to find every key whose owner IAM does not name.

use crate::aws::{Account, Lane};
use crate::cli::listing::{self, IN_FLIGHT, ReadFailure};
use crate::cli::output::Diagnostics;
use crate::domain::{AccessKey, AccessKeyId, User};
use crate::ui::grouped;
use futures_util::StreamExt as _;
use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::pin;
use tokio::sync::watch;

/// A key in the list of its user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ListedKey {
    pub(super) user: User,
    pub(super) key: AccessKey,
}

/// The outcome of looking for a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lookup {
    /// A list has it.
    Found(Box<ListedKey>),
    /// Every list was read, and none has it.
    Nowhere,
    /// None of the lists that could be read has it; this is the first that could not be read.
    Incomplete(ReadFailure),
}

/// The lists of keys, which are read as soon as a key is looked for.
///
/// They are kept in memory for further keys. IAM's quotas limit them: 5,000 users with two keys
/// each.
#[derive(Debug)]
pub(super) struct KeyLists<'a, 'e> {
    account: &'a Account,
    diagnostics: &'a Diagnostics<'e>,
    read: RefCell<HashMap<AccessKeyId, ListedKey>>,
    unread: RefCell<Option<ReadFailure>>,
    state: watch::Sender<State>,
}

#[derive(Debug, Default)]
struct State {
    wanted: bool,
    users: usize,
    over: bool,
}

impl<'a, 'e> KeyLists<'a, 'e> {
    pub(super) fn of(account: &'a Account, diagnostics: &'a Diagnostics<'e>) -> Self {
        Self {
            account,
            diagnostics,
            read: RefCell::default(),
            unread: RefCell::default(),
            state: watch::Sender::default(),
        }
    }

    /// Waits until the key is found, or every list is read.
    pub(super) async fn find(&self, id: &AccessKeyId) -> Lookup {
        self.state.send_modify(|state| state.wanted = true);
        let found = |state: &State| state.over || self.read.borrow().contains_key(id);
        // This cannot fail: the sender lives as long as `self`.
        let _ = self.state.subscribe().wait_for(found).await;
        if let Some(listed) = self.read.borrow().get(id) {
            return Lookup::Found(Box::new(listed.clone()));
        }
        match &*self.unread.borrow() {
            None => Lookup::Nowhere,
            Some(unread) => Lookup::Incomplete(unread.clone()),
        }
    }

    /// Reads the lists once a key is looked for. It never ends, so that it can run in a `select!`
    /// beside the lookups.
    pub(super) async fn run(&self) -> Infallible {
        let _ = self.state.subscribe().wait_for(|state| state.wanted).await;
        let users = listing::users(self.account).map(|user| async {
            let user = user.map_err(|failure| ReadFailure { user: None, failure })?;
            match self.account.access_keys(Lane::Background, &user.name).await {
                Ok(listing) => Ok((user, listing)),
                Err(failure) => Err(ReadFailure { user: Some(user.name), failure }),
            }
        });
        let mut users = pin!(users.buffer_unordered(IN_FLIGHT));
        while let Some(read) = users.next().await {
            match read {
                Ok((user, listing)) => {
                    let keys = listing.keys.into_iter();
                    let keys =
                        keys.map(|key| (key.id.clone(), ListedKey { user: user.clone(), key }));
                    self.read.borrow_mut().extend(keys);
                }
                Err(unread) => {
                    let over = listing::ends_the_session(&unread.failure);
                    self.unread.borrow_mut().get_or_insert(unread);
                    if over {
                        break;
                    }
                }
            }
            self.state.send_modify(|state| state.users += 1);
            let users = self.state.borrow().users;
            self.diagnostics.progress(|| {
                format!("looking through the lists of keys, of users: {}", grouped(users))
            });
        }
        self.state.send_modify(|state| state.over = true);
        std::future::pending().await
    }
}
