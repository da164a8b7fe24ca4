//! What is known once a key is verified, and what is done with it.

use crate::console::core::Core;
use crate::console::effect::{CallId, Effect};
use crate::domain::{AccessKeyId, Did, NewAccessKey, Outcome, UserName};

impl Core {
    /// AWS accepts the key as a signer: noted for this session, and in the journal.
    pub(super) fn key_verified(&mut self, user: &UserName, key: &AccessKeyId) {
        self.note_did(key, Did::Verify);
        self.record(Outcome::Verified, user, Some(key));
    }

    /// Moves the session to a new key, which AWS accepts: [`Session::move_answer`] says how it went.
    pub(super) fn move_session(&mut self, new: &NewAccessKey) -> CallId {
        let call = self.next_call();
        self.session.moving(call);
        self.ask(Effect::MoveSession(call, new.clone()));
        call
    }
}
