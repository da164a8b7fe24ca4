//! Deactivate all access keys of a user: for someone who leaves, or for a leak.
//!
//! The keys are switched off one after the other, the session's own key last.

mod view;

#[cfg(test)]
mod tests;

use super::{Dialog, Pressed, Question, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::reads::{AwsAnswer, AwsRead, Urgency};
use crate::domain::{AccessKey, Failure, KeyChange, KeyListing, UserName};
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The dialog.
#[derive(Debug)]
pub(crate) struct DeactivateAll {
    user: UserName,
    keys: Vec<AccessKey>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Confirm(Question),
    /// The key at this place in the list is on its way.
    Sending {
        at: usize,
        call: CallId,
        results: Vec<Result<(), Failure>>,
    },
    /// Every key was switched off; the list is read again, for keys that came meanwhile.
    Checking {
        call: CallId,
        results: Vec<Result<(), Failure>>,
    },
    /// Every key was tried, and some failed.
    Finished(Vec<Result<(), Failure>>),
}

impl DeactivateAll {
    /// Asks whether to deactivate these keys of the user, which are active.
    pub(crate) fn new(model: &Model, user: &UserName, mut keys: Vec<AccessKey>) -> Self {
        keys.retain(|key| key.status.may_sign());
        keys.sort_by_key(|key| model.session.depends_on(&key.id));
        let own = keys.last().filter(|key| model.session.depends_on(&key.id));
        let question = Question::new(own.map(|key| &key.id));
        Self { user: user.clone(), stage: Stage::Confirm(question), keys }
    }

    fn confirm(&mut self, cx: &mut Context) -> Transition {
        let Stage::Confirm(question) = &self.stage else { return Transition::Stay };
        match question.press(cx) {
            Pressed::Cancel => Transition::Close,
            Pressed::NotYet => Transition::Stay,
            Pressed::Go(()) => self.send(cx, Vec::new()),
        }
    }

    /// Sends the next key, or finishes.
    fn send(&mut self, cx: &mut Context, results: Vec<Result<(), Failure>>) -> Transition {
        let at = results.len();
        if let Some(key) = self.keys.get(at) {
            let call = cx.write(KeyChange::Deactivate(key.clone()));
            self.stage = Stage::Sending { at, call, results };
            return Transition::Stay;
        }
        if results.iter().all(Result::is_ok) {
            let call = cx.read(AwsRead::Keys(self.user.clone(), Urgency::Asked));
            self.stage = Stage::Checking { call, results };
        } else {
            self.stage = Stage::Finished(results);
        }
        Transition::Stay
    }

    /// Decides by a list made after the last key was switched off.
    fn checked(&mut self, cx: &mut Context, answer: Result<KeyListing, Failure>) -> Transition {
        let user = &self.user;
        match answer {
            Ok(list) => {
                let shown = cx.model.changes.shown(user, &list).into_iter().map(|shown| shown.key);
                let left: Vec<AccessKey> = shown.filter(|key| key.status.may_sign()).collect();
                if left.is_empty() {
                    cx.notify(Tone::Good, format!("All access keys of {user} are inactive."));
                    return Transition::Close;
                }
                cx.notify(
                    Tone::Warning,
                    format!("{user} has another active access key meanwhile."),
                );
                Transition::Replace(Box::new(Self::new(&cx.model, user, left)))
            }
            Err(failure) => {
                let text =
                    format!("The keys of {user} are inactive, but not listed again: {failure}");
                cx.notify(Tone::Warning, text);
                Transition::Close
            }
        }
    }
}

impl Dialog for DeactivateAll {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Confirm(question) => question.key_context(),
            Stage::Sending { .. } => KeyContext::Waiting,
            Stage::Checking { .. } | Stage::Finished(_) => KeyContext::Reading,
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
            Stage::Sending { call: sent, .. } | Stage::Checking { call: sent, .. } => *sent == call,
            _ => false,
        }
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::Written(answer), Stage::Sending { results, .. }) => {
                let mut results = std::mem::take(results);
                results.push(answer.map(|_| ()));
                self.send(cx, results)
            }
            (Reply::Aws(AwsAnswer::Keys(.., answer)), Stage::Checking { .. }) => {
                self.checked(cx, answer)
            }
            _ => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        view::draw(self, model, theme, frame, area);
    }
}
