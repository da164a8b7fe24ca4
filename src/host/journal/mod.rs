//! The journal: each change to IAM, before and after it is sent, and never a secret.
//!
//! It is there for the day a session ends (a lost connection, a crash) with a key made and its
//! secret not saved: the next start finds that here. One file, one JSON object a line, each
//! written at once and synced. A session holds a lock while it lives, so that its open work is not
//! taken for lost by another.

mod hints;
mod line;
mod open_creates;
mod session;

use crate::domain::{AccessKeyEvent, AccountId, JournalEntry, JournalNotice, UserName};
use crate::host::files::sync_folder;
use chrono::{DateTime, Utc};
use line::Line;
use open_creates::open_creates;
use rustix::fs::OFlags;
use rustix::process::geteuid;
use session::Session;
use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It, or its folder, cannot be opened.
    #[error(
        "the journal {path} cannot be used: {source}. Make its folder yours and writable, or set \
         XDG_STATE_HOME to one that is",
        path = path.display()
    )]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What is there is not a file of this user.
    #[error(
        "the journal {path} cannot be trusted: {reason}. Move it away, or set XDG_STATE_HOME to \
         another folder",
        path = path.display()
    )]
    NotOurs {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A change could not be recorded.
    #[error(
        "the journal {path} could not be written: {source}. If the disk is full, make room",
        path = path.display()
    )]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What it holds could not be read.
    #[error("the journal {path} could not be read: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The journal, as one session writes it.
pub struct Journal(Store);

enum Store {
    /// On the disk.
    File(Open),
    /// The lines, forgotten with the process.
    Memory(Vec<u8>),
}

/// A journal on the disk.
struct Open {
    path: PathBuf,
    file: File,
    session: Session,
}

impl Journal {
    /// Opens the journal in `folder` (made if it is not there) and begins a session.
    ///
    /// # Errors
    /// When folder or file cannot be made, opened or locked, or are not this user's.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        private_folder(folder)?;
        let path = folder.join("journal.jsonl");
        let file = open_file(&path)?;
        let sessions = folder.join("sessions");
        private_folder(&sessions)?;
        let session = Session::begin(&sessions)
            .and_then(|session| sync_folder(folder).map(|()| session))
            .map_err(|source| JournalError::Open { path: sessions, source })?;
        Ok(Self(Store::File(Open { path, file, session })))
    }

    /// A journal that is forgotten with the process: for the built-in account.
    #[must_use]
    pub fn without_file() -> Self {
        Self(Store::Memory(Vec::new()))
    }

    /// Records a change; when this returns, it is on the disk.
    ///
    /// # Errors
    /// When it could not be written or synced.
    pub fn record(&mut self, now: DateTime<Utc>, entry: &JournalEntry) -> Result<(), JournalError> {
        match &mut self.0 {
            Store::File(open) => open
                .record(now, entry)
                .map_err(|source| JournalError::Write { path: open.path.clone(), source }),
            Store::Memory(lines) => write_line(lines, &Line::new(now, "", entry))
                .map_err(|source| JournalError::Write { path: PathBuf::from("in memory"), source }),
        }
    }

    /// The keys that sessions which have ended made, or may have made, on this account and
    /// endpoint, and whose secret was neither saved nor given up.
    ///
    /// # Errors
    /// When the journal cannot be read. (Lines that make no sense, such as one that a crash cut
    /// off, are passed over.)
    pub fn unsaved(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> Result<Vec<JournalNotice>, JournalError> {
        let Store::File(open) = &self.0 else { return Ok(Vec::new()) };
        open.unsaved(account, endpoint)
            .map_err(|source| JournalError::Read { path: open.path.clone(), source })
    }

    /// What akia did with the keys of a user of this account and endpoint, in this session and in
    /// all others on this machine, the earliest first; and last, the secrets that were lost.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn hints(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        user: &UserName,
    ) -> Result<Vec<AccessKeyEvent>, JournalError> {
        let find = |from: &mut dyn BufRead| {
            hints::hints(line::read(from), account.as_str(), endpoint, user.as_str())
        };
        let mut hints = match &self.0 {
            Store::Memory(lines) => find(&mut lines.as_slice())
                .map_err(|source| JournalError::Read { path: PathBuf::from("in memory"), source }),
            Store::File(open) => File::open(&open.path)
                .and_then(|file| find(&mut BufReader::new(file)))
                .map_err(|source| JournalError::Read { path: open.path.clone(), source }),
        }?;
        hints.extend(hints::lost_secrets(self.unsaved(account, endpoint)?, user));
        Ok(hints)
    }
}

