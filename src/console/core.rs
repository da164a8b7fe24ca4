//! What every page and dialog works with: the session, what is known, what is asked for.

use super::deeds::Deeds;
use super::effect::{CallId, Clip, Effect, Journaling, Read, Urgency};
use super::sign_in::Mfa;
use crate::console::model::directory::Directory;
use crate::console::model::ledger::{Ledger, ShownKey};
use crate::console::model::own_calls::SignedWith;
use crate::console::model::session::Session;
use crate::console::model::settings::Settings;
use crate::console::model::table::Table;
use crate::domain::{AccessKeyId, Failure, Secret, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// A line of news at the foot of the screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// How it is meant.
    pub tone: Tone,
    /// What it says. It may quote IAM: whoever draws it makes it harmless.
    pub text: String,
}

/// How news is meant.
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
pub(super) struct SignedInBefore {
    /// The profile asked for; `None` for what the environment and the files say.
    pub(super) profile: Option<String>,
    /// The profile that gave the credentials, if one did.
    pub(super) name: Option<String>,
    /// Where they came from: `profile prod`.
    pub(super) from: String,
}

/// What lists that lag are asked again after.
pub(super) const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(2);

/// How many days an old key must have been quiet, unless the person chooses otherwise.
const QUIET_DAYS: u32 = 7;

/// A read that is on its way.
#[derive(Debug)]
pub(super) struct AskedRead {
    pub(super) read: Read,
    /// When it was asked for.
    pub(super) at: DateTime<Utc>,
}

/// The console's common state.
#[derive(Debug)]
pub struct Core {
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
    /// The writes.
    pub ledger: Ledger,
    /// How the table is wanted.
    pub table: Table,
    /// The latest news.
    pub message: Option<Message>,
    /// Where a switch of the profile that fails leads back to.
    pub(super) before: Option<SignedInBefore>,
    /// How many requests a second AWS lets the table have, where it limits them.
    pub(super) held_to: Option<u32>,
    /// The person goes on although the journal cannot be written.
    pub(super) journaling: Journaling,
    /// MFA, and the codes sent.
    pub(super) mfa: Mfa,
    /// The keys this session was and is signed with.
    pub(super) signed_with: SignedWith,
    /// How many days an old key must have been quiet before the next step of its rotation.
    pub(super) quiet_days: u32,
    /// What this session did to keys.
    pub(super) deeds: Deeds,
    reads: HashMap<CallId, AskedRead>,
    next_call: u64,
    outbox: Vec<Effect>,
}

