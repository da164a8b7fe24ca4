//! Who owns a key, or why that is unknown, and how to say it.

use super::access_key::LastUsed;
use super::failure::Failure;
use super::key_id::{AccessKeyId, AccountId, IdKind};
use super::user::UserName;

/// What was found out about an ID.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The ID.
    pub key: AccessKeyId,
    /// What it is, or who owns it.
    pub verdict: Verdict,
}

/// What an ID is, or who owns it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The key of a user of this account.
    Owned {
        /// The user.
        user: UserName,
        /// When the key was last used.
        last_used: LastUsed,
    },
    /// The key of this account's root user.
    Root {
        /// When the key was last used.
        last_used: LastUsed,
    },
    /// A key of another account.
    Elsewhere {
        /// That account.
        account: AccountId,
        /// How that is known.
        known_by: KnownBy,
    },
    /// A key of this account that no user has any more.
    Gone {
        /// How the account is known.
        known_by: KnownBy,
    },
    /// A key that this account does not have, of an unknown account.
    NotHere,
    /// A policy does not allow the call; the lists of keys may show the owner.
    Denied {
        /// IAM's answer.
        failure: Failure,
    },
    /// The evidence is not conclusive; the lists of keys may show the owner.
    Unclear {
        /// Why it is not conclusive.
        doubt: Doubt,
        /// IAM's answer.
        failure: Failure,
    },
    /// A temporary key, issued by AWS STS: it is in no user's list.
    Temporary {
        /// The account in the ID, if it carries one.
        account: Option<AccountId>,
    },
    /// The ID of something other than an access key.
    NotAKey {
        /// What it identifies: `an IAM role`.
        what: &'static str,
    },
}

/// How the account of a key is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownBy {
    /// The key ID carries it.
    Id,
    /// `sts:GetAccessKeyInfo` names it.
    KeyInfo,
    /// Both name the same account.
    Both,
}

/// Why the evidence is not conclusive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The ID carries one account, and `sts:GetAccessKeyInfo` names another.
    TwoAccounts {
        /// The account in the ID.
        by_id: AccountId,
        /// The account that STS names.
        by_key_info: AccountId,
    },
    /// IAM denies the call even for an existing key, with its message for a missing one.
    SameDenialForKnownKey,
    /// IAM denies the call with an unknown message, and there is no other evidence.
    UnrecognisedDenial,
}

/// The length of the access key IDs that AWS creates.
const USUAL_LENGTH: usize = 20;

impl Finding {
    /// The finding for an ID whose prefix shows that it is not a long-term access key, so that no
    /// call is needed.
    pub(crate) fn from_prefix(key: &AccessKeyId) -> Option<Self> {
        let verdict = match key.kind() {
            IdKind::LongTermKey | IdKind::Unknown => return None,
            IdKind::TemporaryKey => Verdict::Temporary { account: key.account_id() },
            IdKind::Other(what) => Verdict::NotAKey { what },
        };
        Some(Self { key: key.clone(), verdict })
    }

    pub(crate) fn owner(&self) -> Option<&UserName> {
        match &self.verdict {
            Verdict::Owned { user, .. } => Some(user),
            _ => None,
        }
    }

    pub(crate) fn other_account(&self) -> Option<&AccountId> {
        match &self.verdict {
            Verdict::Elsewhere { account, .. } => Some(account),
            _ => None,
        }
    }

    /// Whether the lists of all users' keys may still show the owner.
    pub(crate) fn may_be_listed(&self) -> bool {
        matches!(self.verdict, Verdict::Denied { .. } | Verdict::Unclear { .. })
    }

