//! The account: its state, its clock, its faults, and the requests it was sent.

use super::faults::Faults;
use super::ids::{self, SeededRng};
use super::request::Request;
use super::state::State;
use super::users::{DemoKey, DemoUser, Policy};
use super::{caller, population};
use crate::domain::{AccessKeyId, Status};
use aws_credential_types::Credentials;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// The number of requests kept, because a demo may run for days.
const MAX_RECORDED: usize = 50_000;

/// An account in memory. Clones share it.
#[derive(Clone, Debug)]
pub struct DemoAccount(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    opened: DateTime<Utc>,
    since: Instant,
    session: AccessKeyId,
    state: Mutex<State>,
    faults: Faults,
    hooks: Mutex<Vec<Hook>>,
    requests: Mutex<VecDeque<Recorded>>,
    request_ids: Mutex<SeededRng>,
}

/// Something to run after a number of further requests of one action.
struct Hook {
    action: String,
    remaining: usize,
    run: HookAction,
}

pub(super) type HookAction = Box<dyn FnOnce(&DemoAccount) + Send>;

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hook").field("action", &self.action).finish_non_exhaustive()
    }
}

/// A request that was sent, or was to be sent when the connection was refused.
///
/// The parameters of these actions hold no secret, since an MFA code is used up by then. Of the
/// signature only the key's ID is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The action.
    pub action: String,
    /// All parameters, in the order they were sent.
    pub parameters: Vec<(String, String)>,
    /// The key that signed it.
    pub signed_by: Option<AccessKeyId>,
    /// When it arrived, by the account's clock.
    pub at: DateTime<Utc>,
}

impl Recorded {
    /// A parameter's value.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl DemoAccount {
    /// The built-in account: about sixty users with dates relative to `now`, and a credential
    /// report made two hours ago.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        let account = Self::with_users(now, population::built_in(now));
        account.change(|state| state.set_report(now - TimeDelta::hours(2)));
        account
    }

    /// An account with this many generated users, besides the one that is signed in.
    #[must_use]
    pub fn sized(now: DateTime<Utc>, users: usize) -> Self {
        Self::with_users(now, population::generated(now, users))
    }

    /// An account with these users. [`DemoAccount::credentials`] are those of the first user who
    /// may do everything and has an active key. Without one, `ops-admin` is added, or replaced.
    ///
    /// The account's clock starts at `now` and runs with [`tokio::time::Instant`], so that tests
    /// can pause it.
    #[must_use]
    pub fn with_users(now: DateTime<Utc>, mut users: Vec<DemoUser>) -> Self {
        let admin = |user: &&DemoUser| user.policy == Policy::Admin;
        let session = users.iter().filter(admin).find_map(active_key).unwrap_or_else(|| {
            let (admin, key) = population::administrator(now);
            users.push(admin);
            key
        });
        Self(Arc::new(Inner {
            opened: now,
            since: Instant::now(),
            session,
            state: Mutex::new(State::new(users)),
            faults: Faults::default(),
            hooks: Mutex::default(),
            requests: Mutex::default(),
            request_ids: Mutex::new(SeededRng::from_text("requests")),
        }))
    }

    /// Credentials of a user who may do everything: the session's own.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Self::credentials_with(&self.0.session)
    }

    /// Credentials of a user's first active key, if it has one.
    #[must_use]
    pub fn credentials_of(&self, user: &str) -> Option<Credentials> {
        let key = self.lock_state().users.get(user).and_then(|user| active_key(user))?;
        Some(Self::credentials_with(&key))
    }

    /// Temporary credentials of an assumed role that may do everything: no user.
    #[must_use]
    pub fn role_credentials() -> Credentials {
        let secret = ids::secret().to_string();
        let token = Some(caller::ROLE_TOKEN.to_owned());
        Credentials::new(caller::role_key().as_str(), secret, token, None, "demo")
    }

    /// Credentials that sign with this key, whatever its state.
    pub(crate) fn credentials_with(key: &AccessKeyId) -> Credentials {
        Credentials::new(key.as_str(), ids::secret().to_string(), None, None, "demo")
    }

    /// The faults that tests can set.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// Every request that the SDK sent or tried to send, in order, up to the last 50,000.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.0.requests).iter().cloned().collect()
    }

    /// The keys of a user as they are now; none if there is no such user.
    #[must_use]
    pub fn keys_of(&self, user: &str) -> Vec<DemoKey> {
        self.user(user).map(|user| user.keys).unwrap_or_default()
    }

    /// The tags of a user as they are now; none if there is no such user.
    #[must_use]
    pub fn tags_of(&self, user: &str) -> Vec<(String, String)> {
        self.user(user).map(|user| user.tags).unwrap_or_default()
    }

    /// A user as it is now.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<DemoUser> {
        self.lock_state().users.get(name).map(|user| DemoUser::clone(user))
    }

    /// The names of all users, in the order of `ListUsers`.
    #[must_use]
    pub fn user_names(&self) -> Vec<String> {
        self.lock_state().users.keys().cloned().collect()
    }

    /// The time, by the account's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let elapsed = TimeDelta::from_std(self.0.since.elapsed()).unwrap_or_default();
        self.0.opened + elapsed
    }

    /// Changes the account, and keeps the state that lagging lists still show.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let lag = self.0.faults.lag();
        let mut state = self.lock_state();
        state.remember(Instant::now(), lag);
        change(&mut state)
    }

    /// Runs `run` right after the `nth` request of `action` from now is executed, before its answer
    /// is on the way: as when somebody activates a key between two looks at it.
    pub fn after(&self, action: &str, nth: usize, run: impl FnOnce(&DemoAccount) + Send + 'static) {
        let hook = Hook { action: action.to_owned(), remaining: nth, run: Box::new(run) };
        lock(&self.0.hooks).push(hook);
    }

    /// The hooks to run now that a request of this action was executed.
    pub(super) fn take_due_hooks(&self, action: &str) -> Vec<HookAction> {
        let mut hooks = lock(&self.0.hooks);
        for hook in hooks.iter_mut().filter(|hook| hook.action == action) {
            hook.remaining = hook.remaining.saturating_sub(1);
        }
        let due = hooks.extract_if(.., |hook| hook.remaining == 0 && hook.action == action);
        due.map(|hook| hook.run).collect()
    }

    pub(super) fn record(&self, request: &Request) {
        let recorded = Recorded {
            action: request.action.clone(),
            parameters: request.parameters.0.clone(),
            signed_by: request.signature.as_ref().map(|signature| signature.key.clone()),
            at: self.now(),
        };
        let mut requests = lock(&self.0.requests);
        if requests.len() == MAX_RECORDED {
            requests.pop_front();
        }
        requests.push_back(recorded);
    }

    pub(super) fn next_request_id(&self) -> String {
        lock(&self.0.request_ids).request_id()
    }

    fn lock_state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.state)
    }
}

fn active_key(user: &DemoUser) -> Option<AccessKeyId> {
    user.keys.iter().find(|key| key.status == Status::Active).map(|key| key.id.clone())
}

/// No change is left half made under a lock, so a poisoned one is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
