//! What akia remembers from one session to the next, each thing a small JSON file beside the
//! journal. Losing one costs little, so a broken one is taken for empty, and replaced.

use super::files::{read_file, sync_folder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process;

/// No memory of ours comes near this many bytes; what is longer is damage.
const LONGEST: u64 = 1024 * 1024;

/// One remembered thing, in its file.
#[derive(Clone, Debug)]
pub struct Memory {
    folder: PathBuf,
    name: &'static str,
}

impl Memory {
    /// How the table was wanted last, remembered in `folder`, which need not be there yet.
    #[must_use]
    pub fn of_preferences(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), name: "preferences" }
    }

    /// Which account each profile is for, remembered in `folder`.
    #[must_use]
    pub fn of_known_accounts(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), name: "known-accounts" }
    }

    /// What is remembered; nothing, if there is no file or it is not whole.
    #[must_use]
    pub fn recall<T: DeserializeOwned + Default>(&self) -> T {
        let text = read_file(&self.path(), LONGEST);
        text.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Puts a whole file in the place of the old one, for its owner's eyes only: another session
    /// reads the one or the other.
    ///
    /// # Errors
    /// When the file cannot be written: then what is remembered is what it was.
    pub fn remember(&self, what: &impl Serialize) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(what)?;
        bytes.push(b'\n');
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let draft = self.folder.join(format!("{}.{}.tmp", self.name, process::id()));
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
            .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&draft, self.path()))
            .and_then(|()| sync_folder(&self.folder));
        if written.is_err() {
            // It may not be there any more, which is as good.
            let _ = fs::remove_file(&draft);
        }
        written
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
        let memory = Memory::of_preferences(&folder.path().join("akia"));
        assert_eq!(memory.recall::<Preferences>(), Preferences::default());
        memory.remember(&by_age()).unwrap();
        memory.remember(&by_age()).unwrap();
        assert_eq!(memory.recall::<Preferences>(), by_age());
    }

    #[test]
    fn the_file_is_the_owners_and_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        Memory::of_preferences(folder.path()).remember(&by_age()).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_file_is_ignored_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of_preferences(folder.path());
        for broken in [&b"{\"columns\": [1"[..], b"\xff\xfe", b"", b"{\"columns\":{\"a\":1}}"] {
            fs::write(memory.path(), broken).unwrap();
            assert_eq!(memory.recall::<Preferences>(), Preferences::default());
            memory.remember(&by_age()).unwrap();
            assert_eq!(memory.recall::<Preferences>(), by_age());
        }
    }

    /// Whoever opens a pipe for reading waits for somebody to write.
    #[test]
    fn only_a_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::of_preferences(folder.path());
        let (mode, pipe) = (Mode::RUSR | Mode::WUSR, FileType::Fifo);
        mknodat(CWD, memory.path(), pipe, mode, 0).unwrap();
        let path = memory.path();
        let text = serde_json::to_vec(&by_age()).unwrap();
        // Never joined: it waits for a reader, of whom there is to be none.
        std::thread::spawn(move || fs::write(path, text));
        assert_eq!(memory.recall::<Preferences>(), Preferences::default());
        memory.remember(&by_age()).unwrap();
        assert_eq!(memory.recall::<Preferences>(), by_age());
    }

    #[test]
    fn what_cannot_be_written_leaves_what_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let memory = Memory::of_preferences(&file.join("akia"));
        assert!(memory.remember(&by_age()).is_err());
        assert_eq!(memory.recall::<Preferences>(), Preferences::default());
    }
}
