//! The profiles of this machine: listed with their accounts, which are remembered.

use super::credentials::CredentialsFile;
use crate::aws;
use crate::domain::{Caller, Connection, LocalError, LocalProfile};
use crate::host::known_accounts::KnownAccounts;
use tokio::task::spawn_blocking;

/// Every profile, with its account where the files or earlier sessions name it.
pub(super) async fn list(
    options: &aws::Options,
    credentials: &CredentialsFile,
    known: Option<KnownAccounts>,
) -> Result<Vec<LocalProfile>, LocalError> {
    if let aws::Transport::InProcess { .. } = options.transport {
        return Ok(credentials.demo_profiles().unwrap_or_default());
    }
    let mut profiles = aws::local_profiles(options).await.map_err(LocalError::from)?;
    let Some(known) = known else { return Ok(profiles) };
    let filled = spawn_blocking(move || {
        known.fill_in(&mut profiles);
        profiles
    });
    filled.await.map_err(|_| LocalError::new("the thread that reads them stopped"))
}

/// Remembers which account the profile in use is for. Not with another endpoint than AWS's own,
/// which may be of any account.
pub(super) async fn remember(
    known: Option<KnownAccounts>,
    connection: &Connection,
    caller: &Caller,
) {
    let Some(profile) = profile_to_remember(connection) else { return };
    let (Some(known), account) = (known, caller.account.clone()) else { return };
    let remembered = spawn_blocking(move || known.remember(&profile, &account)).await;
    if !matches!(remembered, Ok(Ok(()))) {
        tracing::debug!(?remembered, "the profile's account is not remembered");
    }
}

fn profile_to_remember(connection: &Connection) -> Option<String> {
    if connection.demo || connection.endpoint.is_some() {
        return None;
    }
    connection.profile.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::connection;
    use crate::domain::{AccountId, AccountSource, ProfileAccount, ProfileKind};

    async fn remembered(connection: Connection) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownAccounts::in_folder(folder.path());
        let account = AccountId::from_aws("111122223333");
        let caller = Caller { account, arn: String::new() };
        remember(Some(known.clone()), &connection, &caller).await;
        let name = "prod".to_owned();
        let mut profiles =
            [LocalProfile { name, kind: ProfileKind::Keys, account: None, access_key_id: None }];
        known.fill_in(&mut profiles);
        let [LocalProfile { account, .. }] = profiles;
        account.map(|ProfileAccount { id, known_by }| {
            assert_eq!(known_by, AccountSource::Remembered);
            id.to_string()
        })
    }

    #[tokio::test]
    async fn only_a_profile_at_aws_itself_is_remembered() {
        assert_eq!(remembered(connection()).await.as_deref(), Some("111122223333"));
        let elsewhere = Some("http://localhost:5000".to_owned());
        assert_eq!(remembered(Connection { endpoint: elsewhere, ..connection() }).await, None);
        assert_eq!(remembered(Connection { demo: true, ..connection() }).await, None);
        assert_eq!(remembered(Connection { profile: None, ..connection() }).await, None);
    }
}
