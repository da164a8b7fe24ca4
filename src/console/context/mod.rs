//! What pages and dialogs act with: the model, and what they ask for.

mod changes;
mod requests;
mod sign_in;

pub(crate) use self::requests::Context;
