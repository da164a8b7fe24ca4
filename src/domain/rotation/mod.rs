//! Which step of a rotation a user's keys are at: one table, whatever the keys and the evidence.
//!
//! A key *may sign* when it is active, or has a status that this program does not know; all others
//! are *off*. A key is *in use* when IAM shows a use within the quiet time that is not akia's own.
//! It is *quiet* when, for the quiet time, it was not used at all, nor created, switched on or off.
//! (akia's own call is no use; but IAM shows the last use only, so that it may hide an earlier one:
//! the key is quiet when also that call is long ago.) A key is *proven* when it was ever used, or
//! akia verified it, or signs with it. Its secret is *lost* when the journal says that no session
//! saved it, no profile holds it, it was never used, and it is not proven. The *old* key is the one the person says, or else the one
//! created first; the *new* key is the other one.
//!
//! | may sign | off | evidence | stage | step |
//! |---|---|---|---|---|
//! | 0 | 0 | | no keys | none |
//! | 0 | 1 or more | the one idle for longest is quiet | 6, delete | delete it; where all slots are taken: free the slot |
//! | | | it is not quiet | 5, wait again | wait; it can be activated again |
//! | | | its last use is not known | cannot tell | the person decides |
//! | 1 | 0 | the key is within its rotation period | not due | none, until it is due |
//! | | | it is due, and a slot is free | 1, create | create the second |
//! | | | it is due, and no slot is free | no slot | none |
//! | 1 | 1 or more | the one off is the older, or the person says that it is the old one: as for 0 and 1 | 5, 6 | wait, delete |
//! | | | the one off is the newer: there is nothing to rotate into | slots taken | free its slot once it is quiet; until then wait |
//! | | | the same, and its secret is lost | slots taken | free its slot, quiet or not |
//! | | | its last use is not known | cannot tell | the person decides |
//! | 2 | any | both in use (the older by more than what may be akia's), or nobody knows which is older, and the person has not said | which is old | ask |
//! | | | the old key's last use is not known, or nobody knows whether the new one is proven | cannot tell | the person decides |
//! | | | the new key's secret is lost | slots taken | free the slot of the new one |
//! | | | old not quiet, new never used, not proven, and itself overdue | slots taken | free the slot of the new one |
//! | | | old quiet, new never used, not proven, and quiet | slots taken | free the slot of the new one |
//! | | | old quiet, new not proven | 2, update | update the applications |
//! | | | new proven, and a profile here holds the old one | 2, update | put the new one into the profile |
//! | | | new proven, and old signs this session | 2, update | move the session |
//! | | | old not quiet, new not in use; unless old is not in use, or only by what may be akia's, and new is proven | 2, update | update the applications |
//! | | | old not quiet | 3, quiet? | wait until the old one is quiet |
//! | | | old quiet, new proven | 4, deactivate | deactivate the old one |
//! | 3 or more | any | the person has not said which is old | which is old | ask |
//! | | | said: as for 2, with the newest of the others as the new one | | |
//! | 2 or more | 1 or more | the person says that one of those off is the old one: as for 1 and 1 | 5, 6 | wait, delete |
//!
//! What *may be akia's* is a call to IAM or STS with a key of a user whose keys this machine holds:
//! an earlier session's or the AWS CLI's, or somebody's after all. So it counts as a use, and asks
//! for waiting, but nobody has to look for an application.
//!
//! Whatever the table recommends, it never is: to touch a key that was used within the quiet time,
//! or whose last use is not known; to delete what may sign; to switch off the only key that may
//! sign; to switch off the old key while the new one is not proven. The person may do otherwise,
//! and is told what speaks against it ([`RotationCase::against`]).

mod against;
mod evidence;
mod progress;
mod words;

#[cfg(test)]
mod tests;

pub use self::against::Touch;
pub use self::evidence::{KeyHints, OwnCalls, UseEvidence};

use self::evidence::{Quiet, Reading};
use super::access_key::Status;
use super::key_id::AccessKeyId;
use chrono::{DateTime, Utc};

