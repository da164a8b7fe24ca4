//! What is known of the account: its users, their keys, when those were used.
//!
//! Nothing is invented: what was not asked for, what is being asked, what failed and what is known
//! are different things ([`Fetched`]).

use super::effect::{CallId, Read, Urgency};
use super::fetched::Fetched;
use crate::domain::{
    AccessKeyId, AccountId, ConsoleAccess, Failure, FailureKind, KeyListing, Marker, Operation,
    Page, Usage, User, UserDetails, UserName,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// What is known of one user.
#[derive(Debug, Default)]
pub struct Record {
    /// As a list of users described it.
    pub user: Option<User>,
    /// As `GetUser` described it, with tags.
    pub details: Fetched<UserDetails>,
    /// Its keys.
    pub keys: Fetched<KeyListing>,
    /// When each key was last used.
    pub usage: BTreeMap<AccessKeyId, Fetched<Usage>>,
    /// How many MFA devices it has.
    pub mfa: Fetched<usize>,
    /// Whether it can sign in to the console.
    pub console_access: Fetched<ConsoleAccess>,
}

impl Record {
    /// The user, from whichever answer describes it.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        self.details.value().map(|details| &details.user).or(self.user.as_ref())
    }

    fn give_up(&mut self) {
        self.details.give_up();
        self.keys.give_up();
        self.mfa.give_up();
        self.console_access.give_up();
        self.usage.values_mut().for_each(Fetched::give_up);
    }
}

/// How far the list of users is.
#[derive(Debug, Default)]
pub struct UserList {
    /// The call that asked for the next page.
    pending: Option<CallId>,
    /// Users and markers of the list under way.
    seen: HashSet<UserName>,
    markers: HashSet<Marker>,
    /// When the last complete list came.
    completed: Option<DateTime<Utc>>,
    failure: Option<Failure>,
}

impl UserList {
    /// Whether pages are awaited.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.pending.is_some()
    }

    /// Whether this call is the one whose page is awaited.
    pub(super) fn awaits(&self, call: CallId) -> bool {
        self.pending == Some(call)
    }

    /// Whether the list was never asked for.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.pending.is_none() && self.completed.is_none() && self.failure.is_none()
    }

    /// Why the list is not complete.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// When the list was last read to its end.
    #[must_use]
    pub fn completed(&self) -> Option<DateTime<Utc>> {
        self.completed
    }
}

/// The account, as far as it is known.
#[derive(Debug, Default)]
pub struct Directory {
    users: BTreeSet<UserName>,
    records: HashMap<UserName, Record>,
    list: UserList,
    accounts: BTreeSet<AccountId>,
    queue: VecDeque<UserName>,
    refreshed: CallId,
    list_changes: u64,
    key_changes: u64,
    /// The listed users whose keys are neither known nor failed.
    keys_unread: BTreeSet<UserName>,
}

impl Directory {
    /// The users listed, by name.
    pub fn users(&self) -> impl Iterator<Item = &UserName> {
        self.users.iter()
    }

    /// How many users are listed so far.
    #[must_use]
    pub fn user_count(&self) -> usize {
        self.users.len()
    }

    /// What is known of a user.
    #[must_use]
    pub fn record(&self, user: &UserName) -> Option<&Record> {
        self.records.get(user)
    }

    /// The list of users.
    #[must_use]
    pub fn list(&self) -> &UserList {
        &self.list
    }

    /// Grows whenever the list of users may have changed: what was computed from it at a smaller
    /// number is out of date.
    #[must_use]
    pub fn list_changes(&self) -> u64 {
        self.list_changes
    }

    /// The same for the lists of keys.
    #[must_use]
    pub fn key_changes(&self) -> u64 {
        self.key_changes
    }

    pub(super) fn record_mut(&mut self, user: &UserName) -> &mut Record {
        self.records.entry(user.clone()).or_default()
    }

    /// The user whose listed keys include this one.
    #[must_use]
    pub fn owner(&self, key: &AccessKeyId) -> Option<&UserName> {
        self.records.iter().find_map(|(user, record)| {
            record.keys.value().and_then(|list| list.find(key)).map(|_| user)
        })
    }

