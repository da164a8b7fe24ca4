//! The report's rows, as IAM writes them: CSV, its columns known by their names.
//!
//! What is wrong with the report as a whole, or would make a key seem never used, is a fault. Other
//! single values that cannot be read are not known, and the rest of the report is.

use crate::domain::{
    ConsoleAccess, CredentialReport, LastUsed, ReportedKey, ReportedUser, UserName,
};
use chrono::{DateTime, Utc};
use csv::StringRecord;
use std::collections::{HashMap, HashSet};

/// The name in the root user's row.
const ROOT: &str = "<root_account>";
/// The texts of a cell without a value.
const NOTHING: [&str; 4] = ["", "N/A", "no_information", "not_supported"];

/// The report, or what is wrong with it.
pub(super) fn report(generated: DateTime<Utc>, content: &[u8]) -> Result<CredentialReport, String> {
    let text = str::from_utf8(content).map_err(|_| "the report is not UTF-8")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let columns = Columns::find(rows.headers().map_err(|error| unreadable(&error))?)?;
    let mut report = CredentialReport { generated, users: HashMap::new(), root: None };
    let mut seen = HashSet::new();
    for row in rows.records() {
        let row = row.map_err(|error| unreadable(&error))?;
        let name = columns.user.of(&row);
        if name.is_empty() {
            return Err("a row of the report has no user".to_owned());
        }
        if !seen.insert(name.to_ascii_lowercase()) {
            return Err(format!("the report has {name} more than once"));
        }
        let user = columns
            .reported_user(&row)
            .map_err(|fault| format!("{fault}, in the row of {name}"))?;
        if name == ROOT {
            report.root = Some(user);
        } else {
            report.users.insert(UserName::from_iam(name), user);
        }
    }
    Ok(report)
}

fn unreadable(error: &csv::Error) -> String {
    format!("the report cannot be read: {error}")
}

/// Where in a row a column is.
#[derive(Clone, Copy, Debug)]
struct Column(usize);

impl Column {
    /// The one column of that name.
    fn find(header: &StringRecord, name: &str) -> Result<Self, String> {
        let mut found = (0..).zip(header).filter(|(_, known)| *known == name);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Ok(Self(at)),
            (None, _) => Err(format!("the report has no column {name}")),
            (Some(_), Some(_)) => Err(format!("the report has the column {name} more than once")),
        }
    }

    fn of(self, row: &StringRecord) -> &str {
        row.get(self.0).unwrap_or_default()
    }

    /// The cell's value, if it has one.
    fn value(self, row: &StringRecord) -> Option<&str> {
        Some(self.of(row)).filter(|text| !NOTHING.contains(text))
    }

    fn flag(self, row: &StringRecord) -> Option<bool> {
        let is = |word: &str| self.of(row).eq_ignore_ascii_case(word);
        if is("true") { Some(true) } else { is("false").then_some(false) }
    }

    /// The moment, if it can be read.
    fn date(self, row: &StringRecord) -> Option<DateTime<Utc>> {
        self.value(row)?.parse().ok()
    }

    /// The moment of a use; none is `None`, and one that cannot be read is not none.
    fn use_date(self, row: &StringRecord) -> Result<Option<DateTime<Utc>>, String> {
        let date = |text: &str| text.parse().map_err(|_| format!("no date of use: {text}"));
        self.value(row).map(date).transpose()
    }
}

#[derive(Debug)]
struct Columns {
    user: Column,
    arn: Column,
    created: Column,
    password_enabled: Column,
    password_last_used: Column,
    password_last_changed: Column,
    mfa_active: Column,
    keys: [KeyColumns; 2],
    certificates: [Column; 2],
}

/// The columns of one of the two keys.
#[derive(Debug)]
struct KeyColumns {
    active: Column,
    last_rotated: Column,
    last_used: Column,
    region: Column,
    service: Column,
}

impl Columns {
    fn find(header: &StringRecord) -> Result<Self, String> {
        let column = |name: &str| Column::find(header, name);
        Ok(Self {
            user: column("user")?,
            arn: column("arn")?,
            created: column("user_creation_time")?,
            password_enabled: column("password_enabled")?,
            password_last_used: column("password_last_used")?,
            password_last_changed: column("password_last_changed")?,
            mfa_active: column("mfa_active")?,
            keys: [KeyColumns::find(header, "1")?, KeyColumns::find(header, "2")?],
            certificates: [column("cert_1_active")?, column("cert_2_active")?],
        })
    }

    fn reported_user(&self, row: &StringRecord) -> Result<ReportedUser, String> {
        let access =
            |enabled| if enabled { ConsoleAccess::Enabled } else { ConsoleAccess::Disabled };
        let keys = self.keys.iter().filter_map(|key| key.reported_key(row).transpose());
        let active = |certificate: &&Column| certificate.flag(row) == Some(true);
        Ok(ReportedUser {
            arn: self.arn.of(row).to_owned(),
            created: self.created.date(row),
            console_access: self.password_enabled.flag(row).map(access),
            password_last_used: self.password_last_used.use_date(row)?,
            password_last_changed: self.password_last_changed.date(row),
            mfa_active: self.mfa_active.flag(row),
            keys: keys.collect::<Result<_, _>>()?,
            signing_certificates: self.certificates.iter().filter(active).count(),
        })
    }
}

impl KeyColumns {
    fn find(header: &StringRecord, number: &str) -> Result<Self, String> {
        let column = |what: &str| Column::find(header, &format!("access_key_{number}_{what}"));
        Ok(Self {
            active: column("active")?,
            last_rotated: column("last_rotated")?,
            last_used: column("last_used_date")?,
            region: column("last_used_region")?,
            service: column("last_used_service")?,
        })
    }

    /// The key, if there is one: an inactive one has its dates still.
    fn reported_key(&self, row: &StringRecord) -> Result<Option<ReportedKey>, String> {
        let has_dates = [self.last_rotated, self.last_used].iter().any(|c| c.value(row).is_some());
        if !has_dates && self.active.flag(row) != Some(true) {
            return Ok(None);
        }
        let text = |column: Column| column.value(row).map(str::to_owned);
        let last_used = self.last_used.use_date(row)?.map_or(LastUsed::Never, |date| {
            LastUsed::At { date, region: text(self.region), service: text(self.service) }
        });
        Ok(Some(ReportedKey {
            // What may be active counts as active.
            active: self.active.flag(row).unwrap_or(true),
            created_or_changed: self.last_rotated.date(row),
            last_used,
        }))
    }
}

#[cfg(test)]
mod tests;
