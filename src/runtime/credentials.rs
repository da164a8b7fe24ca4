//! The credentials file: this machine's, or the demo account's in memory.

use super::lock::lock;
use crate::aws;
use crate::console::{Effect, Reply};
use crate::demo;
use crate::domain::{
    LocalError, LocalProfile, NewAccessKey, ProfileKind, ProfileName, ProfilePlan, ProfileWarning,
    SavedProfile, SettingPlace,
};
use crate::host::credentials_file::{self, CredentialsFileError, Location};
use crate::host::environment::Environment;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

/// A credentials file. Clones share it.
#[derive(Clone)]
pub struct CredentialsFile(Storage);

#[derive(Clone)]
enum Storage {
    OnDisk,
    /// The file and its backup, by path.
    InMemory(Arc<Mutex<BTreeMap<PathBuf, Zeroizing<String>>>>),
}

impl CredentialsFile {
    /// The file for the account that these options connect to.
    #[must_use]
    pub fn for_account(options: &aws::Options) -> Self {
        match options.transport {
            aws::Transport::Network => Self(Storage::OnDisk),
            aws::Transport::InProcess { .. } | aws::Transport::InProcessProfiles { .. } => {
                let file = (demo::CREDENTIALS_PATH.into(), demo::credentials_file());
                Self(Storage::InMemory(Arc::new(Mutex::new([file].into()))))
            }
        }
    }

    /// The location on the disk, if it is known.
    pub(crate) fn location(&self) -> Option<Location> {
        match self.0 {
            Storage::OnDisk => Location::from_environment().ok(),
            Storage::InMemory(_) => None,
        }
    }

    /// Runs an effect on this file. `None` for any other effect.
    pub(crate) async fn run(
        &self,
        effect: Effect,
        options: &aws::Options,
        environment: Environment,
    ) -> Option<Reply> {
        Some(match effect {
            Effect::PlanProfile(_, profile, new) => {
                Reply::ProfilePlanned(self.plan(options, profile, new).await)
            }
            Effect::SaveProfile(_, plan, new, _) => {
                Reply::ProfileSaved(self.save(plan, new, environment).await)
            }
            Effect::RemoveBackup(_, path) => Reply::BackupRemoved(self.remove_backup(path).await),
            _ => return None,
        })
    }

    async fn plan(
        &self,
        options: &aws::Options,
        profile: ProfileName,
        new: NewAccessKey,
    ) -> Result<ProfilePlan, LocalError> {
        let name = profile.clone();
        let mut plan = match &self.0 {
            Storage::OnDisk => {
                run_blocking(move || {
                    credentials_file::plan(&Location::from_environment()?, &profile, &new)
                })
                .await?
            }
            Storage::InMemory(files) => {
                let path = Path::new(demo::CREDENTIALS_PATH);
                let files = lock(files);
                let text = files.get(path).map(|text| text.as_str());
                credentials_file::plan_for_text(path, text, &profile, &new)
                    .map_err(|error| describe_error(&error))?
            }
        };
        let setting = match self.0 {
            Storage::OnDisk => aws::other_credentials_in_config(options, name.as_str()).await,
            Storage::InMemory(_) => other_credentials_in_demo(name.as_str()),
        };
        let place = SettingPlace::Config;
        plan.warnings.extend(setting.map(|setting| ProfileWarning::Other { setting, place }));
        Ok(plan)
    }

    async fn save(
        &self,
        plan: ProfilePlan,
        new: NewAccessKey,
        environment: Environment,
    ) -> Result<SavedProfile, LocalError> {
        match &self.0 {
            Storage::OnDisk => {
                run_blocking(move || {
                    let location = Location::from_environment()?;
                    credentials_file::save(&location, &plan, &new, environment)
                })
                .await
            }
            Storage::InMemory(files) => {
                save_in_memory(&mut lock(files), plan, &new).map_err(|error| describe_error(&error))
            }
        }
    }

    async fn remove_backup(&self, path: PathBuf) -> Result<Vec<PathBuf>, LocalError> {
        match &self.0 {
            Storage::OnDisk => run_blocking(move || credentials_file::remove_backup(&path)).await,
            Storage::InMemory(files) => {
                let mut files = lock(files);
                files.remove(&path);
                // The map is sorted by path.
                let others = files.keys().filter(|path| *path != Path::new(demo::CREDENTIALS_PATH));
                Ok(others.cloned().collect())
            }
        }
    }

