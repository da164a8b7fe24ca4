//! How deleting looks.

use super::{Delete, Stage};
use crate::console::core::Core;
use crate::console::dialogs::{Body, Buttons, TypedId};
use crate::console::effect::Write;
use crate::console::view::own_key_warning;
use crate::domain::KeyListing;
use crate::ui::{self, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;

pub(super) fn draw(dialog: &Delete, core: &Core, theme: Theme, frame: &mut Frame, area: Rect) {
    let mut body = Body::new("Delete access key", area, theme);
    facts(dialog, core, theme, &mut body);
    let typed = match &dialog.stage {
        Stage::Deactivate { buttons, typed } => {
            body.text(
                "This access key is active: deactivate it first. Then test that nothing \
                       misses it; you can activate it again.",
            );
            if dialog.own {
                body.gap().say(theme.danger(), &own_key_warning(core));
            }
            body.command(core, &Write::Deactivate(dialog.key.clone()));
            confirmation(&mut body, theme, buttons, typed.as_ref(), "Deactivate");
            typed.as_ref()
        }
        Stage::Confirm { buttons, typed } => {
            body.text("A deleted access key is gone for good. Its description is deleted with it.");
            if dialog.own {
                body.gap().say(theme.danger(), &own_key_warning(core));
            }
            let listing = KeyListing { keys: vec![dialog.key.clone()] };
            if let Some(inactive) = listing.inactive(&dialog.key.id) {
                body.command(core, &Write::Delete(inactive));
            }
            confirmation(&mut body, theme, buttons, Some(typed), "Delete");
            Some(typed)
        }
        stage => {
            progress(stage, core, theme, &mut body);
            None
        }
    };
    if let (Some(at), Some(typed)) = (body.draw(frame, area), typed) {
        ui::input(frame, at, &typed.input, "", theme);
    }
}

fn facts(dialog: &Delete, core: &Core, theme: Theme, body: &mut Body) {
    body.key_facts(core, &dialog.key).recent_use(core, &dialog.key);
    body.gap();
    if let Some(notice) = &dialog.notice {
        body.say(theme.danger(), notice).gap();
    }
}

fn confirmation(
    body: &mut Body,
    theme: Theme,
    buttons: &Buttons,
    typed: Option<&TypedId>,
    label: &str,
) {
    if let Some(typed) = typed {
        typed.show(body, theme);
    }
    body.buttons(buttons, &Buttons::row(label, true, typed.is_none_or(TypedId::matches)));
}

fn progress(stage: &Stage, core: &Core, theme: Theme, body: &mut Body) {
    match stage {
        Stage::Deactivating(_) => body.waiting(core, "Deactivating…"),
        Stage::Looking(_) => body.waiting(core, "Listing the keys once more before deleting…"),
        Stage::Lagging(_) => body.waiting(
            core,
            "IAM's list does not show the deactivation yet: asking again. Nothing was deleted so far.",
        ),
        Stage::Deleting(_) => body.waiting(core, "Deleting…"),
        Stage::Untagging(_) => body.waiting(core, "The key is deleted. Removing its description…"),
        Stage::Failed(failure) => body.failure(failure),
        Stage::Unknown { back, .. } => back.show(core, theme, body),
        Stage::Deactivate { .. } | Stage::Confirm { .. } => body,
    };
}
