//! How deactivating all keys looks.

use super::{DeactivateAll, Stage};
use crate::console::dialogs::Body;
use crate::console::frame::describe::{describe_last_used, own_key_warning};
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{Failure, KeyChange};
use crate::ui::{self, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;

pub(super) fn draw(
    dialog: &DeactivateAll,
    model: &Model,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let mut body = Body::new("Deactivate all access keys", area, theme);
    body.fact("User", dialog.user.as_str(), theme.title());
    for (index, key) in dialog.keys.iter().enumerate() {
        let state = match &dialog.stage {
            Stage::Confirm(_) => {
                let used = describe_last_used(model, &dialog.user, &key.id);
                match model.description(&dialog.user, &key.id) {
                    Some(description) => format!("{description} · last used {used}"),
                    None => format!("last used {used}"),
                }
            }
            Stage::Sending { results, at, .. } => match (results.get(index), index == *at) {
                (Some(result), _) => outcome(result),
                (None, true) => {
                    format!("{} deactivating…", ui::spinner(model.now.timestamp_millis()))
                }
                (None, false) => "waiting its turn".to_owned(),
            },
            Stage::Checking { results, .. } | Stage::Finished(results) => {
                results.get(index).map(outcome).unwrap_or_default()
            }
        };
        body.fact(if index == 0 { "Access keys" } else { "" }, key.id.as_str(), theme.title());
        match dialog.stage {
            // On one line, so that no key is ever out of sight.
            Stage::Confirm(_) => body.short_fact("", &state, theme.plain()),
            _ => body.fact("", &state, theme.plain()),
        };
    }
    if let Stage::Confirm(question) = &dialog.stage {
        body.gap().text(
            "Requests signed with these keys will be refused. Temporary sessions already opened \
             with them live on until they end; to end those too, revoke the role's sessions or \
             attach a deny policy to the user. Each key can be activated again.",
        );
        if question.asks_for_id() {
            body.gap().say(theme.danger(), &own_key_warning(model));
        }
        let commands = dialog.keys.iter().map(|key| KeyChange::Deactivate(key.clone()));
        body.commands(model, commands);
        question.draw(body, "Deactivate all", true, theme, frame, area);
        return;
    }
    if matches!(dialog.stage, Stage::Checking { .. }) {
        body.gap().waiting(model, "Listing the keys once more…");
    }
    body.draw(frame, area);
}

fn outcome(result: &Result<(), Failure>) -> String {
    match result {
        Ok(()) => "inactive".to_owned(),
        Err(failure) if failure.outcome_unknown() => {
            format!("unknown, the answer was lost (press r on the page): {failure}")
        }
        Err(failure) => format!("failed: {failure} {}", next_step(failure)),
    }
}
