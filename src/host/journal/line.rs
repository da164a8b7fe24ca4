//! One line of the journal.

use crate::domain::{ChangeKind, JournalEntry, Outcome};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// Far more than akia writes: a longer line is damaged, and skipped.
const MAX_LINE_BYTES: u64 = 64 * 1024;

/// The longest texts of a line, in characters (each at most 6 bytes in JSON): far more than AWS's
/// own, but so short that no endpoint can answer with texts that make a line too long to be read.
const MAX_NAME_CHARS: usize = 256;
const MAX_URI_CHARS: usize = 2_048;
const MAX_DETAIL_CHARS: usize = 2_048;

/// An [`Outcome`] without its detail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OutcomeKind {
    Sending,
    Done,
    Failed,
    Unknown,
    SavingSecret,
    SecretSaved,
    Verified,
    Settled,
}

/// A line, in AWS's terms where there are any.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line<'a> {
    pub(super) time: DateTime<Utc>,
    pub(super) session: Cow<'a, str>,
    pub(super) account: Option<Cow<'a, str>>,
    /// `None` for AWS's own endpoints.
    pub(super) endpoint: Option<Cow<'a, str>>,
    caller: Option<Cow<'a, str>>,
    /// The operation's name in AWS's API.
    pub(super) action: Cow<'a, str>,
    /// The new status, for `UpdateAccessKey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<Cow<'a, str>>,
    pub(super) user: Cow<'a, str>,
    pub(super) key: Option<Cow<'a, str>>,
    request_id: Option<Cow<'a, str>>,
    pub(super) outcome: OutcomeKind,
    /// Why the change failed or its outcome is unknown, or where a secret is being saved.
    pub(super) detail: Option<Cow<'a, str>>,
}

/// The API operation that makes a change.
pub(super) fn action(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Create => "CreateAccessKey",
        ChangeKind::Activate | ChangeKind::Deactivate => "UpdateAccessKey",
        ChangeKind::Delete => "DeleteAccessKey",
        ChangeKind::Describe => "TagUser",
        ChangeKind::RemoveDescription => "UntagUser",
    }
}

/// An account, user, key or request as the lines name it.
pub(super) fn truncate_name(text: &str) -> Cow<'_, str> {
    truncate(text, MAX_NAME_CHARS)
}

/// An endpoint or ARN as the lines name it.
pub(super) fn truncate_uri(text: &str) -> Cow<'_, str> {
    truncate(text, MAX_URI_CHARS)
}

/// Cuts a text that is too long, and marks the cut with `…`.
fn truncate(text: &str, max_chars: usize) -> Cow<'_, str> {
    if text.chars().nth(max_chars).is_none() {
        return text.into();
    }
    text.chars().take(max_chars - 1).chain(['…']).collect()
}

impl<'a> Line<'a> {
    pub(super) fn new(time: DateTime<Utc>, session: &'a str, entry: &'a JournalEntry) -> Self {
        let (outcome, detail) = match &entry.outcome {
            Outcome::Sending => (OutcomeKind::Sending, None),
            Outcome::Done => (OutcomeKind::Done, None),
            Outcome::Failed(reason) => (OutcomeKind::Failed, Some(reason.as_str())),
            Outcome::Unknown(reason) => (OutcomeKind::Unknown, Some(reason.as_str())),
            Outcome::SavingSecret(path) => (OutcomeKind::SavingSecret, Some(path.as_str())),
            Outcome::SecretSaved => (OutcomeKind::SecretSaved, None),
            Outcome::Verified => (OutcomeKind::Verified, None),
            Outcome::Settled => (OutcomeKind::Settled, None),
        };
        let status = match entry.change {
            ChangeKind::Activate => Some("Active"),
            ChangeKind::Deactivate => Some("Inactive"),
            _ => None,
        };
        Self {
            time,
            session: session.into(),
            account: entry.account.as_ref().map(|account| truncate_name(account.as_str())),
            endpoint: entry.endpoint.as_deref().map(truncate_uri),
            caller: entry.caller.as_deref().map(truncate_uri),
            action: action(entry.change).into(),
            status: status.map(Cow::from),
            user: truncate_name(entry.user.as_str()),
            key: entry.key.as_ref().map(|key| truncate_name(key.as_str())),
            request_id: entry.request_id.as_deref().map(truncate_name),
            outcome,
            detail: detail.map(|detail| truncate(detail, MAX_DETAIL_CHARS)),
        }
    }
}

/// Reads the lines one by one, and skips damaged ones.
pub(super) fn read(mut from: impl BufRead) -> impl Iterator<Item = io::Result<Line<'static>>> {
    let mut bytes = Vec::new();
    std::iter::from_fn(move || {
        loop {
            bytes.clear();
            match from.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            if let Ok(line) = serde_json::from_slice::<Line<'static>>(&bytes) {
                return Some(Ok(line));
            }
        }
    })
}
