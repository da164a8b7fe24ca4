//! The SDK's clients: how long they wait, and how often they retry.
//!
//! There are three kinds of calls: reads that somebody waits for, reads that nobody waits for, and
//! writes. A write is sent once. The SDK does not retry it, and the HTTP library, which sends again
//! what failed on an idle connection, cannot: each write has a client and a connection of its own.
//! The client is dropped with its buffers, which held the answer's secret.
//!
//! The SDK's standard retry mode handles broken connections of all reads, and the throttling of
//! those that somebody waits for, with many quick retries and a quota of their own. The others
//! queue in the [`RateLimiter`], and are not retried out of turn.

use super::error_chain::chain;
use super::errors::{TOO_MANY_REQUESTS, never_connected};
use super::lane::Lane;
use super::rate_limiter::RateLimiter;
use super::response_check::{BadResponse, CheckResponse, is_too_long};
use aws_config::SdkConfig;
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_credential_types::Credentials;
use aws_sdk_iam::config::retry::{ClassifyRetry, RetryAction, RetryPartition};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef, InterceptorContext,
};
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::retries::classifiers::{RetryClassifierPriority, RetryReason};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::ErrorKind;
use std::time::Duration;

pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);
/// For a thousand users with all their policies, which the answer includes.
const LONG_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
const INTERACTIVE_TIMEOUT: Duration = Duration::from_secs(10);
/// For one attempt; the time in the rate limiter's queue does not count.
const BACKGROUND_TIMEOUT: Duration = Duration::from_secs(30);
const SHORT_BACKOFF: Duration = Duration::from_millis(200);
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);

/// The clients of one session.
#[derive(Debug)]
pub(super) struct Clients {
    interactive: aws_sdk_iam::Client,
    background: aws_sdk_iam::Client,
    writes: aws_sdk_iam::Config,
    rate_limiter: RateLimiter,
    pub(super) sts: aws_sdk_sts::Client,
    /// The configuration that all clients share.
    sdk: SdkConfig,
}

impl Clients {
    pub(super) fn new(sdk: &SdkConfig) -> Self {
        // Retries of one lane must not use up the quota of the other. Each session has its own.
        let background = RetryPartition::custom("akia-background").build();
        let interactive = RetryPartition::custom("akia-interactive").build();
        let rate_limiter = RateLimiter::new();
        let read = |lane, partition: &RetryPartition| {
            let config = aws_sdk_iam::config::Builder::from(sdk)
                .retry_config(retries(lane))
                .retry_partition(partition.clone())
                .retry_classifier(ReadRetries { lane, rate_limiter: Some(rate_limiter.clone()) })
                .timeout_config(timeouts(lane))
                .interceptor(CountRequests { lane, rate_limiter: rate_limiter.clone() })
                .interceptor(CheckResponse);
            aws_sdk_iam::Client::from_conf(config.build())
        };
        let writes = aws_sdk_iam::config::Builder::from(sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeout(WRITE_TIMEOUT, WRITE_TIMEOUT))
            .interceptor(CheckResponse)
            .build();
        let sts = aws_sdk_sts::config::Builder::from(sdk)
            .retry_config(retries(Lane::Interactive))
            .retry_partition(interactive.clone())
            .retry_classifier(ReadRetries { lane: Lane::Interactive, rate_limiter: None })
            .timeout_config(timeouts(Lane::Interactive))
            .interceptor(CheckResponse)
            .build();
        Self {
            interactive: read(Lane::Interactive, &interactive),
            background: read(Lane::Background, &background),
            writes,
            rate_limiter,
            sts: aws_sdk_sts::Client::from_conf(sts),
            sdk: sdk.clone(),
        }
    }

    pub(super) fn iam(&self, lane: Lane) -> &aws_sdk_iam::Client {
        match lane {
            Lane::Interactive => &self.interactive,
            Lane::InView | Lane::Background => &self.background,
        }
    }

    pub(super) fn rate_limiter(&self) -> &RateLimiter {
        &self.rate_limiter
    }

    pub(super) fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }

    /// A client for one call of STS, signed with credentials that are not kept.
    pub(super) fn for_one_signature(&self, credentials: Credentials) -> aws_sdk_sts::Client {
        let config = aws_sdk_sts::config::Builder::from(&self.sdk)
            .credentials_provider(credentials)
            .identity_cache(IdentityCache::no_cache())
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeout(ATTEMPT_TIMEOUT, ATTEMPT_TIMEOUT))
            .interceptor(CheckResponse);
        aws_sdk_sts::Client::from_conf(config.build())
    }

    /// A client for one write, which shares nothing with other calls but the credentials.
    pub(super) fn for_one_write(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::from_conf(self.writes.clone())
    }
}

