//! The plan for saving a key into an AWS profile, which is shown and confirmed before the file is
//! changed. It holds no secret, neither the new one nor those in the file.

use super::access_key::AccessKey;
use super::key_id::AccessKeyId;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// The name of a profile that every reader of the credentials file accepts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProfileName(Arc<str>);

/// Why a text cannot be the name of a profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProfileNameError {
    /// The text is empty.
    #[error("a profile needs a name")]
    Empty,
    /// The SDKs silently ignore a profile with such a name.
    #[error("the SDKs take no profile with {0:?} in its name (letters, digits and _-./@%:+ only)")]
    Character(char),
    /// The AWS CLI applies the settings in `[DEFAULT]` to every profile.
    #[error("what is in [DEFAULT], the AWS CLI takes for every profile's; you may mean default")]
    Defaults,
    /// The name is too long to be meant as one.
    #[error("a name has at most 128 characters")]
    Length,
}

/// The longest name, in characters.
const LONGEST_NAME: usize = 128;

impl ProfileName {
    /// Checks a name.
    ///
    /// # Errors
    /// When some reader of the file would not find the profile by this name.
    pub fn parse(text: &str) -> Result<Self, ProfileNameError> {
        let is_odd = |c: &char| !c.is_ascii_alphanumeric() && !"_-/.%@:+".contains(*c);
        match text {
            "" => return Err(ProfileNameError::Empty),
            "DEFAULT" => return Err(ProfileNameError::Defaults),
            _ if text.len() > LONGEST_NAME => return Err(ProfileNameError::Length),
            _ => {}
        }
        match text.chars().find(is_odd) {
            Some(odd) => Err(ProfileNameError::Character(odd)),
            None => Ok(Self(text.into())),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether programs use this profile when none is named.
    pub(crate) fn is_default(&self) -> bool {
        self.as_str() == "default"
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A planned change of the credentials file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfilePlan {
    /// The profile that is to hold the key.
    pub profile: ProfileName,
    /// The credentials file.
    pub path: PathBuf,
    /// The file that this path is a symbolic link to.
    pub symlink_target: Option<PathBuf>,
    /// Whether the file has to be created.
    pub new_file: bool,
    /// Whether the profile is not in the file yet.
    pub new_profile: bool,
    /// The key to be written.
    pub key: AccessKeyId,
    /// The key that the profile holds before the change.
    pub current_key: Option<AccessKeyId>,
    /// The lines around the change, and the change.
    pub diff: Vec<DiffLine>,
    /// What the person should know before confirming.
    pub warnings: Vec<ProfileWarning>,
    /// The text of the file that the plan is for.
    pub base_text: Fingerprint,
}

/// A line of the file, as it may be shown: without anything that could be a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiffLine {
    /// What happens to it.
    pub change: LineChange,
    /// The line, with dots for what is not shown.
    pub text: String,
}

/// What happens to a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineChange {
    /// It stays.
    Kept,
    /// It is removed.
    Removed,
    /// It is added.
    Added,
}

/// Shows whether the text of the file has changed, within one run of the program.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u64; 2]);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}

/// What the person should know before saving a key into a profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProfileWarning {
    /// Programs use this profile when none is named.
    Default,
    /// A session token in the profile is removed: AWS would refuse the new key with it.
    TokenRemoved,
    /// The profile has other credentials too, by this setting, which may take precedence.
    Other {
        /// The setting's name.
        setting: &'static str,
        /// Where it is set.
        place: SettingPlace,
    },
    /// Other users of this machine can read the file, which has this mode.
    ReadableByOthers(u32),
    /// The file has this many hard links, of which only one gets the new key.
    HardLinks(u64),
    /// An akia that was killed while it wrote the file left this file beside it.
    LeftBehind(PathBuf),
    /// `[profile x]` on this line does not define the profile `x` in this file.
    ProfilePrefix(usize),
}

/// Where a profile's setting is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingPlace {
    /// In the credentials file.
    Credentials,
    /// In the profile of the same name in the configuration file.
    Config,
}

