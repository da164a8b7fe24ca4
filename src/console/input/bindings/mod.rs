//! The one table of key bindings, for resolving key presses, the footer, the help page and the
//! README.
//!
//! Handlers match [`Action`]s, never keys.

mod binding;
mod lookup;
mod table;

pub(crate) use self::binding::{Action, KeyContext};
pub use self::binding::{Binding, Press};
pub(crate) use self::lookup::{at, resolve};
pub use self::table::BINDINGS;
