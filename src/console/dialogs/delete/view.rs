//! How deleting looks.

use super::{Delete, Stage};
use crate::console::dialogs::{Body, Canvas};
use crate::console::frame::describe::own_key_warning;
use crate::console::model::Model;
use crate::domain::{KeyChange, KeyListing};

pub(super) fn body<'a>(dialog: &'a Delete, model: &Model, canvas: Canvas) -> Body<'a> {
    let mut body = Body::new("Delete access key", canvas);
    body.key_facts(model, &dialog.key).recent_use(model, &dialog.key).gap();
    if let Some(notice) = &dialog.notice {
        body.danger(notice).gap();
    }
    let progress = match &dialog.stage {
        Stage::Deactivate(question) => {
            // The session's own key cannot be activated again from here.
            body.text(if dialog.own {
                "This access key is active: deactivate it first."
            } else {
                "This access key is active: deactivate it first. Then test that nothing misses \
                 it; you can activate it again."
            });
            warn_of_own_key(dialog, model, &mut body);
            body.command(model, &KeyChange::Deactivate(dialog.key.clone()));
            question.show(&mut body, "Deactivate", true);
            return body;
        }
        Stage::Confirm(question) => {
            body.text("A deleted access key is gone for good. Its description is deleted with it.");
            warn_of_own_key(dialog, model, &mut body);
            let listing = KeyListing { keys: vec![dialog.key.clone()] };
            if let Some(inactive) = listing.inactive(&dialog.key.id) {
                body.command(model, &KeyChange::Delete(inactive));
            }
            question.show(&mut body, "Delete", true);
            return body;
        }
        Stage::Failed(failure) | Stage::PerhapsDeleted(failure) => {
            failure.show(&mut body, model);
            return body;
        }
        Stage::Deactivating => "Deactivating…",
        Stage::CheckingList(_) | Stage::CheckingJournal { .. } => {
            "Listing the keys once more before deleting…"
        }
        Stage::Lagging(_) => {
            "IAM's list does not show the deactivation yet: asking again. Nothing was deleted so far."
        }
        Stage::Deleting => "Deleting…",
        Stage::Untagging => "The key is deleted. Removing its description…",
    };
    body.waiting(model, progress);
    body
}

fn warn_of_own_key(dialog: &Delete, model: &Model, body: &mut Body<'_>) {
    if dialog.own {
        body.gap().danger(&own_key_warning(model));
    }
}
