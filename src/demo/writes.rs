//! The actions that change the account.

use super::action::{Action, Resource, iam};
use super::api_error::ApiError;
use super::call::{ActionResult, Call};
use super::ids;
use super::request::length;
use super::state::State;
use super::xml::Xml;
use crate::domain::Status;

pub(super) const ACTIONS: [Action; 5] = [
    iam("CreateAccessKey", Resource::User, create_access_key),
    iam("UpdateAccessKey", Resource::User, update_access_key),
    iam("DeleteAccessKey", Resource::User, delete_access_key),
    iam("TagUser", Resource::User, tag_user),
    iam("UntagUser", Resource::User, untag_user),
];

/// IAM's quota of tags per user.
const TAGS_PER_USER: usize = 50;

fn create_access_key(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let user = call.subject(state)?;
    let id = state.create_key(user, call.now)?;
    let secret = ids::secret();
    xml.element("AccessKey", |xml| {
        xml.text("UserName", user);
        xml.text("AccessKeyId", id.as_str());
        xml.text("Status", Status::Active.as_str());
        xml.text("SecretAccessKey", &secret);
        xml.date("CreateDate", call.now);
    });
    Ok(())
}

fn update_access_key(state: &mut State, call: &Call<'_>, _: &mut Xml) -> ActionResult {
    let user = call.subject(state)?;
    let id = call.parameters.key_id()?;
    let status = match Status::from_iam(call.parameters.required("Status")?) {
        status @ (Status::Active | Status::Inactive) => status,
        other => {
            let constraint = "satisfy enum value set: [Active, Inactive]";
            return Err(ApiError::constraint("status", Some(other.as_str()), constraint));
        }
    };
    state.set_status(user, &id, status, call.now)
}

fn delete_access_key(state: &mut State, call: &Call<'_>, _: &mut Xml) -> ActionResult {
    state.delete_key(call.subject(state)?, &call.parameters.key_id()?, call.now)
}

fn tag_user(state: &mut State, call: &Call<'_>, _: &mut Xml) -> ActionResult {
    let values = call.parameters.members("Tags", ".Value");
    let wanted: Vec<(&str, &str)> = call.parameters.members("Tags", ".Key").zip(values).collect();
    if wanted.is_empty() {
        return Err(ApiError::constraint("tags", None, "not be null"));
    }
    for (index, (key, value)) in wanted.iter().enumerate() {
        let member = format!("tags.{}.member", index + 1);
        tag_text(&format!("{member}.key"), key, 1, 128)?;
        tag_text(&format!("{member}.value"), value, 0, 256)?;
        if wanted.iter().skip(index + 1).any(|(other, _)| same_key(other, key)) {
            return Err(invalid_input(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
        if key.to_lowercase().starts_with("aws:") {
            return Err(invalid_input(
                "Tag keys that start with aws: are reserved for system use.",
            ));
        }
    }
    let mut tags = state.user(call.subject(state)?)?.tags.clone();
    for (key, value) in wanted {
        let value = value.to_owned();
        match tags.iter_mut().find(|(known, _)| same_key(known, key)) {
            Some(tag) => *tag = (key.to_owned(), value),
            None => tags.push((key.to_owned(), value)),
        }
    }
    if tags.len() > TAGS_PER_USER {
        let message = "The number of tags has reached the maximum limit.";
        return Err(ApiError::new("LimitExceeded", 409, message));
    }
    state.user_mut(call.subject(state)?)?.tags = tags;
    Ok(())
}

fn untag_user(state: &mut State, call: &Call<'_>, _: &mut Xml) -> ActionResult {
    let unwanted: Vec<&str> = call.parameters.members("TagKeys", "").collect();
    if unwanted.is_empty() {
        return Err(ApiError::constraint("tagKeys", None, "not be null"));
    }
    for key in &unwanted {
        tag_text("tagKeys", key, 1, 128)?;
    }
    let user = state.user_mut(call.subject(state)?)?;
    user.tags.retain(|(known, _)| !unwanted.iter().any(|key| same_key(known, key)));
    Ok(())
}

/// Checks a tag's key or value: its length, and `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
fn tag_text(parameter: &str, text: &str, least: usize, most: usize) -> ActionResult {
    length(parameter, text, least, most)?;
    let accepted = |c: char| {
        c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
    };
    if text.chars().all(accepted) {
        return Ok(());
    }
    let constraint = r"satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*";
    Err(ApiError::constraint(parameter, Some(text), constraint))
}

/// Whether two tag keys are the same to IAM, which ignores their case.
fn same_key(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn invalid_input(message: &str) -> ApiError {
    ApiError::new("InvalidInput", 400, message)
}
