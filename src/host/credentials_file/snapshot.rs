//! What stands at the place of the file: read whole, through links, and nothing but a file.

use super::write::{folder_of, temporary_name};
use super::{CredentialsFileError, Location};
use crate::domain::{Fingerprint, ProfileWarning};
use rustix::fs::{Access, OFlags, access};
use std::fs::{self, Metadata, OpenOptions};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// The most links that are followed.
const MAX_LINKS: usize = 40;

/// The file as it is, or that there is none.
pub(super) struct FileSnapshot {
    /// The path, as it was named.
    pub(super) path: PathBuf,
    /// The file itself, at the end of all links.
    pub(super) real: PathBuf,
    /// Its text and its metadata.
    pub(super) file: Option<(Zeroizing<String>, Metadata)>,
}

impl FileSnapshot {
    /// Looks.
    pub(super) fn read(location: &Location) -> Result<Self, CredentialsFileError> {
        let path = location.path.clone();
        let real = follow(&path)
            .map_err(|source| CredentialsFileError::Read { path: path.clone(), source })?;
        let file = read_file(&real)?;
        Ok(Self { path, real, file })
    }

    /// Its text; none where there is no file.
    pub(super) fn text(&self) -> &str {
        self.file.as_ref().map_or("", |(text, _)| text)
    }

    /// Whether the file that is there may be written to, and its folder, since it is replaced whole.
    pub(super) fn check_writable(&self) -> Result<(), CredentialsFileError> {
        let file = self.file.is_some().then_some(self.real.as_path());
        let folder = Some(folder_of(&self.real)).filter(|folder| folder.is_dir());
        let read_only = file.into_iter().chain(folder).find(|path| !is_writable(path));
        read_only
            .map_or(Ok(()), |path| Err(CredentialsFileError::ReadOnly { path: path.to_owned() }))
    }

    /// What programs that were killed while they wrote this file left beside it.
    fn left_behind(&self) -> impl Iterator<Item = PathBuf> {
        let beginning = temporary_name(&self.real, "");
        let beside = fs::read_dir(folder_of(&self.real)).into_iter().flatten().flatten();
        beside.map(|entry| entry.path()).filter(move |path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&beginning)
        })
    }

    /// What is to be known of the file itself.
    pub(super) fn warnings(&self) -> impl Iterator<Item = ProfileWarning> {
        let metadata = self.file.as_ref().map(|(_, metadata)| metadata);
        let mode = metadata.map(|m| m.mode() & 0o777).filter(|mode| mode & 0o044 != 0);
        let names = metadata.map(MetadataExt::nlink).filter(|names| *names > 1);
        let mode = mode.map(ProfileWarning::ReadableByOthers);
        let left = self.left_behind().map(ProfileWarning::LeftBehind);
        mode.into_iter().chain(names.map(ProfileWarning::HardLinks)).chain(left)
    }
}

/// Whether it may be written to. Of root anything may; what was made read-only is so on purpose.
fn is_writable(path: &Path) -> bool {
    let has_mode = fs::metadata(path).is_ok_and(|metadata| metadata.mode() & 0o222 != 0);
    has_mode && access(path, Access::WRITE_OK).is_ok()
}

/// What tells one text of a file, or that there is none, from another, in this process.
pub(super) fn fingerprint(text: Option<&str>) -> Fingerprint {
    static KEYS: OnceLock<[RandomState; 2]> = OnceLock::new();
    let keys = KEYS.get_or_init(|| [RandomState::new(), RandomState::new()]);
    Fingerprint(keys.each_ref().map(|key| key.hash_one(text)))
}

/// Where links lead to in the end, whether or not anything is there.
fn follow(named: &Path) -> std::io::Result<PathBuf> {
    let mut path = named.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("/")).join(to),
            // What is no link, or not there, is the end.
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::NotFound) => {
                return Ok(if path == named { path } else { shortest(path) });
            }
            Err(error) => return Err(error),
        }
    }
    Err(rustix::io::Errno::LOOP.into())
}

/// The path without detours, if something is there.
fn shortest(path: PathBuf) -> PathBuf {
    fs::canonicalize(&path).unwrap_or(path)
}

/// The text of a file. Nothing else is read, since a pipe or a device would hold up whoever asks for
/// ever.
pub(super) fn read_file(
    path: &Path,
) -> Result<Option<(Zeroizing<String>, Metadata)>, CredentialsFileError> {
    let path = || path.to_owned();
    let failed = |source| CredentialsFileError::Read { path: path(), source };
    let at_once = OFlags::NONBLOCK.bits().cast_signed();
    let file = match OpenOptions::new().read(true).custom_flags(at_once).open(path()) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(source)),
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(CredentialsFileError::NotAFile { path: path() });
    }
    if metadata.len() > MAX_BYTES {
        return Err(CredentialsFileError::TooLarge { path: path() });
    }
    let size = usize::try_from(metadata.len()).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(CredentialsFileError::TooLarge { path: path() });
    }
    match str::from_utf8(&bytes) {
        Ok(text) => Ok(Some((Zeroizing::new(text.to_owned()), metadata))),
        Err(_) => Err(CredentialsFileError::NotText { path: path() }),
    }
}
