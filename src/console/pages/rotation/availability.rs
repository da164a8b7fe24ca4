//! Why an action cannot be used on the page now.

use super::describe::why_no_next_step;
use super::local_machine::profile_to_move_to;
use super::state::Rotation;
use crate::console::input::bindings::Action;
use crate::console::model::Model;
use crate::console::pages::key_actions;
use crate::domain::{AccessKeyId, KeyAction, Recommendation};

impl Rotation {
    pub(crate) fn why_unavailable(&self, model: &Model, action: Action) -> Option<String> {
        let unavailable = |action, key: Option<&AccessKeyId>| {
            key_actions::unavailable(model, &self.user, key, action)
        };
        let Some(decision) = &self.decision else {
            return match action {
                Action::NextStep | Action::ChooseOld | Action::MoveSession => {
                    unavailable(Action::CopyId, None)
                }
                action => unavailable(action, None),
            };
        };
        let session_move = || profile_to_move_to(model, decision, self.local_profiles()).err();
        match action {
            Action::NextStep => match &decision.recommendation {
                Recommendation::CreateKey { .. } => unavailable(Action::Create, None),
                Recommendation::MoveSession { .. } => session_move(),
                recommendation => why_no_next_step(decision).or_else(|| {
                    let (action, key) = recommendation.key_action()?;
                    let action = match action {
                        KeyAction::Deactivate => Action::Deactivate,
                        KeyAction::Delete => Action::Delete,
                    };
                    unavailable(action, Some(key))
                }),
            },
            Action::MoveSession => session_move(),
            Action::ChooseOld if decision.cards.len() < 2 => {
                Some("There is no other key that could be the new one.".to_owned())
            }
            action => unavailable(action, self.target(action).map(|key| &key.id)),
        }
    }
}
