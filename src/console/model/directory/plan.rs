//! In which order the table is read: the rows in view, then every user's keys, then when each key
//! was last used.
//!
//! The credential report saves calls: users without keys by it are read only once they come into
//! view, and so is the last use of a key that the report tells of.

use super::record::UserRecord;
use crate::console::effect::CallId;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{AccessKey, UserName};
use std::collections::{HashSet, VecDeque};

/// What is known already of users and keys, and need not be read.
pub(super) trait KnownKeys {
    /// What is known of a user.
    fn record(&self, user: &UserName) -> Option<&UserRecord>;

    /// Whether it is known from the report, and from it alone, that the user has no keys.
    fn has_no_keys_by_report(&self, user: &UserName) -> bool;

    /// Whether the report tells when a key was last used, lately enough.
    fn tells_use_of(&self, key: &AccessKey) -> bool;
}

/// What is still to be read in the background.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The call that began the reading; what was asked for before is to be read again.
    since: CallId,
    /// Users whose keys are to be listed.
    to_list: VecDeque<UserName>,
    /// Users with keys whose last use is to be read.
    to_look_up: VecDeque<UserName>,
    /// Users of whom everything is wanted, whatever the report tells.
    whole: HashSet<UserName>,
}

impl Plan {
    /// Everything is to be read anew.
    pub(super) fn begin(&mut self, since: CallId) {
        *self = Self { since, ..Self::default() };
    }

    /// A user was listed: its keys are to be.
    pub(super) fn list(&mut self, user: &UserName) {
        self.to_list.push_back(user.clone());
    }

    /// A user's keys were listed: their last use is to be read.
    pub(super) fn look_up_use(&mut self, user: &UserName) {
        self.to_look_up.push_back(user.clone());
    }

    /// Everything of these users is wanted, before the others.
    pub(super) fn read_whole(&mut self, users: &[UserName]) {
        for user in users.iter().rev() {
            self.whole.insert(user.clone());
            self.to_list.push_front(user.clone());
            self.to_look_up.push_front(user.clone());
        }
    }

    /// The next reads: those in view first, of which there may be more.
    pub(super) fn next(
        &mut self,
        known: &impl KnownKeys,
        in_view: &[UserName],
        at_most_in_view: usize,
        at_most: usize,
    ) -> Vec<AwsRead> {
        let mut reads = Vec::new();
        for user in in_view {
            match self.keys_of(known, user, Urgency::InView) {
                Some(read) => reads.push(read),
                None => reads.extend(self.use_of(known, user, Urgency::InView, |_| true)),
            }
        }
        // All ages and key IDs in view come before the first last use.
        reads.sort_by_key(|read| matches!(read, AwsRead::Usage(..)));
        reads.truncate(at_most_in_view);
        while reads.len() < at_most {
            let Some(user) = self.to_list.pop_front() else { break };
            let spared = known.has_no_keys_by_report(&user) && !self.whole.contains(&user);
            if !in_view.contains(&user) && !spared {
                reads.extend(self.keys_of(known, &user, Urgency::Background));
            }
        }
        while reads.len() < at_most {
            let Some(user) = self.to_look_up.pop_front() else { break };
            if !in_view.contains(&user) {
                let whole = self.whole.contains(&user);
                let untold = |key: &AccessKey| whole || !known.tells_use_of(key);
                reads.extend(self.use_of(known, &user, Urgency::Background, untold));
            }
        }
        reads
    }

    /// The read of a user's keys, unless they were asked for already.
    fn keys_of(
        &self,
        known: &impl KnownKeys,
        user: &UserName,
        urgency: Urgency,
    ) -> Option<AwsRead> {
        let record = known.record(user)?;
        let wanted = record.keys.is_wanted(self.since);
        wanted.then(|| AwsRead::Keys(user.clone(), urgency))
    }

    /// The reads of when a user's keys were last used: those that are wanted, and were not asked
    /// for already.
    fn use_of(
        &self,
        known: &impl KnownKeys,
        user: &UserName,
        urgency: Urgency,
        wanted: impl Fn(&AccessKey) -> bool,
    ) -> Vec<AwsRead> {
        let Some(record) = known.record(user) else { return Vec::new() };
        let keys = record.keys.value().into_iter().flat_map(|list| &list.keys);
        let unasked = keys.filter(|key| {
            record.usage.get(&key.id).is_none_or(|usage| usage.is_wanted(self.since))
        });
        unasked
            .filter(|key| wanted(key))
            .map(|key| AwsRead::Usage(user.clone(), key.id.clone(), urgency))
            .collect()
    }
}
