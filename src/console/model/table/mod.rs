//! The table of users: which columns it has, what stands in them, which rows it shows and in which
//! order. How it is scrolled and drawn is the page's (`pages/users`).

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
