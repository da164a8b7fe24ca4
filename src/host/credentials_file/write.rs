//! Writing the file: a backup, a temporary file beside it, and a rename. If any step fails, the old
//! file stays, and the new files are removed or reported.

use super::error::CredentialsFileError as Error;
use super::file_names::{backup_path, folder_of, temporary_path};
use super::snapshot::{Contents, FileSnapshot, read_contents};
use crate::host::file_system::{create_private, sync_folder};
use rustix::fs::{Gid, Uid, fchown};
use std::fs::{self, DirBuilder, File, Metadata, Permissions};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// How many backups of a file may exist at once.
const MAX_BACKUPS: u32 = 1_000;

/// The steps of writing, after each of which a test can interrupt it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WriteStep {
    Begun,
    BackedUp,
    Written,
    Compared,
    Renamed,
}

/// What was created, and has to be removed if a later step fails.
#[derive(Default)]
struct Created {
    folder: Option<PathBuf>,
    files: Vec<PathBuf>,
}

/// Replaces the file by one with a new text. Returns the path of the backup, if there was a file.
pub(super) fn write(
    snapshot: &FileSnapshot,
    text: &str,
    may_create_folder: bool,
    mut step: impl FnMut(WriteStep) -> io::Result<()>,
) -> Result<Option<PathBuf>, Error> {
    let mut created = Created::default();
    let backup = match replace(snapshot, text, may_create_folder, &mut created, &mut step) {
        Ok(backup) => backup,
        Err(error) => return Err(created.remove(error)),
    };
    let path = &snapshot.real_path;
    match step(WriteStep::Renamed).and_then(|()| sync_folder(folder_of(path))) {
        Ok(()) => Ok(backup),
        Err(source) => Err(Error::Unsynced { path: path.clone(), backup, source }),
    }
}

/// All steps up to the rename.
fn replace(
    snapshot: &FileSnapshot,
    text: &str,
    may_create_folder: bool,
    created: &mut Created,
    step: &mut impl FnMut(WriteStep) -> io::Result<()>,
) -> Result<Option<PathBuf>, Error> {
    let path = &snapshot.real_path;
    let failed = |source| Error::Write(path.clone(), source);
    ensure_folder(snapshot, may_create_folder, created)?;
    step(WriteStep::Begun).map_err(failed)?;
    let backup = back_up(snapshot, created)?;
    step(WriteStep::BackedUp).map_err(failed)?;
    let temporary = write_temporary(snapshot, text, created)?;
    step(WriteStep::Written).map_err(failed)?;
    // As late as possible, since other programs write this file without a lock.
    let now = read_contents(path)?;
    if now.as_ref().map(|contents| contents.text.as_str()) != snapshot.text() {
        return Err(Error::Changed(path.clone()));
    }
    step(WriteStep::Compared).map_err(failed)?;
    move_into_place(&temporary, path, now.is_some()).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Error::Changed(path.clone()),
        _ => failed(source),
    })?;
    Ok(backup)
}

/// Renames the temporary file. If there was no file before, one created meanwhile is not
/// overwritten.
fn move_into_place(temporary: &Path, path: &Path, replaces: bool) -> io::Result<()> {
    if replaces {
        return fs::rename(temporary, path);
    }
    match fs::hard_link(temporary, path) {
        // Keeping both names would leave a file that the cleanup misses.
        Ok(()) => fs::remove_file(temporary).inspect_err(|_| drop(fs::remove_file(path))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // The file system may have no hard links.
        Err(_) if !path.exists() => fs::rename(temporary, path),
        Err(error) => Err(error),
    }
}

/// Checks that the folder exists, or creates it for its owner only.
fn ensure_folder(
    snapshot: &FileSnapshot,
    may_create: bool,
    created: &mut Created,
) -> Result<(), Error> {
    let folder = folder_of(&snapshot.real_path);
    if folder.is_dir() {
        return Ok(());
    }
    if !may_create {
        return Err(Error::NoFolder(snapshot.path.clone()));
    }
    let result = DirBuilder::new().mode(0o700).create(folder);
    result.map_err(|source| Error::Write(folder.to_owned(), source))?;
    created.folder = Some(folder.to_owned());
    Ok(())
}

/// Copies the old text to a file that only its owner can read.
fn back_up(snapshot: &FileSnapshot, created: &mut Created) -> Result<Option<PathBuf>, Error> {
    let Some(text) = snapshot.text() else { return Ok(None) };
    for number in 1..=MAX_BACKUPS {
        let path = backup_path(&snapshot.real_path, number);
        let failed = |source| Error::Write(path.clone(), source);
        let mut file = match create_private(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(source) => return Err(failed(source)),
        };
        created.files.push(path.clone());
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        sync_folder(folder_of(&path)).map_err(failed)?;
        return Ok(Some(path));
    }
    let source = io::Error::other("there are too many backups beside it already");
    Err(Error::Write(snapshot.real_path.clone(), source))
}

/// Writes the new text to a temporary file with the mode and owner of the old file.
fn write_temporary(
    snapshot: &FileSnapshot,
    text: &str,
    created: &mut Created,
) -> Result<PathBuf, Error> {
    // A random name, so that the leftover of a killed program is not in the way.
    let random = RandomState::new().hash_one(std::process::id());
    let path = temporary_path(&snapshot.real_path, random);
    let failed = |source| Error::Write(path.clone(), source);
    let mut file = create_private(&path).map_err(failed)?;
    created.files.push(path.clone());
    file.write_all(text.as_bytes()).map_err(failed)?;
    if let Some(Contents { metadata, .. }) = &snapshot.contents {
        let has_group = copy_owner(metadata, &file).map_err(failed)?;
        // Another group must not get the access of the old one.
        let kept_bits = if has_group { 0o777 } else { 0o700 };
        let mode = Permissions::from_mode(metadata.mode() & kept_bits);
        file.set_permissions(mode).map_err(failed)?;
    }
    file.sync_all().map_err(failed)?;
    Ok(path)
}

/// Gives a file the owner and group of the old one, as far as permitted. Returns whether it has the
/// group.
fn copy_owner(old: &Metadata, file: &File) -> io::Result<bool> {
    let current = file.metadata()?;
    if (current.uid(), current.gid()) == (old.uid(), old.gid()) {
        return Ok(true);
    }
    let (owner, group) = (Uid::from_raw(old.uid()), Gid::from_raw(old.gid()));
    Ok(fchown(file, Some(owner), Some(group)).is_ok() || fchown(file, None, Some(group)).is_ok())
}

impl Created {
    /// Removes what was created, and adds to the error what could not be removed.
    fn remove(self, error: Error) -> Error {
        let mut result = error;
        for path in self.files {
            match fs::remove_file(&path) {
                Err(removal) if removal.kind() != ErrorKind::NotFound => {
                    result = Error::LeftBehind { reason: Box::new(result), left: path };
                }
                _ => {}
            }
        }
        // If this fails, another program has put a file there.
        if let Some(folder) = self.folder {
            let _ = fs::remove_dir(folder);
        }
        result
    }
}
