//! The sessions that MFA codes were given for: in memory only, and shared by all that connects in
//! this run, so that a refresh does not ask for a code again.

use crate::domain::{MfaAnswer, SentCodes};
use aws_credential_types::Credentials;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// Sessions of MFA codes, and the codes that were sent. Clones are the same.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    sessions: HashMap<SessionKey, StoredSession>,
    /// Credentials underneath, resolved before a code was asked for, until it is there.
    bases: HashMap<String, Credentials>,
    sent: SentCodes,
}

/// What a session is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct SessionKey {
    /// The profile that asks for it.
    pub(super) profile: Option<String>,
    /// The role and the device, or the long-term key.
    pub(super) what: String,
}

/// A session, or what is left of it.
#[derive(Clone)]
struct StoredSession {
    serial: String,
    /// `None` when AWS said that it has ended.
    credentials: Option<Credentials>,
}

/// A session that goes on.
#[derive(Clone, Debug)]
pub(super) struct LiveSession {
    /// The device its code was of.
    pub(super) serial: String,
    pub(super) credentials: Credentials,
}

impl Sessions {
    /// The session, if it goes on for at least so long.
    pub(super) fn live(
        &self,
        key: &SessionKey,
        now: SystemTime,
        at_least: Duration,
    ) -> Option<LiveSession> {
        let inner = self.inner();
        let kept = inner.sessions.get(key)?;
        let credentials = kept.credentials.clone()?;
        let goes_on = credentials.expiry().is_none_or(|until| now + at_least < until);
        goes_on.then(|| LiveSession { serial: kept.serial.clone(), credentials })
    }

    /// The device of a session there is or was.
    pub(super) fn device(&self, key: &SessionKey) -> Option<String> {
        self.inner().sessions.get(key).map(|kept| kept.serial.clone())
    }

    pub(super) fn keep(&self, key: SessionKey, serial: &str, credentials: Credentials) {
        let kept = StoredSession { serial: serial.to_owned(), credentials: Some(credentials) };
        self.inner().sessions.insert(key, kept);
    }

    /// AWS does not take the session any more.
    pub(super) fn end(&self, key: &SessionKey) {
        if let Some(kept) = self.inner().sessions.get_mut(key) {
            kept.credentials = None;
        }
    }

    /// Keeps the credentials underneath a profile's role until the code is there.
    pub(super) fn keep_base(&self, profile: &str, credentials: Credentials) {
        self.inner().bases.insert(profile.to_owned(), credentials);
    }

    pub(super) fn take_base(&self, profile: &str) -> Option<Credentials> {
        self.inner().bases.remove(profile)
    }

    pub(super) fn has_base(&self, profile: &str) -> bool {
        self.inner().bases.contains_key(profile)
    }

    /// Whether the code may be sent: whoever asks for a second time, may not.
    pub(super) fn mark_sent(&self, answer: &MfaAnswer) -> bool {
        self.inner().sent.note(answer)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_there_until_it_ends_and_its_device_afterwards() {
        let (sessions, now) = (Sessions::default(), SystemTime::UNIX_EPOCH);
        let key = SessionKey { profile: None, what: "AKIAIOSFODNN7EXAMPLE".to_owned() };
        let until = now + Duration::from_secs(100);
        let credentials = Credentials::new("ASIA", "s", Some("t".to_owned()), Some(until), "test");
        sessions.keep(key.clone(), "phone", credentials);
        let live = |at: u64, least: u64| {
            let at = now + Duration::from_secs(at);
            sessions.clone().live(&key, at, Duration::from_secs(least)).is_some()
        };
        assert!(live(0, 60) && live(99, 0));
        assert!(!live(50, 60) && !live(100, 0));
        sessions.end(&key);
        assert!(!live(0, 0));
        assert_eq!(sessions.device(&key).as_deref(), Some("phone"));
        assert_eq!(sessions.device(&SessionKey { profile: Some(String::new()), ..key }), None);
    }
}
