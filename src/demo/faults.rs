//! What can go wrong between here and IAM, switched on by tests and by nothing else.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What befalls a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The connection is refused: nothing is sent, nothing carried out.
    Refuse,
    /// The request is carried out, and the connection closed before the answer.
    DropAnswer,
    /// There is never an answer.
    Hang {
        /// Whether the request is carried out all the same.
        carried_out: bool,
    },
    /// An error answer; the request is not carried out.
    Error {
        /// AWS's error code.
        code: &'static str,
        /// The HTTP status.
        status: u16,
        /// The message.
        message: &'static str,
    },
    /// A denial, in a policy's words.
    Deny,
    /// The request is carried out; half of the answer's body arrives.
    CutShort,
    /// Something in between answers with a page of HTML, and status 200.
    CaptivePortal,
    /// A list's page names itself as the next one: the same marker, over and over.
    SameMarker,
    /// A list's page is empty, and the same page is offered again behind another marker.
    EmptyPage,
    /// A list's page has one item, however many were asked for.
    ShortPage,
    /// A list says `IsTruncated` and gives no marker.
    NoMarker,
}

/// The faults of an account; none, until a test sets one.
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

/// A fault that befalls requests of one action (`*`: any), so many times.
#[derive(Debug)]
struct ScheduledFault {
    action: String,
    times: usize,
    fault: Fault,
}

/// What a request meets: decided when it arrives.
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
    /// Each request and its answer take this long together; it is carried out half-way.
    pub fn set_latency(&self, latency: Duration) {
        self.settings().latency = latency;
    }

    /// `ListUsers` and `ListAccessKeys` answer what was so this long ago. Changes made before
    /// this is switched on are seen at once.
    pub fn set_lag(&self, lag: Duration) {
        self.settings().lag = lag;
    }

    /// A key is refused as a signer until it is this old.
    pub fn refuse_new_keys_for(&self, age: Duration) {
        self.settings().propagation = age;
    }

    /// A status change or a delete takes this long to be effective for the key as a signer.
    pub fn revoke_after(&self, delay: Duration) {
        self.settings().revocation = delay;
    }

    /// Whether every request answers that the session has expired.
    pub fn set_expired(&self, expired: bool) {
        self.settings().expired = expired;
    }

    /// Answers `Throttling` beyond `rate` requests a second, with bursts of `burst`.
    pub fn throttle(&self, rate: f64, burst: u32) {
        let burst = f64::from(burst);
        self.settings().bucket = Some(Bucket { rate, burst, tokens: burst, at: Instant::now() });
    }

    /// Lets a fault befall the next `times` requests of `action` (`*`: of any). Of several, the
    /// one switched on first comes first.
    pub fn strike(&self, action: &str, times: usize, fault: Fault) {
        self.settings().scheduled.push(ScheduledFault { action: action.to_owned(), times, fault });
    }

    /// Lets a fault befall every request of `action` (`*`: of any) from now on.
    pub fn strike_always(&self, action: &str, fault: Fault) {
        self.strike(action, usize::MAX, fault);
    }

    /// Switches everything off.
    pub fn clear(&self) {
        *self.settings() = Settings::default();
    }

    /// What a request of that action meets, now that it arrives.
    pub(super) fn active_for(&self, action: &str) -> ActiveFaults {
        let mut settings = self.settings();
        ActiveFaults {
            latency: settings.latency,
            lag: settings.lag,
            propagation: settings.propagation,
            revocation: settings.revocation,
            expired: settings.expired,
            throttled: settings.bucket.as_mut().is_some_and(|bucket| !bucket.take()),
            fault: settings.strike(action),
        }
    }

    /// How far lists lag.
    pub(super) fn lag(&self) -> Duration {
        self.settings().lag
    }

    fn settings(&self) -> MutexGuard<'_, Settings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Settings {
    /// The fault that befalls a request of that action, counted.
    fn strike(&mut self, action: &str) -> Option<Fault> {
        let meant = |strike: &ScheduledFault| strike.action == action || strike.action == "*";
        let at = self.scheduled.iter().position(|strike| strike.times > 0 && meant(strike))?;
        let strike = self.scheduled.get_mut(at)?;
        if strike.times != usize::MAX {
            strike.times -= 1;
        }
        Some(strike.fault.clone())
    }
}

/// A token bucket.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    rate: f64,
    burst: f64,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// Takes a token, if there is one.
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
    fn strikes_are_counted_by_action_and_in_order() {
        let faults = Faults::default();
        faults.strike("ListUsers", 1, Fault::Refuse);
        faults.strike("*", 2, Fault::CutShort);
        faults.strike_always("GetUser", Fault::Deny);
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
