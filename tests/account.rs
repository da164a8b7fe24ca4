//! The console against IAM's protocol, answered in memory, with everything that can go wrong.

mod changes;
mod create;
mod delete;
mod find;
mod lost_create;
mod pacing;
mod reads;
mod secrets;
mod session;

/// The first key of `alice`: active. `AKIA…` of AWS's documentation.
const ALICES_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
