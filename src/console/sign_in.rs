//! Signing in with codes of MFA devices: when one is asked for, and which were sent.

use super::Console;
use super::dialogs::Dialog;
use super::dialogs::mfa::SignInMfa;
use crate::domain::{ConnectError, Failure, FailureKind, MfaChallenge};

impl Console {
    /// Takes the answer to a connect.
    pub(super) fn on_connected(
        &mut self,
        call: super::CallId,
        answer: Result<crate::domain::Connection, ConnectError>,
    ) {
        let (answer, wanted) = match answer {
            Ok(connection) => (Ok(connection), None),
            Err(ConnectError::Failed(failure)) => (Err(failure), None),
            Err(ConnectError::MfaRequired(wanted)) => (Err(no_code_yet(&wanted)), Some(*wanted)),
        };
        if !self.cx.model.session.take_connection(call, answer) {
            return;
        }
        // Until now the account before may still have told its own.
        self.cx.model.rate_limit = None;
        self.dialogs.retain(|dialog| !dialog.signs_in());
        if let Some(connection) = self.cx.model.session.connection() {
            self.cx.model.changes.note_session(self.cx.model.now, connection);
        }
        self.cx.model.mfa.challenge.clone_from(&wanted);
        if let Some(wanted) = wanted {
            if wanted.is_optional() {
                self.cx.model.mfa.device = Some(wanted.serial.clone());
            }
            self.dialogs.open(&mut self.cx, |_| SignInMfa::required(wanted));
        } else if self.cx.model.session.failure().is_none() {
            let call = self.cx.read(super::AwsRead::Caller);
            self.cx.model.session.note_identifying(call);
        }
    }

    /// The session of an MFA code has ended: a new code is asked for at once, and what is on the
    /// screen stays.
    pub(super) fn renew_mfa(&mut self, failure: &Failure) {
        let with_mfa = self.cx.model.session.connection().is_some_and(|c| c.mfa.is_some());
        let asking = self.dialogs.iter().any(Dialog::signs_in);
        if failure.kind == FailureKind::Expired
            && with_mfa
            && !asking
            && !self.cx.model.session.is_connecting()
        {
            self.cx.connect();
        }
    }

    /// Asks for a code, for the session that wants one or for one that does not.
    pub(super) fn sign_in_with_mfa(&mut self) {
        if self.cx.model.mfa.challenge.is_some() {
            self.cx.model.mfa.is_declined = false;
            return self.cx.connect();
        }
        let Some(caller) = self.cx.model.session.caller().cloned() else { return };
        self.dialogs.open(&mut self.cx, |cx| SignInMfa::optional(cx, &caller));
    }

    /// Why a code cannot be asked for now.
    pub(super) fn mfa_unavailable(&self) -> Option<String> {
        let model = &self.cx.model;
        let reason = match (model.session.connection(), model.session.caller()) {
            _ if model.settings.demo => "The built-in account asks for no MFA code.",
            _ if model.session.is_connecting() => "The session is being settled.",
            _ if model.mfa.challenge.is_some() => return None,
            (Some(connection), Some(caller)) => match &connection.mfa {
                Some(_) if model.session.failure().is_some() => return None,
                Some(session) => {
                    let until = session.until.format("%H:%MZ");
                    return Some(format!("This session is signed in with MFA, until {until}."));
                }
                None if caller.is_root() => {
                    "You are the root user: akia gets no session for it with a code."
                }
                None if caller.arn.contains(":assumed-role/AWSReservedSSO_") => {
                    "You are signed in by IAM Identity Center, which asks for MFA itself."
                }
                None if caller.user_name().is_none() => {
                    "You are no IAM user but a role: its code is asked for when it is assumed, if \
                     its profile has mfa_serial."
                }
                None if !connection.signs_with_long_term_key() => {
                    "This session's credentials are temporary: a code takes a long-term access key."
                }
                None => return None,
            },
            _ => "Not signed in yet.",
        };
        Some(reason.to_owned())
    }
}

/// How a session is shown that waits for a code.
fn no_code_yet(wanted: &MfaChallenge) -> Failure {
    let whose = wanted.profile.as_ref();
    let whose = whose.map_or("this session".to_owned(), |profile| format!("profile {profile}"));
    Failure {
        operation: crate::domain::Operation::Connect,
        kind: FailureKind::Credentials,
        code: None,
        message: format!("{whose} wants the code of an MFA device ({})", wanted.serial),
        request_id: None,
        advice: Some(crate::domain::NextStep::Mfa(crate::domain::MfaStep::EnterCode)),
    }
}
