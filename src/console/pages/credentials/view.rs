//! How the security credentials page is drawn.

use super::Credentials;
use crate::console::frame::describe::describe_last_used_within;
use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::model::directory::UserRecord;
use crate::console::model::remote::Remote;
use crate::console::next_step::next_step;
use crate::console::pages::cells::age_style;
use crate::domain::{Age, ConsoleAccess, Failure, FailureKind, Status, ago};
use crate::ui::{Theme, fit, harmless, width, wrap};
use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph};

/// A card: its border, and four lines.
const CARD_ROWS: u16 = 6;
/// The summary: its border, and three lines.
const SUMMARY_ROWS: u16 = 5;
/// The heading of the access keys.
const HEADING_ROWS: u16 = 1;
/// The widest the page gets, in columns.
pub(crate) const WIDEST: u16 = 120;
/// How many columns the name of a fact takes.
const LABEL: usize = 14;

/// Where the cards begin: below the summary, a warning if there is one, and the heading.
fn first_card_row(model: &Model, body: Rect) -> u16 {
    let warning = u16::try_from(warning_lines(model, body.width).len()).unwrap_or(u16::MAX);
    (body.y + SUMMARY_ROWS + HEADING_ROWS).saturating_add(warning)
}

/// Why nothing that changes IAM is offered, if that is so, wrapped.
fn warning_lines(model: &Model, columns: u16) -> Vec<String> {
    let Err(reason) = model.may_change() else { return Vec::new() };
    let text = format!("Nothing that changes IAM is offered: {reason}.");
    wrap(&text, usize::from(columns.min(WIDEST).saturating_sub(2)))
}

/// How many cards there is room for.
pub(super) fn cards_room(model: &Model, body: Rect) -> usize {
    usize::from(body.bottom().saturating_sub(first_card_row(model, body)) / CARD_ROWS)
}

/// Which card is drawn at a row of the screen.
pub(super) fn card_at(model: &Model, body: Rect, top: usize, row: u16) -> Option<usize> {
    let offset = row.checked_sub(first_card_row(model, body))?;
    Some(top + usize::from(offset / CARD_ROWS))
}

impl Credentials {
    pub(crate) fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        if let Some(guide) = &self.guide {
            return guide.view(model, theme, frame, area);
        }
        // Lines much longer than their text are hard to read across.
        let area = Rect { width: area.width.min(WIDEST), ..area };
        let empty = UserRecord::default();
        let record = model.directory.record(&self.user).unwrap_or(&empty);
        let summary = Rect { height: SUMMARY_ROWS.min(area.height), ..area };
        draw_summary(model, record, theme, frame, summary);
        let mut y = area.y + SUMMARY_ROWS;
        for line in warning_lines(model, area.width) {
            let at = Rect { y, height: 1, ..area }.intersection(area);
            frame.render_widget(Span::styled(format!(" {line}"), theme.warning()), at);
            y += 1;
        }
        let at = Rect { y, height: 1, ..area }.intersection(area);
        frame.render_widget(self.heading(model, record, theme), at);
        self.draw_cards(model, record, theme, frame, area);
    }

    fn heading(&self, model: &Model, record: &UserRecord, theme: Theme) -> Line<'static> {
        let mut spans = vec![Span::styled(" Access keys", theme.title())];
        let keys = model.keys(&self.user);
        if let Some(keys) = &keys {
            let most = model.session.keys_per_user();
            let count = match keys.len() {
                count if count > most => format!(" ({count}; the limit is {most} now)"),
                count => format!(" ({count} of {most}, active or inactive)"),
            };
            spans.push(Span::styled(count, theme.muted()));
        }
        if let (Some(at), Some(_)) = (record.keys.read_at(), record.keys.failure()) {
            let text = format!("  ⚠ as of {}: the last refresh failed", ago(at, model.now));
            spans.push(Span::styled(text, theme.warning()));
        }
        Line::from(spans)
    }

    /// Why there is no list of keys.
    fn no_keys_words(&self, record: &UserRecord) -> String {
        match record.keys.failure() {
            Some(failure) if failure.kind == FailureKind::NoSuchEntity => format!(
                "This account has no user named {}. esc goes to the users, / there searches them. \
                 ({failure})",
                self.user
            ),
            Some(failure) => {
                format!("The access keys could not be read. {failure} {}", next_step(failure))
            }
            None => "Reading the access keys…".to_owned(),
        }
    }

    fn draw_cards(
        &self,
        model: &Model,
        record: &UserRecord,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
    ) {
        let first = first_card_row(model, area);
        let room = Rect { y: first, height: area.bottom().saturating_sub(first), ..area };
        let Some(keys) = model.keys(&self.user) else {
            return draw_words(&self.no_keys_words(record), theme, frame, room);
        };
        if keys.is_empty() {
            let text = match model.may_change() {
                Ok(()) => "No access keys. Press c to create one.",
                Err(_) => "No access keys.",
            };
            return draw_words(text, theme, frame, room);
        }
        let shown = keys.iter().enumerate().skip(self.top).take(cards_room(model, area).max(1));
        for (row, (index, key)) in (0_u16..).zip(shown) {
            let at = Rect { y: first + row * CARD_ROWS, height: CARD_ROWS, ..area };
            let selected = index == self.selected;
            draw_card(model, record, key, selected, theme, frame, at.intersection(area));
        }
        let hidden = keys.len().saturating_sub(self.top + cards_room(model, area).max(1));
        if hidden > 0 || self.top > 0 {
            let text = format!("{} of {} ", self.selected + 1, keys.len());
            let at = Rect { y: first.saturating_sub(1), height: 1, ..area };
            frame.render_widget(Line::styled(text, theme.warning()).right_aligned(), at);
        }
    }
}

