//! How deleting looks.

use super::{Delete, Stage};
use crate::console::dialogs::Body;
use crate::console::effect::Write;
use crate::console::frame::view::own_key_warning;
use crate::console::model::Model;
use crate::domain::KeyListing;
use crate::ui::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

pub(super) fn draw(dialog: &Delete, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
    let mut body = Body::new("Delete access key", area, theme);
    facts(dialog, model, theme, &mut body);
    match &dialog.stage {
        Stage::Deactivate(question) => {
            // With the session's own key, nothing can be activated from here any more.
            body.text(if dialog.own {
                "This access key is active: deactivate it first."
            } else {
                "This access key is active: deactivate it first. Then test that nothing misses \
                 it; you can activate it again."
            });
            warning(dialog, model, theme, &mut body);
            body.command(model, &Write::Deactivate(dialog.key.clone()));
            question.draw(body, "Deactivate", true, theme, frame, area);
        }
        Stage::Confirm(question) => {
            body.text("A deleted access key is gone for good. Its description is deleted with it.");
            warning(dialog, model, theme, &mut body);
            let listing = KeyListing { keys: vec![dialog.key.clone()] };
            if let Some(inactive) = listing.inactive(&dialog.key.id) {
                body.command(model, &Write::Delete(inactive));
            }
            question.draw(body, "Delete", true, theme, frame, area);
        }
        stage => {
            progress(stage, model, theme, &mut body);
            body.draw(frame, area);
        }
    }
}

/// What stops working with the session's own key.
fn warning(dialog: &Delete, model: &Model, theme: Theme, body: &mut Body) {
    if dialog.own {
        body.gap().say(theme.danger(), &own_key_warning(model));
    }
}

fn facts(dialog: &Delete, model: &Model, theme: Theme, body: &mut Body) {
    body.key_facts(model, &dialog.key).recent_use(model, &dialog.key);
    body.gap();
    if let Some(notice) = &dialog.notice {
        body.say(theme.danger(), notice).gap();
    }
}

fn progress(stage: &Stage, model: &Model, theme: Theme, body: &mut Body) {
    match stage {
        Stage::Deactivating(_) => body.waiting(model, "Deactivating…"),
        Stage::Looking(_) => body.waiting(model, "Listing the keys once more before deleting…"),
        Stage::Lagging(_) => body.waiting(
            model,
            "IAM's list does not show the deactivation yet: asking again. Nothing was deleted so far.",
        ),
        Stage::Deleting(_) => body.waiting(model, "Deleting…"),
        Stage::Untagging(_) => body.waiting(model, "The key is deleted. Removing its description…"),
        Stage::Failed(failure) => body.failure(failure),
        Stage::Unknown { back, .. } => back.show(model, theme, body),
        Stage::Deactivate(_) | Stage::Confirm(_) => body,
    };
}