/// Everything that the table looks at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RotationCase {
    /// The user's keys, in any order.
    pub keys: Vec<RotationKey>,
    /// The moment.
    pub now: DateTime<Utc>,
    /// How many days a key must have been quiet.
    pub quiet_days: u32,
    /// After how many days a key is due for rotation.
    pub max_age_days: u32,
    /// How many keys a user may have.
    pub limit: usize,
    /// The key that the person took for the old one.
    pub chosen_old: Option<AccessKeyId>,
    /// What this session signed with which key.
    pub own_calls: Vec<OwnCalls>,
}

/// A key of the user, and what is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RotationKey {
    /// Its ID.
    pub id: AccessKeyId,
    /// Its status.
    pub status: Status,
    /// When it was created.
    pub created: Option<DateTime<Utc>>,
    /// Its last use.
    pub used: UseEvidence,
    /// What this machine's journal says of it.
    pub hints: KeyHints,
    /// What this session did with it, whether or not the journal has it.
    pub this_session: KeyHints,
    /// The profiles of this machine that hold it.
    pub profiles: Vec<String>,
    /// This session is signed with it.
    pub signs_session: bool,
}

/// Where the rotation is. Those with a number are the steps that a person is led through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RotationStage {
    /// There is no key.
    NoKeys,
    /// The only key is within its rotation period.
    NotDue,
    /// The only key is due, and the user may have no second one.
    NoSlot,
    /// 1: the second key is to be created.
    Create,
    /// 2: every application is to be given the new key.
    Update,
    /// 3: the old key is to be quiet for a time.
    Quiet,
    /// 4: the old key is to be deactivated.
    Deactivate,
    /// 5: the old key is off, and is to be quiet for a time.
    WaitAgain,
    /// 6: the old key is to be deleted.
    Delete,
    /// Which key is the old one has to be asked.
    WhichIsOld,
    /// The slots are taken, and there is nothing to rotate into.
    SlotsTaken,
    /// What IAM tells does not suffice.
    CannotTell,
}

/// What to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RotationStep {
    /// Nothing.
    Nothing,
    /// Create the key to rotate into.
    Create,
    /// Make room: delete this key; if it may sign, deactivate it and wait first.
    FreeSlot(AccessKeyId),
    /// Say which key is the old one; this one was created first, if that is known.
    ChooseOld(Option<AccessKeyId>),
    /// Give the applications the new key.
    UpdateApplications,
    /// Put the new key into this profile, which holds the old one.
    UpdateProfile(String),
    /// Wait until this moment, unless the key is used before.
    WaitUntil(DateTime<Utc>),
    /// Sign this session in with the new key.
    MoveSession,
    /// Deactivate this key.
    Deactivate(AccessKeyId),
    /// Delete this key.
    Delete(AccessKeyId),
    /// Read when this key was last used.
    ReadUse(AccessKeyId),
    /// The person decides: what IAM tells of this key does not suffice.
    Decide(AccessKeyId),
}

/// What the table says of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guidance {
    /// Where the rotation is.
    pub stage: RotationStage,
    /// The key that is to go.
    pub old: Option<AccessKeyId>,
    /// The key that is to stay.
    pub new: Option<AccessKeyId>,
    /// What is safe to do next.
    pub step: RotationStep,
}

impl RotationStage {
    /// Its number among the six steps, if it is one of them.
    #[must_use]
    pub fn number(self) -> Option<u8> {
        match self {
            Self::Create => Some(1),
            Self::Update => Some(2),
            Self::Quiet => Some(3),
            Self::Deactivate => Some(4),
            Self::WaitAgain => Some(5),
            Self::Delete => Some(6),
            Self::NoKeys
            | Self::NotDue
            | Self::NoSlot
            | Self::WhichIsOld
            | Self::SlotsTaken
            | Self::CannotTell => None,
        }
    }
}

impl Guidance {
    fn new(stage: RotationStage, step: RotationStep) -> Self {
        Self { stage, old: None, new: None, step }
    }

    fn of(self, old: Option<&RotationKey>, new: Option<&RotationKey>) -> Self {
        let id = |key: Option<&RotationKey>| key.map(|key| key.id.clone());
        Self { old: id(old), new: id(new), ..self }
    }
}

