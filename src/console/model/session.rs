//! Who is calling, and where: the header's content, and whether changes may be offered.

use crate::console::effect::CallId;
use crate::domain::{
    AccessKeyId, AccountSummary, Caller, Connection, Failure, FailureKind, IdKind, NextStep,
    UserName,
};

/// The session, as far as it is settled.
#[derive(Debug, Default)]
pub struct Session {
    pending: Option<CallId>,
    connection: Option<Connection>,
    caller: Option<Caller>,
    /// The user who is calling, where [`Session::caller`] does not tell.
    own_user: Option<UserName>,
    alias: Option<String>,
    summary: Option<AccountSummary>,
    /// What ended the session, or kept it from starting.
    failure: Option<Failure>,
    /// The key this session is signed with was switched off from here.
    own_key_off: bool,
    /// The call that moves the session to another key, on its way.
    moving: Option<CallId>,
    /// What came of the last such call: `None` when the session is moved.
    moved: Option<(CallId, Option<Failure>)>,
}

/// How a move of the session to another key stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MoveAnswer<'a> {
    /// It is on its way.
    Awaited,
    /// The session is signed with the new key.
    Moved,
    /// The session is as it was.
    Refused(&'a Failure),
    /// The session was settled anew in another way.
    Overtaken,
}

impl Session {
    pub(crate) fn connecting(&mut self, call: CallId) {
        self.pending = Some(call);
        self.moving = None;
        self.failure = None;
    }

    /// The session is to go over to another key; until it has, it stays as it is.
    pub(crate) fn moving(&mut self, call: CallId) {
        self.pending = Some(call);
        self.moving = Some(call);
    }

