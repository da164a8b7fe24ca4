//! The account's credential report: what it says of each user, and how far that can be trusted.
//!
//! It has no key IDs, is up to some hours old, and dates a key by when it was created *or last
//! changed*: whatever is shown of it is shown with the report's age.

use super::access_key::{AccessKey, LastUsed};
use super::user::{ConsoleAccess, User, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// IAM makes a new report when the last one is older than this.
pub(crate) const REPORT_LIFETIME: TimeDelta = TimeDelta::hours(4);

/// A credential report, as `GetCredentialReport` gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CredentialReport {
    /// When IAM made it.
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
    /// When the user was created. A user that was deleted and made again is another one.
    pub created: Option<DateTime<Utc>>,
    /// Whether the user has a password for the console; `None` where the report does not say so.
    pub console_access: Option<ConsoleAccess>,
    /// When the password was last used; `None` where there is no password, and for never.
    pub password_last_used: Option<DateTime<Utc>>,
    /// When the password was last changed.
    pub password_last_changed: Option<DateTime<Utc>>,
    /// Whether an MFA device is enabled; `None` where the report does not say so.
    pub mfa_active: Option<bool>,
    /// The access keys there are: at most two, in no order that means anything.
    pub keys: Vec<ReportedKey>,
    /// How many signing certificates are active.
    pub signing_certificates: usize,
}

/// A key in the report, which has no ID there.
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
    /// Whether IAM would make a new one; or it is dated so much later than now that its age cannot
    /// be told.
    pub(crate) fn is_stale(&self, now: DateTime<Utc>) -> bool {
        (now - self.generated).abs() >= REPORT_LIFETIME
    }

    /// Whether the root user has access keys, as far as the report says.
    #[must_use]
    pub fn root_has_keys(&self) -> bool {
        self.root.as_ref().is_some_and(|root| !root.keys.is_empty())
    }
}

impl ReportedUser {
    /// Whether the row is about this very user: one that was deleted and made again is another one.
    pub(crate) fn is_about(&self, user: &User) -> bool {
        let differ = match (self.created, user.created) {
            (Some(reported), Some(listed)) => !same_second(reported, listed),
            _ => false,
        };
        self.arn == user.arn && !differ
    }

    /// The row's words about one of the user's keys, if it can be told which those are: `listed`
    /// are the keys there are now, `made` is when the report was.
    ///
    /// A key is told by the moment it was created; or it is the only one listed of the time before
    /// the report, and the only one in it.
    pub(crate) fn key(
        &self,
        key: &AccessKey,
        listed: &[AccessKey],
        made: DateTime<Utc>,
    ) -> Option<&ReportedKey> {
        let created = key.created.filter(|created| *created <= made)?;
        let mut of_the_moment =
            self.keys.iter().filter(|reported| is_at(reported.created_or_changed, created));
        let twins = listed.iter().filter(|other| is_at(other.created, created)).count();
        if let (Some(only), None, 1) = (of_the_moment.next(), of_the_moment.next(), twins) {
            return Some(only);
        }
        let older = listed.iter().filter(|other| other.created.is_none_or(|then| then <= made));
        let [only] = self.keys.as_slice() else { return None };
        let since =
            only.created_or_changed.is_none_or(|then| then.timestamp() >= created.timestamp());
        (since && older.count() == 1).then_some(only)
    }
}

/// Whether two dates are the same: the report has whole seconds, whatever the lists have.
fn same_second(one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    one.timestamp() == other.timestamp()
}

fn is_at(date: Option<DateTime<Utc>>, moment: DateTime<Utc>) -> bool {
    date.is_some_and(|date| same_second(date, moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccessKeyId, Status};
    use rstest::rstest;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn listed(days: &[i64]) -> Vec<AccessKey> {
        let key = |(number, created): (usize, &i64)| AccessKey {
            id: AccessKeyId::from_iam(&format!("AKIAEXAMPLE{number}")),
            user: UserName::from_iam("alice"),
            status: Status::Active,
            created: Some(day(*created)),
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
    fn a_user_made_again_is_another_one_and_parts_of_seconds_do_not_count() {
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

    /// Reports made on day 100; which of the reported keys the first listed key is.
    /// What is dated later than now tells nothing of how things are now.
    #[rstest]
    #[case(-1, false)]
    #[case(3, false)]
    #[case(4, true)]
    #[case(-4, true)]
    #[case(-70_000_000, true)]
    fn a_report_is_young_for_hours(#[case] hours: i64, #[case] old: bool) {
        let (now, root) = (day(20_000), None);
        let generated = now - TimeDelta::hours(hours);
        let report = CredentialReport { generated, users: HashMap::new(), root };
        assert_eq!(report.is_stale(now), old);
    }

    #[rstest]
    #[case(&[1], &[1], Some(0))]
    #[case(&[1, 2], &[2, 1], Some(1))]
    // Changed since it was created: the only one of its time, in both.
    #[case(&[1], &[50], Some(0))]
    #[case(&[1, 101], &[50], Some(0))]
    // Which one was changed cannot be told.
    #[case(&[1, 2], &[50, 2], None)]
    #[case(&[1, 2], &[50], None)]
    // Made in the same second.
    #[case(&[1, 1], &[1, 1], None)]
    #[case(&[1, 1], &[1], None)]
    // Made after the report, which tells of one that is gone.
    #[case(&[101], &[50], None)]
    // Created later than the report says it was changed: another one.
    #[case(&[60], &[50], None)]
    #[case(&[1], &[], None)]
    fn keys_are_told_apart_by_their_dates(
        #[case] listed_on: &[i64],
        #[case] reported: &[i64],
        #[case] expected: Option<usize>,
    ) {
        let (listed, row) = (listed(listed_on), row(reported));
        let found = row.key(&listed[0], &listed, day(100));
        assert_eq!(found, expected.map(|at| &row.keys[at]));
    }
}
