//! What answers do: to what is known, to the writes, and to the dialogs that wait for them.

use super::dialogs::retrieve::Retrieve;
use super::dialogs::unjournaled::Unjournaled;
use super::dialogs::unsaved::Unsaved;
use super::{AwsAnswer, AwsRead, CallId, Console, LocalAnswer, LocalRead, Reply, Start, Urgency};
use crate::console::input::bindings::KeyContext;
use crate::console::model::Tone;
use crate::domain::{
    Caller, CredentialReport, Failure, FailureKind, KeyChange, KeyListing, NextStep, Outcome, Page,
    User, UserName,
};
use chrono::{DateTime, Utc};

impl Console {
    pub(super) fn on_reply(&mut self, call: CallId, reply: Reply) {
        match reply {
            Reply::Connected(answer) => self.on_connected(call, answer),
            // Writes are never forgotten: what is not in flight was answered before.
            Reply::NotJournaled(_) | Reply::Created(_) | Reply::Written(_)
                if self.cx.model.changes.write_in_flight(call).is_none() => {}
            Reply::NotJournaled(reason) => {
                self.dialogs.open(&mut self.cx, |_| Unjournaled::new(call, reason));
            }
            Reply::Created(_) | Reply::Written(_) => {
                if matches!(reply, Reply::Created(Ok(_))) {
                    // Whether to quit was asked without knowing that there is a secret to lose.
                    self.dialogs.retain(|dialog| !dialog.is_quit_question());
                }
                self.cx.on_written(call, &reply);
                if let Some(failure) = reply.failure().cloned() {
                    self.note_auth_failure(&failure);
                }
                self.route_to_dialog(call, reply);
            }
            Reply::NotRecorded(outcome, reason) => {
                let what = match outcome {
                    Outcome::SecretSaved => "The secret is saved, but the journal does not say so",
                    Outcome::Done => "The change is made, but the journal does not say so",
                    _ => "The journal is not complete",
                };
                self.cx.notify(Tone::Warning, format!("{what}: {reason}."));
            }
            // Of a verification that was left, nobody awaits it.
            Reply::Verified(_) => self.route_to_dialog(call, reply),
            Reply::Copied(_) | Reply::Saved(_) => {
                if matches!(reply, Reply::Saved(Ok(_))) {
                    // Whether to quit was asked when there was a secret to lose.
                    self.dialogs.retain(|dialog| !dialog.is_quit_question());
                }
                self.route_to_dialog(call, reply);
            }
            Reply::ProfilePlanned(_) | Reply::ProfileSaved(_) | Reply::BackupRemoved(_) => {
                if let Reply::ProfileSaved(Ok(saved)) = &reply {
                    // Also where nobody waits for it any more.
                    self.cx.on_profile_saved(saved);
                    self.dialogs.retain(|dialog| !dialog.is_quit_question());
                }
                self.route_to_dialog(call, reply);
            }
            Reply::Aws(answer) => {
                if let Some(pending) = self.cx.model.pending_reads.remove(&call) {
                    // While the session is connecting anew, an answer may be about the old one.
                    if !self.cx.model.session.is_connecting()
                        && let Some(failure) = answer.failure().cloned()
                    {
                        self.note_auth_failure(&failure);
                    }
                    self.apply_read(call, pending.requested_at, answer);
                }
            }
            Reply::Local(answer) => {
                if self.cx.model.pending_reads.remove(&call).is_some() {
                    self.apply_local_read(call, answer);
                }
            }
        }
    }

    /// Remembers a failure that means the session is over, whatever it answers.
    fn note_auth_failure(&mut self, failure: &Failure) {
        self.cx.model.session.note_auth_failure(failure);
        self.renew_mfa(failure);
    }

    /// Takes what AWS answered to a read that was asked for at that moment.
    fn apply_read(&mut self, call: CallId, requested_at: DateTime<Utc>, answer: AwsAnswer) {
        let now = self.cx.model.now;
        let directory = &mut self.cx.model.directory;
        match answer {
            AwsAnswer::Caller(answer) => self.on_caller_identified(answer),
            // An alias or a summary that may not be read: nothing is shown.
            AwsAnswer::Alias(answer) => {
                if let Ok(alias) = answer {
                    self.cx.model.session.set_alias(alias);
                }
            }
            AwsAnswer::Summary(answer) => {
                if let Ok(summary) = answer {
                    self.cx.model.session.set_summary(summary);
                }
            }
            AwsAnswer::Users(answer) => self.on_users_listed(call, answer),
            AwsAnswer::Report(answer) => self.on_report(call, answer),
            AwsAnswer::NewReport(answer) => {
                directory.take_report(call, now, answer);
            }
            AwsAnswer::Authorization(answer) => {
                if let Some(marker) = directory.take_authorization(call, now, answer) {
                    self.cx.read(AwsRead::Authorization(Some(marker)));
                }
            }
            AwsAnswer::User(user, answer) => {
                let spelt = answer.as_ref().ok().map(|details| details.user.name.clone());
                directory.take_details(call, now, &user, answer);
                self.correct_spelling(&user, spelt);
            }
            AwsAnswer::OwnUser(answer) => {
                if let Ok(details) = answer {
                    self.on_own_user(details.user.name);
                }
            }
            AwsAnswer::Keys(user, urgency, answer) => {
                self.on_keys_listed((call, requested_at), user, urgency, answer);
            }
            AwsAnswer::Usage(user, key, answer) => {
                directory.take_usage(call, now, &user, &key, answer);
            }
            AwsAnswer::Owner(key, answer) => self.on_owner_found(call, key, answer),
            AwsAnswer::OwnDevices(_) => self.route_to_dialog(call, Reply::Aws(answer)),
            AwsAnswer::Mfa(user, answer) => {
                directory.record_mut(&user).mfa.take(call, now, answer);
            }
            AwsAnswer::ConsoleAccess(user, answer) => {
                directory.record_mut(&user).console_access.take(call, now, answer);
            }
        }
    }

