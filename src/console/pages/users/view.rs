//! Draws the table of users. Only the rows in view are built.

use super::Users;
use crate::console::model::Model;
use crate::console::model::table::{Column, GAP, Layout, PlacedColumn, cell_value, fit_columns};
use crate::console::pages::cells::{Cell, cell, key_cell};
use crate::domain::{Filter, Status, UserName};
use crate::ui::{self, Theme, fit, fit_middle, grouped};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::fmt::Write as _;

fn layout(model: &Model, width: u16) -> Layout {
    fit_columns(&model.table.columns, width, model.table.sort.column)
}

/// The screen row of the first user.
pub(super) fn first_row(model: &Model, body: Rect) -> u16 {
    body.y + heading_rows(model, body)
}

fn heading_rows(model: &Model, body: Rect) -> u16 {
    // The search box, and one or two lines of headings.
    if layout(model, body.width).two_line_heading { 3 } else { 2 }
}

/// How many lines are left for users.
pub(super) fn rows_room(model: &Model, body: Rect) -> u16 {
    body.height.saturating_sub(heading_rows(model, body))
}

/// How many lines a user takes: one for each key.
pub(super) fn height(model: &Model, user: &UserName) -> u16 {
    let keys = if has_line_per_key(model) { model.key_count(user) } else { None };
    u16::try_from(keys.unwrap_or(1).max(1)).unwrap_or(u16::MAX)
}

impl Users {
    pub(super) fn draw(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let layout = layout(model, area.width);
        self.draw_search(model, theme, frame, Rect { height: 1, ..area });
        for (index, heading) in headings(model, &layout, theme).into_iter().enumerate() {
            let y = area.y + 1 + u16::try_from(index).unwrap_or(0);
            frame.render_widget(heading, Rect { y, height: 1, ..area });
        }
        let mut y = first_row(model, area);
        for (index, user) in self.rows.users_from(self.top) {
            for line in lines(model, user, &layout, theme) {
                if y >= area.bottom() {
                    return;
                }
                let at = Rect { y, height: 1, ..area };
                frame.render_widget(line, at);
                if index == self.selected {
                    frame.buffer_mut().set_style(at, theme.selected_row());
                }
                y += 1;
            }
        }
        if self.rows.is_empty() {
            let text = self.describe_no_rows(model);
            let lines = ui::wrap(&text, usize::from(area.width.saturating_sub(2)));
            for (line, at) in lines.into_iter().zip(y + 1..area.bottom()) {
                let at = Rect { y: at, height: 1, ..area };
                frame.render_widget(Line::styled(line, theme.muted()).centered(), at);
            }
        }
    }

    /// Why there are no rows.
    fn describe_no_rows(&self, model: &Model) -> String {
        let list = model.directory.list();
        let filter = model.table.filter;
        let has_users = model.directory.user_count() > 0;
        let text = if has_users && !self.search.value().is_empty() {
            "No user name and no access key ID read so far matches; esc clears the search."
        } else if has_users && filter != Filter::All {
            let known = if model.table.count(filter).unknown > 0 { " known so far" } else { "" };
            let label = filter.label();
            return format!("No user{known} is filtered by \"{label}\"; esc shows all.");
        } else if list.failure().is_some() && model.session.own_user().is_ok() {
            "The users could not be listed. u opens your own security credentials."
        } else if list.failure().is_some() {
            "The users could not be listed."
        } else if list.completed().is_some() {
            "This account has no IAM users."
        } else {
            "Listing the users…"
        };
        text.to_owned()
    }

    fn draw_search(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let placeholder = "Search by user name or access key ID";
        let search_width = ui::width(placeholder).max(ui::width(self.search.value()) + 1) + 4;
        let filters = filters(model, usize::from(area.width).saturating_sub(search_width), theme);
        let filters_width = u16::try_from(filters.width()).unwrap_or(area.width);
        frame.render_widget(filters.right_aligned(), area);
        frame.render_widget(Span::styled(" / ", theme.key()), area);
        let width = area.width.saturating_sub(filters_width + 4).max(1);
        let room = Rect { x: area.x + 3, width, ..area };
        if self.is_searching {
            ui::input(frame, room, &self.search, placeholder, theme);
        } else if self.search.value().is_empty() {
            frame.render_widget(Span::styled(placeholder, theme.muted()), room);
        } else {
            let text = fit(self.search.value(), usize::from(room.width));
            frame.render_widget(Span::styled(text, theme.input()), room);
        }
    }
}

