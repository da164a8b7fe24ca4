//! What surrounds pages and dialogs: header, messages, progress, and the panel before signing in.

pub(crate) mod describe;
pub(crate) mod header;
pub(crate) mod layout;
pub(crate) mod progress;
pub(crate) mod sign_in_panel;
pub(crate) mod status;
