//! Sessions: which of them live, told by the locks they hold.
//!
//! The system drops a lock when its process ends, however it ends.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// How often another session, tidying up, may take the lock before us.
const ATTEMPTS: u32 = 5;

/// This session, for as long as it lives.
pub(super) struct Session {
    id: String,
    folder: PathBuf,
    lock: PathBuf,
    /// Locked until it is closed.
    _held: File,
}

impl Session {
    /// Begins a session, and tidies up after those that have ended.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        tidy(folder)?;
        for attempt in 1..=ATTEMPTS {
            let id = unique(attempt);
            let lock = lock_path(folder, &id);
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&lock)?;
            if got(file.try_lock())? && is_at(&file, &lock) {
                return Ok(Self { id, folder: folder.to_owned(), lock, _held: file });
            }
        }
        Err(io::Error::new(ErrorKind::WouldBlock, "other sessions of akia keep taking its lock"))
    }

    /// What tells it from all others.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Those of the sessions that have ended.
    pub(super) fn ended(&self, mut sessions: HashSet<String>) -> io::Result<HashSet<String>> {
        let mut failure = None;
        sessions.retain(|id| {
            *id != self.id
                && !is_alive(&lock_path(&self.folder, id)).unwrap_or_else(|error| {
                    failure = Some(error);
                    true
                })
        });
        failure.map_or(Ok(sessions), Err)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _left_for_the_next = fs::remove_file(&self.lock);
    }
}

/// Process and moment: two sessions of one process differ too.
fn unique(attempt: u32) -> String {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since_epoch| since_epoch.as_nanos());
    format!("{}-{nanos}-{attempt}", std::process::id())
}

/// Where a session's lock is. IDs come from the journal: what is not of the form that we write
/// must not lead out of the folder.
fn lock_path(folder: &Path, id: &str) -> PathBuf {
    let safe: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    folder.join(format!("{safe}.lock"))
}

/// Removes the locks of sessions that have ended.
fn tidy(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "lock") {
            let _another_time = remove_if_ended(&path);
        }
    }
    Ok(())
}

/// Removes a lock while sharing it: its session, if it is only beginning, cannot take it, or sees
/// that it is gone.
fn remove_if_ended(path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    if got(file.try_lock_shared())? && is_at(&file, path) { fs::remove_file(path) } else { Ok(()) }
}

/// Whether its session holds the lock. (Shared, so that two who ask at once do not take each other
/// for it.)
fn is_alive(path: &Path) -> io::Result<bool> {
    match File::open(path) {
        Ok(file) => Ok(!got(file.try_lock_shared())?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the lock was to be had.
fn got(lock: Result<(), TryLockError>) -> io::Result<bool> {
    match lock {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether the file is still the one at that path.
fn is_at(file: &File, path: &Path) -> bool {
    let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let there = fs::metadata(path).map(id);
    file.metadata().map(id).is_ok_and(|ours| there.is_ok_and(|there| there == ours))
}
