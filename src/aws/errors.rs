//! The SDK's errors as [`Failure`]s that a person can act on.
//!
//! For a write, the difference between "nothing was sent" and "the outcome is unknown" matters
//! most: a request counts as not sent only where that is certain.

use super::credential_source::CredentialSource;
use super::error_chain::{chain, root_cause};
use super::response_check::{BadResponse, is_too_long};
use crate::domain::{CredentialStep, Failure, FailureKind, MfaStep, NextStep, Operation};
use aws_credential_types::provider::error::CredentialsError;
use aws_runtime::retries::classifiers::THROTTLING_ERRORS;
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::error::Error;
use std::io;

/// The HTTP status for throttling, whatever the error code.
pub(super) const TOO_MANY_REQUESTS: u16 = 429;

/// What a failure needs to know of the session it happened in.
#[derive(Debug)]
pub(super) struct ErrorContext {
    /// The endpoint, when it is not AWS's own.
    pub(super) endpoint: Option<String>,
    /// Where fresh credentials can be had.
    pub(super) source: CredentialSource,
    /// Whether a long-term key signs without a session, so that MFA could change what is allowed.
    pub(super) mfa_could_help: bool,
}

/// The failure that an error of an operation means.
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
    let mut failure = Failure {
        code: error.code().map(str::to_owned),
        request_id: error.request_id().map(str::to_owned),
        ..Failure::new(operation, kind, message)
    };
    failure.advice = advice(&failure, context);
    failure
}

/// A failure found in an answer that parsed.
pub(super) fn unreadable_answer(
    operation: Operation,
    message: &str,
    request_id: Option<&str>,
) -> Failure {
    Failure {
        request_id: request_id.map(str::to_owned),
        ..Failure::new(operation, FailureKind::Unreadable, message)
    }
}

/// A failure before anything was sent.
pub(super) fn not_sent(operation: Operation, error: &(dyn Error + 'static)) -> Failure {
    let message = format!("nothing was sent: {}", root_cause(error).message);
    Failure::new(operation, FailureKind::Configuration, message)
}

fn name(context: &ErrorContext) -> &str {
    context.endpoint.as_deref().unwrap_or("AWS")
}

fn message_of(code: &str, message: Option<&str>, status: Option<u16>) -> String {
    match (code, message, status) {
        (_, Some(message), _) if !message.trim().is_empty() => message.trim().to_owned(),
        // IAM sends no message with these codes.
        ("ReportNotPresent", ..) => "there is no credential report".to_owned(),
        ("ReportExpired", ..) => "the last credential report has expired".to_owned(),
        ("ReportInProgress", ..) => "the credential report is being made".to_owned(),
        (_, _, Some(status)) => format!("HTTP status {status}"),
        _ => "no reason given".to_owned(),
    }
}

/// What an error code of AWS's means; the HTTP status decides for codes not listed here.
fn kind_of_code(code: &str, status: Option<u16>) -> FailureKind {
    match code {
        "NoSuchEntity" => FailureKind::NoSuchEntity,
        "LimitExceeded" => FailureKind::LimitExceeded,
        "ReportNotPresent" | "ReportExpired" | "ReportInProgress" => FailureKind::NotReady,
        "UnauthorizedOperation" | "AuthorizationError" => FailureKind::Denied,
        code if code.starts_with("AccessDenied") => FailureKind::Denied,
        code if THROTTLING_ERRORS.contains(&code) => FailureKind::Throttled,
        _ if status == Some(TOO_MANY_REQUESTS) => FailureKind::Throttled,
        // AWS or a proxy did not see the end of the request, but may have executed it.
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

/// The kind and message for an answer that does not parse.
fn unreadable<E: Error + 'static>(
    error: &SdkError<E, HttpResponse>,
    status: Option<u16>,
) -> (FailureKind, String) {
    let bad_response = chain(error).find_map(|error| error.downcast_ref::<BadResponse>());
    if let Some(bad_response) = bad_response {
        return (FailureKind::Unreadable, bad_response.to_string());
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

/// Whether no connection was made for certain, so that nothing can have been sent.
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

/// What to do next, where more is known than the kind.
fn advice(failure: &Failure, context: &ErrorContext) -> Option<NextStep> {
    match (failure.kind, failure.code.as_deref()) {
        (_, Some("SignatureDoesNotMatch" | "RequestExpired")) => Some(NextStep::CheckClock),
        (FailureKind::Expired, _) => Some(context.source.next_step()),
        (FailureKind::Credentials, _) => {
            Some(NextStep::Credentials(CredentialStep::Replace(context.source.label())))
        }
        _ if context.mfa_could_help && failure.is_explicit_denial() => {
            Some(NextStep::Mfa(MfaStep::SignIn(failure.operation)))
        }
        _ => None,
    }
}
