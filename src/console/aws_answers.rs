//! Answers from AWS: what they change in the model, and what is read next.

use super::{AwsAnswer, AwsRead, CallId, Console, Reply, Urgency};
use crate::console::input::bindings::KeyContext;
use crate::domain::{
    CredentialReport, Failure, FailureKind, KeyListing, Page, User, UserDetails, UserName,
};
use chrono::{DateTime, Utc};

impl Console {
    pub(super) fn on_aws_answer(&mut self, call: CallId, answer: AwsAnswer) {
        let Some(pending) = self.cx.model.pending_reads.remove(&call) else { return };
        // While the session is connecting again, the failure may be about the old one.
        if let Some(failure) = answer.failure()
            && !self.cx.model.session.is_connecting()
        {
            self.note_auth_failure(failure);
        }
        let now = self.cx.model.now;
        let directory = &mut self.cx.model.directory;
        match answer {
            AwsAnswer::Caller(answer) => self.on_caller_identified(answer),
            AwsAnswer::Alias(Ok(alias)) => self.cx.model.session.set_alias(alias),
            AwsAnswer::Summary(Ok(summary)) => self.cx.model.session.set_summary(summary),
            AwsAnswer::OwnUser(Ok(details)) => self.on_own_user(details.user.name),
            // Without these, less is shown.
            AwsAnswer::Alias(Err(_)) | AwsAnswer::Summary(Err(_)) | AwsAnswer::OwnUser(Err(_)) => {}
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
            AwsAnswer::User(user, answer) => self.on_user_described(call, &user, answer),
            AwsAnswer::Keys(user, urgency, answer) => {
                self.on_keys_listed((call, pending.requested_at), user, urgency, answer);
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

    /// The answer to [`AwsRead::OwnUser`].
    fn on_own_user(&mut self, user: UserName) {
        self.cx.model.session.set_own_user(user);
        let failure = self.cx.model.directory.list().failure();
        if failure.is_some_and(|failure| failure.kind == FailureKind::Denied) {
            self.open_own_credentials();
        }
    }

    fn on_users_listed(&mut self, call: CallId, answer: Result<Page<User>, Failure>) {
        let is_denied = matches!(&answer, Err(failure) if failure.kind == FailureKind::Denied);
        let is_awaited = self.cx.model.directory.list().awaits(call);
        if let Some(marker) = self.cx.model.directory.take_users(call, self.cx.model.now, answer) {
            self.cx.read(AwsRead::Users(Some(marker)));
        }
        if is_denied && is_awaited {
            self.open_own_credentials();
        }
    }

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

    /// Requests a new report, once, if there is none or it is too old. The old one is shown
    /// meanwhile.
    fn on_report(&mut self, call: CallId, answer: Result<CredentialReport, Failure>) {
        let needs_new = match &answer {
            Ok(report) => report.is_stale(self.cx.model.now),
            Err(failure) => failure.kind == FailureKind::NotReady,
        };
        let is_awaited = self.cx.model.directory.take_report(call, self.cx.model.now, answer);
        if is_awaited && needs_new {
            self.cx.read(AwsRead::NewReport);
        }
    }

    /// IAM ignores the case of the name that was asked for. If it spells the name in another way,
    /// the page is opened again with IAM's spelling, which changes need.
    fn on_user_described(
        &mut self,
        call: CallId,
        asked: &UserName,
        answer: Result<UserDetails, Failure>,
    ) {
        let spelling = answer.as_ref().ok().map(|details| details.user.name.clone());
        self.cx.model.directory.take_details(call, self.cx.model.now, asked, answer);
        let Some(spelling) = spelling.filter(|spelling| spelling != asked) else { return };
        let is_idle = self.dialogs.is_empty() && !self.cx.model.changes.is_user_busy(asked);
        if self.pages.user() == Some(asked) && is_idle {
            let is_rotating = self.pages.top().key_context() == KeyContext::Rotation;
            self.open_user(spelling.clone(), None);
            if is_rotating {
                self.open_rotation(&spelling);
            }
        }
    }

    /// Reads the last uses of the keys on the page before those of the table.
    fn read_usage_in_view(&mut self, user: &UserName, urgency: Urgency) {
        if self.pages.user() != Some(user) {
            return;
        }
        let is_gentle = urgency == Urgency::Gentle;
        let urgency = if is_gentle { Urgency::Gentle } else { Urgency::Asked };
        for shown in self.cx.model.keys(user).unwrap_or_default() {
            let record = self.cx.model.directory.record(user);
            let is_denied = record.is_some_and(|record| record.is_usage_denied(&shown.key.id));
            // What was denied is read again only if the person asks.
            if !is_gentle || !is_denied {
                self.cx.read(AwsRead::Usage(user.clone(), shown.key.id, urgency));
            }
        }
    }
}
