//! What is known: the session, the account's users and their keys, the table, what was changed.
//!
//! Data, and queries that views read. What is done with it is decided by pages and dialogs.

pub(crate) mod availability;
pub(crate) mod changes;
pub(crate) mod directory;
pub(crate) mod mfa;
pub(crate) mod owner_search;
mod queries;
pub(crate) mod remote;
pub(crate) mod session;
pub(crate) mod settings;
mod state;
pub(crate) mod table;

pub(crate) use self::state::{LOOK_AGAIN, PendingRead, Request, SignedInBefore};
pub use self::state::{Message, Model, Tone};
