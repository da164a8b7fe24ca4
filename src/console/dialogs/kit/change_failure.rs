//! A change that failed. Where its outcome is unknown, the user's keys are read back.

use super::Body;
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::model::Model;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{AccessKeyId, Failure, KeyListing, UserName};

#[derive(Debug)]
pub(crate) struct ChangeFailure {
    failure: Failure,
    read_back: Option<ReadBack>,
}

#[derive(Debug)]
struct ReadBack {
    call: CallId,
    /// What the list says of the key.
    answer: Option<Result<String, Failure>>,
}

impl ChangeFailure {
    /// Takes a failed change to a key of this user.
    pub(crate) fn of_change(cx: &mut Context, user: &UserName, failure: Failure) -> Self {
        let read_back = failure.outcome_unknown().then(|| ReadBack {
            call: cx.read(AwsRead::Keys(user.clone(), Urgency::Asked)),
            answer: None,
        });
        Self { failure, read_back }
    }

    /// Takes a failure that leaves no change in doubt.
    pub(crate) fn of_read(failure: Failure) -> Self {
        Self { failure, read_back: None }
    }

    pub(crate) fn waits_for(&self, call: CallId) -> bool {
        self.read_back.as_ref().is_some_and(|read| read.answer.is_none() && read.call == call)
    }

    /// Takes the keys that were read back.
    pub(crate) fn on_keys_listed(
        &mut self,
        key: &AccessKeyId,
        answer: Result<KeyListing, Failure>,
    ) {
        let Some(read_back) = &mut self.read_back else { return };
        read_back.answer = Some(answer.map(|list| match list.find(key) {
            Some(key) => format!("IAM shows the key as {} now", key.status),
            None => "IAM does not list the key any more".to_owned(),
        }));
    }

    pub(crate) fn show(&self, body: &mut Body<'_>, model: &Model) {
        let Some(read_back) = &self.read_back else {
            body.failure(&self.failure);
            return;
        };
        body.danger(&self.failure.to_string()).gap();
        body.text("The answer was lost: it may have been done or not. It was sent once.");
        match &read_back.answer {
            None => body.waiting(model, "Reading the keys back from IAM…"),
            Some(Ok(text)) => {
                body.headline(&format!("{text} (lists can lag by seconds: r refreshes)."))
            }
            Some(Err(again)) => body.gap().failure(again),
        };
    }
}
