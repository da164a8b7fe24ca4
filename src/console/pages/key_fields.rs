//! What the pages of a user's keys share: the labelled fields, and the card of a key.

use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::next_step::next_step;
use crate::console::pages::cells::age_style;
use crate::domain::{AccessKeyId, Age, Failure, FailureKind, Status, ago};
use crate::ui::{Theme, fit, harmless, width};
use chrono::{DateTime, Utc};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph};

/// The greatest width of a page, in columns.
const WIDEST: u16 = 120;
/// The width of a label, in columns.
const LABEL: usize = 14;

/// Lines much longer than the text in them are hard to read.
pub(super) fn at_most_widest(area: Rect) -> Rect {
    Rect { width: area.width.min(WIDEST), ..area }
}

pub(super) fn card_block(is_selected: bool, theme: Theme) -> Block<'static> {
    Block::bordered()
        .border_type(if is_selected { BorderType::Thick } else { BorderType::Rounded })
        .border_style(if is_selected { theme.border_selected() } else { theme.border() })
}

/// `role` is such as `Old · `, or empty.
pub(super) fn card_title(
    model: &Model,
    role: &str,
    key: &AccessKeyId,
    is_selected: bool,
    theme: Theme,
) -> Line<'static> {
    let mark = if is_selected { "▸ " } else { "" };
    let name = format!(" {mark}{role}{} ", harmless(key.as_str()));
    let mut title = Line::from(Span::styled(name, theme.title()));
    if model.session.depends_on(key) {
        title.push_span(Span::styled("· signs this session ", theme.warning()));
    }
    title
}

/// The label, the value and its style of each line of a card.
pub(super) fn card_lines(
    values: Vec<(&'static str, String, Style)>,
    columns: usize,
    theme: Theme,
) -> Paragraph<'static> {
    let mut lines = Vec::new();
    for (label, value, style) in values {
        lines.push(Line::from(field(label, &value, columns, theme, style)));
    }
    Paragraph::new(lines)
}

/// Why there is no list of keys.
pub(super) fn describe_missing_keys(failure: Option<&Failure>) -> String {
    match failure {
        Some(failure) => {
            format!("The access keys could not be read. {failure} {}", next_step(failure))
        }
        None => "Reading the access keys…".to_owned(),
    }
}

pub(super) fn field(
    label: &str,
    value: &str,
    columns: usize,
    theme: Theme,
    style: Style,
) -> Vec<Span<'static>> {
    let gap = " ".repeat((LABEL + 1).saturating_sub(width(label)));
    vec![
        Span::styled(format!(" {label}{gap}"), theme.muted()),
        Span::styled(fitted(value, field_room(columns)), style),
    ]
}

/// The columns left for the value of a field.
pub(super) fn field_room(columns: usize) -> usize {
    columns.saturating_sub(LABEL + 2)
}

/// A value cut to so many columns. A missing permission is named completely or not at all.
fn fitted(value: &str, room: usize) -> String {
    match value.split_once(" (iam:") {
        Some((short, _)) if width(value) > room => fit(short, room),
        _ => fit(value, room),
    }
}

/// Shown instead of a value that could not be read.
pub(super) fn describe_failure(failure: &Failure) -> String {
    match failure.kind {
        FailureKind::Denied => format!("may not be read ({})", failure.operation.permission()),
        _ => format!("not read: {failure}"),
    }
}

pub(super) fn describe_date_and_age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} ({})", at.format("%Y-%m-%d"), ago(at, now))
}

pub(super) fn describe_status(shown: &ShownKey, theme: Theme) -> (String, Style) {
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

pub(super) fn describe_created(model: &Model, shown: &ShownKey, theme: Theme) -> (String, Style) {
    let Some(at) = shown.key.created else { return ("not given by IAM".to_owned(), theme.muted()) };
    let date = describe_date_and_age(at, model.now);
    if shown.key.status != Status::Active {
        return (date, theme.plain());
    }
    let (sign, style) =
        age_style(Age::of(at, model.now), model.settings.limits.max_age_days, theme);
    let more = if sign.is_empty() { "" } else { " · needs rotation" };
    (format!("{sign}{date}{more}"), style)
}
