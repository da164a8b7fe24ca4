//! The sessions that MFA codes were entered for. They are in memory only, and shared by every
//! connect of this run, so that a refresh does not ask for a code again.

use crate::domain::{MfaAnswer, MfaSession, SentCodes};
use aws_credential_types::Credentials;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// The sessions of MFA codes, and the codes that were sent. Clones share them.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    sessions: HashMap<SessionKey, StoredSession>,
    /// Base credentials by profile, kept from when a code is asked for until it is entered.
    bases: HashMap<String, Credentials>,
    sent: SentCodes,
}

/// What a session is for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct SessionKey {
    pub(super) profile: Option<String>,
    /// The role and the device, or the long-term key.
    pub(super) subject: String,
}

/// A session, or what is known of it after it ended.
#[derive(Clone)]
struct StoredSession {
    serial: String,
    /// `None` after AWS refused them as expired.
    credentials: Option<Credentials>,
}

/// A session that has not expired.
#[derive(Clone, Debug)]
pub(super) struct LiveSession {
    /// The device that gave the code.
    pub(super) serial: String,
    pub(super) credentials: Credentials,
}

impl LiveSession {
    pub(super) fn describe(&self) -> MfaSession {
        let until = self.credentials.expiry().map(Into::into).unwrap_or_default();
        MfaSession { serial: self.serial.clone(), until }
    }
}

impl Sessions {
    /// The session, if it stays valid for at least so long.
    pub(super) fn live(
        &self,
        key: &SessionKey,
        now: SystemTime,
        at_least: Duration,
    ) -> Option<LiveSession> {
        let inner = self.lock();
        let stored = inner.sessions.get(key)?;
        let credentials = stored.credentials.clone()?;
        if credentials.expiry().is_some_and(|until| until <= now + at_least) {
            return None;
        }
        Some(LiveSession { serial: stored.serial.clone(), credentials })
    }

    /// The device of a session, expired or not.
    pub(super) fn device(&self, key: &SessionKey) -> Option<String> {
        self.lock().sessions.get(key).map(|stored| stored.serial.clone())
    }

    pub(super) fn keep(&self, key: SessionKey, session: LiveSession) {
        let LiveSession { serial, credentials } = session;
        let stored = StoredSession { serial, credentials: Some(credentials) };
        self.lock().sessions.insert(key, stored);
    }

    /// Drops the credentials of a session that AWS does not accept any more.
    pub(super) fn end(&self, key: &SessionKey) {
        if let Some(stored) = self.lock().sessions.get_mut(key) {
            stored.credentials = None;
        }
    }

    pub(super) fn keep_base(&self, profile: &str, credentials: Credentials) {
        self.lock().bases.insert(profile.to_owned(), credentials);
    }

    pub(super) fn take_base(&self, profile: &str) -> Option<Credentials> {
        self.lock().bases.remove(profile)
    }

    pub(super) fn has_base(&self, profile: &str) -> bool {
        self.lock().bases.contains_key(profile)
    }

    /// Notes that a code is about to be sent; `false` if it was sent before.
    pub(super) fn mark_sent(&self, answer: &MfaAnswer) -> bool {
        self.lock().sent.insert(answer)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
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
        let key = SessionKey { profile: None, subject: "AKIAIOSFODNN7EXAMPLE".to_owned() };
        let until = now + Duration::from_secs(100);
        let credentials = Credentials::new("ASIA", "s", Some("t".to_owned()), Some(until), "test");
        sessions.keep(key.clone(), LiveSession { serial: "phone".to_owned(), credentials });
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
