//! Describes the next step: what the person should do, and with which key.

use super::decision::Decision;
use super::local_machine::describe_profile_update;
use crate::console::input::bindings::Action;
use crate::domain::{KeyAction, Recommendation};
use chrono::{DateTime, Utc};

/// `is_available`: whether an action can be used now.
pub(super) fn describe_next_step(
    decision: &Decision,
    is_available: impl Fn(Action) -> bool,
) -> String {
    let recommendation = &decision.recommendation;
    if recommendation.needs_no_action() && is_available(Action::Create) {
        return "creates a key all the same".to_owned();
    }
    match recommendation {
        Recommendation::NoKeys
        | Recommendation::NotDue { .. }
        | Recommendation::NoFreeSlot { .. } => "Nothing is to be done".to_owned(),
        Recommendation::CreateKey { .. } => "Create the second access key".to_owned(),
        Recommendation::UpdateApplications { .. } => {
            "Give every application the new key, then look again (r)".to_owned()
        }
        Recommendation::UpdateProfile { profile, .. } => {
            format!("Put the new key into profile {profile}")
        }
        Recommendation::MoveSession { .. } if is_available(Action::NextStep) => {
            "Sign this session in with the new key (m)".to_owned()
        }
        Recommendation::MoveSession { .. } => "Move this session to the new key".to_owned(),
        Recommendation::WaitUntilIdle { until, .. } => {
            format!("{}, unless it is used before", describe_wait(decision.snapshot.now, *until))
        }
        Recommendation::WaitBeforeDelete { until, .. }
        | Recommendation::WaitToFreeSlot { until, .. } => {
            let wait = describe_wait(decision.snapshot.now, *until);
            format!("{wait}, unless something breaks before")
        }
        Recommendation::Deactivate { old, .. } => format!("Deactivate {old}"),
        Recommendation::Delete { old, .. } => format!("Delete {old}"),
        Recommendation::ChooseOld { .. } => {
            "Take the selected key for the old one (o); ↑ ↓ select".to_owned()
        }
        Recommendation::FreeSlot { key, action: KeyAction::Deactivate, .. } => {
            format!("Deactivate {key}, to delete it and free its slot")
        }
        Recommendation::FreeSlot { key, action: KeyAction::Delete, .. } => {
            format!("Free a slot: delete {key}")
        }
        Recommendation::ReadLastUse { .. } => "Read when the keys were last used (r)".to_owned(),
        Recommendation::Decide { .. } => "You decide: d deactivates, x deletes".to_owned(),
    }
}

fn describe_wait(now: DateTime<Utc>, until: DateTime<Utc>) -> String {
    let days = (until - now).num_hours().saturating_add(23) / 24;
    let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    format!("Wait until {} ({days})", format_moment(until))
}

/// Why the next step cannot be taken here, if the person has to wait or to take it elsewhere.
pub(super) fn why_no_next_step(decision: &Decision) -> Option<String> {
    let reason = match &decision.recommendation {
        Recommendation::UpdateApplications { .. } => {
            "This is for you to do, at your applications. r shows whether they use the new key; d \
             switches the selected one off all the same."
                .to_owned()
        }
        Recommendation::UpdateProfile { profile, .. } => {
            describe_profile_update(profile, decision.new_key())
        }
        Recommendation::WaitUntilIdle { until, .. }
        | Recommendation::WaitBeforeDelete { until, .. }
        | Recommendation::WaitToFreeSlot { until, .. } => format!(
            "Nothing is to be done until {}; the keys of the page go on sooner.",
            format_moment(*until)
        ),
        Recommendation::Decide { .. } => "You decide: d deactivates the selected key, x deletes \
                                          it, a activates it again."
            .to_owned(),
        nothing if nothing.needs_no_action() => {
            "Nothing is due. c creates a key all the same.".to_owned()
        }
        _ => return None,
    };
    Some(reason)
}

fn format_moment(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%MZ").to_string()
}
