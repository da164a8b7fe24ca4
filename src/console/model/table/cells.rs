//! The value of a cell, and what its column is sorted by.

use super::columns::Column;
use crate::console::model::Model;
use crate::console::model::availability::Availability;
use crate::console::model::changes::ShownKey;
use crate::domain::{ConsoleAccess, LastUsed, User, UserName};
use chrono::{DateTime, Utc};
use std::cmp::Ordering;

/// What a cell says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum CellValue {
    /// There is none of it.
    Nothing,
    /// It was never used.
    Never,
    /// A text, as IAM has it.
    Text(String),
    /// How many days ago, and how much that matters.
    Age(DateTime<Utc>),
    /// How many days ago.
    Days(DateTime<Utc>),
    /// How long ago.
    Ago(DateTime<Utc>),
    /// On which day.
    Day(DateTime<Utc>),
    /// How many.
    Count(usize),
}

/// What is known of a user for a column; of a column of keys, for all the keys together.
pub(crate) fn cell_value(
    model: &Model,
    user: &UserName,
    column: Column,
) -> Availability<CellValue> {
    let or_nothing = |date: Option<DateTime<Utc>>, fact: fn(DateTime<Utc>) -> CellValue| {
        date.map_or(CellValue::Nothing, fact)
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
        Column::Mfa => model.has_mfa(user).map(|has| yes_or_no(has, "Yes")),
        Column::LastSignIn => listed(model, user, |user| user.password_last_used)
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
            .map(|access| yes_or_no(access == ConsoleAccess::Enabled, "Enabled")),
        Column::Groups => model.groups(user).map(|groups| text_or_nothing(groups.join(", "))),
        Column::CreationTime => {
            listed(model, user, |user| user.created).map(|date| or_nothing(date, CellValue::Day))
        }
        Column::Path => listed(model, user, |user| user.path.clone()).map(text_or_nothing),
        Column::Arn => listed(model, user, |user| user.arn.clone()).map(text_or_nothing),
        Column::SigningCertificates => {
            let count = model.reported(user, |row| Some(row.signing_certificates));
            count.map(|count| if count == 0 { CellValue::Nothing } else { CellValue::Count(count) })
        }
    }
}

/// What is known of one key for a column of keys.
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

fn yes_or_no(is_so: bool, word: &str) -> CellValue {
    if is_so { CellValue::Text(word.to_owned()) } else { CellValue::Nothing }
}

fn text_or_nothing(text: String) -> CellValue {
    if text.is_empty() { CellValue::Nothing } else { CellValue::Text(text) }
}

/// What the list of users says.
fn listed<T>(model: &Model, user: &UserName, says: impl FnOnce(&User) -> T) -> Availability<T> {
    let listed = model.directory.record(user).and_then(|record| record.user());
    listed.map_or(Availability::Unread, |user| Availability::Sure(says(user)))
}

/// The user's first key; where only the report is known, which has no IDs, how many there are.
fn key_ids(model: &Model, user: &UserName) -> Availability<CellValue> {
    match model.known_keys(user) {
        Availability::Sure(keys) => Availability::Sure(
            keys.first().map_or(CellValue::Nothing, |key| CellValue::Text(id_and_status(key))),
        ),
        // That the keys cannot be had matters more than what the report says.
        Availability::Denied => Availability::Denied,
        Availability::Failed => Availability::Failed,
        unlisted => match model.directory.reported(user) {
            Some(row) => Availability::Reported(match row.keys.len() {
                0 => CellValue::Nothing,
                count => {
                    let active = row.keys.iter().filter(|key| key.active).count();
                    let plural = if count == 1 { "" } else { "s" };
                    CellValue::Text(format!("{count} key{plural}, {active} active"))
                }
            }),
            None => unlisted.map(|_| CellValue::Nothing),
        },
    }
}

fn id_and_status(shown: &ShownKey) -> String {
    let status = match (shown.busy, shown.confirming) {
        (true, _) => "changing…".to_owned(),
        (_, true) => format!("{}…", shown.key.status),
        _ => shown.key.status.to_string(),
    };
    format!("{} ({status})", shown.key.id)
}

/// What a row is sorted by: values, then rows that have none, then those of which nothing is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SortKey {
    Text(String),
    Number(i64),
    Nothing,
    Unknown,
}

impl SortKey {
    /// What a user's row is sorted by.
    pub(super) fn of(model: &Model, user: &UserName, column: Column) -> Self {
        if column == Column::UserName {
            // Names are compared as they are.
            return Self::Number(0);
        }
        let known = cell_value(model, user, column);
        if column == Column::AccessKeyId
            && matches!(known, Availability::Reported(CellValue::Text(_)))
        {
            return Self::Unknown;
        }
        match known.value() {
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

    /// The order of two rows, as far as the column decides it.
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
