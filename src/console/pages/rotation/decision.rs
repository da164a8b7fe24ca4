//! The decision that the page shows and acts on: a snapshot, the recommendation, and the cards.

use crate::console::model::changes::ShownKey;
use crate::domain::{AccessKey, AccessKeyId, Recommendation, RotationKey, RotationSnapshot};

/// Made once from one snapshot, so that all parts of the page agree.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) snapshot: RotationSnapshot,
    pub(super) recommendation: Recommendation,
    /// The old key's, the new key's, the others'.
    pub(super) cards: Vec<Card>,
}

#[derive(Debug)]
pub(super) struct Card {
    pub(super) shown: ShownKey,
    pub(super) role: Role,
}

/// What a key is in the rotation, in the order of the cards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Role {
    Old,
    /// The new key.
    New,
    /// The only key, which is not due.
    Current,
    /// The newer key, which nothing can be rotated into.
    Newer,
    /// The older key, which stays by the person's choice.
    Kept,
    Other,
}

impl Role {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Old => "Old",
            Self::New => "New",
            Self::Current => "Current",
            Self::Newer => "Newer",
            Self::Kept => "Kept",
            Self::Other => "Key",
        }
    }
}

impl Decision {
    pub(super) fn new(snapshot: RotationSnapshot, keys: Vec<ShownKey>) -> Self {
        let recommendation = snapshot.recommendation();
        let role_of_new = role_of_new(&snapshot, &recommendation);
        let role = |id: &AccessKeyId| {
            if recommendation.old_key() == Some(id) {
                Role::Old
            } else if recommendation.new_key() == Some(id) {
                role_of_new
            } else {
                Role::Other
            }
        };
        let mut cards: Vec<Card> =
            keys.into_iter().map(|shown| Card { role: role(&shown.key.id), shown }).collect();
        cards.sort_by_key(|card| (card.role, card.shown.key.created));
        Self { snapshot, recommendation, cards }
    }

    pub(super) fn key(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.cards.iter().map(|card| &card.shown.key).find(|key| key.id == *id)
    }

    pub(super) fn old_key(&self) -> Option<&RotationKey> {
        self.snapshot.key(self.recommendation.old_key()?)
    }

    pub(super) fn new_key(&self) -> Option<&RotationKey> {
        self.snapshot.key(self.recommendation.new_key()?)
    }

    /// The card that the recommendation is about.
    pub(super) fn main_card(&self) -> usize {
        let key = match &self.recommendation {
            Recommendation::FreeSlot { key, .. } => Some(key),
            Recommendation::ChooseOld { oldest } => oldest.as_ref(),
            other => other.old_key(),
        };
        key.and_then(|id| self.card_of(id)).unwrap_or(0)
    }

    pub(super) fn card_of(&self, id: &AccessKeyId) -> Option<usize> {
        self.cards.iter().position(|card| card.shown.key.id == *id)
    }
}

fn role_of_new(snapshot: &RotationSnapshot, recommendation: &Recommendation) -> Role {
    match recommendation {
        Recommendation::NotDue { .. } => Role::Current,
        Recommendation::FreeSlot { .. } | Recommendation::WaitToFreeSlot { .. } => Role::Newer,
        _ if snapshot.age_of_older_that_stays(recommendation).is_some() => Role::Kept,
        _ => Role::New,
    }
}
