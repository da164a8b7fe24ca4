//! Why a call failed, as the program and the person need to know it to act.

use super::next_step::{CredentialStep, NextStep};
use super::operation::Operation;
use super::text::capitalise;
use std::fmt;

/// The kinds of failure that the program, or the person, reacts to differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// `AccessDenied`: a policy, a permissions boundary or an SCP does not allow it.
    Denied,
    /// `NoSuchEntity`: there is no such user or key.
    NoSuchEntity,
    /// `LimitExceeded`: a quota.
    LimitExceeded,
    /// `ReportNotPresent`, `ReportExpired`, `ReportInProgress`: no credential report is available.
    NotReady,
    /// `Throttling`: too many calls.
    Throttled,
    /// The session has expired.
    Expired,
    /// There are no credentials, or AWS does not accept them.
    Credentials,
    /// Nothing was sent: name resolution, routing or connecting failed.
    Unreachable,
    /// A request was sent, and no answer came in time, or it broke off.
    Unanswered,
    /// A 5xx answer.
    Service,
    /// An answer that is truncated, or not from AWS, such as a captive portal's.
    Unreadable,
    /// A list that ended without being complete.
    Incomplete,
    /// The configuration is wrong, which was found before any call.
    Configuration,
    /// AWS refused the call for any other reason.
    Refused,
}

/// A call that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The call.
    pub operation: Operation,
    /// What kind of failure.
    pub kind: FailureKind,
    /// AWS's error code, if AWS answered with one.
    pub code: Option<String>,
    /// AWS's message, or what went wrong in this program's words.
    pub message: String,
    /// AWS's request ID.
    pub request_id: Option<String>,
    /// What to do next, if more is known than follows from the kind.
    pub advice: Option<NextStep>,
}

impl Failure {
    /// A failure without an answer from AWS, or with one that says no more than this.
    #[must_use]
    pub fn new(operation: Operation, kind: FailureKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { operation, kind, code: None, message, request_id: None, advice: None }
    }

    /// The same failure, with more specific advice than its kind gives.
    #[must_use]
    pub(crate) fn with_advice(self, advice: impl Into<Option<NextStep>>) -> Self {
        Self { advice: advice.into(), ..self }
    }

    pub(crate) fn incomplete(operation: Operation, message: &str) -> Self {
        Self::new(operation, FailureKind::Incomplete, message)
    }

    /// Whether a write that failed like this may nevertheless have been carried out.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Unanswered | FailureKind::Service | FailureKind::Unreadable
        )
    }

    /// Whether a policy denies the call, rather than none allowing it ("… with an explicit deny in
    /// an identity-based policy"). Policies that require MFA deny explicitly.
    pub(crate) fn is_explicit_denial(&self) -> bool {
        self.kind == FailureKind::Denied && self.message.contains("explicit deny")
    }

    pub(crate) fn next_step(&self) -> NextStep {
        if let Some(advice) = &self.advice {
            return advice.clone();
        }
        match self.kind {
            FailureKind::Denied => NextStep::RequestPermission(self.operation),
            FailureKind::NoSuchEntity => NextStep::RefreshDeleted,
            FailureKind::LimitExceeded => NextStep::DeleteKeyFirst,
            FailureKind::NotReady => NextStep::GenerateReport,
            FailureKind::Throttled => NextStep::SlowDown,
            FailureKind::Expired => NextStep::Credentials(CredentialStep::SignInElsewhere),
            FailureKind::Credentials => NextStep::Credentials(CredentialStep::Choose),
            FailureKind::Unreachable | FailureKind::Unanswered => NextStep::CheckNetwork,
            FailureKind::Service => NextStep::RetryLater,
            FailureKind::Unreadable => NextStep::CheckForProxy,
            FailureKind::Incomplete => NextStep::ReadAgain,
            FailureKind::Configuration => NextStep::FixConfiguration,
            FailureKind::Refused => NextStep::NothingChanged,
        }
    }
}

/// The operation, AWS's code and message, and the request ID. Text from AWS is unchanged: whoever
/// draws it makes it harmless.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message.trim_end_matches('.');
        match (self.operation, &self.code) {
            // Not AWS's message, but a sentence of this program.
            (Operation::Connect, None) => f.write_str(&capitalise(message))?,
            (Operation::Connect, Some(code)) => write!(f, "{code}: {message}")?,
            (operation, Some(code)) => write!(f, "{operation}: {code}: {message}")?,
            (operation, None) => write!(f, "{operation}: {message}")?,
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request ID {id})")?;
        }
        f.write_str(".")
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_call_code_message_request_and_next_step() {
        let message = "User: x is not authorized to perform: iam:ListUsers";
        let failure = Failure {
            code: Some("AccessDenied".into()),
            request_id: Some("7a62c49f-347e-4fc4-9331-6e8eEXAMPLE".into()),
            ..Failure::new(Operation::ListUsers, FailureKind::Denied, message)
        };
        assert_eq!(
            failure.to_string(),
            "ListUsers: AccessDenied: User: x is not authorized to perform: iam:ListUsers \
             (request ID 7a62c49f-347e-4fc4-9331-6e8eEXAMPLE)."
        );
        assert_eq!(failure.next_step(), NextStep::RequestPermission(Operation::ListUsers));
        assert!(!failure.outcome_unknown());
    }
}
