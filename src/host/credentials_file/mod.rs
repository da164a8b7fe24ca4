//! The shared credentials file: a key is put into a profile of it.
//!
//! First a plan is made, which is shown; then just that is done, if the file is still the one that was
//! planned on. The edit is text to text (`edit`), and what it comes to is read back the way the AWS
//! CLI and the SDKs read it (`readers`) before anything is written (`write`).

mod edit;
mod edit_error;
mod error;
mod line_edits;
mod lines;
mod location;
mod parsers;
mod snapshot;
#[cfg(test)]
mod tests;
mod write;

pub use edit_error::{EditError, ParserKind};
pub use error::CredentialsFileError;
pub use location::Location;

use self::edit::{Edit, edit};
use self::snapshot::{FileSnapshot, fingerprint};
use self::write::{BACKUP_SUFFIX, WriteStep, folder_of, write};
use super::environment::Environment;
use super::file_system::sync_folder;
use super::process;
use crate::domain::{
    AccessKeyId, NewAccessKey, ProfileName, ProfilePlan, ProfileWarning, SavedProfile, SettingPlace,
};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What saving this key into that profile would change.
///
/// # Errors
/// When the file cannot be read, or not be edited so that everybody reads it alike.
pub fn plan(
    location: &Location,
    profile: &ProfileName,
    new: &NewAccessKey,
) -> Result<ProfilePlan, CredentialsFileError> {
    let found = FileSnapshot::read(location)?;
    found.check_writable()?;
    if !folder_of(&found.real).is_dir() && !location.is_default {
        return Err(CredentialsFileError::NoFolder { path: found.path });
    }
    let mut plan =
        plan_for_text(&found.path, found.file.is_some().then(|| found.text()), profile, new)?;
    plan.leads_to = (found.real != found.path).then(|| found.real.clone());
    plan.warnings.extend(found.warnings());
    Ok(plan)
}

/// What saving this key into that profile would change in a text.
///
/// # Errors
/// When it cannot be edited so that everybody reads it alike.
pub fn plan_for_text(
    path: &Path,
    text: Option<&str>,
    profile: &ProfileName,
    new: &NewAccessKey,
) -> Result<ProfilePlan, CredentialsFileError> {
    let edit = edited(path, text.unwrap_or_default(), profile, new)?;
    let warnings = [
        profile.is_default().then_some(ProfileWarning::Default),
        edit.token_removed.then_some(ProfileWarning::TokenRemoved),
        edit.other_credentials.map(|setting| {
            let place = SettingPlace::Credentials;
            ProfileWarning::Other { setting, place }
        }),
        edit.profile_prefix.map(ProfileWarning::ProfilePrefix),
    ];
    Ok(ProfilePlan {
        profile: profile.clone(),
        path: path.to_owned(),
        leads_to: None,
        new_file: text.is_none(),
        new_profile: edit.new_profile,
        key: new.key.id.clone(),
        held: edit.held,
        diff: edit.diff,
        warnings: warnings.into_iter().flatten().collect(),
        planned_on: fingerprint(text),
    })
}

/// The text with the key in the profile, if it is still the one that was planned on.
///
/// # Errors
/// When it is another, or cannot be edited.
pub fn apply_plan(
    text: Option<&str>,
    plan: &ProfilePlan,
    new: &NewAccessKey,
) -> Result<Zeroizing<String>, CredentialsFileError> {
    if fingerprint(text) != plan.planned_on || new.key.id != plan.key {
        return Err(CredentialsFileError::Changed { path: plan.path.clone() });
    }
    Ok(edited(&plan.path, text.unwrap_or_default(), &plan.profile, new)?.text)
}

fn edited(
    path: &Path,
    text: &str,
    profile: &ProfileName,
    new: &NewAccessKey,
) -> Result<Edit, CredentialsFileError> {
    edit(text, profile, &new.key.id, &new.secret)
        .map_err(|error| CredentialsFileError::Edit { path: path.to_owned(), error })
}

/// Does what was planned: the file is replaced at once, and the text before is kept beside it.
///
/// # Errors
/// When the file was changed since, or something cannot be written. Then nothing is changed.
pub fn save(
    location: &Location,
    plan: &ProfilePlan,
    new: &NewAccessKey,
    environment: Environment,
) -> Result<SavedProfile, CredentialsFileError> {
    save_in_steps(location, plan, new, environment, |_| Ok(()))
}

fn save_in_steps(
    location: &Location,
    plan: &ProfilePlan,
    new: &NewAccessKey,
    environment: Environment,
    step: impl FnMut(WriteStep) -> io::Result<()>,
) -> Result<SavedProfile, CredentialsFileError> {
    let found = FileSnapshot::read(location)?;
    found.check_writable()?;
    let is_planned = found.path == plan.path
        && (found.real != found.path).then_some(&found.real) == plan.leads_to.as_ref();
    if !is_planned {
        return Err(CredentialsFileError::Changed { path: plan.path.clone() });
    }
    let text = apply_plan(found.file.is_some().then(|| found.text()), plan, new)?;
    let backup = write(&found, &text, location.is_default, step)?;
    Ok(SavedProfile {
        profile: plan.profile.clone(),
        key: new.key.clone(),
        path: found.path,
        host: environment.ssh.then(process::host_name),
        backup,
    })
}

/// Removes a backup that [`save`] made, and says which others of that file are there still.
///
/// # Errors
/// When it is none, or cannot be removed.
pub fn remove_backup(path: &Path) -> Result<Vec<PathBuf>, CredentialsFileError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some((of, _)) = name.split_once(BACKUP_SUFFIX) else {
        return Err(CredentialsFileError::NoBackup { path: path.to_owned() });
    };
    fs::remove_file(path)
        .and_then(|()| sync_folder(folder_of(path)))
        .map_err(|source| CredentialsFileError::Remove { path: path.to_owned(), source })?;
    let beside = fs::read_dir(folder_of(path)).into_iter().flatten().flatten();
    let is_other = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix(of).is_some_and(|rest| rest.starts_with(BACKUP_SUFFIX))
    };
    let mut others: Vec<PathBuf> = beside.map(|entry| entry.path()).filter(is_other).collect();
    others.sort_unstable();
    Ok(others)
}

/// The profiles in a text that have an access key, with its ID, as the SDKs read them.
#[must_use]
pub fn keys_in(text: &str) -> Vec<(String, AccessKeyId)> {
    let Ok(reading) = parsers::parse_as_sdk(lines::lines(text).iter().map(|line| line.text)) else {
        return Vec::new();
    };
    let key = |section: &parsers::Section| {
        let id = section.setting("aws_access_key_id").and_then(parsers::Setting::value)?;
        Some((section.name.to_owned(), AccessKeyId::from_iam(id)))
    };
    reading.sections.iter().filter_map(key).collect()
}