fn draw_words(text: &str, theme: Theme, frame: &mut Frame, room: Rect) {
    let inner = room.inner(Margin { horizontal: 2, vertical: 1 });
    let lines: Vec<Line> =
        wrap(text, usize::from(inner.width)).into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(lines).style(theme.plain()), inner);
}

fn draw_summary(model: &Model, record: &UserRecord, theme: Theme, frame: &mut Frame, area: Rect) {
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.border())
        .title(Span::styled(" Summary ", theme.title()));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let user = record.user();
    let gone = |failure: &Failure| failure.kind == FailureKind::NoSuchEntity;
    let no_user = user.is_none() && record.details.failure().is_some_and(gone);
    let arn = match (user, record.details.failure()) {
        (Some(user), _) => user.arn.clone(),
        _ if no_user => "-".to_owned(),
        (None, Some(failure)) => failed_words(failure),
        (None, None) => "…".to_owned(),
    };
    let unknown = if record.details.failure().is_some() { "-" } else { "…" };
    let created = match user.map(|user| user.created) {
        Some(Some(at)) => date_and_age(at, model.now),
        Some(None) => "-".to_owned(),
        None => unknown.to_owned(),
    };
    let sign_in = match user.map(|user| user.password_last_used) {
        Some(Some(at)) => ago(at, model.now),
        Some(None) => "Never".to_owned(),
        None => unknown.to_owned(),
    };
    let access = value_words(&record.console_access, |access| match access {
        // IAM says the same of a user without a password and of none.
        _ if no_user => "-".to_owned(),
        ConsoleAccess::Enabled => "Enabled".to_owned(),
        ConsoleAccess::Disabled => "Disabled".to_owned(),
    });
    let devices = value_words(&record.mfa, |count| match count {
        0 => "None".to_owned(),
        1 => "1 device".to_owned(),
        more => format!("{more} devices"),
    });
    let mfa = if no_user { "-".to_owned() } else { devices };
    // The left column holds dates with ages; what it does not need is the right one's, for the
    // name of a permission that is missing.
    let left = (usize::from(inner.width) * 3 / 5).min(46);
    let lines = vec![
        Line::from(fact("ARN", &arn, usize::from(inner.width), theme, theme.plain())),
        pair(
            ("Created", &created),
            ("Console access", &access),
            left,
            usize::from(inner.width),
            theme,
        ),
        pair(("Last sign-in", &sign_in), ("MFA", &mfa), left, usize::from(inner.width), theme),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Two facts side by side, the second from column `half` of so many.
fn pair(
    left: (&str, &str),
    right: (&str, &str),
    half: usize,
    columns: usize,
    theme: Theme,
) -> Line<'static> {
    let mut spans = fact(left.0, left.1, half, theme, theme.plain());
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat(half.saturating_sub(used))));
    spans.extend(fact(right.0, right.1, columns.saturating_sub(half), theme, theme.plain()));
    Line::from(spans)
}

