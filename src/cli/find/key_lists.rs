//! All lists of access keys, looked through once for all the keys whose owner IAM does not name.

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

/// What came of looking for a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lookup {
    /// It is there.
    Found(Box<ListedKey>),
    /// Every list was read, and it is in none.
    Nowhere,
    /// It is in none of the lists that could be read; this is the first that could not.
    Incomplete(ReadFailure),
}

/// The lists, read from when somebody looks for something in them.
///
/// What was read is kept, since more keys may be asked for: IAM's quotas bound it (5,000 users, two
/// keys each).
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

    /// Waits until the key was seen, or every list.
    pub(super) async fn find(&self, id: &AccessKeyId) -> Lookup {
        self.state.send_modify(|state| state.wanted = true);
        let found = |state: &State| state.over || self.read.borrow().contains_key(id);
        // The sender is this one's own: it does not go away.
        let _ = self.state.subscribe().wait_for(found).await;
        if let Some(listed) = self.read.borrow().get(id) {
            return Lookup::Found(Box::new(listed.clone()));
        }
        match &*self.unread.borrow() {
            None => Lookup::Nowhere,
            Some(unread) => Lookup::Incomplete(unread.clone()),
        }
    }

    /// Reads the lists once somebody wants them; has no end, so that it can run beside what
    /// waits for them.
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
