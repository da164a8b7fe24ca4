//! Checks that an answer is complete, from AWS, and of limited length.
//!
//! The SDK parses a truncated answer as a shorter, complete one. For an operation without a result,
//! it takes any page with status 200, such as a captive portal's, for success. So every successful
//! answer must end with the closing tag of its operation.

use super::error_chain::chain;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeDeserializationInterceptorContextMut,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use http_body_util::{LengthLimitError, Limited};
use std::error::Error;

/// The longest answer that is read, in bytes. A thousand users take less than one MiB; the
/// credential report of five thousand, with the longest names and paths, takes less than half of
/// this.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Rejects a success that does not end with `</…Response>`, and reads no more than [`MAX_BYTES`].
#[derive(Debug)]
pub(super) struct CheckResponse;

/// What is wrong with an answer that does not end with its closing tag.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadResponse {
    /// It has the opening tag.
    #[error("the answer was cut short")]
    Truncated,
    /// It has no opening tag, either.
    #[error("the answer is not from AWS")]
    NotFromAws,
}

impl Intercept for CheckResponse {
    fn name(&self) -> &'static str {
        "WholeAnswer"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response_mut().body_mut();
        let unlimited = std::mem::replace(body, SdkBody::taken());
        *body = SdkBody::from_body_1_x(Limited::new(unlimited, MAX_BYTES));
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let (Some(call), Some(body)) = (config.load::<Metadata>(), response.body().bytes()) else {
            return Ok(());
        };
        if response.status().is_success() {
            check_ends(call.name(), body)?;
        }
        Ok(())
    }
}

/// Whether the error is that the answer is longer than [`MAX_BYTES`].
pub(super) fn is_too_long(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(<dyn Error>::is::<LengthLimitError>)
}

/// Checks both ends of the answer to `operation`.
fn check_ends(operation: &str, body: &[u8]) -> Result<(), BadResponse> {
    let end = format!("</{operation}Response>");
    if body.trim_ascii_end().ends_with(end.as_bytes()) {
        return Ok(());
    }
    let start = format!("<{operation}Response");
    let begins = body.windows(start.len()).take(1_000).any(|bytes| bytes == start.as_bytes());
    Err(if begins { BadResponse::Truncated } else { BadResponse::NotFromAws })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_must_end_as_they_began() {
        let answer =
            b"<?xml version=\"1.0\"?><ListUsersResponse xmlns=\"x\"></ListUsersResponse>\n";
        assert!(check_ends("ListUsers", answer).is_ok());
        assert!(matches!(check_ends("ListUsers", &answer[..50]), Err(BadResponse::Truncated)));
        assert!(matches!(
            check_ends("ListUsers", b"<html>Sign in</html>"),
            Err(BadResponse::NotFromAws)
        ));
        assert!(matches!(check_ends("ListUsers", b""), Err(BadResponse::NotFromAws)));
    }
}
