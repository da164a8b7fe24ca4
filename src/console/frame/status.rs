//! The line above the footer: the latest message, what has failed, or what is being loaded.

use super::layout::message_lines;
use crate::console::model::{Message, Model, Tone};
use crate::console::next_step::next_step;
use crate::domain::{Failure, ago};
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// A failure that is shown as long as it lasts. `row_failure` is that of the selected row.
pub(crate) fn standing_failure(
    model: &Model,
    is_table_shown: bool,
    row_failure: Option<&Failure>,
) -> Option<Message> {
    let message = |tone, text| Some(Message { tone, text });
    if let Some(failure) = model.session.failure() {
        return message(Tone::Error, format!("{} {failure}", next_step(failure)));
    }
    if !is_table_shown {
        return None;
    }
    let list = model.directory.list();
    if let Some(failure) = list.failure() {
        let completed = list.completed();
        let as_of = completed.map_or(String::new(), |at| format!(" As of {}.", ago(at, model.now)));
        let text = format!("Not all users:{as_of} {failure} {}", next_step(failure));
        return message(Tone::Error, text);
    }
    let failure = row_failure?;
    message(Tone::Warning, format!("{} {failure}", next_step(failure)))
}

/// Draws a message, and beside it which rows of the table are in view.
pub(crate) fn draw(
    message: &Message,
    columns: usize,
    position: &str,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let style = match message.tone {
        Tone::Info => theme.plain(),
        Tone::Good => theme.good(),
        Tone::Warning => theme.warning(),
        Tone::Error => theme.danger(),
    };
    let lines = message_lines(&message.text, columns).into_iter();
    let lines: Vec<Line> = lines.map(|line| Line::styled(format!(" {line}"), style)).collect();
    frame.render_widget(Paragraph::new(lines), area);
    let last = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
    let position = Line::styled(format!("{position} "), theme.muted());
    frame.render_widget(position.right_aligned(), last);
}
