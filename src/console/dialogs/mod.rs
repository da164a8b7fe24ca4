//! The dialogs, one folder each, and what they have in common.
//!
//! Dialogs lie on top of each other. The topmost gets the keys, and an answer goes to the dialog
//! that asked for it. A dialog that changes IAM is an enum of its stages, and its default is
//! Cancel.

pub(super) mod columns;
pub(super) mod create;
pub(super) mod deactivate_all;
pub(super) mod delete;
pub(super) mod describe;
mod dialog;
pub(super) mod export;
pub(super) mod filter;
pub(super) mod find_key;
pub(super) mod help;
mod kit;
pub(super) mod mfa;
pub(super) mod profiles;
pub(super) mod quit;
pub(super) mod retrieve;
pub(super) mod save_profile;
pub(super) mod sort;
mod stack;
pub(super) mod status;
pub(super) mod unjournaled;
pub(super) mod unsaved;
pub(super) mod which_key;

pub(super) use self::dialog::{Dialog, Transition};
pub(super) use self::kit::{
    Answer, Body, Buttons, Canvas, ChangeFailure, DescriptionInput, Question, TextTarget,
    move_or_close, move_selection, name_columns,
};
pub(super) use self::stack::DialogStack;
