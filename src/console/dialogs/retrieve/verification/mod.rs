//! Verify: whether AWS accepts a new key as a signer, waited for while that spreads.
//!
//! IAM is many servers, and each learns of a new key in its own time, mostly within fifteen
//! seconds. Until then a server that does not know the key answers `InvalidClientTokenId`, as it
//! would for a key that never was; other services have other codes for the same. Nothing tells a
//! key that is not known yet from one that is deleted, nor when the last server knows it. So every
//! refusal of the signature is waited out, as is trouble of the network and of AWS, and one success
//! proves little: the next call may meet a server that lags behind. Three in a row, a second apart,
//! each over whatever server it meets, are what "Verified" means here; a refusal in between starts
//! the count over.
//!
//! A state machine without a clock of its own: it is told of answers and of time. It changes
//! nothing in IAM.

mod moving;
mod retry;
mod view;

#[cfg(test)]
mod tests;

pub(crate) use self::view::show;

use self::moving::Moving;
use self::retry::{Pause, is_transient, pause_after};
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::domain::{AccessKeyId, Caller, Failure, NewAccessKey};
use chrono::{DateTime, TimeDelta, Utc};

/// How long refusals are waited out.
const LIMIT: TimeDelta = TimeDelta::seconds(90);
/// How many successes in a row are asked for.
const IN_A_ROW: u32 = 3;
/// How far they are apart.
const APART: TimeDelta = TimeDelta::seconds(1);
/// How long an answer that never comes is waited for once the time is up.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// A verification of one key, running or over.
#[derive(Debug)]
pub(crate) struct Verification {
    since: DateTime<Utc>,
    /// How many calls were made.
    attempts: u32,
    /// How many of the last were answered.
    in_a_row: u32,
    /// How many of the last were refused, or came to nothing.
    in_vain: u32,
    /// The last refusal.
    refused: Option<Failure>,
    stage: Stage,
    /// The key that the new one is to replace, in a rotation.
    replaces: Option<AccessKeyId>,
    /// Whether the session goes over to the new key.
    moving: Option<Moving>,
}

#[derive(Debug)]
enum Stage {
    Asking(CallId),
    Pausing(Pause),
    Over(Ending),
}

/// How a verification ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// AWS accepts the key as this user's, in this region.
    Verified { arn: String, region: String },
    /// AWS accepts the key, but as somebody else's.
    SomebodyElse(Caller),
    /// It was refused until the time was up.
    GaveUp,
    /// There is nothing to wait for.
    Failed(Failure),
}

impl Verification {
    /// Begins with the first call.
    pub(crate) fn start(
        cx: &mut Context,
        new: &NewAccessKey,
        replaces: Option<AccessKeyId>,
    ) -> Self {
        Self {
            since: cx.model.now,
            attempts: 1,
            in_a_row: 0,
            in_vain: 0,
            refused: None,
            stage: Stage::Asking(ask(cx, new)),
            replaces,
            moving: None,
        }
    }

    fn ask_again(&mut self, cx: &mut Context, new: &NewAccessKey) {
        self.attempts += 1;
        self.stage = Stage::Asking(ask(cx, new));
    }

    /// Whether it goes on.
    pub(crate) fn is_running(&self) -> bool {
        let moving = self.moving.as_ref().is_some_and(Moving::is_running);
        moving || !matches!(self.stage, Stage::Over(_))
    }

    pub(crate) fn on_verified(
        &mut self,
        cx: &mut Context,
        new: &NewAccessKey,
        call: CallId,
        answer: Result<Caller, Failure>,
    ) {
        // Any other call is of a verification that was given up.
        if !matches!(self.stage, Stage::Asking(asked) if asked == call) {
            return;
        }
        match answer {
            Ok(caller) => {
                let account = cx.model.session.caller().map(|own| &own.account);
                if caller.is_user(&new.key.user, account) {
                    self.accepted(cx, new, caller);
                } else {
                    self.stage = Stage::Over(Ending::SomebodyElse(caller));
                }
            }
            Err(failure) if !is_transient(&failure) => {
                self.stage = Stage::Over(Ending::Failed(failure));
            }
            Err(failure) => {
                self.in_a_row = 0;
                self.in_vain += 1;
                self.refused = Some(failure);
                let left = self.left(cx.model.now);
                self.stage = if left > TimeDelta::zero() {
                    Stage::Pausing(Pause::begin(cx.model.now, pause_after(self.in_vain).min(left)))
                } else {
                    Stage::Over(Ending::GaveUp)
                };
            }
        }
    }

    fn accepted(&mut self, cx: &mut Context, new: &NewAccessKey, caller: Caller) {
        self.in_a_row += 1;
        self.in_vain = 0;
        if self.in_a_row < IN_A_ROW {
            // Also past the limit: it is a matter of seconds now.
            self.stage = Stage::Pausing(Pause::begin(cx.model.now, APART));
            return;
        }
        cx.note_verified(&new.key.user, &new.key.id);
        let region = cx.model.session.connection().map(|connection| connection.region.clone());
        let region = region.unwrap_or_default();
        self.stage = Stage::Over(Ending::Verified { arn: caller.arn, region });
        self.moving = self.replaces.as_ref().and_then(|old| Moving::start(&cx.model, old));
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, cx: &mut Context, new: &NewAccessKey) {
        // A clock that is set back makes it no longer.
        self.since = self.since.min(cx.model.now);
        match self.stage {
            Stage::Pausing(pause) if pause.is_over(cx.model.now) => self.ask_again(cx, new),
            Stage::Asking(_) if cx.model.now >= self.since + LIMIT + GRACE => {
                self.stage = Stage::Over(Ending::GaveUp);
            }
            _ => {}
        }
        if let Some(moving) = &mut self.moving {
            moving.tick(cx, new);
        }
    }

    /// When to be told of time: also for the seconds that are shown.
    pub(crate) fn wake_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let second = now + APART;
        match self.stage {
            Stage::Asking(_) => Some(second),
            Stage::Pausing(pause) => Some(pause.until.min(second)),
            Stage::Over(_) => self.moving.as_ref().and_then(Moving::wake_at),
        }
    }

    /// How long refusals are still waited out.
    fn left(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.since + LIMIT - now).clamp(TimeDelta::zero(), LIMIT)
    }
}

/// Asks AWS who signs with the new key.
fn ask(cx: &mut Context, new: &NewAccessKey) -> CallId {
    let call = cx.next_call();
    cx.model.changes.note_verification(cx.model.now, &new.key.id);
    cx.request(Effect::Verify(call, new.clone()));
    call
}
