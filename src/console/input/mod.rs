//! What the person types: the key bindings, and telling a paste from typing.

pub mod bindings;
pub(crate) mod paste;
