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

/// How soon a list that lags is read again.
pub(crate) const LAG_RETRY_DELAY: TimeDelta = TimeDelta::seconds(2);

/// How many days an old key must have been idle, unless the person chooses otherwise.
const IDLE_DAYS: u32 = 7;

/// A message at the foot of the screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Message {
    pub(crate) tone: Tone,
    /// It may quote IAM: the view escapes control characters.
    pub(crate) text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    Info,
    Good,
    Warning,
    Error,
}

/// The credentials that worked before the profile was switched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SignedInBefore {
    /// The profile requested; `None` if the environment and the files chose.
    pub(crate) profile: Option<String>,
    /// The profile that the credentials came from.
    pub(crate) name: Option<String>,
    /// Where the credentials came from: `profile prod`.
    pub(crate) from: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Request {
    Aws(AwsRead),
    Local(LocalRead),
}

#[derive(Debug)]
pub(crate) struct PendingRead {
    pub(crate) request: Request,
    pub(crate) requested_at: DateTime<Utc>,
}

impl Request {
    /// Whether nobody waits for it: the screen shows no progress.
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
    pub(crate) settings: Settings,
    /// The columns and rows of the terminal.
    pub(crate) size: (u16, u16),
    /// The moment of the latest event.
    pub now: DateTime<Utc>,
    /// When this session began, or the clock was last set back.
    pub(crate) clock_since: DateTime<Utc>,
    /// Who is calling, in which account.
    pub session: Session,
    /// What is known of the account.
    pub directory: Directory,
    /// What this session changed.
    pub changes: ChangeHistory,
    pub(crate) table: Table,
    pub(crate) message: Option<Message>,
    /// Where to go back to if switching the profile fails.
    pub(crate) signed_in_before: Option<SignedInBefore>,
    /// Requests a second, while AWS throttles.
    pub(crate) rate_limit: Option<u32>,
    pub(crate) journaling: Journaling,
    pub(crate) mfa: MfaState,
    /// How many days an old key must have been idle before the next step of its rotation.
    pub(crate) idle_days: u32,
    pub(crate) pending_reads: HashMap<CallId, PendingRead>,
    /// Reads whose answers will not be taken, for the dialogs that wait for them.
    pub(crate) abandoned_reads: Vec<(CallId, AwsRead)>,
}

impl Model {
    pub(crate) fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self {
            table: Table::new(&settings.columns, settings.sort),
            settings,
            size,
            now,
            clock_since: now,
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
            abandoned_reads: Vec::new(),
        }
    }

    pub(crate) fn forget_profile(&mut self) {
        self.mfa.forget_profile();
        self.session = Session::default();
        self.directory.forget();
        self.changes.forget_account();
        self.message = None;
    }

    /// Answers to reads in flight are not taken: they belong to an earlier connection. What this
    /// machine answers does not, except for notices, which are requested for an account.
    pub(crate) fn abandon_reads(&mut self) {
        for (call, pending) in std::mem::take(&mut self.pending_reads) {
            match pending.request {
                Request::Aws(read) => self.abandoned_reads.push((call, read)),
                Request::Local(LocalRead::Notices { .. }) => {}
                Request::Local(LocalRead::Profiles | LocalRead::KeyEvents { .. }) => {
                    self.pending_reads.insert(call, pending);
                }
            }
        }
        self.directory.abandon_reads();
    }

    /// The profile in use: the one signed in with, or else the one requested.
    pub(crate) fn profile(&self) -> Option<&str> {
        let connected = self.session.connection().and_then(|c| c.profile.as_deref());
        connected.or(self.settings.profile.as_deref())
    }

    /// Where to go back to while the switched profile has not signed in.
    pub(crate) fn way_back(&self) -> Option<&SignedInBefore> {
        let before = self.signed_in_before.as_ref()?;
        let is_switched = before.profile != self.settings.profile;
        (self.session.caller().is_none() && is_switched).then_some(before)
    }

    /// How many reads keep a connection busy. Waiting for IAM to make a report hardly does.
    pub(crate) fn busy_reads(&self) -> usize {
        let is_report = |request: &Request| matches!(request, Request::Aws(AwsRead::NewReport));
        self.pending_reads.values().filter(|pending| !is_report(&pending.request)).count()
    }

    /// How many reads the screen shows as in flight.
    pub(crate) fn visible_reads(&self) -> usize {
        self.pending_reads.values().filter(|pending| !pending.request.is_gentle()).count()
    }

    /// The user's keys as they are shown; `None` while they are not known.
    #[must_use]
    pub fn keys(&self, user: &UserName) -> Option<Vec<ShownKey>> {
        let list = self.directory.record(user)?.keys.value()?;
        Some(self.changes.shown_keys(user, list))
    }

    /// The number of [`Self::keys`].
    pub(crate) fn key_count(&self, user: &UserName) -> Option<usize> {
        let list = self.directory.record(user)?.keys.value()?;
        Some(self.changes.shown_key_count(user, list))
    }

    pub(crate) fn description(&self, user: &UserName, key: &AccessKeyId) -> Option<&str> {
        self.directory.record(user)?.tags()?.description(key)
    }

    /// Whether anything that changes IAM may be offered.
    ///
    /// # Errors
    /// Why not, to show.
    pub fn may_change(&self) -> Result<(), String> {
        if self.settings.read_only {
            return Err("this is a read-only session (--read-only)".into());
        }
        self.session.may_change()?;
        let Some(caller) = self.session.caller() else { return Ok(()) };
        if !self.directory.knows_accounts() {
            let reads_users = |pending: &PendingRead| {
                matches!(pending.request, Request::Aws(AwsRead::User(_) | AwsRead::Users(_)))
            };
            if self.pending_reads.values().any(reads_users) {
                return Err("which account the user is of, is not known yet".into());
            }
            // The users of AWS's own endpoints are in the caller's account; of others, in any.
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
