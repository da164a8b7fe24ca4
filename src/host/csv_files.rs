//! The .csv files of new access keys and of the table. None overwrites another file, and only its
//! owner can read it.

use super::environment::Environment;
use super::file_system::{create_private, read_file, sync_folder};
use super::process;
use crate::domain::{
    AccessKeyId, CsvFormat, DataFormat, KeyRow, NewAccessKey, Serialiser, UserName, csv_file_name,
};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{self, Path, PathBuf};
use zeroize::Zeroizing;

/// How many files may have the same name but for a number.
const MAX_NUMBERED: u32 = 1_000;

/// The largest .csv file that is searched for a key, in bytes: far more than akia writes.
const MAX_KEY_FILE_BYTES: u64 = 64 * 1024;

/// A file that was written and synced to the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SavedCsv {
    /// The absolute path.
    pub(crate) path: PathBuf,
    /// The machine it is on, unless the person sits at that machine.
    pub(crate) host: Option<String>,
}

/// Why a file was not saved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CsvFileError {
    #[error(
        "{path} could not be created: {1}. Choose a folder you can write to with --download-dir",
        path = .0.display()
    )]
    Create(PathBuf, #[source] io::Error),
    #[error(
        "{path} and {MAX_NUMBERED} numbered ones are there already, and none is overwritten. \
         Choose another folder with --download-dir",
        path = .0.display()
    )]
    NameTaken(PathBuf),
    #[error(
        "{path} could not be written: {1}. Nothing was left of it; choose another folder with \
         --download-dir",
        path = .0.display()
    )]
    Write(PathBuf, #[source] io::Error),
    #[error(
        "{path} could not be written ({1}), nor removed ({2}). It may hold a part of the secret: \
         delete it yourself",
        path = .0.display()
    )]
    LeftBehind(PathBuf, #[source] io::Error, io::Error),
}

/// Writes the .csv file of a new key into `folder`, under the name that the AWS console gives it,
/// with a number if that name is taken.
pub(crate) fn save_key(
    folder: &Path,
    key: &NewAccessKey,
    format: CsvFormat,
    environment: Environment,
) -> Result<SavedCsv, CsvFileError> {
    save(folder, &csv_file_name(&key.key.user), environment, |file| {
        file.write_all(&csv_bytes(key, format)?)
    })
}

/// Writes the rows of the table into `folder`, under a name with the account and the day, with a
/// number if that name is taken.
pub(crate) fn save_table(
    folder: &Path,
    rows: &[KeyRow],
    today: DateTime<Utc>,
    environment: Environment,
) -> Result<SavedCsv, CsvFileError> {
    save(folder, &table_file_name(rows, today), environment, |file| {
        let mut serialiser = Serialiser::new(DataFormat::Csv);
        let mut bytes = serialiser.begin::<KeyRow>()?;
        for row in rows {
            bytes.extend(serialiser.row(row)?);
        }
        file.write_all(&bytes)
    })
}

fn table_file_name(rows: &[KeyRow], today: DateTime<Utc>) -> String {
    let day = today.format("%Y-%m-%d");
    match rows.iter().find_map(|row| row.account.as_ref()) {
        Some(account) => {
            // An account ID has only digits, but an endpoint could answer with a path.
            let account = account.as_str().chars().filter(char::is_ascii_alphanumeric);
            format!("accessKeys_{}_{day}.csv", account.take(19).collect::<String>())
        }
        None => format!("accessKeys_{day}.csv"),
    }
}

/// Finds the .csv file in `folder` that [`save_key`] completed for this key.
pub(super) fn find_key(folder: &Path, user: &UserName, key: &AccessKeyId) -> Option<PathBuf> {
    // There may be gaps: a file may have been deleted since, and a dangling link takes a number.
    let names = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.file_name());
    let names: HashSet<OsString> = names.collect();
    numbered_paths(folder, &csv_file_name(user))
        .filter(|path| path.file_name().is_some_and(|name| names.contains(name)))
        .find(|path| has_secret_of(path, key))
}

/// Whether a .csv file has a secret for this key. A file that a crash cut off lacks the end of the
/// line.
fn has_secret_of(path: &Path, key: &AccessKeyId) -> bool {
    let Ok(text) = read_file(path, MAX_KEY_FILE_BYTES).map(Zeroizing::new) else { return false };
    if !text.ends_with('\n') {
        return false;
    }
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let Ok(header) = csv.headers().cloned() else { return false };
    let column =
        |name: &str| header.iter().position(|field| field.trim_start_matches('\u{feff}') == name);
    let (Some(id), Some(secret)) = (column("Access key ID"), column("Secret access key")) else {
        return false;
    };
    for row in csv.records().flatten() {
        let has_secret = row.get(secret).is_some_and(|field| !field.is_empty());
        if has_secret && row.get(id) == Some(key.as_str()) {
            return true;
        }
    }
    false
}