    /// Takes what this machine answered.
    fn apply_local_read(&mut self, call: CallId, answer: LocalAnswer) {
        match answer {
            LocalAnswer::Profiles(_) | LocalAnswer::KeyEvents(_) => {
                self.route_to_dialog(call, Reply::Local(answer));
            }
            LocalAnswer::Notices(Ok(notices)) if notices.is_empty() => {}
            LocalAnswer::Notices(Ok(notices)) => {
                self.dialogs.open_below(&mut self.cx, |_| Unsaved::new(notices));
            }
            LocalAnswer::Notices(Err(error)) => {
                self.cx.notify(Tone::Warning, error.to_string());
            }
        }
    }

    /// Who is calling: the session is settled, if that could be told.
    fn on_caller_identified(&mut self, answer: Result<Caller, Failure>) {
        if self.cx.model.session.take_caller(answer) {
            self.forget_account();
        }
        if self.cx.model.session.failure().is_none() {
            // Whatever was asked meanwhile went by the old credentials.
            self.cx.model.abandon_reads();
            self.search.pending = None;
            self.read_after_sign_in();
            self.find_deferred();
        }
    }

    /// Which user is calling, where that was not told with the caller.
    fn on_own_user(&mut self, user: UserName) {
        self.cx.model.session.set_own_user(user);
        let list = self.cx.model.directory.list().failure();
        if list.is_some_and(|failure| failure.kind == FailureKind::Denied) {
            self.open_own_credentials();
        }
    }

    /// A page of users; the next one is asked for.
    fn on_users_listed(&mut self, call: CallId, answer: Result<Page<User>, Failure>) {
        let denied = matches!(&answer, Err(failure) if failure.kind == FailureKind::Denied);
        let awaited = self.cx.model.directory.list().awaits(call);
        if let Some(marker) = self.cx.model.directory.take_users(call, self.cx.model.now, answer) {
            self.cx.read(AwsRead::Users(Some(marker)));
        }
        if denied && awaited {
            self.open_own_credentials();
        }
    }

    /// A user's keys, for the table, for what was done and not yet listed, and for who waits.
    fn on_keys_listed(
        &mut self,
        (call, requested_at): (CallId, DateTime<Utc>),
        user: UserName,
        urgency: Urgency,
        answer: Result<KeyListing, Failure>,
    ) {
        let now = self.cx.model.now;
        if self.cx.model.directory.take_keys(call, now, &user, answer.clone())
            && let Ok(list) = &answer
        {
            self.cx.model.changes.on_keys_listed(call, requested_at, now, &user, list);
            self.read_usage_in_view(&user, urgency);
        }
        self.route_to_dialog(call, Reply::Aws(AwsAnswer::Keys(user, urgency, answer)));
    }

    /// A report that is too old, or not there, is made anew: once, and what there is of it is shown
    /// meanwhile.
    fn on_report(&mut self, call: CallId, answer: Result<CredentialReport, Failure>) {
        let make = match &answer {
            Ok(report) => report.is_stale(self.cx.model.now),
            Err(failure) => failure.kind == FailureKind::NotReady,
        };
        if self.cx.model.directory.take_report(call, self.cx.model.now, answer) && make {
            self.cx.read(AwsRead::NewReport);
        }
    }

    /// IAM finds users whatever the case of the name; the page, and what is done on it, goes by
    /// IAM's own spelling.
    fn correct_spelling(&mut self, asked: &UserName, spelt: Option<UserName>) {
        let on_page = self.pages.user() == Some(asked);
        if let Some(spelt) = spelt.filter(|spelt| spelt != asked)
            && on_page
            && self.dialogs.is_empty()
            && !self.cx.model.changes.is_user_busy(asked)
        {
            let rotating = self.pages.top().key_context() == KeyContext::Rotation;
            self.open_user(spelt.clone(), None);
            if rotating {
                self.open_rotation(&spelt);
            }
        }
    }

