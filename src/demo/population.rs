//! The users of the account when it opens.

mod roster;

use super::ids::{Generation, SeededRng};
use super::users::{ACCOUNT, DemoCertificate, DemoKey, DemoUser};
use crate::domain::{AccessKeyId, AccountId, LastUsed, Status};
use chrono::{DateTime, TimeDelta, Utc};
use roster::{KeyRow, OPS_ADMIN, OPS_ADMIN_KEY, Password, ROSTER, UserRow};

/// The service and region that keys of generated users were last used for.
const USES: [(&str, &str); 8] = [
    ("s3", "eu-central-1"),
    ("s3", "us-east-1"),
    ("ecr", "eu-west-1"),
    ("sts", "us-east-1"),
    ("dynamodb", "ap-southeast-2"),
    ("sqs", "us-west-2"),
    ("logs", "eu-central-1"),
    ("iam", "us-east-1"),
];

pub(super) fn built_in(now: DateTime<Utc>) -> Vec<DemoUser> {
    ROSTER.iter().map(|row| row.at(now)).collect()
}

/// This many generated users, and the one that is signed in.
pub(super) fn generated(now: DateTime<Utc>, count: usize) -> Vec<DemoUser> {
    let mut rng = SeededRng::from_text("generated");
    let mut users: Vec<DemoUser> = (1..=count)
        .map(|number| generated_user(&mut rng, &format!("user-{number:06}"), now))
        .collect();
    users.push(administrator(now).0);
    users
}

/// The user who is signed in, and the key that the session signs with.
pub(super) fn administrator(now: DateTime<Utc>) -> (DemoUser, AccessKeyId) {
    let key = OPS_ADMIN_KEY.at(now, &mut SeededRng::from_text(OPS_ADMIN.name));
    (OPS_ADMIN.at(now), key.id)
}

fn generated_user(rng: &mut SeededRng, name: &str, now: DateTime<Utc>) -> DemoUser {
    let ago = |minutes: u32| now - TimeDelta::minutes(i64::from(minutes));
    let age = rng.below(3_000_000);
    let mut user = DemoUser::new(name, ago(age));
    user.mfa = rng.below(3) == 0;
    user.console = rng.below(2) == 0;
    user.password_last_used = user.console.then(|| ago(rng.below(age.max(1))));
    user.password_changed = user.password_last_used;
    let keys = match rng.below(10) {
        0..2 => 0,
        2..8 => 1,
        _ => 2,
    };
    for _ in 0..keys {
        let key_age = rng.below(age.max(1));
        let id = rng.key_id(&AccountId::from_aws(ACCOUNT), Generation::Newer);
        let mut key = DemoKey::new(id.as_str(), ago(key_age));
        if rng.below(4) == 0 {
            key.status = Status::Inactive;
        }
        if let Some((service, region)) = USES.get(usize::try_from(rng.below(10)).unwrap_or(0)) {
            key.last_used = LastUsed::At {
                date: ago(rng.below(key_age.max(1))),
                region: Some((*region).to_owned()),
                service: Some((*service).to_owned()),
            };
        }
        user.keys.push(key);
    }
    user
}

impl UserRow {
    fn at(&self, now: DateTime<Utc>) -> DemoUser {
        let mut rng = SeededRng::from_text(self.name);
        let keys: Vec<DemoKey> = self.keys.iter().map(|key| key.at(now, &mut rng)).collect();
        let mut tags: Vec<(String, String)> =
            self.tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        for (key, row) in keys.iter().zip(self.keys) {
            if !row.description.is_empty() {
                tags.push((key.id.to_string(), row.description.to_owned()));
            }
        }
        let created = moment(now, self.days, &mut rng);
        let certificate = |(active, days): &(bool, u32)| DemoCertificate {
            active: *active,
            uploaded: days_ago(now, *days),
        };
        DemoUser {
            name: self.name.to_owned(),
            path: self.path.to_owned(),
            created,
            console: self.password != Password::None,
            password_last_used: match self.password {
                Password::UsedHoursAgo(hours) => Some(now - TimeDelta::hours(i64::from(hours))),
                Password::None | Password::NeverUsed => None,
            },
            password_changed: self.password_age(&mut rng).map(|days| days_ago(now, days)),
            mfa: self.mfa,
            tags,
            keys,
            groups: self.groups.iter().map(|group| (*group).to_owned()).collect(),
            certificates: self.certificates.iter().map(certificate).collect(),
            policy: self.policy,
        }
    }

