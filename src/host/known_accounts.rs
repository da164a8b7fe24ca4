//! The account that each profile was for when it was last used, so that the profile for a pasted
//! key can be named without asking AWS with every one of them.

use super::state_file::StateFile;
use crate::domain::{AccountId, AccountSource, LocalProfile, ProfileAccount};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The accounts that profiles were for, in a [`StateFile`].
#[derive(Clone, Debug)]
pub struct KnownAccounts(StateFile);

#[derive(Debug, Default, Serialize, Deserialize)]
struct Accounts {
    /// Account IDs by profile name.
    profiles: BTreeMap<String, String>,
}

impl KnownAccounts {
    /// The accounts kept in `folder`, which need not exist yet.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self(StateFile::known_accounts(folder))
    }

    pub(crate) fn remember(&self, profile: &str, account: &AccountId) -> io::Result<()> {
        let mut accounts: Accounts = self.0.load();
        if accounts.profiles.get(profile).is_some_and(|known| known == account.as_str()) {
            return Ok(());
        }
        accounts.profiles.insert(profile.to_owned(), account.to_string());
        self.0.save(&accounts)
    }

    /// Fills in the accounts of the profiles whose own settings do not name one.
    pub(crate) fn fill_in(&self, profiles: &mut [LocalProfile]) {
        let accounts: Accounts = self.0.load();
        for profile in profiles.iter_mut().filter(|profile| profile.account.is_none()) {
            profile.account = accounts.profiles.get(&profile.name).map(|id| ProfileAccount {
                id: AccountId::from_aws(id),
                known_by: AccountSource::Remembered,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ProfileKind;

    fn account(id: &str) -> AccountId {
        AccountId::from_aws(id)
    }

    fn profile(name: &str, own: Option<&str>) -> LocalProfile {
        let account =
            own.map(|id| ProfileAccount { id: account(id), known_by: AccountSource::RoleArn });
        LocalProfile {
            name: name.to_owned(),
            kind: ProfileKind::Keys,
            account,
            access_key_id: None,
        }
    }

    fn filled(accounts: &KnownAccounts, profile: LocalProfile) -> Option<String> {
        let mut profiles = [profile];
        accounts.fill_in(&mut profiles);
        let [profile] = profiles;
        profile.account.map(|own| format!("{} {:?}", own.id, own.known_by))
    }

    #[test]
    fn accounts_are_remembered_for_profiles_that_name_none() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = KnownAccounts::in_folder(&folder.path().join("akia"));
        assert_eq!(filled(&accounts, profile("prod", None)), None);
        accounts.remember("prod", &account("111122223333")).unwrap();
        accounts.remember("dev", &account("444455556666")).unwrap();
        accounts.remember("prod", &account("777788889999")).unwrap();
        let again = KnownAccounts::in_folder(&folder.path().join("akia"));
        let known = filled(&again, profile("prod", None));
        assert_eq!(known.as_deref(), Some("777788889999 Remembered"));
        let own = filled(&again, profile("dev", Some("123456789012")));
        assert_eq!(own.as_deref(), Some("123456789012 RoleArn"));
    }
}
