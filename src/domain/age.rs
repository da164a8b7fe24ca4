//! Ages and moments, worded as the AWS console words them.

use super::text::count;
use chrono::{DateTime, Utc};

/// Whole days from `then` to `now`; a clock that runs behind IAM's counts as today.
pub(crate) fn days_between(then: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    u32::try_from((now - then).num_days()).unwrap_or(0)
}

/// How old a key is, in whole days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Age {
    pub(crate) days: u32,
}

/// What an age means for a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AgeBand {
    /// Within the rotation period.
    Fresh,
    /// Past the rotation period (90 days unless the person chose otherwise).
    NeedsRotation,
    /// Past the rotation period and a year old or more.
    OverAYear,
}

impl Age {
    pub(crate) fn of(then: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { days: days_between(then, now) }
    }

    /// What this age calls for, when keys are to be rotated within `max_age_days`.
    pub(crate) fn band(self, max_age_days: u32) -> AgeBand {
        match self.days {
            days if days <= max_age_days => AgeBand::Fresh,
            days if days > 365 => AgeBand::OverAYear,
            _ => AgeBand::NeedsRotation,
        }
    }

    /// As the console writes it: `Today`, `1 day`, `412 days`.
    pub(crate) fn label(self) -> String {
        match self.days {
            0 => "Today".to_owned(),
            days => count(days, "day"),
        }
    }
}

/// How long ago `then` was: `now`, `5 minutes ago`, `3 hours ago`, `12 days ago`.
pub(crate) fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let since = now - then;
    let (amount, unit) = match since.num_seconds() {
        i64::MIN..60 => return "now".to_owned(),
        60..3_600 => (since.num_minutes(), "minute"),
        3_600..86_400 => (since.num_hours(), "hour"),
        _ => (since.num_days(), "day"),
    };
    format!("{} ago", count(amount, unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone};
    use rstest::rstest;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
    }

    #[rstest]
    #[case(-300, "now")]
    #[case(59, "now")]
    #[case(60, "1 minute ago")]
    #[case(3 * 3_600, "3 hours ago")]
    #[case(86_399, "23 hours ago")]
    #[case(86_400, "1 day ago")]
    #[case(86_400 * 412, "412 days ago")]
    fn moments_read_as_the_console_says_them(#[case] seconds: i64, #[case] text: &str) {
        assert_eq!(ago(noon() - TimeDelta::seconds(seconds), noon()), text);
    }

    #[rstest]
    #[case(-1, "Today", AgeBand::Fresh)]
    #[case(0, "Today", AgeBand::Fresh)]
    #[case(1, "1 day", AgeBand::Fresh)]
    #[case(90, "90 days", AgeBand::Fresh)]
    #[case(91, "91 days", AgeBand::NeedsRotation)]
    #[case(365, "365 days", AgeBand::NeedsRotation)]
    #[case(366, "366 days", AgeBand::OverAYear)]
    fn ages_fall_into_the_consoles_bands(
        #[case] days: i64,
        #[case] text: &str,
        #[case] band: AgeBand,
    ) {
        let age = Age::of(noon() - TimeDelta::days(days), noon());
        assert_eq!((age.label().as_str(), age.band(90)), (text, band));
    }

    #[test]
    fn a_rotation_period_over_a_year_is_kept_to() {
        assert_eq!(Age { days: 400 }.band(500), AgeBand::Fresh);
    }
}
