//! Signing in: connecting, MFA codes, what is read once the caller is known, other profiles.

use super::dialogs::Dialog;
use super::dialogs::mfa::SignInMfa;
use super::model::Tone;
use super::model::owner_search::OwnerSearch;
use super::pages::PageStack;
use super::{AwsRead, CallId, Console, Start};
use crate::domain::{
    AccessKeyId, Caller, ConnectError, Connection, Failure, FailureKind, MfaChallenge, MfaStep,
    NextStep, Operation,
};

impl Console {
    pub(super) fn on_connected(&mut self, call: CallId, answer: Result<Connection, ConnectError>) {
        let (answer, challenge) = match answer {
            Ok(connection) => (Ok(connection), None),
            Err(ConnectError::Failed(failure)) => (Err(failure), None),
            Err(ConnectError::MfaRequired(challenge)) => {
                (Err(code_required(&challenge)), Some(*challenge))
            }
        };
        if !self.cx.model.session.take_connection(call, answer) {
            return;
        }
        // The limit was that of the connection before.
        self.cx.model.rate_limit = None;
        self.dialogs.retain(|dialog| !dialog.signs_in());
        if let Some(connection) = self.cx.model.session.connection() {
            self.cx.model.changes.note_session(self.cx.model.now, connection);
        }
        self.cx.model.mfa.challenge.clone_from(&challenge);
        if let Some(challenge) = challenge {
            if challenge.is_optional() {
                self.cx.model.mfa.device = Some(challenge.serial.clone());
            }
            self.dialogs.open(&mut self.cx, |_| SignInMfa::required(challenge));
        } else if self.cx.model.session.failure().is_none() {
            let call = self.cx.read(AwsRead::Caller);
            self.cx.model.session.note_identifying(call);
        }
    }

    pub(super) fn on_caller_identified(&mut self, answer: Result<Caller, Failure>) {
        if self.cx.model.session.take_caller(answer) {
            self.forget_account();
        }
        if self.cx.model.session.failure().is_none() {
            // Reads in flight were signed with the credentials before.
            self.cx.model.abandon_reads();
            self.search.pending = None;
            self.read_after_sign_in();
            self.find_deferred();
        }
    }

    /// Another account than before is shown.
    fn forget_account(&mut self) {
        self.cx.model.directory.forget();
        self.cx.model.changes.forget_overlay();
        self.pages.close_user();
        self.search.pending = None;
        if !self.cx.model.changes.any_in_flight() {
            self.dialogs
                .retain(|dialog| dialog.holds_unsaved_secret() || dialog.is_quit_question());
        }
    }

    /// Reads what the screen shows. The first time, opens what the settings name.
    fn read_after_sign_in(&mut self) {
        self.cx.read(AwsRead::Alias);
        self.cx.read(AwsRead::Summary);
        if self.cx.model.session.needs_own_user() {
            self.cx.read(AwsRead::OwnUser);
        }
        if let Some(user) = self.pages.user().cloned() {
            self.cx.read_user(&user);
        }
        if self.is_started {
            return self.cx.read_table();
        }
        self.is_started = true;
        self.cx.read_notices();
        match self.cx.model.settings.start.clone() {
            Start::Users => {}
            Start::User(user) => self.open_user(user, None),
            Start::Key(id) => {
                self.find(vec![id]);
                if self.search.pending.is_some() {
                    // The table is read after the answer.
                    return;
                }
            }
        }
        self.cx.read_table();
    }

    /// Remembers a failure that means the session has ended. If it was an MFA session, a new code
    /// is asked for at once; the screen stays as it is.
    pub(super) fn note_auth_failure(&mut self, failure: &Failure) {
        let session = &mut self.cx.model.session;
        session.note_auth_failure(failure);
        let has_mfa = session.connection().is_some_and(|connection| connection.mfa.is_some());
        let is_asking = self.dialogs.iter().any(Dialog::signs_in) || session.is_connecting();
        if failure.kind == FailureKind::Expired && has_mfa && !is_asking {
            self.cx.connect();
        }
    }

    /// Asks for a code, whether the session needs one or not.
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
        if model.settings.demo {
            return Some("The built-in account asks for no MFA code.".to_owned());
        }
        if model.session.is_connecting() {
            return Some("The session is being settled.".to_owned());
        }
        if model.mfa.challenge.is_some() {
            return None;
        }
        let (Some(connection), Some(caller)) = (model.session.connection(), model.session.caller())
        else {
            return Some("Not signed in yet.".to_owned());
        };
        if let Some(mfa) = &connection.mfa {
            let until = mfa.until.format("%H:%MZ");
            let has_ended = model.session.failure().is_some();
            return (!has_ended)
                .then(|| format!("This session is signed in with MFA, until {until}."));
        }
        let reason = if caller.is_root() {
            "You are the root user: akia gets no session for it with a code."
        } else if caller.arn.contains(":assumed-role/AWSReservedSSO_") {
            "You are signed in by IAM Identity Center, which asks for MFA itself."
        } else if caller.user_name().is_none() {
            "You are no IAM user but a role: its code is asked for when it is assumed, if its \
             profile has mfa_serial."
        } else if !connection.signs_with_long_term_key() {
            "This session's credentials are temporary: a code takes a long-term access key."
        } else {
            return None;
        };
        Some(reason.to_owned())
    }

    /// Signs in with another profile, and finds the owner of the key there, if one is given.
    pub(super) fn switch_profile(&mut self, profile: String, id: Option<AccessKeyId>) {
        if let Some(reason) = self.why_not_switch(&profile, id.as_ref()) {
            return self.cx.notify(Tone::Warning, reason);
        }
        self.sign_in_with(Some(profile), id);
    }

    /// Goes back to the profile before, since the new one does not work.
    pub(super) fn switch_back(&mut self) {
        if let Some(before) = self.cx.model.way_back().cloned() {
            self.sign_in_with(before.profile, None);
        }
    }

    fn sign_in_with(&mut self, profile: Option<String>, id: Option<AccessKeyId>) {
        self.dialogs.clear();
        self.pages = PageStack::default();
        self.search = OwnerSearch::default();
        // As at the start: the notices of the other account are read, too.
        self.is_started = false;
        self.cx.model.settings.start = id.map_or(Start::Users, Start::Key);
        self.cx.switch_profile(profile);
    }

    fn why_not_switch(&self, profile: &str, id: Option<&AccessKeyId>) -> Option<String> {
        if self.cx.model.settings.demo {
            let there = if id.is_some() { ", and looks for the key there" } else { "" };
            return Some(format!(
                "The built-in account stands alone; outside the demo this switches to profile \
                 {profile}{there}."
            ));
        }
        if self.cx.model.changes.any_in_flight() {
            return Some("A change is on its way: switch the profile when it is done.".to_owned());
        }
        self.holds_unsaved_secret()
            .then(|| "A secret is not saved: save it before you switch the profile.".to_owned())
    }
}

/// Shown as the failure of a session that waits for a code.
fn code_required(challenge: &MfaChallenge) -> Failure {
    let whose = match &challenge.profile {
        Some(profile) => format!("profile {profile}"),
        None => "this session".to_owned(),
    };
    Failure {
        operation: Operation::Connect,
        kind: FailureKind::Credentials,
        code: None,
        message: format!("{whose} wants the code of an MFA device ({})", challenge.serial),
        request_id: None,
        advice: Some(NextStep::Mfa(MfaStep::EnterCode)),
    }
}
