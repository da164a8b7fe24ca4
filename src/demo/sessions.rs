//! Temporary sessions, the roles they can be of, and the MFA devices they can be opened with.

use super::api_error::ApiError;
use super::ids::{self, Generation, SeededRng};
use super::users::{ACCOUNT, Policy};
use super::xml::Xml;
use crate::domain::{AccessKeyId, AccountId};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// How long a device shows a code, in seconds.
const STEP: i64 = 30;

/// A role that every principal of the account may assume.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoRole {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub policy: Policy,
    /// Whether it can be assumed with MFA only.
    pub needs_mfa: bool,
    /// The external ID without which it cannot be assumed.
    pub external_id: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Sessions {
    roles: BTreeMap<String, DemoRole>,
    by_key: BTreeMap<String, Session>,
    /// Serial and user of the devices besides the virtual one that each user with MFA has.
    devices: Vec<(String, String)>,
    /// The codes that were used: serial and time step.
    used_codes: BTreeSet<(String, i64)>,
    opened: u64,
}

/// Temporary credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Session {
    token: String,
    until: DateTime<Utc>,
    pub(super) owner: SessionOwner,
    /// Whether an MFA code was given for it.
    pub(super) mfa: bool,
}

/// Whose session it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum SessionOwner {
    User(String),
    Role { role: DemoRole, session: String },
}

impl Sessions {
    /// The session that signs with this key; an error if it is not valid now.
    pub(super) fn session(
        &self,
        key: &AccessKeyId,
        token: Option<&str>,
        now: DateTime<Utc>,
    ) -> Option<Result<&Session, ApiError>> {
        let session = self.by_key.get(key.as_str())?;
        if token != Some(session.token.as_str()) {
            return Some(Err(ApiError::invalid_token()));
        }
        if now >= session.until {
            return Some(Err(ApiError::expired_token()));
        }
        Some(Ok(session))
    }

    /// Opens a session, and writes its credentials.
    pub(super) fn open(
        &mut self,
        owner: SessionOwner,
        mfa: bool,
        until: DateTime<Utc>,
        xml: &mut Xml,
    ) {
        self.opened += 1;
        let mut rng = SeededRng::from_text(&format!("session {}", self.opened));
        let id = rng.key_id(&AccountId::from_aws(ACCOUNT), Generation::Newer);
        let id = id.as_str().replacen("AKIA", "ASIA", 1);
        let token = ids::secret().to_string();
        xml.element("Credentials", |xml| {
            xml.text("AccessKeyId", &id);
            xml.text("SecretAccessKey", &ids::secret());
            xml.text("SessionToken", &token);
            xml.date("Expiration", until);
        });
        self.by_key.insert(id, Session { token, until, owner, mfa });
    }

    pub(super) fn end_all(&mut self, now: DateTime<Utc>) {
        for session in self.by_key.values_mut() {
            session.until = now;
        }
    }

    pub(super) fn role(&self, name: &str) -> Option<&DemoRole> {
        self.roles.get(name)
    }

    pub(super) fn put_role(&mut self, role: DemoRole) {
        self.roles.insert(role.name.clone(), role);
    }

    pub(super) fn add_device(&mut self, user: &str, serial: &str) {
        self.devices.push((serial.to_owned(), user.to_owned()));
    }

    /// The serials of a user's devices besides the virtual one.
    pub(super) fn further_devices(&self, user: &str) -> impl Iterator<Item = String> {
        let own = self.devices.iter().filter(move |(_, owner)| owner == user);
        own.map(|(serial, _)| serial.clone())
    }

    /// Whether a device shows this code now, or did just before, and the code was not used yet.
    pub(super) fn use_code(&mut self, serial: &str, code: &str, now: DateTime<Utc>) -> bool {
        let step = now.timestamp() / STEP;
        let shown = [step, step - 1].into_iter().find(|step| code_of_step(serial, *step) == code);
        shown.is_some_and(|step| self.used_codes.insert((serial.to_owned(), step)))
    }
}

impl SessionOwner {
    /// ARN and unique ID of a role's session, and what it may do. A user's session has none of its
    /// own.
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

/// The serial of the virtual device that a user with MFA has.
pub(super) fn virtual_device(user: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:mfa/{user}")
}

/// The code that a device shows at a moment.
pub(super) fn code_at(serial: &str, now: DateTime<Utc>) -> String {
    code_of_step(serial, now.timestamp() / STEP)
}

fn code_of_step(serial: &str, step: i64) -> String {
    format!("{:06}", SeededRng::from_text(&format!("{serial} {step}")).below(1_000_000))
}
