//! Deactivate all access keys of a user: for someone who leaves, or for a leak.
//!
//! The keys are deactivated one after the other, the session's own key last.

mod view;

#[cfg(test)]
mod tests;

use super::{Answer, Body, Canvas, Dialog, Question, TextTarget, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::{AwsAnswer, AwsRead, Urgency};
use crate::domain::{AccessKey, Failure, KeyChange, KeyListing, UserName};

#[derive(Debug)]
pub(crate) struct DeactivateAll {
    user: UserName,
    keys: Vec<AccessKey>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Confirm(Question),
    /// The first key without a result is being deactivated.
    Sending(Vec<Result<(), Failure>>),
    /// Every key was deactivated. The list is read again, for keys that were activated or created
    /// meanwhile.
    Checking(Vec<Result<(), Failure>>),
    /// Every key was tried, and some failed.
    Finished(Vec<Result<(), Failure>>),
}

impl DeactivateAll {
    pub(crate) fn new(model: &Model, user: &UserName, mut keys: Vec<AccessKey>) -> Self {
        keys.retain(|key| key.status.may_sign());
        keys.sort_by_key(|key| model.session.depends_on(&key.id));
        let own = keys.last().filter(|key| model.session.depends_on(&key.id));
        let question = Question::new(own.map(|key| &key.id));
        Self { user: user.clone(), stage: Stage::Confirm(question), keys }
    }

    /// Sends the next key, or finishes.
    fn send_next(&mut self, cx: &mut Context, results: Vec<Result<(), Failure>>) {
        self.stage = if let Some(key) = self.keys.get(results.len()) {
            cx.write(KeyChange::Deactivate(key.clone()));
            Stage::Sending(results)
        } else if results.iter().all(Result::is_ok) {
            cx.read(AwsRead::Keys(self.user.clone(), Urgency::Asked));
            Stage::Checking(results)
        } else {
            Stage::Finished(results)
        };
    }

    /// Decides by a list made after the last key was deactivated.
    fn on_keys_listed(&self, cx: &mut Context, answer: Result<KeyListing, Failure>) -> Transition {
        let user = &self.user;
        let list = match answer {
            Ok(list) => list,
            Err(failure) => {
                let text =
                    format!("The keys of {user} are inactive, but not listed again: {failure}");
                cx.notify(Tone::Warning, text);
                return Transition::Close;
            }
        };
        let shown = cx.model.changes.shown_keys(user, &list).into_iter().map(|shown| shown.key);
        let active: Vec<AccessKey> = shown.filter(|key| key.status.may_sign()).collect();
        if active.is_empty() {
            cx.notify(Tone::Good, format!("All access keys of {user} are inactive."));
            return Transition::Close;
        }
        cx.notify(Tone::Warning, format!("{user} has another active access key meanwhile."));
        Transition::Replace(Box::new(Self::new(&cx.model, user, active)))
    }
}

impl Dialog for DeactivateAll {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Confirm(question) => question.key_context(),
            Stage::Sending(_) => KeyContext::Waiting,
            Stage::Checking(_) | Stage::Finished(_) => KeyContext::Reading,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match &mut self.stage {
            Stage::Confirm(question) => match question.answer(cx, action) {
                Answer::Cancelled => return Transition::Close,
                Answer::Pending => {}
                Answer::Confirmed(()) => self.send_next(cx, Vec::new()),
            },
            Stage::Checking(_) | Stage::Finished(_) if action == Action::Cancel => {
                return Transition::Close;
            }
            _ => {}
        }
        Transition::Stay
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Confirm(question) => Some(question),
            _ => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::Written(answer), Stage::Sending(results)) => {
                let mut results = std::mem::take(results);
                results.push(answer.map(|_| ()));
                self.send_next(cx, results);
                Transition::Stay
            }
            (Reply::Aws(AwsAnswer::Keys(.., answer)), Stage::Checking(_)) => {
                self.on_keys_listed(cx, answer)
            }
            _ => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}
