//! The dialogs, one folder each, and what they have in common.
//!
//! Dialogs lie on top of each other; the topmost gets the keys, and an answer goes to the one that
//! waits for it. A dialog that changes IAM is an enum of its stages, and its default is Cancel.

mod body;
mod buttons;
pub(super) mod columns;
pub(super) mod create;
pub(super) mod deactivate_all;
pub(super) mod delete;
pub(super) mod describe;
mod description;
pub(super) mod export;
pub(super) mod filter;
pub(super) mod find_key;
mod fitting;
pub(super) mod help;
pub(super) mod mfa;
mod parts;
pub(super) mod profiles;
pub(super) mod quit;
pub(super) mod retrieve;
pub(super) mod save_profile;
pub(super) mod sort;
pub(super) mod status;
pub(super) mod unjournaled;
pub(super) mod unsaved;
pub(super) mod which_key;

pub(super) use body::Body;
pub(super) use buttons::Buttons;
pub(super) use description::DescriptionInput;
pub(super) use parts::{Pressed, Question, ReadBack, move_selection, paste_into, type_into};

use super::effect::CallId;
use super::event::Reply;
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::domain::{AccessKeyId, UserName};
use crate::ui::Theme;
use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::fmt;

/// What is to happen to the dialogs and pages.
#[derive(Debug)]
pub(super) enum Transition {
    /// Nothing.
    Stay,
    /// The dialog is done.
    Close,
    /// Another dialog opens on top.
    Open(Box<dyn Dialog>),
    /// Another dialog takes its place.
    Replace(Box<dyn Dialog>),
    /// All dialogs close, and a user's security credentials open.
    OpenUser(UserName, Option<AccessKeyId>),
    /// The rotation guide of a user opens.
    OpenRotation(UserName),
    /// The page closes.
    Leave,
    /// The user so many rows further in the table is opened.
    OpenNeighbour(isize),
    /// The dialog is done; the owners of these keys are looked for.
    FindOwners(Vec<AccessKeyId>),
    /// The dialog is done: the key is this user's.
    OpenOwner(UserName, AccessKeyId),
    /// All dialogs close; another profile is signed in with, and the owner of the key, if one is
    /// given, is looked for there.
    SwitchProfile(String, Option<AccessKeyId>),
    /// The profile is signed in with that was in use before another was tried.
    SwitchBack,
    /// The question about the journal is answered: send that write all the same, or not.
    AnswerJournalQuestion(CallId, bool),
    /// akia ends.
    Quit,
}

/// What lies on top of the pages and takes the keys.
pub(super) trait Dialog: fmt::Debug {
    /// Which rows of the bindings apply.
    fn key_context(&self) -> KeyContext;

    /// Does what a key asks for.
    fn act(&mut self, cx: &mut Context, action: Action) -> Transition;

    /// Draws the dialog in the middle of `area`.
    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect);

    /// The question before a change, while it is asked.
    fn question(&mut self) -> Option<&mut Question> {
        None
    }

    /// A key that is text, where text is taken.
    fn type_key(&mut self, _cx: &mut Context, key: KeyEvent) {
        if let Some(question) = self.question() {
            question.type_key(key);
        }
    }

    /// A paste, where text is taken.
    fn paste(&mut self, _cx: &mut Context, text: &str) {
        if let Some(question) = self.question() {
            question.paste(text);
        }
    }

    /// Why an action cannot be used now.
    fn unavailable(&self, _model: &Model, _action: Action) -> Option<String> {
        None
    }

    /// Whether the answer to this call is awaited.
    fn waits_for(&self, _call: CallId) -> bool {
        false
    }

    /// Takes the awaited answer.
    fn reply(&mut self, _cx: &mut Context, _call: CallId, _reply: Reply) -> Transition {
        Transition::Stay
    }

    /// Time has passed.
    fn tick(&mut self, _cx: &mut Context) -> Transition {
        Transition::Stay
    }

    /// When to be told that time has passed.
    fn wake_at(&self, _model: &Model) -> Option<DateTime<Utc>> {
        None
    }

    /// Whether a secret that is not saved would be lost with it.
    fn holds_unsaved_secret(&self) -> bool {
        false
    }

    /// Whether it asks for what is needed to sign in.
    fn signs_in(&self) -> bool {
        false
    }

    /// Whether it is the question before quitting.
    fn is_quit_question(&self) -> bool {
        false
    }
}