    /// How many days ago the password was last changed: after the user was created, and before the
    /// password was last used.
    fn password_age(&self, rng: &mut SeededRng) -> Option<u32> {
        let least = match self.password {
            Password::None => return None,
            Password::NeverUsed => self.days,
            Password::UsedHoursAgo(hours) => hours.div_ceil(24),
        };
        Some(least + rng.below(self.days.saturating_sub(least)))
    }
}

impl KeyRow {
    fn at(&self, now: DateTime<Utc>, rng: &mut SeededRng) -> DemoKey {
        let made = rng.key_id(&AccountId::from_aws(ACCOUNT), self.generation);
        let created = moment(now, self.days, rng);
        let last_used = match self.used {
            None => LastUsed::Never,
            Some((minutes, service, region)) => LastUsed::At {
                date: now - TimeDelta::minutes(i64::from(minutes)),
                region: Some(region.to_owned()).filter(|region| !region.is_empty()),
                service: Some(service.to_owned()),
            },
        };
        let status = Status::from_iam(self.status);
        // An inactive key was deactivated some time after its last use.
        let idle_since = last_used.date().unwrap_or(created);
        let changed = (status == Status::Inactive).then(|| idle_since + (now - idle_since) / 2);
        DemoKey {
            id: self.id.map_or(made, AccessKeyId::from_iam),
            status,
            created,
            changed,
            last_used,
        }
    }
}

fn days_ago(now: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    now - TimeDelta::days(i64::from(days))
}

/// This many days and some minutes ago, so that times of day differ. What is of today was created
/// up to half an hour ago.
fn moment(now: DateTime<Utc>, days: u32, rng: &mut SeededRng) -> DateTime<Utc> {
    let minutes = rng.below(if days == 0 { 30 } else { 1_380 });
    now - TimeDelta::days(i64::from(days)) - TimeDelta::minutes(i64::from(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Age, Description, UserName};
    use std::collections::HashSet;

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_built_in_account_shows_everything_there_is_to_see() {
        let users = built_in(now());
        assert!((55..=65).contains(&users.len()), "{} users", users.len());
        for user in &users {
            assert!(UserName::parse(&user.name).is_ok(), "{}", user.name);
            assert!(user.keys.iter().all(|key| key.created >= user.created), "{}", user.name);
            for (key, value) in &user.tags {
                let text = Description::parse(value).unwrap().unwrap();
                assert_eq!((text.as_str(), key.trim()), (value.as_str(), key.as_str()));
            }
            let used = |key: &DemoKey| key.last_used.date().is_none_or(|date| date >= key.created);
            assert!(user.keys.iter().all(used), "{}", user.name);
            let changed = user.password_changed;
            assert_eq!(changed.is_some(), user.console, "{}", user.name);
            assert!(
                changed.is_none_or(|date| date >= user.created && date <= now()),
                "{}",
                user.name
            );
        }
        let keys: Vec<&DemoKey> = users.iter().flat_map(|user| &user.keys).collect();
        let ids: HashSet<&AccessKeyId> = keys.iter().map(|key| &key.id).collect();
        assert_eq!(ids.len(), keys.len());
        for count in 0..=3 {
            assert!(users.iter().any(|user| user.keys.len() == count), "nobody with {count} keys");
        }
        for status in [Status::Active, Status::Inactive, Status::Expired] {
            assert!(keys.iter().any(|key| key.status == status), "no key is {status}");
        }
        let carries = keys.iter().filter(|key| key.id.account_id().is_some()).count();
        assert!(carries > keys.len() / 2 && carries < keys.len());
    }

    #[test]
    fn alice_is_the_one_of_the_documentation() {
        let users = built_in(now());
        let alice = users.iter().find(|user| user.name == "alice").unwrap();
        let [first, second] = alice.keys.as_slice() else { panic!("{:?}", alice.keys) };
        assert_eq!(first.id.as_str(), "AKIAIOSFODNN7EXAMPLE");
        assert_eq!((&first.status, Age::of(first.created, now()).days), (&Status::Active, 412));
        assert_eq!(second.status, Status::Inactive);
    }

    #[test]
    fn the_session_signs_with_a_key_of_the_administrator() {
        let (user, key) = administrator(now());
        assert_eq!(user.keys.iter().map(|known| &known.id).collect::<Vec<_>>(), [&key]);
        assert!(built_in(now()).contains(&user) && generated(now(), 0).contains(&user));
    }

    #[test]
    fn populations_are_the_same_each_time() {
        assert_eq!(built_in(now()), built_in(now()));
        assert_eq!(generated(now(), 50), generated(now(), 50));
        assert_eq!(generated(now(), 50).len(), 51);
    }
}
