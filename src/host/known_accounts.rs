//! Which account each profile was for when it was last used: a memory, so that the profile for a
//! pasted key can be named without asking AWS with every one of them.
//!
//! One small JSON file beside the journal. Losing it costs nothing, so a broken one is taken for
//! empty, and replaced.

use super::files::sync_folder;
use crate::domain::{AccountId, AccountSource, LocalProfile, ProfileAccount};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process;

/// No memory of ours comes near this many bytes; what is longer is damage.
const LONGEST: u64 = 1024 * 1024;

/// The memory, in its folder.
#[derive(Clone, Debug)]
pub struct KnownAccounts {
    folder: PathBuf,
}

/// What the file holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    /// Account IDs by profile name.
    profiles: BTreeMap<String, String>,
}

impl KnownAccounts {
    /// The memory in `folder`, which need not be there yet.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Remembers the account that a profile was found to be for.
    ///
    /// # Errors
    /// When the file cannot be written: then the memory is what it was.
    pub fn remember(&self, profile: &str, account: &AccountId) -> io::Result<()> {
        let mut memory = self.read();
        if memory.profiles.get(profile).is_some_and(|known| known == account.as_str()) {
            return Ok(());
        }
        memory.profiles.insert(profile.to_owned(), account.to_string());
        let mut bytes = serde_json::to_vec_pretty(&memory)?;
        bytes.push(b'\n');
        self.replace(&bytes)
    }

    /// Fills in the accounts of profiles that do not tell their own.
    pub fn fill_in(&self, profiles: &mut [LocalProfile]) {
        let memory = self.read();
        for profile in profiles.iter_mut().filter(|profile| profile.account.is_none()) {
            profile.account = memory.profiles.get(&profile.name).map(|id| ProfileAccount {
                id: AccountId::from_aws(id),
                known_by: AccountSource::Remembered,
            });
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("known-accounts.json")
    }

    fn read(&self) -> Memory {
        let mut text = String::new();
        let read = fs::File::open(self.path())
            .and_then(|file| file.take(LONGEST).read_to_string(&mut text));
        match read {
            Ok(_) => serde_json::from_str(&text).unwrap_or_default(),
            Err(_) => Memory::default(),
        }
    }

    /// Puts a whole file in the place of the old one, for its owner's eyes only: another session
    /// reads the one or the other.
    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let draft = self.folder.join(format!("known-accounts.{}.tmp", process::id()));
        // Left by a session that was killed and had this one's number.
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&draft, self.path()))
            .and_then(|()| sync_folder(&self.folder));
        if written.is_err() {
            // It may not be there any more, which is as good.
            let _ = fs::remove_file(&draft);
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ProfileKind;
    use std::os::unix::fs::PermissionsExt as _;

    fn account(id: &str) -> AccountId {
        AccountId::from_aws(id)
    }

    fn profile(name: &str, own: Option<&str>) -> LocalProfile {
        let account =
            own.map(|id| ProfileAccount { id: account(id), known_by: AccountSource::RoleArn });
        LocalProfile { name: name.to_owned(), kind: ProfileKind::Keys, account }
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

    #[test]
    fn the_file_is_the_owners_and_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let memory = KnownAccounts::in_folder(folder.path());
        memory.remember("prod", &account("111122223333")).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_ignored_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let memory = KnownAccounts::in_folder(folder.path());
        for broken in [&b"{\"profiles\": [1"[..], b"\xff\xfe", b"", b"{\"profiles\":{\"a\":1}}"] {
            fs::write(memory.path(), broken).unwrap();
            assert_eq!(filled(&memory, profile("prod", None)), None);
            memory.remember("prod", &account("111122223333")).unwrap();
            let known = filled(&memory, profile("prod", None));
            assert_eq!(known.as_deref(), Some("111122223333 Remembered"));
        }
    }

    #[test]
    fn what_cannot_be_written_leaves_what_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let memory = KnownAccounts::in_folder(&file.join("akia"));
        assert!(memory.remember("prod", &account("111122223333")).is_err());
        assert_eq!(filled(&memory, profile("prod", None)), None);
    }
}
