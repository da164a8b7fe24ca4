//! A new key in this session: the check that AWS accepts it, and a session that continues with it.

use super::account::Account;
use super::clients::Clients;
use super::credential_source::CredentialSource;
use super::credentials::check_signable;
use super::errors::{ErrorContext, not_sent};
use crate::domain::{Caller, Connection, Failure, FailureKind, NewAccessKey, NextStep, Operation};
use aws_config::identity::IdentityCache;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

impl Account {
    /// Who signs with this key: `GetCallerIdentity`, with the session's region, endpoint and
    /// transport, but signed with the key. It is not retried: the caller decides what a refusal
    /// means. The secret is not kept. With a new key it fails until AWS's servers know the key.
    pub(crate) async fn verify(&self, new: &NewAccessKey) -> Result<Caller, Failure> {
        let credentials = check_signable(credentials(new))
            .map_err(|error| not_sent(Operation::GetCallerIdentity, &error))?;
        let client = self.clients().for_one_signature(credentials);
        let answer = self.call(Operation::GetCallerIdentity, client.get_caller_identity().send());
        let answer = answer.await.map_err(|mut failure| {
            // Advice on the session's own credentials does not apply to the new key.
            let is_about_credentials =
                matches!(failure.kind, FailureKind::Credentials | FailureKind::Expired);
            if is_about_credentials && failure.advice != Some(NextStep::CheckClock) {
                failure.advice = None;
            }
            failure
        })?;
        super::caller::caller_in(&answer)
    }

    /// The same account, region, endpoint and transport, signed in with this key instead. AWS is
    /// not called, and nothing is written to disk.
    pub(crate) fn signed_with(&self, new: &NewAccessKey) -> Self {
        let provider = SharedCredentialsProvider::new(credentials(new));
        let sdk = self.clients().sdk().clone().into_builder();
        let sdk = sdk.identity_cache(IdentityCache::lazy().build()).credentials_provider(provider);
        let connection = Connection {
            signing_key: new.key.id.clone(),
            source_key: None,
            mfa: None,
            credentials_from: CredentialSource::NewKey.label(),
            ..self.connection().clone()
        };
        let context = ErrorContext {
            endpoint: connection.endpoint.clone(),
            source: CredentialSource::NewKey,
            mfa_could_help: true,
        };
        Self::new(connection, Clients::new(&sdk.build()), context, None)
    }
}

pub(super) fn credentials(new: &NewAccessKey) -> Credentials {
    let id = new.key.id.as_str();
    new.secret.read(|secret| Credentials::new(id, secret, None, None, "akia"))
}
