//! The settings of an access key.

pub(super) const ACCESS_KEY_ID: &str = "aws_access_key_id";
pub(super) const SECRET_ACCESS_KEY: &str = "aws_secret_access_key";

/// The session token, under its present name and its former one.
pub(super) const SESSION_TOKENS: [&str; 2] = ["aws_session_token", "aws_security_token"];

/// Whether saving a key sets or removes this setting.
pub(super) fn belongs_to_key(name: &str) -> bool {
    name == ACCESS_KEY_ID || name == SECRET_ACCESS_KEY || SESSION_TOKENS.contains(&name)
}
