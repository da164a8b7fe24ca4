//! The table of users: which columns it has, what stands in them, which rows it shows and in which
//! order. How it is scrolled and drawn is the page's (`pages/users`).

mod cells;
mod choice;
mod columns;
mod rows;
#[cfg(test)]
mod tests;

pub(crate) use self::cells::{CellValue, cell_value, key_cell_value};
pub use self::choice::{Count, Sort, Table, preferred};
pub use self::columns::Column;
pub(crate) use self::columns::{GAP, Layout, PlacedColumn, fit_columns};
pub(crate) use self::rows::{RowQuery, Rows};
