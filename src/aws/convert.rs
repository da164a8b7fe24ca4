//! The SDK's types, converted to the domain's.

use crate::domain::{
    AccessKey, AccessKeyId, AuthorizationDetails, LastUsed, Status, Usage, User, UserDetails,
    UserName,
};
use aws_sdk_iam::operation::get_access_key_last_used::GetAccessKeyLastUsedOutput;
use aws_sdk_iam::primitives::DateTime as SdkTime;
use aws_sdk_iam::types;
use chrono::{DateTime, Utc};
use std::collections::HashSet;

pub(super) fn time(at: &SdkTime) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(at.secs(), at.subsec_nanos())
}

/// A user, or why the answer is invalid: without a name IAM would mean the caller.
pub(super) fn user(user: &types::User) -> Result<User, &'static str> {
    if user.user_name().is_empty() {
        return Err("a user is described without its name");
    }
    Ok(User {
        name: UserName::from_iam(user.user_name()),
        arn: user.arn().to_owned(),
        path: user.path().to_owned(),
        created: time(user.create_date()),
        password_last_used: user.password_last_used().and_then(time),
    })
}

pub(super) fn tags(tags: &[types::Tag]) -> Vec<(String, String)> {
    tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}

/// A user with its tags and groups, or why the answer is invalid.
pub(super) fn authorization_details(
    user: &types::UserDetail,
) -> Result<AuthorizationDetails, &'static str> {
    let name = user.user_name().unwrap_or_default();
    if name.is_empty() {
        return Err("a user is described without its name");
    }
    let details = UserDetails {
        user: User {
            name: UserName::from_iam(name),
            arn: user.arn().unwrap_or_default().to_owned(),
            path: user.path().unwrap_or_default().to_owned(),
            created: user.create_date().and_then(time),
            // Not part of this operation's answer.
            password_last_used: None,
        },
        tags: tags(user.tags()),
    };
    Ok(AuthorizationDetails { details, groups: user.group_list().to_vec() })
}

/// A key in the list of `owner`'s keys, or why the list is invalid. A key of another user must not
/// get in: changing it would change a user who is not on the screen.
pub(super) fn access_key(
    owner: &UserName,
    key: &types::AccessKeyMetadata,
) -> Result<AccessKey, &'static str> {
    let id = key.access_key_id().unwrap_or_default();
    if id.is_empty() {
        return Err("a key is listed without its ID");
    }
    if names_another(owner, key.user_name()) {
        return Err("a key of another user is listed");
    }
    Ok(AccessKey {
        id: AccessKeyId::from_iam(id),
        user: owner.clone(),
        status: Status::from_iam(key.status().map_or("", types::StatusType::as_str)),
        created: key.create_date().and_then(time),
    })
}

/// Whether an answer about `asked` names another user. Naming none is no contradiction.
pub(super) fn names_another(asked: &UserName, named: Option<&str>) -> bool {
    named.is_some_and(|name| !name.is_empty() && !asked.is_same_as(name))
}

pub(super) fn ids_repeat(keys: &[AccessKey]) -> bool {
    let mut seen = HashSet::new();
    !keys.iter().all(|key| seen.insert(&key.id))
}

pub(super) fn usage(answer: &GetAccessKeyLastUsedOutput) -> Usage {
    let known = |text: &str| (!text.is_empty() && text != "N/A").then(|| text.to_owned());
    let last_used = answer.access_key_last_used().and_then(|used| {
        Some(LastUsed::At {
            date: used.last_used_date().and_then(time)?,
            region: known(used.region()),
            service: known(used.service_name()),
        })
    });
    Usage {
        user: answer.user_name().filter(|name| !name.is_empty()).map(UserName::from_iam),
        last_used: last_used.unwrap_or(LastUsed::Never),
    }
}

pub(super) fn status_type(status: Status) -> types::StatusType {
    match status {
        Status::Active => types::StatusType::Active,
        Status::Inactive => types::StatusType::Inactive,
        Status::Expired => types::StatusType::Expired,
        Status::Other(word) => types::StatusType::from(word.as_str()),
    }
}
