//! What the SDK says went wrong, as a [`Failure`] a person can act on.
//!
//! For a write the line between "nothing was sent" and "nobody knows" matters most: only what is
//! certain counts as not sent.

use super::credential_source::CredentialSource;
use super::error_chain::{chain, root_cause};
use super::response_check::{BadResponse, is_too_long};
use crate::domain::{Failure, FailureKind, NextStep, Operation};
use aws_credential_types::provider::error::CredentialsError;
use aws_runtime::retries::classifiers::THROTTLING_ERRORS;
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::error::Error;
use std::io;

/// The HTTP status of throttling, whatever the code.
pub(super) const TOO_MANY_REQUESTS: u16 = 429;

/// The session a call failed in, as far as its failures need to know.
#[derive(Debug)]
pub(super) struct ErrorContext {
    /// The endpoint, when it is not AWS's own.
    pub(super) endpoint: Option<String>,
    /// Where fresh credentials come from.
    pub(super) source: CredentialSource,
    /// A user's long-term key signs by itself, so that an MFA code could make a difference.
    pub(super) mfa_could_help: bool,
}

/// The failure behind an error of any operation.
pub(super) fn failure<E>(
    operation: Operation,
    error: &SdkError<E, HttpResponse>,
    context: &ErrorContext,
) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let credentials = chain(error).find_map(|error| error.downcast_ref::<CredentialsError>());
    if let Some(credentials) = credentials {
        return context.source.failure(operation, credentials);
    }
    let status = error.raw_response().map(|response| response.status().as_u16());
    let (kind, message) = match (error, error.code(), status) {
        (SdkError::ServiceError(_), Some(code), _) => {
            (kind_of_code(code, status), message_of(code, error.message(), status))
        }
        (_, _, Some(status @ 500..)) => {
            (FailureKind::Service, format!("AWS answered with HTTP status {status} and no reason"))
        }
        (_, None, Some(408)) => (
            FailureKind::Unanswered,
            format!("{} did not get the request in time (HTTP status 408)", name(context)),
        ),
        (SdkError::ServiceError(_), None, Some(TOO_MANY_REQUESTS)) => {
            (FailureKind::Throttled, "Too many requests".to_owned())
        }
        (SdkError::ServiceError(_) | SdkError::ResponseError(_), _, status) => {
            unreadable(error, status)
        }
        (SdkError::TimeoutError(_), ..) => {
            (FailureKind::Unanswered, format!("{} did not answer in time", name(context)))
        }
        (SdkError::ConstructionFailure(_), ..) => {
            (FailureKind::Configuration, format!("nothing was sent: {}", root_cause(error).message))
        }
        _ if never_connected(error) => (
            FailureKind::Unreachable,
            format!("cannot connect to {}: {}", name(context), root_cause(error).message),
        ),
        _ => (
            FailureKind::Unanswered,
            format!("no answer from {}: {}", name(context), root_cause(error).message),
        ),
    };
    let failure = Failure {
        operation,
        kind,
        code: error.code().map(str::to_owned),
        message,
        request_id: error.request_id().map(str::to_owned),
        advice: None,
    };
    Failure { advice: advice(&failure, context), ..failure }
}

/// A failure found in an answer that parsed.
pub(super) fn unreadable_answer(
    operation: Operation,
    message: &str,
    request_id: Option<&str>,
) -> Failure {
    Failure {
        operation,
        kind: FailureKind::Unreadable,
        code: None,
        message: message.to_owned(),
        request_id: request_id.map(str::to_owned),
        advice: None,
    }
}

