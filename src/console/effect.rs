//! What the console asks for: data, carried out by the runtime.

use super::reads::{AwsRead, LocalRead};
use crate::domain::{
    JournalEntry, KeyChange, KeyRow, NewAccessKey, Preferences, ProfileName, ProfilePlan, Secret,
    SignInOptions,
};
use std::path::PathBuf;

/// Ties a reply to what was asked; larger means asked later. (AWS's `RequestId` is something else.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct CallId(pub u64);

/// Something to be done outside.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Settle region, endpoint and credentials, anew.
    Connect(CallId, SignInOptions),
    /// Sign the session in with this new key, in place of the one it has; until AWS takes it, the
    /// session stays as it is. The answer is that to a connect.
    MoveSession(CallId, NewAccessKey),
    /// Ask AWS.
    Read(CallId, AwsRead),
    /// Ask this machine.
    ReadLocal(CallId, LocalRead),
    /// Change IAM, once, and record it in the journal, as this entry, before and after.
    Change(CallId, KeyChange, JournalEntry, Journaling),
    /// Ask AWS once who signs with this new key. It changes nothing.
    Verify(CallId, NewAccessKey),
    /// Put a text on the person's clipboard.
    Copy(CallId, Clip),
    /// Write the .csv file; before that, record in the journal, as this entry, that it is being
    /// written.
    SaveCsv(CallId, NewAccessKey, JournalEntry),
    /// Write a .csv file of the table.
    SaveTable(CallId, Vec<KeyRow>),
    /// Plan what saving the key into that profile of the credentials file would change.
    PlanProfile(CallId, ProfileName, NewAccessKey),
    /// Save the key into a profile, just as planned; before that, record in the journal, as this
    /// entry, that it is being saved.
    SaveProfile(CallId, ProfilePlan, NewAccessKey, JournalEntry),
    /// Remove the credentials file as it was before, which has old secrets.
    RemoveBackup(CallId, PathBuf),
    /// Record in the journal; it is answered only if that failed.
    Record(CallId, JournalEntry),
    /// Keep these preferences for the next time.
    Remember(Preferences),
    /// Overwrite what was drawn: a secret was on the screen, and is no more.
    ForgetDrawn,
    /// Stop, as Ctrl-Z does.
    Suspend,
    /// Leave.
    Quit,
}

/// Whether a write that cannot be journaled is sent all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Journaling {
    /// It is not sent.
    Required,
    /// The person was asked, and goes on without.
    Waived,
}

/// A text for the clipboard.
#[derive(Clone, Debug)]
pub struct Clip {
    /// What it is, for the message: `Access key ID`.
    pub what: &'static str,
    /// The text.
    pub text: Secret,
    /// Whether it holds a secret, and is to be cleared again.
    pub sensitive: bool,
}
