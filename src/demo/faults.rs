//! What can go wrong between the program and IAM. Only tests set faults.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What goes wrong with a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The connection is refused: nothing is sent, and nothing executed.
    Refuse,
    /// The request is executed, and the connection closes before the answer.
    DropAnswer,
    /// There is never an answer.
    Hang {
        /// Whether the request is executed all the same.
        carried_out: bool,
    },
    /// An error answer; the request is not executed.
    Error {
        /// AWS's error code.
        code: &'static str,
        /// The HTTP status.
        status: u16,
        /// The message.
        message: &'static str,
    },
    /// A denial, with the message for a missing permission.
    Deny,
    /// The request is executed, and half of the answer's body arrives.
    CutShort,
    /// Something in between answers with an HTML page and status 200.
    CaptivePortal,
    /// A list's page names itself as the next one, with the same marker over and over.
    SameMarker,
    /// A list's page is empty, and names itself as the next one with another marker.
    EmptyPage,
    /// A list's page has one item, however many were asked for.
    ShortPage,
    /// A list's page is truncated, and has no marker.
    NoMarker,
}

/// The faults of an account; none until a test sets one.
#[derive(Default, Debug)]
pub struct Faults(Mutex<Settings>);

#[derive(Default, Debug)]
struct Settings {
    latency: Duration,
    lag: Duration,
    propagation: Duration,
    revocation: Duration,
    expired: bool,
    bucket: Option<Bucket>,
    scheduled: Vec<ScheduledFault>,
}

/// A fault of the next requests of one action, or of any action for `*`.
#[derive(Debug)]
struct ScheduledFault {
    action: String,
    times: usize,
    fault: Fault,
}

/// The faults of one request, determined when it arrives.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct ActiveFaults {
    pub(super) latency: Duration,
    pub(super) lag: Duration,
    pub(super) propagation: Duration,
    pub(super) revocation: Duration,
    pub(super) expired: bool,
    pub(super) throttled: bool,
    pub(super) fault: Option<Fault>,
}

impl Faults {
    /// Sets how long a request and its answer take together. The request is executed halfway.
    pub fn set_latency(&self, latency: Duration) {
        self.settings().latency = latency;
    }

    /// Sets how old the answers of `ListUsers` and `ListAccessKeys` are. Changes made before this
    /// is set are visible at once.
    pub fn set_lag(&self, lag: Duration) {
        self.settings().lag = lag;
    }

    /// Refuses the signatures of keys younger than this.
    pub fn refuse_new_keys_for(&self, age: Duration) {
        self.settings().propagation = age;
    }

    /// Sets how long a key still signs as before after its status changes or it is deleted.
    pub fn revoke_after(&self, delay: Duration) {
        self.settings().revocation = delay;
    }

    /// Sets whether every request answers that the session has expired.
    pub fn set_expired(&self, expired: bool) {
        self.settings().expired = expired;
    }

    /// Throttles beyond `rate` requests a second, with bursts of `burst`.
    pub fn throttle(&self, rate: f64, burst: u32) {
        let burst = f64::from(burst);
        self.settings().bucket = Some(Bucket { rate, burst, tokens: burst, at: Instant::now() });
    }

    /// Schedules a fault for the next `times` requests of `action`, or of any for `*`. Of several
    /// faults, the one scheduled first comes first.
    pub fn inject(&self, action: &str, times: usize, fault: Fault) {
        self.settings().scheduled.push(ScheduledFault { action: action.to_owned(), times, fault });
    }

    /// Schedules a fault for every request of `action`, or of any for `*`, from now on.
    pub fn inject_always(&self, action: &str, fault: Fault) {
        self.inject(action, usize::MAX, fault);
    }

    /// Removes all faults.
    pub fn clear(&self) {
        *self.settings() = Settings::default();
    }

    /// The faults of a request that arrives now.
    pub(super) fn active_for(&self, action: &str) -> ActiveFaults {
        let mut settings = self.settings();
        ActiveFaults {
            latency: settings.latency,
            lag: settings.lag,
            propagation: settings.propagation,
            revocation: settings.revocation,
            expired: settings.expired,
            throttled: settings.bucket.as_mut().is_some_and(|bucket| !bucket.take()),
            fault: settings.take_fault(action),
        }
    }

    /// How old the answers of lists are.
    pub(super) fn lag(&self) -> Duration {
        self.settings().lag
    }

    fn settings(&self) -> MutexGuard<'_, Settings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Settings {
    /// Takes the fault scheduled for a request of this action.
    fn take_fault(&mut self, action: &str) -> Option<Fault> {
        let scheduled = self.scheduled.iter_mut().find(|scheduled| {
            scheduled.times > 0 && (scheduled.action == action || scheduled.action == "*")
        })?;
        if scheduled.times != usize::MAX {
            scheduled.times -= 1;
        }
        Some(scheduled.fault.clone())
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    rate: f64,
    burst: f64,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// Takes a token, if one is left.
    fn take(&mut self) -> bool {
        let now = Instant::now();
        let gained = now.duration_since(self.at).as_secs_f64() * self.rate;
        self.tokens = (self.tokens + gained).min(self.burst);
        self.at = now;
        let enough = self.tokens >= 1.0;
        if enough {
            self.tokens -= 1.0;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn buckets_fill_with_time() {
        let faults = Faults::default();
        faults.throttle(10.0, 2);
        let throttled = || faults.active_for("ListUsers").throttled;
        assert_eq!([throttled(), throttled(), throttled()], [false, false, true]);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!([throttled(), throttled()], [false, true]);
    }

    #[test]
    fn faults_are_counted_by_action_and_in_order() {
        let faults = Faults::default();
        faults.inject("ListUsers", 1, Fault::Refuse);
        faults.inject("*", 2, Fault::CutShort);
        faults.inject_always("GetUser", Fault::Deny);
        let met = |action: &str| faults.active_for(action).fault;
        assert_eq!(met("ListUsers"), Some(Fault::Refuse));
        assert_eq!(met("GetUser"), Some(Fault::CutShort));
        assert_eq!(met("ListUsers"), Some(Fault::CutShort));
        assert_eq!(met("ListUsers"), None);
        assert_eq!([met("GetUser"), met("GetUser")], [Some(Fault::Deny), Some(Fault::Deny)]);
        faults.clear();
        assert_eq!(met("GetUser"), None);
    }
}
