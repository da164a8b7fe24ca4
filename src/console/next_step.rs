//! Advice on what to do after a failure, with the keys to press.

use super::input::bindings::{Action, BINDINGS};
use crate::domain::{Failure, MfaStep, NextStep, StepActions};

/// What to do after a failure, in a sentence or two.
#[must_use]
pub fn next_step(failure: &Failure) -> String {
    let (refresh, sign_in_mfa) = (key(Action::Refresh), key(Action::SignInMfa));
    match failure.next_step() {
        NextStep::Mfa(MfaStep::EnterCode) => {
            format!("Press {sign_in_mfa}, or {refresh}, to enter one.")
        }
        step => step.sentence(StepActions {
            refresh: &format!("press {refresh}"),
            sign_in_mfa: &format!("press {sign_in_mfa}"),
        }),
    }
}

/// The first key of an action, as it is shown.
fn key(action: Action) -> String {
    let binding = BINDINGS.iter().find(|binding| binding.action == action);
    let key = binding.and_then(|binding| binding.keys.first());
    key.map(ToString::to_string).unwrap_or_default()
}
