//! What IAM and the journal tell of a key's use, and what that allows to say.

use super::{Guidance, RotationCase, RotationKey};
use crate::domain::access_key::LastUsed;
use crate::domain::age::days_between;
use crate::domain::journal::{AccessKeyEvent, AccessKeyEventKind};
use crate::domain::key_id::AccessKeyId;
use chrono::{DateTime, TimeDelta, Utc};

/// By how much IAM's clock and date of a use may differ from when akia called.
const SLACK: TimeDelta = TimeDelta::minutes(5);

/// What is known of a key's last use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UseEvidence {
    /// It was not read yet.
    Unread,
    /// It may not be read.
    Denied,
    /// It could not be read.
    Failed,
    /// What IAM says.
    Known(LastUsed),
}

/// When akia kind something with a key, as far as one source knows: the journal of this machine, or
/// this session.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct KeyHints {
    /// It made the key.
    pub created: Option<DateTime<Utc>>,
    /// AWS accepted a call signed with it.
    pub verified: Option<DateTime<Utc>>,
    /// It switched the key on, the last time.
    pub activated: Option<DateTime<Utc>>,
    /// It switched the key off, the last time.
    pub deactivated: Option<DateTime<Utc>>,
    /// It made the key, and the session ended without the secret being saved.
    pub secret_lost: Option<DateTime<Utc>>,
}

/// A time in which a session's own calls were signed with a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnCalls {
    /// The key.
    pub key: AccessKeyId,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when; `None` while it goes on.
    pub until: Option<DateTime<Utc>>,
}

/// The last use of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    /// Nobody knows.
    Unknown,
    /// There was none.
    Never,
    /// It was akia's own call.
    Own,
    /// Something else used it.
    Used(DateTime<Utc>),
}

/// Whether a key has been quiet for the quiet time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quiet {
    /// Nobody knows.
    Unknown,
    /// It has, since then.
    Since(DateTime<Utc>),
    /// It has not; it will have, then.
    Until(DateTime<Utc>),
}

impl KeyHints {
    /// The latest that the source has of each, for this key.
    #[must_use]
    pub fn of(key: &AccessKeyId, source: &[AccessKeyEvent]) -> Self {
        let last = |kind: AccessKeyEventKind| {
            let of_key = source.iter().filter(|hint| hint.key == *key && hint.kind == kind);
            of_key.map(|hint| hint.when).max()
        };
        Self {
            created: last(AccessKeyEventKind::Create),
            verified: last(AccessKeyEventKind::Verify),
            activated: last(AccessKeyEventKind::Activate),
            deactivated: last(AccessKeyEventKind::Deactivate),
            secret_lost: last(AccessKeyEventKind::LoseSecret),
        }
    }
}

impl OwnCalls {
    fn covers(&self, key: &AccessKeyId, at: DateTime<Utc>) -> bool {
        self.key == *key
            && near(self.from) <= at
            && self.until.is_none_or(|until| at <= late(until))
    }
}

