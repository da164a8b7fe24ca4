//! Sessions: who gets one, with which code of which MFA device, and until when it lasts.

use super::DemoAccount;
use super::actions::Call;
use super::api_error::ApiError;
use super::ids::{self, Generation, SeededRng};
use super::request::Parameters;
use super::state::{ACCOUNT, Policy, State};
use super::xml::Xml;
use crate::domain::{AccessKeyId, AccountId};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

type ActionResult = Result<(), ApiError>;

/// How long a device shows a code, in seconds.
const STEP: i64 = 30;

/// The bounds of `DurationSeconds`, and what is meant without it.
const USERS_SECONDS: (i64, i64, i64) = (900, 129_600, 43_200);
const ROLES_SECONDS: (i64, i64, i64) = (900, 43_200, 3_600);

/// A role of the account, which whoever is of the account may assume.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoRole {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub policy: Policy,
    /// It is assumed with MFA only.
    pub needs_mfa: bool,
    /// It is assumed with this external ID only.
    pub external_id: Option<String>,
}

/// The devices, roles and sessions there are.
#[derive(Debug, Default)]
pub(super) struct Sts {
    roles: BTreeMap<String, DemoRole>,
    sessions: BTreeMap<String, Session>,
    /// Devices besides the one that each user with MFA has: serial and user.
    devices: Vec<(String, String)>,
    /// The codes that are used up: device and time step.
    used: BTreeSet<(String, i64)>,
    given: u64,
}

/// Temporary credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Session {
    token: String,
    until: DateTime<Utc>,
    pub(super) of: SessionOwner,
    /// A code was given for it.
    pub(super) mfa: bool,
}

/// Whose session it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SessionOwner {
    User(String),
    Role { role: DemoRole, session: String },
}

impl Sts {
    /// The session that signs with this key.
    pub(super) fn session(
        &self,
        key: &AccessKeyId,
        token: Option<&str>,
        now: DateTime<Utc>,
    ) -> Option<Result<&Session, ApiError>> {
        let session = self.sessions.get(key.as_str())?;
        Some(if token != Some(session.token.as_str()) {
            Err(ApiError::invalid_token())
        } else if now >= session.until {
            Err(ApiError::expired_token())
        } else {
            Ok(session)
        })
    }

    fn open(&mut self, of: SessionOwner, mfa: bool, until: DateTime<Utc>, xml: &mut Xml) {
        self.given += 1;
        let mut rng = SeededRng::from_text(&format!("session {}", self.given));
        let id = rng.key_id(&AccountId::from_aws(ACCOUNT), Generation::Newer);
        let id = id.as_str().replacen("AKIA", "ASIA", 1);
        let token = ids::secret().to_string();
        xml.element("Credentials", |xml| {
            xml.text("AccessKeyId", &id);
            xml.text("SecretAccessKey", &ids::secret());
            xml.text("SessionToken", &token);
            xml.date("Expiration", until);
        });
        self.sessions.insert(id, Session { token, until, of, mfa });
    }
}

impl State {
    /// The serials of a user's MFA devices.
    pub(super) fn devices_of(&self, user: &str) -> Vec<String> {
        let virtual_one = self.users.get(user).filter(|user| user.mfa);
        let more = self.sts.devices.iter().filter(|(_, owner)| owner == user);
        let virtual_one = virtual_one.map(|user| device_of(&user.name));
        virtual_one.into_iter().chain(more.map(|(serial, _)| serial.clone())).collect()
    }

    /// Takes the code in a request, if there is one; whether there is.
    fn take_code(&mut self, call: &Call<'_>) -> Result<bool, ApiError> {
        let get = |name| call.parameters.get(name);
        let (serial, code) = match (get("SerialNumber"), get("TokenCode")) {
            (None, None) => return Ok(false),
            (Some(serial), Some(code)) => (serial, code),
            _ => {
                return Err(failed(
                    ", must provide both MFA serial number and one time pass code.",
                ));
            }
        };
        let of_user = call.caller.user.as_ref().filter(|_| !call.caller.temporary);
        if !of_user.is_some_and(|user| self.devices_of(user).iter().any(|own| own == serial)) {
            return Err(failed(
                ", unable to validate MFA code.  Please verify your MFA serial number is valid \
                 and associated with this user. ",
            ));
        }
        // A code may be as old as the one before.
        let step = call.now.timestamp() / STEP;
        let matching = [step, step - 1].into_iter().find(|step| code_at(serial, *step) == code);
        match matching {
            Some(step) if self.sts.used.insert((serial.to_owned(), step)) => Ok(true),
            _ => Err(failed(" with invalid MFA one time pass code. ")),
        }
    }
}

