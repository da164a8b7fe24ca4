//! The description that was given in the wizard: it is written as a tag of the user once the key
//! exists.

use crate::console::context::Context;
use crate::console::dialogs::Body;
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{AccessKey, Description, Failure, KeyChange};

#[derive(Debug)]
pub(super) enum DescriptionTag {
    /// No description was given.
    None,
    Sending(Description),
    Written,
    Failed(Description, Failure),
}

impl DescriptionTag {
    pub(super) fn write(
        cx: &mut Context,
        key: &AccessKey,
        description: Option<Description>,
    ) -> Self {
        let Some(description) = description else { return Self::None };
        cx.write(KeyChange::Describe(key.user.clone(), key.id.clone(), description.clone()));
        Self::Sending(description)
    }

    pub(super) fn on_written(&mut self, answer: Result<Option<String>, Failure>) {
        *self = match (std::mem::replace(self, Self::None), answer) {
            (Self::Sending(_), Ok(_)) => Self::Written,
            (Self::Sending(text), Err(failure)) => Self::Failed(text, failure),
            (before, _) => before,
        };
    }

    pub(super) fn is_sending(&self) -> bool {
        matches!(self, Self::Sending(_))
    }

    /// The text to begin with when the description is edited.
    pub(super) fn unwritten_text(&self) -> &str {
        match self {
            Self::Failed(text, _) => text.as_str(),
            Self::None | Self::Sending(_) | Self::Written => "",
        }
    }

    /// Why the description cannot be edited now.
    pub(super) fn edit_unavailable(&self) -> Option<&'static str> {
        match self {
            Self::Sending(_) => Some("The description is being written."),
            Self::Written => Some("The description is written; t on the user's page edits it."),
            Self::None | Self::Failed(..) => None,
        }
    }

    pub(super) fn show(&self, body: &mut Body<'_>, model: &Model, key: &AccessKey) {
        match self {
            Self::None => {}
            Self::Sending(text) => {
                body.fact("Description", &format!("{} (being written…)", text.as_str()));
            }
            Self::Written => {
                let text = model.description(&key.user, &key.id).unwrap_or("written");
                body.fact("Description", text);
            }
            Self::Failed(text, failure) => {
                let style = body.theme().warning();
                body.styled_fact("Description", &format!("{} (not written)", text.as_str()), style);
                body.warning(&format!("{failure} {} t tries again.", next_step(failure)));
            }
        }
    }
}
