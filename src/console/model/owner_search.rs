//! The key whose owner is being looked for.

use crate::console::effect::CallId;
use crate::domain::AccessKeyId;

/// What is being looked for outside of dialogs.
#[derive(Debug, Default)]
pub(crate) struct OwnerSearch {
    /// The key whose owner is being asked for.
    pub(crate) asked: Option<(CallId, AccessKeyId)>,
    /// What is looked for as soon as there is a session.
    pub(crate) deferred: Vec<AccessKeyId>,
}

impl OwnerSearch {
    /// Whether an answer is awaited.
    pub(crate) fn is_asking(&self) -> bool {
        self.asked.is_some()
    }

    /// An answer that is still on its way leads nowhere any more.
    pub(crate) fn forget_asked(&mut self) {
        self.asked = None;
    }
}
