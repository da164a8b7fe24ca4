//! The console against IAM's protocol, answered in memory, with everything that can go wrong.

mod changes;
mod create;
mod delete;
mod find;
mod guide;
mod lost_create;
mod mfa;
mod own_keys;
mod owner;
mod pacing;
mod reads;
mod report;
mod rotation;
mod secrets;
mod session;
mod table;
mod whole_run;

/// The first key of `alice`: active. `AKIA…` of AWS's documentation.
const ALICES_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
