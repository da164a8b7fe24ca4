//! The help page: every key, and why some cannot be used now. It is made from the bindings.

#[cfg(test)]
mod tests;

use super::{Body, Canvas, Dialog, Transition};
use crate::console::context::Context;
use crate::console::input::bindings::{self, Action, Binding, KeyContext};
use crate::console::model::Model;
use crate::ui::{self, Theme};
use ratatui::text::{Line, Span};

#[derive(Debug)]
pub(crate) struct Help {
    from: KeyContext,
    reasons: Vec<(Action, String)>,
    scroll: usize,
}

/// The rows of the terminal that show no keys: the borders, the line with the position, and the two
/// lines of the screen below.
const FRAME_ROWS: u16 = 5;

const WIDEST: u16 = 76;

const KEY_COLUMNS: usize = 16;

const SIGNS: [(&str, &str); 6] = [
    ("!  ‼", "An active key is older than --max-age; than a year"),
    ("~", "As the account's credential report says, which is some hours old"),
    ("·  …", "Not read yet; being read"),
    ("denied failed", "It may not be read, or could not: the row says why when it is selected"),
    ("▲  ▼", "The rows are sorted by this column: the smallest first, the largest first"),
    ("+2", "Beside User name: so many of the columns chosen do not fit"),
];

impl Help {
    /// `from` is where the person was; `reasons` says why actions cannot be used there.
    pub(crate) fn new(from: KeyContext, reasons: Vec<(Action, String)>) -> Self {
        Self { from, reasons, scroll: 0 }
    }

    /// The keys of the context that the person was in come first.
    fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let mut contexts: Vec<_> = KeyContext::ALL.to_vec();
        contexts.sort_by_key(|(context, _)| *context != self.from);
        let mut lines = Vec::new();
        for (context, heading) in contexts {
            // A context with no keys of its own is not worth a heading.
            if bindings::at(context).all(Binding::is_everywhere) {
                continue;
            }
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(heading, theme.title()));
            for binding in bindings::at(context) {
                let mut keys = format!("  {}", binding.names());
                for part in ui::wrap(binding.help, columns.saturating_sub(KEY_COLUMNS)) {
                    let key = Span::styled(format!("{keys:<KEY_COLUMNS$}"), theme.key());
                    lines.push(Line::from(vec![key, Span::raw(part)]));
                    keys.clear();
                }
                let reason = self.reasons.iter().find(|(action, _)| *action == binding.action);
                if let Some((_, reason)) = reason.filter(|_| context == self.from) {
                    let reason = ui::wrap(
                        &format!("Not now: {reason}"),
                        columns.saturating_sub(KEY_COLUMNS),
                    );
                    let indented =
                        reason.into_iter().map(|part| format!("{:KEY_COLUMNS$}{part}", ""));
                    lines.extend(indented.map(|part| Line::styled(part, theme.warning())));
                }
            }
            if context == self.from && matches!(context, KeyContext::Users | KeyContext::Search) {
                lines.extend(signs(theme, columns));
            }
        }
        lines
    }
}

fn columns(terminal_columns: u16) -> u16 {
    WIDEST.min(terminal_columns.saturating_sub(4))
}

fn signs(theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default(), Line::styled("Signs in the table", theme.title())];
    for (sign, meaning) in SIGNS {
        let mut sign = format!("  {sign}");
        for part in ui::wrap(meaning, columns.saturating_sub(KEY_COLUMNS)) {
            let key = Span::styled(format!("{sign:<KEY_COLUMNS$}"), theme.key());
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
        let page = usize::from(cx.model.size.1.saturating_sub(FRAME_ROWS)).max(1);
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

    fn view(&self, _model: &Model, canvas: Canvas) -> Body<'_> {
        let columns = columns(canvas.area.width);
        let lines = self.lines(canvas.theme, usize::from(columns));
        // The borders and the line with the position.
        let room = usize::from(canvas.area.height.saturating_sub(3)).min(lines.len());
        let top = self.scroll.min(lines.len() - room);
        let position = format!("lines {}-{} of {}", top + 1, top + room, lines.len());
        let mut body = Body::with_columns("Keys", columns, canvas);
        for line in lines.into_iter().skip(top).take(room) {
            body.line(line);
        }
        body.line(Line::styled(position, canvas.theme.muted()).right_aligned());
        body
    }
}
