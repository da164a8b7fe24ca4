//! How rows leave the program: as a table for people, or in a form for programs, as they come.

mod diagnostics;
mod format;
mod printer;
mod table;

pub use diagnostics::Diagnostics;
pub use format::Output;
pub use printer::{PrintError, Printer};
pub use table::{NarrowLayout, OutputWidth};
