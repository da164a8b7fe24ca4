//! All lists of access keys, looked through once for all the keys whose owner IAM does not name.

use crate::aws::{Account, Lane};
use crate::cli::listing::{self, IN_FLIGHT, Unread};
use crate::cli::output::Said;
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
pub(super) struct Listed {
    pub(super) user: User,
    pub(super) key: AccessKey,
}

/// What came of looking for a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Looked {
    /// It is there.
    Listed(Box<Listed>),
    /// Every list was read, and it is in none.
    Nowhere,
    /// It is in none of the lists that could be read; this is the first that could not.
    NotEverywhere(Unread),
}

/// The lists, read from when somebody looks for something in them.
///
/// What was read is kept, since more keys may be asked for: IAM's quotas bound it (5,000 users, two
/// keys each).
#[derive(Debug)]
pub(super) struct Lists<'a, 'e> {
    account: &'a Account,
    said: &'a Said<'e>,
    read: RefCell<HashMap<AccessKeyId, Listed>>,
    unread: RefCell<Option<Unread>>,
    state: watch::Sender<State>,
}

#[derive(Debug, Default)]
struct State {
    wanted: bool,
    users: usize,
    over: bool,
}

impl<'a, 'e> Lists<'a, 'e> {
    pub(super) fn of(account: &'a Account, said: &'a Said<'e>) -> Self {
        Self {
            account,
            said,
            read: RefCell::default(),
            unread: RefCell::default(),
            state: watch::Sender::default(),
        }
    }

    /// Waits until the key was seen, or every list.
    pub(super) async fn look_for(&self, id: &AccessKeyId) -> Looked {
        self.state.send_modify(|state| state.wanted = true);
        let found = |state: &State| state.over || self.read.borrow().contains_key(id);
        // The sender is this one's own: it does not go away.
        let _ = self.state.subscribe().wait_for(found).await;
        if let Some(listed) = self.read.borrow().get(id) {
            return Looked::Listed(Box::new(listed.clone()));
        }
        match &*self.unread.borrow() {
            None => Looked::Nowhere,
            Some(unread) => Looked::NotEverywhere(unread.clone()),
        }
    }

    /// Reads the lists once somebody wants them; has no end, so that it can run beside what
    /// waits for them.
    pub(super) async fn run(&self) -> Infallible {
        let _ = self.state.subscribe().wait_for(|state| state.wanted).await;
        let users = listing::users(self.account).map(|user| async {
            let user = user.map_err(|failure| Unread { user: None, failure })?;
            match self.account.access_keys(Lane::Background, &user.name).await {
                Ok(listing) => Ok((user, listing)),
                Err(failure) => Err(Unread { user: Some(user.name), failure }),
            }
        });
        let mut users = pin!(users.buffer_unordered(IN_FLIGHT));
        while let Some(read) = users.next().await {
            match read {
                Ok((user, listing)) => {
                    let keys = listing.keys.into_iter();
                    let keys = keys.map(|key| (key.id.clone(), Listed { user: user.clone(), key }));
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
            self.said.progress(|| {
                format!("looking through the lists of keys, of users: {}", grouped(users))
            });
        }
        self.state.send_modify(|state| state.over = true);
        std::future::pending().await
    }
}
