//! The pages: one folder each.

pub(crate) mod cells;
pub(crate) mod credentials;
pub(crate) mod rotation;
pub(crate) mod users;
