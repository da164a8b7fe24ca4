//! Who is calling, and where: the header's content, and whether changes may be offered.

use super::effect::CallId;
use crate::domain::{AccessKeyId, AccountSummary, Caller, Connection, Failure, FailureKind};

/// The session, as far as it is settled.
#[derive(Debug, Default)]
pub struct Session {
    pending: Option<CallId>,
    connection: Option<Connection>,
    caller: Option<Caller>,
    alias: Option<String>,
    summary: Option<AccountSummary>,
    /// What ended the session, or kept it from starting.
    trouble: Option<Failure>,
    /// The key this session is signed with was switched off from here.
    own_key_off: bool,
}

impl Session {
    pub(super) fn connecting(&mut self, call: CallId) {
        self.pending = Some(call);
        self.trouble = None;
    }

    /// Whether credentials or the caller's identity are awaited.
    #[must_use]
    pub fn is_connecting(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether a refresh has to settle the session first: it is over, or hangs in being settled.
    pub(super) fn wants_settling(&self) -> bool {
        self.trouble.is_some() || self.is_connecting()
    }

    /// Takes the answer to a connect; whether it was the one awaited.
    pub(super) fn connected(&mut self, call: CallId, answer: Result<Connection, Failure>) -> bool {
        if self.pending != Some(call) {
            return false;
        }
        self.pending = None;
        match answer {
            Ok(connection) => {
                let same = self
                    .connection
                    .as_ref()
                    .is_some_and(|old| old.signing_key == connection.signing_key);
                self.own_key_off &= same;
                self.connection = Some(connection);
            }
            Err(failure) => self.trouble = Some(self.explained(failure)),
        }
        true
    }

    /// The caller's identity is asked for.
    pub(super) fn identifying(&mut self, call: CallId) {
        self.pending = Some(call);
    }

    /// Takes who is calling. `true` when that is another account than before.
    pub(super) fn identified(&mut self, answer: Result<Caller, Failure>) -> bool {
        self.pending = None;
        match answer {
            Ok(caller) => {
                let moved = self.caller.as_ref().is_some_and(|old| old.account != caller.account);
                if moved {
                    self.alias = None;
                    self.summary = None;
                }
                self.caller = Some(caller);
                moved
            }
            Err(failure) => {
                self.trouble = Some(self.explained(failure));
                false
            }
        }
    }

    pub(super) fn alias_is(&mut self, alias: Option<String>) {
        self.alias = alias;
    }

    pub(super) fn summary_is(&mut self, summary: AccountSummary) {
        self.summary = Some(summary);
    }

    /// A call failed: if that means the session is over, remember it.
    pub(super) fn heard(&mut self, failure: &Failure) {
        if matches!(failure.kind, FailureKind::Expired | FailureKind::Credentials) {
            self.trouble = Some(self.explained(failure.clone()));
        }
    }

    /// A key was switched off or deleted from here.
    pub(super) fn key_switched_off(&mut self, key: &AccessKeyId) {
        self.own_key_off |= self.depends_on(key);
    }

    /// The failure, with what to do about it when the session's own key was switched off.
    fn explained(&self, mut failure: Failure) -> Failure {
        if self.own_key_off {
            let advice = "The key this session is signed with was switched off here: quit, and \
                          start akia with other credentials (--profile).";
            failure.advice = Some(advice.to_owned());
        }
        failure
    }

    /// Region, endpoint and credentials, once settled.
    #[must_use]
    pub fn connection(&self) -> Option<&Connection> {
        self.connection.as_ref()
    }

    /// Who is calling, once known.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// The account's alias, if it has one.
    #[must_use]
    pub fn alias(&self) -> Option<&str> {
        self.alias.as_deref()
    }

    /// Whether the root user has access keys, as far as is known.
    #[must_use]
    pub fn root_keys(&self) -> bool {
        self.summary.is_some_and(|summary| summary.root_access_keys)
    }

    /// How many access keys a user may have, active or inactive: AWS's two, unless the account's
    /// quota is known to be another.
    #[must_use]
    pub fn keys_per_user(&self) -> usize {
        self.summary.and_then(|summary| summary.access_keys_per_user).unwrap_or(2)
    }

    /// What ended the session, or kept it from starting.
    #[must_use]
    pub fn trouble(&self) -> Option<&Failure> {
        self.trouble.as_ref()
    }

    /// Whether this session stops working when that key does.
    #[must_use]
    pub fn depends_on(&self, key: &AccessKeyId) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.depends_on(key))
    }

    /// Whether it is known well enough whose account this is to change it.
    pub(super) fn may_change(&self) -> Result<(), String> {
        let Some(caller) = &self.caller else {
            return Err("which account this is, is not known yet".into());
        };
        match &self.trouble {
            Some(_) if self.own_key_off => {
                Err("this session's own key was switched off; start akia with another".into())
            }
            Some(_) => Err("the session has ended: press r to sign in again".into()),
            None if self.pending.is_some() => Err("the session is being settled anew".into()),
            None => match caller.arn_account() {
                Some(account) if account != caller.account => Err(format!(
                    "AWS names two accounts, {account} and {}: check the endpoint settings",
                    caller.account
                )),
                _ => Ok(()),
            },
        }
    }
}
