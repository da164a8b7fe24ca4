//! Access keys as rows for files and other programs: the names of the fields, the values, and CSV
//! and JSON of them.
//!
//! No value is altered or made harmless, not even a name that a spreadsheet would take for a
//! formula: programs need exactly what IAM has.

use super::access_key::{AccessKey, LastUsed, Status};
use super::age::days_between;
use super::key_id::{AccessKeyId, AccountId};
use super::user::{User, UserName};
use chrono::{DateTime, SecondsFormat, Utc};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

/// The fields of a [`KeyRow`], in AWS's own names.
pub(crate) const KEY_FIELDS: [&str; 10] = [
    "UserName",
    "AccessKeyId",
    "AccountId",
    "Status",
    "CreateDate",
    "AgeDays",
    "LastUsedDate",
    "LastUsedService",
    "LastUsedRegion",
    "Description",
];

/// A value of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Value<'a> {
    /// A text, as AWS has it.
    Text(Cow<'a, str>),
    /// A number.
    Number(u32),
}

impl<'a> Value<'a> {
    pub(crate) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A moment in RFC 3339, in UTC: `2026-11-22T12:00:00Z`.
    fn date(date: DateTime<Utc>) -> Self {
        Self::Text(Cow::Owned(date.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
    }

    pub(crate) fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => Cow::Owned(number.to_string()),
        }
    }

    fn json(&self) -> Json {
        match self {
            Self::Text(text) => Json::from(text.as_ref()),
            Self::Number(number) => Json::from(*number),
        }
    }
}

pub(crate) trait Record {
    /// The names of its fields, in order.
    const FIELDS: &'static [&'static str];

    /// Its values, one for each field; `None` for a field without a value.
    fn values(&self) -> Vec<Option<Value<'_>>>;
}

/// One access key, or a user who has none. A field without a value is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyRow {
    pub(crate) user: Option<UserName>,
    pub(crate) key: Option<AccessKeyId>,
    pub(crate) account: Option<AccountId>,
    pub(crate) status: Option<Status>,
    pub(crate) created: Option<DateTime<Utc>>,
    pub(crate) age_days: Option<u32>,
    pub(crate) last_used: Option<LastUsed>,
    pub(crate) description: Option<String>,
}

impl KeyRow {
    pub(crate) fn of_key(key: &AccessKey, now: DateTime<Utc>) -> Self {
        Self {
            user: Some(key.user.clone()),
            key: Some(key.id.clone()),
            status: Some(key.status.clone()),
            created: key.created,
            age_days: key.created.map(|created| days_between(created, now)),
            ..Self::default()
        }
    }

    pub(crate) fn without_key(user: &User) -> Self {
        Self { user: Some(user.name.clone()), account: user.account_id(), ..Self::default() }
    }
}

impl Record for KeyRow {
    const FIELDS: &'static [&'static str] = &KEY_FIELDS;

    fn values(&self) -> Vec<Option<Value<'_>>> {
        let (date, service, region) = match &self.last_used {
            Some(LastUsed::At { date, service, region }) => {
                (Some(*date), service.as_deref(), region.as_deref())
            }
            Some(LastUsed::Never) | None => (None, None, None),
        };
        vec![
            self.user.as_ref().map(|user| Value::text(user.as_str())),
            self.key.as_ref().map(|key| Value::text(key.as_str())),
            self.account.as_ref().map(|account| Value::text(account.as_str())),
            self.status.as_ref().map(|status| Value::text(status.as_str())),
            self.created.map(Value::date),
            self.age_days.map(Value::Number),
            date.map(Value::date),
            service.map(Value::text),
            region.map(Value::text),
            self.description.as_deref().map(Value::text),
        ]
    }
}

/// A form that programs read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DataFormat {
    /// One array of objects.
    Json,
    /// An object a line.
    JsonLines,
    /// The fields' names, then a line a row: RFC 4180's quoting, with line feeds only. A field
    /// without a value and an empty text are both empty.
    Csv,
}