impl Core {
    pub(super) fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self {
            table: Table::new(&settings.columns, settings.sort),
            settings,
            size,
            now,
            session: Session::default(),
            directory: Directory::default(),
            ledger: Ledger::default(),
            message: None,
            before: None,
            held_to: None,
            journaling: Journaling::Required,
            mfa: Mfa::default(),
            signed_with: SignedWith::default(),
            quiet_days: QUIET_DAYS,
            deeds: Deeds::default(),
            reads: HashMap::new(),
            next_call: 0,
            outbox: Vec::new(),
        }
    }

    /// The ID for something asked for now.
    pub(super) fn next_call(&mut self) -> CallId {
        self.next_call += 1;
        CallId(self.next_call)
    }

    /// What was asked for since this was last called.
    pub(super) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.outbox)
    }

    /// Asks for an effect.
    pub(super) fn ask(&mut self, effect: Effect) {
        self.outbox.push(effect);
    }

    /// Puts news at the foot of the screen.
    pub(super) fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.message = Some(Message { tone, text: text.into() });
    }

    /// Says what failed and what to do next.
    pub(super) fn say_failure(&mut self, failure: &Failure) {
        self.say(Tone::Error, format!("{failure} {}", failure.next_step()));
    }

    /// The profile in use: the one signed in with, or else the one asked for.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        let connected = self.session.connection().and_then(|c| c.profile.as_deref());
        connected.or(self.settings.profile.as_deref())
    }

    /// Settles the session with another profile, `None` for what the environment and the files
    /// say: nothing of the account before stays.
    pub(super) fn switch_profile(&mut self, profile: Option<String>) {
        if let (Some(connection), Some(_)) = (self.session.connection(), self.session.caller()) {
            let (name, from) = (connection.profile.clone(), connection.credentials_from.clone());
            let from = name.as_ref().map_or(from, |name| format!("profile {name}"));
            let profile = self.settings.profile.clone();
            self.before = Some(SignedInBefore { profile, name, from });
        }
        self.settings.profile = profile;
        self.mfa.forget_profile();
        self.session = Session::default();
        self.directory.forget();
        self.ledger.forget_done();
        self.message = None;
        self.deeds.forget_account();
        self.connect();
    }

    /// Where a switch of the profile leads back to that has not worked, or not yet.
    pub(super) fn way_back(&self) -> Option<&SignedInBefore> {
        // Once one is on the way back, there is nowhere else to go back to.
        let elsewhere = |before: &&SignedInBefore| before.profile != self.settings.profile;
        self.before.as_ref().filter(|_| self.session.caller().is_none()).filter(elsewhere)
    }

    /// Answers to what was asked of AWS so far will not be taken. This machine's are of no session:
    /// what the journal tells of a user is for that user's page, which goes with the account.
    pub(super) fn forget_reads(&mut self) {
        self.reads.retain(|_, asked| matches!(asked.read, Read::Profiles | Read::Hints { .. }));
        self.directory.give_up();
    }

    /// Asks AWS.
    pub(super) fn read(&mut self, read: Read) -> CallId {
        let call = self.next_call();
        match &read {
            Read::Users(None) => self.directory.list_asked(call),
            Read::Users(Some(_)) => self.directory.next_page_asked(call),
            Read::User(user) => self.directory.record_mut(user).details.asked(call),
            Read::Keys(user, _) => self.directory.record_mut(user).keys.asked(call),
            Read::Usage(user, key, _) => {
                let record = self.directory.record_mut(user);
                record.usage.asked(key, call);
            }
            Read::Mfa(user) => self.directory.record_mut(user).mfa.asked(call),
            Read::ConsoleAccess(user) => {
                self.directory.record_mut(user).console_access.asked(call);
            }
            Read::Report | Read::NewReport => self.directory.report_asked(call),
            Read::Authorization(marker) => {
                self.directory.authorization_asked(call, marker.is_none());
            }
            Read::Caller
            | Read::OwnUser
            | Read::Alias
            | Read::Summary
            | Read::Owner(..)
            | Read::OwnDevices(_)
            | Read::Profiles
            | Read::Notices { .. }
            | Read::Hints { .. } => {}
        }
        self.reads.insert(call, AskedRead { read: read.clone(), at: self.now });
        self.ask(Effect::Read(call, read));
        call
    }

    /// Everything that the table shows, anew.
    pub(super) fn read_table(&mut self) {
        self.read(Read::Users(None));
        self.read(Read::Report);
        self.read_authorization();
    }

    /// The users' tags and groups, if the table has a column for them.
    pub(super) fn read_authorization(&mut self) {
        if self.table.needs_authorization() {
            self.read(Read::Authorization(None));
        }
    }

    /// Keeps the table's columns and order for the next time.
    pub(super) fn remember_table(&mut self) {
        let preferences = self.table.preferences();
        self.ask(Effect::Remember(preferences));
    }

    /// Everything that a user's page shows.
    pub(super) fn read_user(&mut self, user: &UserName) {
        self.read(Read::User(user.clone()));
        self.read(Read::Keys(user.clone(), Urgency::Asked));
        self.read(Read::ConsoleAccess(user.clone()));
        self.read(Read::Mfa(user.clone()));
    }

    /// How many reads keep a connection busy. One that waits for IAM to make a report hardly does.
    pub(super) fn busy_reads(&self) -> usize {
        self.reads.values().filter(|asked| asked.read != Read::NewReport).count()
    }

    /// How many reads are on their way that the screen tells of.
    pub(super) fn reads_in_flight(&self) -> usize {
        self.reads.values().filter(|asked| !asked.read.is_gentle()).count()
    }

    /// What that call asked for, if its answer is still wanted.
    pub(super) fn answered_read(&mut self, call: CallId) -> Option<AskedRead> {
        self.reads.remove(&call)
    }

    /// Puts an access key ID on the clipboard.
    pub(super) fn copy_id(&mut self, id: &AccessKeyId) -> CallId {
        self.copy("Access key ID", Secret::new(id.to_string()), false)
    }

    /// Puts a text on the clipboard.
    pub(super) fn copy(&mut self, what: &'static str, text: Secret, sensitive: bool) -> CallId {
        let call = self.next_call();
        self.ask(Effect::Copy(call, Clip { what, text, sensitive }));
        call
    }

    /// The user's keys as they are to be shown; `None` while they are not known.
    #[must_use]
    pub fn keys(&self, user: &UserName) -> Option<Vec<ShownKey>> {
        let list = self.directory.record(user)?.keys.value()?;
        Some(self.ledger.shown(user, list))
    }

    /// How many keys of the user are shown; `None` while they are not known.
    #[must_use]
    pub fn key_count(&self, user: &UserName) -> Option<usize> {
        let list = self.directory.record(user)?.keys.value()?;
        let changed = self.ledger.overlays(user);
        Some(if changed { self.ledger.shown(user, list).len() } else { list.keys.len() })
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
        let describes = |asked: &AskedRead| matches!(asked.read, Read::User(_) | Read::Users(_));
        let elsewhere = self.session.endpoint().is_some();
        match (self.directory.knows_accounts(), self.reads.values().any(describes)) {
            (false, true) => return Err("which account the user is of, is not known yet".into()),
            // AWS's own endpoints are of the caller's account; others may be of any.
            (false, false) if elsewhere => {
                return Err(
                    "which account this endpoint's users are of, is not known: that takes \
                            iam:GetUser or iam:ListUsers"
                        .into(),
                );
            }
            _ => {}
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
