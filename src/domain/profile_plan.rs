//! What saving a key into an AWS profile would change: planned, shown, and agreed to before it is
//! done. Nothing here holds a secret, neither the new one nor those that are in the file.

use super::access_key::AccessKey;
use super::key_id::AccessKeyId;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// The name of a profile, as every reader of the credentials file takes it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProfileName(Arc<str>);

/// Why a text cannot be the name of a profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProfileNameError {
    /// There is none.
    #[error("a profile needs a name")]
    Empty,
    /// The SDKs pass over such a section without a word.
    #[error("the SDKs take no profile with {0:?} in its name (letters, digits and _-./@%:+ only)")]
    Character(char),
    /// What stands in this section, the AWS CLI takes for every profile's.
    #[error("what is in [DEFAULT], the AWS CLI takes for every profile's; you may mean default")]
    Defaults,
    /// Longer than anybody would name one.
    #[error("a name has at most 128 characters")]
    Length,
}

/// The longest name, in characters.
const LONGEST_NAME: usize = 128;

impl ProfileName {
    /// Checks a name.
    ///
    /// # Errors
    /// When some reader of the file would not find the profile by it.
    pub fn parse(text: &str) -> Result<Self, ProfileNameError> {
        let is_odd = |c: &char| !c.is_ascii_alphanumeric() && !"_-/.%@:+".contains(*c);
        match text {
            "" => Err(ProfileNameError::Empty),
            "DEFAULT" => Err(ProfileNameError::Defaults),
            _ if text.len() > LONGEST_NAME => Err(ProfileNameError::Length),
            _ => text
                .chars()
                .find(is_odd)
                .map_or_else(|| Ok(Self(text.into())), |odd| Err(ProfileNameError::Character(odd))),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is what every program uses that was told of no profile.
    pub(crate) fn is_default(&self) -> bool {
        self.as_str() == "default"
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What is to be changed in the credentials file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfilePlan {
    /// The profile that is to hold the key.
    pub profile: ProfileName,
    /// The credentials file.
    pub path: PathBuf,
    /// The file that a symbolic link there leads to.
    pub symlink_target: Option<PathBuf>,
    /// Whether the file has to be made.
    pub new_file: bool,
    /// Whether the profile is not in the file yet.
    pub new_profile: bool,
    /// The key that is to be written.
    pub key: AccessKeyId,
    /// The key that the profile holds.
    pub current_key: Option<AccessKeyId>,
    /// The lines around the change, and the change.
    pub diff: Vec<DiffLine>,
    /// What is to be known before.
    pub warnings: Vec<ProfileWarning>,
    /// The text it was planned on.
    pub base_text: Fingerprint,
}

/// A line of the file, as it may be shown: without anything that could be a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiffLine {
    /// What becomes of it.
    pub change: LineChange,
    /// The line, with dots for what is not shown.
    pub text: String,
}

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineChange {
    /// It stays as it is.
    Kept,
    /// It goes.
    Removed,
    /// It comes.
    Added,
}

/// Tells one text of the file from another; worth nothing outside of the process that made it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u64; 2]);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}

/// What is to be known before a key is saved into a profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProfileWarning {
    /// It is the profile of whoever names none.
    Default,
    /// A session token in the profile is removed: AWS would refuse the new key with it.
    TokenRemoved,
    /// The profile has other credentials too, by this setting, which may go before the key.
    Other {
        /// The setting's name.
        setting: &'static str,
        /// Where it stands.
        place: SettingPlace,
    },
    /// Others on this machine may read the file.
    ReadableByOthers(u32),
    /// The file has so many names: only one of them gets the new key.
    HardLinks(u64),
    /// A program that was killed while it wrote the file left this beside it.
    LeftBehind(PathBuf),
    /// `[profile x]` on this line is not the profile `x`, in this file.
    ProfilePrefix(usize),
}

/// Where a setting stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingPlace {
    /// In the credentials file.
    Credentials,
    /// In the profile of the same name in the configuration file.
    Config,
}

impl ProfileWarning {
    /// In a sentence or two.
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

/// The settings that give credentials besides the key that is saved, or spoil them; the weightiest
/// first.
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

/// The setting by which a profile has other credentials, or a token that spoils them.
pub(crate) fn other_credentials<'a>(
    profile: &str,
    setting: impl Fn(&str) -> Option<&'a str>,
) -> Option<&'static str> {
    // A role that is assumed with the profile's own keys needs them.
    let own_keys = setting("source_profile").is_some_and(|source| source.trim() == profile);
    OTHER_CREDENTIALS
        .into_iter()
        .find(|name| setting(name).is_some() && !(own_keys && *name == "role_arn"))
}

/// A key that was saved into a profile, and synced to the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedProfile {
    /// The profile.
    pub profile: ProfileName,
    /// The key it holds now.
    pub key: AccessKey,
    /// The credentials file.
    pub path: PathBuf,
    /// The machine it is on, when that is not the one the person sits at.
    pub host: Option<String>,
    /// The file as it was before, with the secrets it had.
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
    fn names_are_what_every_reader_finds(
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
    fn what_may_go_before_keys_is_told(
        #[case] settings: &[(&str, &'static str)],
        #[case] expected: Option<&str>,
    ) {
        let get = |name: &str| settings.iter().find(|(known, _)| *known == name).map(|(_, v)| *v);
        assert_eq!(other_credentials("x", get), expected);
    }
}