fn retries(lane: Lane) -> RetryConfig {
    match lane {
        Lane::Interactive => RetryConfig::standard()
            .with_max_attempts(10)
            .with_initial_backoff(SHORT_BACKOFF)
            .with_max_backoff(Duration::from_secs(2)),
        Lane::InView | Lane::Background => RetryConfig::standard(),
    }
}

fn timeouts(lane: Lane) -> TimeoutConfig {
    let operation = match lane {
        Lane::Interactive => INTERACTIVE_TIMEOUT,
        Lane::InView | Lane::Background => BACKGROUND_TIMEOUT,
    };
    timeout(ATTEMPT_TIMEOUT, operation)
}

fn timeout(attempt: Duration, operation: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(attempt)
        .operation_timeout(operation)
        .build()
}

/// The configuration for a call of STS that is sent once, like a write.
pub(super) fn once(config: aws_sdk_sts::config::Builder) -> aws_sdk_sts::config::Builder {
    config
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeout(WRITE_TIMEOUT, WRITE_TIMEOUT))
}

/// The configuration for a background read whose long answer takes IAM a while to make.
pub(super) fn for_a_long_answer() -> aws_sdk_iam::config::Builder {
    let timeout = timeout(LONG_ATTEMPT_TIMEOUT, BACKGROUND_TIMEOUT);
    aws_sdk_iam::Config::builder().timeout_config(timeout)
}

/// The retries of reads, where the SDK's rules do not fit. A truncated answer is worth a retry. A
/// read that somebody waits for fails at once if it cannot connect, and within about two seconds if
/// connections keep breaking: long backoff is for throttling. A throttled background read goes back
/// to the queue.
#[derive(Debug)]
struct ReadRetries {
    lane: Lane,
    /// Is notified of throttling; `None` for STS, which has limits of its own.
    rate_limiter: Option<RateLimiter>,
}

impl ClassifyRetry for ReadRetries {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else {
            return RetryAction::NoActionIndicated;
        };
        let is_truncated = chain(error).any(|error| {
            matches!(error.downcast_ref::<BadResponse>(), Some(BadResponse::Truncated))
        });
        let broken = error.is_response_error()
            || error.as_connector_error().is_some_and(|error| !error.is_timeout());
        match self.lane {
            _ if is_too_long(error) => RetryAction::RetryForbidden,
            Lane::Interactive if never_connected(error) => RetryAction::RetryForbidden,
            Lane::Interactive if is_truncated || broken => {
                let kind = ErrorKind::TransientError;
                RetryAction::retryable_error_with_explicit_delay(kind, SHORT_BACKOFF)
            }
            Lane::InView | Lane::Background if is_truncated => RetryAction::transient_error(),
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn classify_retry_v2(&self, context: &InterceptorContext, so_far: &RetryAction) -> RetryAction {
        // The SDK looks at error codes only, not at the HTTP status.
        let by_status = context
            .response()
            .is_some_and(|response| response.status().as_u16() == TOO_MANY_REQUESTS);
        let throttled = by_status
            || matches!(
                so_far,
                RetryAction::RetryIndicated(RetryReason::RetryableError {
                    kind: ErrorKind::ThrottlingError,
                    ..
                })
            );
        match (self.lane, &self.rate_limiter) {
            (Lane::Interactive, Some(rate_limiter)) if throttled => rate_limiter.throttled(),
            (Lane::InView | Lane::Background, _) if throttled => {
                return RetryAction::RetryForbidden;
            }
            _ => {}
        }
        match self.classify_retry(context) {
            RetryAction::NoActionIndicated if by_status => RetryAction::throttling_error(),
            action => action,
        }
    }

    fn name(&self) -> &'static str {
        "ReadRetries"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

/// Reports to the rate limiter the requests that pass it by: those that somebody waits for, and the
/// SDK's retries.
#[derive(Debug)]
struct CountRequests {
    lane: Lane,
    rate_limiter: RateLimiter,
}

impl Intercept for CountRequests {
    fn name(&self) -> &'static str {
        "Counted"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let attempt = config.load::<RequestAttempts>().map_or(1, RequestAttempts::attempts);
        if self.lane == Lane::Interactive || attempt > 1 {
            self.rate_limiter.sent();
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.lane == Lane::Interactive && matches!(context.output_or_error(), Some(Ok(_))) {
            self.rate_limiter.answered();
        }
        Ok(())
    }
}