    /// The finding in a few words, for a row of a list.
    pub(crate) fn brief(&self) -> String {
        match &self.verdict {
            Verdict::Owned { user, .. } => user.to_string(),
            Verdict::Root { .. } => "the root user of this account".to_owned(),
            Verdict::Elsewhere { account, .. } => format!("of account {}", account.grouped()),
            Verdict::Gone { .. } => "of this account, but no user's: deleted".to_owned(),
            Verdict::NotHere => "not a key of this account".to_owned(),
            Verdict::Denied { .. } => "denied: not told by IAM".to_owned(),
            Verdict::Unclear { .. } => "unclear: IAM's answer does not tell".to_owned(),
            Verdict::Temporary { account: Some(account) } => {
                format!("a temporary key of account {}", account.grouped())
            }
            Verdict::Temporary { account: None } => "a temporary key".to_owned(),
            Verdict::NotAKey { what } => format!("not an access key: {what}"),
        }
    }

    /// The finding in plain sentences, a paragraph each; `describe_next_step` says what to do about
    /// a failure. IAM's own text is unchanged: whoever draws it makes it harmless.
    pub(crate) fn explanation(
        &self,
        describe_next_step: impl Fn(&Failure) -> String,
    ) -> Vec<String> {
        let mut paragraphs = Vec::new();
        if let Verdict::Elsewhere { .. }
        | Verdict::Gone { .. }
        | Verdict::NotHere
        | Verdict::Temporary { .. } = self.verdict
        {
            paragraphs.extend(self.describe_length());
        }
        paragraphs.extend(self.describe_verdict(describe_next_step));
        paragraphs
    }

    /// A remark on an unusual length: a common mistake is to copy only a part of an ID.
    fn describe_length(&self) -> Option<String> {
        let length = self.key.as_str().len();
        let question = match length {
            USUAL_LENGTH => return None,
            ..USUAL_LENGTH => "is a part of it missing?",
            _ => "is there too much of it?",
        };
        Some(format!("The ID has {length} characters, and access key IDs have 20: {question}"))
    }

    fn describe_verdict(&self, describe_next_step: impl Fn(&Failure) -> String) -> Vec<String> {
        match &self.verdict {
            Verdict::Owned { user, .. } => vec![format!("It belongs to {user}.")],
            Verdict::Root { .. } => vec![
                "This key belongs to the root user of this account. AWS says not to have such \
                 keys: sign in as the root user to remove it."
                    .to_owned(),
            ],
            Verdict::Elsewhere { account, known_by } => {
                vec![
                    "This account does not own it.".to_owned(),
                    describe_account(account, *known_by),
                ]
            }
            Verdict::Gone { known_by } => vec![
                "No user of this account has this access key any more: it is deleted (or it is the \
                 root user's)."
                    .to_owned(),
                format!("It is of this account: {}.", known_by.describe()),
            ],
            Verdict::NotHere => {
                let of = match self.key.account_id() {
                    Some(account) => format!("The ID carries account {}.", account.grouped()),
                    None => "The ID does not carry its account, as older ones do not.".to_owned(),
                };
                vec![format!(
                    "This account has no such access key: it is deleted, or of another account. {of}"
                )]
            }
            Verdict::Denied { failure } => vec![
                "You may not ask whose key this is: a policy denies it.".to_owned(),
                failure.to_string(),
                describe_next_step(failure),
            ],
            Verdict::Unclear { doubt, failure } => vec![
                format!("Whose key this is, is unclear: {}.", doubt.describe()),
                failure.to_string(),
            ],
            Verdict::Temporary { account } => {
                let mut sentences = vec![
                    "This is a temporary access key (ASIA), given out by AWS STS; it is not listed \
                     with any user. CloudTrail's events tell to whom it was given (for 90 days, in \
                     the account and Region of the calls)."
                        .to_owned(),
                ];
                sentences.extend(account.as_ref().map(|a| describe_account(a, KnownBy::Id)));
                sentences
            }
            Verdict::NotAKey { what } => {
                vec![format!("This is not an access key: it is the ID of {what}.")]
            }
        }
    }

