//! Finding the secret of a key that the journal does not confirm as saved: the disk was full for
//! the journal's line, or akia was killed before it was written.

use super::credentials_file::{Location, profile_with_secret};
use super::csv_files;
use super::file_system::read_file;
use crate::domain::{AccessKeyId, JournalNotice, SecretLocation, UserName};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest credentials file that is searched, in bytes.
const MAX_CREDENTIALS_BYTES: u64 = 1024 * 1024;

/// The places on this machine where secrets are saved.
#[derive(Clone, Debug)]
pub(crate) struct SavedSecrets {
    /// The folder for .csv files, if there is one.
    pub(crate) downloads: Option<PathBuf>,
    /// The shared credentials file, if its location is known.
    pub(crate) credentials: Option<Location>,
}

impl SavedSecrets {
    /// Adds to a notice where its key's secret is, if it is on this machine.
    pub(crate) fn trace(&self, notice: JournalNotice) -> JournalNotice {
        let Some(key) = &notice.key else { return notice };
        let found = self.find(&notice.user, key, &notice.secret);
        JournalNotice { secret: found.unwrap_or(notice.secret), ..notice }
    }

    /// Whether the secret of this key is on this machine.
    pub(crate) fn has(&self, user: &UserName, key: &AccessKeyId) -> bool {
        self.find(user, key, &SecretLocation::Unsaved).is_some()
    }

    fn find(
        &self,
        user: &UserName,
        key: &AccessKeyId,
        known: &SecretLocation,
    ) -> Option<SecretLocation> {
        // A folder for .csv files or a credentials file, which the settings may no longer name.
        let destination = match known {
            SecretLocation::SaveInterrupted(path) => Some(Path::new(path)),
            _ => None,
        };
        for folder in destination.into_iter().chain(self.downloads.as_deref()) {
            if let Some(path) = csv_files::find_key(folder, user, key) {
                return Some(SecretLocation::InFile(path));
            }
        }
        let credentials = self.credentials.as_ref().map(|location| location.path.as_path());
        for path in destination.into_iter().chain(credentials) {
            if let Some(profile) = profile_with_key(path, key) {
                return Some(SecretLocation::InProfile(profile));
            }
        }
        None
    }
}

/// The profile in a credentials file that has the key. `None` also if the path is no file.
fn profile_with_key(path: &Path, key: &AccessKeyId) -> Option<String> {
    let text = Zeroizing::new(read_file(path, MAX_CREDENTIALS_BYTES).ok()?);
    profile_with_secret(&text, key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use std::fs;

    const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    fn trace(secrets: &SavedSecrets, known: SecretLocation) -> SecretLocation {
        let notice = JournalNotice {
            when: DateTime::UNIX_EPOCH,
            user: UserName::from_iam("alice"),
            key: Some(AccessKeyId::from_iam(KEY)),
            secret: known,
        };
        secrets.trace(notice).secret
    }

    fn in_folder(folder: &Path) -> SavedSecrets {
        let path = folder.join("credentials");
        let credentials = Some(Location { path, is_default: false });
        SavedSecrets { downloads: Some(folder.to_owned()), credentials }
    }

    #[test]
    fn a_csv_file_with_the_secret_is_found_among_others_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = in_folder(folder.path());
        assert_eq!(trace(&secrets, SecretLocation::Unsaved), SecretLocation::Unsaved);
        let header = "User name,Access key ID,Secret access key\n";
        let first = folder.path().join("alice_accessKeys.csv");
        fs::write(first, format!("{header}alice,AKIAI44QH8DHBEXAMPLE,{SECRET}\n")).unwrap();
        let second = folder.path().join("alice_accessKeys_2.csv");
        // Cut off by a crash: the secret is not whole.
        fs::write(&second, format!("{header}alice,{KEY},wJalrXUtn")).unwrap();
        assert_eq!(trace(&secrets, SecretLocation::Unsaved), SecretLocation::Unsaved);
        fs::write(&second, format!("{header}alice,{KEY},{SECRET}\n")).unwrap();
        assert_eq!(trace(&secrets, SecretLocation::Unsaved), SecretLocation::InFile(second));
    }

    #[test]
    fn a_gap_in_the_numbers_is_not_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("alice_accessKeys_3.csv");
        fs::write(&path, format!("Access key ID,Secret access key\n{KEY},{SECRET}\n")).unwrap();
        let found = trace(&in_folder(folder.path()), SecretLocation::Unsaved);
        assert_eq!(found, SecretLocation::InFile(path));
    }

    #[test]
    fn a_key_without_a_secret_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let csv = format!("User name,Access key ID,Status\nalice,{KEY},Active\n");
        fs::write(folder.path().join("alice_accessKeys.csv"), csv).unwrap();
        let credentials = format!(
            "[one]\naws_access_key_id = {KEY}\n\
             [two]\naws_access_key_id = {KEY}\naws_secret_access_key =\n"
        );
        fs::write(folder.path().join("credentials"), credentials).unwrap();
        let found = trace(&in_folder(folder.path()), SecretLocation::Unsaved);
        assert_eq!(found, SecretLocation::Unsaved);
    }

    #[test]
    fn it_is_looked_for_where_it_was_being_saved_too() {
        let (then, now) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let secrets = in_folder(now.path());
        let was = SecretLocation::SaveInterrupted(then.path().display().to_string());
        assert_eq!(trace(&secrets, was.clone()), was);
        let path = then.path().join("alice_accessKeys.csv");
        let text = format!("Access key ID,Secret access key\n{KEY},{SECRET}\n");
        fs::write(&path, text).unwrap();
        assert_eq!(trace(&secrets, was), SecretLocation::InFile(path));
    }

    #[test]
    fn a_profile_with_the_key_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = in_folder(folder.path());
        let text = format!("[dev]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n");
        fs::write(folder.path().join("credentials"), text).unwrap();
        let found = SecretLocation::InProfile("dev".to_owned());
        assert_eq!(trace(&secrets, SecretLocation::Unsaved), found);
    }
}
