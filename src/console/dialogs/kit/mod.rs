//! What dialogs are made of: text that fits its room, buttons, questions, lists, inputs.

mod body;
mod buttons;
mod change_failure;
mod description_input;
mod fit;
mod question;
mod selection;
mod text_input;

pub(crate) use self::body::{Body, Canvas};
pub(crate) use self::buttons::{Answer, Buttons};
pub(crate) use self::change_failure::ChangeFailure;
pub(crate) use self::description_input::DescriptionInput;
pub(crate) use self::question::Question;
pub(crate) use self::selection::{move_or_close, move_selection, name_columns};
pub(crate) use self::text_input::TextTarget;