    /// The profiles of the demo account. `None` for this machine's file, which the SDK reads.
    pub(crate) fn demo_profiles(&self) -> Option<Vec<LocalProfile>> {
        let Storage::InMemory(files) = &self.0 else { return None };
        let files = lock(files);
        let text = files.get(Path::new(demo::CREDENTIALS_PATH)).map_or("", |text| text.as_str());
        let mut profiles = demo::local_profiles();
        for (name, id) in credentials_file::keys_in(text) {
            match profiles.iter_mut().find(|profile| profile.name == name) {
                Some(profile) => profile.access_key_id = Some(id),
                None => profiles.push(demo::local_profile(name, id)),
            }
        }
        profiles.sort_by(|a, b| a.name.cmp(&b.name));
        Some(profiles)
    }
}

/// As [`aws::other_credentials_in_config`], for the configuration file of the demo account.
fn other_credentials_in_demo(name: &str) -> Option<&'static str> {
    let profile = demo::local_profiles().into_iter().find(|profile| profile.name == name)?;
    match profile.kind {
        ProfileKind::Sso => Some("sso_session"),
        ProfileKind::Role => Some("role_arn"),
        _ => None,
    }
}

fn save_in_memory(
    files: &mut BTreeMap<PathBuf, Zeroizing<String>>,
    plan: ProfilePlan,
    new: &NewAccessKey,
) -> Result<SavedProfile, CredentialsFileError> {
    let before = files.get(&plan.path).map(|text| text.as_str());
    let text = credentials_file::apply_plan(before, &plan, new)?;
    let before = files.insert(plan.path.clone(), text);
    let backup = before.map(|before| {
        let path = PathBuf::from(format!("{}.akia-backup", plan.path.display()));
        files.insert(path.clone(), before);
        path
    });
    let (profile, key, path) = (plan.profile, new.key.clone(), plan.path);
    Ok(SavedProfile { profile, key, path, host: None, backup })
}

/// Runs work that waits for the disk on another thread.
async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CredentialsFileError> + Send + 'static,
) -> Result<T, LocalError> {
    match spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| describe_error(&error)),
        Err(_) => Err(LocalError::new("the thread that writes it stopped")),
    }
}

fn describe_error(error: &CredentialsFileError) -> LocalError {
    LocalError::new(format!("{error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{Options, Transport};
    use crate::demo::DemoAccount;
    use crate::domain::AccessKeyId;
    use crate::domain::testing::new_access_key;

    fn options() -> Options {
        let demo = DemoAccount::new(chrono::Utc::now());
        let (http, credentials) = (demo.http_client(), demo.credentials());
        Options::through(Transport::InProcess { http, credentials })
    }

    fn new_key() -> NewAccessKey {
        new_access_key("alice", "AKIAI44QH8DHBEXAMPLE")
    }

    fn key_of(file: &CredentialsFile, profile: &str) -> Option<AccessKeyId> {
        let profiles = file.demo_profiles().unwrap();
        profiles.into_iter().find(|known| known.name == profile)?.access_key_id
    }

    #[tokio::test]
    async fn the_demo_has_a_file_of_its_own_in_memory() {
        let options = options();
        let file = CredentialsFile::for_account(&options);
        let alice = ProfileName::parse("alice").unwrap();
        let before = key_of(&file, "alice");
        assert_eq!(before, Some(AccessKeyId::from_iam("AKIAIOSFODNN7EXAMPLE")));
        let plan = file.plan(&options, alice, new_key()).await.unwrap();
        assert_eq!((plan.current_key.clone(), plan.new_file), (before, false));
        let here = Environment::default();
        let saved = file.save(plan.clone(), new_key(), here).await.unwrap();
        assert_eq!(key_of(&file, "alice"), Some(new_key().key.id));
        let again = file.save(plan, new_key(), here).await.unwrap_err();
        assert!(again.to_string().contains("was changed meanwhile"), "{again}");
        let Storage::InMemory(files) = &file.0 else { panic!("on disk") };
        let backup = saved.backup.unwrap();
        assert!(lock(files).contains_key(&backup) && !Path::new(demo::CREDENTIALS_PATH).exists());
        file.remove_backup(backup).await.unwrap();
        assert_eq!(lock(files).len(), 1);
    }

    #[tokio::test]
    async fn the_demos_other_profiles_are_told_apart() {
        let options = options();
        let file = CredentialsFile::for_account(&options);
        let staging = ProfileName::parse("acme-staging").unwrap();
        let plan = file.plan(&options, staging, new_key()).await.unwrap();
        let (setting, place) = ("sso_session", SettingPlace::Config);
        assert_eq!(plan.warnings, [ProfileWarning::Other { setting, place }]);
        let names: Vec<String> =
            file.demo_profiles().unwrap().into_iter().map(|profile| profile.name).collect();
        assert_eq!(names, ["acme-demo", "acme-staging", "acme-staging-admin", "alice"]);
    }
}
