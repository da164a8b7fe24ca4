//! How a verification looks: what is waited for, or how it ended and what to do.

use super::{Ending, LIMIT, SUCCESSES_IN_A_ROW, Stage, Verification};
use crate::console::dialogs::Body;
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{Caller, Failure, FailureKind, NextStep};
use crate::ui::width;
use chrono::TimeDelta;

pub(crate) fn show(verification: &Verification, model: &Model, body: &mut Body<'_>) {
    match &verification.stage {
        Stage::Asking(_) => waiting(verification, model, "asking", body),
        Stage::Pausing(pause) => {
            let seconds = (pause.until - model.now + TimeDelta::milliseconds(999)).num_seconds();
            waiting(verification, model, &format!("again in {seconds} s"), body);
        }
        Stage::Over(Ending::Verified { arn, region }) => {
            let accepted = "✓ Verified: AWS accepts it";
            let signer = format!("(as {arn}, in region {region}).");
            let whole = format!("{accepted} {signer}");
            if width(&whole) <= body.columns() {
                body.good(&whole);
            } else {
                let style = body.theme().good();
                body.good(accepted).aside(style, &signer);
            }
            if let Some(session_move) = &verification.session_move {
                session_move.show(model, body);
            }
        }
        Stage::Over(Ending::SomebodyElse(caller)) => somebody_else(caller, body),
        Stage::Over(Ending::GaveUp) => gave_up(verification, body),
        Stage::Over(Ending::Failed(failure)) => {
            let text = format!("✗ Not verified. {failure} {}", next_step(failure));
            body.danger(&text);
        }
    }
}

fn waiting(verification: &Verification, model: &Model, next: &str, body: &mut Body<'_>) {
    let left = verification.time_left(model.now).num_seconds();
    let attempt = verification.attempts;
    let text = match (&verification.last_failure, verification.successes_in_a_row) {
        (None, 0) => format!("Verifying: asking AWS who signs with the new key ({left} s left)…"),
        (Some(failure), 0) => {
            format!(
                "Verifying: {}. Attempt {attempt}, {next}; {left} s left.",
                describe_refusal(failure)
            )
        }
        (_, accepted) => format!(
            "Verifying: AWS accepts it, {accepted} of {SUCCESSES_IN_A_ROW} times in a row. Not all of its \
             servers may know the key yet."
        ),
    };
    body.waiting(model, &text);
}

/// What is waited out.
fn describe_refusal(failure: &Failure) -> String {
    let code = failure.code.as_deref().map(|code| format!(" ({code})")).unwrap_or_default();
    match (failure.kind, failure.code.as_deref()) {
        (_, Some("SignatureDoesNotMatch")) => {
            format!("AWS does not accept the signature yet{code}")
        }
        (FailureKind::Credentials, _) => format!("AWS does not know the key yet{code}"),
        (FailureKind::Throttled, _) => format!("AWS asks for fewer calls{code}"),
        (FailureKind::Service, _) => format!("AWS has trouble{code}"),
        _ => format!("{}{code}", failure.message.trim_end_matches('.')),
    }
}

fn somebody_else(caller: &Caller, body: &mut Body<'_>) {
    let text = format!(
        "✗ THIS IS NOT THE USER'S KEY: AWS says that it is of {} in account {}. Do not use it: \
         whoever answered CreateAccessKey is not who answers now. Check the endpoint settings.",
        caller.arn,
        caller.account.grouped()
    );
    body.danger(&text);
}

fn gave_up(verification: &Verification, body: &mut Body<'_>) {
    let (attempts, seconds) = (verification.attempts, LIMIT.num_seconds());
    let text = format!("✗ Not verified in {seconds} seconds and {attempts} attempts.");
    body.danger(&text);
    let Some(failure) = &verification.last_failure else {
        body.notice("No answer came. v tries again.");
        return;
    };
    let advice = match (failure.kind, &failure.advice) {
        (_, Some(NextStep::CheckClock)) => "Check that this machine's clock is right, and that \
             the secret access key is whole"
            .to_owned(),
        (_, Some(_)) => next_step(failure).trim_end_matches('.').to_owned(),
        (FailureKind::Unreachable | FailureKind::Unanswered | FailureKind::Unreadable, None) => {
            "Check the network, proxy and --endpoint-url".to_owned()
        }
        _ => "If it goes on, look whether the key is still listed and active".to_owned(),
    };
    body.notice(&format!("Last: {failure} The key may still need time: v tries again. {advice}."));
}
