//! Retrieve access key: the only time that the secret can be seen.
//!
//! The secret lives in this dialog and nowhere else. It counts as saved once a file with it is
//! written and synced, or once the person says so. Leaving before that asks.

mod description;
mod replaced_key;
mod verification;
mod view;

#[cfg(test)]
mod tests;

use self::description::DescriptionTag;
use self::replaced_key::ReplacedKey;
use self::verification::Verification;
use super::delete::Delete;
use super::describe::Describe;
use super::save_profile::SaveProfile;
use super::{Body, Canvas, Dialog, Transition, move_selection};
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::console::event::{Reply, SavedFile};
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::console::reads::LocalAnswer;
use crate::domain::{
    AccessKey, AccessKeyId, CopyFormat, CsvFormat, Description, LocalError, NewAccessKey, Outcome,
    SavedProfile, Status,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How long the secret stays on the screen.
const SHOWN_FOR: TimeDelta = TimeDelta::seconds(30);

const FORMATS: [(CopyFormat, &str); 3] = [
    (CopyFormat::Environment, "As environment variables (export AWS_ACCESS_KEY_ID=…)"),
    (CopyFormat::Profile, "As a profile for the shared credentials file"),
    (CopyFormat::CliJson, "As the JSON that aws iam create-access-key prints"),
];

/// The choices on leaving before the secret is saved.
const LEAVING: [&str; 3] = ["Go back", "I have stored it", "Delete this key"];
const STORED: usize = 1;
const DELETE: usize = 2;

#[derive(Debug)]
pub(crate) struct Retrieve {
    new: NewAccessKey,
    /// The key that it is to replace, in a rotation.
    replaces: Option<ReplacedKey>,
    shown_until: Option<DateTime<Utc>>,
    saved: Option<Saved>,
    /// The profile that the key was saved in.
    profile: Option<SavedProfile>,
    writing_csv: bool,
    description: DescriptionTag,
    verification: Option<Verification>,
    /// The outcome of the last copy, or why no file was written.
    message: Option<(Tone, String)>,
    stage: Stage,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Saved {
    InCsv(SavedFile),
    ByPerson,
}

#[derive(Debug)]
enum Stage {
    Page,
    CopyBoth { selected: usize },
    Leaving { selected: usize },
}

impl Retrieve {
    pub(crate) fn new(new: NewAccessKey) -> Self {
        Self {
            new,
            replaces: None,
            shown_until: None,
            saved: None,
            profile: None,
            writing_csv: false,
            description: DescriptionTag::None,
            verification: None,
            message: None,
            stage: Stage::Page,
        }
    }

    /// Writes the key's description.
    pub(crate) fn describing(mut self, cx: &mut Context, text: Option<Description>) -> Self {
        self.description = DescriptionTag::write(cx, &self.new.key, text);
        self
    }

    /// The key is to replace another.
    pub(crate) fn replacing(self, cx: &mut Context, replaces: Option<AccessKeyId>) -> Self {
        let replaces = replaces.map(|id| ReplacedKey::new(cx, id));
        Self { replaces, ..self }
    }

    fn is_shown(&self, now: DateTime<Utc>) -> bool {
        // A clock that is set back does not show the secret for longer.
        self.shown_until.is_some_and(|until| until - SHOWN_FOR <= now && now < until)
    }

    /// The key as it is now: it may have been deactivated from here meanwhile.
    fn current_key(&self, model: &Model) -> AccessKey {
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
            Action::CopyId => cx.copy_id(&self.new.key.id),
            Action::CopySecret => cx.copy("Secret access key", self.new.secret.clone(), true),
            Action::CopyBoth => self.stage = Stage::CopyBoth { selected: 0 },
            Action::Download => {
                cx.save_csv(&self.new);
                self.writing_csv = true;
            }
            Action::Verify => {
                let old = self.replaces.as_ref().map(|old| old.id().clone());
                self.verification = Some(Verification::start(cx, &self.new, old));
            }
            Action::SaveProfile => {
                let verified = cx.model.changes.is_verified(&self.new.key.id);
                let (new, replaces) = (&self.new, self.replaces.as_ref().map(ReplacedKey::id));
                return Transition::Open(Box::new(SaveProfile::new(cx, new, replaces, verified)));
            }
            Action::RetryDescription => {
                let (key, text) = (&self.new.key, self.description.unwritten_text());
                return Transition::Open(Box::new(Describe::retry(&key.user, &key.id, text)));
            }
            Action::Done if self.is_saved() => {
                self.notify_saved(cx);
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

    fn notify_saved(&self, cx: &mut Context) {
        let location = match (&self.saved, &self.profile) {
            (_, Some(saved)) => format!("the AWS profile {}", saved.profile),
            (Some(Saved::InCsv(file)), None) => file.path.display().to_string(),
            (Some(Saved::ByPerson) | None, None) => return,
        };
        cx.notify(Tone::Good, format!("The secret access key is saved in {location}."));
    }

    fn note_profile(&mut self, model: &Model) {
        let saved = model.changes.saved_profile(&self.new.key.id);
        if self.profile.as_ref() != saved {
            self.profile = saved.cloned();
            if let (Some(saved), Some(old)) = (&self.profile, &mut self.replaces) {
                old.note_saved_in(saved.profile.as_str());
            }
            if self.profile.is_some() {
                self.withdraw_leaving_question();
            }
        }
    }

    /// The secret is saved meanwhile.
    fn withdraw_leaving_question(&mut self) {
        if matches!(self.stage, Stage::Leaving { .. }) {
            self.stage = Stage::Page;
        }
    }

    fn copy_both(&mut self, cx: &mut Context, selected: usize) {
        if let Some((format, _)) = FORMATS.get(selected) {
            match self.new.text(*format) {
                Ok(text) => cx.copy("Access key ID and secret", text, true),
                Err(error) => self.message = Some((Tone::Error, format!("Not copied: {error}."))),
            }
        }
        self.stage = Stage::Page;
    }

    fn leave_as_stored(&mut self, cx: &mut Context) -> Transition {
        self.saved = Some(Saved::ByPerson);
        cx.record(Outcome::SecretSaved, &self.new.key.user, Some(&self.new.key.id));
        self.close(cx)
    }

    fn delete_key(&mut self, cx: &mut Context) -> Transition {
        self.stage = Stage::Page;
        self.hide(cx);
        if self.description.is_sending() {
            // The tag would outlive the key.
            cx.notify(Tone::Warning, "The description is being written: try again in a moment.");
            return Transition::Stay;
        }
        match cx.model.may_change() {
            Ok(()) => {
                Transition::Open(Box::new(Delete::new(&cx.model, &self.current_key(&cx.model))))
            }
            Err(reason) => {
                cx.notify(Tone::Warning, reason);
                Transition::Stay
            }
        }
    }

    fn on_csv_saved(&mut self, cx: &mut Context, answer: Result<SavedFile, LocalError>) {
        self.writing_csv = false;
        match answer {
            Ok(file) => {
                cx.record(Outcome::SecretSaved, &self.new.key.user, Some(&self.new.key.id));
                self.message = None;
                self.saved = Some(Saved::InCsv(file));
                self.withdraw_leaving_question();
            }
            Err(reason) => self.message = Some((Tone::Error, reason.to_string())),
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
            // It takes two keys to give up a secret.
            (Action::Stored, Stage::Leaving { selected }) => *selected = STORED,
            (Action::Choose, Stage::Leaving { selected: STORED }) => {
                return self.leave_as_stored(cx);
            }
            (Action::DeleteThisKey, _) | (Action::Choose, Stage::Leaving { selected: DELETE }) => {
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
            Action::Verify if self.current_key(model).status != Status::Active => {
                Some("The key is switched off: AWS would refuse it.".to_owned())
            }
            Action::RetryDescription => self.description.edit_unavailable().map(str::to_owned),
            Action::Download if self.writing_csv => Some("The file is being written.".to_owned()),
            Action::Download if matches!(self.saved, Some(Saved::InCsv(_))) => {
                Some("The file is written: one copy of a secret is enough.".to_owned())
            }
            _ => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        match reply {
            Reply::Saved(answer) => self.on_csv_saved(cx, answer),
            Reply::Local(LocalAnswer::Profiles(answer)) => {
                if let Some(old) = &mut self.replaces {
                    old.on_profiles(call, cx.model.now, answer);
                }
            }
            Reply::Copied(answer) => {
                self.message = Some(match answer {
                    Ok(text) => (Tone::Good, text),
                    Err(error) => (Tone::Error, error.to_string()),
                });
            }
            Reply::Verified(answer) => {
                if let Some(verification) = &mut self.verification {
                    verification.on_verified(cx, &self.new, call, answer);
                }
            }
            Reply::Written(answer) => self.description.on_written(answer),
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
            self.description = DescriptionTag::Written;
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

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}

/// Whether the .csv leaves out the user's name, because it could not be read back.
fn csv_lacks_user_name(new: &NewAccessKey) -> bool {
    new.csv_format() == CsvFormat::Console
}
