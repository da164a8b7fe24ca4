//! The session goes over to the new key, once that is verified and before the old one is touched.
//!
//! Only a session that is signed with the old key itself does. Temporary credentials made from that
//! key (a role, a session with MFA) are not replaced by a plain key, which would silently lose the
//! role or the MFA: the page says what to do instead.
//!
//! That STS accepted a key three times does not mean that IAM knows it. So the move asks IAM, too,
//! and waits out refusals as well. Until it has worked, the session stays as it is.

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

#[derive(Debug)]
pub(super) struct SessionMove {
    old: AccessKeyId,
    /// Where the old key came from.
    source: String,
    since: DateTime<Utc>,
    failures: u32,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Waits until no change is in flight.
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
    /// The session was signed in again, and depends on neither key.
    Unrelated,
}

impl SessionMove {
    /// `None` if the session does not depend on the key that is replaced.
    pub(super) fn start(model: &Model, old: &AccessKeyId) -> Option<Self> {
        let connection = model.session.connection().filter(|c| c.depends_on(old))?;
        let itself = connection.signing_key == *old;
        Some(Self {
            old: old.clone(),
            source: connection.credentials_from.clone(),
            since: model.now,
            failures: 0,
            stage: if itself { Stage::Due } else { Stage::Temporary },
        })
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Due | Stage::Asking(_) | Stage::Pausing { .. })
    }

    pub(super) fn tick(&mut self, cx: &mut Context, new: &NewAccessKey) {
        self.since = self.since.min(cx.model.now);
        match &self.stage {
            Stage::Asking(call) => match cx.model.session.move_answer(*call) {
                MoveAnswer::Awaited => {}
                MoveAnswer::Moved => self.stage = Stage::Done,
                // Signed in again meanwhile; with which key is checked below.
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
            // A session signed in again may have other credentials, of a role or with MFA.
            let connection = cx.model.session.connection();
            self.stage = match connection.map(|connection| &connection.signing_key) {
                Some(signs) if *signs == new.key.id => Stage::Done,
                Some(signs) if *signs == self.old => Stage::Asking(cx.move_session(new)),
                _ if cx.model.session.depends_on(&self.old) => Stage::Temporary,
                _ => Stage::Unrelated,
            };
        }
    }

    fn refused(&mut self, now: DateTime<Utc>, failure: Failure) {
        self.failures += 1;
        self.stage = if is_transient(&failure) && now < self.since + LIMIT {
            let pause = Pause::begin(now, pause_after(self.failures));
            Stage::Pausing { pause, refused: failure }
        } else {
            Stage::Failed(failure)
        };
    }

    pub(super) fn wake_at(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Pausing { pause, .. } => Some(pause.until),
            _ => None,
        }
    }

    fn replaces_old_key_at_its_source(&self, model: &Model) -> bool {
        let signs = model.session.connection().map(|connection| &connection.signing_key);
        let saved = signs.and_then(|new| model.changes.saved_profile(new));
        saved.is_some_and(|saved| self.source == format!("profile {}", saved.profile))
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
                let rest = if self.replaces_old_key_at_its_source(model) {
                    String::new()
                } else {
                    format!(
                        " What else takes its key from {} has the old one until you put the new \
                         one there.",
                        self.source
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
            Stage::Unrelated => {
                body.text("This session has other credentials now: it stays as it is.");
            }
            Stage::Temporary => {
                let text = format!(
                    "⚠ This session's temporary credentials ({}) are made from {old}. Put the new \
                     key in its place there, then press r on the user's page, before the old one \
                     is switched off.",
                    self.source
                );
                body.warning(&text);
            }
        }
    }
}
