//! Codes of MFA devices, as the properties imagine them: wanted, refused, and good for a session.

use super::iam::{HOSTILE, connection, failure};
use akia::domain::{
    ConnectError, Connection, FailureKind, MfaChallenge, MfaPurpose, MfaSession, Operation,
};
use chrono::{DateTime, TimeDelta, Utc};

/// The session of an MFA code.
pub(super) fn with_mfa(profile: Option<String>, now: DateTime<Utc>) -> Connection {
    let session = MfaSession { serial: HOSTILE.to_owned(), until: now + TimeDelta::hours(1) };
    Connection { mfa: Some(session), ..connection(profile) }
}

/// A code is wanted, for a session or for a role, which may have been refused before.
pub(super) fn wants_mfa(
    profile: Option<String>,
    now: DateTime<Utc>,
    refused: bool,
) -> ConnectError {
    let for_role = now.timestamp() % 3 == 0;
    let refused = refused.then(|| failure(Operation::GetSessionToken, FailureKind::Denied));
    let role = for_role.then(|| MfaPurpose::Role(HOSTILE.to_owned()));
    let purpose = role.unwrap_or(MfaPurpose::Session);
    let serial = HOSTILE.to_owned();
    ConnectError::MfaRequired(Box::new(MfaChallenge { serial, profile, purpose, refused }))
}

/// The own MFA devices: none, one, or several.
pub(super) fn devices(asked: DateTime<Utc>) -> Vec<String> {
    let all = [HOSTILE, "arn:aws:iam::123456789012:u2f/user/dora/key", "GAHT12345678"];
    let count = usize::try_from(asked.timestamp() % 3).unwrap_or_default();
    all.into_iter().take(count).map(str::to_owned).collect()
}
