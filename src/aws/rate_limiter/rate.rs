//! An estimate of how many requests a second IAM answers, made from those that it throttles.
//!
//! IAM publishes no limits. Its rate is the number of answers between two refusals, divided by the
//! time: whatever burst it allows, none of it is left at either end. After a refusal, requests go a
//! little slower than that. Then the rate follows a cubic curve: it hardly rises for some seconds,
//! and ever faster later. So a constant limit is touched every ten seconds or so, at the cost of a
//! call or two, and a limit that is lifted is noticed soon. If nothing was answered before a
//! refusal, the rate is halved; from there it doubles each second, until it is near the rate
//! measured before.

use std::time::Duration;
use tokio::time::Instant;

/// The fraction of IAM's rate at which requests continue after a refusal.
const CAUTION: f64 = 0.95;
/// The bounds, in seconds, of the time after which an unrefused rate has about doubled: it is the
/// time that a hundred requests take, since each attempt to go faster costs one or two.
const TWICE_AFTER: (f64, f64) = (12.0, 40.0);
const TWICE_AFTER_REQUESTS: f64 = 100.0;
/// The lowest rate, in requests a second: without requests nobody would notice that IAM answers
/// again.
const SLOWEST: f64 = 0.5;
/// A rate that is as good as no limit: more requests a second than are ever sent.
const NO_LIMIT: f64 = 500.0;
/// The burst, in requests, that IAM recovers during the pause after a refusal, so that it does not
/// throttle what somebody asks for meanwhile.
const RESERVE: f64 = 5.0;
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// A measurement shorter than this shows mostly the burst that IAM allows.
const SHORT: Duration = Duration::from_secs(1);

/// The estimate, and the measurement that goes on.
#[derive(Debug)]
pub(super) struct Rate {
    limit: Option<Limit>,
    /// The number of answers since `since`.
    answered: u32,
    since: Instant,
}

/// What is known from the last refusal.
#[derive(Clone, Copy, Debug)]
struct Limit {
    refused: Instant,
    /// IAM's rate.
    measured: f64,
    /// The rate to continue with right after the refusal.
    begin: f64,
}

impl Rate {
    pub(super) fn new(now: Instant) -> Self {
        Self { limit: None, answered: 0, since: now }
    }

    /// The requests a second that may be sent now; `None` for no limit.
    pub(super) fn per_second(&self, now: Instant) -> Option<f64> {
        self.limit.map(|limit| limit.per_second(now)).filter(|rate| *rate < NO_LIMIT)
    }

    /// The requests a second that IAM's limit allows; `None` if none is known, or it seems to be
    /// lifted.
    pub(super) fn rate_limit(&self, now: Instant) -> Option<f64> {
        let measured = self.limit?.measured;
        let rate = self.per_second(now)?;
        (rate < 2.0 * measured).then_some(rate.min(measured))
    }

    pub(super) fn answered(&mut self) {
        self.answered += 1;
    }

    pub(super) fn restart(&mut self, now: Instant) {
        (self.answered, self.since) = (0, now);
    }

    /// A request was throttled; the time to pause now. `None` if it was sent before the last
    /// refusal, which makes it no news.
    pub(super) fn refused(&mut self, sent: Instant, now: Instant) -> Option<Duration> {
        if self.limit.is_some_and(|limit| sent <= limit.refused) {
            return None;
        }
        let limit = self.measure(now);
        self.limit = Some(limit);
        self.restart(now);
        let pause = if limit.begin < limit.measured * CAUTION { 1.0 } else { RESERVE };
        Some(Duration::from_secs_f64(pause / limit.begin).min(LONGEST_PAUSE))
    }

    fn measure(&self, now: Instant) -> Limit {
        let sent = self.per_second(now).unwrap_or(NO_LIMIT);
        let limit = |measured: f64, begin: f64| {
            let measured = measured.max(SLOWEST / CAUTION);
            Limit { refused: now, measured, begin: begin.max(SLOWEST) }
        };
        if self.answered == 0 {
            let known = self.limit.map_or(NO_LIMIT, |limit| limit.measured);
            let begin = self.limit.map_or(SLOWEST, |limit| limit.begin / 2.0);
            return limit(known, begin);
        }
        let time = now.duration_since(self.since);
        let mut measured = f64::from(self.answered) / time.as_secs_f64().max(0.05);
        if self.limit.is_none() {
            measured /= 2.0;
        } else if time < SHORT {
            measured = measured.min(sent * 0.7);
        }
        limit(measured, measured * CAUTION)
    }
}

impl Limit {
    fn per_second(&self, now: Instant) -> f64 {
        let seconds = now.duration_since(self.refused).as_secs_f64();
        let careful = self.measured * CAUTION;
        // The seconds in which doubling reaches the measured rate.
        let doubling = (careful / self.begin).log2().max(0.0);
        if seconds < doubling {
            return self.begin * seconds.exp2();
        }
        let (least, most) = TWICE_AFTER;
        let twice_after = (TWICE_AFTER_REQUESTS / careful).clamp(least, most);
        careful * (1.0 + ((seconds - doubling) / twice_after).powi(3))
    }
}
