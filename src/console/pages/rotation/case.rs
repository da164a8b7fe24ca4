//! What the guide goes by: what IAM, the journal and the profiles tell, and which key is meant.

use super::{Rotation, machine};
use crate::console::input::bindings::Action;
use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::model::remote::Remote;
use crate::domain::{
    AccessKey, AccessKeyId, FailureKind, Guidance, KeyHints, LocalProfile, RotationCase,
    RotationKey, RotationStage, RotationStep, Status, UseEvidence, UserName,
};
use chrono::TimeDelta;

/// How long a last use that was read counts: the page reads it every minute, as long as the machine
/// is awake and AWS answers.
const HOLDS_FOR: TimeDelta = TimeDelta::minutes(10);

/// Whether the last use of the key was read so long ago that it has to be read again.
fn is_old(model: &Model, user: &UserName, key: &AccessKeyId) -> bool {
    let usage = model.directory.record(user).and_then(|record| record.usage.get(key));
    let at = usage.and_then(Remote::read_at);
    at.is_some_and(|at| model.now.signed_duration_since(at) > HOLDS_FOR)
}

/// A card: the key, and what it is in the rotation.
pub(super) struct Card {
    pub(super) shown: ShownKey,
    pub(super) role: &'static str,
}

impl Rotation {
    /// Everything that the table looks at; `None` while the keys are not known.
    pub(super) fn case(&self, model: &Model) -> Option<RotationCase> {
        let keys = model.keys(&self.user)?;
        let hints = self.hints.value().map_or(&[][..], Vec::as_slice);
        let profiles = self.profiles.value().map_or(&[][..], Vec::as_slice);
        let record = model.directory.record(&self.user);
        let evidence = |id: &AccessKeyId| {
            let usage = record.and_then(|record| record.usage.get(id));
            match usage.map(|usage| (usage.value(), usage.failure())) {
                // What was known before it failed may be long past.
                Some((_, Some(failure))) if failure.kind == FailureKind::Denied => {
                    UseEvidence::Denied
                }
                Some((_, Some(_))) => UseEvidence::Failed,
                // Of before the machine slept: what happened meanwhile is not in it.
                Some((Some(_), None)) if is_old(model, &self.user, id) => UseEvidence::Unread,
                Some((Some(usage), None)) => UseEvidence::Known(usage.last_used.clone()),
                Some((None, None)) | None => UseEvidence::Unread,
            }
        };
        let holds =
            |profile: &&LocalProfile, id: &AccessKeyId| profile.access_key_id.as_ref() == Some(id);
        let key = |ShownKey { key, .. }: ShownKey| RotationKey {
            used: evidence(&key.id),
            hints: KeyHints::of(&key.id, hints),
            this_session: KeyHints::of(&key.id, model.changes.events()),
            profiles: profiles
                .iter()
                .filter(|profile| holds(profile, &key.id))
                .map(|profile| profile.name.clone())
                .collect(),
            signs_session: model.session.depends_on(&key.id),
            id: key.id,
            status: key.status,
            created: key.created,
        };
        Some(RotationCase {
            keys: keys.into_iter().map(key).collect(),
            now: model.now,
            quiet_days: model.idle_days,
            max_age_days: model.settings.limits.max_age_days,
            limit: model.session.keys_per_user(),
            chosen_old: self.chosen_old.clone(),
            own_calls: model.changes.own_calls().to_vec(),
        })
    }

    /// Whether the last use of some key has to be read again.
    pub(super) fn has_old_evidence(&self, model: &Model) -> bool {
        let keys = model.keys(&self.user).unwrap_or_default();
        keys.iter().any(|shown| is_old(model, &self.user, &shown.key.id))
    }

