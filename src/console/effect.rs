//! What goes out: the effects that the console requests, as data. The runtime runs them.

use super::reads::{AwsRead, LocalRead};
use crate::domain::{
    JournalEntry, KeyChange, KeyRow, NewAccessKey, Preferences, ProfileName, ProfilePlan, Secret,
    SignInOptions,
};
use std::path::PathBuf;

/// Ties a reply to its request; larger means later. (AWS's `RequestId` is something else.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct CallId(pub u64);

/// Something that the runtime does outside of the console.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Find region, endpoint and credentials again.
    Connect(CallId, SignInOptions),
    /// Sign the session with this new key instead. Until AWS accepts it, the session stays as it
    /// is.
    MoveSession(CallId, NewAccessKey),
    /// Read from AWS.
    Read(CallId, AwsRead),
    /// Read from this machine.
    ReadLocal(CallId, LocalRead),
    /// Change IAM once. The entry is recorded in the journal before and after.
    Change(CallId, KeyChange, JournalEntry, Journaling),
    /// Call `GetCallerIdentity` once, signed with this new key.
    Verify(CallId, NewAccessKey),
    /// Copy to the clipboard.
    Copy(CallId, Clip),
    /// Write a .csv file with a secret, after recording the entry in the journal.
    SaveCsv(CallId, NewAccessKey, JournalEntry),
    /// Write a .csv file of the table.
    SaveTable(CallId, Vec<KeyRow>),
    /// Plan what saving the key into that profile of the credentials file would change.
    PlanProfile(CallId, ProfileName, NewAccessKey),
    /// Save the key into a profile as planned, after recording the entry in the journal.
    SaveProfile(CallId, ProfilePlan, NewAccessKey, JournalEntry),
    /// Remove the backup of the credentials file, which has old secrets.
    RemoveBackup(CallId, PathBuf),
    /// Record in the journal; answered only if that failed.
    Record(CallId, JournalEntry),
    /// Save these preferences for the next start.
    Remember(Preferences),
    /// Overwrite the terminal buffers: a secret was on the screen.
    ForgetDrawn,
    /// Suspend the program, as Ctrl-Z does.
    Suspend,
    /// End the program.
    Quit,
}

/// Whether a write is sent that the journal cannot record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Journaling {
    /// It is not sent.
    Required,
    /// It is sent: the person was asked.
    Waived,
}

/// A text for the clipboard.
#[derive(Clone, Debug)]
pub struct Clip {
    /// What it is, for the message: `Access key ID`.
    pub what: &'static str,
    /// The text itself.
    pub text: Secret,
    /// Whether it holds a secret, and is cleared from the clipboard later.
    pub sensitive: bool,
}
