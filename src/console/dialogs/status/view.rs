//! How activating and deactivating look.

use super::{SetStatus, Stage};
use crate::console::dialogs::{Body, Canvas};
use crate::console::frame::describe::own_key_warning;
use crate::console::model::Model;
use crate::domain::Status;

pub(super) fn body<'a>(dialog: &'a SetStatus, model: &Model, canvas: Canvas) -> Body<'a> {
    let activates = dialog.wanted() == Status::Active;
    let verb = if activates { "Activate" } else { "Deactivate" };
    let mut body = Body::new(&format!("{verb} access key"), canvas);
    let key = &dialog.key;
    body.key_facts(model, key);
    if matches!(&dialog.stage, Stage::Confirm(question) if question.asks_for_id()) {
        // It comes first because it matters most where there is little room.
        body.gap().danger(&own_key_warning(model));
    }
    if !activates {
        body.recent_use(model, key);
    }
    body.gap();
    match &dialog.stage {
        Stage::Confirm(question) => {
            if activates {
                body.text("Whoever has its secret access key can sign requests with it again.");
            } else {
                body.text(
                    "Requests signed with it will be refused. It still counts toward the limit of \
                     two access keys per user, and temporary sessions already opened with it live \
                     on until they end.",
                );
            }
            if !question.asks_for_id() && !activates {
                body.text("You can activate it again.");
            }
            body.command(model, &dialog.change);
            question.show(&mut body, verb, !activates);
        }
        Stage::Sending => {
            body.waiting(model, "Waiting for IAM…");
        }
        Stage::Failed(failure) => failure.show(&mut body, model),
    }
    body
}
