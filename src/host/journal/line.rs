//! One line of the journal.

use crate::domain::{ChangeKind, JournalEntry, Outcome};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// No line of ours comes near; one that is longer is damage, and is passed over.
const LONGEST: u64 = 64 * 1024;

/// The longest texts of a line, in characters (each at most 6 bytes in JSON): far more than AWS's
/// own, so that what an endpoint answers cannot make a line that is passed over.
const LONGEST_NAME: usize = 256;
const LONGEST_PLACE: usize = 2_048;
const LONGEST_DETAIL: usize = 2_048;

/// How far a change has come, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Word {
    Sending,
    Done,
    Failed,
    Unknown,
    SavingSecret,
    SecretSaved,
    Verified,
    Settled,
}

/// A line, in AWS's words where it has them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line<'a> {
    pub(super) time: DateTime<Utc>,
    pub(super) session: Cow<'a, str>,
    pub(super) account: Option<Cow<'a, str>>,
    /// `None` for AWS's own.
    pub(super) endpoint: Option<Cow<'a, str>>,
    caller: Option<Cow<'a, str>>,
    /// The operation's name in AWS's API.
    pub(super) action: Cow<'a, str>,
    /// What `UpdateAccessKey` makes of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<Cow<'a, str>>,
    pub(super) user: Cow<'a, str>,
    pub(super) key: Option<Cow<'a, str>>,
    request_id: Option<Cow<'a, str>>,
    pub(super) outcome: Word,
    /// Why it failed, what was lost, or where a secret is being saved.
    pub(super) detail: Option<Cow<'a, str>>,
}

/// The operation that makes a change.
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
pub(super) fn name(text: &str) -> Cow<'_, str> {
    short(text, LONGEST_NAME)
}

/// An endpoint or ARN as the lines name it.
pub(super) fn place(text: &str) -> Cow<'_, str> {
    short(text, LONGEST_PLACE)
}

/// The text, or its beginning with a mark that it went on.
fn short(text: &str, longest: usize) -> Cow<'_, str> {
    if text.chars().nth(longest).is_none() {
        return text.into();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

impl<'a> Line<'a> {
    /// The line for `entry`.
    pub(super) fn new(time: DateTime<Utc>, session: &'a str, entry: &'a JournalEntry) -> Self {
        let (outcome, detail) = match &entry.outcome {
            Outcome::Sending => (Word::Sending, None),
            Outcome::Done => (Word::Done, None),
            Outcome::Failed(reason) => (Word::Failed, Some(reason.as_str())),
            Outcome::Unknown(reason) => (Word::Unknown, Some(reason.as_str())),
            Outcome::SavingSecret(place) => (Word::SavingSecret, Some(place.as_str())),
            Outcome::SecretSaved => (Word::SecretSaved, None),
            Outcome::Verified => (Word::Verified, None),
            Outcome::Settled => (Word::Settled, None),
        };
        let status = match entry.change {
            ChangeKind::Activate => Some("Active"),
            ChangeKind::Deactivate => Some("Inactive"),
            _ => None,
        };
        Self {
            time,
            session: session.into(),
            account: entry.account.as_ref().map(|account| name(account.as_str())),
            endpoint: entry.endpoint.as_deref().map(place),
            caller: entry.caller.as_deref().map(place),
            action: action(entry.change).into(),
            status: status.map(Cow::from),
            user: name(entry.user.as_str()),
            key: entry.key.as_ref().map(|key| name(key.as_str())),
            request_id: entry.request_id.as_deref().map(name),
            outcome,
            detail: detail.map(|detail| short(detail, LONGEST_DETAIL)),
        }
    }
}

/// The lines that make sense, one at a time.
pub(super) fn read(mut from: impl BufRead) -> impl Iterator<Item = io::Result<Line<'static>>> {
    let mut bytes = Vec::new();
    std::iter::from_fn(move || {
        loop {
            bytes.clear();
            match from.by_ref().take(LONGEST).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            // What is owned is `Cow<'static, str>`: serde makes it so.
            if let Ok(line) = serde_json::from_slice::<Line<'static>>(&bytes) {
                return Some(Ok(line));
            }
        }
    })
}
