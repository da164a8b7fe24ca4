//! Find access key: an input that takes IDs with any text around them.

use crate::console::context::Context;
use crate::console::dialogs::{Answer, Body, Buttons, Canvas, Dialog, TextTarget as _, Transition};
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::domain::{AccessKeyId, Finding, ids_in};
use crossterm::event::KeyEvent;
use tui_input::{Input, InputRequest};

/// The most characters that the input takes: inserting one takes time in proportion to the text
/// before it. Of a longer paste, only the IDs are taken.
const LONGEST: usize = 1_024;

#[derive(Debug)]
pub(crate) struct AskForKey {
    input: Input,
    buttons: Buttons,
    /// Pasted IDs that the input has no room for.
    overflow: Vec<AccessKeyId>,
}

impl AskForKey {
    /// Enter finds: that changes nothing.
    pub(crate) fn new() -> Self {
        Self {
            input: Input::default(),
            buttons: Buttons::confirm_by_default(),
            overflow: Vec::new(),
        }
    }

    /// The IDs that were typed and pasted, each once.
    fn ids(&self) -> Vec<AccessKeyId> {
        let mut ids = ids_in(self.input.value());
        for id in &self.overflow {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    }

    fn room(&self) -> usize {
        LONGEST.saturating_sub(self.input.value().chars().count())
    }

    fn insert(&mut self, text: &str) {
        for c in text.chars() {
            let c = if c.is_control() { ' ' } else { c };
            self.input.handle(InputRequest::InsertChar(c));
        }
    }
}

fn describe(text: &str, ids: &[AccessKeyId]) -> String {
    match ids {
        [] if text.trim().is_empty() => {
            "Text around an ID does no harm; several are looked up together.".to_owned()
        }
        [] => "There is no access key ID in there yet (AKIA… and 16 more characters).".to_owned(),
        [id] => match (Finding::from_prefix(id), id.account_id()) {
            (Some(finding), _) => format!("{id}: {}", finding.brief()),
            (None, Some(account)) => format!("{id}: a key of account {}", account.grouped()),
            (None, None) => id.to_string(),
        },
        several => format!("{} IDs", several.len()),
    }
}

impl Dialog for AskForKey {
    fn key_context(&self) -> KeyContext {
        KeyContext::Input
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match self.buttons.answer(action) {
            Answer::Cancelled => Transition::Close,
            Answer::Pending => Transition::Stay,
            Answer::Confirmed(()) => {
                let ids = self.ids();
                if ids.is_empty() {
                    cx.notify(Tone::Warning, "Type or paste an access key ID first.");
                    return Transition::Stay;
                }
                Transition::FindOwners(ids)
            }
        }
    }

    fn type_key(&mut self, key: KeyEvent) {
        self.input.type_key(key);
        if self.input.value().is_empty() {
            self.overflow.clear();
        }
    }

    /// Nothing is trimmed: a paste may come in pieces, and end anywhere in an ID.
    fn paste(&mut self, cx: &mut Context, text: &str) {
        cx.model.message = None;
        if text.chars().count() <= self.room() {
            return self.insert(text);
        }
        let ids = ids_in(text);
        if ids.is_empty() {
            return cx.notify(Tone::Warning, "The pasted text is too long, and has no ID in it.");
        }
        let joined = ids.iter().map(AccessKeyId::as_str).collect::<Vec<_>>().join(" ");
        if joined.len() < self.room() {
            self.insert(" ");
            self.insert(&joined);
        } else {
            self.overflow.extend(ids);
        }
    }

    fn view(&self, _model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Find access key", canvas);
        body.text("Whose key is it? Type or paste an access key ID, or several.");
        body.gap();
        body.input(&self.input, "AKIA…");
        let ids = self.ids();
        body.hint(&describe(self.input.value(), &ids));
        body.buttons(&self.buttons, &Buttons::row("Find", false, !ids.is_empty()));
        body
    }
}
