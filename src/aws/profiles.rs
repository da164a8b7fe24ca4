//! The profiles in `~/.aws`, and what they say about where credentials come from.
//!
//! The SDK follows profiles to credentials by itself, and tells nobody which way it took. What a
//! person is to be told (sign in again with which command, which key is underneath, does a
//! process want the terminal) needs the way: it is followed here by the SDK's own rules.

#[cfg(test)]
mod tests;

use super::Transport;
use crate::domain::{AccessKeyId, IdKind, other_credentials};
use aws_config::profile::{Profile, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};
use std::path::PathBuf;

/// The environment variables and files that are read.
#[derive(Debug)]
pub(super) struct AwsEnvironment {
    env: Env,
    fs: Fs,
    files: EnvConfigFiles,
}

impl AwsEnvironment {
    /// Those of this process.
    pub(super) fn real() -> Self {
        Self { env: Env::real(), fs: Fs::real(), files: EnvConfigFiles::default() }
    }

    /// Those that an account is reached in; none where it answers in this process by itself.
    pub(super) fn of(transport: &Transport) -> Option<Self> {
        match transport {
            Transport::InProcess { .. } => None,
            Transport::InProcessProfiles { config, .. } => Some(Self::of_config(config)),
            Transport::Network => Some(Self::real()),
        }
    }

    /// No environment, and one configuration file, with this in it.
    pub(super) fn of_config(config: &str) -> Self {
        let files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, config);
        Self { env: Env::from_slice(&[]), fs: Fs::real(), files: files.build() }
    }

    /// The files that profiles are read from.
    pub(super) fn files(&self) -> &EnvConfigFiles {
        &self.files
    }

    /// An environment variable; one that is empty counts as not set.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.env.get(name).ok().filter(|value| !value.trim().is_empty())
    }

    /// The access key ID in the environment, if its secret is there as well.
    pub(super) fn access_key(&self) -> Option<AccessKeyId> {
        self.variable("AWS_SECRET_ACCESS_KEY")?;
        self.variable("AWS_ACCESS_KEY_ID").map(|id| AccessKeyId::from_iam(id.trim()))
    }

    /// The setting by which the configuration file gives this profile credentials.
    pub(super) async fn other_credentials(&self, profile: &str) -> Option<&'static str> {
        let files = EnvConfigFiles::builder().include_default_config_file(true).build();
        let set = aws_config::profile::load(&self.fs, &self.env, &files, None).await.ok()?;
        let own = set.get_profile(profile)?;
        other_credentials(profile, |setting| own.get(setting))
    }

    /// What is wrong with the files, where the SDK takes one it cannot read for an empty one.
    pub(super) async fn trouble_with_files(&self) -> Option<String> {
        for (variable, name) in
            [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")]
        {
            let named = self.variable(variable);
            let path = match (&named, self.variable("HOME")) {
                (Some(path), Some(home)) if path.starts_with("~/") => {
                    PathBuf::from(home).join(path.trim_start_matches("~/"))
                }
                (Some(path), _) => PathBuf::from(path),
                (None, Some(home)) => PathBuf::from(home).join(".aws").join(name),
                (None, None) => continue,
            };
            let trouble = match self.fs.read_to_end(&path).await {
                Ok(bytes) if std::str::from_utf8(&bytes).is_ok() => continue,
                Ok(_) => "is not text in UTF-8".to_owned(),
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    format!("cannot be read: {error}")
                }
                Err(_) if named.is_some() => format!("is not there, but {variable} names it"),
                Err(_) => continue,
            };
            return Some(format!("{} {trouble}", path.display()));
        }
        None
    }
}

/// The profiles there are, and the one in use.
#[derive(Debug)]
pub(super) struct Profiles {
    set: ProfileSet,
    name: String,
    /// Whether somebody named the profile; `default` need not be there otherwise.
    named: bool,
}

