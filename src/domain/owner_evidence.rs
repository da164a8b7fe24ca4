//! Decides from the evidence who owns a key.
//!
//! IAM answers `AccessDenied` both for a key of another account and for a caller who lacks the
//! permission. Other evidence distinguishes the two; if it is inconclusive, the finding is
//! "unclear".

use super::access_key::Usage;
use super::failure::{Failure, FailureKind};
use super::finding::{Doubt, Finding, KnownBy, Verdict};
use super::key_id::{AccessKeyId, AccountId};

/// The form of the message with which IAM refuses to name the owner of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DenialForm {
    /// "not authorized to perform: iam:…": no policy allows the call.
    Policy,
    /// "not authorized to perform iam:…", without the colon: the account has no such key.
    NoSuchKey,
    /// Any other message.
    Unrecognised,
}

impl DenialForm {
    pub(crate) fn of(message: &str) -> Self {
        if message.contains("to perform: ") {
            Self::Policy
        } else if message.contains("to perform iam:") {
            Self::NoSuchKey
        } else {
            Self::Unrecognised
        }
    }
}

/// IAM's answer to the same call for a key that is known to exist in this account. It shows how IAM
/// denies the call when the key is not the reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KnownKeyLookup {
    /// IAM answered: the caller has the permission.
    Answered,
    /// IAM refused.
    Denied(DenialForm),
}

/// What is known about the owner of a key.
#[derive(Clone, Debug)]
pub struct OwnerEvidence {
    /// The key.
    pub key: AccessKeyId,
    /// The outcome of `iam:GetAccessKeyLastUsed`.
    pub answer: Result<Usage, Failure>,
    /// The same for a key known to exist; `None` if no such key is known, or IAM did not answer.
    pub known_key_lookup: Option<KnownKeyLookup>,
    /// The account that `sts:GetAccessKeyInfo` names; `None` if the call failed.
    pub key_info: Option<AccountId>,
    /// The account of this session.
    pub here: Option<AccountId>,
}

/// The account of a key, from evidence other than IAM's answer.
enum Account {
    Here(KnownBy),
    Other(AccountId, KnownBy),
    Unknown,
}

