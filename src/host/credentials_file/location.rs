//! Where the shared credentials file is, according to all AWS programs.

use super::error::CredentialsFileError;
use std::env;
use std::ffi::OsStr;
use std::path::{self, PathBuf};

const VARIABLE: &str = "AWS_SHARED_CREDENTIALS_FILE";

/// The path of the credentials file, which need not exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Location {
    /// The path, with links unresolved.
    pub(crate) path: PathBuf,
    /// Whether this is the default path, whose folder may be created. The folder of a path from the
    /// environment is not: a mistyped one would hide a secret in an unexpected place.
    pub(crate) is_default: bool,
}

impl Location {
    /// The location named by `AWS_SHARED_CREDENTIALS_FILE`, or else `~/.aws/credentials`.
    /// Refuses a variable by which the AWS CLI and the SDKs would look in different places.
    pub(crate) fn from_environment() -> Result<Self, CredentialsFileError> {
        Self::resolve(env::var_os(VARIABLE).as_deref(), env::var_os("HOME").as_deref())
    }

    fn resolve(
        variable: Option<&OsStr>,
        home: Option<&OsStr>,
    ) -> Result<Self, CredentialsFileError> {
        use CredentialsFileError::Variable;
        let home_folder = || match home {
            Some(home) if !home.is_empty() => Ok(PathBuf::from(home)),
            _ => Err(CredentialsFileError::NoHome),
        };
        let Some(variable) = variable else {
            return Ok(Self { path: home_folder()?.join(".aws/credentials"), is_default: true });
        };
        let named = variable.to_str().ok_or(Variable("it is not text in UTF-8"))?;
        if named.trim().is_empty() {
            return Err(Variable("it is empty: unset it"));
        }
        if named.contains('$') {
            return Err(Variable("it has a $, which only the AWS CLI expands"));
        }
        let path = match named.strip_prefix("~/") {
            Some(below_home) => home_folder()?.join(below_home.trim_start_matches('/')),
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
        let found = Location::resolve(variable.map(OsStr::new), home.map(OsStr::new)).unwrap();
        assert_eq!(found, Location { path: path.into(), is_default: variable.is_none() });
    }

    #[rstest]
    #[case(Some(""), "unset it")]
    #[case(Some("$HOME/x"), "a $")]
    #[case(Some("~bob/x"), "~")]
    #[case(Some("~/x"), "set HOME")]
    #[case(None, "set HOME")]
    fn a_variable_that_programs_follow_differently_is_refused(
        #[case] variable: Option<&str>,
        #[case] words: &str,
    ) {
        let error = Location::resolve(variable.map(OsStr::new), Some(OsStr::new(""))).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }

    #[test]
    fn a_relative_path_starts_at_the_current_folder() {
        let found = Location::resolve(Some(OsStr::new("keys")), None).unwrap();
        assert_eq!(found.path, env::current_dir().unwrap().join("keys"));
    }
}
