//! The one table of keys: it resolves key presses, and feeds the footer, the help page and the
//! README.
//!
//! Handlers match [`Action`]s, never keys.

mod binding;
mod lookup;
mod table;

pub use self::binding::{Action, Binding, KeyContext, Press};
pub use self::lookup::{at, markdown, resolve};
pub use self::table::BINDINGS;