    /// A list of users is begun from its first page.
    pub(super) fn list_asked(&mut self, call: CallId) {
        self.refreshed = call;
        self.queue.clear();
        self.list.pending = Some(call);
        self.list.seen.clear();
        self.list.markers.clear();
        self.list.failure = None;
    }

    /// Takes a page; the marker of the page to ask for next, if there is one.
    ///
    /// A marker that was seen before means that the list goes in circles: it is given up and
    /// called incomplete.
    pub(super) fn page(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        page: Result<Page<User>, Failure>,
    ) -> Option<Marker> {
        if self.list.pending != Some(call) {
            return None;
        }
        self.list.pending = None;
        self.list_changes += 1;
        let page = match page {
            Ok(page) => page,
            Err(failure) => {
                self.list.failure = Some(failure);
                return None;
            }
        };
        for user in page.items {
            self.list.seen.insert(user.name.clone());
            self.queue.push_back(user.name.clone());
            self.accounts.extend(user.account_id());
            self.users.insert(user.name.clone());
            let name = user.name.clone();
            let record = self.record_mut(&name);
            record.user = Some(user);
            if record.keys.value().is_none() && record.keys.failure().is_none() {
                self.keys_unread.insert(name);
            }
        }
        let Some(marker) = page.next else {
            self.completed(now);
            return None;
        };
        if !self.list.markers.insert(marker.clone()) {
            self.list.failure = Some(Failure {
                operation: Operation::ListUsers,
                kind: FailureKind::Incomplete,
                code: None,
                message: "the list of users goes in circles: the same marker came twice".into(),
                request_id: None,
                advice: None,
            });
            return None;
        }
        Some(marker)
    }

    /// The next page is asked for.
    pub(super) fn next_page_asked(&mut self, call: CallId) {
        self.list.pending = Some(call);
    }

    /// The list is at its end: users it does not have are gone.
    fn completed(&mut self, now: DateTime<Utc>) {
        let seen = std::mem::take(&mut self.list.seen);
        self.users.retain(|name| seen.contains(name));
        self.keys_unread.retain(|name| seen.contains(name));
        self.records.retain(|name, record| record.user.is_none() || seen.contains(name));
        self.list.completed = Some(now);
    }

    /// Takes a list of keys.
    pub(super) fn keys(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        answer: Result<KeyListing, Failure>,
    ) -> bool {
        let record = self.record_mut(user);
        let taken = record.keys.take(call, now, answer);
        if taken && let Some(list) = record.keys.value() {
            record.usage.retain(|id, usage| usage.is_pending() || list.find(id).is_some());
            // After all lists of keys: ages and key IDs come before last uses.
            self.queue.push_back(user.clone());
        }
        if taken {
            self.keys_unread.remove(user);
            self.key_changes += 1;
        }
        taken
    }

    /// Whether no list of the user's keys was asked for later than by that call.
    pub(super) fn is_latest_list(&self, user: &UserName, call: CallId) -> bool {
        self.records.get(user).is_some_and(|record| record.keys.is_latest(call))
    }

    /// Takes a user as `GetUser` describes it.
    pub(super) fn details(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        answer: Result<UserDetails, Failure>,
    ) {
        let account = answer.as_ref().ok().and_then(|details| details.user.account_id());
        if self.record_mut(user).details.take(call, now, answer) {
            self.accounts.extend(account);
        }
    }

