//! What the journal tells of a user's keys: when akia made, verified, switched on or off which, and
//! of which the secret was lost.

use super::line::{self, Line, Word, action};
use crate::domain::{
    AccessKeyEvent, AccessKeyEventKind, AccessKeyId, ChangeKind, JournalNotice, UserName,
};
use std::io;

/// What was done to the keys of a user of this account and endpoint, the earliest first. What
/// failed is no hint. A status that may have been set, since the answer was lost or never written
/// down, is one: who takes it for set waits longer before the key is deleted.
pub(super) fn hints(
    lines: impl Iterator<Item = io::Result<Line<'static>>>,
    account: &str,
    endpoint: Option<&str>,
    user: &str,
) -> io::Result<Vec<AccessKeyEvent>> {
    let (account, endpoint) = (line::name(account), endpoint.map(line::place));
    let user = line::name(user);
    let mut hints = Vec::new();
    let mut sent: Vec<Line<'static>> = Vec::new();
    for line in lines {
        let line = line?;
        let here = line.account.as_ref() == Some(&account) && line.endpoint == endpoint;
        if !here || line.user != user {
            continue;
        }
        if sets_status(&line) {
            sent.retain(|sent| {
                (&sent.session, &sent.key, &sent.status) != (&line.session, &line.key, &line.status)
            });
        }
        match line.outcome {
            Word::Sending if sets_status(&line) => sent.push(line),
            _ => hints.extend(hint(&line)),
        }
    }
    hints.extend(sent.iter().filter_map(hint));
    hints.sort_by_key(|hint| hint.when);
    Ok(hints)
}

/// The keys of the user whose secret no session saved that made them and has ended. One that was
/// being saved may be somewhere.
pub(super) fn lost_secrets(notices: Vec<JournalNotice>, user: &UserName) -> Vec<AccessKeyEvent> {
    let user = line::name(user.as_str());
    let of_user = notices
        .into_iter()
        .filter(|notice| notice.user.as_str() == user && notice.secret.is_lost());
    let hint = |notice: JournalNotice| {
        Some(AccessKeyEvent {
            when: notice.when,
            key: notice.key?,
            kind: AccessKeyEventKind::LoseSecret,
        })
    };
    of_user.filter_map(hint).collect()
}

fn sets_status(line: &Line<'_>) -> bool {
    line.action == action(ChangeKind::Deactivate)
}

fn hint(line: &Line<'_>) -> Option<AccessKeyEvent> {
    let is = |change| line.action == action(change);
    let kind = match (line.outcome, line.status.as_deref()) {
        (Word::Done, _) if is(ChangeKind::Create) => AccessKeyEventKind::Create,
        (Word::Done | Word::Unknown | Word::Sending, Some("Active"))
            if is(ChangeKind::Activate) =>
        {
            AccessKeyEventKind::Activate
        }
        (Word::Done | Word::Unknown | Word::Sending, Some("Inactive"))
            if is(ChangeKind::Deactivate) =>
        {
            AccessKeyEventKind::Deactivate
        }
        (Word::Verified, _) => AccessKeyEventKind::Verify,
        _ => return None,
    };
    Some(AccessKeyEvent {
        when: line.time,
        key: AccessKeyId::from_iam(line.key.as_deref()?),
        kind: kind,
    })
}
