//! The actions that give out sessions.

use super::action::{Action, Resource, sts};
use super::api_error::ApiError;
use super::call::{ActionResult, Call};
use super::request::Parameters;
use super::sessions::{DemoRole, SessionOwner};
use super::state::State;
use super::users::ACCOUNT;
use super::xml::Xml;
use chrono::TimeDelta;

pub(super) const ACTIONS: [Action; 2] = [
    sts("GetSessionToken", Resource::Nothing, get_session_token),
    sts("AssumeRole", Resource::Nothing, assume_role),
];

/// `DurationSeconds`: the least, the most, and the default.
const USERS_SECONDS: (i64, i64, i64) = (900, 129_600, 43_200);
const ROLES_SECONDS: (i64, i64, i64) = (900, 43_200, 3_600);

fn seconds(
    parameters: &Parameters,
    (least, most, usual): (i64, i64, i64),
) -> Result<TimeDelta, ApiError> {
    let Some(text) = parameters.get("DurationSeconds") else {
        return Ok(TimeDelta::seconds(usual));
    };
    match text.parse() {
        Ok(seconds) if (least..=most).contains(&seconds) => Ok(TimeDelta::seconds(seconds)),
        _ => {
            let bound = format!("have value between {least} and {most}");
            Err(ApiError::constraint("durationSeconds", Some(text), &bound))
        }
    }
}

fn get_session_token(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let lasts = seconds(call.parameters, USERS_SECONDS)?;
    let user = call.caller.user.clone().filter(|_| !call.caller.temporary).ok_or_else(|| {
        ApiError::new("AccessDenied", 403, "Cannot call GetSessionToken with session credentials")
    })?;
    let mfa = take_code(state, call)?;
    state.sessions.open(SessionOwner::User(user), mfa, call.now + lasts, xml);
    Ok(())
}

fn assume_role(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let arn = call.parameters.required("RoleArn")?;
    let session = call.parameters.required("RoleSessionName")?.to_owned();
    let lasts = seconds(call.parameters, ROLES_SECONDS)?;
    let mfa = take_code(state, call)?;
    let external_id = call.parameters.get("ExternalId");
    let trusts_caller = |role: &&DemoRole| {
        let has_mfa = mfa || !role.needs_mfa;
        let has_external_id =
            role.external_id.is_none() || role.external_id.as_deref() == external_id;
        has_mfa && has_external_id
    };
    let prefix = format!("arn:aws:iam::{ACCOUNT}:role/");
    let role = arn.strip_prefix(&prefix).and_then(|name| state.sessions.role(name));
    let Some(role) = role.filter(trusts_caller).cloned() else {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            call.caller.arn
        );
        return Err(ApiError::new("AccessDenied", 403, message));
    };
    let owner = SessionOwner::Role { role, session };
    xml.element("AssumedRoleUser", |xml| {
        let (arn, id, _) = owner.principal();
        xml.text("Arn", &arn);
        xml.text("AssumedRoleId", &id);
    });
    state.sessions.open(owner, mfa, call.now + lasts, xml);
    Ok(())
}

/// Uses the MFA code in a request; whether there is one.
fn take_code(state: &mut State, call: &Call<'_>) -> Result<bool, ApiError> {
    let get = |name| call.parameters.get(name);
    let (serial, code) = match (get("SerialNumber"), get("TokenCode")) {
        (None, None) => return Ok(false),
        (Some(serial), Some(code)) => (serial, code),
        _ => {
            return Err(mfa_failed(
                ", must provide both MFA serial number and one time pass code.",
            ));
        }
    };
    let user = call.caller.user.as_ref().filter(|_| !call.caller.temporary);
    let is_own_device = |user: &String| state.devices_of(user).iter().any(|own| own == serial);
    if !user.is_some_and(is_own_device) {
        return Err(mfa_failed(
            ", unable to validate MFA code.  Please verify your MFA serial number is valid and \
             associated with this user. ",
        ));
    }
    if state.sessions.use_code(serial, code, call.now) {
        return Ok(true);
    }
    Err(mfa_failed(" with invalid MFA one time pass code. "))
}

fn mfa_failed(how: &str) -> ApiError {
    ApiError::new("AccessDenied", 403, format!("MultiFactorAuthentication failed{how}"))
}
