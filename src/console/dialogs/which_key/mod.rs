//! Which of a user's access key IDs to copy.

use super::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::domain::UserName;

#[derive(Debug)]
pub(crate) struct WhichKey {
    user: UserName,
    keys: Vec<ShownKey>,
    selected: usize,
}

impl WhichKey {
    pub(crate) fn new(user: &UserName, keys: Vec<ShownKey>) -> Self {
        Self { user: user.clone(), keys, selected: 0 }
    }
}

impl Dialog for WhichKey {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => {
                if let Some(shown) = self.keys.get(self.selected) {
                    cx.copy_id(&shown.key.id);
                }
                Transition::Close
            }
            action => move_or_close(&mut self.selected, self.keys.len(), action),
        }
    }

    fn view(&self, _model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Copy which access key ID?", canvas);
        body.fact("User", self.user.as_str()).gap();
        let label = |shown: &ShownKey| format!("{} ({})", shown.key.id, shown.key.status);
        let labels: Vec<String> = self.keys.iter().map(label).collect();
        body.choices(&labels, self.selected);
        body
    }
}
