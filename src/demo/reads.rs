//! The actions that change nothing.

use super::action::{Action, Resource, iam, sts};
use super::api_error::ApiError;
use super::call::{ActionResult, Call};
use super::state::State;
use super::users::{ACCOUNT, DemoUser};
use super::xml::Xml;
use crate::domain::{AccessKeyId, LastUsed};

pub(super) const ACTIONS: [Action; 12] = [
    iam("ListUsers", Resource::Users, list_users),
    iam("GetUser", Resource::User, get_user),
    iam("ListAccessKeys", Resource::User, list_access_keys),
    iam("GetAccessKeyLastUsed", Resource::KeyOwner, get_access_key_last_used),
    iam("ListUserTags", Resource::User, list_user_tags),
    iam("ListMFADevices", Resource::User, list_mfa_devices),
    iam("GetLoginProfile", Resource::User, get_login_profile),
    iam("ListAccountAliases", Resource::Account, list_account_aliases),
    iam("GetAccountSummary", Resource::Account, get_account_summary),
    iam("GetAccountAuthorizationDetails", Resource::Account, get_account_authorization_details),
    sts("GetCallerIdentity", Resource::Nothing, get_caller_identity),
    sts("GetAccessKeyInfo", Resource::Account, get_access_key_info),
];

/// The values of `Filter` in `GetAccountAuthorizationDetails`.
const ENTITIES: [&str; 5] = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"];

const ALIAS: &str = "acme-demo";

fn list_users(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let prefix = call.parameters.get("PathPrefix").unwrap_or("/");
    let users = call.listed(state);
    let below = users.values().filter(|user| user.path.starts_with(prefix));
    call.page(xml, "Users", below, |xml, user| describe_user(xml, user))
}

fn get_user(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let user = state.user(call.subject(state)?)?;
    xml.element("User", |xml| {
        describe_user(xml, user);
        if !user.tags.is_empty() {
            xml.members("Tags", &user.tags, describe_tag);
        }
    });
    Ok(())
}

fn list_access_keys(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let name = call.subject(state)?;
    let users = call.listed(state);
    let user = users.get(name).ok_or_else(|| ApiError::no_such_user(name))?;
    call.page(xml, "AccessKeyMetadata", user.keys.iter(), |xml, key| {
        xml.text("UserName", &user.name);
        xml.text("AccessKeyId", key.id.as_str());
        xml.text("Status", key.status.as_str());
        xml.date("CreateDate", key.created);
    })
}

fn get_access_key_last_used(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let id = call.parameters.key_id()?;
    let foreign = || ApiError::foreign_key(&call.caller.arn, &id);
    let owner = state.owner(&id).ok_or_else(foreign)?;
    let key = owner.key(&id).ok_or_else(foreign)?;
    xml.text("UserName", &owner.name);
    xml.element("AccessKeyLastUsed", |xml| {
        let (date, region, service) = match &key.last_used {
            LastUsed::Never => (None, None, None),
            LastUsed::At { date, region, service } => {
                (Some(*date), region.as_deref(), service.as_deref())
            }
        };
        xml.text("Region", region.unwrap_or("N/A"));
        if let Some(date) = date {
            xml.date("LastUsedDate", date);
        }
        xml.text("ServiceName", service.unwrap_or("N/A"));
    });
    Ok(())
}

fn list_user_tags(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let user = state.user(call.subject(state)?)?;
    call.page(xml, "Tags", user.tags.iter(), describe_tag)
}

fn list_mfa_devices(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let user = state.user(call.subject(state)?)?;
    let devices = state.devices_of(&user.name);
    call.page(xml, "MFADevices", devices.iter(), |xml, serial| {
        xml.text("UserName", &user.name);
        xml.text("SerialNumber", serial);
        xml.date("EnableDate", user.created);
    })
}

