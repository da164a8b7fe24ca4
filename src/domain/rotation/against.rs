//! What speaks against doing something to a key now, for a person who wants to.

use super::evidence::{Quiet, Reading};
use super::words::days;
use super::{RotationCase, RotationKey, UseEvidence};
use crate::domain::access_key::LastUsed;
use crate::domain::age::ago;
use crate::domain::key_id::AccessKeyId;

/// What a person may do to a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Touch {
    /// Switch it off.
    Deactivate,
    /// Delete it.
    Delete,
}

impl RotationCase {
    /// What speaks against doing that to the key now, a sentence each; nothing, when the evidence
    /// is as good as it gets.
    #[must_use]
    pub fn against(&self, touch: Touch, id: &AccessKeyId) -> Vec<String> {
        let keys = self.sorted();
        let Some(key) = keys.iter().copied().find(|key| key.id == *id) else { return Vec::new() };
        let mut reasons = Vec::new();
        reasons.extend(self.against_by_use(key));
        reasons.extend(self.against_by_age(key));
        let unsettled = !matches!(self.quiet(key), Quiet::Since(_));
        if key.status.may_sign() || unsettled {
            let others = keys.iter().copied().filter(|other| other.id != key.id);
            let others: Vec<&RotationKey> = others.filter(|key| key.status.may_sign()).collect();
            reasons.extend(self.against_by_others(key, &others));
            if touch == Touch::Delete && key.status.may_sign() && !key.signs_session {
                reasons.push(
                    "It may still sign: switched off first, it can be switched on again if \
                     something breaks; deleted, it cannot be had back."
                        .to_owned(),
                );
            }
        }
        for profile in &key.profiles {
            reasons.push(format!("Profile {profile} on this machine holds it."));
        }
        if key.signs_session {
            reasons.push("This session is signed with it: akia itself stops working.".to_owned());
        }
        if touch == Touch::Delete && !key.status.may_sign() && !reasons.is_empty() {
            reasons.push(
                "It signs nothing now, and what used it has stopped; deleted, it cannot be \
                 activated again for what turns out to need it."
                    .to_owned(),
            );
        }
        reasons
    }

    /// That the older of two keys would stay, by the person's choice.
    fn against_by_age(&self, key: &RotationKey) -> Option<String> {
        let guidance = self.guidance();
        let age = self.age_of_older_that_stays(&guidance)?;
        (guidance.old.as_ref() == Some(&key.id)).then(|| {
            format!("It is the younger key: the older one, {} old, would stay.", days(age))
        })
    }

    /// What its use speaks against touching it.
    fn against_by_use(&self, key: &RotationKey) -> Option<String> {
        let unknown = if key.status.may_sign() {
            "something may use it right now"
        } else {
            "whether something needs it is not known"
        };
        match (&key.used, self.reading(key), self.quiet(key)) {
            (UseEvidence::Unread, ..) => Some("Its last use is not read yet.".to_owned()),
            (UseEvidence::Denied, ..) => Some(format!(
                "When it was last used may not be read (iam:GetAccessKeyLastUsed): {unknown}."
            )),
            (UseEvidence::Failed, ..) => {
                Some(format!("When it was last used could not be read: {unknown}."))
            }
            (_, Reading::Own, Quiet::Until(_)) => Some(
                "The last use that IAM shows is akia's own call; what used the key shortly before \
                 that, IAM does not show any more."
                    .to_owned(),
            ),
            (UseEvidence::Known(LastUsed::At { service, region, .. }), Reading::Used(at), _)
                if self.is_in_use(key) =>
            {
                let place = [service, region].into_iter().flatten().map(String::as_str);
                let place = place.collect::<Vec<_>>().join(", ");
                let place = if place.is_empty() { place } else { format!(" ({place})") };
                let when =
                    if at > self.now { "in the future".to_owned() } else { ago(at, self.now) };
                let whose = if self.may_be_own_call(key) {
                    ", perhaps by akia in an earlier session or the AWS CLI"
                } else {
                    ""
                };
                let then = if key.status.may_sign() {
                    ": whatever uses it stops working"
                } else {
                    ", lately"
                };
                Some(format!("It was last used {when}{place}{whose}{then}."))
            }
            (_, _, Quiet::Until(_)) => Some(self.stirred_words(key)),
            _ => None,
        }
    }

    /// Why a key that was not used is not quiet.
    fn stirred_words(&self, key: &RotationKey) -> String {
        let latest = [
            (key.did(|did| did.deactivated), "akia switched it off"),
            (key.did(|did| did.activated), "akia switched it on"),
            (key.created, "It was created"),
        ];
        let latest = latest.into_iter().filter_map(|(at, what)| Some((at?, what))).max();
        let (when, what) = latest.map_or((None, "It changed"), |(at, what)| (Some(at), what));
        let when = when.map_or(String::new(), |at| format!(" only {}", ago(at, self.now)));
        format!("{what}{when}: what depends on it may not have shown yet.")
    }

    /// What the other keys that may sign speak against switching this one off.
    fn against_by_others(&self, key: &RotationKey, others: &[&RotationKey]) -> Option<String> {
        if others.is_empty() {
            let stops = if key.status.may_sign() { "stops" } else { "is refused already" };
            return Some(format!(
                "No other key of this user may sign: everything that runs as the user {stops}."
            ));
        }
        if others.iter().any(|key| matches!(self.reading(key), Reading::Used(_))) {
            return None;
        }
        Some(if others.iter().any(|key| self.is_proven(key)) {
            "No application is seen to use the other key: it has only signed akia's own calls."
                .to_owned()
        } else if others.iter().all(|key| self.reading(key) == Reading::Never) {
            "The other key was never used, nor verified: whether anything works with it is not \
             known."
                .to_owned()
        } else {
            "Whether the other key was ever used is not known.".to_owned()
        })
    }
}