    /// The keys as they are shown: the old one, the new one, the others.
    pub(super) fn cards(&self, model: &Model, guidance: &Guidance) -> Vec<Card> {
        let place = |shown: &ShownKey| match &shown.key.id {
            id if guidance.old.as_ref() == Some(id) => 0,
            id if guidance.new.as_ref() == Some(id) => 1,
            _ => 2,
        };
        let case = self.case(model);
        let stays = case.is_some_and(|case| case.age_of_older_that_stays(guidance).is_some());
        let mut keys = model.keys(&self.user).unwrap_or_default();
        keys.sort_by_key(|shown| (place(shown), shown.key.created));
        let role = |shown: &ShownKey| match place(shown) {
            0 => "Old",
            1 if guidance.old.is_none() => "Current",
            1 if guidance.stage == RotationStage::SlotsTaken => "Newer",
            1 if stays => "Kept",
            1 => "New",
            _ => "Key",
        };
        keys.into_iter().map(|shown| Card { role: role(&shown), shown }).collect()
    }

    /// Which of the cards is selected: until the person selects one, the one the guide is about.
    pub(super) fn selected_card(&self, cards: &[Card], guidance: &Guidance) -> usize {
        let place =
            |id: Option<&AccessKeyId>| cards.iter().position(|card| Some(&card.shown.key.id) == id);
        let about = match &guidance.step {
            RotationStep::FreeSlot(id) | RotationStep::ChooseOld(Some(id)) => Some(id),
            _ => guidance.old.as_ref(),
        };
        place(self.selected.as_ref()).or_else(|| place(about)).unwrap_or(0)
    }

    /// Why the step is none to take here, if it is for the person to do elsewhere, or to wait.
    pub(super) fn nothing_to_press(case: &RotationCase, guidance: &Guidance) -> Option<String> {
        Some(match &guidance.step {
            RotationStep::UpdateApplications => {
                "This is for you to do, at your applications. r shows whether they use the new \
                 key; d switches the selected one off all the same."
                    .to_owned()
            }
            RotationStep::UpdateProfile(profile) => {
                machine::how_to_update(profile, case, guidance.new.as_ref())
            }
            RotationStep::WaitUntil(until) => {
                let until = until.format("%Y-%m-%d %H:%MZ");
                format!("Nothing is to be done until {until}; the keys of the page go on sooner.")
            }
            RotationStep::Decide(_) => "You decide: d deactivates the selected key, x deletes it, \
                                        a activates it again."
                .to_owned(),
            RotationStep::Nothing => "Nothing is due. c creates a key all the same.".to_owned(),
            _ => return None,
        })
    }

    /// That the last step of the rotation is done, in words.
    pub(super) fn completed(&self, model: &Model) -> Option<String> {
        let (old, new) = self.last_step.as_ref()?;
        let gone = model.changes.was_deleted(old) && self.key(model, old).is_none();
        let stays = self.key(model, new)?.status.may_sign();
        (gone && stays).then(|| {
            format!("Rotation complete: the old key {old} is deleted, {new} has taken its place.")
        })
    }

    /// The selected key.
    pub(super) fn selected_key(&self, model: &Model) -> Option<AccessKey> {
        let guidance = self.case(model)?.guidance();
        let cards = self.cards(model, &guidance);
        let at = self.selected_card(&cards, &guidance);
        cards.into_iter().nth(at).map(|card| card.shown.key)
    }

    /// The key that an action is about: the selected one; only to activate, rather the old one, once
    /// it is off, than one that is active anyway.
    pub(super) fn target(&self, model: &Model, action: Action) -> Option<AccessKey> {
        let selected = self.selected_key(model)?;
        if action != Action::Activate || selected.status != Status::Active {
            return Some(selected);
        }
        let old = self.case(model)?.guidance().old.and_then(|id| self.key(model, &id));
        Some(old.filter(|old| !old.status.may_sign()).unwrap_or(selected))
    }

    pub(super) fn key(&self, model: &Model, id: &AccessKeyId) -> Option<AccessKey> {
        let keys = model.keys(&self.user)?;
        keys.into_iter().map(|shown| shown.key).find(|key| key.id == *id)
    }
}
