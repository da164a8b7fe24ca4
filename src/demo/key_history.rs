//! Which keys still sign although they were switched off or deleted: what changes in IAM reaches
//! the servers that check signatures late.

use crate::domain::{AccessKeyId, Status};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// What keys were before they were changed, the earliest change first.
#[derive(Debug, Default)]
pub(super) struct KeyHistory(HashMap<AccessKeyId, Vec<FormerKey>>);

/// A key before it was changed.
#[derive(Clone, Debug)]
struct FormerKey {
    owner: String,
    status: Status,
    /// When it was changed.
    changed_at: DateTime<Utc>,
}

impl KeyHistory {
    /// A key of this user and status is changed, or deleted.
    pub(super) fn record(
        &mut self,
        id: &AccessKeyId,
        owner: &str,
        status: Status,
        now: DateTime<Utc>,
    ) {
        let former = FormerKey { owner: owner.to_owned(), status, changed_at: now };
        self.0.entry(id.clone()).or_default().push(former);
    }

    /// The owner and status that a key still has for whoever checks signatures, if that is told of
    /// changes so late.
    pub(super) fn status_before(
        &self,
        id: &AccessKeyId,
        now: DateTime<Utc>,
        late: TimeDelta,
    ) -> Option<(&str, &Status)> {
        let former = self.0.get(id)?.iter().find(|former| now - former.changed_at < late)?;
        Some((&former.owner, &former.status))
    }
}
