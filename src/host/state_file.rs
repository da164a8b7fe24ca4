//! State that outlives a session, each kind in a small JSON file beside the journal. Losing one
//! costs little, so a damaged file counts as empty and is replaced.

use super::file_system::{create_private, read_file, sync_folder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process;

/// Far more than akia writes: a longer file is damaged.
const MAX_BYTES: u64 = 1024 * 1024;

/// A JSON file with one kind of state.
#[derive(Clone, Debug)]
pub(crate) struct StateFile {
    folder: PathBuf,
    name: &'static str,
}

impl StateFile {
    /// The person's choices for the table, kept in `folder`, which need not exist yet.
    pub(crate) fn preferences(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), name: "preferences" }
    }

    pub(super) fn known_accounts(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), name: "known-accounts" }
    }

    /// The state in the file; the default if the file is missing or damaged.
    pub(crate) fn load<T: DeserializeOwned + Default>(&self) -> T {
        let Ok(text) = read_file(&self.path(), MAX_BYTES) else { return T::default() };
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Replaces the file by one that only its owner can read. Another session reads either the old
    /// state or the new; if this fails, the old one stays.
    pub(crate) fn save(&self, state: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(state)?;
        bytes.push(b'\n');
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let temporary = self.folder.join(format!("{}.{}.tmp", self.name, process::id()));
        let written = self.replace(&temporary, &bytes);
        if written.is_err() {
            // It may be gone already, which is just as good.
            let _ = fs::remove_file(&temporary);
        }
        written
    }

    fn replace(&self, temporary: &Path, bytes: &[u8]) -> io::Result<()> {
        // A killed session that had this process ID may have left one behind.
        match fs::remove_file(temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = create_private(temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(temporary, self.path())?;
        sync_folder(&self.folder)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.json", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Preferences;
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use std::os::unix::fs::PermissionsExt as _;

    fn by_age() -> Preferences {
        Preferences { sorted_by: Some("active-key-age".to_owned()), ..Preferences::default() }
    }

    #[test]
    fn what_was_remembered_is_recalled() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::preferences(&folder.path().join("akia"));
        assert_eq!(file.load::<Preferences>(), Preferences::default());
        file.save(&by_age()).unwrap();
        file.save(&by_age()).unwrap();
        assert_eq!(file.load::<Preferences>(), by_age());
    }

    #[test]
    fn the_file_is_the_owners_and_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        StateFile::preferences(folder.path()).save(&by_age()).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_ignored_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::preferences(folder.path());
        for broken in [&b"{\"columns\": [1"[..], b"\xff\xfe", b"", b"{\"columns\":{\"a\":1}}"] {
            fs::write(file.path(), broken).unwrap();
            assert_eq!(file.load::<Preferences>(), Preferences::default());
            file.save(&by_age()).unwrap();
            assert_eq!(file.load::<Preferences>(), by_age());
        }
    }

    /// Whoever opens a pipe for reading waits for somebody to write.
    #[test]
    fn only_a_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = StateFile::preferences(folder.path());
        let (mode, pipe) = (Mode::RUSR | Mode::WUSR, FileType::Fifo);
        mknodat(CWD, file.path(), pipe, mode, 0).unwrap();
        let path = file.path();
        let text = serde_json::to_vec(&by_age()).unwrap();
        // Never joined: it waits for a reader, of whom there is to be none.
        std::thread::spawn(move || fs::write(path, text));
        assert_eq!(file.load::<Preferences>(), Preferences::default());
        file.save(&by_age()).unwrap();
        assert_eq!(file.load::<Preferences>(), by_age());
    }

    #[test]
    fn a_failed_save_keeps_the_former_state() {
        let folder = tempfile::tempdir().unwrap();
        let blocker = folder.path().join("file");
        fs::write(&blocker, "x").unwrap();
        let file = StateFile::preferences(&blocker.join("akia"));
        assert!(file.save(&by_age()).is_err());
        assert_eq!(file.load::<Preferences>(), Preferences::default());
    }
}
