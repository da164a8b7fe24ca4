//! The labelled fields of a key, as the pages show them.

use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::pages::cells::age_style;
use crate::domain::{Age, Failure, FailureKind, Status, ago};
use crate::ui::{Theme, fit, width};
use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::Span;

/// The greatest width of a page, in columns.
pub(super) const WIDEST: u16 = 120;
/// The width of a label, in columns.
const LABEL: usize = 14;

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
