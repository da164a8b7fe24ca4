//! The question before a change, with an access key ID to type where the stakes ask for it.

use super::{Answer, Body, Buttons, TextTarget};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Tone;
use crate::domain::AccessKeyId;
use crate::ui::harmless;
use crossterm::event::KeyEvent;
use ratatui::text::{Line, Span};
use tui_input::Input;

#[derive(Debug)]
pub(crate) struct Question {
    buttons: Buttons,
    typed_id: Option<TypedId>,
}

/// An access key ID that has to be typed or pasted before something is done to that key.
#[derive(Debug)]
struct TypedId {
    expected: AccessKeyId,
    input: Input,
}

impl TypedId {
    fn matches(&self) -> bool {
        self.input.value().trim() == self.expected.as_str()
    }

    fn is_wrong(&self) -> bool {
        !self.input.value().trim().is_empty() && !self.matches()
    }

    /// Why the change cannot be confirmed yet.
    fn complaint(&self) -> Option<&'static str> {
        if self.matches() {
            None
        } else if self.is_wrong() {
            Some("That is not the access key ID asked for.")
        } else {
            Some("Type the access key ID first.")
        }
    }
}

impl Question {
    /// A question with Cancel highlighted; the ID of the key has to be typed first, if one is
    /// given.
    pub(crate) fn new(to_type: Option<&AccessKeyId>) -> Self {
        let typed_id = to_type.map(|id| TypedId { expected: id.clone(), input: Input::default() });
        Self { buttons: Buttons::default(), typed_id }
    }

    /// A question that Enter confirms: nothing stops working by it.
    pub(crate) fn confirm_by_default() -> Self {
        Self { buttons: Buttons::confirm_by_default(), typed_id: None }
    }

    pub(crate) fn asks_for_id(&self) -> bool {
        self.typed_id.is_some()
    }

    pub(crate) fn key_context(&self) -> KeyContext {
        if self.asks_for_id() { KeyContext::Input } else { KeyContext::Question }
    }

    /// Takes a key. If the change cannot be confirmed now, the person is notified why.
    pub(crate) fn answer(&mut self, cx: &mut Context, action: Action) -> Answer {
        let answer = self.buttons.answer(action);
        // Enter after a wrong ID was meant to confirm, though Cancel is highlighted: if it closed
        // the dialog, the page would take what is typed next for its keys.
        let is_wrong = self.typed_id.as_ref().is_some_and(TypedId::is_wrong);
        let confirms = answer == Answer::Confirmed(()) || (action == Action::Confirm && is_wrong);
        if !confirms {
            return answer;
        }
        let complaint = self.typed_id.as_ref().and_then(TypedId::complaint);
        let allowed = match complaint {
            Some(complaint) => Err(complaint.to_owned()),
            None => cx.model.may_change(),
        };
        match allowed {
            Ok(()) => answer,
            Err(reason) => {
                cx.notify(Tone::Warning, reason);
                Answer::Pending
            }
        }
    }

    /// Adds the input and the buttons at the end of a dialog.
    pub(crate) fn show<'a>(&'a self, body: &mut Body<'a>, label: &str, dangerous: bool) {
        if let Some(typed) = &self.typed_id {
            let id = harmless(typed.expected.as_str()).into_owned();
            let id = Span::styled(id, body.theme().title());
            body.gap().line(Line::from(vec![Span::raw("To confirm, type or paste "), id]));
            body.input(&typed.input, "");
        }
        let enabled = self.typed_id.as_ref().is_none_or(TypedId::matches);
        body.buttons(&self.buttons, &Buttons::row(label, dangerous, enabled));
    }
}

/// The confirming button is highlighted once the ID stands there.
impl TextTarget for Question {
    fn type_key(&mut self, key: KeyEvent) {
        if let Some(typed) = &mut self.typed_id {
            typed.input.type_key(key);
            self.buttons.highlight_confirm(typed.matches());
        }
    }

    fn paste(&mut self, text: &str) {
        if let Some(typed) = &mut self.typed_id {
            typed.input.paste(text);
            self.buttons.highlight_confirm(typed.matches());
        }
    }
}
