//! The help page: every key, and why some cannot be used now. Made from the bindings.

#[cfg(test)]
mod tests;

use super::{Dialog, Transition};
use crate::console::context::Context;
use crate::console::input::bindings::{self, Action, Binding, KeyContext};
use crate::console::model::Model;
use crate::ui::{self, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

#[derive(Debug)]
pub(crate) struct Help {
    from: KeyContext,
    reasons: Vec<(Action, String)>,
    scroll: usize,
}

/// What of the terminal's rows is not the page's: the borders, the line that says where one is, and
/// the two lines of the screen below.
const FRAME: u16 = 5;
/// How wide the page gets.
const COLUMNS: u16 = 76;
/// How wide the keys are.
const KEYS: usize = 16;

/// The signs in the table of users.
const SIGNS: [(&str, &str); 6] = [
    ("!  ‼", "An active key is older than --max-age; than a year"),
    ("~", "As the account's credential report says, which is some hours old"),
    ("·  …", "Not read yet; being read"),
    ("denied failed", "It may not be read, or could not: the row says why when it is selected"),
    ("▲  ▼", "The rows are sorted by this column: the smallest first, the largest first"),
    ("+2", "Beside User name: so many of the columns chosen do not fit"),
];

impl Help {
    /// Help for someone who was at this place, where these actions cannot be used.
    pub(crate) fn new(from: KeyContext, reasons: Vec<(Action, String)>) -> Self {
        Self { from, reasons, scroll: 0 }
    }

    /// The place one came from first, then the others, in so many columns.
    fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let mut places: Vec<_> = KeyContext::ALL.to_vec();
        places.sort_by_key(|(place, _)| *place != self.from);
        let mut lines = Vec::new();
        for (place, heading) in places {
            // A place with no keys of its own is not worth a heading.
            if bindings::at(place).all(Binding::is_everywhere) {
                continue;
            }
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(heading, theme.title()));
            for binding in bindings::at(place) {
                let mut keys = format!("  {}", binding.names());
                for part in ui::wrap(binding.help, columns.saturating_sub(KEYS)) {
                    let key = Span::styled(format!("{keys:<KEYS$}"), theme.key());
                    lines.push(Line::from(vec![key, Span::raw(part)]));
                    keys.clear();
                }
                let reason = self.reasons.iter().find(|(action, _)| *action == binding.action);
                if let Some((_, reason)) = reason.filter(|_| place == self.from) {
                    let reason =
                        ui::wrap(&format!("Not now: {reason}"), columns.saturating_sub(KEYS));
                    let indented = reason.into_iter().map(|part| format!("{:KEYS$}{part}", ""));
                    lines.extend(indented.map(|part| Line::styled(part, theme.warning())));
                }
            }
            if place == self.from && matches!(place, KeyContext::Users | KeyContext::Search) {
                lines.extend(signs(theme, columns));
            }
        }
        lines
    }
}

/// How wide the page is in a terminal that is so wide.
fn columns(terminal: u16) -> u16 {
    COLUMNS.min(terminal.saturating_sub(4))
}

/// What the signs in the table mean.
fn signs(theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default(), Line::styled("Signs in the table", theme.title())];
    for (sign, meaning) in SIGNS {
        let mut sign = format!("  {sign}");
        for part in ui::wrap(meaning, columns.saturating_sub(KEYS)) {
            let key = Span::styled(format!("{sign:<KEYS$}"), theme.key());
            lines.push(Line::from(vec![key, Span::raw(part)]));
            sign.clear();
        }
    }
    lines
}

impl Dialog for Help {
    fn key_context(&self) -> KeyContext {
        KeyContext::Reading
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let page = usize::from(cx.model.size.1.saturating_sub(FRAME)).max(1);
        let columns = usize::from(columns(cx.model.size.0));
        let last = self.lines(Theme { colour: false }, columns).len().saturating_sub(page);
        self.scroll = match action {
            Action::Cancel => return Transition::Close,
            Action::Up => self.scroll.saturating_sub(1),
            Action::Down => self.scroll + 1,
            Action::PageUp => self.scroll.saturating_sub(page),
            Action::PageDown => self.scroll + page,
            Action::First => 0,
            Action::Last => last,
            _ => self.scroll,
        }
        .min(last);
        Transition::Stay
    }

    fn view(&self, _model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let columns = columns(area.width);
        let lines = self.lines(theme, usize::from(columns));
        let rows = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
        let inner = ui::modal(frame, area, "Keys", columns, rows, theme);
        let room = usize::from(inner.height.saturating_sub(1));
        let top = self.scroll.min(lines.len().saturating_sub(room));
        let position =
            format!("lines {}-{} of {}", top + 1, (top + room).min(lines.len()), lines.len());
        let mut shown: Vec<Line> = lines.into_iter().skip(top).take(room).collect();
        shown.resize(room, Line::default());
        shown.push(Line::styled(position, theme.muted()).right_aligned());
        frame.render_widget(Paragraph::new(shown), inner);
    }
}
