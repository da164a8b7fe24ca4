//! What answers do: to what is known, to the writes, and to the dialogs that wait for them.

use super::dialogs::retrieve::Retrieve;
use super::dialogs::unjournaled::Unjournaled;
use super::dialogs::unsaved::Unsaved;
use super::model::PendingRead;
use super::{CallId, Console, Read, Reply, Start, Tone, Urgency};
use crate::console::pages::credentials::Credentials;
use crate::domain::{
    Caller, CredentialReport, Failure, FailureKind, KeyListing, Outcome, Page, User, UserName,
};
use chrono::{DateTime, Utc};

impl Console {
    pub(super) fn on_reply(&mut self, call: CallId, reply: Reply) {
        match reply {
            Reply::Connected(answer) => self.connected(call, answer),
            // Writes are never forgotten: what is not in flight was answered before.
            Reply::NotJournaled(_) | Reply::Created(_) | Reply::Written(_)
                if self.cx.model.changes.write(call).is_none() => {}
            Reply::NotJournaled(reason) => {
                self.dialogs.push(Box::new(Unjournaled::new(call, reason)));
            }
            Reply::Created(_) | Reply::Written(_) => {
                if matches!(reply, Reply::Created(Ok(_))) {
                    // Whether to quit was asked without knowing that there is a secret to lose.
                    self.dialogs.retain(|dialog| !dialog.is_quit_question());
                }
                self.cx.on_written(call, &reply);
                self.note_auth_failure(&reply);
                self.route_to_dialog(call, reply);
            }
            Reply::NotRecorded(outcome, reason) => {
                let what = match outcome {
                    Outcome::SecretSaved => "The secret is saved, but the journal does not say so",
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
            reply => {
                if let Some(asked) = self.cx.model.pending_reads.remove(&call) {
                    // While the session is settled anew, an answer may be about the old one.
                    if !self.cx.model.session.is_connecting() {
                        self.note_auth_failure(&reply);
                    }
                    self.apply_read(call, asked, reply);
                }
            }
        }
    }

    /// A failure that means the session is over is remembered, whatever it answers.
    fn note_auth_failure(&mut self, reply: &Reply) {
        if let Some(failure) = reply.failure() {
            self.cx.model.session.note_auth_failure(failure);
            self.renew_mfa(reply);
        }
    }

    /// Takes in the answer to a read.
    fn apply_read(&mut self, call: CallId, asked: PendingRead, reply: Reply) {
        let now = self.cx.model.now;
        match (asked.read, reply) {
            (Read::Caller, Reply::Caller(answer)) => self.on_caller_identified(answer),
            (Read::Alias, Reply::Alias(Ok(alias))) => self.cx.model.session.set_alias(alias),
            (Read::Summary, Reply::Summary(Ok(summary))) => {
                self.cx.model.session.set_summary(summary);
            }
            (Read::Notices { .. }, Reply::Notices(answer)) => match answer {
                Ok(notices) if notices.is_empty() => {}
                Ok(notices) => self.dialogs.insert(0, Box::new(Unsaved::new(notices))),
                Err(reason) => self.cx.notify(Tone::Warning, reason),
            },
            (Read::Users(_), Reply::Users(answer)) => self.on_users_listed(call, answer),
            (read @ (Read::Report | Read::NewReport), Reply::Report(answer)) => {
                self.on_report(call, &read, answer);
            }
            (Read::Authorization(_), Reply::Authorization(answer)) => {
                if let Some(marker) = self.cx.model.directory.authorization_page(call, now, answer)
                {
                    self.cx.read(Read::Authorization(Some(marker)));
                }
            }
            (Read::User(user), Reply::User(answer)) => {
                let spelt = answer.as_ref().ok().map(|details| details.user.name.clone());
                self.cx.model.directory.details(call, now, &user, answer);
                self.spell_as_iam_does(&user, spelt);
            }
            (Read::OwnUser, Reply::User(Ok(details))) => self.on_own_user(details.user.name),
            (Read::Keys(user, urgency), Reply::Keys(answer)) => {
                self.on_keys_listed((call, asked.requested_at), &user, urgency, answer);
            }
            (Read::Usage(user, key, _), Reply::Usage(answer)) => {
                self.cx.model.directory.usage(call, now, &user, &key, answer);
            }
            (Read::Owner(..), Reply::Owner(answer)) => self.on_owner_found(call, answer),
            (Read::Profiles, reply @ Reply::Profiles(_))
            | (Read::OwnDevices(_), reply @ Reply::OwnDevices(_)) => {
                self.route_to_dialog(call, reply);
            }
            (Read::Hints { .. }, Reply::Hints(answer)) => {
                if let Some(page) = &mut self.credentials {
                    page.on_journal_events(call, answer);
                }
            }
            (Read::Mfa(user), Reply::Mfa(answer)) => {
                self.cx.model.directory.record_mut(&user).mfa.take(call, now, answer);
            }
            (Read::ConsoleAccess(user), Reply::ConsoleAccess(answer)) => {
                let record = self.cx.model.directory.record_mut(&user);
                record.console_access.take(call, now, answer);
            }
            // An alias that may not be read, a summary that may not be read: nothing is shown.
            _ => {}
        }
    }

    /// Who is calling: the session is settled, if that could be told.
    fn on_caller_identified(&mut self, answer: Result<Caller, Failure>) {
        if self.cx.model.session.identified(answer) {
            self.forget_account();
        }
        if self.cx.model.session.trouble().is_none() {
            // Whatever was asked meanwhile went by the old credentials.
            self.cx.model.forget_reads();
            self.search.forget_asked();
            self.carry_on();
            self.find_deferred();
        }
    }

    /// Which user is calling, where that was not told with the caller.
    fn on_own_user(&mut self, user: UserName) {
        self.cx.model.session.set_own_user(user);
        let list = self.cx.model.directory.list().failure();
        if list.is_some_and(|failure| failure.kind == FailureKind::Denied) {
            self.open_own_instead();
        }
    }

    /// A page of users; the next one is asked for.
    fn on_users_listed(&mut self, call: CallId, answer: Result<Page<User>, Failure>) {
        let denied = matches!(&answer, Err(failure) if failure.kind == FailureKind::Denied);
        let awaited = self.cx.model.directory.list().awaits(call);
        if let Some(marker) = self.cx.model.directory.page(call, self.cx.model.now, answer) {
            self.cx.read(Read::Users(Some(marker)));
        }
        if denied && awaited {
            self.open_own_instead();
        }
    }

    /// A user's keys, for the table, for what was done and not yet listed, and for who waits.
    fn on_keys_listed(
        &mut self,
        (call, asked_at): (CallId, DateTime<Utc>),
        user: &UserName,
        urgency: Urgency,
        answer: Result<KeyListing, Failure>,
    ) {
        let now = self.cx.model.now;
        if self.cx.model.directory.keys(call, now, user, answer.clone())
            && let Ok(list) = &answer
        {
            self.cx.model.changes.on_keys_listed(call, asked_at, now, user, list);
            self.read_usage_in_view(user, urgency);
        }
        self.route_to_dialog(call, Reply::Keys(answer));
    }

    /// A report that is too old, or not there, is made anew: once, and what there is of it is shown
    /// meanwhile.
    fn on_report(&mut self, call: CallId, read: &Read, answer: Result<CredentialReport, Failure>) {
        let make = *read == Read::Report
            && match &answer {
                Ok(report) => report.is_old(self.cx.model.now),
                Err(failure) => failure.kind == FailureKind::NotReady,
            };
        if self.cx.model.directory.on_report(call, self.cx.model.now, answer) && make {
            self.cx.read(Read::NewReport);
        }
    }

    /// IAM finds users whatever the case of the name; the page, and what is done on it, goes by
    /// IAM's own spelling.
    fn spell_as_iam_does(&mut self, asked: &UserName, spelt: Option<UserName>) {
        let on_page = self.credentials.as_ref().is_some_and(|page| page.user() == asked);
        if let Some(spelt) = spelt.filter(|spelt| spelt != asked)
            && on_page
            && self.dialogs.is_empty()
            && !self.cx.model.changes.user_busy(asked)
        {
            let rotating = self.credentials.as_ref().is_some_and(Credentials::is_rotating);
            self.visit(spelt, None);
            if let Some(page) = self.credentials.as_mut().filter(|_| rotating) {
                page.open_guide(&mut self.cx);
            }
        }
    }

    /// The session is settled: read what the screen shows, from where the person was.
    fn carry_on(&mut self) {
        self.cx.read(Read::Alias);
        self.cx.read(Read::Summary);
        if self.cx.model.session.asks_for_own_user() {
            self.cx.read(Read::OwnUser);
        }
        if let Some(page) = &self.credentials {
            let user = page.user().clone();
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
            self.cx.read(Read::Notices { account, endpoint });
        }
        match self.cx.model.settings.start.clone() {
            Start::Users => {
                self.cx.read_table();
            }
            Start::User(user) => {
                self.visit(user, None);
                self.cx.read_table();
            }
            Start::Key(id) => {
                self.find(vec![id]);
                if !self.search.is_asking() {
                    self.cx.read_table();
                }
            }
        }
    }

    /// Another account than before: nothing of the old one may be shown in it.
    fn forget_account(&mut self) {
        self.cx.model.directory.forget();
        self.cx.model.changes.forget_overlay();
        self.credentials = None;
        self.search.forget_asked();
        if !self.cx.model.changes.any_in_flight() {
            self.dialogs
                .retain(|dialog| dialog.holds_unsaved_secret() || dialog.is_quit_question());
        }
    }

    /// `ListUsers` is denied: the person's own security credentials, as the AWS console does.
    fn open_own_instead(&mut self) {
        if self.credentials.is_none()
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
            self.visit(user, None);
        }
    }

    /// When the keys of the user on the page were last used, ahead of the table.
    fn read_usage_in_view(&mut self, user: &UserName, urgency: Urgency) {
        if self.credentials.as_ref().is_none_or(|page| page.user() != user) {
            return;
        }
        let gentle = urgency == Urgency::Gentle;
        let urgency = if gentle { Urgency::Gentle } else { Urgency::Asked };
        for shown in self.cx.model.keys(user).unwrap_or_default() {
            // What is denied stays so until the person asks again.
            let record = self.cx.model.directory.record(user);
            if !(gentle && record.is_some_and(|record| record.use_is_denied(&shown.key.id))) {
                self.cx.read(Read::Usage(user.clone(), shown.key.id, urgency));
            }
        }
    }

    /// Gives an answer to the dialog that waits for it. A new secret always finds a place.
    pub(super) fn route_to_dialog(&mut self, call: CallId, reply: Reply) {
        let waiting = self.dialogs.iter().rposition(|dialog| dialog.waits_for(call));
        match (waiting.and_then(|at| self.dialogs.get_mut(at).map(|d| (at, d))), reply) {
            (Some((at, dialog)), reply) => {
                let then = dialog.reply(&mut self.cx, call, reply);
                self.apply_at(at, then);
            }
            (None, Reply::Created(Ok(new))) => {
                self.dialogs.push(Box::new(Retrieve::new(new)));
            }
            (None, Reply::Profiles(answer)) => {
                if let Some(page) = &mut self.credentials {
                    page.on_profiles(call, answer);
                }
            }
            (None, Reply::Copied(Ok(text))) => self.cx.notify(Tone::Good, text),
            (None, Reply::Saved(Ok(file))) => {
                self.cx.notify(Tone::Good, format!("Saved: {}", file.path.display()));
            }
            (
                None,
                Reply::Copied(Err(text))
                | Reply::Saved(Err(text))
                | Reply::ProfileSaved(Err(text))
                | Reply::BackupRemoved(Err(text)),
            ) => {
                self.cx.notify(Tone::Error, text);
            }
            (None, Reply::ProfileSaved(Ok(saved))) => {
                let backup = saved.backup.as_ref().map_or(String::new(), |path| {
                    let path = path.display();
                    format!(" The text before, with the secret it had, is in {path}.")
                });
                let text = format!("Saved in the profile {}.{backup}", saved.profile);
                self.cx.notify(Tone::Good, text);
            }
            (None, Reply::Created(Err(failure)) | Reply::Written(Err(failure))) => {
                self.cx.notify_failure(&failure);
            }
            _ => {}
        }
    }

    /// What the dialog at this height of the stack wants, which may not be the topmost.
    pub(super) fn apply_at(&mut self, at: usize, then: super::dialogs::Transition) {
        use super::dialogs::Transition;
        let topmost = at + 1 == self.dialogs.len();
        match then {
            Transition::Close if !topmost => {
                self.dialogs.remove(at);
            }
            Transition::Replace(dialog) if !topmost => {
                if let Some(place) = self.dialogs.get_mut(at) {
                    *place = dialog;
                }
            }
            Transition::OpenOwner(user, id) if !topmost => {
                self.dialogs.remove(at);
                self.go_to_owner(user, id);
            }
            // Whatever lies on top was opened later, by the person: it stays on top.
            Transition::Open(dialog) if !topmost => self.dialogs.insert(at + 1, dialog),
            then => self.apply(then),
        }
    }

    pub(super) fn answer_journal_question(&mut self, call: CallId, go_on: bool) {
        if go_on {
            return self.cx.write_unjournaled(call);
        }
        let Some(write) = self.cx.model.changes.write(call) else { return };
        let failure = Failure {
            operation: write.operation(),
            kind: FailureKind::Refused,
            code: None,
            message: "not sent, because the journal cannot be written".into(),
            request_id: None,
            advice: Some(crate::domain::NextStep::NothingSent),
        };
        let reply = match write {
            super::Write::Create(_) => Reply::Created(Err(failure)),
            _ => Reply::Written(Err(failure)),
        };
        self.on_reply(call, reply);
    }
}
