//! How the person wants the table: columns, order, filter.

use super::columns::Column;
use crate::domain::{Filter, Preferences};

/// By which column the table is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Whether the largest, the latest, or the last in the alphabet comes first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::UserName, descending: false }
    }
}

/// The columns and the order that preferences name; words that name no column are passed over.
#[must_use]
pub fn preferred(preferences: &Preferences) -> (Vec<Column>, Sort) {
    let mut columns: Vec<Column> =
        preferences.columns.iter().filter_map(|word| Column::from_word(word)).collect();
    if columns.is_empty() {
        columns = Column::DEFAULT.into();
    }
    let sorted_by = preferences.sorted_by.as_deref().and_then(Column::from_word);
    let sort = sorted_by.map(|column| Sort { column, descending: preferences.descending });
    (columns, sort.unwrap_or_default())
}

/// How many users a filter admits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Count {
    /// So many.
    pub(crate) admitted: usize,
    /// Of so many more it is not known yet whether it does.
    pub(crate) unknown: usize,
}

/// How the person wants the table, and what that comes to.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The columns chosen, in their order.
    pub(crate) columns: Vec<Column>,
    /// The order of the rows.
    pub(crate) sort: Sort,
    /// Which rows are shown.
    pub(crate) filter: Filter,
    counts: [Count; Filter::EVERY.len()],
}

impl Table {
    /// A table of all users, with these columns in this order.
    pub(crate) fn new(columns: &[Column], sort: Sort) -> Self {
        let mut table = Self {
            columns: Vec::new(),
            sort: Sort::default(),
            filter: Filter::default(),
            counts: <[Count; Filter::EVERY.len()]>::default(),
        };
        table.choose(columns);
        if table.columns.contains(&sort.column) {
            table.sort = sort;
        }
        table
    }

    /// Shows these columns, the user's name in any case.
    pub(crate) fn choose(&mut self, columns: &[Column]) {
        let chosen = |column: &Column| *column == Column::UserName || columns.contains(column);
        self.columns = Column::EVERY.into_iter().filter(chosen).collect();
        if !self.columns.contains(&self.sort.column) {
            self.sort = Sort::default();
        }
    }

    /// Sorts by a column: its own way first, then the other.
    pub(crate) fn sort_by(&mut self, column: Column) {
        let descending = if self.sort.column == column {
            !self.sort.descending
        } else {
            column.sorts_downwards()
        };
        self.sort = Sort { column, descending };
    }

    /// Whether a column's values come with the users' tags and groups.
    pub(crate) fn needs_authorization(&self) -> bool {
        self.columns.iter().any(|column| column.needs_authorization())
    }

    /// What is to be kept of it for the next time.
    pub(crate) fn preferences(&self) -> Preferences {
        Preferences {
            columns: self.columns.iter().map(|column| column.word()).collect(),
            sorted_by: Some(self.sort.column.word()),
            descending: self.sort.descending,
        }
    }

    /// How many of all users a filter admits.
    pub(crate) fn count(&self, filter: Filter) -> Count {
        self.counts.get(filter.index()).copied().unwrap_or_default()
    }

    /// Takes how many of all users each filter admits.
    pub(crate) fn set_counts(&mut self, counts: [Count; Filter::EVERY.len()]) {
        self.counts = counts;
    }
}
