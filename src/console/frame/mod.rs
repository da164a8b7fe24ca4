//! What surrounds pages and dialogs: header, footer, messages, progress.

pub(crate) mod describe;
pub(crate) mod header;
pub(crate) mod layout;
pub(crate) mod progress;
pub(crate) mod sign_in_panel;
pub(crate) mod status;
