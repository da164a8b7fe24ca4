//! Where things are kept, by the XDG rules (also on macOS, as the AWS CLI's users expect).

use super::files::read_file;
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The longest `user-dirs.dirs` that is read, in bytes.
const LONGEST_SETTINGS: u64 = 64 * 1024;

/// Why a folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// No variable and no entry of the system's says where home is.
    #[error("your home folder is not known: set HOME")]
    NoHome,
    /// A folder that was asked for is not one.
    #[error(
        "the download folder {path} cannot be used: {reason}. Create it, or give another with \
         --download-dir",
        path = path.display()
    )]
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The current folder is gone.
    #[error("the current folder cannot be used: {0}. Give another with --download-dir")]
    NoCurrent(#[source] io::Error),
}

/// `$XDG_STATE_HOME/akia`: the journal.
///
/// # Errors
/// When the home folder is not known.
pub fn state_dir() -> Result<PathBuf, PathError> {
    let strategy = strategy()?;
    Ok(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("akia"))
}

/// Where files are downloaded to: the folder asked for (with `--download-dir`), else the
/// desktop's, else `~/Downloads`, else the current one.
///
/// # Errors
/// When the folder asked for is none; it is not created for the asking, since a mistyped one would
/// hide a secret in an odd place.
pub fn download_dir(asked_for: Option<&Path>) -> Result<PathBuf, PathError> {
    if let Some(path) = asked_for {
        let no_folder = |reason| PathError::NoFolder { path: path.to_owned(), reason };
        return match fs::metadata(path) {
            Ok(found) if found.is_dir() => Ok(path.to_owned()),
            Ok(_) => Err(no_folder("it is not a folder".to_owned())),
            Err(error) => Err(no_folder(error.to_string())),
        };
    }
    desktop_dirs()
        .into_iter()
        .find(|path| path.is_dir())
        .map_or_else(|| env::current_dir().map_err(PathError::NoCurrent), Ok)
}

fn strategy() -> Result<impl BaseStrategy, PathError> {
    etcetera::choose_base_strategy().map_err(|_| PathError::NoHome)
}

/// The folders that may be the desktop's download folder, the likeliest first.
fn desktop_dirs() -> Vec<PathBuf> {
    let variable =
        env::var_os("XDG_DOWNLOAD_DIR").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let Ok(strategy) = strategy() else { return variable.into_iter().collect() };
    let settings = read_file(&strategy.config_dir().join("user-dirs.dirs"), LONGEST_SETTINGS);
    let named = settings.ok().and_then(|text| named_download_dir(&text, strategy.home_dir()));
    variable.into_iter().chain(named).chain([strategy.home_dir().join("Downloads")]).collect()
}

/// The download folder that `user-dirs.dirs` names, as xdg-user-dirs writes it; not home itself,
/// which there means "none".
fn named_download_dir(settings: &str, home: &Path) -> Option<PathBuf> {
    let value = settings.lines().find_map(|line| line.trim().strip_prefix("XDG_DOWNLOAD_DIR="))?;
    let value = value.trim_matches('"');
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
        assert_eq!(named_download_dir(settings, Path::new("/home/ada")), dir.map(PathBuf::from));
    }

    #[test]
    fn a_download_folder_asked_for_must_be_there() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(download_dir(Some(folder.path())).unwrap(), folder.path());
        let missing = folder.path().join("missing");
        let error = download_dir(Some(&missing)).unwrap_err().to_string();
        assert!(error.contains("missing") && error.contains("Create it"));
        assert!(!missing.exists());
    }
}
