//! What each page and each stage of each dialog looks like, at 80×24 and at 120×40.
//!
//! `cargo insta review`, or `INSTA_UPDATE=always cargo test`, takes over what has changed.

mod dialogs;
mod mfa;
mod pages;
mod rotation;
mod shot;
mod verify;

/// The first key of `alice` in the built-in account.
const ALICES_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