    /// The session is settled: read what the screen shows, from where the person was.
    fn read_after_sign_in(&mut self) {
        self.cx.read(AwsRead::Alias);
        self.cx.read(AwsRead::Summary);
        if self.cx.model.session.needs_own_user() {
            self.cx.read(AwsRead::OwnUser);
        }
        if let Some(user) = self.pages.user().cloned() {
            self.cx.read_user(&user);
        }
        if self.started {
            self.cx.read_table();
            return;
        }
        self.started = true;
        if let Some(caller) = self.cx.model.session.caller() {
            let account = caller.account.clone();
            let endpoint = self.cx.model.session.endpoint().map(str::to_owned);
            self.cx.read_local(LocalRead::Notices { account, endpoint });
        }
        match self.cx.model.settings.start.clone() {
            Start::Users => {
                self.cx.read_table();
            }
            Start::User(user) => {
                self.open_user(user, None);
                self.cx.read_table();
            }
            Start::Key(id) => {
                self.find(vec![id]);
                if self.search.pending.is_none() {
                    self.cx.read_table();
                }
            }
        }
    }

    /// Another account than before: nothing of the old one may be shown in it.
    fn forget_account(&mut self) {
        self.cx.model.directory.forget();
        self.cx.model.changes.forget_overlay();
        self.pages.close_user();
        self.search.pending = None;
        if !self.cx.model.changes.any_in_flight() {
            self.dialogs
                .retain(|dialog| dialog.holds_unsaved_secret() || dialog.is_quit_question());
        }
    }

    /// `ListUsers` is denied: the person's own security credentials, as the AWS console does.
    fn open_own_credentials(&mut self) {
        if self.pages.shows_table()
            && self.dialogs.is_empty()
            && let Ok(user) = self.cx.model.session.own_user()
        {
            let mut text =
                "You may not list users (iam:ListUsers): these are your own security credentials."
                    .to_owned();
            let denial = self.cx.model.directory.list().failure();
            if denial.is_some_and(Failure::is_explicit_denial) && self.mfa_unavailable().is_none() {
                text.push_str(" If the account asks for MFA: M signs in with an MFA code.");
            }
            self.cx.notify(Tone::Warning, text);
            self.open_user(user, None);
        }
    }

    /// When the keys of the user on the page were last used, ahead of the table.
    fn read_usage_in_view(&mut self, user: &UserName, urgency: Urgency) {
        if self.pages.user() != Some(user) {
            return;
        }
        let gentle = urgency == Urgency::Gentle;
        let urgency = if gentle { Urgency::Gentle } else { Urgency::Asked };
        for shown in self.cx.model.keys(user).unwrap_or_default() {
            // What is denied stays so until the person asks again.
            let record = self.cx.model.directory.record(user);
            if !(gentle && record.is_some_and(|record| record.is_usage_denied(&shown.key.id))) {
                self.cx.read(AwsRead::Usage(user.clone(), shown.key.id, urgency));
            }
        }
    }

    /// Gives an answer to the dialog that asked for it.
    pub(super) fn route_to_dialog(&mut self, call: CallId, reply: Reply) {
        match self.dialogs.waiting_for(call) {
            Some(at) => {
                let transition = self.dialogs.reply(&mut self.cx, at, call, reply);
                self.apply(transition);
            }
            None => self.on_reply_without_dialog(call, reply),
        }
    }

    /// Takes an answer that no dialog waits for any more. A new secret always finds a place.
    fn on_reply_without_dialog(&mut self, call: CallId, reply: Reply) {
        match reply {
            Reply::Created(Ok(new)) => {
                self.dialogs.open(&mut self.cx, |_| Retrieve::new(new));
            }
            Reply::Local(answer) => {
                self.pages.on_local_answer(call, self.cx.model.now, &answer);
            }
            Reply::Copied(Ok(text)) => self.cx.notify(Tone::Good, text),
            Reply::Saved(Ok(file)) => {
                self.cx.notify(Tone::Good, format!("Saved: {}", file.path.display()));
            }
            Reply::ProfileSaved(Ok(saved)) => {
                let backup = saved.backup.as_ref().map_or(String::new(), |path| {
                    let path = path.display();
                    format!(" The text before, with the secret it had, is in {path}.")
                });
                let text = format!("Saved in the profile {}.{backup}", saved.profile);
                self.cx.notify(Tone::Good, text);
            }
            Reply::Copied(Err(error))
            | Reply::Saved(Err(error))
            | Reply::ProfileSaved(Err(error))
            | Reply::BackupRemoved(Err(error)) => {
                self.cx.notify(Tone::Error, error.to_string());
            }
            Reply::Created(Err(failure)) | Reply::Written(Err(failure)) => {
                self.cx.notify_failure(&failure);
            }
            _ => {}
        }
    }

    pub(super) fn answer_journal_question(&mut self, call: CallId, go_on: bool) {
        if go_on {
            return self.cx.write_unjournaled(call);
        }
        let Some(write) = self.cx.model.changes.write_in_flight(call) else { return };
        let reason = "not sent, because the journal cannot be written";
        let failure = Failure {
            advice: Some(NextStep::NothingSent),
            ..Failure::new(write.operation(), FailureKind::Refused, reason)
        };
        let reply = match write {
            KeyChange::Create(_) => Reply::Created(Err(failure)),
            _ => Reply::Written(Err(failure)),
        };
        self.on_reply(call, reply);
    }
}
