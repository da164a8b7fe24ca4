//! Signing in with codes of MFA devices: when one is asked for, and which were sent.

use super::core::{Core, Tone};
use super::dialogs::mfa::SignInMfa;
use super::effect::Effect;
use super::{Console, Reply};
use crate::domain::{
    Caller, ConnectError, Failure, FailureKind, MfaAnswer, MfaChallenge, MfaUse, SignInWith,
};

/// What is known of MFA in the profile in use, and the codes sent with any.
#[derive(Debug, Default)]
pub(super) struct Mfa {
    /// The codes sent in this run.
    sent: crate::domain::SentCodes,
    /// The person goes on without, although the profile names a device.
    without: bool,
    /// The code that is wanted before there can be a session.
    wanted: Option<MfaChallenge>,
    /// The device that the profile names, as far as that is known.
    device: Option<String>,
}

impl Mfa {
    /// What another profile wants is another matter; a code sent stays sent.
    pub(super) fn forget_profile(&mut self) {
        *self = Self { sent: std::mem::take(&mut self.sent), ..Self::default() };
    }
}

impl Core {
    /// Settles the session anew, with MFA as the profile says, or as the person chose since.
    pub(super) fn connect(&mut self) {
        let mfa = if self.mfa.without { MfaUse::Without } else { MfaUse::AsTheProfileSays };
        self.connect_with(mfa);
    }

    /// Settles the session anew. Answers to what was asked before will not be taken.
    fn connect_with(&mut self, mfa: MfaUse) {
        self.forget_reads();
        self.held_to = None;
        let call = self.next_call();
        self.session.connecting(call);
        let profile = self.settings.profile.clone();
        self.ask(Effect::Connect(call, SignInWith { profile, mfa }));
    }

    /// Signs in with a code.
    ///
    /// # Errors
    /// When this code was sent already.
    pub(super) fn send_code(&mut self, answer: MfaAnswer) -> Result<(), &'static str> {
        if !self.mfa.sent.note(&answer) {
            return Err(
                "This code was sent already, and AWS takes each once: wait for the next one.",
            );
        }
        self.mfa.without = false;
        self.connect_with(MfaUse::Code(answer));
        Ok(())
    }

    /// Signs in with the long-term key by itself, from now on.
    pub(super) fn go_on_without_mfa(&mut self) {
        self.mfa.without = true;
        self.connect();
    }

    /// The code that is wanted before there can be a session.
    pub(super) fn mfa_wanted(&self) -> Option<&MfaChallenge> {
        self.mfa.wanted.as_ref()
    }

    /// The device of the profile in use, as far as it is known.
    pub(super) fn mfa_device(&self) -> Option<&str> {
        self.mfa.device.as_deref()
    }
}

impl Console {
    /// Takes the answer to a connect.
    pub(super) fn connected(
        &mut self,
        call: super::CallId,
        answer: Result<crate::domain::Connection, ConnectError>,
    ) {
        let (answer, wanted) = match answer {
            Ok(connection) => (Ok(connection), None),
            Err(ConnectError::Failed(failure)) => (Err(failure), None),
            Err(ConnectError::MfaRequired(wanted)) => (Err(no_code_yet(&wanted)), Some(*wanted)),
        };
        if !self.core.session.connected(call, answer) {
            return;
        }
        // Until now the account before may still have told its own.
        self.core.held_to = None;
        self.dialogs.retain(|dialog| !dialog.signs_in());
        if let Some(connection) = self.core.session.connection() {
            self.core.signed_with.note(self.core.now, connection);
        }
        self.core.mfa.wanted.clone_from(&wanted);
        if let Some(wanted) = wanted {
            if wanted.can_do_without() {
                self.core.mfa.device = Some(wanted.serial.clone());
            }
            self.dialogs.push(Box::new(SignInMfa::wanted(wanted)));
        } else if self.core.session.trouble().is_none() {
            let call = self.core.read(super::Read::Caller);
            self.core.session.identifying(call);
        }
    }

    /// The session of an MFA code has ended: a new code is asked for at once, and what is on the
    /// screen stays.
    pub(super) fn renew_mfa(&mut self, reply: &Reply) {
        let over = reply.failure().map(|failure| failure.kind);
        let with_mfa = self.core.session.connection().is_some_and(|c| c.mfa.is_some());
        let asking = self.dialogs.iter().any(|dialog| dialog.signs_in());
        if over == Some(FailureKind::Expired)
            && with_mfa
            && !asking
            && !self.core.session.is_connecting()
        {
            self.core.connect();
        }
    }

    /// Asks for a code, for the session that wants one or for one that does not.
    pub(super) fn sign_in_with_mfa(&mut self) {
        if self.core.mfa.wanted.is_some() {
            self.core.mfa.without = false;
            return self.core.connect();
        }
        let Some(caller) = self.core.session.caller().cloned() else { return };
        let dialog = SignInMfa::of_user(&mut self.core, &caller);
        self.dialogs.push(Box::new(dialog));
    }

    /// Why a code cannot be asked for now.
    pub(super) fn mfa_unavailable(&self) -> Option<String> {
        let core = &self.core;
        let reason = match (core.session.connection(), core.session.caller()) {
            _ if core.settings.demo => "The built-in account asks for no MFA code.",
            _ if core.session.is_connecting() => "The session is being settled.",
            _ if core.mfa.wanted.is_some() => return None,
            (Some(connection), Some(caller)) => match &connection.mfa {
                Some(_) if core.session.trouble().is_some() => return None,
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
        advice: Some("Press M, or r, to enter one.".to_owned()),
    }
}

/// The name that virtual devices mostly have: the user's.
pub(super) fn usual_device(partition: &str, caller: &Caller) -> Option<String> {
    let user = caller.user_name()?;
    Some(format!("arn:{partition}:iam::{}:mfa/{user}", caller.account))
}

/// News when the person leaves a session without a code.
pub(super) fn say_unconnected(core: &mut Core) {
    core.say(Tone::Warning, "Not signed in: no MFA code was given. M or r asks for one again.");
}
