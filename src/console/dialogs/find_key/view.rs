//! How what was found is explained.

use super::{FindKey, ForAccount, Progress, Stage, progress};
use crate::console::dialogs::{Body, Canvas};
use crate::console::model::Model;
use crate::console::model::remote::Remote;
use crate::console::next_step::next_step;
use crate::domain::{Finding, LocalError, LocalProfile, ago};
use crate::ui::{grouped, harmless};

/// A list that was read this long ago is as good as one read now.
const FRESH_SECONDS: i64 = 60;

pub(super) fn body<'a>(dialog: &'a FindKey, model: &Model, canvas: Canvas) -> Body<'a> {
    let mut body = Body::new("Whose key is that?", canvas);
    body.headline(dialog.id.as_str());
    match &dialog.stage {
        Stage::Explained(finding) => explain(&mut body, finding),
        Stage::Failed(failure) => {
            body.gap().failure(failure).gap();
            body.choices(&["Ask again".to_owned()], 0);
        }
        Stage::Elsewhere { finding, profiles, selected } => {
            explain(&mut body, finding);
            body.gap();
            offer_profiles(&mut body, model, dialog, profiles, *selected);
        }
        Stage::Searching { finding, .. } => {
            explain(&mut body, finding);
            body.gap();
            show_progress(&mut body, model);
        }
    }
    body
}

fn explain(body: &mut Body<'_>, finding: &Finding) {
    for paragraph in finding.explanation(next_step) {
        body.gap().text(&paragraph);
    }
    if let Some(command) = finding.command() {
        body.gap().text(&command);
    }
}

fn offer_profiles(
    body: &mut Body<'_>,
    model: &Model,
    dialog: &FindKey,
    profiles: &Remote<ForAccount, LocalError>,
    selected: usize,
) {
    match profiles.latest() {
        None => {
            body.waiting(model, "Looking for a profile of that account…");
        }
        Some(Ok(ForAccount { matching, unknown })) if matching.is_empty() => {
            let unknown = match unknown {
                0 => String::new(),
                1 => " (One does not tell its account.)".to_owned(),
                several => format!(" ({several} do not tell their account.)"),
            };
            body.notice(&format!(
                "None of your profiles is known to be for that account.{unknown} If you have \
                     one: akia --profile NAME {}",
                dialog.id
            ));
        }
        Some(Ok(ForAccount { matching, .. })) => {
            let intro = match matching.len() {
                1 => "Your profile for that account; ↵ switches to it, and looks there:",
                _ => "Your profiles for that account; ↵ switches to one, and looks there:",
            };
            body.notice(intro);
            let labels: Vec<String> = matching.iter().map(label).collect();
            body.choices(&labels, selected);
        }
        Some(Err(trouble)) => {
            body.warning(&format!("Your profiles cannot be read: {trouble}."));
        }
    }
}

fn label(profile: &LocalProfile) -> String {
    let known = profile.account.as_ref().map_or("", |account| account.known_by.describe());
    let name = harmless(&profile.name);
    format!("{name}   {} · known by {known}", profile.kind.describe())
}

fn show_progress(body: &mut Body<'_>, model: &Model) {
    match progress(model) {
        Progress::ListingUsers { so_far } => {
            let text = format!("Looking through the access keys: {} users so far", grouped(so_far));
            body.waiting(model, &text);
        }
        Progress::ReadingKeys { read, users } => {
            let (read, users) = (grouped(read), grouped(users));
            let text = format!("Looking through the access keys: {read} of {users} users");
            body.waiting(model, &text);
        }
        Progress::Done { read: 0, .. } => {
            body.notice("No user's access keys can be listed either.");
        }
        Progress::Done { read, users } => show_result(body, model, read, users),
    }
    if let Some(failure) = model.directory.list().failure() {
        body.warning(&format!("Not all users could be listed: {failure}"));
    }
}

/// The key is in no list.
fn show_result(body: &mut Body<'_>, model: &Model, read: usize, users: usize) {
    let list = model.directory.list();
    let text = if read == users && list.failure().is_none() {
        format!(
            "None of the {} users has it: it is deleted, of another account, or the root user's.",
            grouped(users)
        )
    } else {
        format!("None of the {} users whose access keys could be read has it.", grouped(read))
    };
    let listed_at = list.completed().filter(|at| (model.now - *at).num_seconds() > FRESH_SECONDS);
    let stale = listed_at.map_or(String::new(), |at| {
        format!(" They were listed {}: r in the table lists them again.", ago(at, model.now))
    });
    body.notice(&format!("{text}{stale}"));
    if read < users {
        let (unread, users) = (grouped(users - read), grouped(users));
        body.warning(&format!("The keys of {unread} of {users} users could not be read."));
    }
}
