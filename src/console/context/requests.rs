//! The model and an outbox of effects: what `update` works on.

use crate::console::effect::{CallId, Clip, Effect};
use crate::console::model::settings::Settings;
use crate::console::model::{Message, Model, PendingRead, Request, SignedInBefore, Tone};
use crate::console::next_step::next_step;
use crate::console::reads::{AwsRead, LocalRead, Urgency};
use crate::domain::{AccessKeyId, AccountId, Failure, Secret, UserName};
use chrono::{DateTime, Utc};

#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) model: Model,
    last_call: u64,
    outbox: Vec<Effect>,
}

impl Context {
    pub(crate) fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self { model: Model::new(settings, now, size), last_call: 0, outbox: Vec::new() }
    }

    pub(crate) fn next_call(&mut self) -> CallId {
        self.last_call += 1;
        CallId(self.last_call)
    }

    /// Runs a step, and returns the calls that it requested.
    pub(crate) fn track_calls<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> (T, Vec<CallId>) {
        let first = self.last_call + 1;
        let result = step(self);
        (result, (first..=self.last_call).map(CallId).collect())
    }

    /// The effects requested since the last time.
    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.outbox)
    }

    pub(crate) fn request(&mut self, effect: Effect) {
        self.outbox.push(effect);
    }

    pub(crate) fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        self.model.message = Some(Message { tone, text: text.into() });
    }

    /// Shows what failed and what to do next.
    pub(crate) fn notify_failure(&mut self, failure: &Failure) {
        self.notify(Tone::Error, format!("{failure} {}", next_step(failure)));
    }

    /// Connects with another profile, or with what the environment and the files say if `None`, and
    /// forgets the account.
    pub(crate) fn switch_profile(&mut self, profile: Option<String>) {
        let model = &mut self.model;
        if let (Some(connection), Some(_)) = (model.session.connection(), model.session.caller()) {
            let (name, from) = (connection.profile.clone(), connection.credentials_from.clone());
            let from = name.as_ref().map_or(from, |name| format!("profile {name}"));
            let profile = model.settings.profile.clone();
            model.signed_in_before = Some(SignedInBefore { profile, name, from });
        }
        model.forget_profile();
        model.settings.profile = profile;
        self.connect();
    }

    pub(crate) fn read(&mut self, read: AwsRead) -> CallId {
        let call = self.next_call();
        self.model.directory.note_requested(call, &read);
        self.note_pending(call, Request::Aws(read.clone()));
        self.request(Effect::Read(call, read));
        call
    }

    pub(crate) fn read_local(&mut self, read: LocalRead) -> CallId {
        let call = self.next_call();
        self.note_pending(call, Request::Local(read.clone()));
        self.request(Effect::ReadLocal(call, read));
        call
    }

    /// Asks the journal of this machine about a user's keys, once it is known which account this
    /// is.
    pub(crate) fn read_key_events(&mut self, user: &UserName) -> Option<CallId> {
        let (account, endpoint) = self.account_and_endpoint()?;
        Some(self.read_local(LocalRead::KeyEvents { account, endpoint, user: user.clone() }))
    }

    /// Asks the journal of this machine which secrets ended sessions left unsaved, once it is known
    /// which account this is.
    pub(crate) fn read_notices(&mut self) {
        if let Some((account, endpoint)) = self.account_and_endpoint() {
            self.read_local(LocalRead::Notices { account, endpoint });
        }
    }

    /// The account of the session, and its endpoint if that is not AWS's own.
    fn account_and_endpoint(&self) -> Option<(AccountId, Option<String>)> {
        let session = &self.model.session;
        Some((session.caller()?.account.clone(), session.endpoint().map(str::to_owned)))
    }

    fn note_pending(&mut self, call: CallId, request: Request) {
        let pending = PendingRead { request, requested_at: self.model.now };
        self.model.pending_reads.insert(call, pending);
    }

    /// Reads everything that the table shows.
    pub(crate) fn read_table(&mut self) {
        self.read(AwsRead::Users(None));
        self.read(AwsRead::Report);
        self.read_authorization();
    }

    /// Reads the users' tags and groups, if the table has a column for them.
    pub(crate) fn read_authorization(&mut self) {
        if self.model.table.needs_authorization() {
            self.read(AwsRead::Authorization(None));
        }
    }

    /// Saves the table's columns and order for the next start.
    pub(crate) fn remember_table(&mut self) {
        let preferences = self.model.table.preferences();
        self.request(Effect::Remember(preferences));
    }

    /// Reads everything that a user's page shows.
    pub(crate) fn read_user(&mut self, user: &UserName) {
        self.read(AwsRead::User(user.clone()));
        self.read(AwsRead::Keys(user.clone(), Urgency::Asked));
        self.read(AwsRead::ConsoleAccess(user.clone()));
        self.read(AwsRead::Mfa(user.clone()));
    }

    pub(crate) fn copy_id(&mut self, id: &AccessKeyId) {
        self.copy("Access key ID", Secret::new(id.to_string()), false);
    }

    pub(crate) fn copy(&mut self, what: &'static str, text: Secret, sensitive: bool) {
        let call = self.next_call();
        self.request(Effect::Copy(call, Clip { what, text, sensitive }));
    }
}