fn write_line(bytes: &mut Vec<u8>, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *bytes, line)?;
    bytes.push(b'\n');
    Ok(())
}

impl Open {
    fn record(&mut self, now: DateTime<Utc>, entry: &JournalEntry) -> io::Result<()> {
        let line = Line::new(now, self.session.id(), entry);
        let mut bytes = Vec::with_capacity(512);
        if !self.ends_with_a_line()? {
            bytes.push(b'\n');
        }
        write_line(&mut bytes, &line)?;
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }

    /// Whether the last line is whole; it is not after a crash or on a full disk.
    fn ends_with_a_line(&self) -> io::Result<bool> {
        let Some(last) = self.file.metadata()?.len().checked_sub(1) else { return Ok(true) };
        let mut byte = [0];
        self.file.read_exact_at(&mut byte, last)?;
        Ok(byte == *b"\n")
    }

    /// Reads twice: a session may write its last lines after the first reading, but none after it
    /// was found to have ended.
    fn unsaved(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> io::Result<Vec<JournalNotice>> {
        let read = || {
            let lines = line::read(BufReader::new(File::open(&self.path)?));
            open_creates(lines, account.as_str(), endpoint)
        };
        let sessions: HashSet<String> = read()?.into_iter().map(|open| open.session).collect();
        let ended = self.session.ended(sessions)?;
        let lost = read()?.into_iter().filter(|open| ended.contains(&open.session));
        Ok(lost.map(open_creates::OpenCreate::notice).collect())
    }
}

/// Opens the journal to read and append, for its owner's eyes only, and not through a link.
fn open_file(path: &Path) -> Result<File, JournalError> {
    let refused = |source| JournalError::Open { path: path.to_owned(), source };
    let no_links = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(no_links.bits().cast_signed())
        .open(path)
        .map_err(|source| match io::Error::from(rustix::io::Errno::LOOP) {
            link if link.kind() == source.kind() => {
                JournalError::NotOurs { path: path.to_owned(), reason: "it is a link" }
            }
            _ => refused(source),
        })?;
    let metadata = file.metadata().map_err(refused)?;
    if !metadata.is_file() {
        return Err(JournalError::NotOurs { path: path.to_owned(), reason: "it is not a file" });
    }
    ours(path, &metadata)?;
    if metadata.mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600)).map_err(refused)?;
    }
    Ok(file)
}

/// Makes the folder, or sees to it that it is this user's only.
fn private_folder(folder: &Path) -> Result<(), JournalError> {
    let refused = |source| JournalError::Open { path: folder.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(refused)?;
    let metadata = fs::metadata(folder).map_err(refused)?;
    ours(folder, &metadata)?;
    if metadata.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(refused)?;
    }
    Ok(())
}

/// Refuses what belongs to someone else, who could read it or change what it says. (Root may come
/// by `sudo` and work on the person's own.)
fn ours(path: &Path, metadata: &fs::Metadata) -> Result<(), JournalError> {
    let user = geteuid();
    if user.is_root() || metadata.uid() == user.as_raw() {
        Ok(())
    } else {
        Err(JournalError::NotOurs { path: path.to_owned(), reason: "it is another user's" })
    }
}

#[cfg(test)]
mod tests;
