//! How the page with the secret looks.

use super::{FORMATS, LEAVING, Retrieve, Saved, Stage, csv_lacks_user_name};
use crate::console::dialogs::retrieve::verification;
use crate::console::dialogs::{Body, Canvas};
use crate::console::model::{Model, Tone};
use crate::domain::Status;
use crate::ui;

/// Stands for the secret while it is masked. Its length tells nothing of the secret's.
const MASK: &str = "••••••••••••••••••••••••••••••••••••••••";

pub(super) fn body<'a>(page: &'a Retrieve, model: &Model, canvas: Canvas) -> Body<'a> {
    match &page.stage {
        Stage::Page => page_body(page, model, canvas),
        Stage::CopyBoth { selected } => {
            let mut body = Body::new("Copy access key ID and secret access key", canvas);
            body.choices(&FORMATS.map(|(_, label)| label.to_owned()), *selected);
            body
        }
        Stage::Leaving { selected } => {
            let mut body = Body::new("Leave without saving the secret?", canvas);
            body.danger("The secret access key is not saved.").gap();
            body.text(
                "This is the only time that it can be viewed or downloaded. If you leave now, \
                 nobody can ever see it again, and a new access key has to be created.",
            );
            body.gap();
            body.choices(&LEAVING.map(str::to_owned), *selected);
            body
        }
    }
}

fn page_body<'a>(page: &'a Retrieve, model: &Model, canvas: Canvas) -> Body<'a> {
    let theme = canvas.theme;
    let mut body = Body::new("Create access key · 3 of 3 · Retrieve access key", canvas);
    body.aside(
        theme.warning(),
        "This is the only time that the secret access key can be viewed or downloaded. You cannot \
         recover it later. However, you can create a new access key any time.",
    );
    body.gap();
    let key = &page.new.key;
    body.fact("User", key.user.as_str());
    body.main_fact("Access key ID", key.id.as_str());
    if let Some(old) = &page.replaces {
        body.fact("To replace", old.id().as_str());
    }
    let status = page.current_key(model).status;
    if status != Status::Active {
        body.styled_fact("Status", &format!("⚠ {status}"), theme.danger());
    }
    if page.is_shown(model.now) {
        page.new.secret.read(|secret| {
            let note = "shown for 30 seconds: s hides it";
            body.unbroken_fact("Secret key", (secret, theme.title()), note);
        });
    } else {
        body.unbroken_fact("Secret key", (MASK, theme.plain()), "masked: s shows it");
    }
    page.description.show(&mut body, model, key);
    body.gap();
    show_saved_file(page, model, &mut body);
    show_saved_profile(page, &mut body);
    if let Some((tone, text)) = &page.message {
        if *tone == Tone::Error {
            body.danger(text)
        } else {
            body.good(text)
        };
    }
    match &page.verification {
        Some(verification) => verification::show(verification, model, &mut body),
        None if page.replaces.is_some() => {
            body.text("Not verified yet: v waits until AWS accepts the key.");
        }
        None => {}
    }
    let verified = model.changes.is_verified(&page.new.key.id);
    if let Some(offer) = page.replaces.as_ref().and_then(|old| old.offer(verified)) {
        body.aside(theme.warning(), &offer);
    }
    body
}

fn show_saved_file(page: &Retrieve, model: &Model, body: &mut Body<'_>) {
    match &page.saved {
        None if page.writing_csv => {
            body.waiting(model, "Writing the .csv file…");
        }
        None if page.profile.is_some() => {}
        None => {
            let text = "Not saved yet: w downloads the .csv file, p saves it to an AWS profile.";
            body.headline(text);
        }
        Some(Saved::InCsv(file)) => {
            let host = file.host.as_ref().map(|host| format!(" on {host}")).unwrap_or_default();
            let path = ui::harmless(&file.path.to_string_lossy()).into_owned();
            body.good(&format!("✓ Saved{host}: {path}"));
            if csv_lacks_user_name(&page.new) {
                body.warning(
                    "aws configure import cannot read a user name with a comma: the file has the \
                     console's two columns, without the user name.",
                );
            }
        }
        Some(Saved::ByPerson) => {
            body.good("✓ Stored, as you said.");
        }
    }
}

fn show_saved_profile(page: &Retrieve, body: &mut Body<'_>) {
    let Some(saved) = &page.profile else { return };
    let host = saved.host.as_ref().map(|host| format!(" on {host}")).unwrap_or_default();
    let path = ui::harmless(&saved.path.to_string_lossy()).into_owned();
    let profile = &saved.profile;
    body.good(&format!("✓ Saved in the AWS profile {profile}{host}: {path}"));
}
