//! The actions on the credential report.

mod content;

use super::action::{Action, Resource, iam};
use super::api_error::ApiError;
use super::call::{ActionResult, Call};
use super::reports::ReportState;
use super::state::State;
use super::xml::Xml;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(super) const ACTIONS: [Action; 2] = [
    iam("GenerateCredentialReport", Resource::Account, generate_credential_report),
    iam("GetCredentialReport", Resource::Account, get_credential_report),
];

#[expect(clippy::unnecessary_wraps, reason = "all actions in the table have one signature")]
fn generate_credential_report(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let word = match state.reports.state(call.now) {
        ReportState::InProgress => "INPROGRESS",
        ReportState::Complete(_) => "COMPLETE",
        ReportState::NotPresent | ReportState::Expired => {
            xml.text("Description", "No report exists. Starting a new report generation task");
            state.begin_report(call.now);
            "STARTED"
        }
    };
    xml.text("State", word);
    Ok(())
}

fn get_credential_report(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    // IAM sends no message with these errors.
    let error = |code: &str, status| Err(ApiError::new(code, status, ""));
    match state.reports.state(call.now) {
        ReportState::InProgress => error("ReportInProgress", 404),
        ReportState::NotPresent => error("ReportNotPresent", 410),
        ReportState::Expired => error("ReportExpired", 410),
        ReportState::Complete(report) => {
            xml.text("Content", &STANDARD.encode(content::of(report)));
            xml.text("ReportFormat", "text/csv");
            xml.date("GeneratedTime", report.generated);
            Ok(())
        }
    }
}
