//! The progress shown at the foot while something is read: how far it is, how long it will take,
//! and whether AWS limits the rate.

use crate::console::model::Model;
use crate::console::model::table::fit_columns;
use crate::console::model::{Message, Tone};
use crate::console::next_step::next_step;
use crate::domain::{UserName, ago};
use crate::ui::{self, grouped};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::VecDeque;

/// The rate is measured over this time.
const WINDOW: TimeDelta = TimeDelta::seconds(15);
/// Over less time, the rate says nothing.
const MIN_WINDOW: TimeDelta = TimeDelta::seconds(3);
const SAMPLE_INTERVAL: TimeDelta = TimeDelta::seconds(1);

/// How fast the number of users whose keys are known has grown lately.
#[derive(Debug, Default)]
pub(crate) struct LoadingRate {
    /// The earliest first.
    samples: VecDeque<(DateTime<Utc>, usize)>,
}

impl LoadingRate {
    pub(crate) fn note(&mut self, now: DateTime<Utc>, known: usize) {
        let is_reset = |(at, count): &(DateTime<Utc>, usize)| now < *at || known < *count;
        if known == 0 || self.samples.back().is_some_and(is_reset) {
            self.samples.clear();
        }
        if self.samples.back().is_none_or(|(at, _)| now - *at >= SAMPLE_INTERVAL) {
            self.samples.push_back((now, known));
        }
        while self.samples.get(1).is_some_and(|(at, _)| now - *at >= WINDOW) {
            self.samples.pop_front();
        }
    }

    /// The time until all are known, at the current rate; `None` if that is not known yet.
    fn time_left(&self, now: DateTime<Utc>, known: usize, all: usize) -> Option<TimeDelta> {
        let (start, known_at_start) = self.samples.front()?;
        let (time, growth) = (now - *start, known.saturating_sub(*known_at_start));
        if time < MIN_WINDOW || growth == 0 {
            return None;
        }
        let missing = i64::try_from(all.saturating_sub(known)).ok()?;
        let milliseconds = time.num_milliseconds() * missing / i64::try_from(growth).ok()?;
        TimeDelta::try_milliseconds(milliseconds)
    }
}

/// What is being read, or else what should be kept in mind, in so many columns. `in_view` are the
/// users in view, if the table is shown.
pub(crate) fn progress(
    model: &Model,
    rate: &LoadingRate,
    in_view: Option<&[UserName]>,
    columns: usize,
) -> Message {
    let directory = &model.directory;
    let (known, users) = (directory.users_with_keys_known(), directory.user_count());
    let reading = |what: &str, left: Option<TimeDelta>| {
        (Tone::Info, describe_reading(model, what, left, columns))
    };
    let (tone, text) = if directory.list().is_loading() {
        reading(&format!("{} users so far", grouped(users)), None)
    } else if in_view.is_some() && known < users {
        let what = format!("access keys {} of {}", grouped(known), grouped(users));
        reading(&what, rate.time_left(model.now, known, users))
    } else if model.session.root_has_keys() || directory.root_has_keys() {
        let text = "⚠ The root user has access keys: AWS says to remove them.";
        (Tone::Error, text.to_owned())
    } else if model.visible_reads() > 0 {
        reading("reading from IAM", None)
    } else if let Some(in_view) = in_view {
        describe_report(model, in_view, columns)
    } else {
        (Tone::Info, String::new())
    };
    Message { tone, text }
}

/// How old the report is whose values the table shows, or why there is none.
fn describe_report(model: &Model, in_view: &[UserName], room: usize) -> (Tone, String) {
    let report = model.directory.report();
    let layout = fit_columns(&model.table.columns, model.size.0, model.table.sort.column);
    let is_needed = layout.columns.iter().any(|placed| placed.column.needs_report());
    let is_used = in_view.iter().any(|user| model.directory.is_known_from_report_only(user));
    match (report.value(), report.failure()) {
        (Some(report), _) if is_needed || is_used => {
            (Tone::Info, format!("~ credential report made {}", ago(report.generated, model.now)))
        }
        (None, Some(failure)) if is_needed => {
            let text = format!("MFA is not known: {} {failure}", next_step(failure));
            (Tone::Warning, ui::fit(&text, room))
        }
        _ => (Tone::Info, String::new()),
    }
}

/// The longest version that fits.
fn describe_reading(model: &Model, what: &str, left: Option<TimeDelta>, room: usize) -> String {
    let spinner = ui::spinner(model.now.timestamp_millis());
    let left = left.map(|left| format!(" · {}", describe_time(left))).unwrap_or_default();
    let versions = match model.rate_limit {
        None => vec![format!("{spinner} {what}{left}"), format!("{spinner} {what}"), String::new()],
        Some(rate) => {
            let requests = if rate == 1 { "request" } else { "requests" };
            vec![
                format!("{spinner} {what}{left} · AWS limits the rate: {rate} {requests}/s"),
                format!("{spinner} {what}{left} · AWS allows {rate}/s"),
                format!("{spinner} {what} · AWS allows {rate}/s"),
                format!("{spinner} AWS allows {rate}/s"),
            ]
        }
    };
    let shortest = versions.last().cloned().unwrap_or_default();
    versions.into_iter().find(|text| ui::width(text) <= room).unwrap_or(shortest)
}

fn describe_time(time: TimeDelta) -> String {
    match time.num_seconds() {
        ..10 => "a few seconds".to_owned(),
        seconds @ 10..90 => format!("about {} s", (seconds + 5) / 10 * 10),
        seconds @ 90..5_400 => format!("about {} min", (seconds + 30) / 60),
        seconds => format!("about {} h", (seconds + 1_800) / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(4, "a few seconds")]
    #[case(47, "about 50 s")]
    #[case(89, "about 90 s")]
    #[case(100, "about 2 min")]
    #[case(149, "about 2 min")]
    #[case(7_300, "about 2 h")]
    fn times_are_rounded(#[case] seconds: i64, #[case] text: &str) {
        assert_eq!(describe_time(TimeDelta::seconds(seconds)), text);
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_time_left_follows_the_latest_rate() {
        let mut rate = LoadingRate::default();
        let mut left = |seconds: i64, known: usize| {
            rate.note(at(seconds), known);
            rate.time_left(at(seconds), known, 1_000).map(|left| left.num_seconds())
        };
        assert_eq!([left(-9, 0), left(0, 0), left(2, 200)], [None; 3], "too little is known");
        assert_eq!(left(4, 400), Some(6));
        // Ten a second from now on; the quick start is soon out of sight.
        for seconds in 5..30 {
            left(seconds, 400 + 10 * usize::try_from(seconds - 4).unwrap());
        }
        assert_eq!(left(30, 660), Some(34));
        // Nothing comes any more.
        for seconds in 31..50 {
            left(seconds, 660);
        }
        assert_eq!(left(50, 660), None);
        assert_eq!(left(51, 10), None, "begun anew");
    }
}
