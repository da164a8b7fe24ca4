//! What is known: the session, the account's users and their keys, the table, what was changed.
//!
//! Data, and queries that views read. What is done with it is decided by pages and dialogs.

pub(crate) mod directory;
pub(crate) mod facts;
pub(crate) mod fetched;
pub(crate) mod ledger;
pub(crate) mod own_calls;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod table;
pub(crate) mod told;
