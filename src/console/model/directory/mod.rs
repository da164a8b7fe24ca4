//! What is known of the account: its users, their keys, when those were used.

mod changes;
mod paged_list;
mod plan;
mod record;
mod report;

use self::changes::Changes;
pub(crate) use self::paged_list::{NextPage, PagedList};
use self::plan::Plan;
pub(crate) use self::record::UserRecord;
use super::remote::Remote;
use crate::console::effect::CallId;
use crate::console::reads::AwsRead;
use crate::domain::{
    AccessKeyId, AccountId, AuthorizationDetails, CredentialReport, Failure, KeyListing, Marker,
    Operation, Page, Usage, User, UserDetails, UserName,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is known of the account's users.
#[derive(Debug, Default)]
pub struct Directory {
    users: BTreeSet<UserName>,
    records: HashMap<UserName, UserRecord>,
    list: PagedList,
    /// The users on the pages of the current list so far.
    seen: HashSet<UserName>,
    accounts: BTreeSet<AccountId>,
    report: Remote<CredentialReport>,
    /// The report was recent enough, when it arrived, to save the calls that would say the same.
    report_is_recent: bool,
    authorization: PagedList,
    plan: Plan,
    changes: Changes,
    /// The keys of users without keys in the report are read, too: one may have been created since.
    reads_everyone: bool,
    /// The listed users whose keys are still to be read.
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

    pub(crate) fn has(&self, user: &UserName) -> bool {
        self.users.contains(user)
    }

    /// What is known of a user.
    #[must_use]
    pub fn record(&self, user: &UserName) -> Option<&UserRecord> {
        self.records.get(user)
    }

    /// How far the list of users is.
    #[must_use]
    pub fn list(&self) -> &PagedList {
        &self.list
    }

    pub(crate) fn authorization(&self) -> &PagedList {
        &self.authorization
    }

    pub(crate) fn change_count(&self) -> u64 {
        self.changes.count()
    }

    /// Whose values changed after the first `seen` changes; `None` if anyone's may have.
    pub(crate) fn changed_since(&self, seen: u64) -> Option<impl Iterator<Item = &UserName>> {
        self.changes.since(seen)
    }

    pub(crate) fn forget(&mut self) {
        // Change numbers go on, so that whoever has counted sees that everything changed.
        let mut changes = std::mem::take(&mut self.changes);
        changes.note_everything();
        *self = Self { changes, ..Self::default() };
    }

    /// From now on, answers to earlier calls for the same value are stale.
    pub(crate) fn note_requested(&mut self, call: CallId, read: &AwsRead) {
        match read {
            AwsRead::Users(None) => self.begin_list(call),
            AwsRead::Users(Some(_)) => self.list.request_next(call),
            AwsRead::User(user) => self.record_mut(user).details.request(call),
            AwsRead::Keys(user, _) => self.record_mut(user).keys.request(call),
            AwsRead::Usage(user, key, _) => self.record_mut(user).usage.request(key, call),
            AwsRead::Mfa(user) => self.record_mut(user).mfa.request(call),
            AwsRead::ConsoleAccess(user) => self.record_mut(user).console_access.request(call),
            AwsRead::Report | AwsRead::NewReport => self.report.request(call),
            AwsRead::Authorization(None) => self.authorization.begin(call),
            AwsRead::Authorization(Some(_)) => self.authorization.request_next(call),
            AwsRead::Caller
            | AwsRead::OwnUser
            | AwsRead::Alias
            | AwsRead::Summary
            | AwsRead::Owner(..)
            | AwsRead::OwnDevices(_) => {}
        }
    }

    /// Something changed that the table shows of a user and that is kept elsewhere.
    pub(crate) fn note_changed(&mut self, user: &UserName) {
        self.changes.note(user);
    }

    pub(crate) fn record_mut(&mut self, user: &UserName) -> &mut UserRecord {
        self.changes.note(user);
        self.records.entry(user.clone()).or_default()
    }

    /// The user whose listed keys include this one.
    pub(crate) fn owner(&self, key: &AccessKeyId) -> Option<&UserName> {
        self.records.iter().find(|(_, record)| record.lists(key)).map(|(user, _)| user)
    }

    /// The owner, for a caller that found none after the first `seen` changes: only users changed
    /// since are searched.
    pub(crate) fn owner_since(&self, seen: Option<u64>, key: &AccessKeyId) -> Option<&UserName> {
        let Some(mut changed) = seen.and_then(|seen| self.changes.since(seen)) else {
            return self.owner(key);
        };
        changed.find(|user| self.records.get(*user).is_some_and(|record| record.lists(key)))
    }

    /// Any key that is known to exist.
    pub(crate) fn some_key(&self) -> Option<&AccessKeyId> {
        for user in &self.users {
            let list = self.records.get(user).and_then(|record| record.keys.value());
            if let Some(key) = list.and_then(|list| list.keys.first()) {
                return Some(&key.id);
            }
        }
        None
    }

    fn begin_list(&mut self, call: CallId) {
        self.plan.begin(call);
        self.list.begin(call);
        self.seen.clear();
    }

    /// Takes a page of users. Returns the marker of the page to request next, if there is one.
    pub(crate) fn take_users(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        page: Result<Page<User>, Failure>,
    ) -> Option<Marker> {
        if !self.list.awaits(call) {
            return None;
        }
        self.changes.note_everything();
        let (users, next) = self.list.take(call, now, Operation::ListUsers, page)?;
        for user in users {
            self.take_user(user);
        }
        match next {
            NextPage::More(marker) => Some(marker),
            NextPage::End => {
                self.forget_unlisted();
                None
            }
            NextPage::Lost => None,
        }
    }

    fn take_user(&mut self, user: User) {
        let name = user.name.clone();
        self.seen.insert(name.clone());
        self.accounts.extend(user.account_id());
        self.users.insert(name.clone());
        self.records.entry(name.clone()).or_default().user = Some(user);
        self.keys_unread.remove(&name);
        self.note_unread(&name);
        if !self.keys_unread.contains(&name) {
            // Keys that are known already are read again.
            self.plan.list_keys(&name);
        }
    }

    /// The list is complete: users who are not in it are gone.
    fn forget_unlisted(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        self.users.retain(|name| seen.contains(name));
        self.keys_unread.retain(|name| seen.contains(name));
        self.records.retain(|name, record| record.user.is_none() || seen.contains(name));
    }

    /// Takes a page of users with tags and groups. Returns the marker of the page to request next.
    pub(crate) fn take_authorization(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        page: Result<Page<AuthorizationDetails>, Failure>,
    ) -> Option<Marker> {
        if !self.authorization.awaits(call) {
            return None;
        }
        self.changes.note_everything();
        let operation = Operation::GetAccountAuthorizationDetails;
        let (users, next) = self.authorization.take(call, now, operation, page)?;
        for user in users {
            self.accounts.extend(user.details.user.account_id());
            let record = self.records.entry(user.details.user.name.clone()).or_default();
            record.authorization = Some(Box::new(user));
        }
        if let NextPage::More(marker) = next { Some(marker) } else { None }
    }

    /// Returns whether the list was awaited.
    pub(crate) fn take_keys(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        answer: Result<KeyListing, Failure>,
    ) -> bool {
        let record = self.record_mut(user);
        if !record.keys.take(call, now, answer) {
            return false;
        }
        if let Some(list) = record.keys.value() {
            record.usage.retain(list);
            self.plan.read_last_use(user);
        }
        self.keys_unread.remove(user);
        true
    }

    /// Whether no list of the user's keys was requested after that call.
    pub(crate) fn is_latest_list(&self, user: &UserName, call: CallId) -> bool {
        self.records.get(user).is_some_and(|record| record.keys.is_latest(call))
    }

    pub(crate) fn take_details(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        answer: Result<UserDetails, Failure>,
    ) {
        let account = answer.as_ref().ok().and_then(|details| details.user.account_id());
        if self.record_mut(user).details.take(call, now, answer.map(Box::new)) {
            self.accounts.extend(account);
        }
    }

    /// Whether the account of any user is known.
    pub(crate) fn knows_accounts(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// The account of a user, if it is not the caller's.
    pub(crate) fn foreign_account(&self, callers: &AccountId) -> Option<&AccountId> {
        self.accounts.iter().find(|account| *account != callers)
    }

    /// The next reads that complete the table: first those of the users in view, which have a limit
    /// of their own.
    pub(crate) fn next_reads(
        &mut self,
        in_view: &[UserName],
        at_most_in_view: usize,
        at_most: usize,
    ) -> Vec<AwsRead> {
        // The plan is taken out, since it looks at the rest of the directory.
        let mut plan = std::mem::take(&mut self.plan);
        let reads = plan.next_reads(self, in_view, at_most_in_view, at_most);
        self.plan = plan;
        reads
    }

    /// These users are read completely and before the others, whatever the report says.
    pub(crate) fn read_completely(&mut self, users: &[UserName]) {
        self.plan.read_completely(users);
    }

    /// Whether a user's keys and their last uses are read; `None` while reads are missing, `false`
    /// if one of them failed.
    pub(crate) fn is_completely_read(&self, user: &UserName) -> Option<bool> {
        let record = self.records.get(user)?;
        let Some(list) = record.keys.value() else {
            return record.keys.failure().filter(|_| !record.keys.is_pending()).map(|_| false);
        };
        for key in &list.keys {
            let usage = record.usage.get(&key.id)?;
            match (usage.value(), usage.failure()) {
                (Some(_), _) => {}
                (None, Some(_)) if !usage.is_pending() => return Some(false),
                (None, _) => return None,
            }
        }
        Some(true)
    }

    /// How many of the listed users have their keys known, or none according to the report.
    #[must_use]
    pub fn users_with_keys_known(&self) -> usize {
        self.users.len() - self.keys_unread.len()
    }

    pub(crate) fn take_usage(
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

    pub(crate) fn set_description(
        &mut self,
        user: &UserName,
        key: &AccessKeyId,
        text: Option<&str>,
    ) {
        self.record_mut(user).set_description(key, text);
    }

    /// Answers to reads in flight will not be taken: they belong to an earlier connection.
    pub(crate) fn abandon_reads(&mut self) {
        self.list.abandon();
        self.authorization.abandon();
        self.report.abandon();
        self.records.values_mut().for_each(UserRecord::abandon_reads);
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
    fn users_missing_from_a_complete_list_are_removed() {
        let (now, mut directory) = (DateTime::UNIX_EPOCH, Directory::default());
        directory.begin_list(CallId(1));
        assert!(directory.take_users(CallId(1), now, Ok(page(&["b", "a"], Some("m")))).is_some());
        directory.list.request_next(CallId(2));
        assert!(directory.take_users(CallId(2), now, Ok(page(&["c"], None))).is_none());
        assert_eq!(names(&directory), ["a", "b", "c"]);

        directory.begin_list(CallId(3));
        assert!(directory.take_users(CallId(2), now, Ok(page(&["x"], None))).is_none(), "stale");
        directory.take_users(CallId(3), now, Ok(page(&["b"], None)));
        assert_eq!(names(&directory), ["b"]);
    }
}
