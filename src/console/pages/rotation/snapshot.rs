//! The snapshot of IAM, the journal and the profiles that the decision is based on.

use super::state::Rotation;
use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::model::remote::Remote;
use crate::domain::{
    AccessKey, AccessKeyId, FailureKind, KeyHistory, LastUseEvidence, RotationKey,
    RotationSnapshot, Usage, UserName,
};
use chrono::TimeDelta;

/// How long a last use counts after it was read. The page reads it every minute, unless the machine
/// sleeps or AWS does not answer.
const EVIDENCE_LIFETIME: TimeDelta = TimeDelta::minutes(10);

impl Rotation {
    pub(super) fn take_snapshot(&self, model: &Model, keys: &[ShownKey]) -> RotationSnapshot {
        RotationSnapshot {
            keys: keys.iter().map(|shown| self.rotation_key(model, &shown.key)).collect(),
            now: model.now,
            idle_days: model.idle_days,
            max_age_days: model.settings.limits.max_age_days,
            limit: model.session.keys_per_user(),
            chosen_old: self.chosen_old.clone(),
            own_calls: model.changes.own_calls().to_vec(),
        }
    }

    fn rotation_key(&self, model: &Model, key: &AccessKey) -> RotationKey {
        let mut profiles = Vec::new();
        for profile in self.local_profiles() {
            if profile.access_key_id.as_ref() == Some(&key.id) {
                profiles.push(profile.name.clone());
            }
        }
        RotationKey {
            id: key.id.clone(),
            status: key.status.clone(),
            created: key.created,
            last_use: last_use_evidence(model, &self.user, &key.id),
            journal: KeyHistory::of(&key.id, self.journal_events()),
            this_session: KeyHistory::of(&key.id, model.changes.events()),
            profiles,
            signs_session: model.session.depends_on(&key.id),
        }
    }
}

fn last_use_evidence(model: &Model, user: &UserName, key: &AccessKeyId) -> LastUseEvidence {
    let Some(usage) = usage(model, user, key) else { return LastUseEvidence::Unread };
    // If a read failed, the value before may be too old.
    if let Some(failure) = usage.failure() {
        return match failure.kind {
            FailureKind::Denied => LastUseEvidence::Denied,
            _ => LastUseEvidence::Failed,
        };
    }
    match usage.value() {
        Some(value) if !is_outdated(model, usage) => {
            LastUseEvidence::Known(value.last_used.clone())
        }
        _ => LastUseEvidence::Unread,
    }
}

/// Whether the last use of any key was read too long ago, such as before the machine slept.
pub(super) fn is_evidence_outdated(model: &Model, user: &UserName) -> bool {
    let keys = model.keys(user).unwrap_or_default();
    let mut usages = keys.iter().filter_map(|shown| usage(model, user, &shown.key.id));
    usages.any(|usage| is_outdated(model, usage))
}

fn usage<'a>(model: &'a Model, user: &UserName, key: &AccessKeyId) -> Option<&'a Remote<Usage>> {
    model.directory.record(user)?.usage.get(key)
}

fn is_outdated(model: &Model, usage: &Remote<Usage>) -> bool {
    let age = usage.read_at().map(|read_at| model.now.signed_duration_since(read_at));
    age.is_some_and(|age| age > EVIDENCE_LIFETIME)
}
