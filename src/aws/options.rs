//! The options of a connection.

use super::mfa::Sessions;
use super::transport::Transport;

/// The options of a connection, as the person gave them. The SDKs' environment variables and files
/// supply the rest.
#[derive(Clone, Debug)]
pub struct Options {
    /// `--profile`: takes precedence over access keys in the environment, as in the AWS CLI.
    pub profile: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--endpoint-url`, for both IAM and STS.
    pub endpoint_url: Option<String>,
    /// What requests travel over.
    pub transport: Transport,
    /// The sessions that MFA codes were entered for. Clones of the options share them.
    pub sessions: Sessions,
}

impl Options {
    /// No options, over this transport.
    #[must_use]
    pub fn through(transport: Transport) -> Self {
        let sessions = Sessions::default();
        Self { profile: None, region: None, endpoint_url: None, transport, sessions }
    }
}
