//! The machine the person sits at: terminal, clipboard, files, credentials file, journal.
//!
//! Everything here *does* what the console asks for as data. It knows keys and secrets from
//! [`crate::domain`], and nothing of AWS.

pub mod clipboard;
pub mod credentials_file;
pub mod environment;
pub mod files;
pub mod journal;
pub mod known_accounts;

pub mod paths;
pub mod process;
pub mod prompt;
pub mod saved_secrets;
pub mod state_file;
pub mod terminal;