impl RotationCase {
    /// Looks the case up in the table.
    #[must_use]
    pub fn guidance(&self) -> Guidance {
        let keys = self.sorted();
        let (signing, off): (Vec<&RotationKey>, Vec<&RotationKey>) =
            keys.into_iter().partition(|key| key.status.may_sign());
        let chosen = |keys: &[&RotationKey]| -> Option<usize> {
            let id = self.chosen_old.as_ref()?;
            keys.iter().position(|key| key.id == *id)
        };
        if let (Some(old), false) = (chosen(&off).and_then(|at| off.get(at)), signing.is_empty()) {
            return self.old_is_off(old, newest(signing.iter().copied()));
        }
        match (signing.as_slice(), self.pick(&off)) {
            ([], None) => Guidance::new(RotationStage::NoKeys, RotationStep::Nothing),
            ([], Some(old)) => self.old_is_off(old, None),
            ([only], None) => self.only(only),
            ([on], Some(off)) => self.one_and_one(on, off, chosen(&[*on]).is_some()),
            ([one, other], _) => self.two(one, other),
            (several, _) => match chosen(several).and_then(|at| several.get(at)) {
                Some(old) => {
                    let others = several.iter().copied().filter(|key| key.id != old.id);
                    newest(others).map_or_else(|| which_is_old(None), |new| self.pair(old, new))
                }
                None => which_is_old(oldest(several)),
            },
        }
    }

    /// The keys by age, the oldest first, each once: in an order that does not depend on the
    /// list's. Of one listed twice, the entry that may sign counts.
    fn sorted(&self) -> Vec<&RotationKey> {
        let mut keys: Vec<&RotationKey> = self.keys.iter().collect();
        keys.sort_by(|a, b| {
            a.id.as_str().cmp(b.id.as_str()).then(b.by_danger().cmp(&a.by_danger()))
        });
        keys.dedup_by(|later, first| later.id == first.id);
        keys.sort_by_key(|key| key.created);
        keys
    }

    /// The key of this ID; listed twice, the entry that may sign.
    #[must_use]
    pub fn key(&self, id: &AccessKeyId) -> Option<&RotationKey> {
        self.sorted().into_iter().find(|key| key.id == *id)
    }

    /// One key, which may sign, and no other.
    fn only(&self, key: &RotationKey) -> Guidance {
        let young = key.created.is_some_and(|created| !self.is_over_age(created));
        let guidance = if young {
            Guidance::new(RotationStage::NotDue, RotationStep::Nothing)
        } else if self.limit > 1 {
            Guidance::new(RotationStage::Create, RotationStep::Create)
        } else {
            Guidance::new(RotationStage::NoSlot, RotationStep::Nothing)
        };
        match guidance.stage {
            RotationStage::NotDue => guidance.of(None, Some(key)),
            _ => guidance.of(Some(key), None),
        }
    }

    /// One key that may sign, and one that is off.
    fn one_and_one(&self, on: &RotationKey, off: &RotationKey, on_is_old: bool) -> Guidance {
        let newer = matches!((on.created, off.created), (Some(on), Some(off)) if off > on);
        if !newer && !on_is_old {
            return self.old_is_off(off, Some(on));
        }
        match self.quiet(off) {
            Quiet::Since(_) => free_slot(off),
            // Nothing can miss it.
            Quiet::Until(_) if self.is_lost(off) => free_slot(off),
            Quiet::Until(until) => {
                Guidance::new(RotationStage::SlotsTaken, RotationStep::WaitUntil(until))
            }
            Quiet::Unknown => cannot_tell(off),
        }
        .of(Some(on), Some(off))
    }

    /// The old key is off. Others may sign, `new` the newest of them; or none.
    fn old_is_off(&self, old: &RotationKey, new: Option<&RotationKey>) -> Guidance {
        let full = self.keys.len() >= self.limit && new.is_none();
        match self.quiet(old) {
            Quiet::Since(_) if full && self.keys.len() > 1 => free_slot(old),
            Quiet::Since(_) => {
                Guidance::new(RotationStage::Delete, RotationStep::Delete(old.id.clone()))
            }
            Quiet::Until(until) => {
                Guidance::new(RotationStage::WaitAgain, RotationStep::WaitUntil(until))
            }
            Quiet::Unknown => cannot_tell(old),
        }
        .of(Some(old), new)
    }

