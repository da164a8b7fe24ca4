//! The machine the person sits at: terminal, clipboard, files, credentials file, journal.
//!
//! This room does what the console's effects describe. It knows keys and secrets from
//! [`crate::domain`], but makes no calls to AWS.

pub(crate) mod clipboard;
pub mod credentials_file;
pub(crate) mod csv_files;
pub mod environment;
mod file_system;
pub mod journal;
pub mod known_accounts;
pub mod paths;
pub mod process;
pub(crate) mod prompt;
pub(crate) mod saved_secrets;
pub(crate) mod state_file;
pub mod terminal;