impl Profiles {
    /// Reads the files. The profile is the one asked for, else that of `AWS_PROFILE`, else
    /// `default`.
    ///
    /// # Errors
    /// What is wrong with the files, in words.
    pub(super) async fn load(
        environment: &AwsEnvironment,
        asked_for: Option<&str>,
    ) -> Result<Self, String> {
        let named = asked_for.map(str::to_owned).or_else(|| environment.variable("AWS_PROFILE"));
        let name = named.clone().unwrap_or_else(|| "default".to_owned());
        let named_so = Some(name.clone().into());
        let set = aws_config::profile::load(
            &environment.fs,
            &environment.env,
            &environment.files,
            named_so,
        )
        .await
        .map_err(|error| super::credential_source::cause(&error).message)?;
        Ok(Self { set, name, named: named.is_some() })
    }

    /// The name of the profile in use.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether somebody asked for the profile, and it is not there.
    pub(super) fn is_missing(&self) -> bool {
        self.named && self.set.get_profile(&self.name).is_none()
    }

    /// All profiles, by name.
    pub(super) fn each(&self) -> impl Iterator<Item = &Profile> {
        self.names().into_iter().filter_map(|name| self.set.get_profile(name))
    }

    /// The names of all profiles, in order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.set.profiles().collect();
        names.sort_unstable();
        names
    }

    /// The way from the profile in use to where its credentials come from.
    pub(super) fn chain(&self) -> ProfileChain<'_> {
        ProfileChain::follow(&self.set, &self.name)
    }
}

/// Where the credentials at the end of a trail come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ProviderKind {
    /// Access keys written in the profile.
    Keys,
    /// A `credential_process`.
    Process,
    /// IAM Identity Center.
    Sso,
    /// `aws login`.
    Login,
    /// A web identity token in a file.
    WebIdentity,
    /// `credential_source = Environment`.
    Environment,
    /// `credential_source` of a container or an instance.
    Machine,
    /// Nothing that gives credentials.
    Nothing,
}

/// What the first role with an MFA code is assumed with.
#[derive(Clone, Copy, Debug)]
pub(super) enum MfaSource<'a> {
    /// The keys in this profile.
    Keys(&'a Profile),
    /// What this profile gives.
    Profile(&'a Profile),
    /// `credential_source = Environment`
    Environment,
}

/// The profile in use, its `source_profile`, that one's, and so on.
#[derive(Debug)]
pub(super) struct ProfileChain<'a> {
    set: &'a ProfileSet,
    profiles: Vec<&'a Profile>,
    provider: ProviderKind,
}

impl<'a> ProfileChain<'a> {
    fn follow(set: &'a ProfileSet, name: &str) -> Self {
        let mut profiles: Vec<&Profile> = Vec::new();
        let mut provider = ProviderKind::Nothing;
        let mut next = set.get_profile(name);
        while let Some(profile) = next {
            let first = profiles.is_empty();
            profiles.push(profile);
            provider = match (first, provider_of(profile)) {
                // A source_profile's own keys go before all else it says.
                (false, _) if has_keys(profile) => ProviderKind::Keys,
                (_, provider) => provider,
            };
            let source = profile.get("source_profile").filter(|_| assumes_role(profile));
            next = source
                .filter(|_| first || provider != ProviderKind::Keys)
                .and_then(|source| set.get_profile(source))
                .filter(|source| profiles.iter().all(|seen| seen.name() != source.name()));
        }
        Self { set, profiles, provider }
    }

    /// Where the credentials come from.
    pub(super) fn provider(&self) -> ProviderKind {
        self.provider
    }