    /// The explanation on one line.
    #[must_use]
    pub(crate) fn note(&self, describe_next_step: impl Fn(&Failure) -> String) -> String {
        let mut note = self.explanation(describe_next_step).join(" ");
        if let Some(command) = self.command() {
            note.push_str(" Ask CloudTrail: ");
            note.push_str(&command);
        }
        note
    }

    /// The AWS CLI command that shows more, if there is one.
    pub(crate) fn command(&self) -> Option<String> {
        let Verdict::Temporary { .. } = self.verdict else { return None };
        Some(format!(
            "aws cloudtrail lookup-events --lookup-attributes \
             AttributeKey=AccessKeyId,AttributeValue={}",
            self.key
        ))
    }
}

fn describe_account(account: &AccountId, known_by: KnownBy) -> String {
    format!("It is of account {}: {}.", account.grouped(), known_by.describe())
}

impl KnownBy {
    /// As the end of a sentence.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Id => "the ID itself says so",
            Self::KeyInfo => "sts:GetAccessKeyInfo says so",
            Self::Both => "the ID itself and sts:GetAccessKeyInfo say so",
        }
    }
}

impl Doubt {
    /// As the end of a sentence.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::TwoAccounts { by_id, by_key_info } => format!(
                "the ID itself says that it is of account {}, sts:GetAccessKeyInfo says {}",
                by_id.grouped(),
                by_key_info.grouped()
            ),
            Self::SameDenialForKnownKey => {
                "IAM refuses to answer even for a key that exists, in the words it \
                                has for keys that do not"
                    .to_owned()
            }
            Self::UnrecognisedDenial => {
                "IAM refused in words that tell neither of a policy nor of a key \
                               that is not there"
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn no_next_step(failure: &Failure) -> String {
        panic!("{failure}")
    }

    const OLD: &str = "AKIAIOSFODNN7EXAMPLE";

    #[rstest]
    #[case("ASIAY34FZKBOKMUTVV7A", "a temporary key of account 6096-2906-5308", true)]
    #[case("ASIAIOSFODNN7EXAMPLE", "a temporary key", true)]
    #[case("AROAQNZGKIQY56JQ7WML", "not an access key: an IAM role", false)]
    fn some_ids_explain_themselves(#[case] id: &str, #[case] brief: &str, #[case] command: bool) {
        let key = AccessKeyId::from_iam(id);
        let found = Finding::from_prefix(&key).unwrap();
        assert_eq!(found.brief(), brief);
        assert_eq!(found.command().is_some_and(|command| command.contains(id)), command);
        assert_eq!(found.note(no_next_step).contains("aws cloudtrail lookup-events"), command);
        assert_eq!(Finding::from_prefix(&AccessKeyId::from_iam(OLD)), None);
    }

    #[rstest]
    #[case("AKIATZ2X44NMCEQW46PL", "The ID carries account 2616-4047-9576.")]
    #[case(OLD, "The ID does not carry its account")]
    fn a_key_that_is_not_here_says_what_its_id_carries(#[case] id: &str, #[case] describe: &str) {
        let finding = Finding { key: AccessKeyId::from_iam(id), verdict: Verdict::NotHere };
        assert!(finding.note(no_next_step).contains(describe), "{}", finding.note(no_next_step));
        assert!(
            !finding.note(no_next_step).contains("characters"),
            "{}",
            finding.note(no_next_step)
        );
    }

    #[rstest]
    #[case("AKIAIOSFODNN7EXAMPL", "has 19 characters, and access key IDs have 20: is a part of it")]
    #[case("AKIAIOSFODNN7EXAMPLEX", "has 21 characters, and access key IDs have 20: is there too")]
    fn an_id_of_another_length_is_asked_about(#[case] id: &str, #[case] describe: &str) {
        let finding = Finding { key: AccessKeyId::from_iam(id), verdict: Verdict::NotHere };
        assert!(finding.note(no_next_step).contains(describe), "{}", finding.note(no_next_step));
    }
}
