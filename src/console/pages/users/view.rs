//! How the table of users is drawn. Only the rows in view are built.

use super::Users;
use crate::console::model::Model;
use crate::console::model::availability::Availability;
use crate::console::model::changes::ShownKey;
use crate::console::model::table::{Column, GAP, Layout, PlacedColumn, cell_value, fit_columns};
use crate::console::pages::cells::{Cell, cell, key_cell};
use crate::domain::{Filter, Status, UserName};
use crate::ui::{self, Theme, fit, fit_middle, grouped};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

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

/// How many lines there are for users.
pub(super) fn rows_room(model: &Model, body: Rect) -> u16 {
    body.height.saturating_sub(heading_rows(model, body))
}

/// How many lines a user takes: one for each key.
pub(super) fn height(model: &Model, user: &UserName) -> u16 {
    let keys = if has_lines_of_keys(model) { model.key_count(user) } else { None };
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
            let lines = ui::wrap(&self.nothing(model), usize::from(area.width.saturating_sub(2)));
            for (line, at) in lines.into_iter().zip(y + 1..area.bottom()) {
                let at = Rect { y: at, height: 1, ..area };
                frame.render_widget(Line::styled(line, theme.muted()).centered(), at);
            }
        }
    }

    /// Why there are no rows.
    fn nothing(&self, model: &Model) -> String {
        let list = model.directory.list();
        let filter = model.table.filter;
        if !self.search.value().is_empty() && model.directory.user_count() > 0 {
            "No user name and no access key ID read so far matches; esc clears the search."
                .to_owned()
        } else if filter != Filter::All && model.directory.user_count() > 0 {
            let known = if model.table.count(filter).unknown > 0 { " known so far" } else { "" };
            format!("No user{known} is filtered by \"{}\"; esc shows all.", filter.label())
        } else if list.failure().is_some() {
            let own = model.session.own_user().is_ok();
            let own = if own { " u opens your own security credentials." } else { "" };
            format!("The users could not be listed.{own}")
        } else if list.completed().is_some() {
            "This account has no IAM users.".to_owned()
        } else {
            "Listing the users…".to_owned()
        }
    }

    fn draw_search(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let placeholder = "Search by user name or access key ID";
        let least = ui::width(placeholder).max(ui::width(self.search.value()) + 1) + 4;
        let filters = filters(model, usize::from(area.width).saturating_sub(least), theme);
        let taken = u16::try_from(filters.width()).unwrap_or(area.width);
        frame.render_widget(filters.right_aligned(), area);
        frame.render_widget(Span::styled(" / ", theme.key()), area);
        let room =
            Rect { x: area.x + 3, width: area.width.saturating_sub(taken + 4).max(1), ..area };
        if self.searching {
            ui::input(frame, room, &self.search, placeholder, theme);
        } else if self.search.value().is_empty() {
            frame.render_widget(Span::styled(placeholder, theme.muted()), room);
        } else {
            let text = fit(self.search.value(), usize::from(room.width));
            frame.render_widget(Span::styled(text, theme.input()), room);
        }
    }
}

/// The filters and how many users each admits: as many as there is room for, the one in use in any
/// case.
fn filters(model: &Model, room: usize, theme: Theme) -> Line<'static> {
    let chosen = model.table.filter;
    let label = |filter: Filter| match model.table.count(filter).admitted {
        _ if filter == Filter::All => filter.label().to_owned(),
        0 => filter.label().to_owned(),
        count => format!("{} {}", filter.label(), grouped(count)),
    };
    let width = |filter: &Filter| ui::width(&label(*filter)) + GAP;
    let mut shown: Vec<Filter> = Filter::EVERY.into();
    while shown.iter().map(width).sum::<usize>() + GAP > room {
        let Some(last) = shown.iter().rposition(|filter| *filter != chosen) else { break };
        shown.remove(last);
    }
    if shown.len() == 1 && chosen == Filter::All {
        // Nothing that needs saying.
        return Line::default();
    }
    let mut spans = Vec::new();
    for filter in &shown {
        let style = if *filter == chosen { theme.title() } else { theme.muted() };
        let style =
            if *filter == chosen && chosen != Filter::All { theme.selected() } else { style };
        spans.push(Span::styled(label(*filter), style));
        spans.push(Span::raw("  "));
    }
    if shown.len() < Filter::EVERY.len() {
        spans.pop();
        spans.push(Span::styled(" … ", theme.muted()));
    }
    Line::from(spans)
}

/// The headings, in one line or in two.
fn headings(model: &Model, layout: &Layout, theme: Theme) -> Vec<Line<'static>> {
    let sort = model.table.sort;
    let row = |text: &dyn Fn(Column) -> String| {
        let mut line = String::from(" ");
        for (index, placed) in layout.columns.iter().enumerate() {
            let gap = if index == 0 { 0 } else { GAP };
            line.push_str(&" ".repeat(gap));
            line.push_str(&padded(&text(placed.column), *placed));
        }
        Line::styled(line, theme.title())
    };
    let marked = |column: Column, heading: &str| {
        let mark = if sort.descending { " ▼" } else { " ▲" };
        let mark = if column == sort.column { mark } else { "" };
        format!("{heading}{mark}")
    };
    let bottom = |column: Column, heading: &str| match (column, layout.left_out) {
        // Nothing is left out unsaid.
        (Column::UserName, count @ 1..) => format!("{}  +{count}", marked(column, heading)),
        _ => marked(column, heading),
    };
    if !layout.two_line_heading {
        return vec![row(&|column| bottom(column, column.heading()))];
    }
    vec![
        row(&|column| column.two_lines()[0].to_owned()),
        row(&|column| bottom(column, column.two_lines()[1])),
    ]
}

/// A text in its column's width.
fn padded(text: &str, placed: PlacedColumn) -> String {
    let text = match placed.column {
        Column::UserName => fit_middle(text, placed.width),
        _ => fit(text, placed.width),
    };
    let gap = " ".repeat(placed.width.saturating_sub(ui::width(&text)));
    if placed.column.is_number() { format!("{gap}{text}") } else { format!("{text}{gap}") }
}

/// Whether a column says something of each key.
fn has_lines_of_keys(model: &Model) -> bool {
    model.table.columns.iter().any(|column| column.is_of_keys())
}

/// A user's lines: one for each key, the first with what is the user's own. The age is on the line
/// of the key that is so old.
fn lines(model: &Model, user: &UserName, layout: &Layout, theme: Theme) -> Vec<Line<'static>> {
    match model.known_keys(user) {
        Availability::Sure(keys) if !keys.is_empty() && has_lines_of_keys(model) => {
            let active = keys.iter().enumerate().filter(|(_, k)| k.key.status == Status::Active);
            let oldest = active.min_by_key(|(_, shown)| shown.key.created).map_or(0, |(at, _)| at);
            let of_key = |(index, shown): (usize, &ShownKey)| {
                line(layout, theme, |column| {
                    let own_line = if column == Column::ActiveKeyAge { oldest } else { 0 };
                    if column.is_of_keys() {
                        Some(key_cell(model, shown, column, theme))
                    } else if index == own_line {
                        Some(user_cell(model, user, column, theme))
                    } else {
                        None
                    }
                })
            };
            keys.iter().enumerate().map(of_key).collect()
        }
        _ => vec![line(layout, theme, |column| Some(user_cell(model, user, column, theme)))],
    }
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
