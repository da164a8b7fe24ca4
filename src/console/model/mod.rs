//! What is known: the session, the account's users and their keys, the table, the history of
//! changes.
//!
//! Data and queries. Pages and dialogs decide what to do with it.

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

pub use self::state::Model;
pub(crate) use self::state::{
    LAG_RETRY_DELAY, Message, PendingRead, Request, SignedInBefore, Tone,
};
