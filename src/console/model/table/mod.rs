//! The table of users: its columns, the values of its cells, its rows and their order. The page
//! (`pages/users`) scrolls and draws it.

mod cells;
mod choice;
mod columns;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use self::cells::{CellValue, cell_value, key_cell_value};
pub use self::choice::preferred;
pub(crate) use self::choice::{Sort, Table};
pub(crate) use self::columns::{Column, GAP, Layout, PlacedColumn, fit_columns};
pub(crate) use self::rows::{RowQuery, Rows};
