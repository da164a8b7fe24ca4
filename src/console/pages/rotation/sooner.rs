//! The question before something is done to a key sooner than the guide recommends: what speaks
//! against it.

use super::dialog_for;
use crate::console::context::Context;
use crate::console::dialogs::{Body, Dialog, Pressed, Question, Transition};
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::domain::{AccessKey, Touch};
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The question.
#[derive(Debug)]
pub(super) struct Sooner {
    touch: Touch,
    key: AccessKey,
    against: Vec<String>,
    question: Question,
}

impl Sooner {
    /// Asks whether to go on, all the same.
    pub(super) fn new(touch: Touch, key: AccessKey, against: Vec<String>) -> Self {
        Self { touch, key, against, question: Question::new(None) }
    }

    fn confirm(&self, cx: &mut Context) -> Transition {
        match self.question.press(cx) {
            Pressed::Cancel => return Transition::Close,
            Pressed::NotYet => return Transition::Stay,
            Pressed::Go(()) => {}
        }
        // As it is now: it may have been changed since the question was asked.
        let keys = cx.model.keys(&self.key.user).unwrap_or_default();
        match keys.into_iter().find(|shown| shown.key.id == self.key.id) {
            Some(shown) if !shown.busy => {
                Transition::Replace(dialog_for(&cx.model, self.touch, &shown.key))
            }
            Some(_) => {
                cx.notify(Tone::Warning, "A change to this key is on its way.");
                Transition::Close
            }
            None => {
                cx.notify(Tone::Warning, format!("{} is not there any more.", self.key.id));
                Transition::Close
            }
        }
    }
}

impl Dialog for Sooner {
    fn key_context(&self) -> KeyContext {
        self.question.key_context()
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Confirm => self.confirm(cx),
            action => Question::act(Some(&mut self.question), action),
        }
    }

    fn question(&mut self) -> Option<&mut Question> {
        Some(&mut self.question)
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("Go on sooner?", area, theme);
        body.fact("User", self.key.user.as_str(), theme.plain());
        body.fact("Access key ID", self.key.id.as_str(), theme.title());
        if let Some(description) = model.description(&self.key.user, &self.key.id) {
            body.short_fact("Description", description, theme.plain());
        }
        body.gap();
        let what = match self.touch {
            Touch::Deactivate => "deactivating",
            Touch::Delete => "deleting",
        };
        body.say(theme.plain(), &format!("What speaks against {what} it now:"));
        for reason in &self.against {
            body.say(theme.warning(), &format!("⚠ {reason}"));
        }
        self.question.draw(body, "Go on", true, theme, frame, area);
    }
}
