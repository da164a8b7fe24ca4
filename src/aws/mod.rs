//! The AWS account: the session, the IAM and STS calls, and what can go wrong with them.
//!
//! [`connect`] determines region, endpoint and credentials without calling IAM. The [`Account`] it
//! returns makes the calls. Reads retry: those that somebody waits for give up within seconds, the
//! others go through the `rate_limiter`. A write is sent exactly once. Every failure is a
//! [`Failure`](crate::domain::Failure), which says what to do next.
//!
//! The built-in account and the tests plug in at HTTP: with [`Transport::InProcess`] the real SDK's
//! requests are answered in this process.

mod account;
mod authorization_details;
mod caller;
mod clients;
mod clock;
mod convert;
mod credential_source;
mod credentials;
mod environment;
mod error_chain;
mod errors;
mod lane;
mod local_profiles;
mod mfa;
mod new_key;
mod options;
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
mod transport;
mod validation;
mod writes;

pub use account::Account;
pub use lane::Lane;
pub(crate) use local_profiles::{local_profiles, other_credentials_in_config};
pub use mfa::Sessions;
pub use options::Options;
pub use session::{connect, connect_with};
pub(crate) use session::{long_term_key, terminal_needed};
pub use transport::Transport;
