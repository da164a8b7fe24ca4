//! The question before quitting while something would be lost.

#[cfg(test)]
mod tests;

use super::{Answer, Body, Buttons, Canvas, Dialog, Transition};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;

#[derive(Debug)]
pub(crate) struct Quit {
    /// Otherwise, a write is in flight.
    unsaved_secret: bool,
    buttons: Buttons,
}

impl Quit {
    pub(crate) fn new(unsaved_secret: bool) -> Self {
        Self { unsaved_secret, buttons: Buttons::default() }
    }
}

impl Dialog for Quit {
    fn key_context(&self) -> KeyContext {
        KeyContext::Question
    }

    fn act(&mut self, _cx: &mut Context, action: Action) -> Transition {
        match self.buttons.answer(action) {
            Answer::Cancelled => Transition::Close,
            Answer::Pending => Transition::Stay,
            Answer::Confirmed(()) => Transition::Quit,
        }
    }

    fn is_quit_question(&self) -> bool {
        true
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Quit akia?", canvas);
        if self.unsaved_secret {
            body.danger("The secret access key on this page is not saved.").gap();
            body.text(
                "Nobody can ever see it again once akia ends. The key stays in IAM; the \
                 next start reminds you of it.",
            );
        }
        if model.changes.any_in_flight() {
            body.danger("A change is on its way to IAM, and its answer has not come.");
            body.gap().text("It may be carried out although akia has ended.");
        }
        let quit = if self.unsaved_secret { "Quit and lose it" } else { "Quit" };
        body.buttons(&self.buttons, &Buttons::row(quit, true, true));
        body
    }
}
