//! The edit by examples, and the writing with real files.

mod edits;
mod files;

use crate::domain::{
    AccessKey, AccessKeyId, LineChange, NewAccessKey, ProfileName, ProfilePlan, Secret, Status,
    UserName,
};

const OLD: &str = "AKIAIOSFODNN7EXAMPLE";
const NEW: &str = "AKIAI44QH8DHBEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn profile(name: &str) -> ProfileName {
    ProfileName::parse(name).unwrap()
}

fn new_key() -> NewAccessKey {
    with_secret(SECRET)
}

fn with_secret(secret: &str) -> NewAccessKey {
    NewAccessKey {
        key: AccessKey {
            id: AccessKeyId::from_iam(NEW),
            user: UserName::from_iam("alice"),
            status: Status::Active,
            created: None,
        },
        secret: Secret::new(secret.to_owned()),
        request_id: None,
    }
}

/// The diff as it is shown.
fn shown(plan: &ProfilePlan) -> Vec<String> {
    let mark = |change| match change {
        LineChange::Kept => ' ',
        LineChange::Removed => '-',
        LineChange::Added => '+',
    };
    plan.diff.iter().map(|line| format!("{} {}", mark(line.change), line.text)).collect()
}
