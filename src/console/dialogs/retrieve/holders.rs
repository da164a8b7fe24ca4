//! Which profiles of this machine hold the key that is being replaced: whatever uses them stops
//! working with that key.

use crate::console::core::Core;
use crate::console::effect::{CallId, Read};
use crate::domain::{AccessKeyId, LocalProfile};
use crate::ui::harmless;

/// The profiles with the old key, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Holders {
    asked: Option<CallId>,
    names: Vec<String>,
}

impl Holders {
    /// Asks for them.
    pub(super) fn asked(core: &mut Core) -> Self {
        Self { asked: Some(core.read(Read::Profiles)), names: Vec::new() }
    }

    pub(super) fn waits_for(&self, call: CallId) -> bool {
        self.asked == Some(call)
    }

    /// Takes the profiles there are. Without them nothing is offered: choosing one tells why.
    pub(super) fn take(
        &mut self,
        answer: Result<Vec<LocalProfile>, String>,
        old: Option<&AccessKeyId>,
    ) {
        self.asked = None;
        let holds = |profile: &LocalProfile| old.is_some() && profile.access_key_id.as_ref() == old;
        let profiles = answer.unwrap_or_default().into_iter();
        self.names = profiles.filter(holds).map(|profile| profile.name).collect();
    }

    /// The key is saved in this profile.
    pub(super) fn saved_in(&mut self, profile: &str) {
        self.names.retain(|name| name != profile);
    }

    /// The offer to put the new key in the place of the old one.
    pub(super) fn offer(&self, verified: bool) -> Option<String> {
        let names: Vec<_> = self.names.iter().map(|name| harmless(name)).collect();
        let (profiles, hold) = match names.len() {
            0 => return None,
            1 => ("Profile", "holds"),
            _ => ("Profiles", "hold"),
        };
        let names = names.join(", ");
        let next = if verified {
            "p puts this one in its place."
        } else {
            "once this one is verified (v), p puts it in its place."
        };
        Some(format!("{profiles} {names} on this machine {hold} the old key: {next}"))
    }
}
