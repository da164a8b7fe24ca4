//! What to do about a failure at a shell's prompt, where there is no key to press.

use crate::domain::{Failure, StepActions};

const ACTIONS: StepActions<'static> = StepActions {
    refresh: "run akia again",
    sign_in_mfa: "put mfa_serial into the profile, and run akia again",
};

/// What the person can do next, in a sentence or two.
pub(super) fn next_step(failure: &Failure) -> String {
    failure.next_step().sentence(ACTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CredentialStep, FailureKind, NextStep, Operation};

    #[test]
    fn at_a_prompt_there_is_no_key_to_press() {
        use FailureKind::{
            Configuration, Credentials, Denied, Expired, Incomplete, LimitExceeded, NoSuchEntity,
            NotReady, Refused, Service, Throttled, Unanswered, Unreachable, Unreadable,
        };
        let failure =
            |kind, advice| Failure { advice, ..Failure::new(Operation::ListUsers, kind, "") };
        for kind in [
            Configuration,
            Credentials,
            Denied,
            Expired,
            Incomplete,
            LimitExceeded,
            NoSuchEntity,
            NotReady,
            Refused,
            Service,
            Throttled,
            Unanswered,
            Unreachable,
            Unreadable,
        ] {
            let step = next_step(&failure(kind, None));
            assert!(!step.to_lowercase().contains("press r"), "{step}");
        }
        let run = |command: &str| NextStep::Run(command.to_owned());
        for (advice, at_a_prompt) in [
            (run("aws login"), "Run aws login, then run akia again."),
            (
                NextStep::Credentials(CredentialStep::RefreshMachineRole),
                "Run akia again to ask the machine for its role's credentials again.",
            ),
            (
                run("aws sso login --profile 'press r'"),
                "Run aws sso login --profile 'press r', then run akia again.",
            ),
            (
                NextStep::Credentials(CredentialStep::RenewProfile("'x press room'".to_owned())),
                "Renew the credentials of profile 'x press room', then run akia again.",
            ),
        ] {
            assert_eq!(next_step(&failure(Expired, Some(advice))), at_a_prompt);
        }
    }
}
