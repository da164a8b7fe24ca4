//! How saving to a profile looks. It never shows a secret.

use super::list::{Entry, ProfileList};
use super::{Backup, SaveProfile, Stage};
use crate::console::dialogs::{Body, Buttons, Canvas, name_columns};
use crate::console::model::Model;
use crate::domain::{
    AccessKeyId, DiffLine, IdKind, LineChange, LocalError, ProfilePlan, ProfileWarning,
    SavedProfile, UserName,
};
use crate::ui::{self, Button, Theme, harmless};
use ratatui::text::Line;
use std::path::Path;

pub(super) fn body<'a>(dialog: &'a SaveProfile, model: &Model, canvas: Canvas) -> Body<'a> {
    let title = match &dialog.stage {
        Stage::Choose { .. } => "1 of 3 · Choose the profile",
        Stage::Review { .. } => "2 of 3 · Review",
        Stage::Saving { .. } | Stage::PlanningAgain { .. } => "2 of 3",
        Stage::Failed { .. } => "2 of 3 · Not saved",
        Stage::Saved { .. } => "3 of 3 · Saved",
    };
    let mut body = Body::new(&format!("Save to an AWS profile · {title}"), canvas);
    match &dialog.stage {
        Stage::Choose { list, planning, error } => {
            show_choice(list, *planning, error.as_ref(), model, &mut body);
        }
        Stage::Review { plan, buttons } => {
            show_review(dialog, plan, model, &mut body);
            body.buttons(buttons, &Buttons::row("Save", false, true));
        }
        Stage::Saving { .. } => {
            body.waiting(model, "Writing the file…");
        }
        Stage::PlanningAgain { .. } => {
            body.waiting(model, "Reading the file…");
        }
        Stage::Failed { error, buttons, .. } => {
            body.danger(&error.to_string());
            body.gap().text("The secret is still on the page below this.");
            body.buttons(buttons, &[button("Back to the secret"), button("Look again")]);
        }
        Stage::Saved { saved, held, backup } => {
            show_saved(saved, held.as_ref(), model, &mut body);
            show_backup(saved, backup, model, &mut body);
        }
    }
    body
}

fn button(label: &str) -> Button<'_> {
    Button { label, dangerous: false, enabled: true }
}

fn show_choice<'a>(
    list: &'a ProfileList,
    planning: bool,
    error: Option<&LocalError>,
    model: &Model,
    body: &mut Body<'a>,
) {
    body.text("The access key goes into the shared credentials file. Nothing is written before you have seen what changes.");
    body.input(&list.input, "Type to narrow the list, or a new name");
    if let Some(complaint) = list.complaint() {
        body.warning(&format!("{complaint}."));
    }
    if let Some(error) = error {
        body.danger(&error.to_string());
    }
    if let Some(error) = list.failure() {
        body.warning(&format!("Your profiles cannot be read: {error}."));
    }
    body.gap();
    let labels = labels(list, model);
    if list.is_reading() {
        body.waiting(model, "Reading your profiles…");
    } else if planning {
        body.waiting(model, "Reading the file…");
    } else if labels.is_empty() && list.complaint().is_none() {
        body.hint("There is no profile yet: type a name for one.");
    } else {
        body.choices(&labels, list.selected.unwrap_or(labels.len()));
    }
}

/// A line for each profile: its name, and the key that it holds or where its credentials come from.
fn labels(list: &ProfileList, model: &Model) -> Vec<String> {
    let entries = list.entries();
    let names: Vec<String> = entries.iter().map(|entry| name(entry, model)).collect();
    let width = name_columns(&names);
    let lines = names.iter().zip(&entries);
    lines.map(|(name, entry)| format!("{name:<width$}{}", holds(entry, list))).collect()
}

fn name(entry: &Entry, model: &Model) -> String {
    match entry {
        Entry::New(name) => name.to_string(),
        Entry::Existing(profile) => {
            let in_use = model.profile() == Some(profile.name.as_str());
            format!("{}{}", harmless(&profile.name), if in_use { " (in use)" } else { "" })
        }
    }
}

fn holds(entry: &Entry, list: &ProfileList) -> String {
    let profile = match entry {
        Entry::New(_) => return "new profile".to_owned(),
        Entry::Existing(profile) => profile,
    };
    let old = if list.holds_old(profile) { ", the old key" } else { "" };
    let default = if list.is_advised_against(entry) { ", not advised" } else { "" };
    let holds = match &profile.access_key_id {
        // It is not shown, because it may be a secret that was put in the wrong place.
        Some(id) if id.kind() == IdKind::Unknown => "a key".to_owned(),
        Some(id) => harmless(id.as_str()).into_owned(),
        None => profile.kind.describe().to_owned(),
    };
    format!("{holds}{old}{default}")
}

