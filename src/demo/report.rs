//! The account's credential report: asked for, made in a few seconds, handed out for four hours.

mod content;

use super::DemoAccount;
use super::actions::Call;
use super::api_error::ApiError;
use super::state::{State, Users};
use super::xml::Xml;
use crate::domain::REPORT_LIFETIME;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

type ActionResult = Result<(), ApiError>;

/// How long a report takes to be made, by the account's clock.
const MAKING: TimeDelta = TimeDelta::seconds(4);

/// What there is of reports: nothing at first.
#[derive(Debug, Default)]
pub(super) struct Reports {
    /// The last one that was finished.
    latest: Option<Report>,
    /// The one that is being made.
    begun: Option<Report>,
}

/// The account as it was at a moment.
#[derive(Debug)]
struct Report {
    made: DateTime<Utc>,
    users: Arc<Users>,
    root_keys: u32,
}

impl Report {
    fn of(state: &State, made: DateTime<Utc>) -> Self {
        Self { made, users: Arc::clone(&state.users), root_keys: state.root_keys }
    }

    fn is_young(&self, now: DateTime<Utc>) -> bool {
        now - self.made < REPORT_LIFETIME
    }
}

impl Reports {
    /// Finishes what is due.
    fn go_on(&mut self, now: DateTime<Utc>) {
        if let Some(report) = self.begun.take_if(|report| now - report.made >= MAKING) {
            self.latest = Some(report);
        }
    }
}

impl DemoAccount {
    /// There is a report of the account as it is, made then: who and what was created later is not
    /// in it. After four hours it has expired.
    pub fn make_report(&self, made: DateTime<Utc>) {
        self.change(|state| {
            state.reports = Reports { latest: Some(Report::of(state, made)), begun: None };
        });
    }

    /// There is no report, and none being made.
    pub fn forget_report(&self) {
        self.change(|state| state.reports = Reports::default());
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all actions in the table have one signature")]
pub(super) fn generate_credential_report(
    state: &mut State,
    call: &Call<'_>,
    xml: &mut Xml,
) -> ActionResult {
    state.reports.go_on(call.now);
    let young = state.reports.latest.as_ref().is_some_and(|report| report.is_young(call.now));
    let word = if state.reports.begun.is_some() {
        "INPROGRESS"
    } else if young {
        "COMPLETE"
    } else {
        xml.text("Description", "No report exists. Starting a new report generation task");
        state.reports.begun = Some(Report::of(state, call.now));
        "STARTED"
    };
    xml.text("State", word);
    Ok(())
}

pub(super) fn get_credential_report(
    state: &mut State,
    call: &Call<'_>,
    xml: &mut Xml,
) -> ActionResult {
    state.reports.go_on(call.now);
    // IAM gives no reason with these.
    let refused = |code: &str, status| Err(ApiError::new(code, status, ""));
    match &state.reports {
        Reports { begun: Some(_), .. } => refused("ReportInProgress", 404),
        Reports { latest: None, .. } => refused("ReportNotPresent", 410),
        Reports { latest: Some(report), .. } if !report.is_young(call.now) => {
            refused("ReportExpired", 410)
        }
        Reports { latest: Some(report), .. } => {
            xml.text("Content", &STANDARD.encode(content::of(report)));
            xml.text("ReportFormat", "text/csv");
            xml.date("GeneratedTime", report.made);
            Ok(())
        }
    }
}
