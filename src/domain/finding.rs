//! Whose a key is, or why that cannot be told: from the evidence, by one table.
//!
//! IAM refuses to say whose a key is in the same code (`AccessDenied`) for a key that is not of the
//! account and for a caller who may not ask. Which of the two it was is told apart here, by what
//! else is known; and where that is not enough, it is called unclear.

use super::access_key::{LastUsed, Usage};
use super::failure::{Failure, FailureKind};
use super::key_id::{AccessKeyId, AccountId, IdKind};
use super::user::UserName;

/// What was found out about an ID.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The ID.
    pub key: AccessKeyId,
    /// What it is, or whose.
    pub verdict: Verdict,
}

/// What an ID is, or whose.
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
        /// By what that is known.
        known_by: KnownBy,
    },
    /// A key that this account had, and has no more.
    Gone {
        /// By what it is known to be this account's.
        known_by: KnownBy,
    },
    /// Not a key of this account; of which, nothing says.
    NotHere,
    /// A policy does not allow the question; the lists of keys may have the answer.
    Denied {
        /// IAM's answer.
        failure: Failure,
    },
    /// The evidence does not decide it; the lists of keys may.
    Unclear {
        /// What is in the way.
        doubt: Doubt,
        /// IAM's answer.
        failure: Failure,
    },
    /// A temporary key, given out by AWS STS: no user has it in a list.
    Temporary {
        /// The account in the ID, if it carries one.
        account: Option<AccountId>,
    },
    /// The ID of something that is not an access key, in AWS's words.
    NotAKey {
        /// What it is the ID of: `an IAM role`.
        what: &'static str,
    },
}

/// By what the account of a key is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownBy {
    /// The key ID carries it.
    Id,
    /// `sts:GetAccessKeyInfo` says it.
    KeyInfo,
    /// Both, and they agree.
    Both,
}

/// Why the evidence does not decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The ID carries one account, `sts:GetAccessKeyInfo` names another.
    TwoAccounts {
        /// The account in the ID.
        by_id: AccountId,
        /// The account that STS names.
        by_key_info: AccountId,
    },
    /// IAM denies even a key that exists in the words for one that does not.
    SameWords,
    /// The refusal is in words that IAM is not known to use, and nothing else tells.
    OddWords,
}

/// In which words IAM refused to say whose a key is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denial {
    /// "not authorized to perform: iam:…": a policy's.
    Policy,
    /// "not authorized to perform iam:…", without the colon: the key is not the account's.
    NoSuchKey,
    /// Other words.
    Odd,
}

impl Denial {
    /// The form of a message.
    #[must_use]
    pub fn of(message: &str) -> Self {
        if message.contains("to perform: ") {
            Self::Policy
        } else if message.contains("to perform iam:") {
            Self::NoSuchKey
        } else {
            Self::Odd
        }
    }
}

/// What the same question came to for a key that is known to exist in this account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Control {
    /// It was answered: the caller may ask.
    Answered,
    /// It was refused.
    Denied(Denial),
}

/// All that is known when it is to be said whose a key is.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The key.
    pub key: AccessKeyId,
    /// What `iam:GetAccessKeyLastUsed` came to.
    pub answer: Result<Usage, Failure>,
    /// The same for a key known to exist; `None` if there is none to ask about, or no answer.
    pub control: Option<Control>,
    /// The account that `sts:GetAccessKeyInfo` names; `None` if it may not be asked, or has no
    /// answer.
    pub key_info: Option<AccountId>,
    /// The account that is asked.
    pub here: Option<AccountId>,
}

/// Whose account a key is of, as far as something other than IAM's answer tells.
enum Account {
    Here(KnownBy),
    Other(AccountId, KnownBy),
    Unknown,
}

