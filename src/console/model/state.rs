//! Everything that is known.

use super::changes::{ChangeHistory, ShownKey};
use super::directory::Directory;
use super::mfa::MfaState;
use super::session::Session;
use super::settings::Settings;
use super::table::Table;
use crate::console::effect::{CallId, Journaling};
use crate::console::reads::{AwsRead, LocalRead};
use crate::domain::{AccessKeyId, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// How long after a list that lags it is read again.
pub(crate) const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(2);

/// How many days an old key must have been unused, unless the person chooses otherwise.
const IDLE_DAYS: u32 = 7;

/// A message at the foot of the screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// How it is meant.
    pub tone: Tone,
    /// What it says. It may quote IAM: whoever draws it makes it harmless.
    pub text: String,
}

/// How a message is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Something is so, or was done.
    Info,
    /// Something was done as asked.
    Good,
    /// Something needs attention.
    Warning,
    /// Something failed.
    Error,
}

/// What was signed in with before the profile was switched, and worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SignedInBefore {
    /// The profile asked for; `None` for what the environment and the files say.
    pub(crate) profile: Option<String>,
    /// The profile that gave the credentials, if one did.
    pub(crate) name: Option<String>,
    /// Where they came from: `profile prod`.
    pub(crate) from: String,
}

/// What was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Request {
    Aws(AwsRead),
    Local(LocalRead),
}

/// A read that is on its way.
#[derive(Debug)]
pub(crate) struct PendingRead {
    pub(crate) request: Request,
    /// When it was asked for.
    pub(crate) requested_at: DateTime<Utc>,
}

impl Request {
    /// Whether nobody waits for it, and nothing is drawn because of it.
    pub(crate) fn is_gentle(&self) -> bool {
        match self {
            Self::Aws(read) => read.is_gentle(),
            Self::Local(read) => read.is_gentle(),
        }
    }
}

/// Everything that is known.
#[derive(Debug)]
pub struct Model {
    /// What was chosen at the start, or since.
    pub settings: Settings,
    /// How many columns and rows the terminal has.
    pub size: (u16, u16),
    /// The moment of the latest event.
    pub now: DateTime<Utc>,
    /// Who and where.
    pub session: Session,
    /// What is known of the account.
    pub directory: Directory,
    /// What this session changed.
    pub changes: ChangeHistory,
    /// How the table is wanted.
    pub table: Table,
    /// The latest message.
    pub message: Option<Message>,
    /// Where a switch of the profile that fails leads back to.
    pub(crate) signed_in_before: Option<SignedInBefore>,
    /// How many requests a second AWS lets the table have, where it limits them.
    pub(crate) rate_limit: Option<u32>,
    /// Whether the person goes on although the journal cannot be written.
    pub(crate) journaling: Journaling,
    pub(crate) mfa: MfaState,
    /// How many days an old key must have been unused before the next step of its rotation.
    pub(crate) idle_days: u32,
    pub(crate) pending_reads: HashMap<CallId, PendingRead>,
}

impl Model {
    pub(crate) fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self {
            table: Table::new(&settings.columns, settings.sort),
            settings,
            size,
            now,
            session: Session::default(),
            directory: Directory::default(),
            changes: ChangeHistory::default(),
            message: None,
            signed_in_before: None,
            rate_limit: None,
            journaling: Journaling::Required,
            mfa: MfaState::default(),
            idle_days: IDLE_DAYS,
            pending_reads: HashMap::new(),
        }
    }

    /// Another profile is signed in with: nothing of the account before stays.
    pub(crate) fn forget_profile(&mut self) {
        self.mfa.forget_profile();
        self.session = Session::default();
        self.directory.forget();
        self.changes.forget_account();
        self.message = None;
    }

    /// Answers to what was asked of AWS so far are not taken. This machine's are of no session: what
    /// the journal tells of a user is for that user's page, which goes with the account.
    pub(crate) fn forget_reads(&mut self) {
        self.pending_reads.retain(|_, pending| match &pending.request {
            Request::Aws(_) | Request::Local(LocalRead::Notices { .. }) => false,
            Request::Local(LocalRead::Profiles | LocalRead::KeyEvents { .. }) => true,
        });
        self.directory.give_up();
    }

    /// The profile in use: the one signed in with, or else the one asked for.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        let connected = self.session.connection().and_then(|c| c.profile.as_deref());
        connected.or(self.settings.profile.as_deref())
    }

    /// Where a switch of the profile leads back to that has not worked, or not yet.
    pub(crate) fn way_back(&self) -> Option<&SignedInBefore> {
        let before = self.signed_in_before.as_ref()?;
        // Once one is on the way back, there is nowhere else to go back to.
        let is_elsewhere = before.profile != self.settings.profile;
        (self.session.caller().is_none() && is_elsewhere).then_some(before)
    }

    /// How many reads keep a connection busy. One that waits for IAM to make a report hardly does.
    pub(crate) fn busy_reads(&self) -> usize {
        let waits = |request: &Request| matches!(request, Request::Aws(AwsRead::NewReport));
        self.pending_reads.values().filter(|pending| !waits(&pending.request)).count()
    }

    /// How many reads are on their way that the screen tells of.
    pub(crate) fn reads_in_flight(&self) -> usize {
        self.pending_reads.values().filter(|pending| !pending.request.is_gentle()).count()
    }

    /// The user's keys as they are to be shown; `None` while they are not known.
    #[must_use]
    pub fn keys(&self, user: &UserName) -> Option<Vec<ShownKey>> {
        let list = self.directory.record(user)?.keys.value()?;
        Some(self.changes.shown(user, list))
    }

    /// How many keys of the user are shown; `None` while they are not known.
    #[must_use]
    pub fn key_count(&self, user: &UserName) -> Option<usize> {
        let list = self.directory.record(user)?.keys.value()?;
        Some(self.changes.shown_count(user, list))
    }

    /// The description of a key, if the user's tags are known and have one.
    #[must_use]
    pub fn description(&self, user: &UserName, key: &AccessKeyId) -> Option<&str> {
        self.directory.record(user)?.tags()?.description(key)
    }

    /// Whether anything that changes IAM may be offered.
    ///
    /// # Errors
    /// Why not, for a person.
    pub fn may_change(&self) -> Result<(), String> {
        if self.settings.read_only {
            return Err("this is a read-only session (--read-only)".into());
        }
        self.session.may_change()?;
        let Some(caller) = self.session.caller() else { return Ok(()) };
        let tells_account = |pending: &PendingRead| {
            matches!(pending.request, Request::Aws(AwsRead::User(_) | AwsRead::Users(_)))
        };
        if !self.directory.knows_accounts() {
            if self.pending_reads.values().any(tells_account) {
                return Err("which account the user is of, is not known yet".into());
            }
            // AWS's own endpoints are of the caller's account; others may be of any.
            if self.session.endpoint().is_some() {
                return Err(
                    "which account this endpoint's users are of, is not known: that takes \
                            iam:GetUser or iam:ListUsers"
                        .into(),
                );
            }
        }
        match self.directory.foreign_account(&caller.account) {
            Some(listed) => Err(format!(
                "the users listed are of account {listed}, the credentials of account {}: \
                 check the endpoint settings",
                caller.account
            )),
            None => Ok(()),
        }
    }
}
