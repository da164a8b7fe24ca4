//! akia: the AWS IAM console's access-key pages as a terminal program.
//!
//! A functional core in an imperative shell. What the console *decides* is a pure function of the
//! events it receives; what it *does* is returned as data, and carried out in one place.
//!
//! | room | what is in it | may import |
//! |---|---|---|
//! | [`domain`] | access keys, users, ages, rotation, secrets: the rules, no I/O | nothing of ours |
//! | [`ui`] | theme and widgets: they draw, and know nothing of AWS | nothing of ours |
//! | [`console`] | the console itself, pure: screens, dialogs, bindings, events, effects | domain, ui |
//! | [`aws`] | the account: session, MFA, IAM and STS calls, errors | domain |
//! | [`demo`] | an account in memory that answers IAM's HTTP requests, under the real SDK | domain |
//! | [`host`] | the machine the person sits at: terminal, clipboard, files, credentials file, journal | domain |
//! | [`runtime`] | the loop: event, `Console::update`, effects run, event; generic over input, screen, clock and machine | all of the above |
//! | [`cli`] | arguments, and the commands without the screen | runtime and below |
//!
//! `tests/layering.rs` holds this table.

pub mod aws;
pub mod cli;
pub mod console;
pub mod demo;
pub mod domain;
pub mod host;
pub mod runtime;
pub mod ui;