    /// How that move stands.
    pub(crate) fn move_answer(&self, call: CallId) -> MoveAnswer<'_> {
        match &self.moved {
            _ if self.moving == Some(call) => MoveAnswer::Awaited,
            Some((moved, None)) if *moved == call => MoveAnswer::Moved,
            Some((moved, Some(failure))) if *moved == call => MoveAnswer::Refused(failure),
            _ => MoveAnswer::Overtaken,
        }
    }

    /// Whether credentials or the caller's identity are awaited.
    #[must_use]
    pub fn is_connecting(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether a refresh has to reconcile the session first: it is over, or hangs in being settled.
    pub(crate) fn needs_connecting(&self) -> bool {
        self.failure.is_some() || self.is_connecting()
    }

    /// Takes the answer to a connect; whether it was the one awaited, and changes anything.
    pub(crate) fn connected(&mut self, call: CallId, answer: Result<Connection, Failure>) -> bool {
        if self.pending != Some(call) {
            return false;
        }
        self.pending = None;
        if self.moving.take().is_some() {
            self.moved = Some((call, answer.as_ref().err().cloned()));
            if answer.is_err() {
                return false;
            }
            self.failure = None;
        }
        match answer {
            Ok(connection) => {
                let same = self
                    .connection
                    .as_ref()
                    .is_some_and(|old| old.signing_key == connection.signing_key);
                self.own_key_off &= same;
                self.connection = Some(connection);
            }
            Err(failure) => self.failure = Some(self.explained(failure)),
        }
        true
    }

    /// The caller's identity is asked for.
    pub(crate) fn identifying(&mut self, call: CallId) {
        self.pending = Some(call);
    }

    /// Takes who is calling. `true` when that is another account than before.
    pub(crate) fn identified(&mut self, answer: Result<Caller, Failure>) -> bool {
        self.pending = None;
        match answer {
            Ok(caller) => {
                let moved = self.caller.as_ref().is_some_and(|old| old.account != caller.account);
                if moved {
                    self.alias = None;
                    self.summary = None;
                }
                if self.caller.as_ref().is_none_or(|old| old.arn != caller.arn) {
                    self.own_user = None;
                }
                self.caller = Some(caller);
                moved
            }
            Err(failure) => {
                self.failure = Some(self.explained(failure));
                false
            }
        }
    }

    /// Whether only IAM can tell which user is calling: it signs with a user's key, and
    /// `GetCallerIdentity` (of an endpoint that is not AWS's own) names no user.
    pub(crate) fn asks_for_own_user(&self) -> bool {
        let long_term = |connection: &Connection| {
            connection.signing_key.kind() != IdKind::TemporaryKey && connection.source_key.is_none()
        };
        let nameless = |caller: &Caller| caller.user_name().is_none() && !caller.is_root();
        self.connection.as_ref().is_some_and(long_term)
            && self.caller.as_ref().is_some_and(nameless)
    }

    /// IAM told which user is calling.
    pub(crate) fn set_own_user(&mut self, user: UserName) {
        self.own_user = Some(user);
    }

    /// The user who is calling.
    ///
    /// # Errors
    /// Why there is none, for a person.
    pub fn own_user(&self) -> Result<UserName, String> {
        let Some(caller) = &self.caller else { return Err("Not signed in yet.".to_owned()) };
        let named = caller.user_name().or_else(|| self.own_user.clone());
        named.ok_or_else(|| match caller.resource() {
            "root" => "You are the root user, whose access keys IAM does not show: the AWS \
                       console does, and AWS says to remove them."
                .to_owned(),
            resource => match resource.split_once('/') {
                Some(("assumed-role", role)) => format!(
                    "You are signed in as a role ({role}), which has no access keys of its own; \
                     nothing tells which user is behind it."
                ),
                Some(("federated-user", name)) => format!(
                    "You are signed in as a federated user ({name}), which has no access keys of \
                     its own."
                ),
                _ => format!("AWS does not tell which IAM user you are ({}).", caller.arn),
            },
        })
    }

    pub(crate) fn set_alias(&mut self, alias: Option<String>) {
        self.alias = alias;
    }

    pub(crate) fn set_summary(&mut self, summary: AccountSummary) {
        self.summary = Some(summary);
    }

    /// A call failed: if that means the session is over, remember it.
    pub(crate) fn note_auth_failure(&mut self, failure: &Failure) {
        if matches!(failure.kind, FailureKind::Expired | FailureKind::Credentials) {
            self.failure = Some(self.explained(failure.clone()));
        }
    }

    /// A key was switched off or deleted from here.
    pub(crate) fn note_deactivated(&mut self, key: &AccessKeyId) {
        self.own_key_off |= self.depends_on(key);
    }

    /// The failure, with what to do about it when the session's own key was switched off.
    fn explained(&self, mut failure: Failure) -> Failure {
        let is_moved = self.connection.as_ref().is_some_and(Connection::is_moved);
        if self.own_key_off && is_moved {
            failure.advice = Some(NextStep::LeaveDeactivatedKey);
        } else if self.own_key_off {
            let source = self.connection.as_ref().map(|own| own.credentials_from.clone());
            failure.advice = Some(NextStep::ReplaceDeactivatedKey(source.unwrap_or_default()));
        } else if is_moved
            && failure.kind == FailureKind::Credentials
            && let Some(connection) = &self.connection
        {
            failure.advice = Some(NextStep::WaitForNewKey(connection.signing_key.clone()));
        }
        failure
    }

    /// Region, endpoint and credentials, once settled.
    #[must_use]
    pub fn connection(&self) -> Option<&Connection> {
        self.connection.as_ref()
    }

    /// The endpoint, when it is not AWS's own.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.connection.as_ref()?.endpoint.as_deref()
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
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Whether this session stops working when that key does.
    #[must_use]
    pub fn depends_on(&self, key: &AccessKeyId) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.depends_on(key))
    }

    /// Whether it is known well enough whose account this is to change it.
    pub(crate) fn may_change(&self) -> Result<(), String> {
        let Some(caller) = &self.caller else {
            return Err("which account this is, is not known yet".into());
        };
        match &self.failure {
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