/// Creates a file and fills it with `write`; removes it if that fails.
fn save(
    folder: &Path,
    name: &str,
    environment: Environment,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<SavedCsv, CsvFileError> {
    let folder = path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let (path, mut file) = create_numbered(&folder, name)?;
    let written =
        write(&mut file).and_then(|()| file.sync_all()).and_then(|()| sync_folder(&folder));
    let Err(source) = written else {
        return Ok(SavedCsv { path, host: environment.ssh.then(process::host_name) });
    };
    match fs::remove_file(&path) {
        Ok(()) => Err(CsvFileError::Write(path, source)),
        Err(removal) => Err(CsvFileError::LeftBehind(path, source, removal)),
    }
}

/// Creates the file under its name or the first numbered one that is free.
fn create_numbered(folder: &Path, name: &str) -> Result<(PathBuf, File), CsvFileError> {
    for path in numbered_paths(folder, name) {
        match create_private(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(CsvFileError::Create(path, source)),
        }
    }
    Err(CsvFileError::NameTaken(folder.join(name)))
}

/// `alice_accessKeys.csv`, `alice_accessKeys_2.csv`, `alice_accessKeys_3.csv`…
fn numbered_paths(folder: &Path, name: &str) -> impl Iterator<Item = PathBuf> {
    let stem = name.strip_suffix(".csv").unwrap_or(name);
    let others = (2..=MAX_NUMBERED).map(move |number| format!("{stem}_{number}.csv"));
    std::iter::once(name.to_owned()).chain(others).map(|name| folder.join(name))
}

/// The header and the key's row, quoted where necessary. Without a byte order mark, which `aws
/// configure import` would take for a part of the first column's name.
fn csv_bytes(key: &NewAccessKey, format: CsvFormat) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1_024));
    let mut csv = csv::Writer::from_writer(&mut *bytes);
    csv.write_record(format.header())?;
    let (user, id) = (key.key.user.as_str(), key.key.id.as_str());
    key.secret.read(|secret| match format {
        CsvFormat::WithUserName => csv.write_record([user, id, secret]),
        CsvFormat::Console => csv.write_record([id, secret]),
    })?;
    csv.flush()?;
    drop(csv);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{SECRET, new_access_key};
    use rstest::rstest;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const DESK: Environment = Environment { ssh: false, tmux: false, desktop: true };

    fn new_key(user: &str) -> NewAccessKey {
        new_access_key(user, "AKIAIOSFODNN7EXAMPLE")
    }

    fn save(folder: &Path, key: &NewAccessKey) -> Result<SavedCsv, CsvFileError> {
        save_key(folder, key, key.csv_format(), DESK)
    }

    #[rstest]
    #[case(
        "alice",
        CsvFormat::WithUserName,
        "User name,Access key ID,Secret access key\nalice,AKIAIOSFODNN7EXAMPLE,SECRET\n"
    )]
    #[case(
        "=cmd+1,\"x\"",
        CsvFormat::WithUserName,
        "User name,Access key ID,Secret access key\n\"=cmd+1,\"\"x\"\"\",AKIAIOSFODNN7EXAMPLE,SECRET\n"
    )]
    #[case(
        "a,b",
        CsvFormat::Console,
        "Access key ID,Secret access key\nAKIAIOSFODNN7EXAMPLE,SECRET\n"
    )]
    fn the_bytes_are_exact(#[case] user: &str, #[case] format: CsvFormat, #[case] text: &str) {
        let bytes = csv_bytes(&new_key(user), format).unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), text.replace("SECRET", SECRET));
    }

    #[test]
    fn files_are_private_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let key = new_key("alice");
        let names = ["alice_accessKeys.csv", "alice_accessKeys_2.csv", "alice_accessKeys_3.csv"];
        for name in names {
            let saved = save(folder.path(), &key).unwrap();
            assert_eq!(saved, SavedCsv { path: folder.path().join(name), host: None });
            let mode = fs::metadata(&saved.path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_link_in_the_way_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        symlink(&elsewhere, folder.path().join("alice_accessKeys.csv")).unwrap();
        let saved = save(folder.path(), &new_key("alice")).unwrap();
        assert!(saved.path.ends_with("alice_accessKeys_2.csv"));
        assert!(!elsewhere.exists());
    }

    #[test]
    fn a_table_has_the_account_and_the_day_in_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let today = "2026-11-22T12:00:00Z".parse().unwrap();
        let row = |account| KeyRow {
            user: Some(crate::domain::UserName::from_iam("alice")),
            account: Some(crate::domain::AccountId::from_aws(account)),
            ..KeyRow::default()
        };
        let name = |account| {
            let saved =
                save_table(folder.path(), &[row(account)], today, Environment::default()).unwrap();
            let text = fs::read_to_string(&saved.path).unwrap();
            assert!(text.starts_with("UserName,AccessKeyId,") && text.contains("\nalice,,"));
            saved.path.file_name().unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(name("123456789012"), "accessKeys_123456789012_2026-11-22.csv");
        assert_eq!(name("123456789012"), "accessKeys_123456789012_2026-11-22_2.csv");
        assert_eq!(name("../../etc"), "accessKeys_etc_2026-11-22.csv");
    }

    #[test]
    fn over_ssh_the_host_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let key = new_key("alice");
        let ssh = Environment { ssh: true, ..DESK };
        let saved = save_key(folder.path(), &key, CsvFormat::Console, ssh).unwrap();
        assert_eq!(saved.host, Some(process::host_name()));
    }

    #[test]
    fn an_unusable_folder_is_reported_with_the_next_step() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = save(&file, &new_key("alice")).unwrap_err().to_string();
        assert!(error.contains("file/alice_accessKeys.csv") && error.contains("--download-dir"));
        assert!(!error.contains(SECRET));
    }
}
