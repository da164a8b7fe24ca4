//! The state of the rotation page: the person's choices, this machine's answers, the decision.

use super::decision::{Card, Decision};
use crate::console::input::bindings::Action;
use crate::console::model::remote::Remote;
use crate::domain::{
    AccessKey, AccessKeyEvent, AccessKeyId, LocalError, LocalProfile, Status, UserName,
};
use chrono::{DateTime, Utc};

#[derive(Debug)]
pub(crate) struct Rotation {
    pub(super) user: UserName,
    /// The key that the person chose as the old one.
    pub(super) chosen_old: Option<AccessKeyId>,
    /// The key whose card the person selected.
    pub(super) selected: Option<AccessKeyId>,
    /// The old key that is being deleted as the last step, and the one that stays.
    pub(super) last_step: Option<(AccessKeyId, AccessKeyId)>,
    /// The first line of the reasons in view.
    pub(super) scroll: usize,
    pub(super) journal: Remote<Vec<AccessKeyEvent>, LocalError>,
    pub(super) profiles: Remote<Vec<LocalProfile>, LocalError>,
    pub(super) refresh_at: DateTime<Utc>,
    /// Whether a dialog lay on top when time last passed.
    pub(super) is_covered: bool,
    /// `None` while the keys are not known.
    pub(super) decision: Option<Decision>,
}

impl Rotation {
    /// The card that the person selected, or else the one that the recommendation is about.
    pub(super) fn selected_card(&self, decision: &Decision) -> usize {
        let chosen = self.selected.as_ref().and_then(|id| decision.card_of(id));
        chosen.unwrap_or_else(|| decision.main_card())
    }

    /// The key that an action is about: the selected one. To activate an active key makes no sense,
    /// so it is the old key then, if that is inactive.
    pub(super) fn target(&self, action: Action) -> Option<&AccessKey> {
        let decision = self.decision.as_ref()?;
        let Card { shown, .. } = decision.cards.get(self.selected_card(decision))?;
        if action == Action::Activate && shown.key.status == Status::Active {
            let old = decision.recommendation.old_key().and_then(|id| decision.key(id));
            if let Some(old) = old
                && !old.status.may_sign()
            {
                return Some(old);
            }
        }
        Some(&shown.key)
    }

    /// Empty if the last try to read the journal failed.
    pub(super) fn journal_events(&self) -> &[AccessKeyEvent] {
        self.journal.latest().and_then(Result::ok).map_or(&[], Vec::as_slice)
    }

    /// Empty if the last try to read the profiles failed.
    pub(super) fn local_profiles(&self) -> &[LocalProfile] {
        self.profiles.latest().and_then(Result::ok).map_or(&[], Vec::as_slice)
    }
}