impl ProfileWarning {
    pub(crate) fn describe(&self, profile: &ProfileName) -> String {
        match self {
            Self::Default => "default is what every program uses that names no profile: a profile \
                              of its own is safer."
                .to_owned(),
            Self::TokenRemoved => "The session token goes: AWS refuses a long-term key that comes \
                                   with one."
                .to_owned(),
            Self::Other { setting: "aws_session_token", .. } => format!(
                "The config file has an aws_session_token for {profile}, which the SDKs send with \
                 the key: AWS refuses that. Remove it there."
            ),
            Self::Other { setting: "aws_access_key_id", .. } => format!(
                "{profile} has a key in the config file, too, which stays there: the one saved here \
                 goes before it."
            ),
            Self::Other { setting: "credential_process", .. } => format!(
                "{profile} has a credential_process too: the AWS CLI takes the key, most SDKs the \
                 process."
            ),
            Self::Other { setting, place } => {
                let place = match place {
                    SettingPlace::Credentials => "",
                    SettingPlace::Config => " in the config file",
                };
                format!(
                    "{profile} has {setting}{place}, which goes before keys: they may never be used."
                )
            }
            Self::ReadableByOthers(mode) => {
                format!("Others on this machine may read the file (mode {mode:04o}): chmod 600.")
            }
            Self::HardLinks(count) => format!(
                "The file has {count} names (hard links): the others keep the text there is now."
            ),
            Self::LeftBehind(path) => format!(
                "{} was left by an akia that was killed, and may hold a secret: delete it.",
                path.display()
            ),
            Self::ProfilePrefix(line) => format!(
                "[profile {profile}] on line {line} is not this profile: that form is for the \
                 config file."
            ),
        }
    }
}

/// The settings that provide credentials besides the saved key, or break it. The first ones have
/// the gravest effect.
const OTHER_CREDENTIALS: [&str; 10] = [
    "role_arn",
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_account_id",
    "login_session",
    "credential_process",
    "aws_session_token",
    "aws_access_key_id",
];

/// The gravest setting of a profile that provides other credentials, or breaks the saved key.
pub(crate) fn other_credentials<'a>(
    profile: &str,
    setting: impl Fn(&str) -> Option<&'a str>,
) -> Option<&'static str> {
    let is_own_source = setting("source_profile").is_some_and(|source| source.trim() == profile);
    for name in OTHER_CREDENTIALS {
        // A role that is assumed with the profile's own keys needs the saved key.
        let needs_saved_key = is_own_source && name == "role_arn";
        if setting(name).is_some() && !needs_saved_key {
            return Some(name);
        }
    }
    None
}

/// A key that was saved into a profile, and synced to disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedProfile {
    /// The profile.
    pub profile: ProfileName,
    /// The key it holds now.
    pub key: AccessKey,
    /// The credentials file.
    pub path: PathBuf,
    /// The machine it is on, when the person is connected from another one.
    pub host: Option<String>,
    /// The copy of the previous file, with its secrets.
    pub backup: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("alice", Ok(()))]
    #[case("a_b-c/d.e%f@g:h+1", Ok(()))]
    #[case("default", Ok(()))]
    #[case("", Err(ProfileNameError::Empty))]
    #[case("DEFAULT", Err(ProfileNameError::Defaults))]
    #[case("my profile", Err(ProfileNameError::Character(' ')))]
    #[case("a]b", Err(ProfileNameError::Character(']')))]
    #[case("a#b", Err(ProfileNameError::Character('#')))]
    #[case("\"x\"", Err(ProfileNameError::Character('"')))]
    #[case("a\nb", Err(ProfileNameError::Character('\n')))]
    #[case("zoë", Err(ProfileNameError::Character('ë')))]
    fn only_names_that_every_reader_finds_are_accepted(
        #[case] name: &str,
        #[case] expected: Result<(), ProfileNameError>,
    ) {
        assert_eq!(ProfileName::parse(name).map(drop), expected);
    }

    #[rstest]
    #[case(&[("region", "eu-west-1")], None)]
    #[case(&[("role_arn", "r"), ("source_profile", "base")], Some("role_arn"))]
    #[case(&[("role_arn", "r"), ("source_profile", "x")], None)]
    #[case(&[("role_arn", "r"), ("source_profile", "x"), ("aws_session_token", "t")], Some("aws_session_token"))]
    #[case(&[("credential_process", "p"), ("sso_session", "s")], Some("sso_session"))]
    fn settings_that_may_take_precedence_are_found(
        #[case] settings: &[(&str, &'static str)],
        #[case] expected: Option<&str>,
    ) {
        let get = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, v)| *v);
        assert_eq!(other_credentials("x", get), expected);
    }
}
