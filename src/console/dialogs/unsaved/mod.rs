//! What to do about a key that an ended session created without saving its secret.

#[cfg(test)]
mod tests;

use super::{Body, Canvas, Dialog, Transition, move_selection};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::domain::{JournalNotice, Outcome, SecretLocation, ago};

/// Shows one notice after the other, the last first.
#[derive(Debug)]
pub(crate) struct Unsaved {
    notices: Vec<JournalNotice>,
    selected: usize,
}

const CHOICES: [&str; 3] = [
    "Remind me at the next start",
    "Open the user, to delete the key",
    "Settled: do not remind me again",
];
const OPEN_USER: usize = 1;
const SETTLED: usize = 2;

impl Unsaved {
    /// `notices` has at least one.
    pub(crate) fn new(notices: Vec<JournalNotice>) -> Self {
        Self { notices, selected: 0 }
    }

    fn next(&mut self) -> Transition {
        self.notices.pop();
        self.selected = 0;
        if self.notices.is_empty() { Transition::Close } else { Transition::Stay }
    }
}

/// What became of the secret, as far as this machine can tell, and what to do about it.
fn explanation(notice: &JournalNotice, when: &str) -> String {
    if notice.key.is_none() {
        return format!(
            "A session ended {when} while it was creating an access key; its answer was not \
             recorded. If the user has a key created then that nobody uses, its secret is lost: \
             delete it."
        );
    }
    let created = format!("A session that has ended created an access key {when}");
    let unrecorded = "The journal doesn't record that it was saved.";
    match &notice.secret {
        SecretLocation::Unsaved => format!(
            "{created}, and its secret was not saved. Nobody can see that secret again: delete the \
             key, unless you stored the secret elsewhere."
        ),
        SecretLocation::SaveInterrupted(place) => format!(
            "{created}. {unrecorded} It was being saved in {place}, where it isn't now. Look for it \
             before you delete the key: you may have moved it."
        ),
        SecretLocation::InFile(path) => {
            format!("{created}. {unrecorded} It is in {}, so nothing is lost.", path.display())
        }
        SecretLocation::InProfile(profile) => format!(
            "{created}. {unrecorded} It is in your AWS profile {profile}, so nothing is lost."
        ),
    }
}

impl Dialog for Unsaved {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Some(notice) = self.notices.last() else { return Transition::Close };
        match (action, self.selected) {
            (Action::Choose, OPEN_USER) => {
                cx.notify(
                    Tone::Info,
                    "Press x to delete the key; a key deleted is not asked about again.",
                );
                Transition::OpenUser(notice.user.clone(), notice.key.clone())
            }
            (Action::Choose, SETTLED) => {
                cx.record(Outcome::Settled, &notice.user.clone(), notice.key.clone().as_ref());
                self.next()
            }
            (Action::Choose | Action::Cancel, _) => self.next(),
            (action, _) => {
                move_selection(&mut self.selected, CHOICES.len(), action);
                Transition::Stay
            }
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let Some(notice) = self.notices.last() else { return Body::new("", canvas) };
        let title = match &notice.secret {
            SecretLocation::Unsaved => "A secret was not saved",
            SecretLocation::SaveInterrupted(_) => "Was a secret saved?",
            SecretLocation::InFile(_) | SecretLocation::InProfile(_) => "A secret was saved",
        };
        let mut body = Body::new(title, canvas);
        body.text(&explanation(notice, &ago(notice.when, model.now)));
        body.gap();
        body.main_fact("User", notice.user.as_str());
        if let Some(key) = &notice.key {
            body.main_fact("Access key ID", key.as_str());
        }
        body.fact("Created", &notice.when.format("%Y-%m-%d %H:%M UTC").to_string());
        body.gap();
        body.choices(&CHOICES.map(String::from), self.selected);
        body
    }
}