impl Evidence {
    /// What it comes to. The first row that fits decides:
    ///
    /// | IAM's answer | same question, existing key | account by ID and STS | finding |
    /// |---|---|---|---|
    /// | a user, or none | | | owned, or the root user's |
    /// | neither denied nor `NoSuchEntity` | | | the failure |
    /// | refused | | they name two | unclear |
    /// | refused | | another | elsewhere |
    /// | `NoSuchEntity` | | this one / not known | gone / not here |
    /// | no such key | no such key | | unclear: the words prove nothing |
    /// | no such key | any other, or not asked | this one / not known | gone / not here |
    /// | policy | no such key | | unclear: the words prove nothing |
    /// | policy | any other, or not asked | | denied |
    /// | odd words | answered | this one / not known | gone / not here |
    /// | odd words | odd words, or policy | | denied |
    /// | odd words | no such key, or not asked | | unclear |
    ///
    /// ("No such key" and "policy" are the forms of [`Denial`].)
    ///
    /// # Errors
    /// The answer's own failure, where that is not about the key: the network, a session that has
    /// ended, throttling.
    pub fn finding(self) -> Result<Finding, Failure> {
        let account = self.account();
        let Self { key, answer, control, .. } = self;
        let failure = match answer {
            Ok(Usage { user, last_used }) => {
                let verdict = match user {
                    Some(user) => Verdict::Owned { user, last_used },
                    None => Verdict::Root { last_used },
                };
                return Ok(Finding { key, verdict });
            }
            Err(failure) => failure,
        };
        let denial = match failure.kind {
            FailureKind::NoSuchEntity => None,
            FailureKind::Denied => Some(Denial::of(&failure.message)),
            _ => return Err(failure),
        };
        let account = match account {
            Ok(Account::Other(account, known_by)) => {
                return Ok(Finding { key, verdict: Verdict::Elsewhere { account, known_by } });
            }
            Ok(account) => account,
            Err(doubt) => {
                return Ok(Finding { key, verdict: Verdict::Unclear { doubt, failure } });
            }
        };
        let verdict = match (denial, control) {
            (
                Some(Denial::NoSuchKey | Denial::Policy),
                Some(Control::Denied(Denial::NoSuchKey)),
            ) => Verdict::Unclear { doubt: Doubt::SameWords, failure },
            (Some(Denial::Policy), _)
            | (Some(Denial::Odd), Some(Control::Denied(Denial::Odd | Denial::Policy))) => {
                Verdict::Denied { failure }
            }
            (Some(Denial::Odd), None | Some(Control::Denied(Denial::NoSuchKey))) => {
                Verdict::Unclear { doubt: Doubt::OddWords, failure }
            }
            (None | Some(Denial::NoSuchKey), _) | (Some(Denial::Odd), Some(Control::Answered)) => {
                match account {
                    Account::Here(known_by) => Verdict::Gone { known_by },
                    _ => Verdict::NotHere,
                }
            }
        };
        Ok(Finding { key, verdict })
    }

    fn account(&self) -> Result<Account, Doubt> {
        let (account, known_by) = match (self.key.account_id(), self.key_info.clone()) {
            (Some(by_id), Some(by_key_info)) if by_id != by_key_info => {
                return Err(Doubt::TwoAccounts { by_id, by_key_info });
            }
            (Some(account), Some(_)) => (account, KnownBy::Both),
            (Some(account), None) => (account, KnownBy::Id),
            (None, Some(account)) => (account, KnownBy::KeyInfo),
            (None, None) => return Ok(Account::Unknown),
        };
        Ok(match &self.here {
            Some(here) if *here == account => Account::Here(known_by),
            Some(_) => Account::Other(account, known_by),
            None => Account::Unknown,
        })
    }
}

impl Finding {
    /// What an ID's prefix says by itself: that it is not a long-term access key, so that nobody
    /// needs to be asked.
    #[must_use]
    pub fn without_asking(key: &AccessKeyId) -> Option<Self> {
        let verdict = match key.kind() {
            IdKind::LongTermKey | IdKind::Unknown => return None,
            IdKind::TemporaryKey => Verdict::Temporary { account: key.account_id() },
            IdKind::Other(what) => Verdict::NotAKey { what },
        };
        Some(Self { key: key.clone(), verdict })
    }

    /// The user who owns the key.
    #[must_use]
    pub fn owner(&self) -> Option<&UserName> {
        match &self.verdict {
            Verdict::Owned { user, .. } => Some(user),
            _ => None,
        }
    }

