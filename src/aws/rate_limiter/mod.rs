//! Limits the rate of reads that nobody waits for to what IAM answers; rows in view go first.
//!
//! The SDK's adaptive mode finds a rate, too, but sends calls in no particular order, gives up a
//! throttled one after three attempts, and does not see the calls of other clients. Here throttled
//! reads return to the queue, ahead of later ones. Reads that somebody waits for are never held up;
//! they are counted, and make the others wait when they are throttled. Writes are not counted.

mod rate;
#[cfg(test)]
mod tests;

use self::rate::Rate;
use super::lane::Lane;
use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

/// How long a read is sent again while IAM answers `Throttling`.
const RETRY_LIMIT: Duration = Duration::from_mins(5);
/// How long background reads pause after a read that somebody waits for is throttled.
const INTERACTIVE_PAUSE: Duration = Duration::from_millis(400);
/// The longest that reads somebody waits for hold up background reads.
const MAX_DEBT: Duration = Duration::from_secs(2);
/// The lateness of timers that is made up for; they are late by a millisecond or so.
const MAX_LATENESS: Duration = Duration::from_millis(50);
/// After so long without a request, the rate is measured again from the start.
const IDLE_TIME: Duration = Duration::from_secs(2);

/// Admits background reads one after the other. Clones share their state.
#[derive(Clone, Debug)]
pub(super) struct RateLimiter(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
    rate_limit: watch::Sender<Option<u32>>,
}

#[derive(Debug)]
struct State {
    rate: Rate,
    /// When the next background read may be sent.
    next: Instant,
    /// When a request was last sent or answered.
    active: Instant,
    queue: BTreeSet<QueuePosition>,
    tickets: u64,
}

/// A position in the queue: rows in view first, then in order of arrival.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct QueuePosition {
    out_of_view: bool,
    ticket: u64,
}

impl RateLimiter {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        let state = State {
            rate: Rate::new(now),
            next: now,
            active: now,
            queue: BTreeSet::new(),
            tickets: 0,
        };
        Self(Arc::new(Shared {
            state: Mutex::new(state),
            changed: Notify::new(),
            rate_limit: watch::Sender::new(None),
        }))
    }

    /// The requests a second that reads are limited to, because IAM throttles them; published when
    /// it changes by a tenth or more.
    pub(super) fn rate_limit(&self) -> watch::Receiver<Option<u32>> {
        self.0.rate_limit.subscribe()
    }

    /// A position in the queue for a read, until the ticket is dropped; `None` for a lane that
    /// never waits.
    pub(super) fn ticket(&self, lane: Lane) -> Option<Ticket> {
        let out_of_view = match lane {
            Lane::Interactive => return None,
            Lane::InView => false,
            Lane::Background => true,
        };
        let mut state = self.lock();
        state.tickets += 1;
        let position = QueuePosition { out_of_view, ticket: state.tickets };
        Some(Ticket { limiter: self.clone(), position, since: Instant::now() })
    }

    /// A request that did not queue is sent.
    pub(super) fn sent(&self) {
        let now = Instant::now();
        let mut state = self.lock();
        state.start_request(now);
        let debt = state.next.max(now) + state.interval(now);
        state.next = debt.min(now + MAX_DEBT).max(state.next);
    }

    pub(super) fn answered(&self) {
        let now = Instant::now();
        let mut state = self.lock();
        state.active = now;
        state.rate.answered();
        drop(state);
        self.publish_rate(now);
    }

    /// A request that somebody waits for was throttled.
    pub(super) fn throttled(&self) {
        let now = Instant::now();
        // When it was sent is not known. Refusals close in time have the same cause.
        self.refused(now.checked_sub(INTERACTIVE_PAUSE).unwrap_or(now), now);
        let mut state = self.lock();
        state.next = state.next.max(now + INTERACTIVE_PAUSE);
    }

    fn refused(&self, sent: Instant, now: Instant) {
        let mut state = self.lock();
        state.active = now;
        if let Some(pause) = state.rate.refused(sent, now) {
            state.next = now + pause;
        }
        drop(state);
        self.publish_rate(now);
    }

    /// Publishes the limit, if it changed noticeably.
    fn publish_rate(&self, now: Instant) {
        let rate = self.lock().rate.rate_limit(now).map(rounded);
        self.0.rate_limit.send_if_modified(|published| {
            let is_close = match (*published, rate) {
                (None, None) => true,
                (Some(old), Some(new)) => old == new || old.abs_diff(new) * 10 < old,
                _ => false,
            };
            if !is_close {
                *published = rate;
            }
            !is_close
        });
    }

    /// No change is left half made under the lock, so a poisoned one is as good as any.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A request is about to be sent.
    fn start_request(&mut self, now: Instant) {
        if now.duration_since(self.active) > IDLE_TIME {
            self.rate.restart(now);
        }
        self.active = now;
    }

    /// The time from one request to the next.
    fn interval(&self, now: Instant) -> Duration {
        self.rate.per_second(now).map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate))
    }

    /// Admits the read at this position, or says until when it waits; `None` while others are ahead
    /// of it.
    fn admit(&mut self, position: QueuePosition, now: Instant) -> Option<Result<(), Instant>> {
        if self.queue.first() != Some(&position) {
            return None;
        }
        if now < self.next {
            return Some(Err(self.next));
        }
        self.start_request(now);
        let due = now.checked_sub(MAX_LATENESS).map_or(now, |earliest| self.next.max(earliest));
        self.next = due + self.interval(now);
        self.queue.remove(&position);
        Some(Ok(()))
    }
}

/// The rate as it is published: whole requests a second, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is positive, and far below this type's end"
)]
fn rounded(rate: f64) -> u32 {
    rate.round().max(1.0) as u32
}

/// A read's position in the queue.
#[derive(Debug)]
pub(super) struct Ticket {
    limiter: RateLimiter,
    position: QueuePosition,
    since: Instant,
}

impl Ticket {
    /// Waits until the read may be sent, and returns that moment.
    pub(super) async fn admitted(&self) -> Instant {
        let shared = &self.limiter.0;
        self.limiter.lock().queue.insert(self.position);
        loop {
            let mut changed = pin!(shared.changed.notified());
            // Enabled before the queue is looked at, so that no change is missed.
            changed.as_mut().enable();
            let now = Instant::now();
            let admitted = self.limiter.lock().admit(self.position, now);
            match admitted {
                Some(Ok(())) => {
                    shared.changed.notify_waiters();
                    return now;
                }
                Some(Err(next)) => {
                    tokio::select! {
                        () = sleep_until(next) => {}
                        () = changed => {}
                    }
                }
                None => changed.await,
            }
        }
    }

    /// The read sent at that moment was throttled; whether to queue again.
    pub(super) fn throttled(&self, sent: Instant) -> bool {
        let now = Instant::now();
        self.limiter.refused(sent, now);
        now.duration_since(self.since) < RETRY_LIMIT
    }

    pub(super) fn answered(&self) {
        self.limiter.answered();
    }
}

/// A read that was given up leaves the queue.
impl Drop for Ticket {
    fn drop(&mut self) {
        if self.limiter.lock().queue.remove(&self.position) {
            self.limiter.0.changed.notify_waiters();
        }
    }
}
