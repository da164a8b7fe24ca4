//! The rules: access keys, users, ages, secrets, in AWS's own words, and no I/O.
//!
//! The types rule out what must not happen: deleting takes an [`InactiveKey`], which only a
//! [`KeyListing`] that shows the key inactive returns, and nothing can print a [`Secret`].

mod access_key;
mod age;
mod connection;
mod description;
mod export;
mod failure;
mod filter;
mod finding;
mod journal;
mod key_change;
mod key_id;
mod local_error;
mod mfa;
mod new_key;
mod next_step;
mod operation;
mod owner_evidence;
mod pagination;
mod preferences;
mod profile;
mod profile_plan;
mod report;
mod rotation;
mod secret;
pub mod shell;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod user;

pub use access_key::{AccessKey, InactiveKey, KeyListing, LastUsed, Status, Usage};
pub(crate) use age::{Age, AgeBand, ago, days_between};
pub use connection::{Caller, Connection, SignInOptions};
pub use description::Description;
pub(crate) use description::DescriptionError;
pub use export::KeyRow;
pub(crate) use export::{DataFormat, KEY_FIELDS, Record, Serialiser, Value};
pub use failure::{Failure, FailureKind};
pub use filter::{AgeLimits, Filter, KeyFacts};
pub use finding::{Doubt, Finding, KnownBy, Verdict};
pub use journal::{
    AccessKeyEvent, AccessKeyEventKind, ChangeKind, JournalEntry, JournalNotice, Outcome,
    SecretLocation,
};
pub use key_change::KeyChange;
pub(crate) use key_id::IdKind;
pub use key_id::{AccessKeyId, AccountId, ids_in};
pub use local_error::LocalError;
pub use mfa::{
    ConnectError, MfaAnswer, MfaChallenge, MfaCode, MfaCodeError, MfaPurpose, MfaSession, MfaUse,
};
pub(crate) use mfa::{SentCodes, gives_codes};
pub(crate) use new_key::{CopyFormat, csv_file_name};
pub use new_key::{CsvFormat, NewAccessKey};
pub(crate) use next_step::StepActions;
pub use next_step::{CredentialStep, MfaStep, NextStep};
pub use operation::Operation;
pub use owner_evidence::{DenialForm, KnownKeyLookup, OwnerEvidence};
pub(crate) use pagination::PaginationGuard;
pub use preferences::Preferences;
pub use profile::{AccountSource, LocalProfile, ProfileAccount, ProfileKind};
pub(crate) use profile_plan::other_credentials;
pub use profile_plan::{
    DiffLine, Fingerprint, LineChange, ProfileName, ProfileNameError, ProfilePlan, ProfileWarning,
    SavedProfile, SettingPlace,
};
pub(crate) use report::REPORT_LIFETIME;
pub use report::{CredentialReport, ReportedKey, ReportedUser};
pub(crate) use rotation::{
    KeyAction, KeyHistory, LastUseEvidence, OwnCalls, Recommendation, RotationKey, RotationSnapshot,
};
pub use secret::Secret;
pub(crate) use text::capitalise;
pub use user::{
    AccountSummary, AuthorizationDetails, ConsoleAccess, Marker, Page, User, UserDetails, UserName,
};
