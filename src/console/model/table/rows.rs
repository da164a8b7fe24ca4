//! Which users are in the table, in which order, and how many each filter admits.
//!
//! Kept up to date user by user as answers come in: an answer about one user must not cost a look
//! at all 5,000.

use super::cells::SortKey;
use super::choice::{Count, Sort};
use super::columns::Column;
use crate::console::model::Model;
use crate::domain::{Filter, UserName, ids_in};
use chrono::{DateTime, TimeDelta, Utc};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// After how long everything is looked at anew: keys age by themselves.
const AGING: TimeDelta = TimeDelta::seconds(60);

/// From how many characters on a text is searched for in access key IDs: fewer are in most of them.
const SHORTEST_ID_PART: usize = 4;

/// Which rows are query for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RowQuery {
    pub(crate) search: String,
    pub(crate) filter: Filter,
    pub(crate) sort: Sort,
}

/// What every filter says of one user.
type Verdicts = [Option<bool>; Filter::EVERY.len()];

/// The rows.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    shown: Vec<Row>,
    verdicts: HashMap<UserName, Verdicts>,
    counts: [Count; Filter::EVERY.len()],
    /// What they were computed for, after how many changes, and when.
    of: Option<(RowQuery, u64, DateTime<Utc>)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    user: UserName,
    key: SortKey,
}

impl Rows {
    /// The users from a row on, in order, with their places.
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

    /// How many of all users each filter admits.
    pub(crate) fn counts(&self) -> [Count; Filter::EVERY.len()] {
        self.counts
    }

    /// Brings the rows up to date.
    pub(crate) fn reconcile(&mut self, model: &Model, query: RowQuery) {
        let count = model.directory.change_count();
        let changed = match &self.of {
            Some((of, seen, at)) if *of == query && model.now - *at < AGING && model.now >= *at => {
                model.directory.changed_since(*seen)
            }
            _ => None,
        };
        let Some(users) = changed else {
            self.look_at_all(model, &query);
            self.of = Some((query, count, model.now));
            return;
        };
        let users: BTreeSet<&UserName> = users.collect();
        for user in users {
            self.look_at(model, &query, user);
        }
        if let Some((_, seen, _)) = &mut self.of {
            *seen = count;
        }
    }

    fn look_at_all(&mut self, model: &Model, query: &RowQuery) {
        self.verdicts.clear();
        self.counts = <[Count; Filter::EVERY.len()]>::default();
        self.shown.clear();
        for user in model.directory.users() {
            let verdicts = verdicts(model, user);
            if is_shown(model, query, user, verdicts) {
                self.shown.push(Row::of(model, query, user));
            }
            self.tally(verdicts, true);
            self.verdicts.insert(user.clone(), verdicts);
        }
        self.shown.sort_by(|one, other| one.order(other, query.sort));
    }

    /// Takes one user out, and puts it in again where it belongs now.
    fn look_at(&mut self, model: &Model, query: &RowQuery, user: &UserName) {
        if let Some(before) = self.verdicts.remove(user) {
            self.tally(before, false);
        }
        let before = self.position(user);
        if !model.directory.has(user) {
            if let Some(before) = before {
                self.shown.remove(before);
            }
            return;
        }
        let verdicts = verdicts(model, user);
        self.tally(verdicts, true);
        let row = is_shown(model, query, user, verdicts).then(|| Row::of(model, query, user));
        self.verdicts.insert(user.clone(), verdicts);
        if let (Some(before), Some(row)) = (before, &row)
            && self.shown.get(before) == Some(row)
        {
            return;
        }
        if let Some(before) = before {
            self.shown.remove(before);
        }
        if let Some(row) = row {
            let precedes = |other: &Row| other.order(&row, query.sort) == Ordering::Less;
            self.shown.insert(self.shown.partition_point(precedes), row);
        }
    }

    /// Counts what the filters say of a user, or takes it back.
    fn tally(&mut self, verdicts: Verdicts, add: bool) {
        for (count, verdict) in self.counts.iter_mut().zip(verdicts) {
            let number = match verdict {
                Some(true) => &mut count.admitted,
                Some(false) => continue,
                None => &mut count.unknown,
            };
            *number = if add { *number + 1 } else { number.saturating_sub(1) };
        }
    }
}

impl Row {
    fn of(model: &Model, query: &RowQuery, user: &UserName) -> Self {
        Self { user: user.clone(), key: SortKey::of(model, user, query.sort.column) }
    }

    fn order(&self, other: &Self, sort: Sort) -> Ordering {
        self.key.order(&other.key, sort.descending).then_with(|| {
            let names = self.user.cmp(&other.user);
            let reverse = sort.column == Column::UserName && sort.descending;
            if reverse { names.reverse() } else { names }
        })
    }
}

fn verdicts(model: &Model, user: &UserName) -> Verdicts {
    let keys = model.key_facts(user);
    Filter::EVERY.map(|filter| filter.matches(keys.as_deref(), model.settings.limits, model.now))
}

fn is_shown(model: &Model, query: &RowQuery, user: &UserName, verdicts: Verdicts) -> bool {
    let admitted = verdicts.get(query.filter.index()).copied().flatten();
    admitted == Some(true) && matches(model, user, &query.search)
}

/// Whether a user's name, or the ID of one of its keys as far as they are loaded, contains the
/// text; an access key ID amid other text is taken out of it.
fn matches(model: &Model, user: &UserName, text: &str) -> bool {
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
