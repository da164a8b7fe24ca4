//! How saving to a profile looks. No secret is ever in it.

use super::list::{Entry, ProfileList};
use super::{Ending, SaveProfile, Stage};
use crate::console::dialogs::{Body, Buttons};
use crate::console::model::Model;
use crate::domain::{
    AccessKeyId, DiffLine, IdKind, LineChange, LocalError, ProfilePlan, ProfileWarning,
    SavedProfile, UserName,
};
use crate::ui::{self, Button, Theme, harmless};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::path::Path;

/// Each stage's title begins with it.
const TITLE: &str = "Save to an AWS profile";

/// How many columns the names of profiles have, at least and at most.
const NAMES: (usize, usize) = (16, 32);

pub(super) fn draw(
    dialog: &SaveProfile,
    model: &Model,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    match &dialog.stage {
        Stage::Choose { list, planning, trouble } => {
            let state = (planning.is_some(), trouble.as_ref());
            choose(list, state, model, theme, frame, area);
        }
        Stage::Review { plan, buttons } => {
            let mut body = Body::new(&format!("{TITLE} · 2 of 3 · Review"), area, theme);
            review(dialog, plan, model, theme, &mut body);
            body.buttons(buttons, &Buttons::row("Save", false, true));
            body.draw(frame, area);
        }
        Stage::Saving { .. } | Stage::PlanningAgain { .. } => {
            let mut body = Body::new(&format!("{TITLE} · 2 of 3"), area, theme);
            let saving = matches!(dialog.stage, Stage::Saving { .. });
            body.waiting(model, if saving { "Writing the file…" } else { "Reading the file…" });
            body.draw(frame, area);
        }
        Stage::Failed { reason, buttons, .. } => {
            let mut body = Body::new(&format!("{TITLE} · 2 of 3 · Not saved"), area, theme);
            body.say(theme.danger(), &reason.to_string());
            body.gap().text("The secret is still on the page below this.");
            let row = [button("Back to the secret"), button("Look again")];
            body.buttons(buttons, &row).draw(frame, area);
        }
        Stage::Saved { saved, held, ending } => {
            let mut body = Body::new(&format!("{TITLE} · 3 of 3 · Saved"), area, theme);
            written(saved, held.as_ref(), ending, model, theme, &mut body);
            body.draw(frame, area);
        }
    }
}

fn button(label: &str) -> Button<'_> {
    Button { label, dangerous: false, enabled: true }
}

fn choose(
    list: &ProfileList,
    (planning, trouble): (bool, Option<&LocalError>),
    model: &Model,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let mut body = Body::new(&format!("{TITLE} · 1 of 3 · Choose the profile"), area, theme);
    body.text("The access key goes into the shared credentials file. Nothing is written before you have seen what changes.");
    body.input();
    if let Some(complaint) = list.complaint() {
        body.say(theme.warning(), &format!("{complaint}."));
    }
    if let Some(trouble) = trouble {
        body.say(theme.danger(), &trouble.to_string());
    }
    if let Some(trouble) = list.trouble() {
        body.say(theme.warning(), &format!("Your profiles cannot be read: {trouble}."));
    }
    body.gap();
    let labels = labels(list, model);
    match list.selected {
        _ if list.is_reading() => {
            body.waiting(model, "Reading your profiles…");
        }
        _ if planning => {
            body.waiting(model, "Reading the file…");
        }
        _ if labels.is_empty() && list.complaint().is_none() => {
            body.say(theme.muted(), "There is no profile yet: type a name for one.");
        }
        selected => {
            body.choices(&labels, selected.unwrap_or(labels.len()));
        }
    }
    if let Some(at) = body.draw(frame, area) {
        ui::input(frame, at, &list.input, "Type to narrow the list, or a new name", theme);
    }
}

/// The profiles' lines: name, and the key that it holds or where its credentials come from.
fn labels(list: &ProfileList, model: &Model) -> Vec<String> {
    let entries = list.entries();
    let names: Vec<String> = entries.iter().map(|entry| name(entry, model)).collect();
    let width = names.iter().map(|name| ui::width(name) + 2).max().unwrap_or_default();
    let width = width.clamp(NAMES.0, NAMES.1);
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
        // Where somebody has put the secret in its place, it is not shown.
        Some(id) if id.kind() == IdKind::Unknown => "a key".to_owned(),
        Some(id) => harmless(id.as_str()).into_owned(),
        None => profile.kind.words().to_owned(),
    };
    format!("{holds}{old}{default}")
}

