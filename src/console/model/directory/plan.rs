//! The order in which the table is read: the rows in view, then every user's keys, then when each
//! key was last used.
//!
//! The credential report saves calls: a user without keys in the report is read only when in view,
//! and so is the last use of a key if the report has it.

use super::record::UserRecord;
use crate::console::effect::CallId;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{AccessKey, UserName};
use std::collections::{HashSet, VecDeque};

/// What is known already and need not be read.
pub(super) trait KnownKeys {
    fn record(&self, user: &UserName) -> Option<&UserRecord>;

    /// Whether the user has no keys according to a recent report, and the keys are not read.
    fn has_no_keys_in_report(&self, user: &UserName) -> bool;

    /// Whether a recent report says when the key was last used.
    fn has_last_use_in_report(&self, key: &AccessKey) -> bool;
}

/// What is still to be read in the background.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The call that began the list; what was requested before is to be read again.
    since: CallId,
    list_keys_of: VecDeque<UserName>,
    read_last_use_of: VecDeque<UserName>,
    /// Users who are read completely, whatever the report says.
    complete: HashSet<UserName>,
}

impl Plan {
    pub(super) fn begin(&mut self, since: CallId) {
        *self = Self { since, ..Self::default() };
    }

    pub(super) fn list_keys(&mut self, user: &UserName) {
        self.list_keys_of.push_back(user.clone());
    }

    pub(super) fn read_last_use(&mut self, user: &UserName) {
        self.read_last_use_of.push_back(user.clone());
    }

    /// See [`super::Directory::read_completely`].
    pub(super) fn read_completely(&mut self, users: &[UserName]) {
        for user in users.iter().rev() {
            self.complete.insert(user.clone());
            self.list_keys_of.push_front(user.clone());
            self.read_last_use_of.push_front(user.clone());
        }
    }

    /// See [`super::Directory::next_reads`].
    pub(super) fn next_reads(
        &mut self,
        known: &impl KnownKeys,
        in_view: &[UserName],
        at_most_in_view: usize,
        at_most: usize,
    ) -> Vec<AwsRead> {
        let mut reads = Vec::new();
        for user in in_view {
            match self.keys_read(known, user, Urgency::InView) {
                Some(read) => reads.push(read),
                None => reads.extend(self.last_use_reads(known, user, Urgency::InView, |_| true)),
            }
        }
        // All ages and key IDs in view come before the first last use.
        reads.sort_by_key(|read| matches!(read, AwsRead::Usage(..)));
        reads.truncate(at_most_in_view);
        while reads.len() < at_most {
            let Some(user) = self.list_keys_of.pop_front() else { break };
            let is_spared = known.has_no_keys_in_report(&user) && !self.complete.contains(&user);
            if !in_view.contains(&user) && !is_spared {
                reads.extend(self.keys_read(known, &user, Urgency::Background));
            }
        }
        while reads.len() < at_most {
            let Some(user) = self.read_last_use_of.pop_front() else { break };
            if !in_view.contains(&user) {
                let complete = self.complete.contains(&user);
                let is_wanted = |key: &AccessKey| complete || !known.has_last_use_in_report(key);
                reads.extend(self.last_use_reads(known, &user, Urgency::Background, is_wanted));
            }
        }
        reads
    }

    /// The read of a user's keys, unless it was requested already.
    fn keys_read(
        &self,
        known: &impl KnownKeys,
        user: &UserName,
        urgency: Urgency,
    ) -> Option<AwsRead> {
        let is_wanted = known.record(user)?.keys.is_wanted(self.since);
        is_wanted.then(|| AwsRead::Keys(user.clone(), urgency))
    }

    /// The reads of last uses of the user's keys that are wanted and not requested already.
    fn last_use_reads(
        &self,
        known: &impl KnownKeys,
        user: &UserName,
        urgency: Urgency,
        is_wanted: impl Fn(&AccessKey) -> bool,
    ) -> Vec<AwsRead> {
        let mut reads = Vec::new();
        let Some(record) = known.record(user) else { return reads };
        let Some(list) = record.keys.value() else { return reads };
        for key in &list.keys {
            let usage = record.usage.get(&key.id);
            if usage.is_none_or(|usage| usage.is_wanted(self.since)) && is_wanted(key) {
                reads.push(AwsRead::Usage(user.clone(), key.id.clone(), urgency));
            }
        }
        reads
    }
}
