//! The pages: one folder each, and what they share.

pub(crate) mod cells;
pub(crate) mod credentials;
mod key_actions;
mod key_fields;
pub(crate) mod rotation;
pub(crate) mod users;
