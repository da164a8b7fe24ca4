//! The credential report: the existing one, or a new one.

mod rows;

use super::account::{Account, unreadable};
use super::clients::for_a_long_answer;
use super::convert;
use super::lane::Lane;
use crate::domain::{CredentialReport, Failure, FailureKind, NextStep, Operation};
use aws_sdk_iam::operation::get_credential_report::GetCredentialReportOutput;
use aws_sdk_iam::types::{ReportFormatType, ReportStateType};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Nobody waits for the report, but it fills every row in view, and spares many calls.
const LANE: Lane = Lane::InView;

/// How long IAM may take to generate a report.
const DEADLINE: Duration = Duration::from_mins(2);
/// The first pause before the next request, which is also what each further pause adds.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

impl Account {
    /// The existing credential report: `GetCredentialReport`.
    ///
    /// # Errors
    /// When the call fails: [`FailureKind::NotReady`] when there is no report, when it has expired,
    /// and while it is being generated; [`FailureKind::Unreadable`] when it does not parse.
    pub async fn credential_report(&self) -> Result<CredentialReport, Failure> {
        let operation = Operation::GetCredentialReport;
        let request = || self.iam(LANE).get_credential_report().customize();
        let send = || request().config_override(for_a_long_answer()).send();
        let answer = self.rate_limited(LANE, operation, send).await?;
        read(&answer).map_err(|fault| unreadable(operation, &fault, &answer))
    }

    /// The credential report, newly generated unless IAM has one younger than
    /// [`REPORT_LIFETIME`](crate::domain::REPORT_LIFETIME): `GenerateCredentialReport` until it is
    /// complete, then `GetCredentialReport`. Takes up to two minutes.
    ///
    /// # Errors
    /// When a call fails; [`FailureKind::NotReady`] when IAM does not complete it in two minutes.
    pub async fn new_credential_report(&self) -> Result<CredentialReport, Failure> {
        let started = Instant::now();
        let mut pause = PAUSE;
        loop {
            if self.report_is_complete().await? {
                match self.credential_report().await {
                    // The report expired between the two calls, or somebody requested another.
                    Err(failure) if failure.kind == FailureKind::NotReady => {}
                    answer => return answer,
                }
            }
            if started.elapsed() + pause > DEADLINE {
                return Err(Failure::new(
                    Operation::GenerateCredentialReport,
                    FailureKind::NotReady,
                    "IAM is still making the credential report",
                ));
            }
            sleep(pause).await;
            pause = (pause + PAUSE).min(LONGEST_PAUSE);
        }
    }

    /// Asks IAM to generate a report; whether there is a recent one now.
    async fn report_is_complete(&self) -> Result<bool, Failure> {
        let operation = Operation::GenerateCredentialReport;
        let request = self.iam(LANE).generate_credential_report();
        let answer = self.rate_limited(LANE, operation, || request.clone().send()).await;
        let answer = answer.map_err(|failure| match failure {
            // The default advice is to delete something, which does not help here.
            Failure { kind: FailureKind::LimitExceeded, advice: None, .. } => {
                failure.with_advice(NextStep::WaitForReport)
            }
            failure => failure,
        })?;
        match answer.state() {
            Some(state) => Ok(*state == ReportStateType::Complete),
            None => {
                Err(unreadable(operation, "the answer does not say how far the report is", &answer))
            }
        }
    }
}

/// The report in an answer, or what is wrong with it.
fn read(answer: &GetCredentialReportOutput) -> Result<CredentialReport, String> {
    if answer.report_format() != Some(&ReportFormatType::TextCsv) {
        return Err("the report is not in the format text/csv".to_owned());
    }
    let generated = answer.generated_time().and_then(convert::time);
    let generated = generated.ok_or("the answer does not say when the report was made")?;
    let content = answer.content().ok_or("the answer has no report in it")?;
    rows::report(generated, content.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_iam::operation::get_credential_report::builders::GetCredentialReportOutputBuilder;
    use aws_sdk_iam::primitives::{Blob, DateTime};
    use rstest::rstest;

    type Answer = GetCredentialReportOutputBuilder;

    #[rstest]
    #[case(|answer: Answer| answer.report_format("text/html".into()), "the report is not in the format text/csv")]
    #[case(|answer: Answer| answer.set_report_format(None), "the report is not in the format text/csv")]
    #[case(|answer: Answer| answer.set_generated_time(None), "the answer does not say when the report was made")]
    #[case(|answer: Answer| answer.set_content(None), "the answer has no report in it")]
    #[case(|answer: Answer| answer.content(Blob::new([0xff])), "the report is not UTF-8")]
    #[case(|answer: Answer| answer, "the report has no column user")]
    fn an_answer_without_a_report_is_a_fault(
        #[case] change: fn(Answer) -> Answer,
        #[case] fault: &str,
    ) {
        let answer = GetCredentialReportOutput::builder()
            .report_format(ReportFormatType::TextCsv)
            .generated_time(DateTime::from_secs(1_800_000_000))
            .content(Blob::new("a,b"));
        assert_eq!(read(&change(answer).build()).unwrap_err(), fault);
    }
}
