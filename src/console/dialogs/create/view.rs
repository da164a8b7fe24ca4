//! How the wizard looks.

use super::use_case::USE_CASES;
use super::{Create, Stage};
use crate::console::dialogs::{Body, Canvas};
use crate::console::model::Model;
use crate::domain::KeyChange;

/// How many lines the longest recommendation has at 80 columns.
const TALLEST: usize = 3;

pub(super) fn body<'a>(dialog: &'a Create, model: &Model, canvas: Canvas) -> Body<'a> {
    let title = match &dialog.stage {
        Stage::UseCases { .. } => "Create access key · 1 of 3 · Best practices & alternatives",
        Stage::Description(_) => "Create access key · 2 of 3 · Set description tag",
        Stage::Creating { .. } | Stage::Failed(_) => "Create access key",
    };
    let mut body = Body::new(title, canvas);
    body.main_fact("User", dialog.user.as_str()).gap();
    match &dialog.stage {
        Stage::UseCases { selected, acknowledged } => {
            use_cases(&mut body, *selected, *acknowledged);
        }
        Stage::Description(input) => {
            body.text(
                "Optional: what the key is for and where it will be used. It is stored as a tag on \
                 the user, and helps to rotate the key later.",
            );
            body.gap();
            input.show(&mut body);
            body.command(model, &KeyChange::Create(dialog.user.clone()));
            input.show_buttons(&mut body, "Create access key");
        }
        Stage::Creating { .. } => {
            body.waiting(model, "Creating the access key…");
        }
        Stage::Failed(failure) => {
            body.failure(failure);
        }
    }
    body
}

fn use_cases(body: &mut Body<'_>, selected: usize, acknowledged: bool) {
    let theme = body.theme();
    body.notice("What is the access key for?");
    body.text("AWS recommends something safer for most uses.").gap();
    let labels = USE_CASES.map(|case| case.label.to_owned());
    body.choices(&labels, selected).gap();
    if let Some(case) = USE_CASES.get(selected) {
        let before = body.height();
        body.aside(theme.warning(), &format!("Alternative: {}", case.recommendation));
        // The box keeps its height while the selection moves.
        for _ in body.height()..before + TALLEST {
            body.gap();
        }
    }
    body.gap();
    let (mark, style) = if acknowledged { ("[✓]", theme.good()) } else { ("[ ]", theme.key()) };
    let text = "I understand the above recommendation and want to create an access key";
    body.styled_notice(style, &format!("{mark} {text}"));
    body.aside(theme.muted(), "space ticks, ↵ goes on");
}