fn near(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.checked_sub_signed(SLACK).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

fn late(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.checked_add_signed(SLACK).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl RotationKey {
    /// The date of the last use, whoever's it was.
    pub(super) fn last_use(&self) -> Option<DateTime<Utc>> {
        match &self.used {
            UseEvidence::Known(used) => used.date(),
            _ => None,
        }
    }

    /// The latest that the journal or this session knows of something that akia kind with the key.
    pub(super) fn did(
        &self,
        what: impl Fn(&KeyHints) -> Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        what(&self.hints).max(what(&self.this_session))
    }

    /// Larger for the entry that it is more dangerous to get wrong.
    pub(super) fn by_danger(&self) -> impl Ord + use<> {
        let unknown = !matches!(self.used, UseEvidence::Known(_));
        (self.status.may_sign(), unknown, self.last_use(), self.created)
    }
}

impl RotationCase {
    /// Whether the last use of the key is a call of akia's own: of this session, or to verify it.
    #[must_use]
    pub fn is_own_call(&self, key: &RotationKey) -> bool {
        self.reading(key) == Reading::Own
    }

    /// Whether the last use of the key, which this session kind not make, may have been made by akia
    /// in an earlier session, or by the AWS CLI: a call of the kind that they make, with a key of
    /// a user whose keys this machine holds.
    #[must_use]
    pub fn may_be_own_call(&self, key: &RotationKey) -> bool {
        let here = |key: &RotationKey| key.signs_session || !key.profiles.is_empty();
        let service = match &key.used {
            UseEvidence::Known(LastUsed::At { service, .. }) => service.as_deref(),
            _ => None,
        };
        matches!(service, Some("iam" | "sts"))
            && matches!(self.reading(key), Reading::Used(_))
            && self.keys.iter().any(here)
    }

    pub(super) fn reading(&self, key: &RotationKey) -> Reading {
        let (date, service) = match &key.used {
            UseEvidence::Known(LastUsed::Never) => return Reading::Never,
            UseEvidence::Known(LastUsed::At { date, service, .. }) => (*date, service.as_deref()),
            UseEvidence::Unread | UseEvidence::Denied | UseEvidence::Failed => {
                return Reading::Unknown;
            }
        };
        let verified_then = |at: DateTime<Utc>| near(at) <= date && date <= late(at);
        let verified = [key.hints.verified, key.this_session.verified];
        let own = self.own_calls.iter().any(|calls| calls.covers(&key.id, date))
            || verified.into_iter().flatten().any(verified_then);
        match service {
            Some("iam" | "sts") if own => Reading::Own,
            _ => Reading::Used(date),
        }
    }

    /// Whether something but akia used the key within the quiet time.
    pub(super) fn is_in_use(&self, key: &RotationKey) -> bool {
        match self.reading(key) {
            Reading::Used(date) => self.quiet_from(date) > self.now,
            Reading::Unknown | Reading::Never | Reading::Own => false,
        }
    }

    /// Whether AWS has ever accepted a call signed with the key.
    pub(super) fn is_proven(&self, key: &RotationKey) -> bool {
        let used = matches!(self.reading(key), Reading::Used(_) | Reading::Own);
        used || key.signs_session || key.did(|kind| kind.verified).is_some()
    }

    /// Whether nobody can have the key's secret, as far as this machine knows: a session ended
    /// without saving it, no profile has it, and AWS never accepted it.
    pub(super) fn is_lost(&self, key: &RotationKey) -> bool {
        key.hints.secret_lost.is_some()
            && key.this_session.created.is_none()
            && key.profiles.is_empty()
            && self.reading(key) == Reading::Never
            && !self.is_proven(key)
    }

    pub(super) fn quiet(&self, key: &RotationKey) -> Quiet {
        if self.reading(key) == Reading::Unknown {
            return Quiet::Unknown;
        }
        let (on, off) = (key.did(|kind| kind.activated), key.did(|kind| kind.deactivated));
        let stirred = [key.last_use(), key.created, on, off];
        let Some(since) = stirred.into_iter().flatten().max() else { return Quiet::Unknown };
        match self.quiet_from(since) {
            until if until > self.now => Quiet::Until(until),
            _ => Quiet::Since(since),
        }
    }

    /// From when on a key that last stirred then has been quiet for long enough.
    pub(super) fn quiet_from(&self, stirred: DateTime<Utc>) -> DateTime<Utc> {
        let quiet = TimeDelta::days(i64::from(self.quiet_days));
        stirred.checked_add_signed(quiet).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Whether a key created then is past its rotation period.
    pub(super) fn is_over_age(&self, created: DateTime<Utc>) -> bool {
        days_between(created, self.now) > self.max_age_days
    }

    /// Whether the key that goes, by the person's choice, is the younger one: then how many days old
    /// the one that stays is.
    #[must_use]
    pub fn age_of_older_that_stays(&self, guidance: &Guidance) -> Option<u32> {
        let old = self.key(guidance.old.as_ref()?)?;
        let old = Some(old).filter(|old| self.chosen_old.as_ref() == Some(&old.id))?;
        let stays = self.key(guidance.new.as_ref()?)?.created?;
        (stays < old.created?).then(|| days_between(stays, self.now))
    }

    /// Never used, and there long enough to have been.
    pub(super) fn is_left_over(&self, key: &RotationKey) -> bool {
        self.reading(key) == Reading::Never
            && !self.is_proven(key)
            && matches!(self.quiet(key), Quiet::Since(_))
    }

    pub(super) fn is_overdue(&self, key: &RotationKey) -> bool {
        key.created.is_some_and(|created| self.is_over_age(created))
    }
}
