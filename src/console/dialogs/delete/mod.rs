//! Delete an access key, as the AWS console does: deactivate it first, type its ID, delete.
//!
//! A delete is sent only for a key that a listing shows inactive, and that listing is made after
//! the person has confirmed. If the list still shows the key active because it lags behind our own
//! deactivation, it is asked again; if somebody else activated the key, the dialog starts over. The
//! journal says whether another session on this machine activated the key, which the list may not
//! show yet.

mod view;

#[cfg(test)]
mod tests;

use super::{Answer, Body, Canvas, ChangeFailure, Dialog, Question, TextTarget, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::changes::LAG_LIMIT;
use crate::console::model::{LAG_RETRY_DELAY, Model, Tone};
use crate::console::next_step::next_step;
use crate::console::reads::{AwsAnswer, AwsRead, LocalAnswer, Urgency};
use crate::domain::{
    AccessKey, AccessKeyEvent, AccessKeyEventKind, Failure, FailureKind, InactiveKey, KeyChange,
    KeyListing, LocalError, Outcome, Status,
};
use chrono::{DateTime, Utc};

#[derive(Debug)]
pub(crate) struct Delete {
    key: AccessKey,
    /// The session depends on the key: its ID is typed before it is deactivated, too.
    own: bool,
    /// Why the dialog started over.
    notice: Option<String>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The key is active: it has to be deactivated first.
    Deactivate(Question),
    Deactivating,
    Confirm(Question),
    /// The keys are listed once more before anything is deleted.
    CheckingList(ListCheck),
    /// The list shows the key inactive. The journal is asked whether another session on this
    /// machine activated it so lately that the list may not show it.
    CheckingJournal {
        call: CallId,
        check: ListCheck,
        inactive: InactiveKey,
    },
    /// The list lags behind our deactivation; it is asked again at this moment.
    Lagging(DateTime<Utc>),
    Deleting,
    /// The key is deleted; its description is being removed.
    Untagging,
    /// A change failed, or the list could not be read.
    Failed(ChangeFailure),
    /// The answer to the delete was lost. The key was listed just before.
    PerhapsDeleted(ChangeFailure),
}

/// The list that decides whether the key is deleted.
#[derive(Clone, Copy, Debug)]
struct ListCheck {
    call: CallId,
    requested_at: DateTime<Utc>,
}

impl Delete {
    pub(crate) fn new(model: &Model, key: &AccessKey) -> Self {
        let own = model.session.depends_on(&key.id);
        Self { key: key.clone(), own, notice: None, stage: Self::first_stage(key, own) }
    }

    fn first_stage(key: &AccessKey, own: bool) -> Stage {
        if key.status.may_sign() {
            Stage::Deactivate(Question::new(own.then_some(&key.id)))
        } else {
            Stage::Confirm(Question::new(Some(&key.id)))
        }
    }

    fn start_over(&mut self, key: &AccessKey, notice: &str) {
        self.key = key.clone();
        self.notice = Some(notice.to_owned());
        self.stage = Self::first_stage(key, self.own);
    }

    fn confirm(&mut self, cx: &mut Context) {
        self.notice = None;
        self.stage = match self.stage {
            Stage::Deactivate(_) => {
                cx.write(KeyChange::Deactivate(self.key.clone()));
                Stage::Deactivating
            }
            _ => self.check_list(cx),
        };
    }

    fn check_list(&self, cx: &mut Context) -> Stage {
        let call = cx.read(AwsRead::Keys(self.key.user.clone(), Urgency::Asked));
        Stage::CheckingList(ListCheck { call, requested_at: cx.model.now })
    }

    /// Whether no list was asked for later: it may have shown otherwise already.
    fn is_latest(&self, cx: &Context, check: ListCheck) -> bool {
        cx.model.directory.is_latest_list(&self.key.user, check.call)
    }

    fn on_keys_listed(
        &mut self,
        cx: &mut Context,
        check: ListCheck,
        answer: Result<KeyListing, Failure>,
    ) -> Transition {
        match answer {
            Ok(_) if !self.is_latest(cx, check) => {
                self.stage = self.check_list(cx);
                Transition::Stay
            }
            Ok(list) => self.decide(cx, check, &list),
            Err(failure) => {
                self.stage = Stage::Failed(ChangeFailure::of_read(failure));
                Transition::Stay
            }
        }
    }

    /// Decides by a list made after the confirmation.
    fn decide(&mut self, cx: &mut Context, check: ListCheck, list: &KeyListing) -> Transition {
        let shown = cx.model.changes.shown_keys(&self.key.user, list);
        let shown = shown.into_iter().find(|shown| shown.key.id == self.key.id);
        // Lists that lag may show it inactive, and others not: none of them is believed yet.
        if let Some(shown) = shown
            && cx.model.changes.was_activated_lately(&self.key.id)
        {
            let notice = if shown.key.status.may_sign() {
                "This key was activated a moment ago, from here. Nothing was deleted."
            } else {
                "This key may have been activated a moment ago, from here: the answer was lost. \
                 Nothing was deleted. Try again in a minute."
            };
            self.start_over(&shown.key, notice);
            return Transition::Stay;
        }
        if let Some(inactive) = list.inactive(&self.key.id) {
            let Some(call) = cx.read_key_events(&self.key.user) else {
                return self.send(cx, inactive);
            };
            self.stage = Stage::CheckingJournal { call, check, inactive };
            return Transition::Stay;
        }
        match list.find(&self.key.id) {
            // The list does not show yet that we deactivated or created the key.
            _ if cx.model.changes.is_key_confirming(&self.key.id) => {
                self.stage = Stage::Lagging(cx.model.now + LAG_RETRY_DELAY);
                Transition::Stay
            }
            Some(key) => {
                let notice = "IAM shows the key as active: it was activated meanwhile, by somebody \
                              else. Nothing was deleted. Find out who uses it before you go on.";
                self.start_over(key, notice);
                Transition::Stay
            }
            None => {
                cx.notify(Tone::Info, format!("{} is not there any more.", self.key.id));
                Transition::Close
            }
        }
    }

    /// Decides by what the journal of this machine says about the user's keys. A journal that
    /// cannot be read is ignored here: it is written to next, and then the person is asked about
    /// it.
    fn on_journal(
        &mut self,
        cx: &mut Context,
        events: Result<Vec<AccessKeyEvent>, LocalError>,
    ) -> Transition {
        let stage = std::mem::replace(&mut self.stage, Self::first_stage(&self.key, self.own));
        let Stage::CheckingJournal { check, inactive, .. } = stage else {
            return Transition::Stay;
        };
        if !self.is_latest(cx, check) {
            self.stage = self.check_list(cx);
            return Transition::Stay;
        }
        let id = &self.key.id;
        let activated_lately = events.unwrap_or_default().iter().any(|event| {
            event.kind == AccessKeyEventKind::Activated
                && event.key == *id
                && may_lag_behind(&cx.model, check, event.when)
                && !cx.model.changes.was_deactivated_since(id, event.when)
        });
        if activated_lately || cx.model.changes.was_activated_lately(id) {
            let notice = "This key was activated a moment ago, by akia on this machine; IAM's list \
                          may not show it yet. Nothing was deleted. Try again in a minute.";
            self.start_over(inactive.key(), notice);
            return Transition::Stay;
        }
        self.send(cx, inactive)
    }

    fn send(&mut self, cx: &mut Context, inactive: InactiveKey) -> Transition {
        if let Err(reason) = cx.model.may_change() {
            cx.notify(Tone::Warning, reason);
            return Transition::Close;
        }
        cx.write(KeyChange::Delete(inactive));
        self.stage = Stage::Deleting;
        Transition::Stay
    }

    /// Removes the description of the deleted key, and what the journal asks about it.
    fn on_deleted(&mut self, cx: &mut Context) -> Transition {
        cx.record(Outcome::Settled, &self.key.user, Some(&self.key.id));
        if cx.model.description(&self.key.user, &self.key.id).is_some() {
            let (user, key) = (self.key.user.clone(), self.key.id.clone());
            cx.write(KeyChange::RemoveDescription(user, key));
            self.stage = Stage::Untagging;
            return Transition::Stay;
        }
        cx.notify(Tone::Good, format!("{} is deleted.", self.key.id));
        Transition::Close
    }

    fn on_untagged(&self, cx: &mut Context, answer: Result<Option<String>, Failure>) -> Transition {
        let id = &self.key.id;
        match answer {
            Ok(_) => cx.notify(Tone::Good, format!("{id} is deleted, and its description.")),
            // The usual policy for one's own keys does not allow it.
            Err(failure) if failure.kind == FailureKind::Denied => {
                let text = format!(
                    "{id} is deleted. Its description stays behind as a tag of the user: \
                     removing it takes {}.",
                    failure.operation.permission()
                );
                cx.notify(Tone::Good, text);
            }
            Err(failure) => cx.notify(
                Tone::Warning,
                format!(
                    "{id} is deleted. Its description tag stayed behind: {failure} {}",
                    next_step(&failure)
                ),
            ),
        }
        Transition::Close
    }

    fn on_written(
        &mut self,
        cx: &mut Context,
        answer: Result<Option<String>, Failure>,
    ) -> Transition {
        match (answer, &self.stage) {
            (answer, Stage::Untagging) => self.on_untagged(cx, answer),
            (Ok(_), Stage::Deleting) => self.on_deleted(cx),
            (Ok(_), _) => {
                self.key.status = Status::Inactive;
                self.stage = Self::first_stage(&self.key, self.own);
                Transition::Stay
            }
            (Err(failure), stage) => {
                let unknown = failure.outcome_unknown();
                let perhaps_deleted = unknown && matches!(stage, Stage::Deleting);
                let failure = ChangeFailure::of_change(cx, &self.key.user, failure);
                self.stage = if perhaps_deleted {
                    Stage::PerhapsDeleted(failure)
                } else {
                    Stage::Failed(failure)
                };
                Transition::Stay
            }
        }
    }
}

/// Whether the list may show the state before a change by another session. A change that seems to
/// lie ahead was made before the clock was set back, perhaps before this session began.
fn may_lag_behind(model: &Model, check: ListCheck, changed_at: DateTime<Utc>) -> bool {
    let checked_at = check.requested_at.min(model.now);
    let since = if changed_at > checked_at { model.clock_since } else { changed_at };
    checked_at - since < LAG_LIMIT
}

impl Dialog for Delete {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Deactivate(question) | Stage::Confirm(question) => question.key_context(),
            // No write is in flight while the keys are listed, so the dialog can be closed.
            Stage::CheckingList(_)
            | Stage::CheckingJournal { .. }
            | Stage::Lagging(_)
            | Stage::Failed(_)
            | Stage::PerhapsDeleted(_) => KeyContext::Reading,
            Stage::Deactivating | Stage::Deleting | Stage::Untagging => KeyContext::Waiting,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match &mut self.stage {
            Stage::Deactivate(question) | Stage::Confirm(question) => {
                match question.answer(cx, action) {
                    Answer::Cancelled => return Transition::Close,
                    Answer::Pending => {}
                    Answer::Confirmed(()) => self.confirm(cx),
                }
            }
            _ if action == Action::Cancel => return Transition::Close,
            _ => {}
        }
        Transition::Stay
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Deactivate(question) | Stage::Confirm(question) => Some(question),
            _ => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::Written(answer), _) => self.on_written(cx, answer),
            (Reply::Aws(AwsAnswer::Keys(.., answer)), &mut Stage::CheckingList(check))
                if check.call == call =>
            {
                self.on_keys_listed(cx, check, answer)
            }
            (
                Reply::Local(LocalAnswer::KeyEvents(events)),
                Stage::CheckingJournal { call: asked, .. },
            ) if *asked == call => self.on_journal(cx, events),
            (Reply::Aws(AwsAnswer::Keys(.., answer)), Stage::Failed(failure)) => {
                failure.on_keys_listed(&self.key.id, answer);
                Transition::Stay
            }
            (Reply::Aws(AwsAnswer::Keys(.., answer)), Stage::PerhapsDeleted(failure)) => {
                let gone = answer.as_ref().is_ok_and(|list| list.find(&self.key.id).is_none());
                if gone {
                    // It was listed before, and lists lag by showing what was: it is deleted.
                    cx.model.changes.note_deleted(&self.key.id);
                    cx.record(Outcome::Settled, &self.key.user, Some(&self.key.id));
                }
                failure.on_keys_listed(&self.key.id, answer);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        if let Stage::Lagging(at) = self.stage
            && cx.model.now >= at
        {
            self.stage = self.check_list(cx);
        }
        Transition::Stay
    }

    fn wake_at(&self, _model: &Model) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Lagging(at) => Some(at),
            _ => None,
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}
