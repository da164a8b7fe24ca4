//! What the journal knows of a user's keys: when akia created, verified, activated or deactivated
//! them, and whose secrets were lost.

use super::line::{Line, OutcomeKind, action, truncate_name};
use crate::domain::{
    AccessKeyEvent, AccessKeyEventKind, AccessKeyId, ChangeKind, JournalNotice, UserName,
};
use chrono::TimeDelta;
use std::io;

/// How long after it was recorded a change without an answer may still be made: longer than a
/// change waits for IAM's answer.
pub(super) const ANSWER_LIMIT: TimeDelta = TimeDelta::seconds(20);

/// What happened to the keys of a user of this account, the earliest first, without failed changes;
/// through whatever endpoint, since several lead to one account. A status that may have been set,
/// because the answer was lost or not recorded, counts as set: the person then waits longer before
/// deleting the key.
pub(super) fn key_events(
    lines: impl Iterator<Item = io::Result<Line<'static>>>,
    account: &str,
    user: &str,
) -> io::Result<Vec<AccessKeyEvent>> {
    let (account, user) = (truncate_name(account), truncate_name(user));
    let mut events = Vec::new();
    let mut unanswered: Vec<Line<'static>> = Vec::new();
    for line in lines {
        let line = line?;
        if line.account.as_ref() != Some(&account) || line.user != user {
            continue;
        }
        if sets_status(&line) {
            let answered = (&line.session, &line.key, &line.status);
            unanswered.retain(|sent| (&sent.session, &sent.key, &sent.status) != answered);
        }
        match line.outcome {
            OutcomeKind::Sending if sets_status(&line) => unanswered.push(line),
            _ => events.extend(key_event(&line)),
        }
    }
    events.extend(unanswered.iter().filter_map(key_event).map(at_the_latest));
    events.sort_by_key(|event| event.when);
    Ok(events)
}

/// Another session's deactivation may come before an activation that was sent earlier: the key must
/// not pass for inactive.
fn at_the_latest(sent: AccessKeyEvent) -> AccessKeyEvent {
    match sent.kind {
        AccessKeyEventKind::Activated => AccessKeyEvent { when: sent.when + ANSWER_LIMIT, ..sent },
        _ => sent,
    }
}

/// The keys of the user whose secrets are lost. A secret that was being saved may still be found.
pub(super) fn lost_secrets(notices: Vec<JournalNotice>, user: &UserName) -> Vec<AccessKeyEvent> {
    let user = truncate_name(user.as_str());
    let mut events = Vec::new();
    for notice in notices {
        let is_lost = notice.user.as_str() == user && notice.secret.is_lost();
        if let (true, Some(key)) = (is_lost, notice.key) {
            events.push(AccessKeyEvent {
                when: notice.when,
                key,
                kind: AccessKeyEventKind::SecretLost,
            });
        }
    }
    events
}

fn sets_status(line: &Line<'_>) -> bool {
    line.action == action(ChangeKind::Deactivate)
}

fn key_event(line: &Line<'_>) -> Option<AccessKeyEvent> {
    let is = |change| line.action == action(change);
    let kind = match (line.outcome, line.status.as_deref()) {
        (OutcomeKind::Done, _) if is(ChangeKind::Create) => AccessKeyEventKind::Created,
        (OutcomeKind::Done | OutcomeKind::Unknown | OutcomeKind::Sending, Some("Active"))
            if is(ChangeKind::Activate) =>
        {
            AccessKeyEventKind::Activated
        }
        (OutcomeKind::Done | OutcomeKind::Unknown | OutcomeKind::Sending, Some("Inactive"))
            if is(ChangeKind::Deactivate) =>
        {
            AccessKeyEventKind::Deactivated
        }
        (OutcomeKind::Verified, _) => AccessKeyEventKind::Verified,
        _ => return None,
    };
    Some(AccessKeyEvent { when: line.time, key: AccessKeyId::from_iam(line.key.as_deref()?), kind })
}
