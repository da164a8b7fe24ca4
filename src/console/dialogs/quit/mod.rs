//! The question before quitting while something would be lost.

#[cfg(test)]
mod tests;

use super::{Body, Buttons, Dialog, Transition};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The question.
#[derive(Debug)]
pub(crate) struct Quit {
    /// A secret is not saved; otherwise a write is in flight.
    secret: bool,
    buttons: Buttons,
}

impl Quit {
    /// Asks, because of an unsaved secret or else because of a write in flight.
    pub(crate) fn new(secret: bool) -> Self {
        Self { secret, buttons: Buttons::default() }
    }
}

impl Dialog for Quit {
    fn key_context(&self) -> KeyContext {
        KeyContext::Question
    }

    fn act(&mut self, _cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Confirm if !self.buttons.on_cancel() => Transition::Quit,
            Action::Confirm | Action::Cancel => Transition::Close,
            _ => {
                self.buttons.toggle(2);
                Transition::Stay
            }
        }
    }

    fn is_quit_question(&self) -> bool {
        true
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("Quit akia?", area, theme);
        if self.secret {
            body.say(theme.danger(), "The secret access key on this page is not saved.").gap();
            body.text(
                "Nobody can ever see it again once akia ends. The key stays in IAM; the \
                 next start reminds you of it.",
            );
        }
        if model.changes.any_in_flight() {
            body.say(theme.danger(), "A change is on its way to IAM, and its answer has not come.");
            body.gap().text("It may be carried out although akia has ended.");
        }
        let quit = if self.secret { "Quit and lose it" } else { "Quit" };
        body.buttons(&self.buttons, &Buttons::row(quit, true, true));
        body.draw(frame, area);
    }
}
