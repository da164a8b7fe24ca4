//! MFA in the profile in use, and the codes sent with any.

use crate::domain::{MfaChallenge, MfaUse, SentCodes};

/// What is known of MFA in the profile in use, and the codes sent with any.
#[derive(Debug, Default)]
pub(crate) struct MfaState {
    /// The codes sent in this run.
    pub(crate) sent: SentCodes,
    /// The person goes on without, although the profile names a device.
    pub(crate) without: bool,
    /// The code that is wanted before there can be a session.
    pub(crate) wanted: Option<MfaChallenge>,
    /// The device that the profile names, as far as that is known.
    pub(crate) device: Option<String>,
}

impl MfaState {
    /// Another profile is used. A code sent stays sent.
    pub(super) fn forget_profile(&mut self) {
        *self = Self { sent: std::mem::take(&mut self.sent), ..Self::default() };
    }

    /// How to sign in where no code is at hand.
    pub(crate) fn usual_use(&self) -> MfaUse {
        if self.without { MfaUse::Without } else { MfaUse::AsTheProfileSays }
    }
}
