//! The key that the new one replaces in a rotation, and the profiles of this machine that hold it:
//! whatever uses them stops working with that key.

use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::model::remote::Remote;
use crate::console::reads::LocalRead;
use crate::domain::{AccessKeyId, LocalError, LocalProfile};
use crate::ui::harmless;
use chrono::{DateTime, Utc};

#[derive(Debug)]
pub(super) struct ReplacedKey {
    id: AccessKeyId,
    profiles: Remote<Vec<LocalProfile>, LocalError>,
    /// The profile that the new key was saved in.
    saved_in: Option<String>,
}

impl ReplacedKey {
    pub(super) fn new(cx: &mut Context, id: AccessKeyId) -> Self {
        let profiles = Remote::requested_by(cx.read_local(LocalRead::Profiles));
        Self { id, profiles, saved_in: None }
    }

    pub(super) fn id(&self) -> &AccessKeyId {
        &self.id
    }

    /// If the profiles cannot be read, nothing is offered: choosing a profile says why.
    pub(super) fn on_profiles(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        answer: Result<Vec<LocalProfile>, LocalError>,
    ) {
        self.profiles.take(call, now, answer);
    }

    pub(super) fn note_saved_in(&mut self, profile: &str) {
        self.saved_in = Some(profile.to_owned());
    }

    /// The offer to put the new key in the place of the old one in a profile.
    pub(super) fn offer(&self, verified: bool) -> Option<String> {
        let holds = |profile: &&LocalProfile| {
            profile.access_key_id.as_ref() == Some(&self.id)
                && self.saved_in.as_ref() != Some(&profile.name)
        };
        let profiles = self.profiles.value()?.iter().filter(holds);
        let names: Vec<_> = profiles.map(|profile| harmless(&profile.name)).collect();
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
