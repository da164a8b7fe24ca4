//! What the person types: key bindings, and what is a paste rather than keys.

pub mod bindings;
pub(crate) mod paste;
