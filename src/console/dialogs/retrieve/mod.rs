//! Retrieve access key: the only time the secret can be had.
//!
//! The secret lives in this dialog and nowhere else. It is saved when a file with it was written
//! and synced, or when the person says so; leaving before that asks.

mod replaced;
pub(crate) mod verification;
mod view;

#[cfg(test)]
mod tests;

use self::replaced::Replaced;
use super::delete::Delete;
use super::describe::Describe;
use super::save_profile::SaveProfile;
use super::{Dialog, Transition, move_selection};
use crate::console::context::Context;
use crate::console::dialogs::retrieve::verification::Verification;
use crate::console::effect::{CallId, Effect};
use crate::console::event::{Reply, SavedFile};
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::LocalAnswer;
use crate::domain::{
    AccessKey, AccessKeyId, CopyFormat, CsvFormat, Description, Failure, KeyChange, LocalError,
    NewAccessKey, Outcome, SavedProfile, Status,
};
use crate::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

/// How long the secret stays on the screen.
const SHOWN_FOR: TimeDelta = TimeDelta::seconds(30);

/// The texts in which both can be copied.
const FORMATS: [(CopyFormat, &str); 3] = [
    (CopyFormat::Environment, "As environment variables (export AWS_ACCESS_KEY_ID=…)"),
    (CopyFormat::Profile, "As a profile for the shared credentials file"),
    (CopyFormat::CliJson, "As the JSON that aws iam create-access-key prints"),
];

/// The choices on leaving without having saved; the first is the default.
const LEAVING: [&str; 3] = ["Go back", "I have stored it", "Delete this key"];

/// The page.
#[derive(Debug)]
pub(crate) struct Retrieve {
    new: NewAccessKey,
    /// The key that it is to replace, in a rotation.
    replaces: Option<Replaced>,
    shown_until: Option<DateTime<Utc>>,
    saved: Option<Saved>,
    /// The profile that it was saved in.
    profile: Option<SavedProfile>,
    /// The .csv file is being written.
    saving: bool,
    description: Tagging,
    verification: Option<Verification>,
    news: Option<(Tone, String)>,
    stage: Stage,
}

/// How the secret was saved.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Saved {
    File(SavedFile),
    ByThePerson,
}

/// What became of the description given in the wizard.
#[derive(Debug)]
enum Tagging {
    None,
    Sending { text: Description },
    Done,
    Failed { text: Description, failure: Failure },
}

#[derive(Debug)]
enum Stage {
    Page,
    CopyBoth { selected: usize },
    Leaving { selected: usize },
}

impl Retrieve {
    /// Shows a key just created, and writes its description.
    pub(crate) fn new_described(
        cx: &mut Context,
        new: NewAccessKey,
        description: Option<Description>,
    ) -> Self {
        let mut page = Self::new(new);
        if let Some(text) = description {
            let (user, key) = (page.new.key.user.clone(), page.new.key.id.clone());
            cx.write(KeyChange::Describe(user, key, text.clone()));
            page.description = Tagging::Sending { text };
        }
        page
    }

    /// Shows a key just created.
    pub(crate) fn new(new: NewAccessKey) -> Self {
        Self {
            new,
            replaces: None,
            shown_until: None,
            saved: None,
            profile: None,
            saving: false,
            description: Tagging::None,
            verification: None,
            news: None,
            stage: Stage::Page,
        }
    }

    /// The same page, of a key that is to replace another.
    pub(crate) fn replacing(self, cx: &mut Context, replaces: Option<AccessKeyId>) -> Self {
        let replaces = replaces.map(|id| Replaced::of(cx, id));
        Self { replaces, ..self }
    }

    fn is_shown(&self, now: DateTime<Utc>) -> bool {
        // A clock that is set back does not lengthen it.
        self.shown_until.is_some_and(|until| until - SHOWN_FOR <= now && now < until)
    }

    /// The key as it is now: it may have been switched off from here meanwhile.
    fn key_now(&self, model: &Model) -> AccessKey {
        let keys = model.keys(&self.new.key.user).unwrap_or_default();
        let listed = keys.into_iter().find(|shown| shown.key.id == self.new.key.id);
        listed.map_or_else(|| self.new.key.clone(), |shown| shown.key)
    }

    fn hide(&mut self, cx: &mut Context) {
        if self.shown_until.take().is_some() {
            cx.request(Effect::ForgetDrawn);
        }
    }

