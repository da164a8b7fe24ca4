//! The person's choices for the table: columns, order, filter.

use super::columns::Column;
use crate::domain::{Filter, Preferences};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sort {
    pub(crate) column: Column,
    pub(crate) descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::UserName, descending: false }
    }
}

/// The columns and the order that preferences name. Unknown words are ignored.
#[must_use]
pub fn preferred(preferences: &Preferences) -> (Vec<Column>, Sort) {
    let mut columns: Vec<Column> =
        preferences.columns.iter().filter_map(|word| Column::from_word(word)).collect();
    if columns.is_empty() {
        columns = Column::DEFAULT.into();
    }
    let sort = match preferences.sorted_by.as_deref().and_then(Column::from_word) {
        Some(column) => Sort { column, descending: preferences.descending },
        None => Sort::default(),
    };
    (columns, sort)
}

/// How many users match a filter.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Count {
    pub(crate) matching: usize,
    /// Users of whom it is not known yet.
    pub(crate) unknown: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The columns shown, in the order of [`Column::EVERY`].
    pub(crate) columns: Vec<Column>,
    pub(crate) sort: Sort,
    pub(crate) filter: Filter,
    counts: [Count; Filter::EVERY.len()],
}

impl Table {
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

    /// Shows these columns; the user's name is always shown.
    pub(crate) fn choose(&mut self, columns: &[Column]) {
        let is_shown = |column: &Column| *column == Column::UserName || columns.contains(column);
        self.columns = Column::EVERY.into_iter().filter(is_shown).collect();
        if !self.columns.contains(&self.sort.column) {
            self.sort = Sort::default();
        }
    }

    /// Sorts by a column; the second time in the other direction.
    pub(crate) fn sort_by(&mut self, column: Column) {
        let descending = if self.sort.column == column {
            !self.sort.descending
        } else {
            column.is_descending_by_default()
        };
        self.sort = Sort { column, descending };
    }

    /// Whether a column needs the users' tags and groups.
    pub(crate) fn needs_authorization(&self) -> bool {
        self.columns.iter().any(|column| column.needs_authorization())
    }

    pub(crate) fn preferences(&self) -> Preferences {
        Preferences {
            columns: self.columns.iter().map(|column| column.word()).collect(),
            sorted_by: Some(self.sort.column.word()),
            descending: self.sort.descending,
        }
    }

    pub(crate) fn count(&self, filter: Filter) -> Count {
        self.counts.get(filter.index()).copied().unwrap_or_default()
    }

    pub(crate) fn set_counts(&mut self, counts: [Count; Filter::EVERY.len()]) {
        self.counts = counts;
    }
}
