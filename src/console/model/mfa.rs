//! MFA for the profile in use.

use crate::domain::{MfaChallenge, MfaUse, SentCodes};

#[derive(Debug, Default)]
pub(crate) struct MfaState {
    /// Codes sent since the start, with any profile: AWS takes each once.
    pub(crate) sent: SentCodes,
    /// The person chose to go on without a code, although the profile names a device.
    pub(crate) is_declined: bool,
    /// Set while the session cannot start without a code.
    pub(crate) challenge: Option<MfaChallenge>,
    /// The device that the profile names.
    pub(crate) device: Option<String>,
}

impl MfaState {
    pub(super) fn forget_profile(&mut self) {
        *self = Self { sent: std::mem::take(&mut self.sent), ..Self::default() };
    }

    /// How to sign in without a new code.
    pub(crate) fn default_use(&self) -> MfaUse {
        if self.is_declined { MfaUse::Without } else { MfaUse::FromProfile }
    }
}
