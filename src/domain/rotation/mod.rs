//! What to do next in a rotation: one decision table for any keys and any evidence.
//!
//! A key *may sign* when it is active, or has a status that this program does not know; all others
//! are *inactive* here. A key is *in use* when IAM shows a use within the idle time that is not
//! akia's own. It is *idle* when, for the idle time, it was neither used nor created, activated or
//! deactivated. (IAM shows only the last use, so akia's own call may hide an earlier use by
//! something else: although the call does not count as a use, the key is not idle until it, too, is
//! long ago.) A key is *proven* when it was ever used, or akia verified it or signs with it. Its
//! secret is *lost* when the journal says that no session saved it, no profile holds it, it was
//! never used, and it is not proven. The *old* key is the one that the person chose, or else the
//! one created first; the *new* key is the other one.
//!
//! | may sign | inactive | evidence | recommendation |
//! |---|---|---|---|
//! | 0 | 0 | | `NoKeys` |
//! | 0 | 1 or more | the one idle for longest is idle | 6, `Delete`; if all slots are taken, `FreeSlot` |
//! | | | it is not idle | 5, `WaitBeforeDelete`; it can be activated again |
//! | | | its last use is not known | `Decide` |
//! | 1 | 0 | the key is within its rotation period | `NotDue` |
//! | | | it is due, and a slot is free | 1, `CreateKey` |
//! | | | it is due, and no slot is free | `NoFreeSlot` |
//! | 1 | 1 or more | the inactive one is the older, or the person chose it: as for 0 and 1 | 5, 6 |
//! | | | the inactive one is the newer: there is nothing to rotate into | `FreeSlot` once it is idle; until then `WaitToFreeSlot` |
//! | | | the same, and its secret is lost | `FreeSlot`, idle or not |
//! | | | its last use is not known | `Decide` |
//! | 2 | any | both in use (the older by more than what may be akia's), or it is unknown which is older, and the person has not chosen | `ChooseOld` |
//! | | | the old key's last use is not known, or it is unknown whether the new one is proven | `Decide` |
//! | | | the new key's secret is lost | `FreeSlot` of the new one |
//! | | | old not idle, new never used, not proven, and itself overdue | `FreeSlot` of the new one |
//! | | | old idle, new never used, not proven, and idle | `FreeSlot` of the new one |
//! | | | new not proven | 2, `UpdateApplications` |
//! | | | new proven, and a profile here holds the old one | 2, `UpdateProfile` |
//! | | | new proven, and old signs this session | 2, `MoveSession` |
//! | | | old not idle, new not in use; unless old is not in use, or only by what may be akia's | 2, `UpdateApplications` |
//! | | | old not idle | 3, `WaitUntilIdle` |
//! | | | old idle, new proven | 4, `Deactivate` |
//! | 3 or more | any | the person has not chosen | `ChooseOld` |
//! | | | chosen: as for 2, with the newest of the others as the new one | |
//! | 2 or more | 1 or more | the person chose one of those inactive: as for 1 and 1 | 5, 6 |
//!
//! `Decide` is `ReadLastUse` while the last use was not read yet.
//!
//! What *may be akia's* is a call to IAM or STS with a key of a user whose keys this machine holds:
//! an earlier session's or the AWS CLI's, but possibly somebody else's. So it counts as a use that
//! has to be waited for, but nobody has to look for an application.
//!
//! The table never recommends to deactivate or delete a key that was used within the idle time or
//! whose last use is not known, to delete a key that may sign, to deactivate the only key that may
//! sign, or to deactivate the old key while the new one is not proven. The person may do so anyway,
//! after the warnings ([`RotationSnapshot::warnings`]).

mod decide;
mod describe;
mod evidence;
mod progress;
mod recommendation;
mod snapshot;
mod warnings;

#[cfg(test)]
mod tests;

pub(crate) use self::recommendation::{KeyAction, Recommendation};
pub(crate) use self::snapshot::{
    KeyHistory, LastUseEvidence, OwnCalls, RotationKey, RotationSnapshot,
};
