//! The names of the files that akia creates beside the credentials file.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// Follows the name of a file in the name of its backup.
const BACKUP_SUFFIX: &str = ".akia-backup";

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

/// `credentials.akia-backup`, `credentials.akia-backup_2`, `credentials.akia-backup_3`…
pub(super) fn backup_path(file: &Path, number: u32) -> PathBuf {
    let number = if number == 1 { String::new() } else { format!("_{number}") };
    file.with_file_name(format!("{}{BACKUP_SUFFIX}{number}", name_of(file)))
}

pub(super) fn is_backup(path: &Path) -> bool {
    name_of(path).contains(BACKUP_SUFFIX)
}

/// The backups of the same file as this one, and itself if it still exists.
pub(super) fn backups_like(backup: &Path) -> Vec<PathBuf> {
    let name = name_of(backup);
    let original = name.split_once(BACKUP_SUFFIX).map_or(&*name, |(original, _)| original);
    siblings(backup, &format!("{original}{BACKUP_SUFFIX}"))
}

/// A path for the new text until it replaces the file.
pub(super) fn temporary_path(file: &Path, random: u64) -> PathBuf {
    file.with_file_name(format!("{}{random:016x}", temporary_prefix(file)))
}

/// The temporary files that programs left behind when they were killed.
pub(super) fn temporary_files(file: &Path) -> Vec<PathBuf> {
    siblings(file, &temporary_prefix(file))
}

fn temporary_prefix(file: &Path) -> String {
    format!(".{}.akia-", name_of(file))
}

/// The files in the same folder with this prefix. A folder that cannot be read counts as empty.
fn siblings(file: &Path, prefix: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder_of(file)) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| name_of(path).starts_with(prefix)).collect()
}

fn name_of(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}