    fn close(&mut self, cx: &mut Context) -> Transition {
        self.hide(cx);
        Transition::Close
    }

    fn act_on_page(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Show if self.shown_until.is_some() => self.hide(cx),
            Action::Show => self.shown_until = Some(cx.model.now + SHOWN_FOR),
            Action::CopyId => {
                cx.copy_id(&self.new.key.id);
            }
            Action::CopySecret => {
                cx.copy("Secret access key", self.new.secret.clone(), true);
            }
            Action::CopyBoth => self.stage = Stage::CopyBoth { selected: 0 },
            Action::Download => {
                cx.save_csv(&self.new);
                self.saving = true;
            }
            Action::Verify => {
                let old = self.replaces.as_ref().map(|old| old.id().clone());
                let started = Verification::start(cx, &self.new, old);
                self.verification = Some(started);
            }
            Action::SaveProfile => {
                let verified = cx.model.changes.is_verified(&self.new.key.id);
                let (new, replaces) = (&self.new, self.replaces.as_ref().map(Replaced::id));
                return Transition::Open(Box::new(SaveProfile::new(cx, new, replaces, verified)));
            }
            Action::RetryDescription => {
                let text = match &self.description {
                    Tagging::Failed { text, .. } => text.as_str(),
                    _ => "",
                };
                let key = &self.new.key;
                return Transition::Open(Box::new(Describe::retry(&key.user, &key.id, text)));
            }
            Action::Done if self.is_saved() => {
                let file = match (&self.saved, &self.profile) {
                    (_, Some(saved)) => Some(format!("the AWS profile {}", saved.profile)),
                    (Some(Saved::File(file)), None) => Some(file.path.display().to_string()),
                    (Some(Saved::ByThePerson) | None, None) => None,
                };
                if let Some(file) = file {
                    cx.notify(Tone::Good, format!("The secret access key is saved in {file}."));
                }
                return self.close(cx);
            }
            Action::Done => self.stage = Stage::Leaving { selected: 0 },
            _ => {}
        }
        Transition::Stay
    }

    fn is_saved(&self) -> bool {
        self.saved.is_some() || self.profile.is_some()
    }

    /// Takes note of the profile that it was saved in.
    fn note_profile(&mut self, model: &Model) {
        let saved = model.changes.saved_profile(&self.new.key.id);
        if self.profile.as_ref() != saved {
            self.profile = saved.cloned();
            if let (Some(saved), Some(old)) = (&self.profile, &mut self.replaces) {
                old.saved_in(saved.profile.as_str());
            }
            // The question whether to leave without it is void.
            if self.profile.is_some() && matches!(self.stage, Stage::Leaving { .. }) {
                self.stage = Stage::Page;
            }
        }
    }

    fn copy_both(&mut self, cx: &mut Context, selected: usize) {
        if let Some((format, _)) = FORMATS.get(selected) {
            match self.new.text(*format) {
                Ok(text) => {
                    cx.copy("Access key ID and secret", text, true);
                }
                Err(error) => self.news = Some((Tone::Error, format!("Not copied: {error}."))),
            }
        }
        self.stage = Stage::Page;
    }

    fn stored(&mut self, cx: &mut Context) -> Transition {
        self.saved = Some(Saved::ByThePerson);
        cx.record(Outcome::SecretSaved, &self.new.key.user, Some(&self.new.key.id));
        self.close(cx)
    }

    fn delete_key(&mut self, cx: &mut Context) -> Transition {
        self.stage = Stage::Page;
        self.hide(cx);
        if matches!(self.description, Tagging::Sending { .. }) {
            // The tag would outlive the key.
            cx.notify(Tone::Warning, "The description is being written: try again in a moment.");
            return Transition::Stay;
        }
        match cx.model.may_change() {
            Ok(()) => Transition::Open(Box::new(Delete::new(&cx.model, &self.key_now(&cx.model)))),
            Err(reason) => {
                cx.notify(Tone::Warning, reason);
                Transition::Stay
            }
        }
    }

    fn file_saved(&mut self, cx: &mut Context, answer: Result<SavedFile, LocalError>) {
        self.saving = false;
        match answer {
            Ok(file) => {
                cx.record(Outcome::SecretSaved, &self.new.key.user, Some(&self.new.key.id));
                self.news = None;
                self.saved = Some(Saved::File(file));
                // The question whether to leave without it is void.
                if matches!(self.stage, Stage::Leaving { .. }) {
                    self.stage = Stage::Page;
                }
            }
            Err(reason) => self.news = Some((Tone::Error, reason.to_string())),
        }
    }
}

