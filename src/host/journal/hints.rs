//! What the journal tells of a user's keys: when akia made, verified, switched on or off which.

use super::line::{self, Line, Word, action};
use crate::domain::{AccessKeyId, Change, Did, JournalHint};
use std::io;

/// What was done to the keys of a user of this account and endpoint, the earliest first. What
/// failed, or may have failed, is no hint.
pub(super) fn hints(
    lines: impl Iterator<Item = io::Result<Line<'static>>>,
    account: &str,
    endpoint: Option<&str>,
    user: &str,
) -> io::Result<Vec<JournalHint>> {
    let (account, endpoint) = (line::name(account), endpoint.map(line::place));
    let user = line::name(user);
    let mut hints = Vec::new();
    for line in lines {
        let line = line?;
        let here = line.account.as_ref() == Some(&account) && line.endpoint == endpoint;
        if here && line.user == user {
            hints.extend(hint(&line));
        }
    }
    Ok(hints)
}

fn hint(line: &Line<'_>) -> Option<JournalHint> {
    let is = |change| line.action == action(change);
    let did = match (line.outcome, line.status.as_deref()) {
        (Word::Done, _) if is(Change::Create) => Did::Create,
        (Word::Done, Some("Active")) if is(Change::Activate) => Did::Activate,
        (Word::Done, Some("Inactive")) if is(Change::Deactivate) => Did::Deactivate,
        (Word::Verified, _) => Did::Verify,
        _ => return None,
    };
    Some(JournalHint { when: line.time, key: AccessKeyId::from_iam(line.key.as_deref()?), did })
}
