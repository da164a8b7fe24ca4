//! The .csv files, of a new key and of the table: written once, whole, for their owner's eyes only.

use super::environment::Environment;
use super::process;
use crate::domain::{
    AccessKeyId, CsvFormat, DataFormat, KeyRow, NewAccessKey, Serialiser, UserName, csv_file_name,
};
use chrono::{DateTime, Utc};
use rustix::fs::OFlags;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{self, Path, PathBuf};
use zeroize::Zeroizing;

/// How many files of one name are kept apart before giving up.
const MOST_OF_ONE_NAME: u32 = 1_000;

/// The largest .csv file of a key that is looked into, in bytes: far more than akia writes.
const LARGEST_CSV: u64 = 64 * 1024;

/// A file that was written, and synced to the disk with its folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Saved {
    /// Where it is.
    pub path: PathBuf,
    /// The machine it is on, when that is not the one the person sits at.
    pub host: Option<String>,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It could not be created.
    #[error(
        "{path} could not be created: {source}. Choose a folder you can write to with --download-dir",
        path = path.display()
    )]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder is full of files of this name.
    #[error(
        "{path} and {MOST_OF_ONE_NAME} numbered ones are there already, and none is overwritten. \
         Choose another folder with --download-dir",
        path = path.display()
    )]
    Taken {
        /// The first file of the name.
        path: PathBuf,
    },
    /// It was created and could not be completed; what was there of it is gone again.
    #[error(
        "{path} could not be written: {source}. Nothing was left of it; choose another folder \
         with --download-dir",
        path = path.display()
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It could not be completed, and what is there of it could not be removed.
    #[error(
        "{path} could not be written ({source}), nor removed ({removal}). It may hold a part of \
         the secret: delete it yourself",
        path = path.display()
    )]
    Left {
        /// The file.
        path: PathBuf,
        /// What the system said to writing.
        source: io::Error,
        /// What it said to removing.
        removal: io::Error,
    },
}

/// Writes the key's .csv file into `folder`, under the console's name for it or, if that is
/// taken, the next with a number: nothing is overwritten.
///
/// # Errors
/// When it cannot be created, written or synced. A file that cannot be completed is removed.
pub fn save_csv(
    folder: &Path,
    key: &NewAccessKey,
    format: CsvFormat,
    environment: Environment,
) -> Result<Saved, FileError> {
    let write = |file: &mut File| file.write_all(&csv_bytes(key, format)?);
    save(folder, &key.csv_file_name(), environment, write)
}

/// The .csv file of a new key in that folder, under the console's name or one with a number, if it is
/// there and whole.
#[must_use]
pub fn csv_of(folder: &Path, user: &UserName, key: &AccessKeyId) -> Option<PathBuf> {
    let name = csv_file_name(user);
    let paths = (1..=MOST_OF_ONE_NAME).map(|number| folder.join(numbered(&name, number)));
    // Numbers are given out one after the other.
    paths.take_while(|path| path.exists()).find(|path| has_secret_of(path, key))
}

/// Whether a .csv file has this key with its secret, to the end of the line.
fn has_secret_of(path: &Path, key: &AccessKeyId) -> bool {
    let Ok(text) = read_file(path, LARGEST_CSV).map(Zeroizing::new) else { return false };
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let has_it = |row: csv::StringRecord| {
        let mut fields = row.iter().skip_while(|field| *field != key.as_str());
        fields.next().is_some() && fields.next().is_some_and(|secret| !secret.is_empty())
    };
    text.ends_with('\n') && csv.records().filter_map(Result::ok).any(has_it)
}

