//! The answer to `CreateAccessKey` was lost: is there one key more than before?
//!
//! The keys are listed for as long as IAM's lists may lag. A key that was not there before is
//! shown as possibly ours, with the offer to delete it: its secret is lost.

use crate::console::context::Context;
use crate::console::dialogs::delete::Delete;
use crate::console::dialogs::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::changes::LAG_LIMIT;
use crate::console::model::{LAG_RETRY_DELAY, Model};
use crate::console::reads::{AwsAnswer, AwsRead, Urgency};
use crate::domain::{AccessKey, AccessKeyId, Failure, Outcome, UserName};
use chrono::{DateTime, Utc};

#[derive(Debug)]
pub(crate) struct LostCreate {
    user: UserName,
    /// The keys that the user had before.
    before: Vec<AccessKeyId>,
    since: DateTime<Utc>,
    failure: Failure,
    polling: Polling,
    /// Why the last list could not be read.
    list_failure: Option<Failure>,
    found: Vec<AccessKey>,
    selected: usize,
}

#[derive(Debug)]
enum Polling {
    /// A list was asked for at this moment.
    Asked(DateTime<Utc>),
    /// A list is asked for again at this moment.
    Next(DateTime<Utc>),
    Over,
}

impl LostCreate {
    /// Looks for a key of this user that is not among those `before`.
    pub(super) fn new(
        cx: &mut Context,
        user: &UserName,
        before: Vec<AccessKeyId>,
        since: DateTime<Utc>,
        failure: Failure,
    ) -> Self {
        Self {
            user: user.clone(),
            before,
            since,
            failure,
            polling: Self::request_list(cx, user),
            list_failure: None,
            found: Vec::new(),
            selected: 0,
        }
    }

    fn request_list(cx: &mut Context, user: &UserName) -> Polling {
        cx.read(AwsRead::Keys(user.clone(), Urgency::Asked));
        Polling::Asked(cx.model.now)
    }

    fn is_polling(&self) -> bool {
        !matches!(self.polling, Polling::Over)
    }

    fn choices(&self) -> Vec<String> {
        let mut choices = vec!["Close".to_owned()];
        choices.extend(self.found.iter().map(|key| format!("Delete {}", key.id)));
        choices
    }
}

impl Dialog for LostCreate {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => {
                match self.selected.checked_sub(1).and_then(|at| self.found.get(at)) {
                    Some(key) => Transition::Open(Box::new(Delete::new(&cx.model, key))),
                    None => Transition::Close,
                }
            }
            action => {
                let count = self.choices().len();
                move_or_close(&mut self.selected, count, action)
            }
        }
    }

    fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        (action == Action::Choose && self.selected > 0).then(|| model.may_change().err()).flatten()
    }

    fn reply(&mut self, cx: &mut Context, _call: CallId, reply: Reply) -> Transition {
        let (Reply::Aws(AwsAnswer::Keys(.., answer)), Polling::Asked(asked_at)) =
            (reply, &self.polling)
        else {
            return Transition::Stay;
        };
        // That there is no new key, only a list shows that was asked for when IAM can lag no more.
        let over = match answer {
            Ok(list) => {
                // The date of a key is ignored: clocks differ, and a key must not be missed.
                let found = list.keys.iter().filter(|key| !self.before.contains(&key.id));
                self.found = found.cloned().collect();
                self.list_failure = None;
                !self.found.is_empty() || *asked_at - self.since > LAG_LIMIT
            }
            Err(failure) => {
                self.list_failure = Some(failure);
                false
            }
        };
        self.polling =
            if over { Polling::Over } else { Polling::Next(cx.model.now + LAG_RETRY_DELAY) };
        if over && self.found.is_empty() {
            // No key was made, so there is nothing to remind of.
            cx.record(Outcome::Settled, &self.user, None);
        }
        Transition::Stay
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        let found_before = self.found.len();
        self.found.retain(|key| !cx.model.changes.was_deleted(&key.id));
        if found_before > 0 && self.found.is_empty() {
            cx.record(Outcome::Settled, &self.user, None);
            return Transition::Close;
        }
        if let Polling::Next(at) = self.polling
            && cx.model.now >= at
            && cx.model.session.failure().is_none()
        {
            self.polling = Self::request_list(cx, &self.user);
        }
        Transition::Stay
    }

    fn wake_at(&self, model: &Model) -> Option<DateTime<Utc>> {
        match self.polling {
            Polling::Next(at) if model.session.failure().is_none() => Some(at),
            _ => None,
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("The answer to CreateAccessKey was lost", canvas);
        body.main_fact("User", self.user.as_str()).gap();
        body.danger(&self.failure.to_string()).gap();
        body.text(
            "It was sent once: a key may have been made or not. A lost secret cannot be recovered.",
        );
        body.gap();
        for key in &self.found {
            body.warning("This key was not there before, and is possibly the one:");
            body.key_facts(model, key);
            body.text(
                "If it is unused and nobody else made it, delete it, then create another one.",
            );
            body.gap();
        }
        if let Some(failure) = &self.list_failure {
            body.warning(&format!("{failure} Trying again.")).gap();
        }
        if self.is_polling() {
            body.waiting(model, "Listing the keys until it is certain (up to a minute)…").gap();
        } else if self.found.is_empty() {
            body.headline("IAM lists no new key: none was made. You can create one again.");
            body.gap();
        }
        body.choices(&self.choices(), self.selected);
        body
    }
}
