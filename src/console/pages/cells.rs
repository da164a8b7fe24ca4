//! The look of the table's cells.

use crate::console::model::Model;
use crate::console::model::availability::Availability;
use crate::console::model::changes::ShownKey;
use crate::console::model::table::{CellValue, Column, key_cell_value};
use crate::domain::{Age, AgeBand, Status, ago};
use crate::ui::{Theme, grouped};
use ratatui::style::Style;

pub(crate) type Cell = (String, Style);

/// Values from the credential report are marked with `~`.
pub(crate) fn cell(model: &Model, value: &Availability<CellValue>, theme: Theme) -> Cell {
    let (value, mark) = match value {
        Availability::Sure(value) => (value, ""),
        Availability::Reported(value) => (value, "~"),
        Availability::Reading => return ("…".to_owned(), theme.muted()),
        Availability::Unread => return ("·".to_owned(), theme.muted()),
        Availability::Denied => return ("denied".to_owned(), theme.warning()),
        Availability::Failed => return ("failed".to_owned(), theme.warning()),
    };
    let (sign, text, style) = match value {
        CellValue::Nothing => ("", "None".to_owned(), theme.muted()),
        CellValue::Never => ("", "Never".to_owned(), theme.muted()),
        CellValue::Text(text) => ("", text.clone(), theme.plain()),
        CellValue::Age(date) => {
            let age = Age::of(*date, model.now);
            let (sign, style) = age_style(age, model.settings.limits.max_age_days, theme);
            (sign, age.label(), style)
        }
        CellValue::Days(date) => ("", Age::of(*date, model.now).label(), theme.plain()),
        CellValue::Ago(date) => ("", ago(*date, model.now), theme.plain()),
        CellValue::Day(date) => ("", date.format("%Y-%m-%d").to_string(), theme.plain()),
        CellValue::Count(count) => ("", grouped(*count), theme.plain()),
    };
    (format!("{sign}{mark}{text}"), style)
}

pub(crate) fn key_cell(model: &Model, shown: &ShownKey, column: Column, theme: Theme) -> Cell {
    let (text, style) = cell(model, &key_cell_value(model, shown, column), theme);
    if column == Column::AccessKeyId && shown.key.status != Status::Active {
        return (text, theme.muted());
    }
    (text, style)
}

/// The mark and the style of an age: colour alone is not enough.
pub(crate) fn age_style(age: Age, max_age_days: u32, theme: Theme) -> (&'static str, Style) {
    match age.band(max_age_days) {
        AgeBand::Fresh => ("", theme.good()),
        AgeBand::NeedsRotation => ("! ", theme.warning()),
        AgeBand::OverAYear => ("‼ ", theme.danger()),
    }
}
