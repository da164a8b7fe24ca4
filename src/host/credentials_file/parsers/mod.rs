//! How AWS programs parse the credentials file: the AWS CLI with Python's configparser, the SDKs by
//! AWS's specification of these files.
//!
//! They differ in whether a repeated section is an error, whether a comment may be indented,
//! whether `:` separates name and value, and where a comment ends a value. A line that akia writes
//! must mean the same to both, so both are modelled here. The SDK's own parser (`aws-runtime`)
//! would not do: it does not tell on which line a setting is, merges repeated sections, and takes a
//! text only through an async loader. A property test compares the model with it.

mod cli;
mod parsed_file;
mod sdk;

pub(super) use cli::parse as parse_as_cli;
pub(super) use parsed_file::{ParseError, ParsedFile, Section, Setting};
pub(super) use sdk::parse as parse_as_sdk;