impl OwnerEvidence {
    /// The finding. The first row that fits decides:
    ///
    /// | IAM's answer | same question, existing key | account by ID and STS | finding |
    /// |---|---|---|---|
    /// | a user, or none | | | owned, or the root user's |
    /// | neither denied nor `NoSuchEntity` | | | the failure |
    /// | refused | | they name two | unclear |
    /// | refused | | another | elsewhere |
    /// | `NoSuchEntity` | | this one / not known | gone / not here |
    /// | no such key | no such key | | unclear: the message proves nothing |
    /// | no such key | any other, or not asked | this one / not known | gone / not here |
    /// | policy | no such key | | unclear: the message proves nothing |
    /// | policy | any other, or not asked | | denied |
    /// | unrecognised | answered | this one / not known | gone / not here |
    /// | unrecognised | unrecognised, or policy | | denied |
    /// | unrecognised | no such key, or not asked | | unclear |
    ///
    /// ("No such key", "policy" and "unrecognised" are the forms of [`DenialForm`].)
    ///
    /// # Errors
    /// IAM's failure, if it has nothing to do with the key: the network, an expired session,
    /// throttling.
    pub fn finding(self) -> Result<Finding, Failure> {
        let account = self.account();
        let Self { key, answer, known_key_lookup, .. } = self;
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
            FailureKind::Denied => Some(DenialForm::of(&failure.message)),
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
        let verdict = match (denial, known_key_lookup) {
            (
                Some(DenialForm::NoSuchKey | DenialForm::Policy),
                Some(KnownKeyLookup::Denied(DenialForm::NoSuchKey)),
            ) => Verdict::Unclear { doubt: Doubt::SameDenialForKnownKey, failure },
            (Some(DenialForm::Policy), _)
            | (
                Some(DenialForm::Unrecognised),
                Some(KnownKeyLookup::Denied(DenialForm::Unrecognised | DenialForm::Policy)),
            ) => Verdict::Denied { failure },
            (
                Some(DenialForm::Unrecognised),
                None | Some(KnownKeyLookup::Denied(DenialForm::NoSuchKey)),
            ) => Verdict::Unclear { doubt: Doubt::UnrecognisedDenial, failure },
            (None | Some(DenialForm::NoSuchKey), _)
            | (Some(DenialForm::Unrecognised), Some(KnownKeyLookup::Answered)) => match account {
                Account::Here(known_by) => Verdict::Gone { known_by },
                _ => Verdict::NotHere,
            },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LastUsed, Operation, UserName};
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

    const ASKED: Option<KnownKeyLookup> = Some(KnownKeyLookup::Answered);
    const BY_POLICY: Option<KnownKeyLookup> = Some(KnownKeyLookup::Denied(DenialForm::Policy));
    const BY_NO_KEY: Option<KnownKeyLookup> = Some(KnownKeyLookup::Denied(DenialForm::NoSuchKey));
    const BY_ODD: Option<KnownKeyLookup> = Some(KnownKeyLookup::Denied(DenialForm::Unrecognised));

    fn failure(kind: FailureKind, message: &str) -> Failure {
        let failure = Failure::new(Operation::GetAccessKeyLastUsed, kind, message);
        Failure { code: Some("AccessDenied".into()), ..failure }
    }

    fn refused(
        key: &str,
        message: &str,
        known_key_lookup: Option<KnownKeyLookup>,
        info: Option<&str>,
    ) -> OwnerEvidence {
        let kind =
            if message == NO_ENTITY { FailureKind::NoSuchEntity } else { FailureKind::Denied };
        OwnerEvidence {
            key: AccessKeyId::from_iam(key),
            answer: Err(failure(kind, message)),
            known_key_lookup,
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
    // IAM says plainly that there is no such key.
    #[case(OF_HERE, NO_ENTITY, None, None, "gone Id")]
    #[case(OF_HERE, NO_ENTITY, BY_NO_KEY, Some(HERE), "gone Both")]
    #[case(OLD, NO_ENTITY, None, Some(HERE), "gone KeyInfo")]
    #[case(OLD, NO_ENTITY, BY_POLICY, None, "not here")]
    // Denied in the form for missing keys.
    #[case(OF_HERE, NO_KEY, BY_NO_KEY, None, "unclear: SameDenialForKnownKey")]
    #[case(OLD, NO_KEY, BY_NO_KEY, None, "unclear: SameDenialForKnownKey")]
    #[case(OF_HERE, NO_KEY, ASKED, None, "gone Id")]
    #[case(OF_HERE, NO_KEY, None, Some(HERE), "gone Both")]
    #[case(OLD, NO_KEY, BY_POLICY, Some(HERE), "gone KeyInfo")]
    #[case(OLD, NO_KEY, ASKED, None, "not here")]
    #[case(OLD, NO_KEY, BY_POLICY, None, "not here")]
    #[case(OLD, NO_KEY, BY_ODD, None, "not here")]
    #[case(OLD, NO_KEY, None, None, "not here")]
    // Denied in the form of policies.
    #[case(OLD, POLICY, BY_NO_KEY, None, "unclear: SameDenialForKnownKey")]
    #[case(OLD, POLICY, BY_POLICY, None, "denied")]
    #[case(OLD, POLICY, BY_ODD, None, "denied")]
    #[case(OLD, POLICY, ASKED, None, "denied")]
    #[case(OLD, POLICY, None, None, "denied")]
    #[case(OF_HERE, POLICY, None, Some(HERE), "denied")]
    // Denied with another message: only the key known to exist decides.
    #[case(OF_HERE, ODD, ASKED, None, "gone Id")]
    #[case(OLD, ODD, ASKED, None, "not here")]
    #[case(OLD, ODD, BY_ODD, None, "denied")]
    #[case(OLD, ODD, BY_POLICY, None, "denied")]
    #[case(OF_HERE, ODD, BY_NO_KEY, None, "unclear: UnrecognisedDenial")]
    #[case(OLD, ODD, None, None, "unclear: UnrecognisedDenial")]
    fn the_evidence_decides_what_a_denial_means(
        #[case] key: &str,
        #[case] message: &str,
        #[case] known_key_lookup: Option<KnownKeyLookup>,
        #[case] info: Option<&str>,
        #[case] finding: &str,
    ) {
        let found = refused(key, message, known_key_lookup, info).finding().unwrap();
        assert_eq!(word(&found.verdict), finding);
        let listed = finding == "denied" || finding.starts_with("unclear");
        assert_eq!(found.may_be_listed(), listed);
        assert!(
            found.explanation(|_| "Ask.".to_owned()).iter().all(|sentence| sentence.ends_with('.'))
        );
    }

    #[rstest]
    #[case(Some("alice"), "alice")]
    #[case(None, "the root user of this account")]
    fn an_answer_outweighs_all_other_evidence(#[case] user: Option<&str>, #[case] brief: &str) {
        let answer = Usage { user: user.map(UserName::from_iam), last_used: LastUsed::Never };
        let evidence =
            OwnerEvidence { answer: Ok(answer), ..refused(OF_OTHER, "", BY_NO_KEY, None) };
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
        let evidence = OwnerEvidence { answer, ..refused(OF_OTHER, "", None, None) };
        assert_eq!(evidence.finding().unwrap_err().kind, kind);
    }

    #[test]
    fn without_the_account_of_the_session_no_other_is_called_another() {
        let evidence = OwnerEvidence { here: None, ..refused(OF_OTHER, NO_KEY, None, None) };
        assert_eq!(evidence.finding().unwrap().verdict, Verdict::NotHere);
    }
}
