//! The question whether to go on although the journal cannot be written.

#[cfg(test)]
mod tests;

use super::{Answer, Body, Buttons, Canvas, Dialog, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::domain::LocalError;

/// About one write, which was not sent.
#[derive(Debug)]
pub(crate) struct Unjournaled {
    call: CallId,
    reason: LocalError,
    buttons: Buttons,
}

impl Unjournaled {
    pub(crate) fn new(call: CallId, reason: LocalError) -> Self {
        Self { call, reason, buttons: Buttons::default() }
    }
}

impl Dialog for Unjournaled {
    fn key_context(&self) -> KeyContext {
        KeyContext::Question
    }

    fn act(&mut self, _cx: &mut Context, action: Action) -> Transition {
        match self.buttons.answer(action) {
            Answer::Cancelled => Transition::AnswerJournalQuestion(self.call, false),
            Answer::Pending => Transition::Stay,
            Answer::Confirmed(()) => Transition::AnswerJournalQuestion(self.call, true),
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Go on without the journal?", canvas);
        body.danger(&self.reason.to_string()).gap();
        if let Some(write) = model.changes.write_in_flight(self.call) {
            let what = write.operation();
            body.text(&format!("{what} for {} was not sent.", write.user())).gap();
        }
        body.text(
            "The journal records each change before and after it is sent, so that a key whose \
             secret was lost in a crash is found again. Without it akia works, but cannot remind \
             you. The question is asked once.",
        );
        body.buttons(&self.buttons, &Buttons::row("Go on without", true, true));
        body
    }
}
