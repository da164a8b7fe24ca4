//! Which keys this session switched on and off, and when: what the journal tells too, where there is
//! one and it can be read. A key that was switched off a moment ago is not to be deleted yet,
//! whether or not that could be written down, and also where the answer was lost.

use super::effect::Write;
use super::event::Reply;
use crate::domain::{Did, Failure, JournalHint};
use chrono::{DateTime, Utc};

/// What this session did, or may have done, to the status of keys.
#[derive(Debug, Default)]
pub(super) struct OwnChanges(Vec<JournalHint>);

impl OwnChanges {
    /// A write was answered; what AWS refused was not done.
    pub(super) fn note(&mut self, now: DateTime<Utc>, write: &Write, reply: &Reply) {
        let (key, did) = match write {
            Write::Activate(key) => (&key.id, Did::Activate),
            Write::Deactivate(key) => (&key.id, Did::Deactivate),
            _ => return,
        };
        let may_be_done = match reply {
            Reply::Written(answer) => answer.as_ref().err().is_none_or(Failure::outcome_unknown),
            _ => false,
        };
        if may_be_done {
            self.0.retain(|hint| hint.key != *key || hint.did != did);
            self.0.push(JournalHint { when: now, key: key.clone(), did });
        }
    }

    /// The last of each, for each key.
    pub(super) fn told(&self) -> &[JournalHint] {
        &self.0
    }
}
