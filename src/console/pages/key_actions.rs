//! Why an action on a user's keys cannot be used now, on any page.

use crate::console::input::bindings::Action;
use crate::console::model::Model;
use crate::domain::{AccessKeyId, FailureKind, Status, UserName, capitalise};

const USER_BUSY: &str = "A change to this user's keys is on its way.";

/// Whether IAM says that there is no such user.
pub(super) fn is_no_user(model: &Model, user: &UserName) -> bool {
    let Some(record) = model.directory.record(user) else { return false };
    let failure = record.keys.failure();
    record.keys.value().is_none()
        && failure.is_some_and(|failure| failure.kind == FailureKind::NoSuchEntity)
}

/// Why an action on a user's keys cannot be used now. `selected` is the key that it would change.
pub(super) fn unavailable(
    model: &Model,
    user: &UserName,
    selected: Option<&AccessKeyId>,
    action: Action,
) -> Option<String> {
    let changes_key = matches!(
        action,
        Action::Activate
            | Action::Deactivate
            | Action::Delete
            | Action::Describe
            | Action::DeactivateAll
    );
    let changes_iam = changes_key || action == Action::Create;
    if !changes_iam && action != Action::CopyId {
        return None;
    }
    if is_no_user(model, user) {
        return Some(format!("This account has no user named {user}."));
    }
    if changes_iam && let Err(reason) = model.may_change() {
        return Some(format!("{}.", capitalise(&reason)));
    }
    let Some(keys) = model.keys(user) else {
        return Some("The access keys are not known yet.".to_owned());
    };
    if action == Action::Create {
        return why_not_create(model, user, keys.len());
    }
    if keys.is_empty() {
        return Some("The user has no access keys.".to_owned());
    }
    let key = keys.iter().find(|shown| Some(&shown.key.id) == selected);
    if changes_key && key.is_some_and(|key| key.busy) {
        return Some("A change to this key is on its way.".to_owned());
    }
    let may_any_sign = keys.iter().any(|shown| shown.key.status.may_sign());
    let reason = match (action, key.map(|shown| &shown.key.status)) {
        (Action::Activate, Some(Status::Active)) => "This key is active already.",
        (Action::Activate, Some(Status::Expired)) => {
            "This key has expired: it cannot be activated."
        }
        (Action::Deactivate, Some(Status::Inactive)) => "This key is inactive already.",
        (Action::Deactivate, Some(Status::Expired)) => "This key has expired: it signs nothing.",
        (Action::DeactivateAll, _) if !may_any_sign => "The user has no active access key.",
        (Action::DeactivateAll, _) if model.changes.is_user_busy(user) => USER_BUSY,
        _ => return None,
    };
    Some(reason.to_owned())
}

fn why_not_create(model: &Model, user: &UserName, count: usize) -> Option<String> {
    if model.changes.is_user_busy(user) {
        return Some(USER_BUSY.to_owned());
    }
    let limit = model.session.keys_per_user();
    (count >= limit).then(|| {
        format!(
            "The user has {count} access keys already, active or inactive; the limit is {limit}. \
             Delete one first."
        )
    })
}
