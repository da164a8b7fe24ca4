//! Edit description: the tag on the user whose key is the access key ID.

#[cfg(test)]
mod tests;

use super::{Body, Buttons, Dialog, Then, paste_into, type_into};
use crate::console::bindings::{Action, Place};
use crate::console::core::{Core, Tone};
use crate::console::effect::{CallId, Write};
use crate::console::event::Reply;
use crate::domain::{AccessKeyId, Description, Failure, UserName};
use crate::ui::{self, Theme};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

/// The dialog.
#[derive(Debug)]
pub(crate) struct Describe {
    user: UserName,
    key: AccessKeyId,
    before: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Edit { input: Input, buttons: Buttons, refused: Option<Failure> },
    Sending { text: String, call: CallId },
}

impl Describe {
    /// Edits the description that the key has.
    pub(crate) fn new(core: &Core, user: &UserName, key: &AccessKeyId) -> Self {
        let before = core.description(user, key).unwrap_or_default().to_owned();
        Self::with_text(user, key, before.clone(), &before)
    }

    /// Offers a description that could not be written when the key was created.
    pub(crate) fn retry(user: &UserName, key: &AccessKeyId, text: &str) -> Self {
        Self::with_text(user, key, String::new(), text)
    }

    fn with_text(user: &UserName, key: &AccessKeyId, before: String, text: &str) -> Self {
        let stage = Self::edit(text, None);
        Self { user: user.clone(), key: key.clone(), before, stage }
    }

    /// Save is highlighted: it changes nothing but a text, and the text is there to be seen.
    fn edit(text: &str, refused: Option<Failure>) -> Stage {
        let input = Input::new(text.to_owned());
        Stage::Edit { input, buttons: Buttons { highlighted: 1 }, refused }
    }

    fn save(&mut self, core: &mut Core) -> Then {
        let Stage::Edit { input, buttons, .. } = &self.stage else { return Then::Stay };
        if buttons.on_cancel() {
            return Then::Close;
        }
        let parsed = match Description::parse(input.value()) {
            Ok(parsed) => parsed,
            Err(reason) => {
                core.say(Tone::Warning, reason.to_string());
                return Then::Stay;
            }
        };
        if let Err(reason) = core.may_change() {
            core.say(Tone::Warning, reason);
            return Then::Stay;
        }
        let (user, key) = (self.user.clone(), self.key.clone());
        let write = match parsed {
            Some(text) if text.as_str() == self.before => return Then::Close,
            Some(text) => Write::Describe(user, key, text),
            None if self.before.is_empty() => return Then::Close,
            None => Write::RemoveDescription(user, key),
        };
        let text = input.value().to_owned();
        self.stage = Stage::Sending { text, call: core.write(write) };
        Then::Stay
    }
}

impl Dialog for Describe {
    fn place(&self) -> Place {
        match &self.stage {
            Stage::Edit { .. } => Place::Input,
            Stage::Sending { .. } => Place::Waiting,
        }
    }

    fn act(&mut self, core: &mut Core, action: Action) -> Then {
        match (action, &mut self.stage) {
            (Action::Confirm, _) => self.save(core),
            (Action::Choose, Stage::Edit { buttons, .. }) => {
                buttons.toggle(2);
                Then::Stay
            }
            (Action::Cancel, _) => Then::Close,
            _ => Then::Stay,
        }
    }

    fn type_key(&mut self, _core: &mut Core, key: KeyEvent) {
        if let Stage::Edit { input, .. } = &mut self.stage {
            type_into(input, key);
        }
    }

    fn paste(&mut self, _core: &mut Core, text: &str) {
        if let Stage::Edit { input, .. } = &mut self.stage {
            paste_into(input, text);
        }
    }

    fn waits_for(&self, call: CallId) -> bool {
        matches!(&self.stage, Stage::Sending { call: sent, .. } if *sent == call)
    }

    fn reply(&mut self, core: &mut Core, _call: CallId, reply: Reply) -> Then {
        let Stage::Sending { text, .. } = &self.stage else { return Then::Stay };
        match reply {
            Reply::Written(Ok(_)) => {
                let what = if text.trim().is_empty() { "removed" } else { "saved" };
                core.say(Tone::Good, format!("The description of {} is {what}.", self.key));
                Then::Close
            }
            Reply::Written(Err(failure)) => {
                self.stage = Self::edit(&text.clone(), Some(failure));
                Then::Stay
            }
            _ => Then::Stay,
        }
    }

    fn view(&self, core: &Core, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("Edit description", area, theme);
        body.fact("User", self.user.as_str(), theme.plain());
        body.fact("Access key ID", self.key.as_str(), theme.title());
        body.gap();
        match &self.stage {
            Stage::Sending { .. } => {
                body.waiting(core, "Saving…");
                body.draw(frame, area);
            }
            Stage::Edit { input, buttons, refused } => {
                if let Some(failure) = refused {
                    body.failure(failure).gap();
                }
                body.text("Stored as a tag on the user. Empty removes it.");
                body.input();
                let verdict = Description::parse(input.value());
                match &verdict {
                    Ok(_) => {
                        let count = format!("{} of 256", input.value().chars().count());
                        body.say(theme.muted(), &count)
                    }
                    Err(reason) => body.say(theme.warning(), &reason.to_string()),
                };
                if let Ok(Some(text)) = &verdict {
                    let write = Write::Describe(self.user.clone(), self.key.clone(), text.clone());
                    body.command(core, &write);
                } else if verdict.is_ok() && !self.before.is_empty() {
                    let write = Write::RemoveDescription(self.user.clone(), self.key.clone());
                    body.command(core, &write);
                }
                body.buttons(buttons, &Buttons::row("Save", false, verdict.is_ok()));
                if let Some(at) = body.draw(frame, area) {
                    ui::input(frame, at, input, "No description", theme);
                }
            }
        }
    }
}
