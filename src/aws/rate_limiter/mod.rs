//! The pace of reads that nobody waits for: as fast as IAM lets them, rows in view first.
//!
//! The SDK's adaptive mode finds a rate too, but lets calls through in no order, gives a throttled
//! one up after three attempts, and knows nothing of the calls beside it. Here throttled reads
//! stand in line again, before those that came later; what somebody waits for is never held up,
//! is counted, and makes the others wait when it is throttled itself; writes pass by unseen.

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

/// How long a read goes on asking while IAM answers `Throttling`.
const PATIENCE: Duration = Duration::from_mins(5);
/// For how long the others wait when what somebody asked for is throttled.
const STAND_BACK: Duration = Duration::from_millis(400);
/// The longest that what somebody asks for holds up the others.
const LONGEST_DEBT: Duration = Duration::from_secs(2);
/// Timers are late by a millisecond or so: a wait that took this much longer is made up for.
const LATE: Duration = Duration::from_millis(50);
/// After so long without a request, what IAM answers is measured anew.
const REST: Duration = Duration::from_secs(2);

/// Lets background reads through, one after the other. Clones are the same.
#[derive(Clone, Debug)]
pub(super) struct RateLimiter(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
    held_to: watch::Sender<Option<u32>>,
}

#[derive(Debug)]
struct State {
    rate: Rate,
    /// When the next request may be sent.
    next: Instant,
    /// When the last one was sent or answered.
    active: Instant,
    queue: BTreeSet<QueuePosition>,
    tickets: u64,
}

/// A place in the line: rows in view first, then who came first.
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
            held_to: watch::Sender::new(None),
        }))
    }

    /// How many requests a second reads are held to, because IAM throttles them: told when it
    /// changes by a tenth or more.
    pub(super) fn held_to(&self) -> watch::Receiver<Option<u32>> {
        self.0.held_to.subscribe()
    }

    /// A place in the line for a read, kept until it is dropped; `None` for what never waits.
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

    /// A request that did not stand in line is sent.
    pub(super) fn sent(&self) {
        let now = Instant::now();
        let mut state = self.lock();
        state.start_request(now);
        let debt = state.next.max(now) + state.interval(now);
        state.next = debt.min(now + LONGEST_DEBT).max(state.next);
    }

    /// A request was answered.
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
        // When it was sent is not known; what is refused at one time has one cause.
        self.refused(now.checked_sub(STAND_BACK).unwrap_or(now), now);
        let mut state = self.lock();
        state.next = state.next.max(now + STAND_BACK);
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

    /// Says what reads are held to, if that has changed noticeably.
    fn publish_rate(&self, now: Instant) {
        let rate = self.lock().rate.held_to(now).map(rounded);
        self.0.held_to.send_if_modified(|told| {
            let same = match (*told, rate) {
                (None, None) => true,
                (Some(told), Some(rate)) => told == rate || told.abs_diff(rate) * 10 < told,
                _ => false,
            };
            if !same {
                *told = rate;
            }
            !same
        });
    }

    /// Nothing here leaves a half-made change behind, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A request is about to be sent.
    fn start_request(&mut self, now: Instant) {
        if now.duration_since(self.active) > REST {
            self.rate.restart(now);
        }
        self.active = now;
    }

    /// How long a request keeps the next one waiting.
    fn interval(&self, now: Instant) -> Duration {
        self.rate.per_second(now).map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate))
    }

    /// Lets the read at this place through, or says until when it waits; `None` while others are
    /// before it.
    fn admit(&mut self, position: QueuePosition, now: Instant) -> Option<Result<(), Instant>> {
        if self.queue.first() != Some(&position) {
            return None;
        }
        if now < self.next {
            return Some(Err(self.next));
        }
        self.start_request(now);
        let due = now.checked_sub(LATE).map_or(now, |earliest| self.next.max(earliest));
        self.next = due + self.interval(now);
        self.queue.remove(&position);
        Some(Ok(()))
    }
}

/// The rate as it is told: whole requests a second, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is positive, and far below this type's end"
)]
fn rounded(rate: f64) -> u32 {
    rate.round().max(1.0) as u32
}

/// A read's place in the line.
#[derive(Debug)]
pub(super) struct Ticket {
    limiter: RateLimiter,
    position: QueuePosition,
    since: Instant,
}

impl Ticket {
    /// Waits until the read may be sent; the moment when that was.
    pub(super) async fn admitted(&self) -> Instant {
        let parts = &self.limiter.0;
        self.limiter.lock().queue.insert(self.position);
        loop {
            let mut changed = pin!(parts.changed.notified());
            // From here on no change is missed.
            changed.as_mut().enable();
            let now = Instant::now();
            let admitted = self.limiter.lock().admit(self.position, now);
            match admitted {
                Some(Ok(())) => {
                    parts.changed.notify_waiters();
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

    /// What was sent then was throttled. Whether to stand in line again.
    pub(super) fn throttled(&self, sent: Instant) -> bool {
        let now = Instant::now();
        self.limiter.refused(sent, now);
        now.duration_since(self.since) < PATIENCE
    }

    /// What was sent was answered.
    pub(super) fn answered(&self) {
        self.limiter.answered();
    }
}

/// Who is not waited for any more does not hold up the line.
impl Drop for Ticket {
    fn drop(&mut self) {
        if self.limiter.lock().queue.remove(&self.position) {
            self.limiter.0.changed.notify_waiters();
        }
    }
}
