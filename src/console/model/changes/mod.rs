//! What this session changed, and what it did with keys.

mod history;
mod overlay;
mod own_calls;

pub(crate) use self::history::ChangeHistory;
pub(crate) use self::overlay::{LAG_LIMIT, ShownKey};