fn show_review(dialog: &SaveProfile, plan: &ProfilePlan, model: &Model, body: &mut Body<'_>) {
    let theme = body.theme();
    let what = match &plan.current_key {
        _ if plan.new_profile => format!("{}, not in the file yet", plan.profile),
        Some(held) => format!("{}, which holds {held}", plan.profile),
        None => format!("{}, which holds no key", plan.profile),
    };
    body.main_fact("Profile", &what);
    let new = if plan.new_file { " (a new file, for you only)" } else { "" };
    body.fact("File", &format!("{}{new}", describe_path(&plan.path, model)));
    if let Some(to) = &plan.symlink_target {
        body.styled_fact("", &format!("a link to {}", to.display()), theme.muted());
    }
    body.gap();
    for line in &plan.diff {
        let drawn = diff_line(line, body.columns(), theme);
        match line.change {
            LineChange::Kept => body.context_line(drawn),
            LineChange::Removed | LineChange::Added => body.line(drawn),
        };
    }
    body.gap();
    // The new key belongs where the old one is.
    let rotated = plan.current_key.is_some() && plan.current_key == dialog.replaces;
    let kept = plan.warnings.iter().filter(|w| !(rotated && **w == ProfileWarning::Default));
    for warning in kept {
        body.warning(&format!("⚠ {}", warning.describe(&plan.profile)));
    }
    let user = &dialog.new.key.user;
    if is_foreign(plan.current_key.as_ref(), user, model) {
        body.warning(&format!(
            "⚠ The key it holds is not {user}'s: what uses this profile becomes {user}."
        ));
    }
    if plan.current_key.is_some() && !dialog.verified {
        body.warning(
            "⚠ The new key is not verified yet: until AWS accepts it, what uses this profile fails \
             (esc, then v).",
        );
    }
    if plan.current_key.as_ref().is_some_and(|held| model.session.depends_on(held)) {
        body.text("This session goes on with the key it is signed in with.");
    }
    if !plan.new_file {
        body.text("The file as it is now is kept beside it, for you only, until you remove it.");
    }
}

/// Whether the key is known not to be the user's.
fn is_foreign(key: Option<&AccessKeyId>, user: &UserName, model: &Model) -> bool {
    let Some((keys, key)) = model.keys(user).zip(key) else { return false };
    keys.iter().all(|shown| shown.key.id != *key)
}

fn describe_path(path: &Path, model: &Model) -> String {
    let demo = model.session.connection().is_some_and(|connection| connection.demo);
    let whose = if demo { " of the demo, in memory only" } else { "" };
    format!("{}{whose}", path.display())
}

fn diff_line(line: &DiffLine, columns: usize, theme: Theme) -> Line<'static> {
    let (mark, style) = match line.change {
        LineChange::Kept => (' ', theme.muted()),
        LineChange::Removed => ('-', theme.danger()),
        LineChange::Added => ('+', theme.good()),
    };
    let text = ui::fit(&line.text.replace('\t', " "), columns.saturating_sub(4));
    Line::styled(format!("  {mark} {text}"), style)
}

fn show_saved(
    saved: &SavedProfile,
    held: Option<&AccessKeyId>,
    model: &Model,
    body: &mut Body<'_>,
) {
    body.good(&format!("✓ {} is saved in the profile {}.", saved.key.id, saved.profile));
    body.gap();
    body.fact("File", &format!("{}{}", describe_path(&saved.path, model), on_host(saved)));
    if !model.session.connection().is_some_and(|connection| connection.demo) {
        let command = match &saved.profile {
            profile if profile.is_default() => "aws …".to_owned(),
            profile => format!("aws --profile {profile} …"),
        };
        body.fact("To use it", &command);
    }
    if held.is_some_and(|held| model.session.depends_on(held)) {
        body.gap().warning(
            "This session is still signed in with the key that was there. m in the rotation guide \
             (R) signs it in with the new one, and so does r once the old one is refused.",
        );
    }
    body.gap();
}

fn show_backup(saved: &SavedProfile, backup: &Backup, model: &Model, body: &mut Body<'_>) {
    if let Some(path) = &saved.backup {
        let style = body.theme().warning();
        body.styled_fact("Backup", &format!("{}{}", path.display(), on_host(saved)), style);
        body.notice("It is the file as it was, with the secrets it had. Remove it once you need it no more.");
    }
    match backup {
        Backup::None => body.buttons(&Buttons::default(), &[button("Done")]),
        Backup::Offered { buttons, error } => {
            if let Some(error) = error {
                body.danger(&error.to_string());
            }
            body.buttons(buttons, &[button("Keep it"), button("Remove the backup")])
        }
        Backup::Removing => body.waiting(model, "Removing the backup…"),
    };
}

/// Names the machine that the file is on, unless the person sits at it.
fn on_host(saved: &SavedProfile) -> String {
    saved.host.as_ref().map(|host| format!(" on {host}")).unwrap_or_default()
}
