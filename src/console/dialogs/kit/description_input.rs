//! The input for a key's description and its buttons: in the wizard, and where it is edited.

use super::{Answer, Body, Buttons, TextTarget};
use crate::console::context::Context;
use crate::console::input::bindings::Action;
use crate::console::model::Tone;
use crate::domain::{Description, DescriptionError};
use crossterm::event::KeyEvent;
use tui_input::Input;

#[derive(Debug)]
pub(crate) struct DescriptionInput {
    input: Input,
    buttons: Buttons,
}

impl DescriptionInput {
    /// Enter confirms: nothing stops working by a description, and the text is there to be seen.
    pub(crate) fn new(text: &str) -> Self {
        Self { input: Input::new(text.to_owned()), buttons: Buttons::confirm_by_default() }
    }

    pub(crate) fn text(&self) -> &str {
        self.input.value()
    }

    pub(crate) fn parse(&self) -> Result<Option<Description>, DescriptionError> {
        Description::parse(self.text())
    }

    /// Takes a key. If the text cannot be saved now, the person is notified why.
    pub(crate) fn answer(
        &mut self,
        cx: &mut Context,
        action: Action,
    ) -> Answer<Option<Description>> {
        match self.buttons.answer(action) {
            Answer::Cancelled => return Answer::Cancelled,
            Answer::Pending => return Answer::Pending,
            Answer::Confirmed(()) => {}
        }
        let parsed = self.parse().map_err(|error| error.to_string());
        match parsed.and_then(|description| cx.model.may_change().map(|()| description)) {
            Ok(description) => Answer::Confirmed(description),
            Err(reason) => {
                cx.notify(Tone::Warning, reason);
                Answer::Pending
            }
        }
    }

    /// Adds the input, with how long the text is or what is wrong with it.
    pub(crate) fn show<'a>(&'a self, body: &mut Body<'a>) {
        body.input(&self.input, "No description");
        match self.parse() {
            Ok(_) => body.hint(&format!("{} of 256", self.text().chars().count())),
            Err(error) => body.warning(&error.to_string()),
        };
    }

    pub(crate) fn show_buttons(&self, body: &mut Body<'_>, label: &str) {
        body.buttons(&self.buttons, &Buttons::row(label, false, self.parse().is_ok()));
    }
}

impl TextTarget for DescriptionInput {
    fn type_key(&mut self, key: KeyEvent) {
        self.input.type_key(key);
    }

    fn paste(&mut self, text: &str) {
        self.input.paste(text);
    }
}