fn failed(how: &str) -> ApiError {
    ApiError::new("AccessDenied", 403, format!("MultiFactorAuthentication failed{how}"))
}

fn device_of(user: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:mfa/{user}")
}

fn code_at(serial: &str, step: i64) -> String {
    format!("{:06}", SeededRng::from_text(&format!("{serial} {step}")).below(1_000_000))
}

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

pub(super) fn get_session_token(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let lasts = seconds(call.parameters, USERS_SECONDS)?;
    let user = call.caller.user.clone().filter(|_| !call.caller.temporary).ok_or_else(|| {
        ApiError::new("AccessDenied", 403, "Cannot call GetSessionToken with session credentials")
    })?;
    let mfa = state.take_code(call)?;
    state.sts.open(SessionOwner::User(user), mfa, call.now + lasts, xml);
    Ok(())
}

pub(super) fn assume_role(state: &mut State, call: &Call<'_>, xml: &mut Xml) -> ActionResult {
    let arn = call.parameters.required("RoleArn")?;
    let session = call.parameters.required("RoleSessionName")?.to_owned();
    let lasts = seconds(call.parameters, ROLES_SECONDS)?;
    let mfa = state.take_code(call)?;
    let prefix = format!("arn:aws:iam::{ACCOUNT}:role/");
    let role = arn.strip_prefix(&prefix).and_then(|name| state.sts.roles.get(name)).cloned();
    let trusts = |role: &DemoRole| {
        (mfa || !role.needs_mfa)
            && (role.external_id.is_none()
                || role.external_id.as_deref() == call.parameters.get("ExternalId"))
    };
    let Some(role) = role.filter(trusts) else {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            call.caller.arn
        );
        return Err(ApiError::new("AccessDenied", 403, message));
    };
    let of = SessionOwner::Role { role, session };
    xml.element("AssumedRoleUser", |xml| {
        let (arn, id, _) = of.principal();
        xml.text("Arn", &arn);
        xml.text("AssumedRoleId", &id);
    });
    state.sts.open(of, mfa, call.now + lasts, xml);
    Ok(())
}

impl SessionOwner {
    /// ARN and unique ID of a role's session, and what it may do. Of a user's, nothing of its own.
    pub(super) fn principal(&self) -> (String, String, Policy) {
        match self {
            Self::User(user) => (user.clone(), String::new(), Policy::Nothing),
            Self::Role { role, session } => (
                format!("arn:aws:sts::{ACCOUNT}:assumed-role/{}/{session}", role.name),
                format!("{}:{session}", SeededRng::from_text(&role.name).principal_id("AROA")),
                role.policy,
            ),
        }
    }
}

impl DemoAccount {
    /// The serial of the virtual device that a user with MFA has.
    #[must_use]
    pub fn mfa_device(user: &str) -> String {
        device_of(user)
    }

    /// Gives a user a further device; whatever its serial, it shows codes.
    pub fn add_mfa_device(&self, user: &str, serial: &str) {
        let device = (serial.to_owned(), user.to_owned());
        self.change(|state| state.sts.devices.push(device));
    }

    /// The code that a device shows now. It is good for this half minute and the next, once.
    #[must_use]
    pub fn mfa_code(&self, serial: &str) -> String {
        code_at(serial, self.now().timestamp() / STEP)
    }

    /// Adds a role, or puts this one in the place of the one of that name.
    pub fn put_role(&self, role: DemoRole) {
        self.change(|state| state.sts.roles.insert(role.name.clone(), role));
    }

    /// Ends every session there is.
    pub fn end_sessions(&self) {
        let now = self.now();
        self.change(|state| {
            for session in state.sts.sessions.values_mut() {
                session.until = now;
            }
        });
    }
}
