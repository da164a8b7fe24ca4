//! The risks of deactivating or deleting a key now.

use super::evidence::{ClassifiedUse, IdleState};
use super::recommendation::{KeyAction, Recommendation};
use super::snapshot::{LastUseEvidence, RotationKey, RotationSnapshot};
use crate::domain::access_key::LastUsed;
use crate::domain::age::ago;
use crate::domain::key_id::AccessKeyId;
use crate::domain::text::count;
use chrono::{DateTime, Utc};

impl RotationSnapshot {
    /// The warnings about changing the key now, a sentence each; none if no risk is known.
    pub(crate) fn warnings(
        &self,
        recommendation: &Recommendation,
        action: KeyAction,
        id: &AccessKeyId,
    ) -> Vec<String> {
        let Some(key) = self.key(id) else { return Vec::new() };
        let may_sign = key.status.may_sign();
        let is_deleted = action == KeyAction::Delete;
        let mut warnings = Vec::new();
        warnings.extend(self.warn_of_use(key));
        warnings.extend(self.warn_of_younger(recommendation, key));
        if may_sign || !self.is_idle(key) {
            warnings.extend(self.warn_of_other_keys(key));
            if is_deleted && may_sign && !key.signs_session {
                warnings.push(
                    "It may still sign: switched off first, it can be switched on again if \
                     something breaks; deleted, it cannot be had back."
                        .to_owned(),
                );
            }
        }
        for profile in &key.profiles {
            warnings.push(format!("Profile {profile} on this machine holds it."));
        }
        if key.signs_session {
            warnings.push("This session is signed with it: akia itself stops working.".to_owned());
        }
        if is_deleted && !may_sign && !warnings.is_empty() {
            warnings.push(
                "It signs nothing now, and what used it has stopped; deleted, it cannot be \
                 activated again for what turns out to need it."
                    .to_owned(),
            );
        }
        warnings
    }

    /// A warning that the older of two keys would stay, by the person's choice.
    fn warn_of_younger(
        &self,
        recommendation: &Recommendation,
        key: &RotationKey,
    ) -> Option<String> {
        let age = self.age_of_older_that_stays(recommendation)?;
        if recommendation.old_key() != Some(&key.id) {
            return None;
        }
        Some(format!(
            "It is the younger key: the older one, {} old, would stay.",
            count(age, "day")
        ))
    }

    fn warn_of_use(&self, key: &RotationKey) -> Option<String> {
        let unknown = if key.status.may_sign() {
            "something may use it right now"
        } else {
            "whether something needs it is not known"
        };
        let last_use = match &key.last_use {
            LastUseEvidence::Unread => return Some("Its last use is not read yet.".to_owned()),
            LastUseEvidence::Denied => {
                return Some(format!(
                    "When it was last used may not be read (iam:GetAccessKeyLastUsed): {unknown}."
                ));
            }
            LastUseEvidence::Failed => {
                return Some(format!("When it was last used could not be read: {unknown}."));
            }
            LastUseEvidence::Known(last_use) => last_use,
        };
        let is_waited_for = matches!(self.idle_state(key), IdleState::IdleFrom(_));
        match (self.classify_last_use(key), last_use) {
            (ClassifiedUse::OwnCall, _) if is_waited_for => Some(
                "The last use that IAM shows is akia's own call; what used the key shortly before \
                 that, IAM does not show any more."
                    .to_owned(),
            ),
            (ClassifiedUse::Other(_), LastUsed::At { date, region, service })
                if self.is_in_use(key) =>
            {
                let where_used = [service.as_deref(), region.as_deref()];
                Some(self.describe_recent_use(key, *date, where_used))
            }
            _ if is_waited_for => Some(self.describe_last_activity(key)),
            _ => None,
        }
    }

    fn describe_recent_use(
        &self,
        key: &RotationKey,
        date: DateTime<Utc>,
        where_used: [Option<&str>; 2],
    ) -> String {
        let when = if date > self.now { "in the future".to_owned() } else { ago(date, self.now) };
        let known: Vec<&str> = where_used.into_iter().flatten().collect();
        let place =
            if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
        let whose = if self.may_be_own_call(key) {
            ", perhaps by akia in an earlier session or the AWS CLI"
        } else {
            ""
        };
        let effect =
            if key.status.may_sign() { ": whatever uses it stops working" } else { ", lately" };
        format!("It was last used {when}{place}{whose}{effect}.")
    }

    /// Why a key that was not used is not idle.
    fn describe_last_activity(&self, key: &RotationKey) -> String {
        let activity = [
            (key.deactivated(), "akia switched it off"),
            (key.activated(), "akia switched it on"),
            (key.created, "It was created"),
        ];
        let known = activity.into_iter().filter_map(|(at, what)| Some((at?, what)));
        let what_happened = match known.max() {
            Some((at, what)) => format!("{what} only {}", ago(at, self.now)),
            None => "It changed".to_owned(),
        };
        format!("{what_happened}: what depends on it may not have shown yet.")
    }

    /// A warning that the user's other keys may be unable to replace this one.
    fn warn_of_other_keys(&self, key: &RotationKey) -> Option<String> {
        let mut others = self.sorted_keys();
        others.retain(|other| other.id != key.id && other.status.may_sign());
        if others.is_empty() {
            let stops = if key.status.may_sign() { "stops" } else { "is refused already" };
            return Some(format!(
                "No other key of this user may sign: everything that runs as the user {stops}."
            ));
        }
        let is_used =
            |key: &RotationKey| matches!(self.classify_last_use(key), ClassifiedUse::Other(_));
        if others.iter().any(|key| is_used(key)) {
            return None;
        }
        let warning = if others.iter().any(|key| key.is_proven()) {
            "No application is seen to use the other key: it has only signed akia's own calls."
        } else if others.iter().all(|key| key.is_never_used()) {
            "The other key was never used, nor verified: whether anything works with it is not \
             known."
        } else {
            "Whether the other key was ever used is not known."
        };
        Some(warning.to_owned())
    }
}
