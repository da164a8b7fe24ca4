//! Which keys still sign although they were switched off or deleted: what changes in IAM reaches
//! the servers that check signatures late.

use crate::domain::{AccessKeyId, Status};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// What keys were before they were changed, the earliest change first.
#[derive(Debug, Default)]
pub(super) struct Signers(HashMap<AccessKeyId, Vec<Before>>);

/// A key before it was changed.
#[derive(Clone, Debug)]
struct Before {
    owner: String,
    status: Status,
    /// When it was changed.
    left: DateTime<Utc>,
}

impl Signers {
    /// A key of this user and status is changed, or deleted.
    pub(super) fn left(
        &mut self,
        id: &AccessKeyId,
        owner: &str,
        status: Status,
        now: DateTime<Utc>,
    ) {
        let before = Before { owner: owner.to_owned(), status, left: now };
        self.0.entry(id.clone()).or_default().push(before);
    }

    /// The owner and status that a key still has for whoever checks signatures, if that is told of
    /// changes so late.
    pub(super) fn still(
        &self,
        id: &AccessKeyId,
        now: DateTime<Utc>,
        late: TimeDelta,
    ) -> Option<(&str, &Status)> {
        let before = self.0.get(id)?.iter().find(|before| now - before.left < late)?;
        Some((&before.owner, &before.status))
    }
}