/// A failure found before anything was sent.
pub(super) fn not_sent(operation: Operation, error: &(dyn Error + 'static)) -> Failure {
    Failure {
        kind: FailureKind::Configuration,
        ..unreadable_answer(
            operation,
            &format!("nothing was sent: {}", root_cause(error).message),
            None,
        )
    }
}

fn name(context: &ErrorContext) -> &str {
    context.endpoint.as_deref().unwrap_or("AWS")
}

fn message_of(code: &str, message: Option<&str>, status: Option<u16>) -> String {
    match (code, message, status) {
        (_, Some(message), _) if !message.trim().is_empty() => message.trim().to_owned(),
        // IAM says no more about these than their codes.
        ("ReportNotPresent", ..) => "there is no credential report".to_owned(),
        ("ReportExpired", ..) => "the last credential report has expired".to_owned(),
        ("ReportInProgress", ..) => "the credential report is being made".to_owned(),
        (_, _, Some(status)) => format!("HTTP status {status}"),
        _ => "no reason given".to_owned(),
    }
}

/// What AWS's error codes mean, with the HTTP status for those that are not in the table.
fn kind_of_code(code: &str, status: Option<u16>) -> FailureKind {
    match code {
        "NoSuchEntity" => FailureKind::NoSuchEntity,
        "LimitExceeded" => FailureKind::LimitExceeded,
        "ReportNotPresent" | "ReportExpired" | "ReportInProgress" => FailureKind::NotReady,
        "UnauthorizedOperation" | "AuthorizationError" => FailureKind::Denied,
        code if code.starts_with("AccessDenied") => FailureKind::Denied,
        code if THROTTLING_ERRORS.contains(&code) => FailureKind::Throttled,
        _ if status == Some(TOO_MANY_REQUESTS) => FailureKind::Throttled,
        // AWS, or a proxy, has waited in vain for the rest of the request: it may have had it.
        "RequestTimeout" | "RequestTimeoutException" => FailureKind::Unanswered,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => FailureKind::Expired,
        "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "AuthFailure"
        | "IncompleteSignature"
        | "InvalidAccessKeyId"
        | "NotAuthorized"
        | "OptInRequired"
        | "MissingAuthenticationToken" => FailureKind::Credentials,
        _ if status == Some(408) => FailureKind::Unanswered,
        _ if status.is_some_and(|status| status >= 500) => FailureKind::Service,
        _ => FailureKind::Refused,
    }
}

/// What came instead of an answer of AWS's.
fn unreadable<E: Error + 'static>(
    error: &SdkError<E, HttpResponse>,
    status: Option<u16>,
) -> (FailureKind, String) {
    let find = |error: &SdkError<E, HttpResponse>| {
        chain(error).find_map(|error| error.downcast_ref::<BadResponse>()).map(ToString::to_string)
    };
    if let Some(message_of) = find(error) {
        return (FailureKind::Unreadable, message_of);
    }
    if is_too_long(error) {
        return (FailureKind::Unreadable, "the answer is far longer than any of AWS's".to_owned());
    }
    if chain(error).any(<dyn Error>::is::<io::Error>) {
        return (
            FailureKind::Unanswered,
            format!("the answer broke off: {}", root_cause(error).message),
        );
    }
    let status = status.map(|status| format!(" (HTTP status {status})")).unwrap_or_default();
    (FailureKind::Unreadable, format!("the answer is not from AWS, or is cut short{status}"))
}

/// Whether it is certain that no connection came about, so that nothing can have been sent.
pub(super) fn never_connected(error: &(dyn Error + 'static)) -> bool {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
    chain(error).any(|error| {
        let no_connection = error
            .downcast_ref::<hyper_util::client::legacy::Error>()
            .is_some_and(hyper_util::client::legacy::Error::is_connect);
        let no_route = error.downcast_ref::<io::Error>().is_some_and(|error| {
            matches!(error.kind(), ConnectionRefused | HostUnreachable | NetworkUnreachable)
        });
        no_connection || no_route
    })
}

/// What to do next, where more is known than the kind tells.
fn advice(failure: &Failure, context: &ErrorContext) -> Option<NextStep> {
    match (failure.kind, failure.code.as_deref()) {
        (_, Some("SignatureDoesNotMatch" | "RequestExpired")) => Some(NextStep::CheckClock),
        (FailureKind::Expired, _) => Some(context.source.next_step()),
        (FailureKind::Credentials, _) => Some(NextStep::ReplaceCredentials(context.source.label())),
        _ if context.mfa_could_help && failure.is_explicit_denial() => {
            Some(NextStep::SignInWithMfa(failure.operation))
        }
        _ => None,
    }
}
