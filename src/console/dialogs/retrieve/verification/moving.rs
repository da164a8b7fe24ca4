//! The session goes over to the new key, once that is verified, before the old one is touched.
//!
//! Only a session that is signed with the old key itself. Temporary credentials made from it (a
//! role, a session with MFA) are not replaced by a plain key, which would lose the role or the MFA
//! without a word: then it is said what to do instead.
//!
//! IAM learns of a key by itself: STS having accepted it three times does not mean that IAM does.
//! Whoever moves asks IAM too, and a refusal is waited out here as well. Until it has worked, the
//! session stays as it was.

use super::retry::{Pause, is_transient, pause_after};
use crate::console::context::Context;
use crate::console::dialogs::Body;
use crate::console::effect::CallId;
use crate::console::model::Model;
use crate::console::model::session::MoveAnswer;
use crate::domain::{AccessKeyId, Failure, FailureKind, NewAccessKey};
use chrono::{DateTime, TimeDelta, Utc};

/// How long refusals are waited out.
const LIMIT: TimeDelta = TimeDelta::seconds(60);

/// What becomes of the session when its key is replaced.
#[derive(Debug)]
pub(super) struct Moving {
    old: AccessKeyId,
    /// Where the old key came from.
    from: String,
    since: DateTime<Utc>,
    in_vain: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// To be asked for as soon as no change is on its way.
    Due,
    Asking(CallId),
    Pausing {
        pause: Pause,
        refused: Failure,
    },
    Done,
    Failed(Failure),
    /// The credentials are temporary, made from the old key.
    Temporary,
    /// The session was signed in anew, and neither key has a part in it.
    Elsewhere,
}

impl Moving {
    /// Begins, if the session depends on the key that is replaced.
    pub(super) fn start(model: &Model, old: &AccessKeyId) -> Option<Self> {
        let connection = model.session.connection().filter(|c| c.depends_on(old))?;
        let itself = connection.signing_key == *old;
        Some(Self {
            old: old.clone(),
            from: connection.credentials_from.clone(),
            since: model.now,
            in_vain: 0,
            stage: if itself { Stage::Due } else { Stage::Temporary },
        })
    }

    /// Whether it goes on.
    pub(super) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Due | Stage::Asking(_) | Stage::Pausing { .. })
    }

    /// Time has passed, or the session has had an answer.
    pub(super) fn tick(&mut self, cx: &mut Context, new: &NewAccessKey) {
        self.since = self.since.min(cx.model.now);
        match &self.stage {
            Stage::Asking(call) => match cx.model.session.move_answer(*call) {
                MoveAnswer::Awaited => {}
                MoveAnswer::Moved => self.stage = Stage::Done,
                // Signed in anew meanwhile: with which key, is seen then.
                MoveAnswer::Overtaken => self.stage = Stage::Due,
                MoveAnswer::Refused(failure) => {
                    let failure = failure.clone();
                    self.refused(cx.model.now, failure);
                }
            },
            Stage::Pausing { pause, .. } if pause.is_over(cx.model.now) => self.stage = Stage::Due,
            _ => {}
        }
        let settled = !cx.model.session.is_connecting() && !cx.model.changes.any_in_flight();
        if matches!(self.stage, Stage::Due) && settled {
            // Signed in anew meanwhile, it may have other credentials, of a role or with MFA.
            let connection = cx.model.session.connection();
            self.stage = match connection.map(|connection| &connection.signing_key) {
                Some(signs) if *signs == new.key.id => Stage::Done,
                Some(signs) if *signs == self.old => Stage::Asking(cx.move_session(new)),
                _ if cx.model.session.depends_on(&self.old) => Stage::Temporary,
                _ => Stage::Elsewhere,
            };
        }
    }

    fn refused(&mut self, now: DateTime<Utc>, failure: Failure) {
        self.in_vain += 1;
        self.stage = if is_transient(&failure) && now < self.since + LIMIT {
            let pause = Pause::begin(now, pause_after(self.in_vain));
            Stage::Pausing { pause, refused: failure }
        } else {
            Stage::Failed(failure)
        };
    }

    /// When to be told of time.
    pub(super) fn wake_at(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Pausing { pause, .. } => Some(pause.until),
            _ => None,
        }
    }

    fn is_saved_where_the_old_one_came_from(&self, model: &Model) -> bool {
        let signs = model.session.connection().map(|connection| &connection.signing_key);
        let saved = signs.and_then(|new| model.changes.saved_profile(new));
        saved.is_some_and(|saved| self.from == format!("profile {}", saved.profile))
    }

    pub(super) fn show(&self, model: &Model, body: &mut Body<'_>) {
        let old = self.old.as_str();
        match &self.stage {
            Stage::Due | Stage::Asking(_) => {
                body.waiting(model, "Moving this session to the new key…");
            }
            Stage::Pausing { refused, .. } => {
                let why = match refused.kind {
                    FailureKind::Credentials => "IAM does not know the key yet".to_owned(),
                    _ => refused.message.trim_end_matches('.').to_owned(),
                };
                let text = format!("Moving this session to the new key: {why}; trying again…");
                body.waiting(model, &text);
            }
            Stage::Done => {
                let rest = if self.is_saved_where_the_old_one_came_from(model) {
                    String::new()
                } else {
                    format!(
                        " What else takes its key from {} has the old one until you put the new \
                         one there.",
                        self.from
                    )
                };
                let text = format!(
                    "✓ This session is signed with the new key now, which stays in memory until \
                     akia ends.{rest}"
                );
                body.good(&text);
            }
            Stage::Failed(failure) => {
                let text = format!(
                    "✗ This session was not moved to the new key: {failure} It goes on with \
                     {old}, which is still active: do not switch that off. v tries again."
                );
                body.danger(&text);
            }
            Stage::Elsewhere => {
                body.text("This session has other credentials now: it stays as it is.");
            }
            Stage::Temporary => {
                let text = format!(
                    "⚠ This session's temporary credentials ({}) are made from {old}. Put the new \
                     key in its place there, then press r on the user's page, before the old one \
                     is switched off.",
                    self.from
                );
                body.warning(&text);
            }
        }
    }
}