impl Dialog for Retrieve {
    fn key_context(&self) -> KeyContext {
        match self.stage {
            Stage::Page => KeyContext::Secret,
            Stage::CopyBoth { .. } => KeyContext::Choice,
            Stage::Leaving { .. } => KeyContext::Leaving,
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match (action, &mut self.stage) {
            (action, Stage::Page) => return self.act_on_page(cx, action),
            (Action::Cancel, _) => self.stage = Stage::Page,
            (Action::Choose, Stage::CopyBoth { selected }) => {
                let selected = *selected;
                self.copy_both(cx, selected);
            }
            (action, Stage::CopyBoth { selected }) => {
                move_selection(selected, FORMATS.len(), action);
            }
            // One key alone gives up no secret.
            (Action::Stored, Stage::Leaving { selected }) => *selected = 1,
            (Action::Choose, Stage::Leaving { selected: 1 }) => return self.stored(cx),
            (Action::DeleteThisKey, _) | (Action::Choose, Stage::Leaving { selected: 2 }) => {
                return self.delete_key(cx);
            }
            (Action::Choose, Stage::Leaving { .. }) => self.stage = Stage::Page,
            (action, Stage::Leaving { selected }) => {
                move_selection(selected, LEAVING.len(), action);
            }
        }
        Transition::Stay
    }

    fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        match action {
            Action::Verify if self.verification.as_ref().is_some_and(Verification::is_running) => {
                Some("It is being verified.".to_owned())
            }
            Action::Verify if self.key_now(model).status != Status::Active => {
                Some("The key is switched off: AWS would refuse it.".to_owned())
            }
            Action::RetryDescription if matches!(self.description, Tagging::Sending { .. }) => {
                Some("The description is being written.".to_owned())
            }
            Action::RetryDescription if matches!(self.description, Tagging::Done) => {
                Some("The description is written; t on the user's page edits it.".to_owned())
            }
            Action::Download if self.saving => Some("The file is being written.".to_owned()),
            Action::Download if matches!(self.saved, Some(Saved::File(_))) => {
                Some("The file is written: one copy of a secret is enough.".to_owned())
            }
            _ => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        match reply {
            Reply::Saved(answer) => self.file_saved(cx, answer),
            Reply::Local(LocalAnswer::Profiles(answer)) => {
                if let Some(old) = &mut self.replaces {
                    old.take(call, cx.model.now, answer);
                }
            }
            Reply::Copied(answer) => {
                self.news = Some(match answer {
                    Ok(text) => (Tone::Good, text),
                    Err(error) => (Tone::Error, error.to_string()),
                });
            }
            Reply::Verified(answer) => {
                if let Some(verification) = &mut self.verification {
                    verification.on_verified(cx, &self.new, call, answer);
                }
            }
            Reply::Written(answer) => {
                let before = std::mem::replace(&mut self.description, Tagging::None);
                self.description = match (before, answer) {
                    (Tagging::Sending { .. }, Ok(_)) => Tagging::Done,
                    (Tagging::Sending { text }, Err(failure)) => Tagging::Failed { text, failure },
                    (other, _) => other,
                };
            }
            _ => {}
        }
        Transition::Stay
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        if cx.model.changes.was_deleted(&self.new.key.id) {
            return self.close(cx);
        }
        if self.shown_until.is_some() && !self.is_shown(cx.model.now) {
            self.hide(cx);
        }
        if let Some(verification) = &mut self.verification {
            verification.tick(cx, &self.new);
        }
        self.note_profile(&cx.model);
        if cx.model.changes.was_described(&self.new.key.id) {
            self.description = Tagging::Done;
        }
        Transition::Stay
    }

    fn wake_at(&self, model: &Model) -> Option<DateTime<Utc>> {
        let verification = self.verification.as_ref().and_then(|v| v.wake_at(model.now));
        self.shown_until.into_iter().chain(verification).min()
    }

    fn holds_unsaved_secret(&self) -> bool {
        !self.is_saved()
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        view::body(self, model, theme, area).draw(frame);
    }
}

/// Whether the .csv leaves out the user's name, because it could not be read back.
fn csv_lacks_user_name(new: &NewAccessKey) -> bool {
    new.csv_format() == CsvFormat::Console
}
