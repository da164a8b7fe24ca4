//! What every dialog does, and what may follow from it.

use super::kit::{Body, Canvas, TextTarget};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::domain::{AccessKeyId, UserName};
use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use std::fmt;

/// What happens to the dialogs and pages next.
#[derive(Debug)]
pub(crate) enum Transition {
    Stay,
    Close,
    /// Another dialog opens on top.
    Open(Box<dyn Dialog>),
    /// Another dialog takes its place.
    Replace(Box<dyn Dialog>),
    /// All dialogs close, and a user's security credentials open.
    OpenUser(UserName, Option<AccessKeyId>),
    /// The rotation guide of a user opens.
    OpenRotation(UserName),
    ClosePage,
    /// The user this many rows further down in the table is opened.
    OpenNeighbour(isize),
    /// The dialog closes; the owners of these keys are looked for.
    FindOwners(Vec<AccessKeyId>),
    /// The dialog closes; the key is this user's.
    OpenOwner(UserName, AccessKeyId),
    /// All dialogs close; another profile is signed in with, and the owner of the key, if one is
    /// given, is looked for there.
    SwitchProfile(String, Option<AccessKeyId>),
    /// The profile that was in use before another was tried is signed in with.
    SwitchBack,
    /// The dialog closes; the write is sent without the journal, or not at all.
    AnswerJournalQuestion(CallId, bool),
    Quit,
}

/// What lies on top of the pages and takes the keys.
pub(crate) trait Dialog: fmt::Debug {
    fn key_context(&self) -> KeyContext;

    /// Does what a key asks for.
    fn act(&mut self, cx: &mut Context, action: Action) -> Transition;

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_>;

    /// Where typed and pasted text goes.
    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        None
    }

    fn type_key(&mut self, key: KeyEvent) {
        if let Some(target) = self.text_target() {
            target.type_key(key);
        }
    }

    fn paste(&mut self, _cx: &mut Context, text: &str) {
        if let Some(target) = self.text_target() {
            target.paste(text);
        }
    }

    /// Why an action cannot be used now.
    fn unavailable(&self, _model: &Model, _action: Action) -> Option<String> {
        None
    }

    /// Takes the answer to something that this dialog asked for.
    fn reply(&mut self, _cx: &mut Context, _call: CallId, _reply: Reply) -> Transition {
        Transition::Stay
    }

    fn tick(&mut self, _cx: &mut Context) -> Transition {
        Transition::Stay
    }

    /// When [`Dialog::tick`] has something to do.
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
