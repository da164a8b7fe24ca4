//! Activate, and deactivate, one access key.

mod view;

#[cfg(test)]
mod tests;

use super::{Dialog, Pressed, Question, ReadBack, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::reads::AwsAnswer;
use crate::domain::{AccessKey, Failure, KeyChange, Status};
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The question, and what came of it.
#[derive(Debug)]
pub(crate) struct SetStatus {
    write: KeyChange,
    key: AccessKey,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Asking; the session's own key has to be typed before it is switched off.
    Confirm(Question),
    /// On its way to IAM.
    Sending(CallId),
    /// IAM said no.
    Failed(Failure),
    /// The answer was lost; the keys are read again to see what is so.
    Unknown(ReadBack),
}

impl SetStatus {
    /// Asks whether to activate the key. Enter confirms: nothing stops working by it.
    pub(crate) fn activate(key: &AccessKey) -> Self {
        Self {
            write: KeyChange::Activate(key.clone()),
            key: key.clone(),
            stage: Stage::Confirm(Question::of_no_harm()),
        }
    }

    /// Asks whether to deactivate the key.
    pub(crate) fn deactivate(model: &Model, key: &AccessKey) -> Self {
        let own = model.session.depends_on(&key.id).then_some(&key.id);
        Self {
            write: KeyChange::Deactivate(key.clone()),
            key: key.clone(),
            stage: Stage::Confirm(Question::new(own)),
        }
    }

    fn wanted(&self) -> Status {
        match self.write {
            KeyChange::Activate(_) => Status::Active,
            _ => Status::Inactive,
        }
    }

    fn confirm(&mut self, cx: &mut Context) -> Transition {
        let Stage::Confirm(question) = &self.stage else { return Transition::Stay };
        match question.press(cx) {
            Pressed::Cancel => return Transition::Close,
            Pressed::NotYet => {}
            Pressed::Go(()) => self.stage = Stage::Sending(cx.write(self.write.clone())),
        }
        Transition::Stay
    }
}

impl Dialog for SetStatus {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Confirm(question) => question.key_context(),
            Stage::Sending(_) => KeyContext::Waiting,
            Stage::Failed(_) | Stage::Unknown(_) => KeyContext::Reading,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Confirm => self.confirm(cx),
            action => Question::act(self.question(), action),
        }
    }

    fn question(&mut self) -> Option<&mut Question> {
        match &mut self.stage {
            Stage::Confirm(question) => Some(question),
            _ => None,
        }
    }

    fn waits_for(&self, call: CallId) -> bool {
        match &self.stage {
            Stage::Sending(sent) => *sent == call,
            Stage::Unknown(back) => back.waits_for(call),
            _ => false,
        }
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::Written(Ok(_)), _) => {
                cx.notify(
                    Tone::Good,
                    format!("{} is {}.", self.key.id, self.wanted().as_str().to_lowercase()),
                );
                Transition::Close
            }
            (Reply::Written(Err(failure)), _) if failure.outcome_unknown() => {
                self.stage = Stage::Unknown(ReadBack::begin(cx, &self.key.user, failure));
                Transition::Stay
            }
            (Reply::Written(Err(failure)), _) => {
                self.stage = Stage::Failed(failure);
                Transition::Stay
            }
            (Reply::Aws(AwsAnswer::Keys(.., answer)), Stage::Unknown(back)) => {
                back.take(answer, &self.key.id);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        view::draw(self, model, theme, frame, area);
    }
}
