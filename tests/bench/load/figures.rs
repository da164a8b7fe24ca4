//! Figures, and the bounds they are held against.

use akia::demo::Recorded;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What stands between the console and IAM.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Of a request and its answer.
    pub(crate) latency: Duration,
    /// How many requests a second IAM answers, and how many at once.
    pub(crate) limit: Option<(f64, u32)>,
    /// How many requests are in flight at once.
    pub(crate) connections: usize,
}

impl Line {
    /// The least time in which so many calls can be made: calls / rate, after the burst, or
    /// calls × latency / connections.
    pub(crate) fn bound(&self, calls: usize) -> Duration {
        self.after(calls, self.limit.map_or(0, |(_, burst)| burst))
    }

    /// The same while others are made: the burst is spent.
    pub(crate) fn steady(&self, calls: usize) -> Duration {
        self.after(calls, 0)
    }

    fn after(&self, calls: usize, burst: u32) -> Duration {
        let by_latency = self.latency.mul_f64(float(calls.div_ceil(self.connections)));
        let calls = float(calls);
        let by_rate =
            self.limit.map_or(0.0, |(rate, _)| (calls - f64::from(burst)).max(0.0) / rate);
        by_latency.max(Duration::from_secs_f64(by_rate))
    }
}

/// The heads of the columns of [`row`].
pub(crate) fn head(title: &str) {
    println!("\n{title}\n  {:<46}{:>12}{:>12}{:>8}", "", "figure", "bound", "ratio");
}

/// A figure beside its bound.
pub(crate) fn row(name: &str, figure: Duration, bound: Duration) {
    let ratio = figure.as_secs_f64() / bound.as_secs_f64();
    println!("  {name:<46}{:>12}{:>12}{ratio:>8.2}", seconds(figure), seconds(bound));
}

/// A figure that has none.
pub(crate) fn plain(name: &str, figure: &str) {
    println!("  {name:<46}{figure:>12}");
}

/// So many for each of so many.
pub(crate) fn share(of: usize, among: usize) -> String {
    format!("{:.2}", float(of) / float(among))
}

fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

pub(crate) fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{:.1} ms", time.as_secs_f64() * 1e3)
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// The middle one and the longest.
pub(crate) fn median_and_worst(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    (median, times.last().copied().unwrap_or_default())
}

/// The requests by action, and of each how many were sent in vain: refused and sent again.
pub(crate) fn by_action(requests: &[Recorded]) -> BTreeMap<String, (usize, usize)> {
    let mut seen = BTreeSet::new();
    let mut actions: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for request in requests {
        let (sent, again) = actions.entry(request.action.clone()).or_default();
        *sent += 1;
        *again += usize::from(!seen.insert((&request.action, &request.parameters)));
    }
    actions
}
