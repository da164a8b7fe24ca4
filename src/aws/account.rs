//! A connected account, and the calls that read from it.

use super::clients::Clients;
use super::errors::{self, ErrorContext};
use super::lane::Lane;
use super::mfa::MfaSignIn;
use super::rate_limiter::RateLimiter;
use super::{convert, pagination};
use crate::domain::{
    AccessKeyId, AccountId, AccountSummary, Connection, ConsoleAccess, Failure, FailureKind,
    KeyListing, Marker, Operation, Page, Usage, User, UserDetails, UserName,
};
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iam::operation::RequestId;
use aws_sdk_iam::operation::get_user::GetUserOutput;
use aws_sdk_iam::types::SummaryKeyType;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The first page of users is short, so that it arrives soon; the others are IAM's longest.
const FIRST_PAGE: i32 = 100;
const NEXT_PAGES: i32 = 1_000;

type PrefetchedPage = JoinHandle<Result<Page<User>, Failure>>;

/// A connected account. Clones share everything.
#[derive(Clone, Debug)]
pub struct Account(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    connection: Connection,
    clients: Clients,
    context: ErrorContext,
    /// How the session was signed in with an MFA code, if it was.
    mfa_sign_in: Option<MfaSignIn>,
    /// The account's ID, once a call has returned it.
    account: OnceLock<AccountId>,
    /// The first page of users, requested ahead of its use.
    prefetched: Mutex<Option<PrefetchedPage>>,
    /// Whether another session replaced this one.
    retired: watch::Sender<bool>,
}

/// Methods that call AWS fail with a [`Failure`], which has operation, code, message and request
/// ID. A list is complete or fails: with [`FailureKind::Incomplete`] when its pages do not form a
/// list, with [`FailureKind::Unreadable`] when an answer is truncated.
impl Account {
    pub(super) fn new(
        connection: Connection,
        clients: Clients,
        context: ErrorContext,
        mfa_sign_in: Option<MfaSignIn>,
    ) -> Self {
        Self(Arc::new(Inner {
            connection,
            clients,
            context,
            mfa_sign_in,
            account: OnceLock::new(),
            prefetched: Mutex::default(),
            retired: watch::Sender::new(false),
        }))
    }

