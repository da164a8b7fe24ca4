//! The account in use, shared by the tasks that call AWS.

use super::lock::lock;
use super::messages::{Message, MessageSender, ReplySender};
use crate::aws::Account;
use crate::console::{CallId, Reply};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// The account in use, if there is one yet. Clones share it.
#[derive(Clone, Default)]
pub(super) struct ActiveAccount(Arc<Mutex<Active>>);

/// The account, and the connect that led to it: an earlier connect does not replace a later one.
#[derive(Default)]
struct Active {
    by: CallId,
    account: Option<Account>,
}

impl ActiveAccount {
    pub(super) fn get(&self) -> Option<Account> {
        lock(&self.0).account.clone()
    }

    /// Another profile is about to be connected: from now on nothing reaches the former account.
    pub(super) fn clear(&self, by: CallId) {
        lock(&self.0).replace(Active { by, account: None });
    }

    fn set(&self, by: CallId, account: Account) {
        let mut active = lock(&self.0);
        if active.by <= by {
            active.replace(Active { by, account: Some(account) });
        }
    }

    /// Makes the account of a connect the one in use, unless a later connect has begun; then
    /// reports the limit of its reads, while it is in use.
    pub(super) async fn activate(
        &self,
        account: Account,
        reply: ReplySender,
        messages: &MessageSender,
    ) {
        let by = reply.call();
        let (connection, limit) = (account.connection().clone(), account.rate_limit());
        self.set(by, account);
        reply.send(Reply::Connected(Ok(connection)));
        self.report_rate_limit(by, limit, messages).await;
    }

    async fn report_rate_limit(
        &self,
        by: CallId,
        mut limit: watch::Receiver<Option<u32>>,
        messages: &MessageSender,
    ) {
        while limit.changed().await.is_ok() {
            if lock(&self.0).by != by {
                return;
            }
            let rate = *limit.borrow_and_update();
            messages.send(Message::RateLimited(rate));
        }
    }
}

impl Active {
    fn replace(&mut self, other: Self) {
        if let Some(before) = std::mem::replace(self, other).account {
            before.retire();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws;
    use crate::demo::DemoAccount;
    use std::time::Duration;
    use tokio::time::timeout;

    async fn account(profile: &str) -> Account {
        let demo = DemoAccount::new(chrono::Utc::now());
        let (http, credentials) = (demo.http_client(), demo.credentials());
        let options = aws::Options {
            profile: Some(profile.to_owned()),
            ..aws::Options::through(aws::Transport::InProcess { http, credentials })
        };
        aws::connect(&options).await.unwrap()
    }

    #[tokio::test]
    async fn after_a_profile_switch_nothing_reaches_the_former_account() {
        let active = ActiveAccount::default();
        let reached = || active.get().and_then(|account| account.connection().profile.clone());
        let first = account("first").await;
        active.set(CallId(1), first.clone());
        assert_eq!(reached().as_deref(), Some("first"));
        let retired = async || timeout(Duration::ZERO, first.retired()).await.is_ok();
        assert!(!retired().await);
        active.clear(CallId(3));
        assert_eq!(reached(), None);
        assert!(retired().await, "what waits in line to be asked is not asked");
        active.set(CallId(2), account("first").await);
        assert_eq!(reached(), None, "a late answer is of the account before");
        active.set(CallId(3), account("second").await);
        active.set(CallId(2), account("first").await);
        assert_eq!(reached().as_deref(), Some("second"));
    }
}
