//! Dialogs: a box in the middle, and buttons.

use super::text::fit;
use super::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear};

/// Draws an empty box with a title in the middle of `area`, large enough for `columns` × `rows` of
/// content, and returns the area for the content.
pub(crate) fn modal(
    frame: &mut Frame,
    area: Rect,
    title: &str,
    columns: u16,
    rows: u16,
    theme: Theme,
) -> Rect {
    let outer_width = columns.saturating_add(4).min(area.width);
    let outer_height = rows.saturating_add(2).min(area.height);
    let outer = Rect {
        x: area.x + (area.width - outer_width) / 2,
        y: area.y + (area.height - outer_height) / 2,
        width: outer_width,
        height: outer_height,
    };
    // An empty column on either side, so that no border behind touches this one.
    let cleared =
        Rect { x: outer.x.saturating_sub(1), width: outer.width.saturating_add(2), ..outer };
    frame.render_widget(Clear, cleared.intersection(area));
    let title = fit(title, usize::from(outer_width.saturating_sub(6)));
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.border_selected())
        .title(Line::from(Span::styled(format!(" {title} "), theme.title())));
    frame.render_widget(block, outer);
    outer.inner(Margin { horizontal: 2, vertical: 1 })
}

/// A button of a dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Button<'a> {
    pub(crate) label: &'a str,
    /// Whether it deletes or deactivates something.
    pub(crate) dangerous: bool,
    pub(crate) enabled: bool,
}

/// A row of buttons, one of them highlighted.
pub(crate) fn buttons(row: &[Button], highlighted: usize, theme: Theme) -> Line<'static> {
    let mut spans = Vec::new();
    for (index, button) in row.iter().enumerate() {
        let mut style = match (button.enabled, button.dangerous) {
            (false, _) => theme.muted(),
            (true, true) => theme.danger(),
            (true, false) => theme.title(),
        };
        let (open, close) = if index == highlighted { ("▸ ", " ◂") } else { ("  ", "  ") };
        if index == highlighted {
            style = style.patch(theme.selected());
        }
        spans.push(Span::styled(format!("{open}{}{close}", button.label), style));
        spans.push(Span::raw("  "));
    }
    Line::from(spans)
}