    /// What connecting has determined.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.0.connection
    }

    /// Another session replaces this one: the answers to its reads are no longer wanted.
    pub(crate) fn retire(&self) {
        self.0.retired.send_replace(true);
        if let Some(prefetched) = self.prefetched().take() {
            prefetched.abort();
        }
    }

    pub(crate) async fn retired(&self) {
        // This cannot fail: the sender lives as long as `self`.
        let _ = self.0.retired.subscribe().wait_for(|retired| *retired).await;
    }

    /// The requests a second that background reads are limited to, because IAM throttles; `None`
    /// without a limit. Only noticeable changes are published.
    pub(crate) fn rate_limit(&self) -> watch::Receiver<Option<u32>> {
        self.rate_limiter().rate_limit()
    }

    /// The account's alias, if it has one: `ListAccountAliases`.
    pub(crate) async fn alias(&self) -> Result<Option<String>, Failure> {
        let request = self.iam(Lane::Interactive).list_account_aliases();
        let answer = self.call(Operation::ListAccountAliases, request.send()).await?;
        Ok(answer.account_aliases().first().cloned())
    }

    /// The numbers in `GetAccountSummary` that concern access keys.
    pub(crate) async fn summary(&self) -> Result<AccountSummary, Failure> {
        let operation = Operation::GetAccountSummary;
        let request = self.iam(Lane::Interactive).get_account_summary();
        let answer = self.call(operation, request.send()).await?;
        let entry = |key| answer.summary_map().and_then(|summary| summary.get(&key)).copied();
        let Some(root_keys) = entry(SummaryKeyType::AccountAccessKeysPresent) else {
            return Err(unreadable(
                operation,
                "the summary does not tell of root access keys",
                &answer,
            ));
        };
        let quota = entry(SummaryKeyType::AccessKeysPerUserQuota);
        Ok(AccountSummary {
            root_access_keys: root_keys > 0,
            access_keys_per_user: quota.and_then(|quota| usize::try_from(quota).ok()),
        })
    }

    /// Requests the first page of users now, so that it arrives while `GetCallerIdentity` runs.
    /// Needs a tokio runtime.
    pub(crate) fn prefetch_users(&self) {
        let account = self.clone();
        let page = tokio::spawn(async move { account.fetch_users(Lane::Interactive, None).await });
        *self.prefetched() = Some(page);
    }

    fn prefetched(&self) -> MutexGuard<'_, Option<PrefetchedPage>> {
        self.0.prefetched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One page of the account's users, in IAM's order: `ListUsers`.
    pub(crate) async fn users_page(
        &self,
        lane: Lane,
        marker: Option<Marker>,
    ) -> Result<Page<User>, Failure> {
        let prefetched = self.prefetched().take();
        if marker.is_none()
            && let Some(page) = prefetched
            && let Ok(page) = page.await
        {
            return page;
        }
        self.fetch_users(lane, marker).await
    }

    async fn fetch_users(&self, lane: Lane, marker: Option<Marker>) -> Result<Page<User>, Failure> {
        let operation = Operation::ListUsers;
        let request = self
            .iam(lane)
            .list_users()
            .max_items(if marker.is_none() { FIRST_PAGE } else { NEXT_PAGES })
            .set_marker(marker.as_ref().map(|marker| marker.0.clone()));
        let answer = self.rate_limited(lane, operation, || request.clone().send()).await?;
        let users: Result<Vec<_>, _> = answer.users().iter().map(convert::user).collect();
        let users = users.map_err(|fault| unreadable(operation, fault, &answer))?;
        let rest = (answer.is_truncated(), answer.marker());
        pagination::page(operation, marker.as_ref(), users, rest)
    }

    /// One user and its tags: `GetUser`.
    ///
    /// # Errors
    /// When the call fails; [`FailureKind::NoSuchEntity`] when there is no such user.
    pub async fn user(&self, lane: Lane, name: &UserName) -> Result<UserDetails, Failure> {
        let operation = Operation::GetUser;
        let request = self.iam(lane).get_user().user_name(name.as_str());
        let answer = self.rate_limited(lane, operation, || request.clone().send()).await?;
        let details = user_details(&answer)?;
        if convert::names_another(name, Some(details.user.name.as_str())) {
            return Err(unreadable(operation, "the answer is about another user", &answer));
        }
        Ok(details)
    }

    /// All access keys of a user: `ListAccessKeys`.
    pub(crate) async fn access_keys(
        &self,
        lane: Lane,
        user: &UserName,
    ) -> Result<KeyListing, Failure> {
        let operation = Operation::ListAccessKeys;
        let keys = pagination::all(operation, |marker: Option<Marker>| async move {
            let request = self
                .iam(lane)
                .list_access_keys()
                .user_name(user.as_str())
                .set_marker(marker.as_ref().map(|marker| marker.0.clone()));
            let answer = self.rate_limited(lane, operation, || request.clone().send()).await?;
            let listed = answer.access_key_metadata().iter();
            let keys: Result<Vec<_>, _> =
                listed.map(|key| convert::access_key(user, key)).collect();
            let keys = keys.map_err(|message| unreadable(operation, message, &answer))?;
            let rest = (answer.is_truncated(), answer.marker());
            pagination::page(operation, marker.as_ref(), keys, rest)
        });
        let keys = keys.await?;
        if convert::ids_repeat(&keys) {
            return Err(errors::unreadable_answer(
                operation,
                "a key is listed more than once",
                None,
            ));
        }
        Ok(KeyListing { keys })
    }

    /// The owner of a key, and its last use: `GetAccessKeyLastUsed`. Fails with
    /// [`FailureKind::Denied`] also for a key of another account.
    pub(crate) async fn last_used(&self, lane: Lane, key: &AccessKeyId) -> Result<Usage, Failure> {
        let request = self.iam(lane).get_access_key_last_used().access_key_id(key.as_str());
        let operation = Operation::GetAccessKeyLastUsed;
        let answer = self.rate_limited(lane, operation, || request.clone().send()).await?;
        Ok(convert::usage(&answer))
    }

    pub(crate) async fn last_used_of(
        &self,
        lane: Lane,
        user: &UserName,
        key: &AccessKeyId,
    ) -> Result<Usage, Failure> {
        let usage = self.last_used(lane, key).await?;
        let named = usage.user.as_ref().map(UserName::as_str);
        if convert::names_another(user, named) {
            let message = "the answer is about a key of another user";
            return Err(errors::unreadable_answer(Operation::GetAccessKeyLastUsed, message, None));
        }
        Ok(usage)
    }

    /// The serials of a user's MFA devices: `ListMFADevices`.
    pub(crate) async fn mfa_devices(&self, user: &UserName) -> Result<Vec<String>, Failure> {
        let operation = Operation::ListMfaDevices;
        let devices = pagination::all(operation, |marker: Option<Marker>| async move {
            let request = self
                .iam(Lane::Interactive)
                .list_mfa_devices()
                .user_name(user.as_str())
                .set_marker(marker.as_ref().map(|marker| marker.0.clone()));
            let answer = self.call(operation, request.send()).await?;
            let rest = (answer.is_truncated(), answer.marker());
            pagination::page(operation, marker.as_ref(), answer.mfa_devices().to_vec(), rest)
        });
        let devices = devices.await?.into_iter();
        Ok(devices.map(|device| device.serial_number).collect())
    }

    /// Whether a user has a password for the console: `GetLoginProfile`.
    pub(crate) async fn console_access(&self, user: &UserName) -> Result<ConsoleAccess, Failure> {
        let request = self.iam(Lane::Interactive).get_login_profile().user_name(user.as_str());
        match self.call(Operation::GetLoginProfile, request.send()).await {
            Ok(_) => Ok(ConsoleAccess::Enabled),
            Err(failure) if failure.kind == FailureKind::NoSuchEntity => {
                Ok(ConsoleAccess::Disabled)
            }
            Err(failure) => Err(failure),
        }
    }

    /// The account that owns a key of any account: `sts:GetAccessKeyInfo`.
    pub(crate) async fn key_info(&self, key: &AccessKeyId) -> Result<AccountId, Failure> {
        let operation = Operation::GetAccessKeyInfo;
        let request = self.0.clients.sts.get_access_key_info().access_key_id(key.as_str());
        let answer = self.call(operation, request.send()).await?;
        let account = answer.account().filter(|account| !account.is_empty());
        let account =
            account.ok_or_else(|| unreadable(operation, "the answer has no account", &answer))?;
        Ok(AccountId::from_aws(account))
    }

    fn rate_limiter(&self) -> &RateLimiter {
        self.0.clients.rate_limiter()
    }

    pub(super) fn iam(&self, lane: Lane) -> &aws_sdk_iam::Client {
        self.0.clients.iam(lane)
    }

    pub(super) fn known_account(&self) -> &OnceLock<AccountId> {
        &self.0.account
    }

    pub(super) fn clients(&self) -> &Clients {
        &self.0.clients
    }

    pub(super) fn for_one_write(&self) -> aws_sdk_iam::Client {
        self.0.clients.for_one_write()
    }

    /// Makes a call through the rate limiter, again for as long as it is throttled. A call that
    /// somebody waits for passes the limiter by.
    pub(super) async fn rate_limited<T, E, F>(
        &self,
        lane: Lane,
        operation: Operation,
        send: impl Fn() -> F,
    ) -> Result<T, Failure>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let Some(ticket) = self.rate_limiter().ticket(lane) else {
            return self.call(operation, send()).await;
        };
        loop {
            let moment = ticket.admitted().await;
            match self.call(operation, send()).await {
                Err(failure) if failure.kind == FailureKind::Throttled => {
                    if !ticket.throttled(moment) {
                        return Err(failure);
                    }
                }
                answer => {
                    // An error code is an answer, too.
                    let is_answered = match &answer {
                        Ok(_) => true,
                        Err(failure) => failure.code.is_some(),
                    };
                    if is_answered {
                        ticket.answered();
                    }
                    return answer;
                }
            }
        }
    }

    /// Waits for a call, logs it, and converts its error.
    pub(super) async fn call<T, E>(
        &self,
        operation: Operation,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Failure>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let started = Instant::now();
        let answer =
            request.await.map_err(|error| errors::failure(operation, &error, &self.0.context));
        if let (Err(failure), Some(mfa_sign_in)) = (&answer, &self.0.mfa_sign_in)
            && matches!(failure.kind, FailureKind::Expired | FailureKind::Credentials)
        {
            mfa_sign_in.end();
        }
        let (outcome, request_id) = match &answer {
            Ok(answer) => ("ok".to_owned(), answer.request_id()),
            Err(failure) => (format!("{:?}", failure.kind), failure.request_id.as_deref()),
        };
        let took = started.elapsed();
        tracing::debug!(%operation, outcome, request_id, ?took, "call");
        answer
    }
}

/// The user in an answer to `GetUser`.
pub(super) fn user_details(answer: &GetUserOutput) -> Result<UserDetails, Failure> {
    let fail = |fault| unreadable(Operation::GetUser, fault, answer);
    let user = answer.user().ok_or_else(|| fail("the answer has no user"))?;
    let tags = convert::tags(user.tags());
    Ok(UserDetails { user: convert::user(user).map_err(fail)?, tags })
}

/// A failure found in an answer that parsed.
pub(super) fn unreadable(operation: Operation, message: &str, answer: &impl RequestId) -> Failure {
    errors::unreadable_answer(operation, message, answer.request_id())
}
