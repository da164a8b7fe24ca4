//! Which users are in the table, in which order, and how many match each filter.
//!
//! Updated user by user as answers arrive: an answer about one user must not cost a look at all
//! 5,000.

use super::cells::SortKey;
use super::choice::{Count, Sort};
use super::columns::Column;
use crate::console::model::Model;
use crate::domain::{Filter, UserName, ids_in};
use chrono::{DateTime, TimeDelta, Utc};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// How often all rows are computed again, since keys age.
const FULL_UPDATE_INTERVAL: TimeDelta = TimeDelta::seconds(60);

/// A shorter text is not searched for in access key IDs: it would be in most of them.
const SHORTEST_ID_PART: usize = 4;

/// What decides which rows are shown, and their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RowQuery {
    pub(crate) search: String,
    pub(crate) filter: Filter,
    pub(crate) sort: Sort,
}

/// Whether a user matches each filter; `None` while not known.
type Matches = [Option<bool>; Filter::EVERY.len()];

#[derive(Debug, Default)]
pub(crate) struct Rows {
    shown: Vec<Row>,
    matches: HashMap<UserName, Matches>,
    counts: [Count; Filter::EVERY.len()],
    computed: Option<Computed>,
}

/// What the rows were last computed from.
#[derive(Debug)]
struct Computed {
    query: RowQuery,
    /// The number of changes to the directory that are taken into account.
    change_count: u64,
    /// When all rows were computed.
    at: DateTime<Utc>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    user: UserName,
    key: SortKey,
}

impl Rows {
    /// The users from this row on, with their row numbers.
    pub(crate) fn users_from(&self, first: usize) -> impl Iterator<Item = (usize, &UserName)> {
        let rows = self.shown.get(first..).unwrap_or_default();
        (first..).zip(rows.iter().map(|row| &row.user))
    }

    pub(crate) fn get(&self, at: usize) -> Option<&UserName> {
        self.shown.get(at).map(|row| &row.user)
    }

    pub(crate) fn len(&self) -> usize {
        self.shown.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    pub(crate) fn position(&self, user: &UserName) -> Option<usize> {
        self.shown.iter().position(|row| row.user == *user)
    }

    #[cfg(test)]
    pub(super) fn rows(&self) -> &[Row] {
        &self.shown
    }

    pub(crate) fn counts(&self) -> [Count; Filter::EVERY.len()] {
        self.counts
    }

    pub(crate) fn reconcile(&mut self, model: &Model, query: RowQuery) {
        let change_count = model.directory.change_count();
        if let Some(computed) = &mut self.computed
            && let Some(users) = changed_users(model, &query, computed)
        {
            computed.change_count = change_count;
            for user in users {
                self.update_user(model, &query, user);
            }
            return;
        }
        self.update_all(model, &query);
        self.computed = Some(Computed { query, change_count, at: model.now });
    }

    fn update_all(&mut self, model: &Model, query: &RowQuery) {
        *self = Self::default();
        for user in model.directory.users() {
            if let Some(row) = self.add_user(model, query, user) {
                self.shown.push(row);
            }
        }
        self.shown.sort_by(|one, other| one.order(other, query.sort));
    }

    fn update_user(&mut self, model: &Model, query: &RowQuery, user: &UserName) {
        if let Some(matches) = self.matches.remove(user) {
            self.count(matches, |number| number.saturating_sub(1));
        }
        let is_listed = model.directory.has(user);
        let row = if is_listed { self.add_user(model, query, user) } else { None };
        if let Some(at) = self.position(user) {
            if self.shown.get(at) == row.as_ref() {
                return;
            }
            self.shown.remove(at);
        }
        if let Some(row) = row {
            let precedes = |other: &Row| other.order(&row, query.sort) == Ordering::Less;
            self.shown.insert(self.shown.partition_point(precedes), row);
        }
    }

    /// Counts a user. Returns its row, if it is shown.
    fn add_user(&mut self, model: &Model, query: &RowQuery, user: &UserName) -> Option<Row> {
        let keys = model.key_facts(user);
        let matches = Filter::EVERY
            .map(|filter| filter.matches(keys.as_deref(), model.settings.limits, model.now));
        self.count(matches, |number| number + 1);
        self.matches.insert(user.clone(), matches);
        let is_admitted = matches.get(query.filter.index()) == Some(&Some(true));
        if !is_admitted || !matches_search(model, user, &query.search) {
            return None;
        }
        let key = SortKey::of(model, user, query.sort.column);
        Some(Row { user: user.clone(), key })
    }

    fn count(&mut self, matches: Matches, change: impl Fn(usize) -> usize) {
        for (count, matches) in self.counts.iter_mut().zip(matches) {
            match matches {
                Some(true) => count.matching = change(count.matching),
                Some(false) => {}
                None => count.unknown = change(count.unknown),
            }
        }
    }
}

/// The users whose rows have to be computed again; `None` if all have.
fn changed_users<'a>(
    model: &'a Model,
    query: &RowQuery,
    computed: &Computed,
) -> Option<BTreeSet<&'a UserName>> {
    let is_recent = computed.at <= model.now && model.now - computed.at < FULL_UPDATE_INTERVAL;
    if computed.query != *query || !is_recent {
        return None;
    }
    Some(model.directory.changed_since(computed.change_count)?.collect())
}

impl Row {
    fn order(&self, other: &Self, sort: Sort) -> Ordering {
        let by_key = self.key.order(&other.key, sort.descending);
        let by_name = self.user.cmp(&other.user);
        if sort.column == Column::UserName && sort.descending {
            by_key.then(by_name.reverse())
        } else {
            by_key.then(by_name)
        }
    }
}

/// Whether the user's name or a key ID read so far contains the text, or the text contains a key
/// ID.
fn matches_search(model: &Model, user: &UserName, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    if text.is_empty() || user.as_str().to_lowercase().contains(&text) {
        return true;
    }
    if text.len() < SHORTEST_ID_PART {
        return false;
    }
    let ids = ids_in(&text.to_uppercase());
    model.keys(user).unwrap_or_default().iter().any(|shown| {
        shown.key.id.as_str().to_lowercase().contains(&text) || ids.contains(&shown.key.id)
    })
}
