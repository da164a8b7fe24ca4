//! Who is calling, in which account, with which credentials.

use crate::console::effect::CallId;
use crate::domain::{
    AccessKeyId, AccountSummary, Caller, Connection, CredentialStep, Failure, FailureKind, IdKind,
    NextStep, UserName,
};

/// The session, as far as it is known.
#[derive(Debug, Default)]
pub struct Session {
    pending: Option<CallId>,
    connection: Option<Connection>,
    caller: Option<Caller>,
    /// The user who is calling, if [`Session::caller`] does not say.
    own_user: Option<UserName>,
    alias: Option<String>,
    summary: Option<AccountSummary>,
    failure: Option<Failure>,
    /// akia deactivated or deleted the key this session is signed with.
    own_key_deactivated: bool,
    /// The call in flight that moves the session to another key.
    move_call: Option<CallId>,
    /// The result of the last such call: `None` if it succeeded.
    last_move: Option<(CallId, Option<Failure>)>,
}

/// The result of moving the session to another key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MoveAnswer<'a> {
    Awaited,
    Moved,
    /// The session is as it was.
    Refused(&'a Failure),
    /// The session was connected again in another way.
    Overtaken,
}

impl Session {
    pub(crate) fn note_connecting(&mut self, call: CallId) {
        self.pending = Some(call);
        self.move_call = None;
        self.failure = None;
    }

    /// Until the answer arrives, the session stays as it is.
    pub(crate) fn note_moving(&mut self, call: CallId) {
        self.pending = Some(call);
        self.move_call = Some(call);
    }

    pub(crate) fn move_answer(&self, call: CallId) -> MoveAnswer<'_> {
        if self.move_call == Some(call) {
            return MoveAnswer::Awaited;
        }
        match &self.last_move {
            Some((last, None)) if *last == call => MoveAnswer::Moved,
            Some((last, Some(failure))) if *last == call => MoveAnswer::Refused(failure),
            _ => MoveAnswer::Overtaken,
        }
    }

    /// Whether the connection or the caller's identity is awaited.
    pub(crate) fn is_connecting(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether a refresh has to connect first: the session has ended, or connecting hangs.
    pub(crate) fn needs_connecting(&self) -> bool {
        self.failure.is_some() || self.is_connecting()
    }

    /// Takes the answer to a connect. Returns whether it was awaited and changes the session.
    pub(crate) fn take_connection(
        &mut self,
        call: CallId,
        answer: Result<Connection, Failure>,
    ) -> bool {
        if self.pending != Some(call) {
            return false;
        }
        self.pending = None;
        if self.move_call.take().is_some() {
            self.last_move = Some((call, answer.as_ref().err().cloned()));
            if answer.is_err() {
                return false;
            }
            self.failure = None;
        }
        match answer {
            Ok(connection) => {
                let old_key = self.connection.as_ref().map(|old| &old.signing_key);
                if old_key != Some(&connection.signing_key) {
                    self.own_key_deactivated = false;
                }
                self.connection = Some(connection);
            }
            Err(failure) => self.failure = Some(self.with_advice(failure)),
        }
        true
    }

    pub(crate) fn note_identifying(&mut self, call: CallId) {
        self.pending = Some(call);
    }

    /// Takes who is calling. Returns whether the account is another than before.
    pub(crate) fn take_caller(&mut self, answer: Result<Caller, Failure>) -> bool {
        self.pending = None;
        let caller = match answer {
            Ok(caller) => caller,
            Err(failure) => {
                self.failure = Some(self.with_advice(failure));
                return false;
            }
        };
        let is_other_account =
            self.caller.as_ref().is_some_and(|old| old.account != caller.account);
        if is_other_account {
            self.alias = None;
            self.summary = None;
        }
        if self.caller.as_ref().is_none_or(|old| old.arn != caller.arn) {
            self.own_user = None;
        }
        self.caller = Some(caller);
        is_other_account
    }

    /// Whether only IAM can say which user is calling: a user's key signs, and `GetCallerIdentity`
    /// (of an endpoint that is not AWS's own) names no user.
    pub(crate) fn needs_own_user(&self) -> bool {
        let (Some(connection), Some(caller)) = (&self.connection, &self.caller) else {
            return false;
        };
        let signs_with_users_key = connection.signing_key.kind() != IdKind::TemporaryKey
            && connection.source_key.is_none();
        signs_with_users_key && caller.user_name().is_none() && !caller.is_root()
    }

    pub(crate) fn set_own_user(&mut self, user: UserName) {
        self.own_user = Some(user);
    }

    /// The user who is calling.
    ///
    /// # Errors
    /// Why there is none, to show.
    pub(crate) fn own_user(&self) -> Result<UserName, String> {
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

    /// Remembers a failure that means the session has ended.
    pub(crate) fn note_auth_failure(&mut self, failure: &Failure) {
        if matches!(failure.kind, FailureKind::Expired | FailureKind::Credentials) {
            self.failure = Some(self.with_advice(failure.clone()));
        }
    }

    /// akia deactivated or deleted a key.
    pub(crate) fn note_deactivated(&mut self, key: &AccessKeyId) {
        self.own_key_deactivated |= self.depends_on(key);
    }

    /// Adds what to do if the session's own key was deactivated or is new.
    fn with_advice(&self, mut failure: Failure) -> Failure {
        let is_moved_to_new_key =
            self.connection.as_ref().is_some_and(Connection::is_moved_to_new_key);
        if self.own_key_deactivated && is_moved_to_new_key {
            failure.advice = Some(NextStep::Credentials(CredentialStep::LeaveDeactivatedKey));
        } else if self.own_key_deactivated {
            let source = self.connection.as_ref().map(|own| own.credentials_from.clone());
            failure.advice = Some(NextStep::Credentials(CredentialStep::ReplaceDeactivatedKey(
                source.unwrap_or_default(),
            )));
        } else if is_moved_to_new_key
            && failure.kind == FailureKind::Credentials
            && let Some(connection) = &self.connection
        {
            failure.advice = Some(NextStep::Credentials(CredentialStep::WaitForNewKey(
                connection.signing_key.clone(),
            )));
        }
        failure
    }

    /// Region, endpoint and credentials, once known.
    #[must_use]
    pub fn connection(&self) -> Option<&Connection> {
        self.connection.as_ref()
    }

    /// The endpoint, if it is not AWS's own.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        self.connection.as_ref()?.endpoint.as_deref()
    }

    /// Who is calling, once known.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    pub(crate) fn alias(&self) -> Option<&str> {
        self.alias.as_deref()
    }

    pub(crate) fn root_has_keys(&self) -> bool {
        self.summary.is_some_and(|summary| summary.root_access_keys)
    }

    /// How many access keys a user may have, active or inactive: two, unless the account has
    /// another quota.
    pub(crate) fn keys_per_user(&self) -> usize {
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

    /// Why the session may not change anything now, if so.
    pub(crate) fn may_change(&self) -> Result<(), String> {
        let Some(caller) = &self.caller else {
            return Err("which account this is, is not known yet".into());
        };
        match &self.failure {
            Some(_) if self.own_key_deactivated => {
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
