//! The journal: a record of each change to IAM, before and after it is sent, and never a secret.
//!
//! If a session ends by a crash or a lost connection after it created a key but before the secret
//! was saved, the next session finds it here. The journal is one file with a JSON object on
//! each line, synced line by line. A session holds a lock while it is alive, so that others do not
//! take its unfinished work for lost.

mod key_events;
mod line;
mod session;
mod unsaved_secrets;

use crate::domain::{AccessKeyEvent, AccountId, JournalEntry, JournalNotice, UserName};
use crate::host::file_system::sync_folder;
use chrono::{DateTime, Utc};
use line::Line;
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::geteuid;
use session::Session;
use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use unsaved_secrets::UnsavedSecret;

/// Why the journal, or its folder, cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error(
        "the journal {path} cannot be used: {1}. Make its folder yours and writable, or set \
         XDG_STATE_HOME to one that is",
        path = .0.display()
    )]
    Open(PathBuf, #[source] io::Error),
    #[error(
        "the journal {path} cannot be trusted: {1}. Move it away, or set XDG_STATE_HOME to another \
         folder",
        path = .0.display()
    )]
    Untrusted(PathBuf, &'static str),
    #[error(
        "the journal {path} could not be written: {1}. If the disk is full, make room",
        path = .0.display()
    )]
    Write(PathBuf, #[source] io::Error),
    #[error("the journal {path} could not be read: {1}", path = .0.display())]
    Read(PathBuf, #[source] io::Error),
}

/// The journal, as one session writes it.
pub struct Journal(Storage);

enum Storage {
    File(JournalFile),
    Memory(Vec<u8>),
}

struct JournalFile {
    path: PathBuf,
    file: File,
    session: Session,
}

impl Journal {
    /// Opens the journal in `folder`, which is created if it does not exist, and begins a session.
    pub(crate) fn open(folder: &Path) -> Result<Self, JournalError> {
        ensure_private_folder(folder)?;
        let path = folder.join("journal.jsonl");
        let file = open_journal(&path)?;
        let sessions = folder.join("sessions");
        ensure_private_folder(&sessions)?;
        let begin = || {
            let session = Session::begin(&sessions)?;
            sync_folder(folder)?;
            Ok(session)
        };
        let session = begin().map_err(|source| JournalError::Open(sessions.clone(), source))?;
        Ok(Self(Storage::File(JournalFile { path, file, session })))
    }

    /// A journal that ends with the process, for the demo account.
    #[must_use]
    pub fn in_memory() -> Self {
        Self(Storage::Memory(Vec::new()))
    }

    /// Records a change, and syncs it to the disk.
    pub(crate) fn record(
        &mut self,
        now: DateTime<Utc>,
        entry: &JournalEntry,
    ) -> Result<(), JournalError> {
        let recorded = match &mut self.0 {
            Storage::File(file) => file.record(now, entry),
            Storage::Memory(lines) => write_line(lines, &Line::new(now, "", entry)),
        };
        recorded.map_err(|source| JournalError::Write(self.0.path(), source))
    }

    /// The keys in this account and endpoint that ended sessions created, or may have created, and
    /// whose secrets were neither saved nor given up. Damaged lines, such as one that a crash cut
    /// off, are skipped.
    pub(crate) fn unsaved_secrets(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> Result<Vec<JournalNotice>, JournalError> {
        let Storage::File(file) = &self.0 else { return Ok(Vec::new()) };
        file.unsaved_secrets(account, endpoint)
            .map_err(|source| JournalError::Read(self.0.path(), source))
    }

    /// What all sessions on this machine did to the keys of a user of this account, the earliest
    /// first, followed by the secrets that were lost at this endpoint.
    pub(crate) fn key_events(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
        user: &UserName,
    ) -> Result<Vec<AccessKeyEvent>, JournalError> {
        let read = || {
            let lines = line::read(self.0.reader()?);
            key_events::key_events(lines, account.as_str(), user.as_str())
        };
        let mut events = read().map_err(|source| JournalError::Read(self.0.path(), source))?;
        events.extend(key_events::lost_secrets(self.unsaved_secrets(account, endpoint)?, user));
        Ok(events)
    }
}

impl Storage {
    fn path(&self) -> PathBuf {
        match self {
            Self::File(file) => file.path.clone(),
            Self::Memory(_) => PathBuf::from("in memory"),
        }
    }

    fn reader(&self) -> io::Result<Box<dyn BufRead + '_>> {
        match self {
            Self::File(file) => Ok(Box::new(BufReader::new(File::open(&file.path)?))),
            Self::Memory(lines) => Ok(Box::new(lines.as_slice())),
        }
    }
}

fn write_line(bytes: &mut Vec<u8>, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *bytes, line)?;
    bytes.push(b'\n');
    Ok(())
}

