//! Where the shared credentials file is, as everybody who reads it finds it.

use super::CredentialsFileError;
use std::env;
use std::ffi::OsStr;
use std::path::{self, PathBuf};

const VARIABLE: &str = "AWS_SHARED_CREDENTIALS_FILE";

/// Where the file is, whether or not it is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Location {
    /// The path, as the person named it.
    pub path: PathBuf,
    /// Whether nobody named it: then its folder may be made. A mistyped one would hide a secret in an
    /// odd place.
    pub is_default: bool,
}

impl Location {
    /// By this process's environment: `AWS_SHARED_CREDENTIALS_FILE`, or else `~/.aws/credentials`.
    ///
    /// # Errors
    /// When the AWS CLI and the SDKs would look in different places, or nowhere.
    pub fn from_environment() -> Result<Self, CredentialsFileError> {
        Self::by(env::var_os(VARIABLE).as_deref(), env::var_os("HOME").as_deref())
    }

    fn by(variable: Option<&OsStr>, home: Option<&OsStr>) -> Result<Self, CredentialsFileError> {
        use CredentialsFileError::{NoHome, Variable};
        let home = || {
            let home = home.filter(|home| !home.is_empty());
            home.map(PathBuf::from).ok_or(NoHome)
        };
        let Some(named) = variable else {
            return Ok(Self { path: home()?.join(".aws/credentials"), is_default: true });
        };
        let named = named.to_str().ok_or(Variable("it is not text in UTF-8"))?;
        let path = match named.strip_prefix("~/") {
            _ if named.trim().is_empty() => return Err(Variable("it is empty: unset it")),
            _ if named.contains('$') => {
                return Err(Variable("it has a $, which only the AWS CLI expands"));
            }
            Some(below) => home()?.join(below.trim_start_matches('/')),
            None if named.starts_with('~') => {
                return Err(Variable("only the AWS CLI expands ~ followed by a name"));
            }
            None => PathBuf::from(named),
        };
        Ok(Self { path: path::absolute(&path).unwrap_or(path), is_default: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, Some("/home/ada"), "/home/ada/.aws/credentials")]
    #[case(Some("~/keys"), Some("/home/ada"), "/home/ada/keys")]
    #[case(Some("~//keys"), Some("/home/ada"), "/home/ada/keys")]
    #[case(Some("/srv/keys"), None, "/srv/keys")]
    fn it_is_where_the_sdk_looks(
        #[case] variable: Option<&str>,
        #[case] home: Option<&str>,
        #[case] path: &str,
    ) {
        let found = Location::by(variable.map(OsStr::new), home.map(OsStr::new)).unwrap();
        assert_eq!(found, Location { path: path.into(), is_default: variable.is_none() });
    }

    #[rstest]
    #[case(Some(""), "unset it")]
    #[case(Some("$HOME/x"), "a $")]
    #[case(Some("~bob/x"), "~")]
    #[case(Some("~/x"), "set HOME")]
    #[case(None, "set HOME")]
    fn where_they_would_look_in_different_places_it_is_said(
        #[case] variable: Option<&str>,
        #[case] words: &str,
    ) {
        let error = Location::by(variable.map(OsStr::new), Some(OsStr::new(""))).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }

    #[test]
    fn a_relative_path_is_of_the_folder_one_is_in() {
        let found = Location::by(Some(OsStr::new("keys")), None).unwrap();
        assert_eq!(found.path, env::current_dir().unwrap().join("keys"));
    }
}
