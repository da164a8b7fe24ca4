//! What stands at the place of the file: read whole, through links, and nothing but a file.

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
const LARGEST: u64 = 1024 * 1024;

/// The most links that are followed.
const MOST_LINKS: usize = 40;

/// The file as it is, or that there is none.
pub(super) struct Found {
    /// The path, as it was named.
    pub(super) path: PathBuf,
    /// The file itself, at the end of all links.
    pub(super) real: PathBuf,
    /// Its text and its metadata.
    pub(super) file: Option<(Zeroizing<String>, Metadata)>,
}

impl Found {
    /// Looks.
    pub(super) fn at(location: &Location) -> Result<Self, CredentialsFileError> {
        let path = location.path.clone();
        let real = follow(&path)
            .map_err(|source| CredentialsFileError::Read { path: path.clone(), source })?;
        let file = read(&real)?;
        Ok(Self { path, real, file })
    }

    /// Its text; none where there is no file.
    pub(super) fn text(&self) -> &str {
        self.file.as_ref().map_or("", |(text, _)| text)
    }

    /// Whether a file there is may be written to.
    pub(super) fn check_writable(&self) -> Result<(), CredentialsFileError> {
        let Some((_, metadata)) = &self.file else { return Ok(()) };
        // Of root anything may be written; a file that was made read-only is so on purpose.
        let is_writable =
            metadata.mode() & 0o222 != 0 && access(&self.real, Access::WRITE_OK).is_ok();
        let read_only = || CredentialsFileError::ReadOnly { path: self.real.clone() };
        if is_writable { Ok(()) } else { Err(read_only()) }
    }

    /// What is to be known of the file itself.
    pub(super) fn warnings(&self) -> impl Iterator<Item = ProfileWarning> {
        let metadata = self.file.as_ref().map(|(_, metadata)| metadata);
        let mode = metadata.map(|m| m.mode() & 0o777).filter(|mode| mode & 0o044 != 0);
        let names = metadata.map(MetadataExt::nlink).filter(|names| *names > 1);
        let mode = mode.map(ProfileWarning::ReadableByOthers);
        mode.into_iter().chain(names.map(ProfileWarning::HardLinks))
    }
}

/// What tells one text of a file, or that there is none, from another, in this process.
pub(super) fn fingerprint(text: Option<&str>) -> Fingerprint {
    static KEYS: OnceLock<[RandomState; 2]> = OnceLock::new();
    let keys = KEYS.get_or_init(|| [RandomState::new(), RandomState::new()]);
    Fingerprint(keys.each_ref().map(|key| key.hash_one(text)))
}

/// Where links lead to in the end, whether or not anything is there.
fn follow(path: &Path) -> std::io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("/")).join(to),
            // What is no link, or not there, is the end.
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::NotFound) => {
                return Ok(path);
            }
            Err(error) => return Err(error),
        }
    }
    Err(rustix::io::Errno::LOOP.into())
}

/// The text of a file. Nothing else is read, since a pipe or a device would hold up whoever asks for
/// ever.
pub(super) fn read(
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
    if metadata.len() > LARGEST {
        return Err(CredentialsFileError::TooLarge { path: path() });
    }
    let size = usize::try_from(metadata.len()).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(CredentialsFileError::TooLarge { path: path() });
    }
    match str::from_utf8(&bytes) {
        Ok(text) => Ok(Some((Zeroizing::new(text.to_owned()), metadata))),
        Err(_) => Err(CredentialsFileError::NotText { path: path() }),
    }
}
