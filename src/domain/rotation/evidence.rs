//! What follows from the evidence about a key: whether it is in use, idle, or known to work.

use super::recommendation::Recommendation;
use super::snapshot::{LastUseEvidence, RotationKey, RotationSnapshot};
use crate::domain::access_key::LastUsed;
use crate::domain::age::days_between;
use chrono::{DateTime, TimeDelta, Utc};

/// The last use of a key, by who used it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ClassifiedUse {
    Unknown,
    Never,
    /// A call of akia's own.
    OwnCall,
    /// Something else used the key.
    Other(DateTime<Utc>),
}

/// Whether a key has been idle for the idle time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum IdleState {
    Unknown,
    /// It has been idle for long enough, since this moment.
    IdleSince(DateTime<Utc>),
    /// It will have been idle for long enough at this moment.
    IdleFrom(DateTime<Utc>),
}

impl RotationSnapshot {
    pub(super) fn classify_last_use(&self, key: &RotationKey) -> ClassifiedUse {
        let date = match &key.last_use {
            LastUseEvidence::Known(LastUsed::Never) => return ClassifiedUse::Never,
            LastUseEvidence::Known(LastUsed::At { date, .. }) => *date,
            LastUseEvidence::Unread | LastUseEvidence::Denied | LastUseEvidence::Failed => {
                return ClassifiedUse::Unknown;
            }
        };
        let akia_called = self.own_calls.iter().any(|calls| calls.covers(&key.id, date))
            || key.was_verified_near(date);
        match key.last_use_service() {
            Some("iam" | "sts") if akia_called => ClassifiedUse::OwnCall,
            _ => ClassifiedUse::Other(date),
        }
    }

    /// Whether the last use of the key is akia's own call: in this session, or to verify the key.
    pub(crate) fn is_own_call(&self, key: &RotationKey) -> bool {
        self.classify_last_use(key) == ClassifiedUse::OwnCall
    }

    /// Whether the last use of the key may be a call of an earlier session of akia, or of the AWS
    /// CLI: it is such a call, and this machine holds a key of the user.
    pub(crate) fn may_be_own_call(&self, key: &RotationKey) -> bool {
        matches!(key.last_use_service(), Some("iam" | "sts"))
            && matches!(self.classify_last_use(key), ClassifiedUse::Other(_))
            && self.keys.iter().any(RotationKey::is_held_here)
    }

    /// Whether something other than akia used the key within the idle time.
    pub(super) fn is_in_use(&self, key: &RotationKey) -> bool {
        match self.classify_last_use(key) {
            ClassifiedUse::Other(date) => self.idle_from(date) > self.now,
            ClassifiedUse::Unknown | ClassifiedUse::Never | ClassifiedUse::OwnCall => false,
        }
    }

    pub(super) fn idle_state(&self, key: &RotationKey) -> IdleState {
        if self.classify_last_use(key) == ClassifiedUse::Unknown {
            return IdleState::Unknown;
        }
        let activity = [key.last_use_date(), key.created, key.activated(), key.deactivated()];
        let Some(last_activity) = activity.into_iter().flatten().max() else {
            return IdleState::Unknown;
        };
        let idle_from = self.idle_from(last_activity);
        if idle_from > self.now {
            IdleState::IdleFrom(idle_from)
        } else {
            IdleState::IdleSince(last_activity)
        }
    }

    pub(super) fn is_idle(&self, key: &RotationKey) -> bool {
        matches!(self.idle_state(key), IdleState::IdleSince(_))
    }

    /// When a key with this last activity becomes idle.
    pub(super) fn idle_from(&self, last_activity: DateTime<Utc>) -> DateTime<Utc> {
        let idle_time = TimeDelta::days(i64::from(self.idle_days));
        last_activity.checked_add_signed(idle_time).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Whether the key was never used, although it has existed for long enough.
    pub(super) fn is_abandoned(&self, key: &RotationKey) -> bool {
        key.is_never_used() && !key.is_proven() && self.is_idle(key)
    }

    pub(super) fn is_overdue(&self, key: &RotationKey) -> bool {
        key.created.is_some_and(|created| days_between(created, self.now) > self.max_age_days)
    }

    /// The age in days of the key that stays, if the person chose to replace the younger one.
    pub(crate) fn age_of_older_that_stays(&self, recommendation: &Recommendation) -> Option<u32> {
        let old = self.key(recommendation.old_key()?)?;
        let new = self.key(recommendation.new_key()?)?;
        let (old_created, new_created) = (old.created?, new.created?);
        let is_chosen = self.chosen_old.as_ref() == Some(&old.id);
        if is_chosen && new_created < old_created {
            Some(days_between(new_created, self.now))
        } else {
            None
        }
    }
}
