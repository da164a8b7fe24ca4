//! Activate, and deactivate, one access key.

mod view;

#[cfg(test)]
mod tests;

use super::{Buttons, Dialog, ReadBack, Then, TypedId};
use crate::console::bindings::{Action, Place};
use crate::console::core::{Core, Tone};
use crate::console::effect::{CallId, Write};
use crate::console::event::Reply;
use crate::domain::{AccessKey, Failure, Status};
use crate::ui::Theme;
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

/// The question, and what came of it.
#[derive(Debug)]
pub(crate) struct SetStatus {
    write: Write,
    key: AccessKey,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Asking; the session's own key has to be typed before it is switched off.
    Confirm { buttons: Buttons, typed: Option<TypedId> },
    /// On its way to IAM.
    Sending(CallId),
    /// IAM said no.
    Failed(Failure),
    /// The answer was lost; the keys are read again to see what is so.
    Unknown(ReadBack),
}

impl SetStatus {
    /// Asks whether to activate the key. Enter confirms: nothing stops working by it.
    pub(crate) fn activate(key: &AccessKey) -> Self {
        Self {
            write: Write::Activate(key.clone()),
            key: key.clone(),
            stage: Stage::Confirm { buttons: Buttons { highlighted: 1 }, typed: None },
        }
    }

    /// Asks whether to deactivate the key.
    pub(crate) fn deactivate(core: &Core, key: &AccessKey) -> Self {
        let typed = core.session.depends_on(&key.id).then(|| TypedId::new(&key.id));
        Self {
            write: Write::Deactivate(key.clone()),
            key: key.clone(),
            stage: Stage::Confirm { buttons: Buttons::default(), typed },
        }
    }

    fn wanted(&self) -> Status {
        match self.write {
            Write::Activate(_) => Status::Active,
            _ => Status::Inactive,
        }
    }

    fn confirm(&mut self, core: &mut Core) -> Then {
        let Stage::Confirm { buttons, typed } = &self.stage else { return Then::Close };
        if buttons.on_cancel() {
            return Then::Close;
        }
        if let Some(complaint) = typed.as_ref().and_then(TypedId::complaint) {
            core.say(Tone::Warning, complaint);
            return Then::Stay;
        }
        if let Err(reason) = core.may_change() {
            core.say(Tone::Warning, reason);
            return Then::Stay;
        }
        self.stage = Stage::Sending(core.write(self.write.clone()));
        Then::Stay
    }
}

impl Dialog for SetStatus {
    fn place(&self) -> Place {
        match &self.stage {
            Stage::Confirm { typed: Some(_), .. } => Place::Input,
            Stage::Confirm { .. } => Place::Question,
            Stage::Sending(_) => Place::Waiting,
            Stage::Failed(_) | Stage::Unknown(_) => Place::Reading,
        }
    }

    fn act(&mut self, core: &mut Core, action: Action) -> Then {
        match (action, &mut self.stage) {
            (Action::Confirm, Stage::Confirm { .. }) => self.confirm(core),
            (Action::Choose | Action::Up | Action::Down, Stage::Confirm { buttons, .. }) => {
                buttons.toggle(2);
                Then::Stay
            }
            (Action::Cancel, _) => Then::Close,
            _ => Then::Stay,
        }
    }

    fn type_key(&mut self, _core: &mut Core, key: KeyEvent) {
        if let Stage::Confirm { buttons, typed: Some(typed) } = &mut self.stage {
            typed.type_key(key, buttons);
        }
    }

    fn paste(&mut self, _core: &mut Core, text: &str) {
        if let Stage::Confirm { buttons, typed: Some(typed) } = &mut self.stage {
            typed.paste(text, buttons);
        }
    }

    fn waits_for(&self, call: CallId) -> bool {
        match &self.stage {
            Stage::Sending(sent) => *sent == call,
            Stage::Unknown(back) => back.waits_for(call),
            _ => false,
        }
    }

    fn reply(&mut self, core: &mut Core, _call: CallId, reply: Reply) -> Then {
        match (reply, &mut self.stage) {
            (Reply::Written(Ok(_)), _) => {
                core.say(
                    Tone::Good,
                    format!("{} is {}.", self.key.id, self.wanted().as_str().to_lowercase()),
                );
                Then::Close
            }
            (Reply::Written(Err(failure)), _) if failure.outcome_unknown() => {
                self.stage = Stage::Unknown(ReadBack::begin(core, &self.key.user, failure));
                Then::Stay
            }
            (Reply::Written(Err(failure)), _) => {
                self.stage = Stage::Failed(failure);
                Then::Stay
            }
            (Reply::Keys(answer), Stage::Unknown(back)) => {
                back.take(answer, &self.key.id);
                Then::Stay
            }
            _ => Then::Stay,
        }
    }

    fn view(&self, core: &Core, theme: Theme, frame: &mut Frame, area: Rect) {
        view::draw(self, core, theme, frame, area);
    }
}
