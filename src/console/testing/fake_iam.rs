//! IAM as tests imagine it: what it holds at one moment, and how it answers each read from that.
//!
//! Its answers are values: over HTTP the property tests would take more than half as long again.
//! The property tests and the benchmarks include this file by its path, so that an added read is
//! answered here for all of them.

use crate::console::{AwsAnswer, AwsRead};
use crate::domain::{
    AccessKey, AccessKeyId, AccountId, AccountSummary, AuthorizationDetails, Caller, ConsoleAccess,
    CredentialReport, Failure, FailureKind, Finding, KeyListing, LastUsed, Marker, Operation,
    OwnerEvidence, Page, ReportedKey, ReportedUser, Status, Usage, User, UserDetails, UserName,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The account that the users' ARNs name.
pub(crate) const ACCOUNT: &str = "123456789012";

/// All users and their keys.
pub(crate) type UserKeys = BTreeMap<String, Vec<AccessKey>>;

/// What IAM holds at one moment.
pub(crate) struct FakeIam<'a> {
    pub(crate) now: DateTime<Utc>,
    pub(crate) users: &'a UserKeys,
    /// How many users a page of a list has.
    pub(crate) page_size: usize,
    pub(crate) last_used: &'a dyn Fn(&AccessKey) -> LastUsed,
    /// The tags of each user.
    pub(crate) tags: &'a [(String, String)],
    /// The groups that each user is in.
    pub(crate) groups: &'a [String],
    pub(crate) alias: &'a str,
    pub(crate) caller: Caller,
    /// The serials of the caller's MFA devices.
    pub(crate) devices: &'a [String],
    pub(crate) has_root_keys: bool,
    /// Whether a policy denies `GetAccessKeyLastUsed` without a user to ask about.
    pub(crate) denies_owners: bool,
}

impl FakeIam<'_> {
    pub(crate) fn answer(&self, read: &AwsRead) -> AwsAnswer {
        let fail = |kind| read.failed(failure(read.operation(), kind));
        match read {
            AwsRead::Caller => AwsAnswer::Caller(Ok(self.caller.clone())),
            AwsRead::Alias => AwsAnswer::Alias(Ok(Some(self.alias.to_owned()))),
            AwsRead::Summary => AwsAnswer::Summary(Ok(AccountSummary {
                root_access_keys: self.has_root_keys,
                access_keys_per_user: Some(2),
            })),
            AwsRead::Users(marker) => AwsAnswer::Users(Ok(self.page(marker.as_ref(), user))),
            AwsRead::Report => AwsAnswer::Report(Ok(self.report())),
            AwsRead::NewReport => AwsAnswer::NewReport(Ok(self.report())),
            AwsRead::Authorization(marker) => {
                let details = |name: &str| AuthorizationDetails {
                    details: self.details(name),
                    groups: self.groups.to_vec(),
                };
                AwsAnswer::Authorization(Ok(self.page(marker.as_ref(), details)))
            }
            AwsRead::User(user) => AwsAnswer::User(user.clone(), Ok(self.details(user.as_str()))),
            AwsRead::OwnUser => AwsAnswer::OwnUser(Ok(self.details(&self.caller.label()))),
            AwsRead::Keys(user, urgency) => match self.users.get(user.as_str()) {
                Some(keys) => {
                    AwsAnswer::Keys(user.clone(), *urgency, Ok(KeyListing { keys: keys.clone() }))
                }
                None => fail(FailureKind::NoSuchEntity),
            },
            AwsRead::Usage(user, id, _) => match self.find(id) {
                Some(key) => AwsAnswer::Usage(user.clone(), id.clone(), Ok(self.usage(key))),
                None => fail(FailureKind::Denied),
            },
            AwsRead::Owner(id, _) => AwsAnswer::Owner(id.clone(), self.owner(id)),
            AwsRead::Mfa(user) => AwsAnswer::Mfa(user.clone(), Ok(1)),
            AwsRead::OwnDevices(_) => AwsAnswer::OwnDevices(Ok(self.devices.to_vec())),
            AwsRead::ConsoleAccess(user) => {
                AwsAnswer::ConsoleAccess(user.clone(), Ok(ConsoleAccess::Enabled))
            }
        }
    }

    /// The page that begins at this marker, made of users by their names.
    fn page<T>(&self, marker: Option<&Marker>, item: impl Fn(&str) -> T) -> Page<T> {
        let start = marker.map_or(0, |marker| marker.0.parse().expect("a marker of ours"));
        let mut names = self.users.keys().skip(start);
        let items = names.by_ref().take(self.page_size).map(|name| item(name)).collect();
        let next = names.next().map(|_| Marker((start + self.page_size).to_string()));
        Page { items, next }
    }

    fn details(&self, name: &str) -> UserDetails {
        UserDetails { user: user(name), tags: self.tags.to_vec() }
    }

    fn report(&self) -> CredentialReport {
        let users = self.users.iter();
        let users = users.map(|(name, keys)| (UserName::from_iam(name), self.row(name, keys)));
        let root = Some(self.row("root", &[]));
        CredentialReport { generated: self.now, users: users.collect(), root }
    }

    /// The report's row of a user. The report has room for two keys.
    fn row(&self, name: &str, keys: &[AccessKey]) -> ReportedUser {
        let user = user(name);
        let key = |key: &AccessKey| ReportedKey {
            active: key.status == Status::Active,
            created_or_changed: key.created,
            last_used: (self.last_used)(key),
        };
        ReportedUser {
            arn: user.arn,
            created: user.created,
            console_access: Some(ConsoleAccess::Enabled),
            password_last_used: None,
            password_last_changed: user.created,
            mfa_active: Some(true),
            keys: keys.iter().take(2).map(key).collect(),
            signing_certificates: 0,
        }
    }

    fn usage(&self, key: &AccessKey) -> Usage {
        Usage { user: Some(key.user.clone()), last_used: (self.last_used)(key) }
    }

    fn owner(&self, id: &AccessKeyId) -> Result<Finding, Failure> {
        // Only the colon tells a missing permission from a key that IAM does not have.
        let denial = |message: &str| {
            Failure::new(Operation::GetAccessKeyLastUsed, FailureKind::Denied, message)
        };
        let answer = match self.find(id) {
            _ if self.denies_owners => {
                Err(denial("not authorized to perform: iam:GetAccessKeyLastUsed"))
            }
            Some(key) => Ok(self.usage(key)),
            None => Err(denial("not authorized to perform iam:GetAccessKeyLastUsed")),
        };
        let here = Some(self.caller.account.clone());
        OwnerEvidence { key: id.clone(), answer, known_key_lookup: None, key_info: None, here }
            .finding()
    }

    fn find(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.users.values().flatten().find(|key| key.id == *id)
    }
}

pub(crate) fn caller(account: &str, user: &str) -> Caller {
    let arn = format!("arn:aws:iam::{account}:user/{user}");
    Caller { account: AccountId::from_aws(account), arn }
}

fn user(name: &str) -> User {
    User {
        name: UserName::from_iam(name),
        arn: format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        path: "/".to_owned(),
        created: Some("2025-07-10T12:00:00Z".parse().expect("a date")),
        password_last_used: None,
    }
}

pub(crate) fn failure(operation: Operation, kind: FailureKind) -> Failure {
    Failure::new(operation, kind, format!("it failed as {kind:?}"))
}
