//! Save to an AWS profile: which one, what would change, and what was written.
//!
//! The page with the secret stays open below, so the secret is not lost whatever happens here.

mod list;
#[cfg(test)]
mod tests;
mod view;

use self::list::ProfileList;
use super::{Answer, Body, Buttons, Canvas, Dialog, TextTarget, Transition};
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::{Model, Tone};
use crate::domain::{
    AccessKeyId, LocalError, NewAccessKey, ProfileName, ProfilePlan, SavedProfile,
};
use std::path::PathBuf;

#[derive(Debug)]
pub(crate) struct SaveProfile {
    new: NewAccessKey,
    /// The key that the new one replaces, in a rotation.
    replaces: Option<AccessKeyId>,
    /// Whether AWS is known to accept the new key.
    verified: bool,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Which profile? While what would change is being planned, nothing else can be chosen.
    Choose {
        list: ProfileList,
        planning: bool,
        error: Option<LocalError>,
    },
    /// What would change?
    Review {
        plan: ProfilePlan,
        buttons: Buttons,
    },
    Saving {
        plan: ProfilePlan,
    },
    /// Nothing was written.
    Failed {
        profile: ProfileName,
        error: LocalError,
        buttons: Buttons,
    },
    PlanningAgain {
        profile: ProfileName,
    },
    /// `held` is the key that was in the profile before.
    Saved {
        saved: SavedProfile,
        held: Option<AccessKeyId>,
        backup: Backup,
    },
}

/// What happens to the file as it was before, which holds the old secret.
#[derive(Debug)]
enum Backup {
    None,
    Offered { buttons: Buttons, error: Option<LocalError> },
    Removing,
}

impl SaveProfile {
    /// A profile that holds the key `replaces` is proposed.
    pub(crate) fn new(
        cx: &mut Context,
        new: &NewAccessKey,
        replaces: Option<&AccessKeyId>,
        verified: bool,
    ) -> Self {
        let list = ProfileList::new(cx, new.key.user.as_str(), replaces);
        let stage = Stage::Choose { list, planning: false, error: None };
        Self { new: new.clone(), replaces: replaces.cloned(), verified, stage }
    }

    fn plan(&self, cx: &mut Context, profile: ProfileName) {
        let call = cx.next_call();
        cx.request(Effect::PlanProfile(call, profile, self.new.clone()));
    }

    fn act_on_choice(&mut self, cx: &mut Context, action: Action) -> Transition {
        match (action, &mut self.stage) {
            (Action::Cancel, _) => return Transition::Close,
            (Action::Choose, _) => self.choose(cx),
            (action, Stage::Choose { list, planning: false, .. }) => list.move_selection(action),
            _ => {}
        }
        Transition::Stay
    }

    fn choose(&mut self, cx: &mut Context) {
        let Stage::Choose { list, planning: false, .. } = &self.stage else { return };
        match list.chosen().map(|entry| entry.name()) {
            None if list.is_reading() => cx.notify(Tone::Info, "Your profiles are being read."),
            None => cx.notify(Tone::Warning, "Type a name, or select a profile."),
            Some(Err(error)) => cx.notify(Tone::Warning, format!("Not there: {error}.")),
            Some(Ok(name)) => {
                self.plan(cx, name);
                if let Stage::Choose { planning, error, .. } = &mut self.stage {
                    (*planning, *error) = (true, None);
                }
            }
        }
    }

    fn act_on_review(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Stage::Review { plan, buttons } = &mut self.stage else { return Transition::Stay };
        match buttons.answer(action) {
            Answer::Cancelled => return Transition::Close,
            Answer::Pending => {}
            Answer::Confirmed(()) => {
                let plan = plan.clone();
                cx.save_profile(plan.clone(), &self.new);
                self.stage = Stage::Saving { plan };
            }
        }
        Transition::Stay
    }

    fn act_on_failure(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Stage::Failed { profile, buttons, .. } = &mut self.stage else {
            return Transition::Stay;
        };
        match buttons.answer(action) {
            Answer::Cancelled => return Transition::Close,
            Answer::Pending => {}
            Answer::Confirmed(()) => {
                let profile = profile.clone();
                self.plan(cx, profile.clone());
                self.stage = Stage::PlanningAgain { profile };
            }
        }
        Transition::Stay
    }

