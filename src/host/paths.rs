//! Where state and downloads are kept, by the XDG rules (also on macOS, as users of the AWS CLI
//! expect).

use super::file_system::read_file;
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// How much of `user-dirs.dirs` is read, in bytes.
const MAX_SETTINGS_BYTES: u64 = 64 * 1024;

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages describe the variants")]
pub enum PathError {
    #[error("your home folder is not known: set HOME")]
    NoHome,
    #[error(
        "the download folder {path} cannot be used: {1}. Create it, or give another with \
         --download-dir",
        path = .0.display()
    )]
    NoFolder(PathBuf, String),
    #[error("the current folder cannot be used: {0}. Give another with --download-dir")]
    NoCurrent(#[source] io::Error),
}

/// `$XDG_STATE_HOME/akia`: the folder for the journal and state files.
pub(crate) fn state_dir() -> Result<PathBuf, PathError> {
    let strategy = base_strategy()?;
    Ok(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("akia"))
}

/// The folder for downloads: the one named with `--download-dir`, or else the desktop's,
/// `~/Downloads` or the current one. A named folder is never created, since a mistyped name would
/// hide a secret in an unexpected place.
pub(crate) fn download_dir(named: Option<&Path>) -> Result<PathBuf, PathError> {
    if let Some(path) = named {
        let no_folder = |reason| PathError::NoFolder(path.to_owned(), reason);
        return match fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(path.to_owned()),
            Ok(_) => Err(no_folder("it is not a folder".to_owned())),
            Err(error) => Err(no_folder(error.to_string())),
        };
    }
    match desktop_dirs().into_iter().find(|path| path.is_dir()) {
        Some(folder) => Ok(folder),
        None => env::current_dir().map_err(PathError::NoCurrent),
    }
}

fn base_strategy() -> Result<impl BaseStrategy, PathError> {
    etcetera::choose_base_strategy().map_err(|_| PathError::NoHome)
}

/// The folders that may be the desktop's download folder, the likeliest first. Some may not exist.
fn desktop_dirs() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(variable) = env::var_os("XDG_DOWNLOAD_DIR") {
        let folder = PathBuf::from(variable);
        if folder.is_absolute() {
            folders.push(folder);
        }
    }
    let Ok(strategy) = base_strategy() else { return folders };
    let settings = strategy.config_dir().join("user-dirs.dirs");
    if let Ok(settings) = read_file(&settings, MAX_SETTINGS_BYTES) {
        folders.extend(download_dir_in(&settings, strategy.home_dir()));
    }
    folders.push(strategy.home_dir().join("Downloads"));
    folders
}

/// The download folder that `user-dirs.dirs` names, as xdg-user-dirs writes it. The home folder
/// itself stands for none.
fn download_dir_in(settings: &str, home: &Path) -> Option<PathBuf> {
    let quoted = settings.lines().find_map(|line| line.trim().strip_prefix("XDG_DOWNLOAD_DIR="))?;
    let value = quoted.trim_matches('"');
    let dir = match value.strip_prefix("$HOME/") {
        Some("") => return None,
        Some(below) => home.join(below),
        None => PathBuf::from(value),
    };
    (dir.is_absolute() && dir != home).then_some(dir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("# x\nXDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"\n", Some("/home/ada/Téléchargements"))]
    #[case("XDG_DOWNLOAD_DIR=\"/srv/in\"", Some("/srv/in"))]
    #[case("XDG_DOWNLOAD_DIR=\"$HOME/\"", None)]
    #[case("XDG_MUSIC_DIR=\"$HOME/Music\"", None)]
    #[case("XDG_DOWNLOAD_DIR=\"elsewhere\"", None)]
    fn desktops_name_their_download_folder(#[case] settings: &str, #[case] dir: Option<&str>) {
        assert_eq!(download_dir_in(settings, Path::new("/home/ada")), dir.map(PathBuf::from));
    }

    #[test]
    fn a_download_folder_named_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(download_dir(Some(folder.path())).unwrap(), folder.path());
        let missing = folder.path().join("missing");
        let error = download_dir(Some(&missing)).unwrap_err().to_string();
        assert!(error.contains("missing") && error.contains("Create it"));
        assert!(!missing.exists());
    }
}
