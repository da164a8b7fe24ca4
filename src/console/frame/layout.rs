//! The layout of the screen.

use crate::ui::{self, fit};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// The columns and rows of the smallest terminal in which everything fits.
const SMALLEST: (u16, u16) = (60, 15);

/// Longer messages are cut.
const MESSAGE_LINES: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PageLayout {
    pub(crate) header: Rect,
    pub(crate) body: Rect,
    pub(crate) status: Rect,
    pub(crate) footer: Rect,
}

/// The layout for a terminal of this size and a message of so many lines.
pub(crate) fn page_layout(size: (u16, u16), message_lines: usize) -> PageLayout {
    let area = Rect { x: 0, y: 0, width: size.0, height: size.1 };
    let [header, body, status, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(u16::try_from(message_lines).unwrap_or(1)),
        Constraint::Length(1),
    ])
    .areas(area);
    PageLayout { header, body, status, footer }
}

/// The lines of a message. An ellipsis marks where it is cut.
pub(crate) fn message_lines(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = ui::wrap(text, room);
    if lines.len() > MESSAGE_LINES {
        lines.truncate(MESSAGE_LINES);
        if let Some(last) = lines.last_mut() {
            let cut = fit(last, room.saturating_sub(2));
            *last = format!("{} …", cut.trim_end_matches(['…', ' ']));
        }
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// Whether a terminal of this size cannot show everything that a person has to see.
pub(crate) fn is_too_small(size: (u16, u16)) -> bool {
    size.0 < SMALLEST.0 || size.1 < SMALLEST.1
}

pub(crate) fn draw_too_small(frame: &mut Frame, area: Rect) {
    let text = format!(
        "akia needs {}×{}; this terminal has {}×{}.",
        SMALLEST.0, SMALLEST.1, area.width, area.height
    );
    let lines: Vec<Line> =
        ui::wrap(&text, usize::from(area.width)).into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(lines), area);
}