    fn act_on_saved(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Stage::Saved { saved, backup, .. } = &mut self.stage else { return Transition::Stay };
        let answer = match backup {
            Backup::None => Buttons::default().answer(action),
            Backup::Offered { buttons, .. } => buttons.answer(action),
            Backup::Removing => Answer::Pending,
        };
        match (answer, &saved.backup) {
            (Answer::Pending, _) => {}
            (Answer::Confirmed(()), Some(path)) => {
                let call = cx.next_call();
                cx.request(Effect::RemoveBackup(call, path.clone()));
                *backup = Backup::Removing;
            }
            (Answer::Cancelled | Answer::Confirmed(()), _) => return Transition::Close,
        }
        Transition::Stay
    }

    fn on_planned(&mut self, answer: Result<ProfilePlan, LocalError>) {
        match (answer, &mut self.stage) {
            (Ok(plan), _) => self.stage = Stage::Review { plan, buttons: Buttons::default() },
            (Err(reason), Stage::Choose { planning, error, .. }) => {
                (*planning, *error) = (false, Some(reason));
            }
            (Err(error), Stage::PlanningAgain { profile }) => {
                let (profile, buttons) = (profile.clone(), Buttons::default());
                self.stage = Stage::Failed { profile, error, buttons };
            }
            (Err(_), _) => {}
        }
    }

    fn on_saved(&mut self, answer: Result<SavedProfile, LocalError>) {
        let Stage::Saving { plan } = &self.stage else { return };
        self.stage = match answer {
            Ok(saved) => {
                let backup = match &saved.backup {
                    Some(_) => Backup::Offered { buttons: Buttons::default(), error: None },
                    None => Backup::None,
                };
                Stage::Saved { held: plan.current_key.clone(), saved, backup }
            }
            Err(error) => {
                let (profile, buttons) = (plan.profile.clone(), Buttons::default());
                Stage::Failed { profile, error, buttons }
            }
        };
    }

    fn on_backup_removed(
        &mut self,
        cx: &mut Context,
        answer: Result<Vec<PathBuf>, LocalError>,
    ) -> Transition {
        match (answer, &mut self.stage) {
            (Ok(older), _) if older.is_empty() => {
                cx.notify(Tone::Good, "The backup of the credentials file is removed.");
                return Transition::Close;
            }
            (Ok(older), _) => {
                let older: Vec<_> = older.iter().map(|path| path.to_string_lossy()).collect();
                let text = format!(
                    "The backup of the credentials file is removed. Older ones are still there, \
                     with the secrets it had then: {}.",
                    older.join(", ")
                );
                cx.notify(Tone::Warning, text);
                return Transition::Close;
            }
            (Err(error), Stage::Saved { backup, .. }) => {
                *backup = Backup::Offered { buttons: Buttons::default(), error: Some(error) };
            }
            _ => {}
        }
        Transition::Stay
    }
}

impl Dialog for SaveProfile {
    fn key_context(&self) -> KeyContext {
        match &self.stage {
            Stage::Choose { .. } => KeyContext::ProfileName,
            Stage::Saved { backup: Backup::Removing, .. }
            | Stage::Saving { .. }
            | Stage::PlanningAgain { .. } => KeyContext::Waiting,
            Stage::Review { .. } | Stage::Failed { .. } | Stage::Saved { .. } => {
                KeyContext::Question
            }
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match &mut self.stage {
            Stage::Choose { .. } => self.act_on_choice(cx, action),
            Stage::Review { .. } => self.act_on_review(cx, action),
            Stage::Failed { .. } => self.act_on_failure(cx, action),
            Stage::Saved { .. } => self.act_on_saved(cx, action),
            Stage::Saving { .. } | Stage::PlanningAgain { .. } => Transition::Stay,
        }
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        match &mut self.stage {
            Stage::Choose { list, planning: false, .. } => Some(list),
            _ => None,
        }
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::ProfilePlanned(answer), _) => self.on_planned(answer),
            (Reply::ProfileSaved(answer), _) => self.on_saved(answer),
            (Reply::BackupRemoved(answer), _) => return self.on_backup_removed(cx, answer),
            (reply, Stage::Choose { list, .. }) => list.take(call, cx.model.now, reply),
            _ => {}
        }
        Transition::Stay
    }

    fn tick(&mut self, cx: &mut Context) -> Transition {
        if cx.model.changes.was_deleted(&self.new.key.id) {
            Transition::Close
        } else {
            Transition::Stay
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        view::body(self, model, canvas)
    }
}
