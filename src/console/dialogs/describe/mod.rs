//! Edit description: a tag of the user, whose key is the access key's ID.

#[cfg(test)]
mod tests;

use super::{Answer, Body, Canvas, DescriptionInput, Dialog, TextTarget, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::domain::{AccessKeyId, Description, Failure, KeyChange, UserName};

#[derive(Debug)]
pub(crate) struct Describe {
    user: UserName,
    key: AccessKeyId,
    before: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Edit { input: DescriptionInput, refused: Option<Failure> },
    Sending { text: String },
}

impl Describe {
    pub(crate) fn new(model: &Model, user: &UserName, key: &AccessKeyId) -> Self {
        let before = model.description(user, key).unwrap_or_default().to_owned();
        Self::with_text(user, key, before.clone(), &before)
    }

    /// Offers a description that could not be written when the key was created.
    pub(crate) fn retry(user: &UserName, key: &AccessKeyId, text: &str) -> Self {
        Self::with_text(user, key, String::new(), text)
    }

    fn with_text(user: &UserName, key: &AccessKeyId, before: String, text: &str) -> Self {
        let stage = Stage::Edit { input: DescriptionInput::new(text), refused: None };
        Self { user: user.clone(), key: key.clone(), before, stage }
    }

    fn save(&mut self, cx: &mut Context, description: Option<Description>) -> Transition {
        let (user, key) = (self.user.clone(), self.key.clone());
        let text = description.as_ref().map_or("", Description::as_str).to_owned();
        if text == self.before {
            return Transition::Close;
        }
        let change = match description {
            Some(text) => KeyChange::Describe(user, key, text),
            None => KeyChange::RemoveDescription(user, key),
        };
        cx.write(change);
        self.stage = Stage::Sending { text };
        Transition::Stay
    }
}

impl Dialog for Describe {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Edit { .. } => KeyContext::Input,
            Stage::Sending { .. } => KeyContext::Waiting,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Stage::Edit { input, .. } = &mut self.stage else { return Transition::Stay };
        match input.answer(cx, action) {
            Answer::Cancelled => Transition::Close,
            Answer::Pending => Transition::Stay,
            Answer::Confirmed(description) => self.save(cx, description),
        }
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Edit { input, .. } => Some(input),
            Stage::Sending { .. } => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        let Stage::Sending { text } = &self.stage else { return Transition::Stay };
        match reply {
            Reply::Written(Ok(_)) => {
                let what = if text.is_empty() { "removed" } else { "saved" };
                cx.notify(Tone::Good, format!("The description of {} is {what}.", self.key));
                Transition::Close
            }
            Reply::Written(Err(failure)) => {
                let input = DescriptionInput::new(text);
                self.stage = Stage::Edit { input, refused: Some(failure) };
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Edit description", canvas);
        body.fact("User", self.user.as_str());
        body.main_fact("Access key ID", self.key.as_str());
        body.gap();
        match &self.stage {
            Stage::Sending { .. } => {
                body.waiting(model, "Saving…");
            }
            Stage::Edit { input, refused } => {
                match refused {
                    Some(failure) if failure.outcome_unknown() => {
                        body.danger(&failure.to_string()).gap();
                        body.text(
                            "The answer was lost: the description may have been saved or not. The \
                             page behind reads it back.",
                        );
                        body.gap();
                    }
                    Some(failure) => {
                        body.failure(failure).gap();
                    }
                    None => {}
                }
                body.text("Stored as a tag on the user. Empty removes it.");
                input.show(&mut body);
                let (user, key) = (self.user.clone(), self.key.clone());
                match input.parse() {
                    Ok(Some(text)) => {
                        body.command(model, &KeyChange::Describe(user, key, text));
                    }
                    Ok(None) if !self.before.is_empty() => {
                        body.command(model, &KeyChange::RemoveDescription(user, key));
                    }
                    Ok(None) | Err(_) => {}
                }
                input.show_buttons(&mut body, "Save");
            }
        }
        body
    }
}
