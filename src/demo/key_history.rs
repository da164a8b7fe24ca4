//! The former states of keys. A change in IAM reaches the servers that check signatures late, so a
//! deactivated or deleted key still signs for a while.

use crate::domain::{AccessKeyId, Status};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// The states of keys before each change, the earliest first.
#[derive(Debug, Default)]
pub(super) struct KeyHistory(HashMap<AccessKeyId, Vec<FormerKey>>);

/// A key before a change.
#[derive(Clone, Debug)]
struct FormerKey {
    owner: String,
    status: Status,
    changed_at: DateTime<Utc>,
}

impl KeyHistory {
    /// Records the state of a key that is about to change or to be deleted.
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

    /// The owner and status of a key before the changes of the last `delay`; `None` without any.
    pub(super) fn status_before(
        &self,
        id: &AccessKeyId,
        now: DateTime<Utc>,
        delay: TimeDelta,
    ) -> Option<(&str, &Status)> {
        let former = self.0.get(id)?.iter().find(|former| now - former.changed_at < delay)?;
        Some((&former.owner, &former.status))
    }
}
