//! Connecting: with the profile's credentials, with an MFA code, with a new key.

use super::Context;
use crate::console::effect::{CallId, Effect};
use crate::console::model::Tone;
use crate::domain::{MfaAnswer, MfaUse, NewAccessKey, SignInOptions};

impl Context {
    pub(crate) fn connect(&mut self) {
        self.connect_with(self.model.mfa.default_use());
    }

    fn connect_with(&mut self, mfa: MfaUse) {
        self.model.abandon_reads();
        self.model.rate_limit = None;
        let call = self.next_call();
        self.model.session.note_connecting(call);
        let profile = self.model.settings.profile.clone();
        self.request(Effect::Connect(call, SignInOptions { profile, mfa }));
    }

    /// Signs in with a code.
    ///
    /// # Errors
    /// If this code was sent before.
    pub(crate) fn send_code(&mut self, answer: MfaAnswer) -> Result<(), &'static str> {
        if !self.model.mfa.sent.insert(&answer) {
            return Err(
                "This code was sent already, and AWS takes each once: wait for the next one.",
            );
        }
        self.model.mfa.is_declined = false;
        self.connect_with(MfaUse::Code(answer));
        Ok(())
    }

    /// Signs in with the long-term key alone, from now on.
    pub(crate) fn decline_mfa(&mut self) {
        self.model.mfa.is_declined = true;
        self.connect();
    }

    /// The person closed the dialog without entering a code.
    pub(crate) fn notify_no_code(&mut self) {
        let text = "Not signed in: no MFA code was given. M or r asks for one again.";
        self.notify(Tone::Warning, text);
    }

    /// Signs the session with a new key from now on. `Session::move_answer` has the result.
    pub(crate) fn move_session(&mut self, new: &NewAccessKey) -> CallId {
        let call = self.next_call();
        self.model.session.note_moving(call);
        self.request(Effect::MoveSession(call, new.clone()));
        call
    }
}
