//! What on this machine has the old key: profiles, and the session itself.

use crate::console::model::Model;
use crate::domain::{
    AccessKeyId, Guidance, LocalProfile, RotationCase, RotationStage, RotationStep, shell,
};

/// How the new key comes into a profile that holds the old one: its secret is not to be had again.
pub(super) fn how_to_update(
    profile: &str,
    case: &RotationCase,
    new: Option<&AccessKeyId>,
) -> String {
    let command = format!("aws configure --profile {}", shell::quote(profile));
    let new = new.and_then(|id| case.key(id));
    let holder = new.and_then(|new| new.profiles.iter().find(|holder| *holder != profile));
    match holder {
        Some(holder) => format!(
            "Profile {holder} on this machine has the new key: copy it from there, with {command}."
        ),
        None => format!(
            "The new key's secret could be seen only once. If it is saved somewhere, put it in by \
             hand: {command}. If it is not: delete the new key, and create another; p (Save to an \
             AWS profile), on the page with its secret, puts it there."
        ),
    }
}

/// How the session gets to the new key, where it was not moved when that key was created.
fn how_to_move(model: &Model) -> &'static str {
    if model.settings.demo {
        "The built-in account always signs in with the key it began with: only v (Verify), on the \
         page of a key just created, moves this session. Once that page is left: delete the new \
         key, create another, and verify that one."
    } else {
        "m moves the session, once the profile has the new key."
    }
}

/// What on this machine has a part in the rotation, a paragraph each.
pub(super) fn words(model: &Model, case: &RotationCase, guidance: &Guidance) -> Vec<String> {
    let old = guidance.old.as_ref().or(guidance.new.as_ref());
    let Some(old) = old.and_then(|id| case.key(id)) else { return Vec::new() };
    let alone = case.keys.len() < 2 || guidance.new.is_none();
    let mut words = Vec::new();
    for profile in &old.profiles {
        words.push(match &guidance.step {
            RotationStep::UpdateProfile(_) => how_to_update(profile, case, guidance.new.as_ref()),
            _ if alone => format!(
                "Profile {profile} holds this key. When there is a new one, p (Save to an AWS \
                 profile) on the page with its secret puts it there: before the old one is \
                 switched off."
            ),
            _ => {
                let how = how_to_update(profile, case, guidance.new.as_ref());
                format!("Profile {profile} holds the old key. {how}")
            }
        });
    }
    if !old.signs_session || guidance.stage == RotationStage::NotDue {
        return words;
    }
    let Some(connection) = model.session.connection() else { return words };
    let from = &connection.credentials_from;
    words.push(if connection.is_from_environment() {
        format!("This session is signed with this key. {ENVIRONMENT}")
    } else if alone {
        format!(
            "This session is signed with this key (from {from}). It moves to the new one with v \
             (Verify) on the page with the new secret, before this one is switched off."
        )
    } else {
        format!(
            "This session is signed with this key (from {from}). It moves to the new one before \
             this one is switched off. {}",
            how_to_move(model)
        )
    });
    words
}

const ENVIRONMENT: &str = "It came from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both to \
     the new key where they are set (the shell's start files, the service, the CI's secrets), then \
     start akia anew.";

/// The profile in use, when signing in with it anew moves the session from its key to the newer
/// one. Or why not, and what to do first.
pub(super) fn move_to(
    model: &Model,
    case: &RotationCase,
    profiles: &[LocalProfile],
) -> Result<String, String> {
    let Some(own) = case.keys.iter().find(|key| key.signs_session) else {
        return Err("This session is not signed with a key of this user.".to_owned());
    };
    let guidance = case.guidance();
    let mut others = case.keys.iter().filter(|key| key.id != own.id && key.status.may_sign());
    if guidance.old.is_some() && guidance.new.as_ref() == Some(&own.id) {
        return Err("This session is signed with the new key already.".to_owned());
    }
    if guidance.stage == RotationStage::WhichIsOld {
        return Err(
            "Which key is the new one is not known: o says which is the old one.".to_owned()
        );
    }
    let target = others.find(|key| guidance.new.as_ref() == Some(&key.id)).map(|key| &key.id);
    let Some(target) = target else {
        return Err("There is no other active key to sign with: create it first.".to_owned());
    };
    let Some(connection) = model.session.connection() else {
        return Err("The session is not settled yet.".to_owned());
    };
    if model.settings.demo {
        return Err(how_to_move(model).to_owned());
    }
    if connection.is_from_environment() {
        return Err(format!("This session's key cannot be changed from here. {ENVIRONMENT}"));
    }
    let in_use = model.profile().unwrap_or("default");
    let holds =
        |profile: &&LocalProfile, id: &AccessKeyId| profile.access_key_id.as_ref() == Some(id);
    // A role is assumed with the key of another profile, whose name is not known here.
    let by_role = connection.source_key.as_ref() == Some(&own.id)
        && !profiles.iter().any(|profile| holds(&profile, &own.id))
        && profiles.iter().any(|profile| holds(&profile, target));
    if by_role || profiles.iter().any(|profile| profile.name == in_use && holds(&profile, target)) {
        return Ok(in_use.to_owned());
    }
    let holder = profiles.iter().find(|profile| holds(profile, &own.id));
    let holder = holder.map_or(in_use, |profile| profile.name.as_str());
    let how = how_to_update(holder, case, Some(target));
    Err(format!("Profile {holder} does not have the new key yet. {how}"))
}
