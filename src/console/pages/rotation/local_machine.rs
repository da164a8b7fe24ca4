//! What uses the old key on this machine: profiles, and the session itself.

use super::decision::Decision;
use crate::console::model::Model;
use crate::domain::{Connection, LocalProfile, Recommendation, RotationKey, shell};

const SET_VARIABLES: &str = "It came from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: set both to \
     the new key where they are set (the shell's start files, the service, the CI's secrets), then \
     start akia anew.";

/// How to put the new key, whose secret is not shown again, into a profile that has the old one.
pub(super) fn describe_profile_update(profile: &str, new: Option<&RotationKey>) -> String {
    let command = format!("aws configure --profile {}", shell::quote(profile));
    let other_profiles = new.map_or(&[][..], |new| &new.profiles);
    match other_profiles.iter().find(|other| *other != profile) {
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

/// How to move the session if that was not done when the new key was created.
fn describe_session_move(model: &Model) -> &'static str {
    if model.settings.demo {
        "The built-in account always signs in with the key it began with: only v (Verify), on the \
         page of a key just created, moves this session. Once that page is left: delete the new \
         key, create another, and verify that one."
    } else {
        "m moves the session, once the profile has the new key."
    }
}

/// What the rotation affects on this machine, a paragraph each.
pub(super) fn describe_local_machine(model: &Model, decision: &Decision) -> Vec<String> {
    let Some(held) = decision.old_key().or_else(|| decision.new_key()) else { return Vec::new() };
    let new = decision.new_key();
    let is_only_key = decision.snapshot.keys.len() < 2 || new.is_none();
    let mut paragraphs = Vec::new();
    for profile in &held.profiles {
        paragraphs.push(match &decision.recommendation {
            Recommendation::UpdateProfile { .. } => describe_profile_update(profile, new),
            _ if is_only_key => format!(
                "Profile {profile} holds this key. When there is a new one, p (Save to an AWS \
                 profile) on the page with its secret puts it there: before the old one is \
                 switched off."
            ),
            _ => {
                let how = describe_profile_update(profile, new);
                format!("Profile {profile} holds the old key. {how}")
            }
        });
    }
    let is_due = !matches!(decision.recommendation, Recommendation::NotDue { .. });
    if held.signs_session
        && is_due
        && let Some(connection) = model.session.connection()
    {
        paragraphs.push(describe_session(model, connection, is_only_key));
    }
    paragraphs
}

fn describe_session(model: &Model, connection: &Connection, is_only_key: bool) -> String {
    let from = &connection.credentials_from;
    if connection.is_from_environment() {
        format!("This session is signed with this key. {SET_VARIABLES}")
    } else if is_only_key {
        format!(
            "This session is signed with this key (from {from}). It moves to the new one with v \
             (Verify) on the page with the new secret, before this one is switched off."
        )
    } else {
        format!(
            "This session is signed with this key (from {from}). It moves to the new one before \
             this one is switched off. {}",
            describe_session_move(model)
        )
    }
}

/// The profile in use, if signing in with it again moves the session to the new key; or else what
/// to do first.
pub(super) fn profile_to_move_to(
    model: &Model,
    decision: &Decision,
    profiles: &[LocalProfile],
) -> Result<String, String> {
    let Some(own) = decision.snapshot.keys.iter().find(|key| key.signs_session) else {
        return Err("This session is not signed with a key of this user.".to_owned());
    };
    let new_id = decision.recommendation.new_key();
    if decision.recommendation.old_key().is_some() && new_id == Some(&own.id) {
        return Err("This session is signed with the new key already.".to_owned());
    }
    if matches!(decision.recommendation, Recommendation::ChooseOld { .. }) {
        return Err(
            "Which key is the new one is not known: o says which is the old one.".to_owned()
        );
    }
    let is_usable = |key: &&RotationKey| key.id != own.id && key.status.may_sign();
    let Some(new) = decision.new_key().filter(is_usable) else {
        return Err("There is no other active key to sign with: create it first.".to_owned());
    };
    let Some(connection) = model.session.connection() else {
        return Err("The session is not settled yet.".to_owned());
    };
    if model.settings.demo {
        return Err(describe_session_move(model).to_owned());
    }
    if connection.is_from_environment() {
        return Err(format!("This session's key cannot be changed from here. {SET_VARIABLES}"));
    }
    let in_use = model.profile().unwrap_or("default");
    let has_new_key = profiles.iter().any(|profile| profile.name == in_use && holds(profile, new));
    if has_new_key || is_new_key_behind_role(connection, own, new, profiles) {
        return Ok(in_use.to_owned());
    }
    let holder_of_own = profiles.iter().find(|profile| holds(profile, own));
    let profile = holder_of_own.map_or(in_use, |profile| profile.name.as_str());
    let how = describe_profile_update(profile, Some(new));
    Err(format!("Profile {profile} does not have the new key yet. {how}"))
}

/// Whether the session assumed a role with its key, and the profiles have the new key instead.
/// Which profile the role takes its key from is not known here.
fn is_new_key_behind_role(
    connection: &Connection,
    own: &RotationKey,
    new: &RotationKey,
    profiles: &[LocalProfile],
) -> bool {
    connection.source_key.as_ref() == Some(&own.id)
        && !profiles.iter().any(|profile| holds(profile, own))
        && profiles.iter().any(|profile| holds(profile, new))
}

fn holds(profile: &LocalProfile, key: &RotationKey) -> bool {
    profile.access_key_id.as_ref() == Some(&key.id)
}
