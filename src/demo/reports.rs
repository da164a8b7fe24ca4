//! The credential reports there are: one is made in a few seconds, and handed out for four hours.

use super::users::Users;
use crate::domain::REPORT_LIFETIME;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// How long it takes to make a report, by the account's clock.
const MAKING: TimeDelta = TimeDelta::seconds(4);

/// The reports of the account; none at first.
#[derive(Debug, Default)]
pub(super) struct Reports {
    /// The last one that was finished.
    latest: Option<Report>,
    /// The one that is being made.
    begun: Option<Report>,
}

/// The account as it was at a moment.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) generated: DateTime<Utc>,
    pub(super) users: Arc<Users>,
    pub(super) root_keys: u32,
}

/// What there is to hand out.
#[derive(Debug)]
pub(super) enum ReportState<'a> {
    NotPresent,
    InProgress,
    Expired,
    Complete(&'a Report),
}

impl Report {
    pub(super) fn new(users: Arc<Users>, root_keys: u32, generated: DateTime<Utc>) -> Self {
        Self { generated, users, root_keys }
    }
}

impl Reports {
    pub(super) fn finished(report: Report) -> Self {
        Self { latest: Some(report), begun: None }
    }

    pub(super) fn begin(&mut self, report: Report) {
        self.begun = Some(report);
    }

    /// What there is now; finishes the report that is due.
    pub(super) fn state(&mut self, now: DateTime<Utc>) -> ReportState<'_> {
        if let Some(report) = self.begun.take_if(|report| now - report.generated >= MAKING) {
            self.latest = Some(report);
        }
        if self.begun.is_some() {
            return ReportState::InProgress;
        }
        match &self.latest {
            None => ReportState::NotPresent,
            Some(report) if now - report.generated < REPORT_LIFETIME => {
                ReportState::Complete(report)
            }
            Some(_) => ReportState::Expired,
        }
    }
}
