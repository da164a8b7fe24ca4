//! The values of cells, and the keys by which a column is sorted.

use super::columns::Column;
use crate::console::model::Model;
use crate::console::model::availability::Availability;
use crate::console::model::changes::ShownKey;
use crate::console::model::directory::UserRecord;
use crate::domain::{ConsoleAccess, LastUsed, User, UserName};
use chrono::{DateTime, Utc};
use std::cmp::Ordering;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CellValue {
    Nothing,
    /// Never used.
    Never,
    /// As IAM has it.
    Text(String),
    /// The days since then, coloured by how old that is.
    Age(DateTime<Utc>),
    /// The days since then.
    Days(DateTime<Utc>),
    /// The time since then, in the largest unit.
    Ago(DateTime<Utc>),
    /// The date.
    Day(DateTime<Utc>),
    Count(usize),
}

/// The value of a user's cell. If every key has a value, the value of all keys together.
pub(crate) fn cell_value(
    model: &Model,
    user: &UserName,
    column: Column,
) -> Availability<CellValue> {
    let or_nothing = |date: Option<DateTime<Utc>>, value: fn(DateTime<Utc>) -> CellValue| {
        date.map_or(CellValue::Nothing, value)
    };
    match column {
        Column::UserName => Availability::Sure(CellValue::Text(user.to_string())),
        Column::AccessKeyId => key_ids(model, user),
        Column::ActiveKeyAge => {
            model.oldest_active(user).map(|date| or_nothing(date, CellValue::Age))
        }
        Column::LastUsed => model
            .user_last_used(user)
            .map(|used| used.map_or(CellValue::Nothing, |used| use_value(&used))),
        Column::Mfa => model.has_mfa(user).map(|has| text_if(has, "Yes")),
        Column::LastSignIn => described(model, user, |user| user.password_last_used)
            .map(|date| or_nothing(date, CellValue::Ago)),
        Column::Description => match model.keys(user).as_deref() {
            Some([first, ..]) => key_cell_value(model, first, column),
            Some([]) => Availability::Sure(CellValue::Nothing),
            None => Availability::Unread,
        },
        Column::LastActivity => {
            model.last_activity(user).map(|date| or_nothing(date, CellValue::Ago))
        }
        Column::PasswordAge => model
            .reported(user, |row| {
                let has_password = row.console_access != Some(ConsoleAccess::Disabled);
                Some(row.password_last_changed.filter(|_| has_password))
            })
            .map(|date| or_nothing(date, CellValue::Days)),
        Column::ConsoleAccess => model
            .console_access(user)
            .map(|access| text_if(access == ConsoleAccess::Enabled, "Enabled")),
        Column::Groups => model.groups(user).map(|groups| text_or_nothing(groups.join(", "))),
        Column::CreationTime => {
            described(model, user, |user| user.created).map(|date| or_nothing(date, CellValue::Day))
        }
        Column::Path => described(model, user, |user| user.path.clone()).map(text_or_nothing),
        Column::Arn => described(model, user, |user| user.arn.clone()).map(text_or_nothing),
        Column::SigningCertificates => {
            let count = model.reported(user, |row| Some(row.signing_certificates));
            count.map(|count| if count == 0 { CellValue::Nothing } else { CellValue::Count(count) })
        }
    }
}

/// The value of one key's cell, in a column in which every key has a value.
pub(crate) fn key_cell_value(
    model: &Model,
    shown: &ShownKey,
    column: Column,
) -> Availability<CellValue> {
    match column {
        Column::LastUsed => model.key_last_used(&shown.key).map(|used| use_value(&used)),
        Column::Description => model
            .key_description(&shown.key)
            .map(|description| description.map_or(CellValue::Nothing, CellValue::Text)),
        _ => Availability::Sure(CellValue::Text(id_and_status(shown))),
    }
}

fn use_value(used: &LastUsed) -> CellValue {
    used.date().map_or(CellValue::Never, CellValue::Ago)
}

fn text_if(condition: bool, text: &str) -> CellValue {
    if condition { CellValue::Text(text.to_owned()) } else { CellValue::Nothing }
}

fn text_or_nothing(text: String) -> CellValue {
    if text.is_empty() { CellValue::Nothing } else { CellValue::Text(text) }
}

/// A value from IAM's description of the user.
fn described<T>(model: &Model, user: &UserName, value: impl FnOnce(&User) -> T) -> Availability<T> {
    match model.directory.record(user).and_then(UserRecord::user) {
        Some(user) => Availability::Sure(value(user)),
        None => Availability::Unread,
    }
}

/// The user's first key, or else the number of keys from the report, which has no IDs.
fn key_ids(model: &Model, user: &UserName) -> Availability<CellValue> {
    let unlisted = match model.known_keys(user) {
        Availability::Sure(keys) => {
            let first = keys.first();
            let value = first.map_or(CellValue::Nothing, |key| CellValue::Text(id_and_status(key)));
            return Availability::Sure(value);
        }
        // That the keys may not be read matters more than what the report says.
        Availability::Denied => return Availability::Denied,
        Availability::Failed => return Availability::Failed,
        unlisted => unlisted,
    };
    let Some(row) = model.directory.reported(user) else {
        return unlisted.map(|_| CellValue::Nothing);
    };
    let active = row.keys.iter().filter(|key| key.active).count();
    Availability::Reported(match row.keys.len() {
        0 => CellValue::Nothing,
        1 => CellValue::Text(format!("1 key, {active} active")),
        count => CellValue::Text(format!("{count} keys, {active} active")),
    })
}

fn id_and_status(shown: &ShownKey) -> String {
    let status = match (shown.busy, shown.confirming) {
        (true, _) => "changing…".to_owned(),
        (_, true) => format!("{}…", shown.key.status),
        _ => shown.key.status.to_string(),
    };
    format!("{} ({status})", shown.key.id)
}

/// What a row is sorted by: rows with a value first, then those without, then the unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SortKey {
    Text(String),
    Number(i64),
    Nothing,
    Unknown,
}

impl SortKey {
    pub(super) fn of(model: &Model, user: &UserName, column: Column) -> Self {
        if column == Column::UserName {
            // `Row::order` compares the names.
            return Self::Number(0);
        }
        let cell = cell_value(model, user, column);
        let is_key_count = matches!(cell, Availability::Reported(CellValue::Text(_)));
        if column == Column::AccessKeyId && is_key_count {
            return Self::Unknown;
        }
        match cell.value() {
            None => Self::Unknown,
            Some(CellValue::Nothing) => Self::Nothing,
            Some(CellValue::Never) => Self::Number(i64::MIN),
            Some(CellValue::Text(text)) => Self::Text(text.to_lowercase()),
            Some(CellValue::Age(date) | CellValue::Days(date)) => Self::Number(-date.timestamp()),
            Some(CellValue::Ago(date) | CellValue::Day(date)) => Self::Number(date.timestamp()),
            Some(CellValue::Count(count)) => {
                Self::Number(i64::try_from(*count).unwrap_or(i64::MAX))
            }
        }
    }

    /// The order of two rows by this column alone.
    pub(super) fn order(&self, other: &Self, descending: bool) -> Ordering {
        let values = match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.cmp(other),
            _ => return self.class().cmp(&other.class()),
        };
        if descending { values.reverse() } else { values }
    }

    fn class(&self) -> u8 {
        match self {
            Self::Text(_) | Self::Number(_) => 0,
            Self::Nothing => 1,
            Self::Unknown => 2,
        }
    }
}
