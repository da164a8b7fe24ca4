//! What stands around pages and dialogs: header, footer, messages, progress.

pub(crate) mod progress;
pub(crate) mod view;
