//! The account's credential report: what it says about each user, and how far to trust it.
//!
//! It has no key IDs, is up to some hours old, and dates a key by when it was created *or last
//! changed*. So whatever is shown from it is shown with its age.

use super::access_key::{AccessKey, LastUsed};
use super::user::{ConsoleAccess, User, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// IAM generates a new report when the last one is older than this.
pub(crate) const REPORT_LIFETIME: TimeDelta = TimeDelta::hours(4);

/// A credential report, as `GetCredentialReport` gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CredentialReport {
    /// When IAM generated it.
    pub generated: DateTime<Utc>,
    /// Its row for each user.
    pub users: HashMap<UserName, ReportedUser>,
    /// Its row `<root_account>`.
    pub root: Option<ReportedUser>,
}

/// One row of the report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportedUser {
    /// The Amazon Resource Name.
    pub arn: String,
    /// When the user was created: a user who was deleted and created again is another one.
    pub created: Option<DateTime<Utc>>,
    /// Whether the user has a password for the console; `None` where the report does not say so.
    pub console_access: Option<ConsoleAccess>,
    /// When the password was last used; `None` where there is no password, and for never.
    pub password_last_used: Option<DateTime<Utc>>,
    /// When the password was last changed.
    pub password_last_changed: Option<DateTime<Utc>>,
    /// Whether an MFA device is enabled; `None` where the report does not say so.
    pub mfa_active: Option<bool>,
    /// The access keys, at most two, in no particular order.
    pub keys: Vec<ReportedKey>,
    /// How many signing certificates are active.
    pub signing_certificates: usize,
}

/// A key in the report, which does not give its ID.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportedKey {
    /// Whether it is active.
    pub active: bool,
    /// `access_key_N_last_rotated`: when it was created or last changed.
    pub created_or_changed: Option<DateTime<Utc>>,
    /// When, where and for what it was last used.
    pub last_used: LastUsed,
}

impl CredentialReport {
    /// Whether IAM would generate a new one, or this one is dated so far in the future that its age
    /// is unknown.
    pub(crate) fn is_stale(&self, now: DateTime<Utc>) -> bool {
        (now - self.generated).abs() >= REPORT_LIFETIME
    }

    /// Whether the root user has access keys, if the report has a row for it.
    #[must_use]
    pub fn root_has_keys(&self) -> bool {
        self.root.as_ref().is_some_and(|root| !root.keys.is_empty())
    }
}

impl ReportedUser {
    /// Whether the row is about this user, and not an earlier one of the same name.
    pub(crate) fn is_about(&self, user: &User) -> bool {
        let is_same_age = match (self.created, user.created) {
            (Some(reported), Some(listed)) => is_same_second(reported, listed),
            _ => true,
        };
        self.arn == user.arn && is_same_age
    }

    /// What the report, generated at that time, says about one of the `listed` keys of the user, if
    /// it is certain which of the reported keys that is: the only one created at that moment, or
    /// the only one at all, both in the report and among the keys that existed then.
    pub(crate) fn find_key(
        &self,
        key: &AccessKey,
        listed: &[AccessKey],
        generated: DateTime<Utc>,
    ) -> Option<&ReportedKey> {
        let created = key.created?;
        if created > generated {
            return None;
        }
        let is_then =
            |date: Option<DateTime<Utc>>| date.is_some_and(|date| is_same_second(date, created));
        let reported_then: Vec<&ReportedKey> =
            self.keys.iter().filter(|reported| is_then(reported.created_or_changed)).collect();
        let listed_then = listed.iter().filter(|other| is_then(other.created)).count();
        if let ([only], 1) = (reported_then.as_slice(), listed_then) {
            return Some(only);
        }
        let [only] = self.keys.as_slice() else { return None };
        let may_exist_then =
            |other: &&AccessKey| other.created.is_none_or(|created| created <= generated);
        let is_only_one_listed = listed.iter().filter(may_exist_then).count() == 1;
        let may_be_changed_since = match only.created_or_changed {
            Some(changed) => changed.timestamp() >= created.timestamp(),
            None => true,
        };
        if is_only_one_listed && may_be_changed_since { Some(only) } else { None }
    }
}

/// Compares dates as the report has them, in whole seconds.
fn is_same_second(one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    one.timestamp() == other.timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::access_key;
    use rstest::rstest;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn listed(days: &[i64]) -> Vec<AccessKey> {
        let key = |(number, created): (usize, &i64)| AccessKey {
            created: Some(day(*created)),
            ..access_key("alice", &format!("AKIAEXAMPLE{number}"))
        };
        days.iter().enumerate().map(key).collect()
    }

    fn row(days: &[i64]) -> ReportedUser {
        let key = |changed: &i64| ReportedKey {
            active: true,
            created_or_changed: Some(day(*changed)),
            last_used: LastUsed::Never,
        };
        ReportedUser {
            arn: String::new(),
            created: None,
            console_access: None,
            password_last_used: None,
            password_last_changed: None,
            mfa_active: None,
            keys: days.iter().map(key).collect(),
            signing_certificates: 0,
        }
    }

    #[test]
    fn a_user_created_again_is_another_one_and_fractions_of_seconds_do_not_count() {
        let user = |created| User {
            name: UserName::from_iam("alice"),
            arn: "arn:aws:iam::123456789012:user/alice".to_owned(),
            path: "/".to_owned(),
            created,
            password_last_used: None,
        };
        let arn = user(None).arn;
        let row = ReportedUser { arn, created: Some(day(1)), ..row(&[]) };
        assert!(row.is_about(&user(Some(day(1) + TimeDelta::milliseconds(300)))));
        assert!(row.is_about(&user(None)));
        assert!(!row.is_about(&user(Some(day(2)))));
        assert!(!row.is_about(&User { arn: String::new(), ..user(None) }));
    }

    #[rstest]
    #[case(-1, false)]
    #[case(3, false)]
    #[case(4, true)]
    #[case(-4, true)]
    #[case(-70_000_000, true)]
    fn a_report_is_fresh_for_hours(#[case] hours: i64, #[case] is_stale: bool) {
        let (now, root) = (day(20_000), None);
        let generated = now - TimeDelta::hours(hours);
        let report = CredentialReport { generated, users: HashMap::new(), root };
        assert_eq!(report.is_stale(now), is_stale);
    }

    /// The report is of day 100. Expects which of the reported keys the first listed key is.
    #[rstest]
    #[case(&[1], &[1], Some(0))]
    #[case(&[1, 2], &[2, 1], Some(1))]
    // Changed since it was created: the only one of its time, in both.
    #[case(&[1], &[50], Some(0))]
    #[case(&[1, 101], &[50], Some(0))]
    // It is unknown which one was changed.
    #[case(&[1, 2], &[50, 2], None)]
    #[case(&[1, 2], &[50], None)]
    // Created in the same second.
    #[case(&[1, 1], &[1, 1], None)]
    #[case(&[1, 1], &[1], None)]
    // Created after the report, which has one that was deleted since.
    #[case(&[101], &[50], None)]
    // Created later than the report says it was changed: another one.
    #[case(&[60], &[50], None)]
    #[case(&[1], &[], None)]
    fn keys_are_matched_by_their_dates(
        #[case] listed_on: &[i64],
        #[case] reported: &[i64],
        #[case] expected: Option<usize>,
    ) {
        let (listed, row) = (listed(listed_on), row(reported));
        let found = row.find_key(&listed[0], &listed, day(100));
        assert_eq!(found, expected.map(|at| &row.keys[at]));
    }
}
