//! Draws the console: header, page, message, footer, and the dialog on top.

use super::Console;
use super::dialogs::Canvas;
use super::frame::header::{self, Breadcrumb};
use super::frame::layout::{PageLayout, draw_too_small, is_too_small, message_lines, page_layout};
use super::frame::{progress, sign_in_panel, status};
use super::input::bindings::{self, Action};
use super::model::{Message, Tone};
use crate::ui::{self, Hint, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;

impl Console {
    /// Draws the whole screen.
    pub fn view(&self, frame: &mut Frame, theme: Theme) {
        let (area, model) = (frame.area(), &self.cx.model);
        if is_too_small((area.width, area.height)) {
            return draw_too_small(frame, area);
        }
        let layout = self.layout();
        header::draw(model, self.breadcrumb(), theme, frame, layout.header);
        if self.is_signing_in() {
            let has_dialog = !self.dialogs.is_empty();
            sign_in_panel::draw(model, has_dialog, theme, frame, layout.body);
        } else {
            self.pages.top().view(model, theme, frame, layout.body);
        }
        let message = self.message().unwrap_or_else(|| self.progress());
        let (columns, position) = (self.message_columns(), self.position());
        status::draw(&message, columns, &position, theme, frame, layout.status);
        if let Some(dialog) = self.dialogs.top() {
            let above =
                Rect { height: layout.footer.y.saturating_sub(layout.status.height), ..area };
            dialog.view(model, Canvas { area: above, theme }).draw(frame);
        }
        self.draw_footer(frame, layout.footer, theme);
    }

    pub(super) fn layout(&self) -> PageLayout {
        let lines = |message: Message| message_lines(&message.text, self.message_columns()).len();
        page_layout(self.cx.model.size, self.message().map_or(1, lines))
    }

    fn breadcrumb(&self) -> Option<Breadcrumb<'_>> {
        Some(Breadcrumb { user: self.pages.user()?, suffix: self.pages.breadcrumb() })
    }

    /// The latest message, or else a failure that lasts.
    fn message(&self) -> Option<Message> {
        let model = &self.cx.model;
        if model.message.is_some() {
            return model.message.clone();
        }
        if self.is_signing_in() {
            return None;
        }
        let on_table = self.pages.shows_table();
        status::standing_failure(model, on_table, self.pages.users.selected_failure(model))
    }

    /// The columns left for a message beside the position.
    fn message_columns(&self) -> usize {
        usize::from(self.cx.model.size.0).saturating_sub(ui::width(&self.position()) + 3)
    }

    /// Which rows of the table are in view, if the table is shown and no message needs the room.
    fn position(&self) -> String {
        if !self.pages.shows_table() || self.cx.model.message.is_some() {
            return String::new();
        }
        self.pages.users.position(&self.cx.model)
    }

    fn progress(&self) -> Message {
        if self.is_signing_in() {
            return Message { tone: Tone::Info, text: String::new() };
        }
        let in_view = self.pages.shows_table().then(|| self.pages.users.in_view());
        let columns = self.message_columns();
        progress::progress(&self.cx.model, &self.loading_rate, in_view.as_deref(), columns)
    }

    /// Whether the sign-in panel is shown instead of the table.
    fn is_signing_in(&self) -> bool {
        self.cx.model.session.caller().is_none() && self.pages.shows_table()
    }

    /// Whether the footer shows an action while the sign-in panel is shown.
    fn helps_to_sign_in(&self, action: Action) -> bool {
        match action {
            Action::Profiles | Action::Refresh | Action::Help | Action::Quit => true,
            Action::SignInMfa => self.cx.model.mfa.challenge.is_some(),
            _ => false,
        }
    }

    fn draw_footer(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let is_signing_in = self.is_signing_in() && self.dialogs.is_empty();
        let mut hints = Vec::new();
        for binding in bindings::at(self.key_context()) {
            let is_shown =
                binding.priority > 0 && (!is_signing_in || self.helps_to_sign_in(binding.action));
            if is_shown && let Some(key) = binding.keys.first() {
                hints.push(Hint {
                    key: key.to_string(),
                    label: binding.label.to_owned(),
                    priority: binding.priority,
                    available: self.unavailable(binding.action).is_none(),
                });
            }
        }
        if is_signing_in && self.cx.model.way_back().is_some() {
            // Here, the key that clears a search goes back to the profile before.
            let (key, label) = ("esc".to_owned(), "back".to_owned());
            hints.push(Hint { key, label, priority: 70, available: true });
        }
        frame.render_widget(ui::footer(&hints, usize::from(area.width), theme), area);
    }
}
