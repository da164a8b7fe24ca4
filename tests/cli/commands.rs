//! A command run on the built-in account, under the real SDK, and what it printed and said.

use crate::support::{Setup, connect_as};
use akia::cli::export::{self, Request as ExportRequest};
use akia::cli::find::{self, KeySource, Request as FindRequest};
use akia::cli::output::{Diagnostics, Output, OutputWidth};
use akia::demo::DemoAccount;
use akia::domain::{AgeLimits, Filter};
use aws_credential_types::Credentials;
use serde_json::Value;
use std::io::Cursor;

/// What a command left behind.
pub(super) struct Ran {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) status: u8,
}

impl Ran {
    /// The rows of `--output json`.
    pub(super) fn rows(&self) -> Vec<Value> {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// One field of each row.
    pub(super) fn field(&self, name: &str) -> Vec<String> {
        let text = |row: &Value| match &row[name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.rows().iter().map(text).collect()
    }
}

/// `akia export --output json`
pub(super) async fn export(demo: &DemoAccount) -> Ran {
    export_as(demo, demo.credentials(), Filter::All).await
}

pub(super) async fn export_as(demo: &DemoAccount, credentials: Credentials, filter: Filter) -> Ran {
    let account = connect_as(demo, credentials).await;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let request = ExportRequest {
        filter,
        limits: AgeLimits::default(),
        output: Output::Json,
        output_width: OutputWidth::default(),
        now: Setup::noon(),
    };
    let exit = export::run(&account, &request, &mut out, &Diagnostics::new(&mut err, false)).await;
    ran(out, err, exit.status())
}

/// `akia find --output json`
pub(super) async fn find(demo: &DemoAccount, keys: &[&str]) -> Ran {
    find_as(demo, demo.credentials(), keys, "").await
}

pub(super) async fn find_as(
    demo: &DemoAccount,
    credentials: Credentials,
    keys: &[&str],
    input: &str,
) -> Ran {
    let account = connect_as(demo, credentials).await;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
    let input = input.to_owned().into_bytes();
    let given = KeySource::parse(&keys).unwrap().items(move || Cursor::new(input.clone()));
    let request = FindRequest {
        output: Output::Json,
        output_width: OutputWidth::default(),
        now: Setup::noon(),
    };
    let exit =
        find::run(&account, &request, given, &mut out, &Diagnostics::new(&mut err, false)).await;
    ran(out, err, exit.status())
}

fn ran(out: Vec<u8>, err: Vec<u8>, status: u8) -> Ran {
    Ran { out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap(), status }
}
