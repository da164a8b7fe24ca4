//! Verify: whether AWS accepts a new key as a signer, waited for while the key spreads.
//!
//! IAM is many servers, and each gets to know a new key in its own time, mostly within fifteen
//! seconds. Until then, a server answers `InvalidClientTokenId`, as it would for a key that never
//! existed; other services have other codes for this. Nothing distinguishes a key that is not known
//! yet from one that is deleted, and nothing shows that the last server knows it. So every refusal
//! of the signature is waited out, and so is trouble of the network and of AWS. One success proves
//! little: the next call may meet a server that lags behind. "Verified" means three successes in a
//! row, a second apart; a refusal in between starts the count over.
//!
//! A state machine without a clock of its own: answers and times are handed in. It changes nothing
//! in IAM.

mod retry;
mod session_move;
mod view;

#[cfg(test)]
mod tests;

pub(crate) use self::view::show;

use self::retry::{Pause, is_transient, pause_after};
use self::session_move::SessionMove;
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::domain::{AccessKeyId, Caller, Failure, NewAccessKey};
use chrono::{DateTime, TimeDelta, Utc};

/// How long refusals are waited out.
const LIMIT: TimeDelta = TimeDelta::seconds(90);
const SUCCESSES_IN_A_ROW: u32 = 3;
const BETWEEN_SUCCESSES: TimeDelta = TimeDelta::seconds(1);
/// How long an answer is still waited for once the time is up.
const GRACE: TimeDelta = TimeDelta::seconds(10);

#[derive(Debug)]
pub(crate) struct Verification {
    since: DateTime<Utc>,
    attempts: u32,
    successes_in_a_row: u32,
    failures_in_a_row: u32,
    last_failure: Option<Failure>,
    stage: Stage,
    /// The key that the new one is to replace, in a rotation.
    replaces: Option<AccessKeyId>,
    /// Set once the key is verified, if the session depends on the old key.
    session_move: Option<SessionMove>,
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
    /// It failed in a way that waiting does not change.
    Failed(Failure),
}

impl Verification {
    pub(crate) fn start(
        cx: &mut Context,
        new: &NewAccessKey,
        replaces: Option<AccessKeyId>,
    ) -> Self {
        Self {
            since: cx.model.now,
            attempts: 1,
            successes_in_a_row: 0,
            failures_in_a_row: 0,
            last_failure: None,
            stage: Stage::Asking(request(cx, new)),
            replaces,
            session_move: None,
        }
    }

    fn ask_again(&mut self, cx: &mut Context, new: &NewAccessKey) {
        self.attempts += 1;
        self.stage = Stage::Asking(request(cx, new));
    }

    pub(crate) fn is_running(&self) -> bool {
        let session_moves = self.session_move.as_ref().is_some_and(SessionMove::is_running);
        session_moves || !matches!(self.stage, Stage::Over(_))
    }

    pub(crate) fn on_verified(
        &mut self,
        cx: &mut Context,
        new: &NewAccessKey,
        call: CallId,
        answer: Result<Caller, Failure>,
    ) {
        // Other calls are of a verification that was given up.
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
                self.successes_in_a_row = 0;
                self.failures_in_a_row += 1;
                self.last_failure = Some(failure);
                let left = self.time_left(cx.model.now);
                self.stage = if left > TimeDelta::zero() {
                    Stage::Pausing(Pause::begin(
                        cx.model.now,
                        pause_after(self.failures_in_a_row).min(left),
                    ))
                } else {
                    Stage::Over(Ending::GaveUp)
                };
            }
        }
    }

    fn accepted(&mut self, cx: &mut Context, new: &NewAccessKey, caller: Caller) {
        self.successes_in_a_row += 1;
        self.failures_in_a_row = 0;
        if self.successes_in_a_row < SUCCESSES_IN_A_ROW {
            // Even past the limit: it only takes seconds now.
            self.stage = Stage::Pausing(Pause::begin(cx.model.now, BETWEEN_SUCCESSES));
            return;
        }
        cx.note_verified(&new.key.user, &new.key.id);
        let region = cx.model.session.connection().map(|connection| connection.region.clone());
        let region = region.unwrap_or_default();
        self.stage = Stage::Over(Ending::Verified { arn: caller.arn, region });
        self.session_move =
            self.replaces.as_ref().and_then(|old| SessionMove::start(&cx.model, old));
    }

    pub(crate) fn tick(&mut self, cx: &mut Context, new: &NewAccessKey) {
        // A clock that is set back does not lengthen it.
        self.since = self.since.min(cx.model.now);
        match self.stage {
            Stage::Pausing(pause) if pause.is_over(cx.model.now) => self.ask_again(cx, new),
            Stage::Asking(_) if cx.model.now >= self.since + LIMIT + GRACE => {
                self.stage = Stage::Over(Ending::GaveUp);
            }
            _ => {}
        }
        if let Some(session_move) = &mut self.session_move {
            session_move.tick(cx, new);
        }
    }

    /// When time matters: also each second, because the seconds left are shown.
    pub(crate) fn wake_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let second = now + TimeDelta::seconds(1);
        match self.stage {
            Stage::Asking(_) => Some(second),
            Stage::Pausing(pause) => Some(pause.until.min(second)),
            Stage::Over(_) => self.session_move.as_ref().and_then(SessionMove::wake_at),
        }
    }

    /// How long refusals are still waited out.
    fn time_left(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.since + LIMIT - now).clamp(TimeDelta::zero(), LIMIT)
    }
}

/// Asks AWS who signs with the new key.
fn request(cx: &mut Context, new: &NewAccessKey) -> CallId {
    let call = cx.next_call();
    cx.model.changes.note_verification(cx.model.now, &new.key.id);
    cx.request(Effect::Verify(call, new.clone()));
    call
}