    /// Whether any user was described so far, with its account.
    pub(super) fn knows_accounts(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// The account that users belong to, if that is not the caller's.
    #[must_use]
    pub fn foreign_account(&self, callers: &AccountId) -> Option<&AccountId> {
        self.accounts.iter().find(|account| *account != callers)
    }

    /// The next reads to make so that the table becomes whole: those in view first, of which
    /// there may be more.
    pub(super) fn wanted(
        &mut self,
        in_view: &[UserName],
        at_most_in_view: usize,
        at_most: usize,
    ) -> Vec<Read> {
        let mut reads = Vec::new();
        for user in in_view {
            reads.extend(self.wanted_of(user, Urgency::InView));
        }
        // All ages and key IDs in view come before the first last use.
        reads.sort_by_key(|read| matches!(read, Read::Usage(..)));
        reads.truncate(at_most_in_view);
        while reads.len() < at_most {
            let Some(user) = self.queue.pop_front() else { break };
            if !in_view.contains(&user) {
                reads.extend(self.wanted_of(&user, Urgency::Background));
            }
        }
        reads
    }

    /// What is still to be read of one user: its keys, or once they are known when each was used.
    fn wanted_of(&self, user: &UserName, urgency: Urgency) -> Vec<Read> {
        let Some(record) = self.records.get(user) else { return Vec::new() };
        if record.keys.is_wanted(self.refreshed) {
            return vec![Read::Keys(user.clone(), urgency)];
        }
        let keys = record.keys.value().into_iter().flat_map(|list| &list.keys);
        keys.filter(|key| {
            record.usage.get(&key.id).is_none_or(|usage| usage.is_wanted(self.refreshed))
        })
        .map(|key| Read::Usage(user.clone(), key.id.clone(), urgency))
        .collect()
    }

    /// How many of the listed users have their keys known.
    #[must_use]
    pub fn users_with_keys_known(&self) -> usize {
        self.users.len() - self.keys_unread.len()
    }

    /// Takes when a key was last used.
    pub(super) fn usage(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        key: &AccessKeyId,
        answer: Result<Usage, Failure>,
    ) {
        if let Some(usage) = self.record_mut(user).usage.get_mut(key) {
            usage.take(call, now, answer);
        }
    }

    /// A description was written or removed: shown until the user is read again.
    pub(super) fn described(&mut self, user: &UserName, key: &AccessKeyId, text: Option<&str>) {
        if let Some(details) = self.record_mut(user).details.value_mut() {
            details.tags.retain(|(name, _)| !name.eq_ignore_ascii_case(key.as_str()));
            if let Some(text) = text {
                details.tags.push((key.as_str().to_owned(), text.to_owned()));
            }
        }
    }

    /// Answers still on their way will not be taken: they are of an earlier connection.
    pub(super) fn give_up(&mut self) {
        self.list.pending = None;
        self.records.values_mut().for_each(Record::give_up);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> User {
        User {
            name: UserName::from_iam(name),
            arn: format!("arn:aws:iam::123456789012:user/{name}"),
            path: "/".into(),
            created: None,
            password_last_used: None,
        }
    }

    fn page(names: &[&str], next: Option<&str>) -> Page<User> {
        Page {
            items: names.iter().map(|name| user(name)).collect(),
            next: next.map(|marker| Marker(marker.into())),
        }
    }

    fn names(directory: &Directory) -> Vec<&str> {
        directory.users().map(UserName::as_str).collect()
    }

    #[test]
    fn users_gone_from_a_complete_list_are_gone() {
        let (now, mut directory) = (DateTime::UNIX_EPOCH, Directory::default());
        directory.list_asked(CallId(1));
        assert!(directory.page(CallId(1), now, Ok(page(&["b", "a"], Some("m")))).is_some());
        directory.next_page_asked(CallId(2));
        assert!(directory.page(CallId(2), now, Ok(page(&["c"], None))).is_none());
        assert_eq!(names(&directory), ["a", "b", "c"]);

        directory.list_asked(CallId(3));
        assert!(directory.page(CallId(2), now, Ok(page(&["x"], None))).is_none(), "stale");
        directory.page(CallId(3), now, Ok(page(&["b"], None)));
        assert_eq!(names(&directory), ["b"]);
    }

    #[test]
    fn a_list_in_circles_is_called_incomplete_and_keeps_what_was_known() {
        let (now, mut directory) = (DateTime::UNIX_EPOCH, Directory::default());
        directory.list_asked(CallId(1));
        directory.page(CallId(1), now, Ok(page(&["a"], Some("m"))));
        directory.next_page_asked(CallId(2));
        assert!(directory.page(CallId(2), now, Ok(page(&["b"], Some("m")))).is_none());
        assert_eq!(directory.list().failure().map(|f| f.kind), Some(FailureKind::Incomplete));
        assert!(directory.list().completed().is_none());
        assert_eq!(names(&directory), ["a", "b"]);
    }
}
