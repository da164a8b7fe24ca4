//! Which creates in the journal still have a secret to lose.

use super::line::{self, Line, Word, action};
use crate::domain::{AccessKeyId, ChangeKind, JournalNotice, SecretTrace, UserName};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::io;

/// A create whose secret was not said to be saved, so far.
#[derive(Debug)]
pub(super) struct OpenCreate {
    pub(super) session: String,
    when: DateTime<Utc>,
    user: String,
    /// Not known while the answer is.
    key: Option<String>,
    /// Where the session was about to save the secret.
    saving_in: Option<String>,
}

impl OpenCreate {
    /// What the person is told of it.
    pub(super) fn notice(self) -> JournalNotice {
        JournalNotice {
            when: self.when,
            user: UserName::from_iam(&self.user),
            key: self.key.as_deref().map(AccessKeyId::from_iam),
            secret: self.saving_in.map_or(SecretTrace::Unsaved, SecretTrace::WasBeingSaved),
        }
    }
}

/// The creates on one account and endpoint that no later line settles.
pub(super) fn open_creates(
    lines: impl Iterator<Item = io::Result<Line<'static>>>,
    account: &str,
    endpoint: Option<&str>,
) -> io::Result<Vec<OpenCreate>> {
    let mut open = Vec::new();
    let (account, endpoint) = (line::name(account), endpoint.map(line::place));
    for line in lines {
        let line = line?;
        if line.account.as_ref() == Some(&account) && line.endpoint == endpoint {
            follow(&mut open, line);
        }
    }
    Ok(open)
}

/// What one more line says of the creates.
fn follow(open: &mut Vec<OpenCreate>, line: Line<'_>) {
    let is = |change| line.action == action(change);
    match line.outcome {
        Word::Sending if is(ChangeKind::Create) => open.push(created(line)),
        Word::Done | Word::Unknown if is(ChangeKind::Create) => answered(open, line),
        Word::Failed if is(ChangeKind::Create) => {
            if let Some(at) = unanswered(open, &line) {
                open.remove(at);
            }
        }
        Word::Done if is(ChangeKind::Delete) => settle(open, &line),
        Word::SavingSecret => {
            let of_key = |create: &&mut OpenCreate| create.key.as_deref() == line.key.as_deref();
            if let Some(create) = open.iter_mut().rfind(of_key) {
                create.saving_in = line.detail.map(Cow::into_owned);
            }
        }
        Word::SecretSaved | Word::Settled => settle(open, &line),
        _ => {}
    }
}

fn created(line: Line<'_>) -> OpenCreate {
    OpenCreate {
        session: line.session.into_owned(),
        when: line.time,
        user: line.user.into_owned(),
        key: line.key.map(Cow::into_owned),
        saving_in: None,
    }
}

/// The answer tells the key of the create that was sent; without one sent (its line was damaged),
/// it stands for itself.
fn answered(open: &mut Vec<OpenCreate>, line: Line<'_>) {
    match unanswered(open, &line).and_then(|at| open.get_mut(at)) {
        Some(sent) => sent.key = line.key.map(Cow::into_owned),
        None => open.push(created(line)),
    }
}

/// The last create for the user of the line, by its session, whose key is not known.
fn unanswered(open: &[OpenCreate], line: &Line<'_>) -> Option<usize> {
    open.iter().rposition(|create| {
        create.session == line.session && create.user == line.user && create.key.is_none()
    })
}

/// Drops the creates of the line's key; for a line without a key, those of its user whose key is
/// not known.
fn settle(open: &mut Vec<OpenCreate>, line: &Line<'_>) {
    open.retain(|create| match &line.key {
        Some(key) => create.key.as_deref() != Some(key),
        None => create.key.is_some() || create.user != line.user,
    });
}
