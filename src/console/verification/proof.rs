//! What is known once a key is verified, and what is done with it.

use crate::console::core::Core;
use crate::console::effect::{CallId, Effect};
use crate::domain::{AccessKeyId, NewAccessKey, Outcome, SignInWith, UserName};
use chrono::{DateTime, Utc};

impl Core {
    /// AWS accepted the key as a signer: noted for [`Core::verified_at`], and in the journal.
    pub(super) fn key_verified(&mut self, user: &UserName, key: &AccessKeyId) {
        self.verified.insert(key.clone(), self.now);
        self.record(Outcome::Verified, user, Some(key));
    }

    /// When this session verified the key: the last of the calls that prove it. Those calls, all
    /// `sts:GetCallerIdentity`, were made in the two minutes before; a last use of the key for
    /// `sts` in that time is akia's own, and no evidence of anybody else's.
    #[must_use]
    pub fn verified_at(&self, key: &AccessKeyId) -> Option<DateTime<Utc>> {
        self.verified.get(key).copied()
    }

    /// Moves the session to a new key, which AWS accepts: [`Session::move_answer`] says how it went.
    pub(super) fn move_session(&mut self, new: &NewAccessKey) -> CallId {
        let call = self.next_call();
        self.session.moving(call);
        let (profile, key) = (self.settings.profile.clone(), Some(new.clone()));
        self.ask(Effect::Connect(call, SignInWith { profile, key, ..SignInWith::default() }));
        call
    }
}
