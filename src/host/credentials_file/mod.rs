//! Saving a key into a profile of the shared credentials file.
//!
//! First a plan is made and shown. Saving carries it out, if the file is still the same. The edit
//! is from text to text (`edit`); its result is read back the way the AWS CLI and the SDKs read it
//! (`parsers`) before anything is written (`write`).

mod edit;
mod edit_error;
mod error;
mod file_names;
mod line_edits;
mod lines;
mod location;
mod parsers;
mod setting_names;
mod snapshot;
#[cfg(test)]
mod tests;
mod write;

pub use edit_error::{EditError, ParserKind};
pub use error::CredentialsFileError;
pub(crate) use location::Location;

use self::edit::{Edit, edit};
use self::file_names::{backups_like, folder_of, is_backup};
use self::lines::lines;
use self::parsers::parse_as_sdk;
use self::setting_names::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use self::snapshot::{FileSnapshot, fingerprint};
use self::write::{WriteStep, write};
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

pub(crate) fn plan(
    location: &Location,
    profile: &ProfileName,
    new: &NewAccessKey,
) -> Result<ProfilePlan, CredentialsFileError> {
    let file = FileSnapshot::read(location)?;
    file.check_writable()?;
    if !folder_of(&file.real_path).is_dir() && !location.is_default {
        return Err(CredentialsFileError::NoFolder(file.path));
    }
    let mut plan = plan_for_text(&file.path, file.text(), profile, new)?;
    plan.symlink_target = file.link_target().map(Path::to_owned);
    plan.warnings.extend(file.warnings());
    Ok(plan)
}

/// Plans to save a key into a profile of a text. The path is only named in the plan and in errors.
///
/// # Errors
/// When the text cannot be edited so that all AWS programs read it alike.
pub fn plan_for_text(
    path: &Path,
    text: Option<&str>,
    profile: &ProfileName,
    new: &NewAccessKey,
) -> Result<ProfilePlan, CredentialsFileError> {
    let edit = edit_text(path, text, profile, new)?;
    let mut warnings = Vec::new();
    if profile.is_default() {
        warnings.push(ProfileWarning::Default);
    }
    if edit.token_removed {
        warnings.push(ProfileWarning::TokenRemoved);
    }
    if let Some(setting) = edit.other_credentials {
        warnings.push(ProfileWarning::Other { setting, place: SettingPlace::Credentials });
    }
    warnings.extend(edit.profile_prefix.map(ProfileWarning::ProfilePrefix));
    Ok(ProfilePlan {
        profile: profile.clone(),
        path: path.to_owned(),
        symlink_target: None,
        new_file: text.is_none(),
        new_profile: edit.new_profile,
        key: new.key.id.clone(),
        current_key: edit.old_id,
        diff: edit.diff,
        warnings,
        base_text: fingerprint(text),
    })
}

/// Edits a text as planned.
///
/// # Errors
/// When the text is not the one of the plan, or cannot be edited.
pub fn apply_plan(
    text: Option<&str>,
    plan: &ProfilePlan,
    new: &NewAccessKey,
) -> Result<Zeroizing<String>, CredentialsFileError> {
    if fingerprint(text) != plan.base_text || new.key.id != plan.key {
        return Err(CredentialsFileError::Changed(plan.path.clone()));
    }
    Ok(edit_text(&plan.path, text, &plan.profile, new)?.text)
}

fn edit_text(
    path: &Path,
    text: Option<&str>,
    profile: &ProfileName,
    new: &NewAccessKey,
) -> Result<Edit, CredentialsFileError> {
    edit(text.unwrap_or_default(), profile, &new.key.id, &new.secret)
        .map_err(|error| CredentialsFileError::Edit { path: path.to_owned(), error })
}

/// Carries out a plan. The file is replaced atomically, and its old text is kept in a backup.
pub(crate) fn save(
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
    let file = FileSnapshot::read(location)?;
    file.check_writable()?;
    if file.path != plan.path || file.link_target() != plan.symlink_target.as_deref() {
        return Err(CredentialsFileError::Changed(plan.path.clone()));
    }
    let text = apply_plan(file.text(), plan, new)?;
    let backup = write(&file, &text, location.is_default, step)?;
    Ok(SavedProfile {
        profile: plan.profile.clone(),
        key: new.key.clone(),
        path: file.path,
        host: environment.ssh.then(process::host_name),
        backup,
    })
}

/// Removes a backup that [`save`] made. Returns the other backups of the same file.
pub(crate) fn remove_backup(path: &Path) -> Result<Vec<PathBuf>, CredentialsFileError> {
    if !is_backup(path) {
        return Err(CredentialsFileError::NotABackup(path.to_owned()));
    }
    fs::remove_file(path)
        .and_then(|()| sync_folder(folder_of(path)))
        .map_err(|source| CredentialsFileError::Remove(path.to_owned(), source))?;
    let mut others = backups_like(path);
    others.sort_unstable();
    Ok(others)
}

/// The profiles in a text that have an access key, with its ID, as the SDKs read them.
pub(crate) fn keys_in(text: &str) -> Vec<(String, AccessKeyId)> {
    let Ok(file) = parse_as_sdk(&lines(text)) else { return Vec::new() };
    let mut keys = Vec::new();
    for section in &file.sections {
        if let Some(id) = section.value(ACCESS_KEY_ID) {
            keys.push((section.name.to_owned(), AccessKeyId::from_iam(id)));
        }
    }
    keys
}

/// The profile in a text that has this access key and a secret, as the SDKs read it.
pub(crate) fn profile_with_secret(text: &str, key: &AccessKeyId) -> Option<String> {
    let file = parse_as_sdk(&lines(text)).ok()?;
    let mut sections = file.sections.iter();
    let profile = sections.find(|section| {
        section.value(ACCESS_KEY_ID) == Some(key.as_str())
            && section.value(SECRET_ACCESS_KEY).is_some_and(|secret| !secret.is_empty())
    });
    profile.map(|section| section.name.to_owned())
}
