//! The one table of key bindings, for resolving key presses, the footer, the help page and the
//! README.
//!
//! Handlers match [`Action`]s, never keys.

mod binding;
mod lookup;
mod table;

pub use self::binding::{Action, Binding, KeyContext, Press};
pub use self::lookup::{at, resolve};
pub use self::table::BINDINGS;
