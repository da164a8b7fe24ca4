//! Create access key: the console's wizard up to the moment the key is there.
//!
//! `CreateAccessKey` is sent once. If its answer is lost, [`lost::LostCreate`] lists the keys
//! until it is known whether there is one more.

mod lost;
mod use_case;
mod view;

#[cfg(test)]
mod tests;

use self::lost::LostCreate;
use self::use_case::USE_CASES;
use super::retrieve::Retrieve;
use super::{DescriptionInput, Dialog, Pressed, Transition, move_selection};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::domain::{AccessKeyId, Description, Failure, KeyChange, UserName};
use crate::ui::Theme;
use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The wizard.
#[derive(Debug)]
pub(crate) struct Create {
    user: UserName,
    /// The keys there were before, to tell a new one by.
    before: Vec<AccessKeyId>,
    /// The key that the new one is to replace, in a rotation.
    replaces: Option<AccessKeyId>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Step 1: best practices & alternatives.
    UseCases { selected: usize, acknowledged: bool },
    /// Step 2: the description tag.
    Description(DescriptionInput),
    /// On its way.
    Creating { call: CallId, since: DateTime<Utc>, description: Option<Description> },
    /// IAM said no.
    Failed(Failure),
}

impl Create {
    /// Begins the wizard for a user whose keys are known.
    pub(crate) fn new(model: &Model, user: &UserName) -> Self {
        let before = model.keys(user).unwrap_or_default();
        Self {
            user: user.clone(),
            before: before.into_iter().map(|shown| shown.key.id).collect(),
            replaces: None,
            stage: Stage::UseCases { selected: 0, acknowledged: false },
        }
    }

    /// The same, for a key that is to replace one of the user's.
    pub(crate) fn replacing(model: &Model, user: &UserName, old: AccessKeyId) -> Self {
        Self { replaces: Some(old), ..Self::new(model, user) }
    }

    /// Step 2 of the wizard, reached with Enter from step 1.
    fn describe(&mut self, cx: &mut Context) -> Transition {
        match self.stage {
            Stage::UseCases { acknowledged: true, .. } => {
                self.stage = Stage::Description(DescriptionInput::new(""));
            }
            _ => cx.notify(Tone::Warning, "Tick the acknowledgement first: press space."),
        }
        Transition::Stay
    }

    fn create(&mut self, cx: &mut Context) -> Transition {
        let Stage::Description(input) = &self.stage else { return Transition::Stay };
        let description = match input.press(cx) {
            Pressed::Cancel => return Transition::Close,
            Pressed::NotYet => return Transition::Stay,
            Pressed::Go(description) => description,
        };
        let call = cx.write(KeyChange::Create(self.user.clone()));
        self.stage = Stage::Creating { call, since: cx.model.now, description };
        Transition::Stay
    }
}

impl Dialog for Create {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::UseCases { .. } => KeyContext::UseCases,
            Stage::Description(_) => KeyContext::Input,
            Stage::Creating { .. } => KeyContext::Waiting,
            Stage::Failed(_) => KeyContext::Reading,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match (action, &mut self.stage) {
            (Action::Cancel, _) => return Transition::Close,
            (Action::Choose, Stage::UseCases { .. }) => return self.describe(cx),
            (Action::Acknowledge, Stage::UseCases { acknowledged, .. }) => {
                *acknowledged = !*acknowledged;
            }
            (action, Stage::UseCases { selected, .. }) => {
                move_selection(selected, USE_CASES.len(), action);
            }
            (Action::Confirm, Stage::Description(_)) => return self.create(cx),
            (Action::Choose, Stage::Description(input)) => input.toggle(),
            _ => {}
        }
        Transition::Stay
    }

    fn type_key(&mut self, _cx: &mut Context, key: KeyEvent) {
        if let Stage::Description(input) = &mut self.stage {
            input.type_key(key);
        }
    }

    fn paste(&mut self, _cx: &mut Context, text: &str) {
        if let Stage::Description(input) = &mut self.stage {
            input.paste(text);
        }
    }

    fn waits_for(&self, call: CallId) -> bool {
        matches!(&self.stage, Stage::Creating { call: sent, .. } if *sent == call)
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        let Stage::Creating { since, description, .. } = &self.stage else {
            return Transition::Stay;
        };
        match reply {
            Reply::Created(Ok(new)) => {
                let page = Retrieve::new_described(cx, new, description.clone());
                Transition::Replace(Box::new(page.replacing(cx, self.replaces.take())))
            }
            Reply::Created(Err(failure)) if failure.outcome_unknown() => {
                let before = std::mem::take(&mut self.before);
                Transition::Replace(Box::new(LostCreate::new(
                    cx, &self.user, before, *since, failure,
                )))
            }
            Reply::Created(Err(failure)) => {
                self.stage = Stage::Failed(failure);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        view::draw(self, model, theme, frame, area);
    }
}