/// Writes the rows of the table as a .csv file into `folder`, under a name with the account and the
/// day, or the next with a number: nothing is overwritten.
///
/// # Errors
/// When it cannot be created, written or synced. A file that cannot be completed is removed.
pub fn save_table(
    folder: &Path,
    rows: &[KeyRow],
    today: DateTime<Utc>,
    environment: Environment,
) -> Result<Saved, FileError> {
    let account = rows.iter().find_map(|row| row.account.as_ref());
    let account = account.map_or(String::new(), |account| format!("_{account}"));
    // An account ID is digits, unless an endpoint lies: a name of a file is no place for the rest.
    let account: String =
        account.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(20).collect();
    let name = format!("accessKeys{account}_{}.csv", today.format("%Y-%m-%d"));
    save(folder, &name, environment, |file| {
        let mut serialiser = Serialiser::new(DataFormat::Csv);
        let mut bytes = serialiser.begin::<KeyRow>()?;
        for row in rows {
            bytes.extend(serialiser.row(row)?);
        }
        file.write_all(&bytes)
    })
}

/// Writes a file that was not there, or takes it away again.
fn save(
    folder: &Path,
    name: &str,
    environment: Environment,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> Result<Saved, FileError> {
    let folder = path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let (path, mut file) = create_new(&folder, name)?;
    let written =
        write(&mut file).and_then(|()| file.sync_all()).and_then(|()| sync_folder(&folder));
    match written.map_err(|source| (source, fs::remove_file(&path))) {
        Ok(()) => Ok(Saved { path, host: environment.ssh.then(process::host_name) }),
        Err((source, Ok(()))) => Err(FileError::Write { path, source }),
        Err((source, Err(removal))) => Err(FileError::Left { path, source, removal }),
    }
}

/// Creates a file that was not there, readable by its owner only.
fn create_new(folder: &Path, name: &str) -> Result<(PathBuf, File), FileError> {
    for number in 1..=MOST_OF_ONE_NAME {
        let path = folder.join(numbered(name, number));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(FileError::Create { path, source }),
        }
    }
    Err(FileError::Taken { path: folder.join(name) })
}

/// `alice_accessKeys.csv`, `alice_accessKeys_2.csv`, `alice_accessKeys_3.csv`…
fn numbered(name: &str, number: u32) -> String {
    match (number, name.strip_suffix(".csv")) {
        (1, _) => name.to_owned(),
        (_, Some(stem)) => format!("{stem}_{number}.csv"),
        (_, None) => format!("{name}_{number}"),
    }
}

/// The text in a file, of so many bytes at most. Nothing else is read, since a pipe or a device would
/// hold up whoever asks for ever.
pub(super) fn read_file(path: &Path, at_most: u64) -> io::Result<String> {
    let at_once = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(at_once).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(ErrorKind::InvalidInput.into());
    }
    let mut text = String::new();
    file.take(at_most).read_to_string(&mut text)?;
    Ok(text)
}

/// Makes the folder's entry for a new file as lasting as the file.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network and FUSE file systems have no such thing.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// The header and the key's row, quoted where they must be, without a byte order mark: `aws
/// configure import` would take that for a part of the first column's name.
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
    use crate::domain::{AccessKey, AccessKeyId, Secret, Status, UserName};
    use rstest::rstest;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const DESK: Environment = Environment { ssh: false, tmux: false, desktop: true };

    fn new_key(user: &str) -> NewAccessKey {
        NewAccessKey {
            key: AccessKey {
                id: AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE"),
                user: UserName::from_iam(user),
                status: Status::Active,
                created: None,
            },
            secret: Secret::new(SECRET.to_owned()),
            request_id: None,
        }
    }

    fn save(folder: &Path, key: &NewAccessKey) -> Result<Saved, FileError> {
        save_csv(folder, key, key.csv_format(), DESK)
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
            assert_eq!(saved, Saved { path: folder.path().join(name), host: None });
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
        let saved = save_csv(folder.path(), &key, CsvFormat::Console, ssh).unwrap();
        assert_eq!(saved.host, Some(process::host_name()));
    }

    #[test]
    fn a_folder_that_is_none_is_said_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = save(&file, &new_key("alice")).unwrap_err().to_string();
        assert!(error.contains("file/alice_accessKeys.csv") && error.contains("--download-dir"));
        assert!(!error.contains(SECRET));
    }
}
