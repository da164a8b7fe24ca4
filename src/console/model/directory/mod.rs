//! What is known of the account: its users, their keys, when those were used.
//!
//! Nothing is invented: what was not asked for, what is being asked, what failed and what is known
//! are different things ([`Remote`]).

mod changes;
mod paged_list;
mod plan;
mod record;
mod report;

pub use self::paged_list::PagedList;
pub use self::record::{KeyUsages, UserRecord};

use self::changes::Changes;
pub(crate) use self::paged_list::NextPage;
use self::plan::Plan;
use super::remote::Remote;
use crate::console::effect::CallId;
use crate::console::reads::AwsRead;
use crate::domain::{
    AccessKeyId, AccountId, AuthorizationDetails, CredentialReport, Failure, KeyListing, Marker,
    Operation, Page, Usage, User, UserDetails, UserName,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The account, as far as it is known.
#[derive(Debug, Default)]
pub struct Directory {
    users: BTreeSet<UserName>,
    records: HashMap<UserName, UserRecord>,
    list: PagedList,
    /// The users of the list under way.
    seen: HashSet<UserName>,
    accounts: BTreeSet<AccountId>,
    report: Remote<CredentialReport>,
    /// The report was young enough, when it came, to spare the calls that would tell the same.
    spares_calls: bool,
    authorization: PagedList,
    plan: Plan,
    changes: Changes,
    /// Also users without keys by the report are listed: one of them may have got one since.
    everyone: bool,
    /// The listed users whose keys are neither known nor failed, nor none by the report.
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

    /// Whether a user is listed.
    #[must_use]
    pub fn has(&self, user: &UserName) -> bool {
        self.users.contains(user)
    }

    /// What is known of a user.
    #[must_use]
    pub fn record(&self, user: &UserName) -> Option<&UserRecord> {
        self.records.get(user)
    }

    /// The list of users.
    #[must_use]
    pub fn list(&self) -> &PagedList {
        &self.list
    }

    /// The list of users with tags and groups.
    #[must_use]
    pub fn authorization(&self) -> &PagedList {
        &self.authorization
    }

    /// How often something changed that the table shows.
    #[must_use]
    pub fn change_count(&self) -> u64 {
        self.changes.count()
    }

    /// Whose values changed after so many changes; `None` when that may be anybody's.
    #[must_use]
    pub fn changed_since(&self, seen: u64) -> Option<impl Iterator<Item = &UserName>> {
        self.changes.since(seen)
    }

    /// Nothing is known: it was of another account. Who counts changes is told that all changed.
    pub(crate) fn forget(&mut self) {
        let mut changes = std::mem::take(&mut self.changes);
        changes.of_everything();
        *self = Self { changes, ..Self::default() };
    }

    /// A value is asked for (again): answers to earlier calls are stale from now on.
    pub(crate) fn note_requested(&mut self, call: CallId, read: &AwsRead) {
        match read {
            AwsRead::Users(None) => self.list_asked(call),
            AwsRead::Users(Some(_)) => self.next_page_asked(call),
            AwsRead::User(user) => self.record_mut(user).details.request(call),
            AwsRead::Keys(user, _) => self.record_mut(user).keys.request(call),
            AwsRead::Usage(user, key, _) => self.record_mut(user).usage.asked(key, call),
            AwsRead::Mfa(user) => self.record_mut(user).mfa.request(call),
            AwsRead::ConsoleAccess(user) => self.record_mut(user).console_access.request(call),
            AwsRead::Report | AwsRead::NewReport => self.report_asked(call),
            AwsRead::Authorization(marker) => self.authorization_asked(call, marker.is_none()),
            AwsRead::Caller
            | AwsRead::OwnUser
            | AwsRead::Alias
            | AwsRead::Summary
            | AwsRead::Owner(..)
            | AwsRead::OwnDevices(_) => {}
        }
    }

    /// Something that is shown of a user changed elsewhere.
    pub(crate) fn note_changed(&mut self, user: &UserName) {
        self.changes.of(user);
    }

    pub(crate) fn record_mut(&mut self, user: &UserName) -> &mut UserRecord {
        self.changes.of(user);
        self.records.entry(user.clone()).or_default()
    }

    /// The user whose listed keys include this one.
    #[must_use]
    pub fn owner(&self, key: &AccessKeyId) -> Option<&UserName> {
        let mut lists = self.records.iter();
        lists.find(|(_, record)| record.lists(key)).map(|(user, _)| user)
    }

    /// The same for who found none after so many changes: only who changed since is looked at.
    pub(crate) fn owner_since(&self, seen: Option<u64>, key: &AccessKeyId) -> Option<&UserName> {
        let Some(mut changed) = seen.and_then(|seen| self.changes.since(seen)) else {
            return self.owner(key);
        };
        changed.find(|user| self.records.get(*user).is_some_and(|record| record.lists(key)))
    }

    /// A key that a list has: one that is known to exist.
    pub(crate) fn some_key(&self) -> Option<&AccessKeyId> {
        let records = self.users.iter().filter_map(|user| self.records.get(user));
        let lists = records.filter_map(|record| record.keys.value());
        lists.flat_map(|list| &list.keys).map(|key| &key.id).next()
    }

    /// A list of users is begun from its first page.
    pub(crate) fn list_asked(&mut self, call: CallId) {
        self.plan.begin(call);
        self.list.asked(call);
        self.seen.clear();
    }

    /// The next page of users is asked for.
    pub(crate) fn next_page_asked(&mut self, call: CallId) {
        self.list.next_asked(call);
    }

    /// Takes a page of users; the marker of the page to ask for next, if there is one.
    pub(crate) fn page(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        page: Result<Page<User>, Failure>,
    ) -> Option<Marker> {
        if !self.list.awaits(call) {
            return None;
        }
        self.changes.of_everything();
        let (users, rest) = self.list.take(call, now, Operation::ListUsers, page)?;
        for user in users {
            self.listed(user);
        }
        match rest {
            NextPage::More(marker) => Some(marker),
            NextPage::Nothing => {
                self.forget_unlisted();
                None
            }
            NextPage::Lost => None,
        }
    }

    fn listed(&mut self, user: User) {
        let name = user.name.clone();
        self.seen.insert(name.clone());
        self.accounts.extend(user.account_id());
        self.users.insert(name.clone());
        self.records.entry(name.clone()).or_default().user = Some(user);
        self.keys_unread.remove(&name);
        self.note_unread(&name);
        if !self.keys_unread.contains(&name) {
            // What is known already is read again.
            self.plan.list(&name);
        }
    }

    /// The list is at its end: users it does not have are gone.
    fn forget_unlisted(&mut self) {
        let seen = std::mem::take(&mut self.seen);
        self.users.retain(|name| seen.contains(name));
        self.keys_unread.retain(|name| seen.contains(name));
        self.records.retain(|name, record| record.user.is_none() || seen.contains(name));
    }

    /// A list of users with tags and groups is begun from its first page.
    pub(crate) fn authorization_asked(&mut self, call: CallId, first: bool) {
        if first {
            self.authorization.asked(call);
        } else {
            self.authorization.next_asked(call);
        }
    }

    /// Takes a page of users with tags and groups; the marker of the page to ask for next.
    pub(crate) fn authorization_page(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        page: Result<Page<AuthorizationDetails>, Failure>,
    ) -> Option<Marker> {
        if !self.authorization.awaits(call) {
            return None;
        }
        self.changes.of_everything();
        let operation = Operation::GetAccountAuthorizationDetails;
        let (users, rest) = self.authorization.take(call, now, operation, page)?;
        for user in users {
            self.accounts.extend(user.details.user.account_id());
            let record = self.records.entry(user.details.user.name.clone()).or_default();
            record.authorization = Some(Box::new(user));
        }
        if let NextPage::More(marker) = rest { Some(marker) } else { None }
    }

    /// Takes a list of keys.
    pub(crate) fn keys(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        user: &UserName,
        answer: Result<KeyListing, Failure>,
    ) -> bool {
        let record = self.record_mut(user);
        let taken = record.keys.take(call, now, answer);
        if taken {
            if let Some(list) = record.keys.value() {
                record.usage.keep(list);
                self.plan.look_up_use(user);
            }
            self.keys_unread.remove(user);
        }
        taken
    }

    /// Whether no list of the user's keys was asked for later than by that call.
    pub(crate) fn is_latest_list(&self, user: &UserName, call: CallId) -> bool {
        self.records.get(user).is_some_and(|record| record.keys.is_latest(call))
    }

    /// Takes a user as `GetUser` describes it.
    pub(crate) fn details(
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

    /// Whether any user was described so far, with its account.
    pub(crate) fn knows_accounts(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// The account that users belong to, if that is not the caller's.
    #[must_use]
    pub fn foreign_account(&self, callers: &AccountId) -> Option<&AccountId> {
        self.accounts.iter().find(|account| *account != callers)
    }

    /// The next reads to make so that the table becomes whole: those in view first, of which
    /// there may be more.
    pub(crate) fn wanted(
        &mut self,
        in_view: &[UserName],
        at_most_in_view: usize,
        at_most: usize,
    ) -> Vec<AwsRead> {
        let mut plan = std::mem::take(&mut self.plan);
        let reads = plan.next(self, in_view, at_most_in_view, at_most);
        self.plan = plan;
        reads
    }

    /// Everything of these users is to be read, before the others, whatever the report tells.
    pub(crate) fn read_whole(&mut self, users: &[UserName]) {
        self.plan.read_whole(users);
    }

    /// Whether a user's keys and their last uses are read; `None` while they are not, `false` when
    /// one of them cannot be.
    pub(crate) fn wholly_read(&self, user: &UserName) -> Option<bool> {
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

    /// How many of the listed users have their keys known, or none by the report.
    #[must_use]
    pub fn users_with_keys_known(&self) -> usize {
        self.users.len() - self.keys_unread.len()
    }

    /// Takes when a key was last used.
    pub(crate) fn usage(
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
    pub(crate) fn set_description(
        &mut self,
        user: &UserName,
        key: &AccessKeyId,
        text: Option<&str>,
    ) {
        self.record_mut(user).described(key, text);
    }

    /// Answers still on their way will not be taken: they are of an earlier connection.
    pub(crate) fn give_up(&mut self) {
        self.list.give_up();
        self.authorization.give_up();
        self.report.give_up();
        self.records.values_mut().for_each(UserRecord::give_up);
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
}
