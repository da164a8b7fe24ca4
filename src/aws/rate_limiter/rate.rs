//! How many requests a second IAM answers, found out from those that it refuses.
//!
//! IAM publishes no limits. Between two refusals for going too fast, what it answered divided by
//! the time is its rate, whatever burst it allows: at both ends nothing was left. So after a
//! refusal requests go a little slower than that, and then, along a cubic curve, hardly faster for
//! some seconds and ever faster later: a limit that stays is touched every ten seconds or so, at
//! the cost of a call or two, and one that is lifted is soon noticed. When nothing at all was
//! answered before a refusal, the rate is halved; from there it doubles each second, until it is
//! near what was measured before.

use std::time::Duration;
use tokio::time::Instant;

/// How much slower than IAM's rate requests go after a refusal.
const CAUTION: f64 = 0.95;
/// After so many seconds without a refusal, requests go about twice as fast: as many as it takes
/// for this many requests, since each try to go faster costs one or two, but within these bounds.
const TWICE_AFTER: (f64, f64) = (12.0, 40.0);
const TWICE_AFTER_REQUESTS: f64 = 100.0;
/// The slowest, in requests a second: IAM is asked from time to time whether it answers again.
const SLOWEST: f64 = 0.5;
/// As good as no limit: more requests a second than are ever on their way.
const NO_LIMIT: f64 = 500.0;
/// How many requests IAM could answer at once before the next one is sent: what somebody asks
/// for in between is not refused.
const RESERVE: f64 = 5.0;
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// What was measured for less than this is mostly the burst that IAM allows.
const SHORT: Duration = Duration::from_secs(1);

/// The rate at which requests may be sent.
#[derive(Debug)]
pub(super) struct Rate {
    limit: Option<Limit>,
    /// How many requests were answered since that moment.
    answered: u32,
    since: Instant,
}

/// What the last refusal taught.
#[derive(Clone, Copy, Debug)]
struct Limit {
    refused: Instant,
    /// IAM's rate, as far as it is known.
    measured: f64,
    /// The rate right after the refusal.
    begin: f64,
}

impl Rate {
    /// No limit is known.
    pub(super) fn new(now: Instant) -> Self {
        Self { limit: None, answered: 0, since: now }
    }

    /// How many requests a second may be sent now; `None`: as many as there are.
    pub(super) fn per_second(&self, now: Instant) -> Option<f64> {
        self.limit.map(|limit| limit.per_second(now)).filter(|rate| *rate < NO_LIMIT)
    }

    /// How many requests a second IAM's limit allows, as far as it is known; `None` when there
    /// seems to be none any more.
    pub(super) fn held_to(&self, now: Instant) -> Option<f64> {
        let measured = self.limit?.measured;
        let rate = self.per_second(now).filter(|rate| *rate < 2.0 * measured)?;
        Some(rate.min(measured))
    }

    /// A request was answered.
    pub(super) fn answered(&mut self) {
        self.answered += 1;
    }

    /// Nothing was sent for a while: what is answered from now on is counted anew.
    pub(super) fn restart(&mut self, now: Instant) {
        (self.answered, self.since) = (0, now);
    }

    /// A request was refused for going too fast. How long to wait now; `None` when the request
    /// was sent before the last slowing down, and tells nothing new.
    pub(super) fn refused(&mut self, sent: Instant, now: Instant) -> Option<Duration> {
        if self.limit.is_some_and(|limit| sent <= limit.refused) {
            return None;
        }
        let limit = self.measure(now);
        self.limit = Some(limit);
        (self.answered, self.since) = (0, now);
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
        // How long doubling each second takes to come near what was measured.
        let doubling = (careful / self.begin).log2().max(0.0);
        if seconds < doubling {
            return self.begin * seconds.exp2();
        }
        let (least, most) = TWICE_AFTER;
        let twice_after = (TWICE_AFTER_REQUESTS / careful).clamp(least, most);
        careful * (1.0 + ((seconds - doubling) / twice_after).powi(3))
    }
}
