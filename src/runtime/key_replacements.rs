//! The new keys that a rotation signed the session in with, by the key that each replaced.
//!
//! Kept in memory, until akia ends. The environment and the files of this machine still have the
//! old key, which may be deactivated by now, so whatever they lead to is looked up here.

use super::lock::lock;
use crate::aws::{self, Account, Lane};
use crate::domain::{
    AccessKeyId, ConnectError, Failure, FailureKind, MfaUse, NewAccessKey, NextStep, Operation,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// For each replaced key, the one to sign with. Clones share it.
#[derive(Clone, Default, Debug)]
pub(crate) struct KeyReplacements(Arc<Mutex<HashMap<AccessKeyId, NewAccessKey>>>);

impl KeyReplacements {
    /// Connects as the options say; signed with the new key, if what they lead to is a key that
    /// was replaced. A profile in which the new key was saved meanwhile leads to itself.
    pub(crate) async fn connect(
        &self,
        options: &aws::Options,
        mfa: &MfaUse,
    ) -> Result<Account, ConnectError> {
        // A session of an MFA code is requested with the new key, too.
        let new = aws::long_term_key(options).await.and_then(|key| self.replacement_of(&key));
        let account = aws::connect_with(options, mfa, new.as_ref()).await?;
        // What a process or an endpoint gave is known only now.
        Ok(match self.replacement_of(&account.connection().signing_key) {
            Some(new) => account.signed_with(&new),
            None => account,
        })
    }

    /// The key that replaced this one.
    fn replacement_of(&self, key: &AccessKeyId) -> Option<NewAccessKey> {
        let keys = lock(&self.0);
        let mut new = keys.get(key);
        // A key that replaced another may have been replaced itself; no key replaces an older one.
        for _ in 0..keys.len() {
            new = new.and_then(|new| keys.get(&new.key.id)).or(new);
        }
        new.cloned()
    }

    /// A key was deactivated or deleted: it replaces no other any more, and the next connect uses
    /// what the environment and the files have.
    pub(crate) fn forget(&self, key: &AccessKeyId) {
        let mut keys = lock(&self.0);
        match keys.get(key).cloned() {
            // It was replaced itself: its successor takes over.
            Some(next) => {
                for new in keys.values_mut().filter(|new| new.key.id == *key) {
                    *new = next.clone();
                }
            }
            None => keys.retain(|_, new| new.key.id != *key),
        }
    }

    /// The same account, signed with a new key from now on. Before anything is given up, the new
    /// key must have signed a call of STS and one of IAM, which gets to know keys independently. If
    /// AWS does not accept the key (yet), nothing has changed.
    pub(crate) async fn move_to(
        &self,
        account: &Account,
        new: NewAccessKey,
    ) -> Result<Account, Failure> {
        let moved = account.signed_with(&new);
        if !moved.caller().await?.is_user(&new.key.user, account.known_id()) {
            return Err(of_somebody_else(&new));
        }
        let user = moved.user(Lane::Interactive, &new.key.user).await;
        match user.map(drop) {
            // A denial proves that IAM knows the key.
            Err(failure) if failure.kind != FailureKind::Denied => return Err(failure),
            Ok(()) | Err(_) => {}
        }
        let connection = account.connection();
        let mut keys = lock(&self.0);
        // A session of an MFA code ends; the next one is requested with the key underneath.
        let underneath = connection.source_key.iter().filter(|_| connection.mfa.is_some());
        for old in underneath.chain([&connection.signing_key]) {
            keys.insert(old.clone(), new.clone());
        }
        drop(keys);
        Ok(moved)
    }
}

fn of_somebody_else(new: &NewAccessKey) -> Failure {
    Failure {
        operation: Operation::GetCallerIdentity,
        kind: FailureKind::Refused,
        code: None,
        message: format!("AWS says now that {} is the key of somebody else", new.key.id),
        request_id: None,
        advice: Some(NextStep::CheckEndpoint),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{Options, Transport};
    use crate::demo::{DemoAccount, DemoUser, Policy};
    use crate::domain::{MfaAnswer, MfaCode, UserName};
    use chrono::{TimeDelta, Utc};
    use std::time::Duration;

    /// An account that ends with its administrator, whose new key is made here.
    struct Desk {
        demo: DemoAccount,
        options: Options,
        keys: KeyReplacements,
    }

    impl Desk {
        fn new(policy: Policy) -> Self {
            let now = Utc::now();
            let mut ada = DemoUser::new("ada", now);
            ada.policy = policy;
            let made = now - TimeDelta::days(100);
            ada.keys = vec![crate::demo::DemoKey::new("AKIAIOSFODNN7EXAMPLE", made)];
            let demo = DemoAccount::with_users(now, vec![ada]);
            let credentials = demo.credentials_of("ada").unwrap();
            let transport = Transport::InProcess { http: demo.http_client(), credentials };
            Self { demo, options: Options::through(transport), keys: KeyReplacements::default() }
        }

        async fn connect(&self) -> Account {
            self.keys.connect(&self.options, &MfaUse::FromProfile).await.unwrap()
        }

        async fn new_key(&self) -> NewAccessKey {
            let ada = UserName::from_iam("ada");
            self.connect().await.create_access_key(&ada).await.unwrap()
        }
    }

    fn signs(account: &Account) -> &AccessKeyId {
        &account.connection().signing_key
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_connection_signs_with_the_replacing_key() {
        let desk = Desk::new(Policy::Admin);
        let first = desk.new_key().await;
        let moved = desk.keys.move_to(&desk.connect().await, first.clone()).await.unwrap();
        assert_eq!(signs(&moved), &first.key.id);
        assert_eq!(moved.connection().credentials_from, "the new key of this rotation");
        assert_eq!(signs(&desk.connect().await), &first.key.id);

        // And once more, by the key that took its place in turn.
        assert!(desk.demo.delete_key(&AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE")));
        let second = desk.new_key().await;
        desk.keys.move_to(&moved, second.clone()).await.unwrap();
        assert_eq!(signs(&desk.connect().await), &second.key.id);
        assert!(desk.connect().await.caller().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn an_mfa_session_is_requested_with_the_replacing_key() {
        let desk = Desk::new(Policy::AdminWithMfa);
        let mut ada = desk.demo.user("ada").unwrap();
        ada.mfa = true;
        desk.demo.put_user(ada);
        let phone = DemoAccount::mfa_device("ada");
        let code = || MfaAnswer {
            serial: phone.clone(),
            code: MfaCode::parse(&desk.demo.mfa_code(&phone)).unwrap(),
        };
        let first = desk.keys.connect(&desk.options, &MfaUse::Code(code())).await.unwrap();
        assert!(first.connection().mfa.is_some());
        let new = first.create_access_key(&UserName::from_iam("ada")).await.unwrap();
        let moved = desk.keys.move_to(&first, new.clone()).await.unwrap();
        assert_eq!((signs(&moved), &moved.connection().mfa), (&new.key.id, &None));
        assert_eq!(signs(&desk.connect().await), &new.key.id);

        // The key before may be gone.
        assert!(desk.demo.delete_key(&AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE")));
        tokio::time::sleep(Duration::from_secs(30)).await;
        let again = desk.keys.connect(&desk.options, &MfaUse::Code(code())).await.unwrap();
        assert_eq!(again.connection().source_key.as_ref(), Some(&new.key.id));
        assert!(again.connection().mfa.is_some());
        assert_eq!(signs(&desk.connect().await), signs(&again), "a refresh needs no code");
        assert!(again.access_keys(Lane::Interactive, &UserName::from_iam("ada")).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_that_iam_does_not_know_yet_changes_nothing() {
        let desk = Desk::new(Policy::Admin);
        desk.demo.faults().refuse_new_keys_for(Duration::from_secs(8));
        let new = desk.new_key().await;
        let account = desk.connect().await;
        let refused = desk.keys.move_to(&account, new.clone()).await.unwrap_err();
        assert_eq!(refused.kind, FailureKind::Credentials);
        assert_ne!(signs(&desk.connect().await), &new.key.id);
        tokio::time::sleep(Duration::from_secs(8)).await;
        desk.keys.move_to(&account, new.clone()).await.unwrap();
        assert_eq!(signs(&desk.connect().await), &new.key.id);
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_that_turns_out_to_be_somebody_elses_changes_nothing() {
        let desk = Desk::new(Policy::Admin);
        let new = desk.new_key().await;
        let account = desk.connect().await;
        let mut ada = desk.demo.user("ada").unwrap();
        let mut mallory = DemoUser::new("mallory", Utc::now());
        mallory.policy = Policy::Admin;
        mallory.keys.extend(ada.keys.pop());
        assert_eq!(mallory.keys[0].id, new.key.id);
        desk.demo.put_user(ada);
        desk.demo.put_user(mallory);
        let refused = desk.keys.move_to(&account, new.clone()).await.unwrap_err();
        assert!(refused.message.contains("somebody else"), "{refused}");
        assert_ne!(signs(&desk.connect().await), &new.key.id);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deactivated_key_replaces_no_other() {
        let desk = Desk::new(Policy::Admin);
        let new = desk.new_key().await;
        let before = desk.connect().await;
        desk.keys.move_to(&before, new.clone()).await.unwrap();
        desk.keys.forget(signs(&before));
        assert_eq!(signs(&desk.connect().await), &new.key.id, "the old one is gone as it should");
        // And rotated once more, the one in between is deleted.
        assert!(desk.demo.delete_key(signs(&before)));
        let next = desk.new_key().await;
        let moved = desk.connect().await;
        desk.keys.move_to(&moved, next.clone()).await.unwrap();
        desk.keys.forget(&new.key.id);
        assert_eq!(signs(&desk.connect().await), &next.key.id);
        desk.keys.forget(&next.key.id);
        assert_eq!(signs(&desk.connect().await), signs(&before));
    }

    #[tokio::test(start_paused = true)]
    async fn a_denied_get_user_does_not_stop_the_move() {
        let desk = Desk::new(Policy::Admin);
        let new = desk.new_key().await;
        desk.demo.faults().inject_always("GetUser", crate::demo::Fault::Deny);
        desk.keys.move_to(&desk.connect().await, new.clone()).await.unwrap();
        assert_eq!(signs(&desk.connect().await), &new.key.id);
    }
}