/// Serialises rows one by one, as they are read: [`Serialiser::begin`], any number of
/// [`Serialiser::row`] and [`Serialiser::end`] each return the next part of the output.
#[derive(Debug)]
pub(crate) struct Serialiser {
    format: DataFormat,
    has_rows: bool,
}

impl Serialiser {
    pub(crate) fn new(format: DataFormat) -> Self {
        Self { format, has_rows: false }
    }

    pub(crate) fn begin<R: Record>(&self) -> io::Result<Vec<u8>> {
        match self.format {
            DataFormat::Json => Ok(b"[".to_vec()),
            DataFormat::JsonLines => Ok(Vec::new()),
            DataFormat::Csv => csv_line(R::FIELDS.iter().map(|name| (*name).into())),
        }
    }

    pub(crate) fn row<R: Record>(&mut self, row: &R) -> io::Result<Vec<u8>> {
        let is_first = !std::mem::replace(&mut self.has_rows, true);
        match self.format {
            DataFormat::Json => {
                let before = if is_first { "\n" } else { ",\n" };
                Ok(format!("{before}{}", object(row)).into_bytes())
            }
            DataFormat::JsonLines => Ok(format!("{}\n", object(row)).into_bytes()),
            DataFormat::Csv => {
                let values = row.values().into_iter();
                csv_line(values.map(|value| value.map(Value::into_text).unwrap_or_default()))
            }
        }
    }

    pub(crate) fn end(&self) -> &'static [u8] {
        match (self.format, self.has_rows) {
            (DataFormat::Json, true) => b"\n]\n",
            (DataFormat::Json, false) => b"]\n",
            (DataFormat::JsonLines | DataFormat::Csv, _) => b"",
        }
    }
}

/// A row as a JSON object, its fields in their order.
fn object<R: Record>(row: &R) -> String {
    let mut object = String::from("{");
    for (name, value) in R::FIELDS.iter().zip(row.values()) {
        let comma = if object.len() > 1 { "," } else { "" };
        let value = escaped(&value.map_or(Json::Null, |value| value.json()).to_string());
        // Writing to a string does not fail.
        let _ = write!(object, "{comma}{}:{value}", Json::from(*name));
    }
    object.push('}');
    object
}

/// The same JSON, with escapes for the characters that could control a terminal or reorder its
/// text, and that JSON does not escape by itself.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text
}

