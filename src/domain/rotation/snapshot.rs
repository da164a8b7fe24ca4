//! What a recommendation is based on: a user's keys, and what is known about them at one moment.

use crate::domain::access_key::{LastUsed, Status};
use crate::domain::journal::{AccessKeyEvent, AccessKeyEventKind};
use crate::domain::key_id::AccessKeyId;
use chrono::{DateTime, TimeDelta, Utc};

/// How far the date of a use in IAM may differ from this machine's time of the call.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RotationSnapshot {
    /// The user's keys, in any order.
    pub(crate) keys: Vec<RotationKey>,
    pub(crate) now: DateTime<Utc>,
    /// The idle time: how many days a key must be idle before it is deactivated or deleted.
    pub(crate) idle_days: u32,
    /// A key older than this many days is due for rotation.
    pub(crate) max_age_days: u32,
    /// How many keys a user may have.
    pub(crate) limit: usize,
    /// The key that the person chose as the old one.
    pub(crate) chosen_old: Option<AccessKeyId>,
    /// Which keys signed this session's calls, and when.
    pub(crate) own_calls: Vec<OwnCalls>,
}

/// A key of the user, and what is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RotationKey {
    pub(crate) id: AccessKeyId,
    pub(crate) status: Status,
    pub(crate) created: Option<DateTime<Utc>>,
    pub(crate) last_use: LastUseEvidence,
    /// What this machine's journal says of the key.
    pub(crate) journal: KeyHistory,
    /// What this session did with the key, whether or not the journal has it.
    pub(crate) this_session: KeyHistory,
    /// The profiles of this machine that hold the key.
    pub(crate) profiles: Vec<String>,
    pub(crate) signs_session: bool,
}

/// What is known about a key's last use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum LastUseEvidence {
    Unread,
    Denied,
    Failed,
    /// What IAM says.
    Known(LastUsed),
}

/// When akia last made each kind of change to a key, according to one source.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct KeyHistory {
    pub(crate) created: Option<DateTime<Utc>>,
    /// AWS accepted a call signed with the key.
    pub(crate) verified: Option<DateTime<Utc>>,
    pub(crate) activated: Option<DateTime<Utc>>,
    pub(crate) deactivated: Option<DateTime<Utc>>,
    /// The session that created the key ended without saving its secret.
    pub(crate) secret_lost: Option<DateTime<Utc>>,
}

/// A period in which akia's calls in this session were signed with a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OwnCalls {
    pub(crate) key: AccessKeyId,
    pub(crate) from: DateTime<Utc>,
    /// `None` while it lasts.
    pub(crate) until: Option<DateTime<Utc>>,
}

impl RotationSnapshot {
    /// The keys from the oldest to the newest, each once, whatever the order of the list. Of two
    /// entries for a key, the one that takes precedence counts.
    pub(super) fn sorted_keys(&self) -> Vec<&RotationKey> {
        let mut keys: Vec<&RotationKey> = self.keys.iter().collect();
        keys.sort_by(|a, b| {
            a.id.as_str().cmp(b.id.as_str()).then(b.precedence().cmp(&a.precedence()))
        });
        keys.dedup_by(|later, first| later.id == first.id);
        keys.sort_by_key(|key| key.created);
        keys
    }

    /// The key with this ID. Of two entries for it, the one that takes precedence counts.
    pub(crate) fn key(&self, id: &AccessKeyId) -> Option<&RotationKey> {
        self.keys.iter().filter(|key| key.id == *id).max_by_key(|key| key.precedence())
    }
}

impl RotationKey {
    pub(super) fn last_use_date(&self) -> Option<DateTime<Utc>> {
        match &self.last_use {
            LastUseEvidence::Known(used) => used.date(),
            _ => None,
        }
    }

    pub(super) fn last_use_service(&self) -> Option<&str> {
        match &self.last_use {
            LastUseEvidence::Known(LastUsed::At { service, .. }) => service.as_deref(),
            _ => None,
        }
    }

    pub(super) fn activated(&self) -> Option<DateTime<Utc>> {
        self.journal.activated.max(self.this_session.activated)
    }

    pub(super) fn deactivated(&self) -> Option<DateTime<Utc>> {
        self.journal.deactivated.max(self.this_session.deactivated)
    }

    /// Whether this session or a profile of this machine uses the key.
    pub(super) fn is_held_here(&self) -> bool {
        self.signs_session || !self.profiles.is_empty()
    }

    pub(super) fn was_verified_near(&self, moment: DateTime<Utc>) -> bool {
        let verified = [self.journal.verified, self.this_session.verified];
        verified.into_iter().flatten().any(|at| earliest(at) <= moment && moment <= latest(at))
    }

    /// Whether IAM says that nothing ever used the key.
    pub(super) fn is_never_used(&self) -> bool {
        self.last_use == LastUseEvidence::Known(LastUsed::Never)
    }

    /// Whether AWS has ever accepted a call signed with the key.
    pub(super) fn is_proven(&self) -> bool {
        matches!(self.last_use, LastUseEvidence::Known(LastUsed::At { .. }))
            || self.signs_session
            || self.journal.verified.is_some()
            || self.this_session.verified.is_some()
    }

    /// Whether nobody can have the key's secret, as far as this machine knows: a session ended
    /// without saving it, no profile has it, and AWS never accepted it.
    pub(super) fn is_secret_lost(&self) -> bool {
        self.journal.secret_lost.is_some()
            && self.this_session.created.is_none()
            && self.profiles.is_empty()
            && self.is_never_used()
            && !self.is_proven()
    }

    /// Greater for the entry that would do more harm if it were ignored.
    fn precedence(&self) -> impl Ord + use<> {
        let is_unknown = !matches!(self.last_use, LastUseEvidence::Known(_));
        (self.status.may_sign(), is_unknown, self.last_use_date(), self.created)
    }
}

impl KeyHistory {
    /// The latest events of each kind for this key.
    pub(crate) fn of(key: &AccessKeyId, events: &[AccessKeyEvent]) -> Self {
        let last = |kind: AccessKeyEventKind| {
            let matching = events.iter().filter(|event| event.key == *key && event.kind == kind);
            matching.map(|event| event.when).max()
        };
        Self {
            created: last(AccessKeyEventKind::Created),
            verified: last(AccessKeyEventKind::Verified),
            activated: last(AccessKeyEventKind::Activated),
            deactivated: last(AccessKeyEventKind::Deactivated),
            secret_lost: last(AccessKeyEventKind::SecretLost),
        }
    }
}

impl OwnCalls {
    pub(super) fn covers(&self, key: &AccessKeyId, moment: DateTime<Utc>) -> bool {
        self.key == *key
            && earliest(self.from) <= moment
            && self.until.is_none_or(|until| moment <= latest(until))
    }
}

/// The earliest date that IAM may give a call made at this moment.
fn earliest(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.checked_sub_signed(CLOCK_TOLERANCE).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// The latest date that IAM may give a call made at this moment.
fn latest(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.checked_add_signed(CLOCK_TOLERANCE).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
