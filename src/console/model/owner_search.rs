//! The key whose owner is being searched for.

use crate::console::effect::CallId;
use crate::domain::AccessKeyId;

/// The search outside of dialogs.
#[derive(Debug, Default)]
pub(crate) struct OwnerSearch {
    /// The owner of this key is being read from IAM.
    pub(crate) pending: Option<(CallId, AccessKeyId)>,
    /// Searched for as soon as there is a session.
    pub(crate) deferred: Vec<AccessKeyId>,
}