pub(crate) fn fact(
    label: &str,
    value: &str,
    columns: usize,
    theme: Theme,
    style: Style,
) -> Vec<Span<'static>> {
    let gap = " ".repeat((LABEL + 1).saturating_sub(width(label)));
    vec![
        Span::styled(format!(" {label}{gap}"), theme.muted()),
        Span::styled(fitted(value, fact_room(columns)), style),
    ]
}

/// How many of so many columns are beside the name of a fact.
pub(crate) fn fact_room(columns: usize) -> usize {
    columns.saturating_sub(LABEL + 2)
}

/// A value in so many columns; the permission that is missing is named whole, or not at all.
fn fitted(value: &str, room: usize) -> String {
    match value.split_once(" (iam:") {
        Some((short, _)) if width(value) > room => fit(short, room),
        _ => fit(value, room),
    }
}

fn value_words<T>(value: &Remote<T>, words: impl Fn(&T) -> String) -> String {
    match (value.value(), value.failure()) {
        (Some(value), _) => words(value),
        (None, Some(failure)) => failed_words(failure),
        (None, None) => "…".to_owned(),
    }
}

/// What stands for a value that could not be read.
pub(crate) fn failed_words(failure: &Failure) -> String {
    match failure.kind {
        FailureKind::Denied => format!("may not be read ({})", failure.operation.permission()),
        _ => format!("not read: {failure}"),
    }
}

fn date_and_age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} ({})", at.format("%Y-%m-%d"), ago(at, now))
}

fn draw_card(
    model: &Model,
    record: &UserRecord,
    shown: &ShownKey,
    selected: bool,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let key = &shown.key;
    let mark = if selected { "▸ " } else { "" };
    let mut title =
        vec![Span::styled(format!(" {mark}{} ", harmless(key.id.as_str())), theme.title())];
    if model.session.depends_on(&key.id) {
        title.push(Span::styled("· signs this session ", theme.warning()));
    }
    let block = Block::bordered()
        .border_type(if selected { BorderType::Thick } else { BorderType::Rounded })
        .border_style(if selected { theme.border_selected() } else { theme.border() })
        .title(Line::from(title));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let columns = usize::from(inner.width);
    let (status, status_style) = status_words(shown, theme);
    let (created, created_style) = created_words(model, shown, theme);
    let lines = vec![
        Line::from(fact(
            "Description",
            &description_words(model, record, shown),
            columns,
            theme,
            theme.plain(),
        )),
        Line::from(fact("Status", &status, columns, theme, status_style)),
        Line::from(fact("Created", &created, columns, theme, created_style)),
        Line::from(fact(
            "Last used",
            &describe_last_used_within(model, &key.user, &key.id, fact_room(columns)),
            columns,
            theme,
            theme.plain(),
        )),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

fn description_words(model: &Model, record: &UserRecord, shown: &ShownKey) -> String {
    match (model.description(&shown.key.user, &shown.key.id), record.details.value()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(_)) => "-".to_owned(),
        (None, None) => record.details.failure().map_or("…".to_owned(), failed_words),
    }
}

pub(crate) fn status_words(shown: &ShownKey, theme: Theme) -> (String, Style) {
    let (sign, style) = match shown.key.status {
        Status::Active => ("●", theme.good()),
        Status::Inactive => ("○", theme.muted()),
        Status::Expired | Status::Other(_) => ("◌", theme.warning()),
    };
    let more = match (shown.busy, shown.confirming) {
        (true, _) => " · a change is on its way…",
        (_, true) => " · done, confirming…",
        _ => "",
    };
    (format!("{sign} {}{more}", shown.key.status), style)
}

pub(crate) fn created_words(model: &Model, shown: &ShownKey, theme: Theme) -> (String, Style) {
    let Some(at) = shown.key.created else { return ("not given by IAM".to_owned(), theme.muted()) };
    let words = date_and_age(at, model.now);
    if shown.key.status != Status::Active {
        return (words, theme.plain());
    }
    let (sign, style) =
        age_style(Age::of(at, model.now), model.settings.limits.max_age_days, theme);
    let more = if sign.is_empty() { "" } else { " · needs rotation" };
    (format!("{sign}{words}{more}"), style)
}
