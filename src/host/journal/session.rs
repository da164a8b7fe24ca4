//! Sessions, and which of them are alive: each holds a lock, which the system releases when the
//! process ends in any way.

use crate::host::file_system::create_private;
use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// How often another session's cleanup may take the new lock first.
const MAX_ATTEMPTS: u32 = 5;

/// This session. Dropping it ends it.
pub(super) struct Session {
    id: String,
    folder: PathBuf,
    lock_path: PathBuf,
    /// Locked until it is closed.
    _lock: File,
}

impl Session {
    /// Begins a session, and removes the locks of those that have ended.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        remove_stale_locks(folder)?;
        for attempt in 1..=MAX_ATTEMPTS {
            let id = unique_id(attempt);
            let lock_path = lock_path(folder, &id);
            let lock = create_private(&lock_path)?;
            if acquired(lock.try_lock())? && is_file_at(&lock, &lock_path) {
                return Ok(Self { id, folder: folder.to_owned(), lock_path, _lock: lock });
            }
        }
        Err(io::Error::new(ErrorKind::WouldBlock, "other sessions of akia keep taking its lock"))
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Those of the sessions that have ended.
    pub(super) fn ended(&self, sessions: HashSet<String>) -> io::Result<HashSet<String>> {
        let mut ended = HashSet::new();
        for id in sessions {
            if id != self.id && !is_alive(&lock_path(&self.folder, &id))? {
                ended.insert(id);
            }
        }
        Ok(ended)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // If this fails, the next session removes it.
        let _ = fs::remove_file(&self.lock_path);
    }
}

/// Made of process and time, since a process can have two sessions.
fn unique_id(attempt: u32) -> String {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since_epoch| since_epoch.as_nanos());
    format!("{}-{nanos}-{attempt}", std::process::id())
}

/// The path of a session's lock. An ID from a damaged or forged journal must not lead out of the
/// folder.
fn lock_path(folder: &Path, id: &str) -> PathBuf {
    let safe: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    folder.join(format!("{safe}.lock"))
}

fn remove_stale_locks(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "lock") {
            // If this fails, the next session tries again.
            let _ = remove_if_stale(&path);
        }
    }
    Ok(())
}

/// Removes a lock while sharing it, so that a session that is just beginning either fails to take
/// the lock or sees that its file is gone.
fn remove_if_stale(path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    if acquired(file.try_lock_shared())? && is_file_at(&file, path) {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// Whether a session holds the lock. Tried with a shared lock, so that two sessions that ask at
/// once do not mistake each other for its holder.
fn is_alive(path: &Path) -> io::Result<bool> {
    match File::open(path) {
        Ok(file) => Ok(!acquired(file.try_lock_shared())?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the lock was acquired; `false` if another process holds it.
fn acquired(attempt: Result<(), TryLockError>) -> io::Result<bool> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Whether an open file is still the one at that path.
fn is_file_at(file: &File, path: &Path) -> bool {
    let (Ok(open), Ok(at_path)) = (file.metadata(), fs::metadata(path)) else { return false };
    (open.dev(), open.ino()) == (at_path.dev(), at_path.ino())
}
