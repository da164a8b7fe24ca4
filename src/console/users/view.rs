//! How the table of users is drawn. Only the rows in view are built.

use super::{Users, failed_word};
use crate::console::core::Core;
use crate::console::directory::Record;
use crate::console::ledger::ShownKey;
use crate::domain::{Age, AgeBand, LastUsed, Status, UserName, ago};
use crate::ui::{self, Theme, fit};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// `AKIA…` with 20 characters and ` (Inactive)`.
const KEY_COLUMNS: usize = 31;
/// The narrowest that a user name gets before headings take two lines.
const NAME_COLUMNS: usize = 18;

/// The widths of the columns.
#[derive(Clone, Copy)]
struct Columns {
    name: usize,
    age: usize,
    used: usize,
    two_line_heading: bool,
}

fn columns(width: u16) -> Columns {
    let width = usize::from(width).saturating_sub(1);
    let laid_out = |age: usize, used: usize, two_line_heading| Columns {
        name: width.saturating_sub(KEY_COLUMNS + age + used + 6),
        age,
        used,
        two_line_heading,
    };
    let wide = laid_out("Active key age".len(), "Access key last used".len(), false);
    if wide.name >= NAME_COLUMNS {
        return Columns { name: wide.name.min(66), ..wide };
    }
    let narrow = laid_out("! 9999 days".len(), "59 minutes ago".len(), true);
    if narrow.name >= 12 {
        return narrow;
    }
    // Below 74 columns the last use is left out; it is on the user's page.
    Columns { name: width.saturating_sub(KEY_COLUMNS + narrow.age + 4), used: 0, ..narrow }
}

/// The screen row of the first user.
pub(super) fn first_row(body: Rect) -> u16 {
    body.y + heading_rows(body)
}

fn heading_rows(body: Rect) -> u16 {
    // The search box, and one or two lines of headings.
    if columns(body.width).two_line_heading { 3 } else { 2 }
}

/// How many lines there are for users.
pub(super) fn rows_room(body: Rect) -> u16 {
    body.height.saturating_sub(heading_rows(body))
}

/// How many lines a user takes: one for each key.
pub(super) fn height(core: &Core, user: &UserName) -> u16 {
    let keys = core.keys(user).map_or(0, |keys| keys.len());
    u16::try_from(keys.max(1)).unwrap_or(u16::MAX)
}

impl Users {
    pub(in crate::console) fn view(
        &self,
        core: &Core,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
    ) {
        let columns = columns(area.width);
        self.draw_search(theme, frame, Rect { height: 1, ..area });
        for (index, heading) in headings(columns, theme).into_iter().enumerate() {
            let y = area.y + 1 + u16::try_from(index).unwrap_or(0);
            frame.render_widget(heading, Rect { y, height: 1, ..area });
        }
        let mut y = first_row(area);
        for (index, user) in self.rows.iter().enumerate().skip(self.top) {
            for line in lines(core, user, columns, theme) {
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
            let at = Rect { y: (y + 1).min(area.bottom().saturating_sub(1)), height: 1, ..area };
            frame.render_widget(Line::styled(self.nothing(core), theme.muted()).centered(), at);
        }
    }

    /// Why there are no rows.
    fn nothing(&self, core: &Core) -> String {
        let list = core.directory.list();
        if !self.search.value().is_empty() && core.directory.user_count() > 0 {
            "No user name and no access key ID read so far matches; esc clears the search."
                .to_owned()
        } else if list.failure().is_some() {
            "The users could not be listed.".to_owned()
        } else if list.completed().is_some() {
            "This account has no IAM users.".to_owned()
        } else {
            "Listing the users…".to_owned()
        }
    }

    fn draw_search(&self, theme: Theme, frame: &mut Frame, area: Rect) {
        frame.render_widget(Span::styled(" / ", theme.key()), area);
        let room = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
        let placeholder = "Search by user name or access key ID";
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

/// The headings, in one line or in two.
fn headings(columns: Columns, theme: Theme) -> Vec<Line<'static>> {
    let row = |name: &str, key: &str, age: &str, used: &str| {
        let mut text = format!(
            " {name:<name_w$}  {key:<KEY_COLUMNS$}  {age:>age_w$}",
            name_w = columns.name,
            age_w = columns.age
        );
        if columns.used > 0 {
            text.push_str("  ");
            text.push_str(used);
        }
        Line::styled(text, theme.title())
    };
    if columns.two_line_heading {
        vec![
            row("", "", "Active", "Access key"),
            row("User name ▲", "Access key ID", "key age", "last used"),
        ]
    } else {
        vec![row("User name ▲", "Access key ID", "Active key age", "Access key last used")]
    }
}

/// A user's lines: the first with its name and the age of its oldest active key.
fn lines(core: &Core, user: &UserName, columns: Columns, theme: Theme) -> Vec<Line<'static>> {
    let record = core.directory.record(user);
    let blank = (String::new(), theme.plain());
    let Some(keys) = core.keys(user) else {
        let cell = record.map_or(("·".to_owned(), theme.muted()), |record| unknown(record, theme));
        return vec![line(user.as_str(), &cell, &blank, None, columns)];
    };
    let age = age_cell(core, &keys, theme);
    if keys.is_empty() {
        let none = ("None".to_owned(), theme.muted());
        return vec![line(user.as_str(), &none, &none, Some(&none), columns)];
    }
    keys.iter()
        .enumerate()
        .map(|(index, shown)| {
            let first = index == 0;
            let name = if first { user.as_str() } else { "" };
            let age = if first { &age } else { &blank };
            let last = record.map(|record| used_cell(core, record, shown, theme));
            line(name, &key_cell(shown, theme), age, last.as_ref(), columns)
        })
        .collect()
}

type Cell = (String, Style);

fn line(
    name: &str,
    key: &Cell,
    age: &Cell,
    used: Option<&Cell>,
    columns: Columns,
) -> Line<'static> {
    let pad = |text: &str, width: usize| {
        let text = fit(text, width);
        let gap = width.saturating_sub(ui::width(&text));
        format!("{text}{}  ", " ".repeat(gap))
    };
    let age_gap = columns.age.saturating_sub(ui::width(&age.0));
    let mut spans = vec![
        Span::raw(format!(" {}", pad(&ui::fit_middle(name, columns.name), columns.name))),
        Span::styled(pad(&key.0, KEY_COLUMNS), key.1),
        Span::styled(format!("{}{}  ", " ".repeat(age_gap), age.0), age.1),
    ];
    if let Some((text, style)) = used.filter(|_| columns.used > 0) {
        spans.push(Span::styled(fit(text, columns.used), *style));
    }
    Line::from(spans)
}