fn get_login_profile(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let user = state.user(call.subject(state)?)?;
    if !user.console {
        let message = format!("Login Profile for User {} cannot be found.", user.name);
        return Err(ApiError::no_such_entity(message));
    }
    xml.element("LoginProfile", |xml| {
        xml.text("UserName", &user.name);
        xml.date("CreateDate", user.created);
        xml.text("PasswordResetRequired", "false");
    });
    Ok(())
}

fn list_account_aliases(_: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    call.page(xml, "AccountAliases", [ALIAS].into_iter(), Xml::escaped)
}

/// Users with tags and groups. The lists of groups, roles and policies are empty.
fn get_account_authorization_details(
    state: &mut State,
    call: &Call<'_>,
    xml: &mut Xml,
) -> ActionResult {
    let wanted: Vec<&str> = call.parameters.members("Filter", "").collect();
    if let Some(unknown) = wanted.iter().find(|kind| !ENTITIES.contains(kind)) {
        let constraint =
            format!("satisfy constraint: [Member must satisfy enum value set: {ENTITIES:?}]");
        return Err(ApiError::constraint("filter", Some(&format!("[{unknown}]")), &constraint));
    }
    for nothing in ["GroupDetailList", "RoleDetailList", "Policies"] {
        xml.element(nothing, |_| {});
    }
    let users = call.listed(state);
    let has_users = wanted.is_empty() || wanted.contains(&"User");
    let users = users.values().filter(|_| has_users);
    call.page(xml, "UserDetailList", users, |xml, user| {
        identify_user(xml, user);
        xml.members("GroupList", &user.groups, |xml, group| xml.escaped(group));
        xml.element("AttachedManagedPolicies", |_| {});
        if !user.tags.is_empty() {
            xml.members("Tags", &user.tags, describe_tag);
        }
    })
}

#[expect(clippy::unnecessary_wraps, reason = "all actions in the table have one signature")]
fn get_account_summary(state: &mut State, _: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let devices = state.users.values().filter(|user| user.mfa).count();
    let entries = [
        ("Users", state.users.len().to_string()),
        ("UsersQuota", "5000".to_owned()),
        ("AccessKeysPerUserQuota", "2".to_owned()),
        ("AccountAccessKeysPresent", state.root_keys.to_string()),
        ("AccountMFAEnabled", "1".to_owned()),
        ("MFADevices", devices.to_string()),
        ("MFADevicesInUse", devices.to_string()),
    ];
    xml.element("SummaryMap", |xml| {
        for (key, value) in &entries {
            xml.element("entry", |xml| {
                xml.text("key", key);
                xml.text("value", value);
            });
        }
    });
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "all actions in the table have one signature")]
fn get_caller_identity(_: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    xml.text("Arn", &call.caller.arn);
    xml.text("UserId", &call.caller.id);
    xml.text("Account", ACCOUNT);
    Ok(())
}

fn get_access_key_info(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let id = call.parameters.key_id()?;
    let account = account_of(state, &id)
        .ok_or_else(|| ApiError::validation(format!("The access key {id} is not valid.")))?;
    xml.text("Account", &account);
    Ok(())
}

/// The account of a key: this one, or the one in its ID.
fn account_of(state: &State, id: &AccessKeyId) -> Option<String> {
    match state.owner(id) {
        Some(_) => Some(ACCOUNT.to_owned()),
        None => id.account_id().map(|account| account.to_string()),
    }
}

/// The fields that every description of a user begins with.
fn identify_user(xml: &mut Xml, user: &DemoUser) {
    xml.text("Path", &user.path);
    xml.text("UserName", &user.name);
    xml.text("UserId", &user.id());
    xml.text("Arn", &user.arn());
    xml.date("CreateDate", user.created);
}

/// A user as `ListUsers` and `GetUser` both describe it.
fn describe_user(xml: &mut Xml, user: &DemoUser) {
    identify_user(xml, user);
    if let Some(date) = user.password_last_used {
        xml.date("PasswordLastUsed", date);
    }
}

fn describe_tag(xml: &mut Xml, (key, value): &(String, String)) {
    xml.text("Key", key);
    xml.text("Value", value);
}