impl JournalFile {
    fn record(&mut self, now: DateTime<Utc>, entry: &JournalEntry) -> io::Result<()> {
        let line = Line::new(now, self.session.id(), entry);
        let mut bytes = Vec::with_capacity(512);
        if !self.ends_with_newline()? {
            bytes.push(b'\n');
        }
        write_line(&mut bytes, &line)?;
        self.file.write_all(&bytes)?;
        self.file.sync_data()
    }

    /// Whether the last line is complete, which it is not after a crash or on a full disk.
    fn ends_with_newline(&self) -> io::Result<bool> {
        let Some(last) = self.file.metadata()?.len().checked_sub(1) else { return Ok(true) };
        let mut byte = [0];
        self.file.read_exact_at(&mut byte, last)?;
        Ok(byte == *b"\n")
    }

    /// Reads the file twice: a session may still write lines after the first reading, but none
    /// after it was found to have ended.
    fn unsaved_secrets(
        &self,
        account: &AccountId,
        endpoint: Option<&str>,
    ) -> io::Result<Vec<JournalNotice>> {
        let read = || {
            let lines = line::read(BufReader::new(File::open(&self.path)?));
            unsaved_secrets::unsaved_secrets(lines, account.as_str(), endpoint)
        };
        let sessions: HashSet<String> = read()?.into_iter().map(|secret| secret.session).collect();
        let ended = self.session.ended(sessions)?;
        let lost = read()?.into_iter().filter(|secret| ended.contains(&secret.session));
        Ok(lost.map(UnsavedSecret::into_notice).collect())
    }
}

/// Opens the journal to read and append. It must not be a link, and only its owner may have access.
fn open_journal(path: &Path) -> Result<File, JournalError> {
    let failed = |source| JournalError::Open(path.to_owned(), source);
    let no_links = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let opened = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(no_links.bits().cast_signed())
        .open(path);
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
            return Err(JournalError::Untrusted(path.to_owned(), "it is a link"));
        }
        Err(error) => return Err(failed(error)),
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(JournalError::Untrusted(path.to_owned(), "it is not a file"));
    }
    check_owner(path, &metadata)?;
    if metadata.mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(file)
}

/// Creates the folder or takes other users' access away.
fn ensure_private_folder(folder: &Path) -> Result<(), JournalError> {
    let failed = |source| JournalError::Open(folder.to_owned(), source);
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let metadata = fs::metadata(folder).map_err(failed)?;
    check_owner(folder, &metadata)?;
    if metadata.mode() & 0o077 != 0 {
        fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

/// Refuses the files of another user, who could read or forge the journal. Root is let through,
/// since `sudo` may work on the files of the person who called it.
fn check_owner(path: &Path, metadata: &fs::Metadata) -> Result<(), JournalError> {
    let user = geteuid();
    if user.is_root() || metadata.uid() == user.as_raw() {
        Ok(())
    } else {
        Err(JournalError::Untrusted(path.to_owned(), "it is another user's"))
    }
}

#[cfg(test)]
mod tests;