    /// Two keys that may sign.
    fn two(&self, one: &RotationKey, other: &RotationKey) -> Guidance {
        if let Some(chosen) = &self.chosen_old {
            if one.id == *chosen {
                return self.pair(one, other);
            }
            if other.id == *chosen {
                return self.pair(other, one);
            }
        }
        let Some(old) = oldest(&[one, other]) else { return which_is_old(None) };
        let both = self.is_in_use(one) && self.is_in_use(other);
        if both && !self.may_be_own_call(old) {
            return which_is_old(Some(old));
        }
        let new = if old.id == one.id { other } else { one };
        self.pair(old, new)
    }

    /// An old and a new key that both may sign.
    fn pair(&self, old: &RotationKey, new: &RotationKey) -> Guidance {
        let proven = self.is_proven(new);
        let update = |step| Guidance::new(RotationStage::Update, step);
        match (self.quiet(old), self.reading(new)) {
            (Quiet::Unknown, _) => cannot_tell(old),
            (_, Reading::Unknown) if !proven => cannot_tell(new),
            _ if self.is_lost(new) => free_slot(new),
            (quiet, _) if !proven => {
                let spare = matches!(quiet, Quiet::Since(_)) || self.is_overdue(new);
                if spare && self.is_left_over(new) {
                    free_slot(new)
                } else {
                    update(RotationStep::UpdateApplications)
                }
            }
            _ if !old.profiles.is_empty() => {
                let first = old.profiles.iter().min().cloned().unwrap_or_default();
                update(RotationStep::UpdateProfile(first))
            }
            _ if old.signs_session => update(RotationStep::MoveSession),
            (Quiet::Until(until), _)
                if self.is_in_use(new) || !self.is_in_use(old) || self.may_be_own_call(old) =>
            {
                Guidance::new(RotationStage::Quiet, RotationStep::WaitUntil(until))
            }
            (Quiet::Until(_), _) => update(RotationStep::UpdateApplications),
            (Quiet::Since(_), _) => {
                Guidance::new(RotationStage::Deactivate, RotationStep::Deactivate(old.id.clone()))
            }
        }
        .of(Some(old), Some(new))
    }

    /// Of keys that are off, the one to go first: quiet before others, those of unknown use last;
    /// then the one idle for longest.
    fn pick<'a>(&self, off: &[&'a RotationKey]) -> Option<&'a RotationKey> {
        let rank = |key: &&RotationKey| match self.quiet(key) {
            Quiet::Since(since) => (0, since),
            Quiet::Until(until) => (1, until),
            Quiet::Unknown => (2, DateTime::UNIX_EPOCH),
        };
        off.iter().copied().min_by_key(rank)
    }
}

/// There is nothing to rotate into, until this key is gone.
fn free_slot(key: &RotationKey) -> Guidance {
    Guidance::new(RotationStage::SlotsTaken, RotationStep::FreeSlot(key.id.clone()))
}

fn which_is_old(first: Option<&RotationKey>) -> Guidance {
    let step = RotationStep::ChooseOld(first.map(|key| key.id.clone()));
    Guidance::new(RotationStage::WhichIsOld, step)
}

fn cannot_tell(key: &RotationKey) -> Guidance {
    let step = match key.used {
        UseEvidence::Unread => RotationStep::ReadUse(key.id.clone()),
        _ => RotationStep::Decide(key.id.clone()),
    };
    Guidance::new(RotationStage::CannotTell, step)
}

/// The key created last; of keys in the order of [`RotationCase::sorted`].
fn newest<'a>(keys: impl Iterator<Item = &'a RotationKey>) -> Option<&'a RotationKey> {
    keys.last()
}

/// The key created first, if that is known.
fn oldest<'a>(keys: &[&'a RotationKey]) -> Option<&'a RotationKey> {
    let dated = keys.iter().all(|key| key.created.is_some());
    let first = keys.iter().copied().min_by_key(|key| key.created)?;
    let alone = keys.iter().filter(|key| key.created == first.created).count() == 1;
    (dated && alone).then_some(first)
}
