//! The credentials file as it was read: whole, through links, and only if it is a regular file.

use super::error::CredentialsFileError as Error;
use super::file_names::{folder_of, temporary_files};
use super::location::Location;
use crate::domain::{Fingerprint, ProfileWarning};
use crate::host::file_system::open_nonblocking;
use rustix::fs::{Access, access};
use rustix::io::Errno;
use std::fs::{self, Metadata};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// How many links are followed, as on Linux.
const MAX_LINKS: usize = 40;

pub(super) struct FileSnapshot {
    /// The path as it was named.
    pub(super) path: PathBuf,
    /// The path at the end of all links.
    pub(super) real_path: PathBuf,
    /// `None` if there is no file.
    pub(super) contents: Option<Contents>,
}

pub(super) struct Contents {
    pub(super) text: Zeroizing<String>,
    pub(super) metadata: Metadata,
}

impl FileSnapshot {
    pub(super) fn read(location: &Location) -> Result<Self, Error> {
        let path = location.path.clone();
        let real_path = follow_links(&path).map_err(|source| Error::Read(path.clone(), source))?;
        let contents = read_contents(&real_path)?;
        Ok(Self { path, real_path, contents })
    }

    pub(super) fn text(&self) -> Option<&str> {
        self.contents.as_ref().map(|contents| contents.text.as_str())
    }

    /// The target of the link at the path, if there is one.
    pub(super) fn link_target(&self) -> Option<&Path> {
        (self.real_path != self.path).then_some(&self.real_path)
    }

    /// Checks that the file may be replaced: neither it nor its folder is read-only.
    pub(super) fn check_writable(&self) -> Result<(), Error> {
        let folder = folder_of(&self.real_path);
        if self.contents.is_some() && !is_writable(&self.real_path) {
            return Err(Error::ReadOnly(self.real_path.clone()));
        }
        if folder.is_dir() && !is_writable(folder) {
            return Err(Error::ReadOnly(folder.to_owned()));
        }
        Ok(())
    }

    /// What the person should know about the file, whatever is saved into it.
    pub(super) fn warnings(&self) -> Vec<ProfileWarning> {
        let mut warnings = Vec::new();
        if let Some(Contents { metadata, .. }) = &self.contents {
            let mode = metadata.mode() & 0o777;
            if mode & 0o044 != 0 {
                warnings.push(ProfileWarning::ReadableByOthers(mode));
            }
            if metadata.nlink() > 1 {
                warnings.push(ProfileWarning::HardLinks(metadata.nlink()));
            }
        }
        warnings
            .extend(temporary_files(&self.real_path).into_iter().map(ProfileWarning::LeftBehind));
        warnings
    }
}

/// Whether a file or folder may be written to. Root may write to anything, but a mode without write
/// permission was set on purpose.
fn is_writable(path: &Path) -> bool {
    let has_mode = fs::metadata(path).is_ok_and(|metadata| metadata.mode() & 0o222 != 0);
    has_mode && access(path, Access::WRITE_OK).is_ok()
}

/// Tells texts apart within this process. No file is not the same as an empty one.
pub(super) fn fingerprint(text: Option<&str>) -> Fingerprint {
    static KEYS: OnceLock<[RandomState; 2]> = OnceLock::new();
    let keys = KEYS.get_or_init(|| [RandomState::new(), RandomState::new()]);
    Fingerprint(keys.each_ref().map(|key| key.hash_one(text)))
}

/// The path at the end of all links, where there need not be a file.
fn follow_links(named: &Path) -> io::Result<PathBuf> {
    let mut path = named.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = folder_of(&path).join(target),
            // The path is no link, or does not exist.
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::NotFound) => {
                if path != named {
                    // Without detours such as `..`, if the file exists.
                    path = fs::canonicalize(&path).unwrap_or(path);
                }
                return Ok(path);
            }
            Err(error) => return Err(error),
        }
    }
    Err(Errno::LOOP.into())
}

/// Reads a file; `None` if there is none. Only regular files are read, since a pipe or a device
/// could block for ever.
pub(super) fn read_contents(path: &Path) -> Result<Option<Contents>, Error> {
    let failed = |source| Error::Read(path.to_owned(), source);
    let file = match open_nonblocking(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(source)),
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(Error::NotRegular(path.to_owned()));
    }
    let size = usize::try_from(metadata.len().min(MAX_BYTES)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::TooLarge(path.to_owned()));
    }
    match str::from_utf8(&bytes) {
        Ok(text) => Ok(Some(Contents { text: Zeroizing::new(text.to_owned()), metadata })),
        Err(_) => Err(Error::NotUtf8(path.to_owned())),
    }
}
