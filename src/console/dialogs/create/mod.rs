//! Create access key: the AWS console's wizard, up to the moment the key exists.
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
use super::{
    Answer, Body, Canvas, DescriptionInput, Dialog, TextTarget, Transition, move_or_close,
};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::domain::{AccessKeyId, Description, Failure, KeyChange, UserName};
use chrono::{DateTime, Utc};

#[derive(Debug)]
pub(crate) struct Create {
    user: UserName,
    /// The keys that the user had before, to recognise a new one.
    before: Vec<AccessKeyId>,
    /// The key that the new one is to replace, in a rotation.
    replaces: Option<AccessKeyId>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Step 1 of the wizard.
    UseCases {
        selected: usize,
        acknowledged: bool,
    },
    /// Step 2 of the wizard.
    Description(DescriptionInput),
    Creating {
        since: DateTime<Utc>,
        description: Option<Description>,
    },
    Failed(Failure),
}

impl Create {
    /// For a user whose keys are known.
    pub(crate) fn new(model: &Model, user: &UserName) -> Self {
        let before = model.keys(user).unwrap_or_default();
        Self {
            user: user.clone(),
            before: before.into_iter().map(|shown| shown.key.id).collect(),
            replaces: None,
            stage: Stage::UseCases { selected: 0, acknowledged: false },
        }
    }

    /// For a key that is to replace one of the user's.
    pub(crate) fn replacing(model: &Model, user: &UserName, old: AccessKeyId) -> Self {
        Self { replaces: Some(old), ..Self::new(model, user) }
    }

    fn act_on_use_cases(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Stage::UseCases { selected, acknowledged } = &mut self.stage else {
            return Transition::Stay;
        };
        match action {
            Action::Choose if *acknowledged => {
                self.stage = Stage::Description(DescriptionInput::new(""));
            }
            Action::Choose => {
                cx.notify(Tone::Warning, "Tick the acknowledgement first: press space.");
            }
            Action::Acknowledge => *acknowledged = !*acknowledged,
            action => return move_or_close(selected, USE_CASES.len(), action),
        }
        Transition::Stay
    }

    fn create(&mut self, cx: &mut Context, description: Option<Description>) {
        cx.write(KeyChange::Create(self.user.clone()));
        self.stage = Stage::Creating { since: cx.model.now, description };
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
        match &mut self.stage {
            Stage::UseCases { .. } => return self.act_on_use_cases(cx, action),
            Stage::Description(input) => match input.answer(cx, action) {
                Answer::Cancelled => return Transition::Close,
                Answer::Pending => {}
                Answer::Confirmed(description) => self.create(cx, description),
            },
            Stage::Failed(_) if action == Action::Cancel => return Transition::Close,
            Stage::Creating { .. } | Stage::Failed(_) => {}
        }
        Transition::Stay
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Description(input) => Some(input),
            _ => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        match (reply, &self.stage) {
            // Whatever the stage, a new secret is never dropped.
            (Reply::Created(Ok(new)), stage) => {
                let description = match stage {
                    Stage::Creating { description, .. } => description.clone(),
                    _ => None,
                };
                let page = Retrieve::new(new).describing(cx, description);
                Transition::Replace(Box::new(page.replacing(cx, self.replaces.take())))
            }
            (Reply::Created(Err(failure)), Stage::Creating { since, .. })
                if failure.outcome_unknown() =>
            {
                let (before, since) = (std::mem::take(&mut self.before), *since);
                let lost = LostCreate::new(cx, &self.user, before, since, failure);
                Transition::Replace(Box::new(lost))
            }
            (Reply::Created(Err(failure)), _) => {
                self.stage = Stage::Failed(failure);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}
