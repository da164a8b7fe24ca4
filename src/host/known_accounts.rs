//! Which account each profile was for when it was last used: a memory, so that the profile for a
//! pasted key can be named without asking AWS with every one of them.
//!
//! One small JSON file beside the journal. Losing it costs nothing, so a broken one is taken for
//! empty, and replaced.

use super::memory::Memory;
use crate::domain::{AccountId, AccountSource, LocalProfile, ProfileAccount};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The memory, in its folder.
#[derive(Clone, Debug)]
pub struct KnownAccounts(Memory);

/// What the file holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Accounts {
    /// Account IDs by profile name.
    profiles: BTreeMap<String, String>,
}

impl KnownAccounts {
    /// The memory in `folder`, which need not be there yet.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self(Memory::of_known_accounts(folder))
    }

    /// Remembers the account that a profile was found to be for.
    ///
    /// # Errors
    /// When the file cannot be written: then the memory is what it was.
    pub fn remember(&self, profile: &str, account: &AccountId) -> io::Result<()> {
        let mut memory: Accounts = self.0.recall();
        if memory.profiles.get(profile).is_some_and(|known| known == account.as_str()) {
            return Ok(());
        }
        memory.profiles.insert(profile.to_owned(), account.to_string());
        self.0.remember(&memory)
    }

    /// Fills in the accounts of profiles that do not tell their own.
    pub fn fill_in(&self, profiles: &mut [LocalProfile]) {
        let memory: Accounts = self.0.recall();
        for profile in profiles.iter_mut().filter(|profile| profile.account.is_none()) {
            profile.account = memory.profiles.get(&profile.name).map(|id| ProfileAccount {
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

    fn filled(memory: &KnownAccounts, profile: LocalProfile) -> Option<String> {
        let mut profiles = [profile];
        memory.fill_in(&mut profiles);
        let [profile] = profiles;
        profile.account.map(|own| format!("{} {:?}", own.id, own.known_by))
    }

    #[test]
    fn what_was_found_is_remembered_where_the_files_do_not_tell() {
        let folder = tempfile::tempdir().unwrap();
        let memory = KnownAccounts::in_folder(&folder.path().join("akia"));
        assert_eq!(filled(&memory, profile("prod", None)), None);
        memory.remember("prod", &account("111122223333")).unwrap();
        memory.remember("dev", &account("444455556666")).unwrap();
        memory.remember("prod", &account("777788889999")).unwrap();
        let again = KnownAccounts::in_folder(&folder.path().join("akia"));
        let known = filled(&again, profile("prod", None));
        assert_eq!(known.as_deref(), Some("777788889999 Remembered"));
        let told = filled(&again, profile("dev", Some("123456789012")));
        assert_eq!(told.as_deref(), Some("123456789012 RoleArn"));
    }
}
