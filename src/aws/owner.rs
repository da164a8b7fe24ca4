//! The owner of a key: one call if IAM names it, and the calls that find out why if it refuses.

use super::account::Account;
use super::lane::Lane;
use crate::domain::{
    AccessKeyId, AccountId, DenialForm, Failure, FailureKind, Finding, IdKind, KnownKeyLookup,
    OwnerEvidence,
};
use std::time::Duration;
use tokio::time::timeout;

/// How long to wait for a piece of evidence.
const EVIDENCE_TIMEOUT: Duration = Duration::from_secs(3);

impl Account {
    /// The owner of a key. For a key of this account that takes one call, `GetAccessKeyLastUsed`.
    /// If IAM refuses it, two calls run at once: `sts:GetAccessKeyInfo`, and `GetAccessKeyLastUsed`
    /// for a key that is known to exist here, which is the session's own, or else `known`.
    /// Temporary keys and IDs of other things take no call.
    ///
    /// Evidence that does not arrive within some seconds is done without. Only in
    /// [`Lane::Interactive`] does that include the lookup of the known key, which queues in the
    /// other lanes.
    ///
    /// # Errors
    /// When the call fails for a reason that has nothing to do with the key: the network, an
    /// expired session, throttling.
    pub async fn owner_of(
        &self,
        lane: Lane,
        key: &AccessKeyId,
        known: Option<&AccessKeyId>,
    ) -> Result<Finding, Failure> {
        if let Some(finding) = Finding::from_prefix(key) {
            return Ok(finding);
        }
        let answer = self.last_used(lane, key).await;
        let refusal = answer.as_ref().err().map(|failure| failure.kind);
        let mut evidence = OwnerEvidence {
            key: key.clone(),
            answer,
            known_key_lookup: None,
            key_info: None,
            here: None,
        };
        if let Some(FailureKind::Denied | FailureKind::NoSuchEntity) = refusal {
            // `NoSuchEntity` is clear enough without looking up a known key.
            let is_denied = refusal == Some(FailureKind::Denied);
            let existing = self.existing_key(known).filter(|other| is_denied && *other != key);
            // Boxed, because each future is large and mostly not needed.
            (evidence.known_key_lookup, evidence.key_info, evidence.here) = tokio::join!(
                Box::pin(self.known_key_lookup(lane, existing)),
                Box::pin(self.account_of(key)),
                Box::pin(self.id())
            );
        }
        evidence.finding()
    }

    /// A key that is known to exist in this account: the one that signs, if it is long-term.
    fn existing_key<'a>(&'a self, known: Option<&'a AccessKeyId>) -> Option<&'a AccessKeyId> {
        let own = &self.connection().signing_key;
        if own.kind() == IdKind::LongTermKey { Some(own) } else { known }
    }

    async fn known_key_lookup(
        &self,
        lane: Lane,
        existing: Option<&AccessKeyId>,
    ) -> Option<KnownKeyLookup> {
        let request = self.last_used(lane, existing?);
        let answer = match lane {
            Lane::Interactive => timeout(EVIDENCE_TIMEOUT, request).await.ok()?,
            Lane::InView | Lane::Background => request.await,
        };
        match answer {
            Ok(_) => Some(KnownKeyLookup::Answered),
            Err(failure) if failure.kind == FailureKind::Denied => {
                Some(KnownKeyLookup::Denied(DenialForm::of(&failure.message)))
            }
            Err(_) => None,
        }
    }

    /// The account that STS names; `None` also if the call is denied, or not answered.
    async fn account_of(&self, key: &AccessKeyId) -> Option<AccountId> {
        timeout(EVIDENCE_TIMEOUT, self.key_info(key)).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Reply, Script, refusal, success};
    use super::*;
    use crate::domain::{Doubt, LastUsed, Verdict};

    /// Of the older kind, which carries no account.
    const KEY: &str = "AKIAI44QH8DHBEXAMPLE";
    const NO_SUCH_KEY: &str = "User: u is not authorized to perform iam:GetAccessKeyLastUsed on \
                               resource: access key AKIA";

    fn key() -> AccessKeyId {
        AccessKeyId::from_iam(KEY)
    }

    fn never_used(user: &str) -> Reply {
        let rest = "<AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName>\
                    </AccessKeyLastUsed>";
        success("GetAccessKeyLastUsed", &format!("{user}{rest}"))
    }

    #[tokio::test]
    async fn an_owner_takes_one_request() {
        let script = Script::new([never_used("<UserName>alice</UserName>")]);
        let finding =
            script.account().await.owner_of(Lane::Interactive, &key(), None).await.unwrap();
        assert_eq!(finding.owner().map(ToString::to_string).as_deref(), Some("alice"));
        assert_eq!(script.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_key_without_a_user_is_the_root_users() {
        let script = Script::new([never_used("")]);
        let finding =
            script.account().await.owner_of(Lane::Interactive, &key(), None).await.unwrap();
        assert_eq!(finding.verdict, Verdict::Root { last_used: LastUsed::Never });
    }

    /// Every question is refused in the words for a key that is not there, also the one about the
    /// key that signs: the words prove nothing.
    #[tokio::test]
    async fn words_that_even_an_existing_key_gets_prove_nothing() {
        let script = Script::new([refusal(403, "AccessDenied", NO_SUCH_KEY)]);
        let finding =
            script.account().await.owner_of(Lane::Interactive, &key(), None).await.unwrap();
        let Verdict::Unclear { doubt: Doubt::SameDenialForKnownKey, failure } = finding.verdict
        else {
            panic!("{finding:?}");
        };
        assert_eq!(failure.request_id.as_deref(), Some("request-1"));
        // The question, the same for a known key, GetAccessKeyInfo, GetCallerIdentity.
        assert_eq!(script.requests().len(), 4);
    }

    #[tokio::test]
    async fn a_failure_that_is_not_about_the_key_is_not_looked_into() {
        let script = Script::new([refusal(403, "ExpiredToken", "expired")]);
        let failure =
            script.account().await.owner_of(Lane::Interactive, &key(), None).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Expired);
        assert_eq!(script.requests().len(), 1);
    }

    #[tokio::test]
    async fn what_an_id_says_by_itself_takes_no_request() {
        let script = Script::new([never_used("")]);
        let account = script.account().await;
        for id in ["ASIAIOSFODNN7EXAMPLE", "AROAIOSFODNN7EXAMPLE"] {
            account.owner_of(Lane::Interactive, &AccessKeyId::from_iam(id), None).await.unwrap();
        }
        assert_eq!(script.requests(), [""; 0]);
    }
}
