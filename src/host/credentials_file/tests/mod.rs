//! The edit by examples, and the writing with real files.

mod edits;
mod files;

use crate::domain::testing::{SECRET, new_access_key};
use crate::domain::{LineChange, NewAccessKey, ProfileName, ProfilePlan, Secret};

const OLD: &str = "AKIAIOSFODNN7EXAMPLE";
const NEW: &str = "AKIAI44QH8DHBEXAMPLE";

fn profile(name: &str) -> ProfileName {
    ProfileName::parse(name).unwrap()
}

fn new_key() -> NewAccessKey {
    new_access_key("alice", NEW)
}

fn with_secret(secret: &str) -> NewAccessKey {
    NewAccessKey { secret: Secret::new(secret.to_owned()), ..new_key() }
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
