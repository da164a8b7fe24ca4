//! The writing: a backup, a temporary file beside it, and a rename. Whatever fails, what was there is
//! there; and what was made for it is gone, or it is said what is not.

use super::CredentialsFileError as Error;
use super::snapshot::{FileSnapshot, read_file};
use crate::host::file_system::sync_folder;
use rustix::fs::{Gid, Uid, fchown};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::{Path, PathBuf};

/// How many backups are kept apart before giving up.
const MAX_BACKUPS: u32 = 1_000;

/// How far the writing has come; at each of them a test can interrupt it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WriteStep {
    Begun,
    BackedUp,
    Written,
    Compared,
    Renamed,
}

/// What was made, and goes again if the rest fails.
#[derive(Default)]
struct CreatedFiles {
    folder: Option<PathBuf>,
    files: Vec<PathBuf>,
}

/// Writes a new text in the place of what was found. Returns the backup's path, if there was a file.
pub(super) fn write(
    found: &FileSnapshot,
    text: &str,
    may_make_folder: bool,
    mut step: impl FnMut(WriteStep) -> io::Result<()>,
) -> Result<Option<PathBuf>, Error> {
    let mut made = CreatedFiles::default();
    let written = prepare(found, text, may_make_folder, &mut made, &mut step);
    let backup = match written {
        Ok(backup) => backup,
        Err(reason) => return Err(made.undo(reason)),
    };
    let synced = step(WriteStep::Renamed).and_then(|()| sync_folder(folder_of(&found.real)));
    match synced {
        Ok(()) => Ok(backup),
        Err(source) => Err(Error::Unsynced { path: found.real.clone(), backup, source }),
    }
}

/// Everything up to the rename.
fn prepare(
    found: &FileSnapshot,
    text: &str,
    may_make_folder: bool,
    made: &mut CreatedFiles,
    step: &mut impl FnMut(WriteStep) -> io::Result<()>,
) -> Result<Option<PathBuf>, Error> {
    let real = &found.real;
    let failed = |source| Error::Write { path: real.clone(), source };
    make_folder(found, may_make_folder, made)?;
    step(WriteStep::Begun).map_err(failed)?;
    let backup = back_up(found, made)?;
    step(WriteStep::BackedUp).map_err(failed)?;
    let temporary = write_beside(found, text, made)?;
    step(WriteStep::Written).map_err(failed)?;
    // As late as can be: programs that write this file take no lock.
    let now = read_file(real)?;
    if now.as_ref().map(|(text, _)| text) != found.file.as_ref().map(|(text, _)| text) {
        return Err(Error::Changed { path: real.clone() });
    }
    step(WriteStep::Compared).map_err(failed)?;
    put(&temporary, real, now.is_some()).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Error::Changed { path: real.clone() },
        _ => failed(source),
    })?;
    Ok(backup)
}

/// Gives the temporary file its name: the one there is goes, and where none was, none is overwritten.
fn put(temporary: &Path, real: &Path, is_there: bool) -> io::Result<()> {
    if is_there {
        return fs::rename(temporary, real);
    }
    match fs::hard_link(temporary, real) {
        // Under both names it would not be undone.
        Ok(()) => fs::remove_file(temporary).inspect_err(|_| drop(fs::remove_file(real))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Not every file system has links.
        Err(_) if !real.exists() => fs::rename(temporary, real),
        Err(error) => Err(error),
    }
}

/// The folder for the file, made if nobody named another, for its owner only.
fn make_folder(found: &FileSnapshot, may_make: bool, made: &mut CreatedFiles) -> Result<(), Error> {
    let folder = folder_of(&found.real);
    if folder.is_dir() {
        return Ok(());
    }
    if !may_make {
        return Err(Error::NoFolder { path: found.path.clone() });
    }
    let result = DirBuilder::new().mode(0o700).create(folder);
    result.map_err(|source| Error::Write { path: folder.to_owned(), source })?;
    made.folder = Some(folder.to_owned());
    Ok(())
}

/// The text as it was, beside it, for its owner only.
fn back_up(found: &FileSnapshot, made: &mut CreatedFiles) -> Result<Option<PathBuf>, Error> {
    let Some((text, _)) = &found.file else { return Ok(None) };
    let name = found.real.file_name().unwrap_or_default().to_string_lossy();
    for number in 1..=MAX_BACKUPS {
        let number = if number == 1 { String::new() } else { format!("_{number}") };
        let path = folder_of(&found.real).join(format!("{name}{BACKUP_SUFFIX}{number}"));
        let failed = |source| Error::Write { path: path.clone(), source };
        match create(&path) {
            Ok(mut file) => {
                made.files.push(path.clone());
                file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
                sync_folder(folder_of(&path)).map_err(failed)?;
                return Ok(Some(path));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(source) => return Err(failed(source)),
        }
    }
    let source = io::Error::other("there are too many backups beside it already");
    Err(Error::Write { path: found.real.clone(), source })
}

/// What the name of a backup has after the file's.
pub(super) const BACKUP_SUFFIX: &str = ".akia-backup";

/// The new text in a file of its own, with the mode and the owner of the one there is.
fn write_beside(
    found: &FileSnapshot,
    text: &str,
    made: &mut CreatedFiles,
) -> Result<PathBuf, Error> {
    // Each time another: one that was left behind by a program that was killed is not overwritten.
    let number = RandomState::new().hash_one(std::process::id());
    let name = temporary_name(&found.real, &format!("{number:016x}"));
    let path = folder_of(&found.real).join(name);
    let failed = |source| Error::Write { path: path.clone(), source };
    let mut file = create(&path).map_err(failed)?;
    made.files.push(path.clone());
    file.write_all(text.as_bytes()).map_err(failed)?;
    if let Some((_, metadata)) = &found.file {
        let is_owned = own(&file, metadata).map_err(failed)?;
        // Where the group cannot be kept, another one is not let in.
        let bits = metadata.mode() & if is_owned { 0o777 } else { 0o700 };
        file.set_permissions(Permissions::from_mode(bits)).map_err(failed)?;
    }
    file.sync_all().map_err(failed)?;
    Ok(path)
}

/// The name that the new text has until it takes the file's place.
pub(super) fn temporary_name(real: &Path, number: &str) -> String {
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.akia-{number}")
}

/// Gives a file to the owner and the group of another, where that may be done; says whether it has
/// them.
fn own(file: &File, like: &fs::Metadata) -> io::Result<bool> {
    let is = file.metadata()?;
    if (is.uid(), is.gid()) == (like.uid(), like.gid()) {
        return Ok(true);
    }
    let (owner, group) = (Uid::from_raw(like.uid()), Gid::from_raw(like.gid()));
    Ok(fchown(file, Some(owner), Some(group)).is_ok() || fchown(file, None, Some(group)).is_ok())
}

/// A file that was not there, for its owner only.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

impl CreatedFiles {
    /// Removes everything again; says what cannot be removed.
    fn undo(self, reason: Error) -> Error {
        let mut reason = reason;
        for path in self.files {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    reason = Error::Left { reason: Box::new(reason), left: path };
                }
                _ => {}
            }
        }
        // One that is not empty any more is somebody else's.
        if let Some(folder) = self.folder {
            let _not_empty = fs::remove_dir(folder);
        }
        reason
    }
}
