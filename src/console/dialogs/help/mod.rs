//! The help page: every key, and why some cannot be used now. Made from the bindings.

#[cfg(test)]
mod tests;

use super::{Dialog, Then};
use crate::console::bindings::{self, Action, Place};
use crate::console::core::Core;
use crate::ui::{self, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// The page.
#[derive(Debug)]
pub(crate) struct Help {
    from: Place,
    reasons: Vec<(Action, String)>,
    scroll: usize,
}

/// How far a page key scrolls.
const PAGE: usize = 10;

impl Help {
    /// Help for someone who was at this place, where these actions cannot be used.
    pub(crate) fn new(from: Place, reasons: Vec<(Action, String)>) -> Self {
        Self { from, reasons, scroll: 0 }
    }

    /// The place one came from first, then the others.
    fn lines(&self, theme: Theme) -> Vec<Line<'static>> {
        let mut places: Vec<_> = Place::ALL.to_vec();
        places.sort_by_key(|(place, _)| *place != self.from);
        let mut lines = Vec::new();
        for (place, heading) in places {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(heading, theme.title()));
            for binding in bindings::at(place) {
                let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
                lines.push(Line::from(vec![
                    Span::styled(format!("  {:<12}", keys.join(" ")), theme.key()),
                    Span::raw(binding.help),
                ]));
                let reason = self.reasons.iter().find(|(action, _)| *action == binding.action);
                if let Some((_, reason)) = reason.filter(|_| place == self.from) {
                    let text = format!("{:14}not now: {reason}", "");
                    lines.push(Line::styled(ui::harmless(&text).into_owned(), theme.warning()));
                }
            }
        }
        lines
    }
}

impl Dialog for Help {
    fn place(&self) -> Place {
        Place::Reading
    }

    fn act(&mut self, _core: &mut Core, action: Action) -> Then {
        let last = self.lines(Theme { colour: false }).len().saturating_sub(PAGE);
        self.scroll = match action {
            Action::Cancel => return Then::Close,
            Action::Up => self.scroll.saturating_sub(1),
            Action::Down => self.scroll + 1,
            Action::PageUp => self.scroll.saturating_sub(PAGE),
            Action::PageDown => self.scroll + PAGE,
            Action::First => 0,
            Action::Last => last,
            _ => self.scroll,
        }
        .min(last);
        Then::Stay
    }

    fn view(&self, _core: &Core, theme: Theme, frame: &mut Frame, area: Rect) {
        let lines = self.lines(theme);
        let widest = lines.iter().map(Line::width).max().unwrap_or(0);
        let columns = u16::try_from(widest).unwrap_or(u16::MAX);
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let inner = ui::modal(frame, area, "Keys", columns, rows, theme);
        let shown: Vec<Line> =
            lines.into_iter().skip(self.scroll).take(usize::from(inner.height)).collect();
        frame.render_widget(Paragraph::new(shown), inner);
    }
}
