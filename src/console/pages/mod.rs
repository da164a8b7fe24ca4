//! The pages: one folder each, and what they share.

pub(crate) mod cells;
pub(crate) mod credentials;
mod key_actions;
mod key_fields;
mod page;
pub(crate) mod rotation;
mod stack;
pub(crate) mod users;

pub(crate) use self::page::Page;
pub(crate) use self::stack::PageStack;