/// What stands for keys that are not known.
fn unknown(record: &Record, theme: Theme) -> Cell {
    match record.keys.failure() {
        Some(failure) => (failed_word(failure).to_owned(), theme.warning()),
        None if record.keys.is_pending() => ("…".to_owned(), theme.muted()),
        None => ("·".to_owned(), theme.muted()),
    }
}

fn key_cell(shown: &ShownKey, theme: Theme) -> Cell {
    let status = match (shown.busy, shown.confirming) {
        (true, _) => "changing…".to_owned(),
        (_, true) => format!("{}…", shown.key.status),
        _ => shown.key.status.to_string(),
    };
    let style = if shown.key.status == Status::Active { theme.plain() } else { theme.muted() };
    (format!("{} ({status})", shown.key.id), style)
}

/// Days since the oldest active key was created.
fn age_cell(core: &Core, keys: &[ShownKey], theme: Theme) -> Cell {
    let active = keys.iter().filter(|shown| shown.key.status == Status::Active);
    match active.filter_map(|shown| shown.key.created).min() {
        None => ("None".to_owned(), theme.muted()),
        Some(created) => {
            let age = Age::of(created, core.now);
            let (sign, style) = age_style(age, core.settings.max_age_days, theme);
            (format!("{sign}{}", age.label()), style)
        }
    }
}

/// The sign and the style of an age, never colour alone.
pub(in crate::console) fn age_style(
    age: Age,
    max_age_days: u32,
    theme: Theme,
) -> (&'static str, Style) {
    match age.band(max_age_days) {
        AgeBand::Fresh => ("", theme.good()),
        AgeBand::NeedsRotation => ("! ", theme.warning()),
        AgeBand::OverAYear => ("‼ ", theme.danger()),
    }
}

fn used_cell(core: &Core, record: &Record, shown: &ShownKey, theme: Theme) -> Cell {
    let Some(usage) = record.usage.get(&shown.key.id) else {
        return ("·".to_owned(), theme.muted());
    };
    match (usage.value(), usage.failure()) {
        (Some(usage), _) => match &usage.last_used {
            LastUsed::Never => ("Never".to_owned(), theme.muted()),
            LastUsed::At { date, .. } => (ago(*date, core.now), theme.plain()),
        },
        (None, Some(failure)) => (failed_word(failure).to_owned(), theme.warning()),
        (None, None) => ("…".to_owned(), theme.muted()),
    }
}
