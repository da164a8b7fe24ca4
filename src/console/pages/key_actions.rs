//! Why an action on a user's keys cannot be used now, on any page.

use crate::console::input::bindings::Action;
use crate::console::model::Model;
use crate::domain::{AccessKeyId, FailureKind, Status, UserName};
use crate::ui::capital;

/// Whether IAM says that there is no such user.
pub(super) fn is_no_user(model: &Model, user: &UserName) -> bool {
    model.directory.record(user).is_some_and(|record| {
        let failure = record.keys.failure().filter(|_| record.keys.value().is_none());
        failure.is_some_and(|failure| failure.kind == FailureKind::NoSuchEntity)
    })
}

/// Why an action on a user's keys cannot be used now. `selected` is the key that it would change.
pub(super) fn unavailable(
    model: &Model,
    user: &UserName,
    selected: Option<&AccessKeyId>,
    action: Action,
) -> Option<String> {
    let changes = matches!(
        action,
        Action::Create
            | Action::Activate
            | Action::Deactivate
            | Action::Delete
            | Action::Describe
            | Action::DeactivateAll
    );
    let needs_key = changes && action != Action::Create || action == Action::CopyId;
    if (changes || needs_key) && is_no_user(model, user) {
        return Some(format!("This account has no user named {user}."));
    }
    if changes && let Err(reason) = model.may_change() {
        return Some(format!("{}.", capital(&reason)));
    }
    let Some(keys) = model.keys(user) else {
        return (changes || needs_key).then(|| "The access keys are not known yet.".to_owned());
    };
    if needs_key && keys.is_empty() {
        return Some("The user has no access keys.".to_owned());
    }
    let key = keys.iter().find(|shown| Some(&shown.key.id) == selected);
    if changes && key.is_some_and(|key| key.busy) && action != Action::Create {
        return Some("A change to this key is on its way.".to_owned());
    }
    match (action, key.map(|shown| &shown.key.status)) {
        (Action::Create, _) if model.changes.is_user_busy(user) => {
            Some("A change to this user's keys is on its way.".to_owned())
        }
        (Action::Create, _) if keys.len() >= model.session.keys_per_user() => Some(format!(
            "The user has {} access keys already, active or inactive; the limit is \
             {}. Delete one first.",
            keys.len(),
            model.session.keys_per_user()
        )),
        (Action::Activate, Some(Status::Active)) => Some("This key is active already.".to_owned()),
        (Action::Activate, Some(Status::Expired)) => {
            Some("This key has expired: it cannot be activated.".to_owned())
        }
        (Action::Deactivate, Some(Status::Inactive)) => {
            Some("This key is inactive already.".to_owned())
        }
        (Action::Deactivate, Some(Status::Expired)) => {
            Some("This key has expired: it signs nothing.".to_owned())
        }
        (Action::DeactivateAll, _) if !keys.iter().any(|k| k.key.status.may_sign()) => {
            Some("The user has no active access key.".to_owned())
        }
        (Action::DeactivateAll, _) if model.changes.is_user_busy(user) => {
            Some("A change to this user's keys is on its way.".to_owned())
        }
        _ => None,
    }
}
