//! The question before a key is changed against the recommendation, with the warnings.

use crate::console::context::Context;
use crate::console::dialogs::delete::Delete;
use crate::console::dialogs::status::SetStatus;
use crate::console::dialogs::{Answer, Body, Canvas, Dialog, Question, TextTarget, Transition};
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::domain::{AccessKey, KeyAction};

#[derive(Debug)]
pub(super) struct OverrideWarning {
    action: KeyAction,
    key: AccessKey,
    warnings: Vec<String>,
    question: Question,
}

impl OverrideWarning {
    pub(super) fn new(action: KeyAction, key: AccessKey, warnings: Vec<String>) -> Self {
        Self { action, key, warnings, question: Question::new(None) }
    }

    fn confirm(&self, cx: &mut Context) -> Transition {
        // The key may have changed since the question was asked.
        let keys = cx.model.keys(&self.key.user).unwrap_or_default();
        match keys.into_iter().find(|shown| shown.key.id == self.key.id) {
            Some(shown) if !shown.busy => {
                Transition::Replace(dialog_for(&cx.model, self.action, &shown.key))
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

impl Dialog for OverrideWarning {
    fn key_context(&self) -> KeyContext {
        self.question.key_context()
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match self.question.answer(cx, action) {
            Answer::Cancelled => Transition::Close,
            Answer::Pending => Transition::Stay,
            Answer::Confirmed(()) => self.confirm(cx),
        }
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        Some(&mut self.question)
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Go on sooner?", canvas);
        body.fact("User", self.key.user.as_str());
        body.main_fact("Access key ID", self.key.id.as_str());
        if let Some(description) = model.description(&self.key.user, &self.key.id) {
            body.short_fact("Description", description);
        }
        body.gap();
        let what = match self.action {
            KeyAction::Deactivate => "deactivating",
            KeyAction::Delete => "deleting",
        };
        body.notice(&format!("What speaks against {what} it now:"));
        for warning in &self.warnings {
            body.warning(&format!("⚠ {warning}"));
        }
        self.question.show(&mut body, "Go on", true);
        body
    }
}

/// The dialog that makes the change.
pub(super) fn dialog_for(model: &Model, action: KeyAction, key: &AccessKey) -> Box<dyn Dialog> {
    match action {
        KeyAction::Deactivate => Box::new(SetStatus::deactivate(model, key)),
        KeyAction::Delete => Box::new(Delete::new(model, key)),
    }
}
