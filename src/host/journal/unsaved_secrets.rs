//! Creates in the journal whose secret was not recorded as saved or given up.

use super::line::{Line, OutcomeKind, action, truncate_name, truncate_uri};
use crate::domain::{AccessKeyId, ChangeKind, JournalNotice, SecretLocation, UserName};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::io;

/// A create whose secret no line so far records as saved or given up.
#[derive(Debug)]
pub(super) struct UnsavedSecret {
    pub(super) session: String,
    when: DateTime<Utc>,
    user: String,
    /// `None` until a line names it.
    key: Option<String>,
    /// Whether a line records the answer, or that it was lost.
    answered: bool,
    /// Where the session was about to save the secret.
    destination: Option<String>,
}

impl UnsavedSecret {
    pub(super) fn into_notice(self) -> JournalNotice {
        JournalNotice {
            when: self.when,
            user: UserName::from_iam(&self.user),
            key: self.key.as_deref().map(AccessKeyId::from_iam),
            secret: self
                .destination
                .map_or(SecretLocation::Unsaved, SecretLocation::SaveInterrupted),
        }
    }
}

/// Collects the creates in this account and endpoint that no later line settles.
pub(super) fn unsaved_secrets(
    lines: impl Iterator<Item = io::Result<Line<'static>>>,
    account: &str,
    endpoint: Option<&str>,
) -> io::Result<Vec<UnsavedSecret>> {
    let (account, endpoint) = (truncate_name(account), endpoint.map(truncate_uri));
    let mut unsaved = Vec::new();
    for line in lines {
        let line = line?;
        if line.account.as_ref() == Some(&account) && line.endpoint == endpoint {
            apply(&mut unsaved, line);
        }
    }
    Ok(unsaved)
}

fn apply(unsaved: &mut Vec<UnsavedSecret>, line: Line<'_>) {
    let is = |change| line.action == action(change);
    match line.outcome {
        OutcomeKind::Sending if is(ChangeKind::Create) => unsaved.push(from_line(line)),
        OutcomeKind::Done | OutcomeKind::Unknown if is(ChangeKind::Create) => {
            record_answer(unsaved, line);
        }
        OutcomeKind::Failed if is(ChangeKind::Create) => {
            if let Some(at) = position_unanswered(unsaved, &line) {
                unsaved.remove(at);
            }
        }
        OutcomeKind::Done if is(ChangeKind::Delete) => remove_settled(unsaved, &line),
        OutcomeKind::SavingSecret => {
            name_key(unsaved, &line);
            let of_key = |create: &&mut UnsavedSecret| create.key.as_deref() == line.key.as_deref();
            if let Some(create) = unsaved.iter_mut().rfind(of_key) {
                create.destination = line.detail.map(Cow::into_owned);
            }
        }
        OutcomeKind::SecretSaved => {
            name_key(unsaved, &line);
            remove_settled(unsaved, &line);
        }
        OutcomeKind::Settled => remove_settled(unsaved, &line),
        _ => {}
    }
}

fn from_line(line: Line<'_>) -> UnsavedSecret {
    UnsavedSecret {
        session: line.session.into_owned(),
        when: line.time,
        user: line.user.into_owned(),
        key: line.key.map(Cow::into_owned),
        answered: !matches!(line.outcome, OutcomeKind::Sending),
        destination: None,
    }
}

/// A secret is saved only once there is an answer: a key that no create has is that of the one
/// whose answer could not be recorded, as when the disk was full for a while.
fn name_key(unsaved: &mut [UnsavedSecret], line: &Line<'_>) {
    let known = unsaved.iter().any(|create| create.key.as_deref() == line.key.as_deref());
    let unanswered = position_unanswered(unsaved, line).filter(|_| !known);
    if let Some(create) = unanswered.and_then(|at| unsaved.get_mut(at)) {
        create.key = line.key.as_deref().map(str::to_owned);
        create.answered = true;
    }
}

/// Adds the key to the create that was sent. If the line of the sent create is damaged, the answer
/// counts as the create.
fn record_answer(unsaved: &mut Vec<UnsavedSecret>, line: Line<'_>) {
    match position_unanswered(unsaved, &line).and_then(|at| unsaved.get_mut(at)) {
        Some(sent) => {
            sent.key = line.key.map(Cow::into_owned);
            sent.answered = true;
        }
        None => unsaved.push(from_line(line)),
    }
}

/// The last create without an answer for the user and the session of a line.
fn position_unanswered(unsaved: &[UnsavedSecret], line: &Line<'_>) -> Option<usize> {
    unsaved.iter().rposition(|create| {
        create.session == line.session && create.user == line.user && !create.answered
    })
}

/// Removes the creates of the line's key; for a line without a key, the unanswered ones of its
/// user.
fn remove_settled(unsaved: &mut Vec<UnsavedSecret>, line: &Line<'_>) {
    unsaved.retain(|create| match &line.key {
        Some(key) => create.key.as_deref() != Some(key),
        None => create.key.is_some() || create.user != line.user,
    });
}
