//! Theme and widgets: they draw, and know nothing of AWS.

mod footer;
mod modal;
mod text;
mod theme;

pub(crate) use footer::{Hint, footer};
pub(crate) use modal::{Button, buttons, modal};
pub(crate) use text::{fit, fit_middle, width, wrap};
pub use text::{grouped, harmless};
pub use theme::Theme;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;
use tui_input::Input;

/// The frame of the progress spinner at a time in milliseconds.
pub(crate) fn spinner(milliseconds: i64) -> &'static str {
    const FRAMES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
    let index = usize::try_from(milliseconds.rem_euclid(1_200) / 120).unwrap_or(0);
    FRAMES.get(index).copied().unwrap_or("⠋")
}

/// Draws a one-line input with the cursor in it, or `placeholder` while it is empty.
pub(crate) fn input(frame: &mut Frame, area: Rect, input: &Input, placeholder: &str, theme: Theme) {
    let columns = usize::from(area.width.max(1));
    let scroll = input.visual_scroll(columns.saturating_sub(1));
    if input.value().is_empty() {
        frame.render_widget(Span::styled(fit(placeholder, columns), theme.muted()), area);
    } else {
        let shown: String = harmless(input.value()).chars().skip(scroll).collect();
        frame.render_widget(Span::styled(shown, theme.input()), area);
    }
    let column = u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(u16::MAX);
    let last = area.width.saturating_sub(1);
    frame.set_cursor_position((area.x + column.min(last), area.y));
}
