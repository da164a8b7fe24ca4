//! The environment variables and files that the SDKs read.

use super::error_chain::root_cause;
use super::transport::Transport;
use crate::domain::{AccessKeyId, LocalError, other_credentials};
use aws_config::profile::ProfileSet;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};
use std::io;
use std::path::PathBuf;

#[derive(Debug)]
pub(super) struct AwsEnvironment {
    env: Env,
    fs: Fs,
    files: EnvConfigFiles,
}

/// The profiles in the files cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ProfilesError(String);

impl From<ProfilesError> for LocalError {
    fn from(error: ProfilesError) -> Self {
        Self::new(error.to_string())
    }
}

impl AwsEnvironment {
    /// The environment of this process.
    pub(super) fn real() -> Self {
        Self { env: Env::real(), fs: Fs::real(), files: EnvConfigFiles::default() }
    }

    /// The environment that an account is reached from. `None` for an account that needs none.
    pub(super) fn of(transport: &Transport) -> Option<Self> {
        match transport {
            Transport::InProcess { .. } => None,
            Transport::InProcessProfiles { config, .. } => Some(Self::of_config(config)),
            Transport::Network => Some(Self::real()),
        }
    }

    /// No variables, and one configuration file with this content.
    pub(super) fn of_config(config: &str) -> Self {
        let files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, config);
        Self { env: Env::from_slice(&[]), fs: Fs::real(), files: files.build() }
    }

    pub(super) fn files(&self) -> &EnvConfigFiles {
        &self.files
    }

    /// An environment variable; an empty one counts as not set.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.env.get(name).ok().filter(|value| !value.trim().is_empty())
    }

    /// The access key ID in the environment, if its secret is there as well.
    pub(super) fn access_key(&self) -> Option<AccessKeyId> {
        self.variable("AWS_SECRET_ACCESS_KEY")?;
        let id = self.variable("AWS_ACCESS_KEY_ID")?;
        Some(AccessKeyId::from_iam(id.trim()))
    }

    /// All profiles in the files, with `profile` as the one in use.
    pub(super) async fn profiles(&self, profile: &str) -> Result<ProfileSet, ProfilesError> {
        let profile = Some(profile.to_owned().into());
        aws_config::profile::load(&self.fs, &self.env, &self.files, profile)
            .await
            .map_err(|error| ProfilesError(root_cause(&error).message))
    }

    /// The setting by which the configuration file gives this profile credentials.
    pub(super) async fn other_credentials(&self, profile: &str) -> Option<&'static str> {
        let files = EnvConfigFiles::builder().include_default_config_file(true).build();
        let set = aws_config::profile::load(&self.fs, &self.env, &files, None).await.ok()?;
        let own = set.get_profile(profile)?;
        other_credentials(profile, |setting| own.get(setting))
    }

    /// Why a file cannot be read. The SDK takes such a file for an empty one.
    pub(super) async fn unreadable_file(&self) -> Option<String> {
        for (variable, name) in
            [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")]
        {
            let named = self.variable(variable);
            let home = self.variable("HOME").map(PathBuf::from);
            let path = match (&named, home) {
                (Some(path), Some(home)) if path.starts_with("~/") => {
                    home.join(path.trim_start_matches("~/"))
                }
                (Some(path), _) => PathBuf::from(path),
                (None, Some(home)) => home.join(".aws").join(name),
                (None, None) => continue,
            };
            let reason = match self.fs.read_to_end(&path).await {
                Ok(bytes) if str::from_utf8(&bytes).is_ok() => continue,
                Ok(_) => "is not text in UTF-8".to_owned(),
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    format!("cannot be read: {error}")
                }
                Err(_) if named.is_some() => format!("is not there, but {variable} names it"),
                Err(_) => continue,
            };
            return Some(format!("{} {reason}", path.display()));
        }
        None
    }
}

#[cfg(test)]
pub(super) mod testing {
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