fn review(dialog: &SaveProfile, plan: &ProfilePlan, model: &Model, theme: Theme, body: &mut Body) {
    let what = match &plan.held {
        _ if plan.new_profile => format!("{}, not in the file yet", plan.profile),
        Some(held) => format!("{}, which holds {held}", plan.profile),
        None => format!("{}, which holds no key", plan.profile),
    };
    body.fact("Profile", &what, theme.title());
    let new = if plan.new_file { " (a new file, for you only)" } else { "" };
    body.fact("File", &format!("{}{new}", path_words(&plan.path, model)), theme.plain());
    if let Some(to) = &plan.leads_to {
        body.fact("", &format!("a link to {}", to.display()), theme.muted());
    }
    body.gap();
    for line in &plan.diff {
        let drawn = diff_line(line, body.columns(), theme);
        match line.change {
            LineChange::Kept => body.context(drawn),
            LineChange::Removed | LineChange::Added => body.line(drawn),
        };
    }
    body.gap();
    // Where the old key is, the new one belongs.
    let rotated = plan.held.is_some() && plan.held == dialog.replaces;
    let kept = plan.warnings.iter().filter(|w| !(rotated && **w == ProfileWarning::Default));
    for warning in kept {
        body.say(theme.warning(), &format!("⚠ {}", warning.words(&plan.profile)));
    }
    let user = &dialog.new.key.user;
    if is_foreign(plan.held.as_ref(), user, model) {
        body.say(
            theme.warning(),
            &format!("⚠ The key it holds is not {user}'s: what uses this profile becomes {user}."),
        );
    }
    if plan.held.is_some() && !dialog.verified {
        body.say(
            theme.warning(),
            "⚠ The new key is not verified yet: until AWS accepts it, what uses this profile fails \
             (esc, then v).",
        );
    }
    if plan.held.as_ref().is_some_and(|held| model.session.depends_on(held)) {
        body.text("This session goes on with the key it is signed in with.");
    }
    if !plan.new_file {
        body.text("The file as it is now is kept beside it, for you only, until you remove it.");
    }
}

/// Whether the key is known to be none of the user's.
fn is_foreign(key: Option<&AccessKeyId>, user: &UserName, model: &Model) -> bool {
    let Some((keys, key)) = model.keys(user).zip(key) else { return false };
    keys.iter().all(|shown| shown.key.id != *key)
}

fn path_words(path: &Path, model: &Model) -> String {
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

fn written(
    saved: &SavedProfile,
    held: Option<&AccessKeyId>,
    ending: &Ending,
    model: &Model,
    theme: Theme,
    body: &mut Body,
) {
    let host = saved.host.as_ref().map(|host| format!(" on {host}")).unwrap_or_default();
    body.say(
        theme.good(),
        &format!("✓ {} is saved in the profile {}.", saved.key.id, saved.profile),
    );
    body.gap();
    body.fact("File", &format!("{}{host}", path_words(&saved.path, model)), theme.plain());
    if !model.session.connection().is_some_and(|connection| connection.demo) {
        let command = match &saved.profile {
            profile if profile.is_default() => "aws …".to_owned(),
            profile => format!("aws --profile {profile} …"),
        };
        body.fact("To use it", &command, theme.plain());
    }
    if held.is_some_and(|held| model.session.depends_on(held)) {
        body.gap().say(
            theme.warning(),
            "This session is still signed in with the key that was there. m in the rotation guide \
             (R) signs it in with the new one, and so does r once the old one is refused.",
        );
    }
    body.gap();
    if let Some(backup) = &saved.backup {
        body.fact("Backup", &format!("{}{host}", backup.display()), theme.warning());
        body.say(
            theme.plain(),
            "It is the file as it was, with the secrets it had. Remove it once you need it no more.",
        );
    }
    match ending {
        Ending::NoBackup => {
            body.buttons(&Buttons::default(), &[button("Done")]);
        }
        Ending::Asking { buttons, trouble } => {
            if let Some(trouble) = trouble {
                body.say(theme.danger(), &trouble.to_string());
            }
            body.buttons(buttons, &[button("Keep it"), button("Remove the backup")]);
        }
        Ending::Removing(_) => {
            body.waiting(model, "Removing the backup…");
        }
    }
}
