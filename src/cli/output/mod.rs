//! Output: rows as a table for people or in a format for programs, and diagnostics.

mod diagnostics;
mod format;
mod printer;
mod table;

pub use diagnostics::Diagnostics;
pub use format::Output;
pub use printer::{PrintError, Printer};
pub use table::{NarrowLayout, OutputWidth};
