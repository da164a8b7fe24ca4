//! A row of the answer: the key, how it was found, and a note.

use crate::cli::exit::Exit;
use crate::domain::{Finding, KEY_FIELDS, KeyRow, KnownBy, Record, Value, Verdict};

/// How a key was found, or why not. Scripts rely on the words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// IAM named the owner.
    ByLastUsed,
    /// The owner's list of keys has it; all lists were searched.
    ByLists,
    /// It is of another account, which is in the ID.
    ById,
    /// It is of another account, which STS named.
    ByKeyInfo,
    /// It is a temporary key.
    TemporaryKey,
    /// It is the ID of something else.
    NotAKey,
    /// This account does not have it, or not any more.
    NotFound,
    /// A policy keeps IAM from telling.
    Denied,
    /// IAM's answers are not conclusive.
    Unclear,
    /// The call failed.
    Failed,
}

impl Found {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ByLastUsed => "GetAccessKeyLastUsed",
            Self::ByLists => "ListAccessKeys",
            Self::ById => "AccessKeyId",
            Self::ByKeyInfo => "GetAccessKeyInfo",
            Self::TemporaryKey => "TemporaryKey",
            Self::NotAKey => "NotAKey",
            Self::NotFound => "NotFound",
            Self::Denied => "Denied",
            Self::Unclear => "Unclear",
            Self::Failed => "Failed",
        }
    }

    pub(crate) fn exit(self) -> Exit {
        match self {
            Self::ByLastUsed | Self::ByLists => Exit::Done,
            Self::ById | Self::ByKeyInfo | Self::TemporaryKey | Self::NotAKey | Self::NotFound => {
                Exit::NotOfThisAccount
            }
            Self::Denied | Self::Unclear | Self::Failed => Exit::Failed,
        }
    }

    /// The word for a finding.
    pub(super) fn of(finding: &Finding) -> Self {
        match &finding.verdict {
            Verdict::Owned { .. } | Verdict::Root { .. } => Self::ByLastUsed,
            Verdict::Elsewhere { known_by: KnownBy::Id, .. } => Self::ById,
            Verdict::Elsewhere { known_by: KnownBy::KeyInfo | KnownBy::Both, .. } => {
                Self::ByKeyInfo
            }
            Verdict::Gone { .. } | Verdict::NotHere => Self::NotFound,
            Verdict::Denied { .. } => Self::Denied,
            Verdict::Unclear { .. } => Self::Unclear,
            Verdict::Temporary { .. } => Self::TemporaryKey,
            Verdict::NotAKey { .. } => Self::NotAKey,
        }
    }
}

/// One row of the answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundRow {
    pub(crate) row: KeyRow,
    pub(crate) found: Found,
    pub(crate) note: Option<String>,
}

/// The fields besides those of a key.
const OWN_FIELDS: [&str; 2] = ["Found", "Note"];

/// The fields of a key, and the further ones.
const FIELDS: [&str; KEY_FIELDS.len() + OWN_FIELDS.len()] = {
    let mut fields = [""; KEY_FIELDS.len() + OWN_FIELDS.len()];
    let (of_key, own) = fields.split_at_mut(KEY_FIELDS.len());
    of_key.copy_from_slice(&KEY_FIELDS);
    own.copy_from_slice(&OWN_FIELDS);
    fields
};

impl Record for FoundRow {
    const FIELDS: &'static [&'static str] = &FIELDS;

    fn values(&self) -> Vec<Option<Value<'_>>> {
        let mut values = self.row.values();
        values.push(Some(Value::text(self.found.as_str())));
        values.push(self.note.as_deref().map(Value::text));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_those_of_a_key_and_two_more() {
        assert_eq!(FoundRow::FIELDS[..10], KEY_FIELDS);
        let row = FoundRow { row: KeyRow::default(), found: Found::NotFound, note: None };
        assert_eq!(row.values().len(), FoundRow::FIELDS.len());
    }
}
