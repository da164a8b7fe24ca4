//! A change that failed. Where its outcome is unknown, the user's keys are read back.

use super::Body;
use crate::console::context::Context;
use crate::console::model::Model;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{AccessKeyId, Failure, KeyListing, UserName};

#[derive(Debug)]
pub(crate) struct ChangeFailure {
    failure: Failure,
    read_back: ReadBack,
}

#[derive(Debug)]
enum ReadBack {
    /// Nothing was changed.
    NotNeeded,
    Pending,
    /// What the list says of the key.
    Listed(String),
    Failed(Failure),
}

impl ChangeFailure {
    /// Takes a failed change to a key of this user.
    pub(crate) fn of_change(cx: &mut Context, user: &UserName, failure: Failure) -> Self {
        if !failure.outcome_unknown() {
            return Self::of_read(failure);
        }
        cx.read(AwsRead::Keys(user.clone(), Urgency::Asked));
        Self { failure, read_back: ReadBack::Pending }
    }

    /// Takes a failure that leaves no change in doubt.
    pub(crate) fn of_read(failure: Failure) -> Self {
        Self { failure, read_back: ReadBack::NotNeeded }
    }

    /// Takes the keys that were read back.
    pub(crate) fn on_keys_listed(
        &mut self,
        key: &AccessKeyId,
        answer: Result<KeyListing, Failure>,
    ) {
        self.read_back = match answer {
            Err(failure) => ReadBack::Failed(failure),
            Ok(list) => ReadBack::Listed(match list.find(key) {
                Some(key) => format!("IAM shows the key as {} now", key.status),
                None => "IAM does not list the key any more".to_owned(),
            }),
        };
    }

    pub(crate) fn show(&self, body: &mut Body<'_>, model: &Model) {
        if matches!(self.read_back, ReadBack::NotNeeded) {
            body.failure(&self.failure);
            return;
        }
        body.danger(&self.failure.to_string()).gap();
        body.text("The answer was lost: it may have been done or not. It was sent once.");
        match &self.read_back {
            ReadBack::NotNeeded | ReadBack::Pending => {
                body.waiting(model, "Reading the keys back from IAM…")
            }
            ReadBack::Listed(text) => {
                body.headline(&format!("{text} (lists can lag by seconds: r refreshes)."))
            }
            ReadBack::Failed(failure) => body
                .gap()
                .danger(&failure.to_string())
                .gap()
                .notice("What IAM has now is not known. Close this, and press r on the page."),
        };
    }
}
