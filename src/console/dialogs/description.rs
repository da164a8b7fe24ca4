//! The input for a key's description and its buttons: in the wizard, and where it is edited.

use super::{Body, Buttons, Pressed, paste_into, type_into};
use crate::console::context::Context;
use crate::console::model::Tone;
use crate::domain::{Description, DescriptionError};
use crate::ui::{self, Theme};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

/// The input and the buttons.
#[derive(Debug)]
pub(crate) struct DescriptionInput {
    input: Input,
    buttons: Buttons,
}

impl DescriptionInput {
    /// This text to begin with. Not Cancel is highlighted: nothing stops working by a description,
    /// and the text is there to be seen.
    pub(crate) fn new(text: &str) -> Self {
        Self { input: Input::new(text.to_owned()), buttons: Buttons { highlighted: 1 } }
    }

    /// What stands there.
    pub(crate) fn text(&self) -> &str {
        self.input.value()
    }

    fn parsed(&self) -> Result<Option<Description>, DescriptionError> {
        Description::parse(self.text())
    }

    /// Presses the highlighted button.
    pub(crate) fn press(&self, cx: &mut Context) -> Pressed<Option<Description>> {
        if self.buttons.on_cancel() {
            return Pressed::Cancel;
        }
        let parsed = self.parsed().map_err(|reason| reason.to_string());
        match parsed.and_then(|description| cx.model.may_change().map(|()| description)) {
            Ok(description) => Pressed::Go(description),
            Err(reason) => {
                cx.notify(Tone::Warning, reason);
                Pressed::NotYet
            }
        }
    }

    /// Highlights the other button.
    pub(crate) fn toggle(&mut self) {
        self.buttons.toggle(2);
    }

    /// Takes a key as text.
    pub(crate) fn type_key(&mut self, key: KeyEvent) {
        type_into(&mut self.input, key);
    }

    /// Takes a paste.
    pub(crate) fn paste(&mut self, text: &str) {
        paste_into(&mut self.input, text);
    }

    /// Makes room for the input, and says below it how long the text is, or what is wrong with it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn show(
        &self,
        body: &mut Body,
        theme: Theme,
    ) -> Result<Option<Description>, DescriptionError> {
        body.input();
        let parsed = self.parsed();
        match &parsed {
            Ok(_) => body.say(theme.muted(), &format!("{} of 256", self.text().chars().count())),
            Err(reason) => body.say(theme.warning(), &reason.to_string()),
        };
        parsed
    }

    /// Ends the dialog with the buttons, and draws it.
    pub(crate) fn draw(
        &self,
        mut body: Body,
        label: &str,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
    ) {
        body.buttons(&self.buttons, &Buttons::row(label, false, self.parsed().is_ok()));
        if let Some(at) = body.draw(frame, area) {
            ui::input(frame, at, &self.input, "No description", theme);
        }
    }
}