    /// The other account that the key is of, when it is known to be of another.
    #[must_use]
    pub fn elsewhere(&self) -> Option<&AccountId> {
        match &self.verdict {
            Verdict::Elsewhere { account, .. } => Some(account),
            _ => None,
        }
    }

    /// Whether looking through the lists of keys may still find the owner.
    #[must_use]
    pub fn may_be_listed(&self) -> bool {
        matches!(self.verdict, Verdict::Denied { .. } | Verdict::Unclear { .. })
    }

    /// The finding in a few words, for a line of a list.
    #[must_use]
    pub fn brief(&self) -> String {
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

    /// The finding in plain sentences, a paragraph each. What IAM said is as IAM said it: whoever
    /// draws it makes it harmless.
    #[must_use]
    pub fn explanation(&self) -> Vec<String> {
        match &self.verdict {
            Verdict::Owned { user, .. } => vec![format!("It belongs to {user}.")],
            Verdict::Root { .. } => vec![
                "This key belongs to the root user of this account. AWS says not to have such \
                 keys: sign in as the root user to remove it."
                    .to_owned(),
            ],
            Verdict::Elsewhere { account, known_by } => {
                vec!["This account does not own it.".to_owned(), account_words(account, *known_by)]
            }
            Verdict::Gone { known_by } => vec![
                "No user of this account has this access key any more: it is deleted (or it is the \
                 root user's)."
                    .to_owned(),
                format!("It is of this account: {}.", known_by.words()),
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
                failure.next_step(),
            ],
            Verdict::Unclear { doubt, failure } => vec![
                format!("Whose key this is, is unclear: {}.", doubt.words()),
                failure.to_string(),
            ],
            Verdict::Temporary { account } => {
                let mut sentences = vec![
                    "This is a temporary access key (ASIA), given out by AWS STS; it is not listed \
                     with any user. CloudTrail's events tell to whom it was given (for 90 days, in \
                     the account and Region of the calls)."
                        .to_owned(),
                ];
                sentences.extend(account.as_ref().map(|a| account_words(a, KnownBy::Id)));
                sentences
            }
            Verdict::NotAKey { what } => {
                vec![format!("This is not an access key: it is the ID of {what}.")]
            }
        }
    }

    /// The explanation on one line.
    #[must_use]
    pub fn note(&self) -> String {
        let mut note = self.explanation().join(" ");
        if let Some(command) = self.command() {
            note.push_str(": ");
            note.push_str(&command);
        }
        note
    }

    /// The command that tells more, where there is one.
    #[must_use]
    pub fn command(&self) -> Option<String> {
        matches!(self.verdict, Verdict::Temporary { .. }).then(|| {
            format!(
                "aws cloudtrail lookup-events --lookup-attributes \
                 AttributeKey=AccessKeyId,AttributeValue={}",
                self.key
            )
        })
    }
}

fn account_words(account: &AccountId, known_by: KnownBy) -> String {
    format!("It is of account {}: {}.", account.grouped(), known_by.words())
}

impl KnownBy {
    /// As the end of a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Id => "the ID itself says so",
            Self::KeyInfo => "sts:GetAccessKeyInfo says so",
            Self::Both => "the ID itself and sts:GetAccessKeyInfo say so",
        }
    }
}

