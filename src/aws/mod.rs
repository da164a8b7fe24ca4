//! The account: session, IAM and STS calls, and what can go wrong with them.
//!
//! [`connect`] settles region, endpoint and credentials without calling IAM; the [`Account`] it
//! gives makes the calls. Reads retry; those that somebody waits for give up in seconds, the others
//! go at AWS's pace (`pace`); a write is sent exactly once. Every failure comes out as a [`Failure`](crate::domain::Failure), with what to do next.
//!
//! The seam for the built-in account and for tests is HTTP: [`Transport::InProcess`] answers the
//! real SDK's requests in this process.

mod account;
mod authorization_details;
mod caller;
mod clients;
mod clock;
mod convert;
mod credential_source;
mod credentials;
mod errors;
mod local_profiles;
mod mfa;
mod new_key;
mod owner;
mod pagination;
mod profiles;
mod rate_limiter;
mod region;
mod report;
mod response_check;
mod sdk;
mod session;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod validation;
mod writes;

pub use account::Account;
pub use local_profiles::{local_profiles, other_credentials_in_config};
pub use mfa::Sessions;
pub use session::{connect, connect_with, long_term_key, terminal_needed};

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// What the person asked to connect to; what is not given comes from the SDKs' environment
/// variables and files.
#[derive(Clone, Debug)]
pub struct Options {
    /// `--profile`: also passes over access keys in the environment, as the AWS CLI does.
    pub profile: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--endpoint-url`, for IAM and STS both.
    pub endpoint_url: Option<String>,
    /// Over what requests travel.
    pub transport: Transport,
    /// The sessions that MFA codes were given for; clones of the options share them.
    pub sessions: Sessions,
}

/// Over what requests travel.
#[derive(Clone, Debug)]
pub enum Transport {
    /// HTTPS, with the machine's environment and files.
    Network,
    /// An account in this process: no environment, no files, no network.
    InProcess {
        /// What answers the requests.
        http: SharedHttpClient,
        /// What they are signed with.
        credentials: Credentials,
    },
    /// The same, reached with the profiles of a configuration file: for tests of what profiles
    /// lead to.
    InProcessProfiles {
        /// What answers the requests.
        http: SharedHttpClient,
        /// What is in `~/.aws/config`.
        config: String,
    },
}

/// Whether somebody waits for a read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    /// Somebody does: retried quickly, and given up in seconds.
    Interactive,
    /// It fills rows that are in view: before what nobody sees, and at AWS's pace.
    InView,
    /// Nobody does: slows down when AWS asks for it, and leaves the other lanes room.
    Background,
}
