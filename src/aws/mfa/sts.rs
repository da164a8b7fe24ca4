//! The calls that carry MFA codes. Each is sent once: AWS accepts a code once, so a retry after a
//! lost answer would only be refused.

use super::super::clients::once;
use super::super::credentials::check_signable;
use super::super::error_chain::root_cause;
use super::super::errors::{self, ErrorContext};
use super::super::response_check::CheckResponse;
use crate::domain::{
    CredentialStep, Failure, FailureKind, MfaAnswer, MfaStep, NextStep, Operation,
};
use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts::operation::RequestId;
use aws_sdk_sts::types::Credentials as StsCredentials;
use std::time::SystemTime;

/// A role to assume, as its profile describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) external_id: Option<String>,
    pub(super) session_name: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Sts {
    /// Everything but credentials, which each call brings.
    pub(super) sdk: SdkConfig,
}

impl Sts {
    /// The time, by the clock that credentials expire by.
    pub(super) fn now(&self) -> SystemTime {
        self.sdk.time_source().map_or_else(SystemTime::now, |time| time.now())
    }

    fn client(&self, signed_with: &Credentials) -> aws_sdk_sts::Client {
        let signed_with = SharedCredentialsProvider::new(signed_with.clone());
        let config = once(aws_sdk_sts::config::Builder::from(&self.sdk))
            .credentials_provider(signed_with)
            .interceptor(CheckResponse);
        aws_sdk_sts::Client::from_conf(config.build())
    }

    pub(super) async fn session_token(
        &self,
        signed_with: &Credentials,
        answer: &MfaAnswer,
        seconds: Option<i32>,
        context: &ErrorContext,
    ) -> Result<Credentials, Failure> {
        let operation = Operation::GetSessionToken;
        let request = self
            .client(signed_with)
            .get_session_token()
            .serial_number(&answer.serial)
            .set_duration_seconds(seconds)
            .token_code(answer.code.read(str::to_owned));
        let answered = request.send().await;
        let answered = answered.map_err(|error| errors::failure(operation, &error, context))?;
        tracing::debug!(%operation, request_id = answered.request_id(), "call");
        credentials(operation, answered.credentials, signed_with, self.now())
    }

    /// `AssumeRole`, with or without a code.
    pub(super) async fn assume_role(
        &self,
        signed_with: &Credentials,
        role: &Role,
        answer: Option<&MfaAnswer>,
        seconds: Option<i32>,
        context: &ErrorContext,
    ) -> Result<Credentials, Failure> {
        let operation = Operation::AssumeRole;
        let name = role.session_name.clone().unwrap_or_else(|| self.session_name());
        let request = self
            .client(signed_with)
            .assume_role()
            .role_arn(&role.arn)
            .role_session_name(name)
            .set_external_id(role.external_id.clone())
            .set_duration_seconds(seconds)
            .set_serial_number(answer.map(|answer| answer.serial.clone()))
            .set_token_code(answer.map(|answer| answer.code.read(str::to_owned)));
        let answered = request.send().await;
        let answered = answered.map_err(|error| errors::failure(operation, &error, context))?;
        tracing::debug!(%operation, request_id = answered.request_id(), "call");
        credentials(operation, answered.credentials, signed_with, self.now())
    }

    /// A name for a session, made of a word and the time as the AWS CLI and SDKs do.
    fn session_name(&self) -> String {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        format!("akia-{}", since.as_secs())
    }
}

fn credentials(
    operation: Operation,
    answered: Option<StsCredentials>,
    signed_with: &Credentials,
    now: SystemTime,
) -> Result<Credentials, Failure> {
    let fail = |message: &str| errors::unreadable_answer(operation, message, None);
    let answered = answered.ok_or_else(|| fail("the answer has no credentials"))?;
    let until = SystemTime::try_from(answered.expiration);
    let until = until.map_err(|_| fail("the answer does not say when the session ends"))?;
    if answered.access_key_id == signed_with.access_key_id() || answered.session_token.is_empty() {
        return Err(fail("the answer has no credentials of a session"));
    }
    if until <= now {
        return Err(fail("the session is over already, by the clock of this machine"));
    }
    let (id, secret, token) =
        (answered.access_key_id, answered.secret_access_key, answered.session_token);
    check_signable(Credentials::new(id, secret, Some(token), Some(until), "akia"))
        .map_err(|error| fail(&root_cause(&error).message))
}

/// Whether another code can be tried after this failure: then it comes back as `Ok`, with what to
/// do.
///
/// STS has one error code, `AccessDenied`, for all refusals: only its message tells them apart.
pub(super) fn code_refusal(mut failure: Failure) -> Result<Failure, Failure> {
    let outcome_is_unknown = matches!(
        failure.kind,
        FailureKind::Unanswered
            | FailureKind::Service
            | FailureKind::Unreadable
            | FailureKind::Throttled
    );
    let advice = if failure.message.contains("invalid MFA one time pass code") {
        NextStep::Mfa(MfaStep::EnterNextCode)
    } else if failure.message.contains("unable to validate MFA code") {
        NextStep::Mfa(MfaStep::CheckDevice)
    } else if outcome_is_unknown {
        // AWS may have seen the code, which is used up then.
        NextStep::Mfa(MfaStep::ReplaceSentCode)
    } else {
        if failure.kind == FailureKind::Denied && failure.operation == Operation::AssumeRole {
            failure.advice = Some(NextStep::Credentials(CredentialStep::AllowAssumeRole));
        }
        return Err(failure);
    };
    failure.advice = Some(advice);
    Ok(failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        FailureKind::Denied,
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        Some("wait until the device shows the next one")
    )]
    #[case(
        FailureKind::Denied,
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA \
         serial number is valid and associated with this user. ",
        Some("AWS does not know this device")
    )]
    #[case(FailureKind::Unanswered, "AWS did not answer in time", Some("is not sent again"))]
    #[case(FailureKind::Denied, "User: x is not authorized to perform: sts:AssumeRole", None)]
    #[case(FailureKind::Unreachable, "cannot connect", None)]
    fn what_can_be_tried_with_the_next_code(
        #[case] kind: FailureKind,
        #[case] message: &str,
        #[case] advises: Option<&str>,
    ) {
        let failure = Failure::new(Operation::AssumeRole, kind, message);
        match (code_refusal(failure), advises) {
            (Ok(refused), Some(advises)) => {
                assert!(crate::console::next_step(&refused).contains(advises));
            }
            (Err(_), None) => {}
            (other, _) => panic!("{other:?}"),
        }
    }
}