    /// The name of the profile that gives the credentials.
    pub(super) fn provider_profile(&self) -> Option<&'a str> {
        self.profiles.last().map(|profile| profile.name())
    }

    /// The first value of a setting along the way.
    pub(super) fn find(&self, key: &str) -> Option<&'a str> {
        self.profiles.iter().find_map(|profile| profile.get(key)).filter(|value| !value.is_empty())
    }

    /// The region of the IAM Identity Center that signs in.
    pub(super) fn sso_region(&self) -> Option<&'a str> {
        let session = self.find("sso_session").and_then(|name| self.set.sso_session(name));
        session.and_then(|session| session.get("sso_region")).or_else(|| self.find("sso_region"))
    }

    /// The profile whose `source_profile` is not there, and that profile's name.
    pub(super) fn missing_source(&self) -> Option<(&'a str, &'a str)> {
        let last = self.profiles.last().filter(|profile| assumes_role(profile))?;
        let source = last.get("source_profile")?;
        self.set.get_profile(source).is_none().then_some((last.name(), source))
    }

    /// The roles to be assumed from the first that wants an MFA code, from below; and with what the
    /// first of them is assumed. `None` where no code is wanted: that way the SDK goes by itself.
    pub(super) fn mfa_roles(&self) -> Option<(Vec<&'a Profile>, Option<MfaSource<'a>>)> {
        let with_code = |profile: &&Profile| {
            assumes_role(profile) && profile.get("mfa_serial").is_some_and(|s| !s.trim().is_empty())
        };
        let lowest = self.profiles.iter().rposition(with_code)?;
        let roles: Vec<&Profile> = self.profiles.iter().take(lowest + 1).rev().copied().collect();
        let is_base =
            |at: usize| at + 1 == self.profiles.len() && self.provider == ProviderKind::Keys;
        let source = match self.profiles.get(lowest + 1) {
            Some(source) if is_base(lowest + 1) => Some(MfaSource::Keys(source)),
            Some(source) => Some(MfaSource::Profile(source)),
            None if is_base(lowest) => roles.first().copied().map(MfaSource::Keys),
            None if self.provider == ProviderKind::Environment => Some(MfaSource::Environment),
            None => None,
        };
        Some((roles, source))
    }

    /// The profile in use, if it is a user's own: not a role's, and with keys in it.
    pub(super) fn own_keys(&self) -> Option<&'a Profile> {
        match self.profiles.as_slice() {
            [profile] if self.provider == ProviderKind::Keys && !assumes_role(profile) => {
                Some(profile)
            }
            _ => None,
        }
    }

    /// The long-term key at the end of the way.
    pub(super) fn long_term_key(&self, environment: &AwsEnvironment) -> Option<AccessKeyId> {
        let id = match self.provider {
            ProviderKind::Keys => {
                self.profiles.last()?.get("aws_access_key_id").map(AccessKeyId::from_iam)
            }
            ProviderKind::Environment => environment.access_key(),
            _ => None,
        };
        id.filter(|id| id.kind() == IdKind::LongTermKey)
    }
}

fn has_keys(profile: &Profile) -> bool {
    ["aws_access_key_id", "aws_secret_access_key"].iter().all(|key| profile.get(key).is_some())
}

/// Whether a profile is a role, assumed with other credentials than a web identity token.
pub(super) fn assumes_role(profile: &Profile) -> bool {
    profile.get("role_arn").is_some() && profile.get("web_identity_token_file").is_none()
}

/// What a profile gives by itself, in the SDK's order.
pub(super) fn provider_of(profile: &Profile) -> ProviderKind {
    let has = |key: &str| profile.get(key).is_some();
    match profile.get("credential_source") {
        Some(source) if source.eq_ignore_ascii_case("environment") => ProviderKind::Environment,
        Some(_) => ProviderKind::Machine,
        None if has("web_identity_token_file") => ProviderKind::WebIdentity,
        None if has("sso_session") || has("sso_start_url") || has("sso_account_id") => {
            ProviderKind::Sso
        }
        None if has("login_session") => ProviderKind::Login,
        None if has("credential_process") => ProviderKind::Process,
        None if has_keys(profile) => ProviderKind::Keys,
        None => ProviderKind::Nothing,
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! Surroundings made up.

    use super::*;

    /// These variables and this `~/.aws/config`.
    pub(in crate::aws) fn environment_with(env: &[(&str, &str)], config: &str) -> AwsEnvironment {
        let mut env = env.to_vec();
        env.push(("HOME", "/home/ada"));
        let files = [("/home/ada/.aws/config".to_owned(), config.as_bytes().to_vec())];
        let (env, fs) = (Env::from_slice(&env), Fs::from_map(files.into()));
        AwsEnvironment { env, fs, files: EnvConfigFiles::default() }
    }
}
