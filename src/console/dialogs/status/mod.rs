//! Activate, and deactivate, one access key.

mod view;

#[cfg(test)]
mod tests;

use super::{Answer, Body, Canvas, ChangeFailure, Dialog, Question, TextTarget, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::AwsAnswer;
use crate::domain::{AccessKey, KeyChange, Status};

#[derive(Debug)]
pub(crate) struct SetStatus {
    change: KeyChange,
    key: AccessKey,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The ID of the session's own key has to be typed before that key is deactivated.
    Confirm(Question),
    Sending,
    Failed(ChangeFailure),
}

impl SetStatus {
    pub(crate) fn activate(key: &AccessKey) -> Self {
        Self {
            change: KeyChange::Activate(key.clone()),
            key: key.clone(),
            stage: Stage::Confirm(Question::confirm_by_default()),
        }
    }

    pub(crate) fn deactivate(model: &Model, key: &AccessKey) -> Self {
        let own = model.session.depends_on(&key.id).then_some(&key.id);
        Self {
            change: KeyChange::Deactivate(key.clone()),
            key: key.clone(),
            stage: Stage::Confirm(Question::new(own)),
        }
    }

    fn wanted(&self) -> Status {
        match self.change {
            KeyChange::Activate(_) => Status::Active,
            _ => Status::Inactive,
        }
    }
}

impl Dialog for SetStatus {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Confirm(question) => question.key_context(),
            Stage::Sending => KeyContext::Waiting,
            Stage::Failed(_) => KeyContext::Reading,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match &mut self.stage {
            Stage::Confirm(question) => match question.answer(cx, action) {
                Answer::Cancelled => return Transition::Close,
                Answer::Pending => {}
                Answer::Confirmed(()) => {
                    cx.write(self.change.clone());
                    self.stage = Stage::Sending;
                }
            },
            Stage::Failed(_) if action == Action::Cancel => return Transition::Close,
            Stage::Sending | Stage::Failed(_) => {}
        }
        Transition::Stay
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Confirm(question) => Some(question),
            Stage::Sending | Stage::Failed(_) => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::Written(Ok(_)), _) => {
                let status = self.wanted().as_str().to_lowercase();
                cx.notify(Tone::Good, format!("{} is {status}.", self.key.id));
                return Transition::Close;
            }
            (Reply::Written(Err(failure)), _) => {
                let failure = ChangeFailure::of_change(cx, &self.key.user, failure);
                self.stage = Stage::Failed(failure);
            }
            (Reply::Aws(AwsAnswer::Keys(.., answer)), Stage::Failed(failure)) => {
                failure.on_keys_listed(&self.key.id, answer);
            }
            _ => {}
        }
        Transition::Stay
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}
