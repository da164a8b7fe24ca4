//! An account in memory that answers the HTTP requests of the real SDK in place of IAM and STS.
//!
//! Everything above HTTP (signing, serialisation, pagination, retries, error parsing) is the code
//! that runs against AWS. `--demo` opens a [`DemoAccount`], and tests run against one, with
//! [`Faults`].

mod account;
mod action;
mod actions;
mod api_error;
mod authorization;
mod call;
mod caller;
mod external_changes;
mod faults;
mod ids;
mod key_history;
mod population;
mod profiles;
mod protocol;
mod reads;
mod report;
mod reports;
mod request;
mod sessions;
mod state;
mod sts;
mod users;
mod writes;
mod xml;

#[cfg(test)]
mod tests;

pub use account::{DemoAccount, Recorded};
pub use faults::{Fault, Faults};
pub(crate) use profiles::{CREDENTIALS_PATH, credentials_file, local_profile, local_profiles};
pub use sessions::DemoRole;
pub use users::{DemoCertificate, DemoKey, DemoUser, Policy};