fn csv_line<'a>(values: impl Iterator<Item = Cow<'a, str>>) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    for value in values {
        writer.write_field(value.as_ref())?;
    }
    // Ends the line.
    writer.write_record(None::<&[u8]>)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::access_key;
    use proptest::prelude::*;
    use rstest::rstest;

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn row(user: &str, description: Option<&str>) -> KeyRow {
        let created = "2025-10-06T09:30:15Z".parse().ok();
        let key = AccessKey { created, ..access_key(user, "AKIAIOSFODNN7EXAMPLE") };
        KeyRow {
            account: Some(AccountId::from_aws("000000000012")),
            last_used: Some(LastUsed::At {
                date: "2026-11-22T09:00:00Z".parse().unwrap(),
                region: None,
                service: Some("s3".to_owned()),
            }),
            description: description.map(str::to_owned),
            ..KeyRow::of_key(&key, now())
        }
    }

    fn whole<R: Record>(format: DataFormat, rows: &[R]) -> String {
        let mut serialiser = Serialiser::new(format);
        let mut text = serialiser.begin::<R>().unwrap();
        for row in rows {
            text.extend(serialiser.row(row).unwrap());
        }
        text.extend(serialiser.end());
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_row_in_each_format() {
        let rows = [row("alice", Some("CLI, on the laptop"))];
        let object = concat!(
            r#"{"UserName":"alice","AccessKeyId":"AKIAIOSFODNN7EXAMPLE","#,
            r#""AccountId":"000000000012","Status":"Active","CreateDate":"2025-10-06T09:30:15Z","#,
            r#""AgeDays":412,"LastUsedDate":"2026-11-22T09:00:00Z","LastUsedService":"s3","#,
            r#""LastUsedRegion":null,"Description":"CLI, on the laptop"}"#
        );
        assert_eq!(whole(DataFormat::Json, &rows), format!("[\n{object}\n]\n"));
        assert_eq!(whole(DataFormat::JsonLines, &rows), format!("{object}\n"));
        assert_eq!(
            whole(DataFormat::Csv, &rows),
            "UserName,AccessKeyId,AccountId,Status,CreateDate,AgeDays,LastUsedDate,\
             LastUsedService,LastUsedRegion,Description\n\
             alice,AKIAIOSFODNN7EXAMPLE,000000000012,Active,2025-10-06T09:30:15Z,412,\
             2026-11-22T09:00:00Z,s3,,\"CLI, on the laptop\"\n"
        );
    }

    #[test]
    fn without_rows_each_format_is_whole_too() {
        assert_eq!(whole::<KeyRow>(DataFormat::Json, &[]), "[]\n");
        assert_eq!(whole::<KeyRow>(DataFormat::JsonLines, &[]), "");
        assert_eq!(whole::<KeyRow>(DataFormat::Csv, &[]), format!("{}\n", KEY_FIELDS.join(",")));
    }

    #[rstest]
    #[case::formula("=cmd|' /C calc'!A0")]
    #[case::plus("+1")]
    #[case::at("@SUM(A1)")]
    #[case::quotes("say \"hi\", 'ho'")]
    #[case::lines("one\ntwo\r\nthree\rfour")]
    #[case::controls("\u{1b}]52;c;x\u{7}\u{0}\t\u{9b}\u{7f}")]
    #[case::unicode("日本語 é e\u{301} \u{202e}x\u{200b} 🗝")]
    #[case::spaces("  around  ")]
    #[case::backslash("a\\\"b\\")]
    fn hostile_texts_come_back_as_they_were(#[case] text: &str) {
        comes_back(text, text);
    }

    /// JSON is looked at in a terminal too, and can say the same without acting on it.
    #[test]
    fn json_has_no_control_characters() {
        let odd = "\u{1b}[2J\u{7f}\u{9b}31m\u{202e}x\u{2066}\u{2028}é";
        let json = whole(DataFormat::JsonLines, &[row(odd, None)]);
        assert!(json.contains(r"\u001b[2J\u007f\u009b31m\u202ex\u2066\u2028é"), "{json}");
    }

    #[test]
    fn what_json_keeps_apart() {
        let json = whole(DataFormat::JsonLines, &[row("a", Some("")), row("b", None)]);
        assert!(json.contains("\"Description\":\"\"}\n") && json.contains("\"Description\":null}"));
        // CSV has no such difference.
        let csv = whole(DataFormat::Csv, &[row("a", Some("")), row("b", None)]);
        assert_eq!(csv.lines().filter(|line| line.ends_with(",s3,,")).count(), 2);
    }

    #[test]
    fn unknown_statuses_and_missing_dates_are_as_iam_has_them() {
        let status = Status::from_iam("Rested");
        let key = AccessKey { status, ..access_key("a", "AKIAIOSFODNN7EXAMPLE") };
        let row = KeyRow { last_used: Some(LastUsed::Never), ..KeyRow::of_key(&key, now()) };
        assert_eq!(
            whole(DataFormat::Csv, &[row]).lines().last(),
            Some("a,AKIAIOSFODNN7EXAMPLE,,Rested,,,,,,")
        );
    }

    /// Checks with independent parsers that the texts of a row survive.
    fn comes_back(user: &str, description: &str) {
        let rows = [row(user, Some(description)), row("zoe", None)];
        let json: Json = serde_json::from_str(&whole(DataFormat::Json, &rows)).unwrap();
        assert_eq!(json[0]["UserName"], user);
        assert_eq!(json[0]["Description"], description);
        let lines = whole(DataFormat::JsonLines, &rows);
        assert_eq!(lines.lines().count(), 2);
        let line: Json = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        assert_eq!(line, json[0]);
        let csv = whole(DataFormat::Csv, &rows);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!((record.get(0), record.get(9)), (Some(user), Some(description)));
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_it_was(user in ".*", description in "\\PC*|(?s).*") {
            comes_back(&user, &description);
        }
    }
}
