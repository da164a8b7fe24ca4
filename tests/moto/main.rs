//! The shipped program in a pseudo-terminal, against moto: an IAM that others wrote, over a real
//! socket, in another process. `.ci/run` installs moto and runs these tests.
//!
//! What moto 5.2.1 does otherwise than IAM, as far as these tests meet it:
//! - `ListUsers` gives all users at once, whatever `MaxItems` says: pages are tested with the
//!   built-in account (`tests/account.rs`).
//! - `GetAccessKeyLastUsed` of a key that is not there answers `NoSuchEntity`, where IAM answers
//!   `AccessDenied`.
//! - A key that is inactive signs as before; one that is deleted does not.
//! - It closes the connection after each answer, and its lists never lag.
//! - It asks for no signature unless told to. These tests tell it to ([`moto`]). Its refusals then
//!   are not of AWS's form: only their HTTP status tells.
//!   And it takes a signature for wrong when a parameter has a space, which the SDK writes as `%20`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

mod commands;
mod ends;
mod home;
mod job;
mod memory;
mod mfa;
mod moto;
mod profile;
mod rotation;
mod screen;
mod secret;
mod slow;
mod start;
mod steps;
mod terminal;
