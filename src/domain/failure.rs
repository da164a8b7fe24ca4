//! What went wrong with a call, in words a person can act on.

use super::next_step::NextStep;
use super::operation::Operation;
use std::fmt;

/// What kind of failure it was, as far as the program's next step depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// `AccessDenied`: a policy, a permissions boundary or an SCP does not allow it.
    Denied,
    /// `NoSuchEntity`: the user or key is not there.
    NoSuchEntity,
    /// `LimitExceeded`: a quota.
    LimitExceeded,
    /// `ReportNotPresent`, `ReportExpired`, `ReportInProgress`: no credential report to be had now.
    NotReady,
    /// `Throttling`: too many calls.
    Throttled,
    /// The session has ended: sign in again.
    Expired,
    /// There are no credentials, or AWS does not accept them.
    Credentials,
    /// Nothing was sent: no name, no route, no connection.
    Unreachable,
    /// Something was sent and no answer came: too late, or cut off.
    Unanswered,
    /// A 5xx answer.
    Service,
    /// An answer that is not IAM's, such as a captive portal's, or one cut short.
    Unreadable,
    /// A list that ended without being complete.
    Incomplete,
    /// A mistake in the configuration, found before any call.
    Configuration,
    /// Any other answer that says no.
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
    /// What to do next, where more is known than the kind tells.
    pub advice: Option<NextStep>,
}

impl Failure {
    /// A list that ended without being complete, in this program's words.
    #[must_use]
    pub fn incomplete(operation: Operation, message: &str) -> Self {
        Self {
            operation,
            kind: FailureKind::Incomplete,
            code: None,
            message: message.to_owned(),
            request_id: None,
            advice: None,
        }
    }

    /// Whether a write that failed like this may nevertheless have been carried out.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Unanswered | FailureKind::Service | FailureKind::Unreadable
        )
    }

    /// Whether a policy denies it, and not only none allows it ("… with an explicit deny in an
    /// identity-based policy", "… in a service control policy"): so do policies that ask for MFA.
    #[must_use]
    pub fn is_explicit_denial(&self) -> bool {
        self.kind == FailureKind::Denied && self.message.contains("explicit deny")
    }

    /// What the person can do next.
    #[must_use]
    pub fn next_step(&self) -> NextStep {
        if let Some(advice) = &self.advice {
            return advice.clone();
        }
        match self.kind {
            FailureKind::Denied => NextStep::RequestPermission(self.operation),
            FailureKind::NoSuchEntity => NextStep::RefreshDeleted,
            FailureKind::LimitExceeded => NextStep::DeleteKeyFirst,
            FailureKind::NotReady => NextStep::GenerateReport,
            FailureKind::Throttled => NextStep::SlowDown,
            FailureKind::Expired => NextStep::SignInElsewhere,
            FailureKind::Credentials => NextStep::ChooseCredentials,
            FailureKind::Unreachable | FailureKind::Unanswered => NextStep::CheckNetwork,
            FailureKind::Service => NextStep::RetryLater,
            FailureKind::Unreadable => NextStep::CheckForProxy,
            FailureKind::Incomplete => NextStep::ReadAgain,
            FailureKind::Configuration => NextStep::FixConfiguration,
            FailureKind::Refused => NextStep::NothingChanged,
        }
    }
}

/// The operation, AWS's code and message, and the request ID. What comes from AWS is as AWS sent
/// it: whoever draws it makes it harmless.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message.trim_end_matches('.');
        match (self.operation, &self.code) {
            // Before any call: a sentence of this program's own.
            (Operation::Connect, None) => {
                let mut characters = message.chars();
                let first = characters.next().into_iter().flat_map(char::to_uppercase);
                write!(f, "{}{}", first.collect::<String>(), characters.as_str())?;
            }
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
        let failure = Failure {
            operation: Operation::ListUsers,
            kind: FailureKind::Denied,
            code: Some("AccessDenied".into()),
            message: "User: x is not authorized to perform: iam:ListUsers".into(),
            request_id: Some("7a62c49f-347e-4fc4-9331-6e8eEXAMPLE".into()),
            advice: None,
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
