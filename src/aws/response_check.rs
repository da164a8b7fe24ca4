//! Whether an answer arrived whole, and is not endless.
//!
//! The SDK reads an answer that was cut short as a shorter, complete one, and takes any page with
//! status 200 (a proxy's, a captive portal's) for the success of an operation that answers
//! nothing. So every successful answer must end as the operation's answers end.

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

/// The longest answer that is read, in bytes: a thousand users take less than one MiB, the credential
/// report of five thousand with the longest names and paths there can be less than half of it.
const LONGEST: usize = 16 * 1024 * 1024;

/// Lets a success through only if it ends with `</…Response>`, and reads no more of any answer than
/// AWS would send.
#[derive(Debug)]
pub(super) struct CheckResponse;

/// The answer does not end as answers end.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadResponse {
    /// It began as it should, and broke off.
    #[error("the answer was cut short")]
    Truncated,
    /// It is something else.
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
        *body = SdkBody::from_body_1_x(Limited::new(unlimited, LONGEST));
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
            whole(call.name(), body)?;
        }
        Ok(())
    }
}

/// Whether this is the error of an answer that is too long to be read.
pub(super) fn is_too_long(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(<dyn Error>::is::<LengthLimitError>)
}

/// Looks at the two ends of the answer to `operation`.
fn whole(operation: &str, body: &[u8]) -> Result<(), BadResponse> {
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
        assert!(whole("ListUsers", answer).is_ok());
        assert!(matches!(whole("ListUsers", &answer[..50]), Err(BadResponse::Truncated)));
        assert!(matches!(
            whole("ListUsers", b"<html>Sign in</html>"),
            Err(BadResponse::NotFromAws)
        ));
        assert!(matches!(whole("ListUsers", b""), Err(BadResponse::NotFromAws)));
    }
}
