//! What the person types, pastes and clicks, and the actions that follow.

use super::Console;
use super::dialogs::Transition;
use super::dialogs::find_key::AskForKey;
use super::dialogs::help::Help;
use super::effect::Effect;
use super::frame::layout::is_too_small;
use super::input::bindings::{self, Action, KeyContext};
use super::input::paste::Keystrokes;
use super::model::Tone;
use crate::domain::ids_in;
use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

impl Console {
    pub(super) fn on_keys(&mut self, mut keys: Vec<KeyEvent>) {
        keys.retain(|key| key.kind != KeyEventKind::Release);
        if is_too_small(self.cx.model.size) {
            // A person must not answer what the screen cannot show.
            keys.retain(|key| {
                let action = bindings::resolve(self.key_context(), key);
                matches!(action, Some(Action::QuitAnywhere | Action::Suspend))
            });
        }
        let now = self.cx.model.now;
        let keys = match self.paste_detector.classify(now, keys) {
            Keystrokes::Text(text) => return self.on_unmarked_paste(&text),
            Keystrokes::Keys(keys) => keys,
        };
        for key in keys {
            if self.paste_detector.ends_ignored_text(now, &key) {
                self.notify_ignored_paste();
                continue;
            }
            let before = (self.dialogs.len(), self.key_context());
            self.on_key(key);
            // Keys typed ahead were not meant for a dialog that has just opened.
            if (self.dialogs.len(), self.key_context()) != before && !self.dialogs.is_empty() {
                self.paste_detector.note_dialog();
                break;
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent) {
        let context = self.key_context();
        if let Some(action) = bindings::resolve(context, &key) {
            self.cx.model.message = None;
            self.act(action);
        } else if context.takes_text() && self.dialogs.is_empty() {
            self.pages.top_mut().type_key(key);
        } else if context.takes_text() {
            self.dialogs.type_key(key);
        }
    }

    pub(super) fn act(&mut self, action: Action) {
        self.pages.top_mut().prepare_action(&self.cx.model);
        match action {
            Action::QuitAnywhere | Action::Quit => return self.quit(),
            Action::Suspend => return self.cx.request(Effect::Suspend),
            Action::Help => {
                let (context, reasons) = (self.key_context(), self.unavailable_actions());
                return self.dialogs.open(&mut self.cx, |_| Help::new(context, reasons));
            }
            Action::FindKey => return self.dialogs.open(&mut self.cx, |_| AskForKey::new()),
            _ => {}
        }
        if let Some(reason) = self.unavailable(action) {
            self.cx.notify(Tone::Warning, reason);
        } else if action == Action::SignInMfa {
            self.sign_in_with_mfa();
        } else if self.dialogs.is_empty() {
            self.act_on_page(action);
        } else {
            let transition = self.dialogs.act(&mut self.cx, action);
            self.apply(transition);
        }
    }

    fn act_on_page(&mut self, action: Action) {
        let page = self.pages.top_mut();
        let (transition, calls) = self.cx.track_calls(|cx| page.act(cx, action));
        match transition {
            Transition::Open(dialog) => self.dialogs.open_for_page(dialog, calls),
            transition => self.apply(transition),
        }
    }

    /// Why an action cannot be used now.
    pub(super) fn unavailable(&self, action: Action) -> Option<String> {
        if action == Action::SignInMfa {
            return self.mfa_unavailable();
        }
        match self.dialogs.top() {
            Some(dialog) => dialog.unavailable(&self.cx.model, action),
            None => self.pages.top().unavailable(&self.cx.model, action),
        }
    }

    fn unavailable_actions(&self) -> Vec<(Action, String)> {
        let mut reasons = Vec::new();
        for binding in bindings::at(self.key_context()) {
            if let Some(reason) = self.unavailable(binding.action) {
                reasons.push((binding.action, reason));
            }
        }
        reasons
    }

    /// A paste finds the owners of the access key IDs in it or fills the input that has the focus;
    /// it does nothing else.
    pub(super) fn on_paste(&mut self, text: &str) {
        if is_too_small(self.cx.model.size) {
            return self.cx.notify(Tone::Warning, "A paste was not taken: nothing could be shown.");
        }
        if let Some(dialog) = self.dialogs.top() {
            if dialog.key_context().takes_text() {
                self.dialogs.paste(&mut self.cx, text);
            } else {
                self.cx.notify(Tone::Info, "A paste does nothing in this dialog.");
            }
            return;
        }
        let ids = ids_in(text);
        if !ids.is_empty() {
            self.find(ids);
        } else if self.pages.shows_table() && self.key_context() == KeyContext::Search {
            self.pages.users.paste(text);
        } else {
            self.notify_ignored_paste();
        }
    }

    /// Text that arrived at once without being marked as a paste. It may have been typed over a
    /// slow line: a search begins with its key.
    fn on_unmarked_paste(&mut self, text: &str) {
        if text.is_empty() {
            // Keys that arrived with a paste and type nothing.
            return;
        }
        let may_be_search = self.key_context() == KeyContext::Users && ids_in(text).is_empty();
        match text.strip_prefix('/') {
            Some(searched) if may_be_search => {
                self.act(Action::Search);
                if self.key_context() == KeyContext::Search {
                    self.pages.users.paste(searched.trim_end_matches(['\n', '\r']));
                }
            }
            _ => self.on_paste(text),
        }
    }

    fn notify_ignored_paste(&mut self) {
        self.paste_detector.note_ignored(self.cx.model.now);
        let text = "There is no access key ID in the pasted text; a paste does nothing else here.";
        self.cx.notify(Tone::Info, text);
    }

    pub(super) fn on_mouse(&mut self, mouse: MouseEvent) {
        if self.paste_detector.is_pasting(self.cx.model.now) {
            // A pasted text may contain what a terminal takes for the mouse.
            return self.paste_detector.note_paste(self.cx.model.now);
        }
        if is_too_small(self.cx.model.size) {
            return;
        }
        let action = match mouse.kind {
            MouseEventKind::ScrollUp => Action::Up,
            MouseEventKind::ScrollDown => Action::Down,
            MouseEventKind::Down(MouseButton::Left) if self.dialogs.is_empty() => {
                let layout = self.layout();
                return self.pages.top_mut().click(&self.cx.model, layout, mouse.row);
            }
            _ => return,
        };
        // The wheel scrolls; it does not move between the buttons of a question.
        let context = self.key_context();
        let scrolls = bindings::at(context).any(|binding| binding.action == action);
        if scrolls && context != KeyContext::Question {
            self.act(action);
        }
    }
}