impl Doubt {
    /// As the end of a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::TwoAccounts { by_id, by_key_info } => format!(
                "the ID itself says that it is of account {}, sts:GetAccessKeyInfo says {}",
                by_id.grouped(),
                by_key_info.grouped()
            ),
            Self::SameWords => "IAM refuses to answer even for a key that exists, in the words it \
                                has for keys that do not"
                .to_owned(),
            Self::OddWords => "IAM refused in words that tell neither of a policy nor of a key \
                               that is not there"
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Operation;
    use rstest::rstest;

    const HERE: &str = "261640479576";
    const OTHER: &str = "317627044021";
    /// Carries [`HERE`]; carries [`OTHER`]; carries none.
    const OF_HERE: &str = "AKIATZ2X44NMCEQW46PL";
    const OF_OTHER: &str = "AKIAUT5AMCC2VINIQAMK";
    const OLD: &str = "AKIAIOSFODNN7EXAMPLE";

    const POLICY: &str = "User: u is not authorized to perform: iam:GetAccessKeyLastUsed on \
                          resource: user alice because no identity-based policy allows it";
    const NO_KEY: &str = "User: u is not authorized to perform iam:GetAccessKeyLastUsed on \
                          resource: access key AKIA";
    const ODD: &str = "Access denied";
    const NO_ENTITY: &str = "The Access Key cannot be found";

    const ASKED: Option<Control> = Some(Control::Answered);
    const BY_POLICY: Option<Control> = Some(Control::Denied(Denial::Policy));
    const BY_NO_KEY: Option<Control> = Some(Control::Denied(Denial::NoSuchKey));
    const BY_ODD: Option<Control> = Some(Control::Denied(Denial::Odd));

    fn failure(kind: FailureKind, message: &str) -> Failure {
        Failure {
            operation: Operation::GetAccessKeyLastUsed,
            kind,
            code: Some("AccessDenied".into()),
            message: message.into(),
            request_id: None,
            advice: None,
        }
    }

    fn refused(key: &str, message: &str, control: Option<Control>, info: Option<&str>) -> Evidence {
        let kind =
            if message == NO_ENTITY { FailureKind::NoSuchEntity } else { FailureKind::Denied };
        Evidence {
            key: AccessKeyId::from_iam(key),
            answer: Err(failure(kind, message)),
            control,
            key_info: info.map(AccountId::from_aws),
            here: Some(AccountId::from_aws(HERE)),
        }
    }

    fn word(verdict: &Verdict) -> String {
        match verdict {
            Verdict::Elsewhere { account, known_by } => format!("elsewhere {account} {known_by:?}"),
            Verdict::Gone { known_by } => format!("gone {known_by:?}"),
            Verdict::NotHere => "not here".to_owned(),
            Verdict::Denied { .. } => "denied".to_owned(),
            Verdict::Unclear { doubt: Doubt::TwoAccounts { .. }, .. } => "unclear: two".to_owned(),
            Verdict::Unclear { doubt, .. } => format!("unclear: {doubt:?}"),
            other => format!("{other:?}"),
        }
    }

    #[rstest]
    // Two accounts are named: whatever IAM says.
    #[case(OF_HERE, NO_KEY, ASKED, Some(OTHER), "unclear: two")]
    #[case(OF_OTHER, POLICY, None, Some(HERE), "unclear: two")]
    #[case(OF_OTHER, NO_ENTITY, None, Some(HERE), "unclear: two")]
    // Another account: whatever IAM says.
    #[case(OF_OTHER, NO_KEY, ASKED, None, "elsewhere 317627044021 Id")]
    #[case(OF_OTHER, NO_KEY, BY_NO_KEY, Some(OTHER), "elsewhere 317627044021 Both")]
    #[case(OF_OTHER, POLICY, BY_POLICY, None, "elsewhere 317627044021 Id")]
    #[case(OF_OTHER, ODD, None, None, "elsewhere 317627044021 Id")]
    #[case(OLD, NO_ENTITY, None, Some(OTHER), "elsewhere 317627044021 KeyInfo")]
    #[case(OLD, POLICY, ASKED, Some(OTHER), "elsewhere 317627044021 KeyInfo")]
    // IAM knows the words for "no such key" alone.
    #[case(OF_HERE, NO_ENTITY, None, None, "gone Id")]
    #[case(OF_HERE, NO_ENTITY, BY_NO_KEY, Some(HERE), "gone Both")]
    #[case(OLD, NO_ENTITY, None, Some(HERE), "gone KeyInfo")]
    #[case(OLD, NO_ENTITY, BY_POLICY, None, "not here")]
    // Refused in the form for keys that are not there.
    #[case(OF_HERE, NO_KEY, BY_NO_KEY, None, "unclear: SameWords")]
    #[case(OLD, NO_KEY, BY_NO_KEY, None, "unclear: SameWords")]
    #[case(OF_HERE, NO_KEY, ASKED, None, "gone Id")]
    #[case(OF_HERE, NO_KEY, None, Some(HERE), "gone Both")]
    #[case(OLD, NO_KEY, BY_POLICY, Some(HERE), "gone KeyInfo")]
    #[case(OLD, NO_KEY, ASKED, None, "not here")]
    #[case(OLD, NO_KEY, BY_POLICY, None, "not here")]
    #[case(OLD, NO_KEY, BY_ODD, None, "not here")]
    #[case(OLD, NO_KEY, None, None, "not here")]
    // Refused in the form of policies.
    #[case(OLD, POLICY, BY_NO_KEY, None, "unclear: SameWords")]
    #[case(OLD, POLICY, BY_POLICY, None, "denied")]
    #[case(OLD, POLICY, BY_ODD, None, "denied")]
    #[case(OLD, POLICY, ASKED, None, "denied")]
    #[case(OLD, POLICY, None, None, "denied")]
    #[case(OF_HERE, POLICY, None, Some(HERE), "denied")]
    // Refused in other words: only the key known to exist tells.
    #[case(OF_HERE, ODD, ASKED, None, "gone Id")]
    #[case(OLD, ODD, ASKED, None, "not here")]
    #[case(OLD, ODD, BY_ODD, None, "denied")]
    #[case(OLD, ODD, BY_POLICY, None, "denied")]
    #[case(OF_HERE, ODD, BY_NO_KEY, None, "unclear: OddWords")]
    #[case(OLD, ODD, None, None, "unclear: OddWords")]
    fn a_refusal_is_read_by_the_evidence(
        #[case] key: &str,
        #[case] message: &str,
        #[case] control: Option<Control>,
        #[case] info: Option<&str>,
        #[case] finding: &str,
    ) {
        let found = refused(key, message, control, info).finding().unwrap();
        assert_eq!(word(&found.verdict), finding);
        let listed = finding == "denied" || finding.starts_with("unclear");
        assert_eq!(found.may_be_listed(), listed);
        assert!(found.explanation().iter().all(|sentence| sentence.ends_with('.')));
    }

    #[rstest]
    #[case(Some("alice"), "alice")]
    #[case(None, "the root user of this account")]
    fn an_answer_goes_before_all_else(#[case] user: Option<&str>, #[case] brief: &str) {
        let answer = Usage { user: user.map(UserName::from_iam), last_used: LastUsed::Never };
        let evidence = Evidence { answer: Ok(answer), ..refused(OF_OTHER, "", BY_NO_KEY, None) };
        let found = evidence.finding().unwrap();
        assert_eq!(found.brief(), brief);
        assert_eq!(found.owner(), user.map(UserName::from_iam).as_ref());
    }

    #[rstest]
    #[case(FailureKind::Expired)]
    #[case(FailureKind::Unreachable)]
    #[case(FailureKind::Throttled)]
    #[case(FailureKind::Refused)]
    fn what_is_not_about_the_key_stays_a_failure(#[case] kind: FailureKind) {
        let answer = Err(failure(kind, NO_KEY));
        let evidence = Evidence { answer, ..refused(OF_OTHER, "", None, None) };
        assert_eq!(evidence.finding().unwrap_err().kind, kind);
    }

    #[test]
    fn without_the_own_account_no_other_is_called_another() {
        let evidence = Evidence { here: None, ..refused(OF_OTHER, NO_KEY, None, None) };
        assert_eq!(evidence.finding().unwrap().verdict, Verdict::NotHere);
    }

    #[rstest]
    #[case("ASIAY34FZKBOKMUTVV7A", "a temporary key of account 6096-2906-5308", true)]
    #[case("ASIAIOSFODNN7EXAMPLE", "a temporary key", true)]
    #[case("AROAQNZGKIQY56JQ7WML", "not an access key: an IAM role", false)]
    fn some_ids_explain_themselves(#[case] id: &str, #[case] brief: &str, #[case] command: bool) {
        let key = AccessKeyId::from_iam(id);
        let found = Finding::without_asking(&key).unwrap();
        assert_eq!(found.brief(), brief);
        assert_eq!(found.command().is_some_and(|command| command.contains(id)), command);
        assert_eq!(found.note().contains("aws cloudtrail lookup-events"), command);
        assert_eq!(Finding::without_asking(&AccessKeyId::from_iam(OLD)), None);
    }
}
