//! The tests that need more than one room, in one binary, since each one links the SDK.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

// A file shared with the unit tests imports through these names.
use akia::{console, domain};

mod account;
mod cli;
mod credentials;
mod layering;
mod properties;
mod screens;
mod support;
