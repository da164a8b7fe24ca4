//! How deactivating all keys looks.

use super::{DeactivateAll, Stage};
use crate::console::dialogs::{Body, Canvas};
use crate::console::frame::describe::{describe_last_used, own_key_warning};
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{AccessKey, Failure, KeyChange};
use crate::ui;

pub(super) fn body<'a>(dialog: &'a DeactivateAll, model: &Model, canvas: Canvas) -> Body<'a> {
    let mut body = Body::new("Deactivate all access keys", canvas);
    body.main_fact("User", dialog.user.as_str());
    for (index, key) in dialog.keys.iter().enumerate() {
        body.main_fact(if index == 0 { "Access keys" } else { "" }, key.id.as_str());
        match &dialog.stage {
            // On one line, so that no key is ever out of sight.
            Stage::Confirm(_) => body.short_fact("", &describe_use(model, key)),
            Stage::Sending(results) => body.fact("", &describe_progress(model, results, index)),
            Stage::Checking(results) | Stage::Finished(results) => {
                body.fact("", &results.get(index).map(describe_result).unwrap_or_default())
            }
        };
    }
    if let Stage::Confirm(question) = &dialog.stage {
        body.gap().text(
            "Requests signed with these keys will be refused. Temporary sessions already opened \
             with them live on until they end; to end those too, revoke the role's sessions or \
             attach a deny policy to the user. Each key can be activated again.",
        );
        if question.asks_for_id() {
            body.gap().danger(&own_key_warning(model));
        }
        let commands = dialog.keys.iter().map(|key| KeyChange::Deactivate(key.clone()));
        body.commands(model, commands);
        question.show(&mut body, "Deactivate all", true);
    }
    if matches!(dialog.stage, Stage::Checking(_)) {
        body.gap().waiting(model, "Listing the keys once more…");
    }
    body
}

fn describe_use(model: &Model, key: &AccessKey) -> String {
    let used = describe_last_used(model, &key.user, &key.id);
    match model.description(&key.user, &key.id) {
        Some(description) => format!("{description} · last used {used}"),
        None => format!("last used {used}"),
    }
}

fn describe_progress(model: &Model, results: &[Result<(), Failure>], index: usize) -> String {
    match results.get(index) {
        Some(result) => describe_result(result),
        None if index == results.len() => {
            format!("{} deactivating…", ui::spinner(model.now.timestamp_millis()))
        }
        None => "waiting its turn".to_owned(),
    }
}

fn describe_result(result: &Result<(), Failure>) -> String {
    match result {
        Ok(()) => "inactive".to_owned(),
        Err(failure) if failure.outcome_unknown() => {
            format!("unknown, the answer was lost (press r on the page): {failure}")
        }
        Err(failure) => format!("failed: {failure} {}", next_step(failure)),
    }
}
