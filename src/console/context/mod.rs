//! What pages and dialogs work with: the model, and the effects they request.

mod changes;
mod requests;
mod sign_in;

pub(crate) use self::requests::Context;