/// The filters with the number of matching users: as many as fit, and always the one in use.
fn filters(model: &Model, room: usize, theme: Theme) -> Line<'static> {
    let chosen = model.table.filter;
    let mut labels = Vec::new();
    for filter in Filter::EVERY {
        let label = match model.table.count(filter).matching {
            count if filter != Filter::All && count > 0 => {
                format!("{} {}", filter.label(), grouped(count))
            }
            _ => filter.label().to_owned(),
        };
        labels.push((filter, label));
    }
    while labels.iter().map(|(_, label)| ui::width(label) + GAP).sum::<usize>() + GAP > room {
        let Some(last) = labels.iter().rposition(|(filter, _)| *filter != chosen) else { break };
        labels.remove(last);
    }
    if labels.len() == 1 && chosen == Filter::All {
        // That no filter is in use need not be said.
        return Line::default();
    }
    let are_all_shown = labels.len() == Filter::EVERY.len();
    let mut spans = Vec::new();
    for (filter, label) in labels {
        let style = match filter {
            Filter::All if filter == chosen => theme.title(),
            _ if filter == chosen => theme.selected(),
            _ => theme.muted(),
        };
        spans.push(Span::styled(label, style));
        spans.push(Span::raw("  "));
    }
    if !are_all_shown {
        spans.pop();
        spans.push(Span::styled(" … ", theme.muted()));
    }
    Line::from(spans)
}

/// The headings, in one line or in two.
fn headings(model: &Model, layout: &Layout, theme: Theme) -> Vec<Line<'static>> {
    let sort = model.table.sort;
    let mut lines = [String::from(" "), String::from(" ")];
    for (index, placed) in layout.columns.iter().enumerate() {
        let column = placed.column;
        let [first, second] = if layout.two_line_heading {
            column.heading_in_two_lines()
        } else {
            ["", column.heading()]
        };
        let mut second = second.to_owned();
        if column == sort.column {
            second.push_str(if sort.descending { " ▼" } else { " ▲" });
        }
        if column == Column::UserName && layout.left_out > 0 {
            let _ = write!(second, "  +{}", layout.left_out);
        }
        let gap = if index == 0 { 0 } else { GAP };
        for (line, text) in lines.iter_mut().zip([first, &second]) {
            line.push_str(&" ".repeat(gap));
            line.push_str(&padded(text, *placed));
        }
    }
    let skipped = usize::from(!layout.two_line_heading);
    lines.into_iter().skip(skipped).map(|line| Line::styled(line, theme.title())).collect()
}

/// A text in its column's width.
fn padded(text: &str, placed: PlacedColumn) -> String {
    let text = match placed.column {
        Column::UserName => fit_middle(text, placed.width),
        _ => fit(text, placed.width),
    };
    let gap = " ".repeat(placed.width.saturating_sub(ui::width(&text)));
    if placed.column.is_right_aligned() { format!("{gap}{text}") } else { format!("{text}{gap}") }
}

/// Whether a column has a value for each key.
fn has_line_per_key(model: &Model) -> bool {
    model.table.columns.iter().any(|column| column.has_value_per_key())
}

/// A user's lines: one for each key, the first with the values of the user. The age is on the line
/// of the oldest active key.
fn lines(model: &Model, user: &UserName, layout: &Layout, theme: Theme) -> Vec<Line<'static>> {
    let keys = model.keys(user).unwrap_or_default();
    if keys.is_empty() || !has_line_per_key(model) {
        return vec![line(layout, theme, |column| Some(user_cell(model, user, column, theme)))];
    }
    let active = keys.iter().enumerate().filter(|(_, k)| k.key.status == Status::Active);
    let oldest = active.min_by_key(|(_, shown)| shown.key.created).map_or(0, |(at, _)| at);
    let mut lines = Vec::new();
    for (index, shown) in keys.iter().enumerate() {
        lines.push(line(layout, theme, |column| {
            let user_line = if column == Column::ActiveKeyAge { oldest } else { 0 };
            if column.has_value_per_key() {
                Some(key_cell(model, shown, column, theme))
            } else if index == user_line {
                Some(user_cell(model, user, column, theme))
            } else {
                None
            }
        }));
    }
    lines
}

fn user_cell(model: &Model, user: &UserName, column: Column, theme: Theme) -> Cell {
    cell(model, &cell_value(model, user, column), theme)
}

fn line(layout: &Layout, theme: Theme, cell: impl Fn(Column) -> Option<Cell>) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for (index, placed) in layout.columns.iter().enumerate() {
        let (text, style) = cell(placed.column).unwrap_or_else(|| (String::new(), theme.plain()));
        if index > 0 {
            spans.push(Span::raw(" ".repeat(GAP)));
        }
        spans.push(Span::styled(padded(&text, *placed), style));
    }
    Line::from(spans)
}
