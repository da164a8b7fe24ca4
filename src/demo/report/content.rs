//! The content of the report, in AWS's format.

use crate::demo::reports::Report;
use crate::demo::users::{ACCOUNT, DemoCertificate, DemoKey, DemoUser};
use crate::domain::{LastUsed, Status};
use chrono::{DateTime, Utc};

/// AWS's columns, in AWS's order.
const COLUMNS: [&str; 22] = [
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_1_last_used_region",
    "access_key_1_last_used_service",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "access_key_2_last_used_region",
    "access_key_2_last_used_service",
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
];

/// The value where a column does not apply.
const NOTHING: &str = "N/A";
/// The value of columns that the root user does not have.
const NOT_SUPPORTED: &str = "not_supported";
/// The last use of a password that was never used.
const NO_INFORMATION: &str = "no_information";

/// The whole report, as CSV.
pub(super) fn of(report: &Report) -> Vec<u8> {
    let made = report.generated;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let users = report.users.values().filter(|user| user.created <= made);
    let rows = users.map(|user| user_row(user, made));
    for row in [COLUMNS.map(str::to_owned).to_vec(), root_row(report)].into_iter().chain(rows) {
        // Writing to memory cannot fail, and every row is as long as the first.
        let _ = csv.write_record(row);
    }
    csv.into_inner().unwrap_or_default()
}

fn root_row(report: &Report) -> Vec<String> {
    let oldest = report.users.values().map(|user| user.created).min();
    let created = oldest.unwrap_or(report.generated).min(report.generated);
    let arn = format!("arn:aws:iam::{ACCOUNT}:root");
    let mut row = vec!["<root_account>".to_owned(), arn, date(created)];
    row.extend([NOT_SUPPORTED, NO_INFORMATION, NOT_SUPPORTED, NOT_SUPPORTED].map(str::to_owned));
    row.push(true.to_string());
    for number in 1..=2 {
        let key = DemoKey::new("", created);
        row.extend(key_cells((number <= report.root_keys).then_some(&key), report.generated));
    }
    row.extend(certificate_cells(None));
    row.extend(certificate_cells(None));
    row
}

/// A user as it was when the report was made. The state before a later use is not known: such a use
/// is dated to the report.
fn user_row(user: &DemoUser, made: DateTime<Utc>) -> Vec<String> {
    let password = |cell: String| if user.console { cell } else { NOTHING.to_owned() };
    let last_used = user.password_last_used.map(|moment| date(moment.min(made)));
    let changed = user.password_changed.filter(|changed| *changed <= made);
    let mut row = vec![
        user.name.clone(),
        user.arn(),
        date(user.created),
        user.console.to_string(),
        password(last_used.unwrap_or_else(|| NO_INFORMATION.to_owned())),
        password(date(changed.unwrap_or(user.created))),
        NOTHING.to_owned(),
        user.mfa.to_string(),
    ];
    // The report has columns for two keys.
    let mut keys = user.keys.iter().filter(|key| key.created <= made);
    row.extend(key_cells(keys.next(), made));
    row.extend(key_cells(keys.next(), made));
    let mut certificates = user.certificates.iter().filter(|one| one.uploaded <= made);
    row.extend(certificate_cells(certificates.next()));
    row.extend(certificate_cells(certificates.next()));
    row
}

fn key_cells(key: Option<&DemoKey>, made: DateTime<Utc>) -> [String; 5] {
    let nothing = || NOTHING.to_owned();
    let Some(key) = key else {
        return [false.to_string(), nothing(), nothing(), nothing(), nothing()];
    };
    let changed = key.changed.filter(|changed| *changed <= made);
    let (used, region, service) = match &key.last_used {
        LastUsed::Never => (nothing(), None, None),
        LastUsed::At { date: used, region, service } => {
            (date((*used).min(made)), region.clone(), service.clone())
        }
    };
    [
        (key.status == Status::Active).to_string(),
        date(changed.unwrap_or(key.created)),
        used,
        region.unwrap_or_else(nothing),
        service.unwrap_or_else(nothing),
    ]
}

fn certificate_cells(certificate: Option<&DemoCertificate>) -> [String; 2] {
    match certificate {
        Some(certificate) => [certificate.active.to_string(), date(certificate.uploaded)],
        None => [false.to_string(), NOTHING.to_owned()],
    }
}

/// A date in the format of reports: `2026-11-22T12:00:00+00:00`.
fn date(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}
