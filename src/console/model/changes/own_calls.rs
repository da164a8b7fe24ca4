//! Which keys this session has signed with, and when: its own calls do not count as use of a key.

use crate::domain::{AccessKeyId, Connection, OwnCalls};
use chrono::{DateTime, TimeDelta, Utc};

/// Verification calls no farther apart than this belong together.
const ONE_VERIFICATION: TimeDelta = TimeDelta::minutes(1);

#[derive(Debug, Default)]
pub(super) struct OwnSignatures(Vec<OwnCalls>);

impl OwnSignatures {
    pub(super) fn note_session(&mut self, now: DateTime<Utc>, connection: &Connection) {
        let mut keys: Vec<&AccessKeyId> = vec![&connection.signing_key];
        keys.extend(&connection.source_key);
        for calls in self.0.iter_mut().filter(|calls| calls.until.is_none()) {
            if let Some(at) = keys.iter().position(|key| **key == calls.key) {
                keys.remove(at);
            } else {
                calls.until = Some(now);
            }
        }
        for key in keys {
            self.0.push(OwnCalls { key: key.clone(), from: now, until: None });
        }
    }

    pub(super) fn note_verification(&mut self, now: DateTime<Utc>, key: &AccessKeyId) {
        let is_same_verification = |calls: &&mut OwnCalls| {
            let is_recent = |until| now - ONE_VERIFICATION <= until && until <= now;
            calls.key == *key && calls.until.is_some_and(is_recent)
        };
        match self.0.iter_mut().find(is_same_verification) {
            Some(calls) => calls.until = Some(now),
            None => self.0.push(OwnCalls { key: key.clone(), from: now, until: Some(now) }),
        }
    }

    pub(super) fn calls(&self) -> &[OwnCalls] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::testing::{KEY_1, KEY_2, id, noon};
    use crate::domain::testing;
    use chrono::TimeDelta;

    #[test]
    fn the_calls_of_one_verification_are_merged() {
        let mut signed = OwnSignatures::default();
        let at = |minutes| noon() + TimeDelta::minutes(minutes);
        for minutes in [0, 1, 2, 30] {
            signed.note_verification(at(minutes), &id(KEY_1));
        }
        let calls = |from, until| OwnCalls { key: id(KEY_1), from, until: Some(until) };
        assert_eq!(signed.calls(), [calls(at(0), at(2)), calls(at(30), at(30))]);
    }

    #[test]
    fn a_key_signs_until_the_session_changes_to_another() {
        let connection = |key: &str, source: Option<&str>| Connection {
            signing_key: id(key),
            source_key: source.map(id),
            ..testing::connection()
        };
        let later = noon() + TimeDelta::hours(1);
        let mut signed = OwnSignatures::default();
        signed.note_session(noon(), &connection(KEY_1, None));
        // Signed in again with the same key: nothing changes.
        signed.note_session(later, &connection(KEY_1, None));
        let calls = |key: &str, from, until| OwnCalls { key: id(key), from, until };
        assert_eq!(signed.calls(), [calls(KEY_1, noon(), None)]);
        signed.note_session(later, &connection("ASIATEMPORARY", Some(KEY_2)));
        assert_eq!(
            signed.calls(),
            [
                calls(KEY_1, noon(), Some(later)),
                calls("ASIATEMPORARY", later, None),
                calls(KEY_2, later, None),
            ]
        );
    }
}
