//! Save to an AWS profile: which one, what would change, and what was written.
//!
//! The page with the secret lies below, untouched: whatever becomes of this, the person is back there.

mod list;
#[cfg(test)]
mod tests;
mod view;

use self::list::{Entry, ProfileList};
use super::{Buttons, Dialog, Transition, move_selection, paste_into, type_into};
use crate::console::context::Context;
use crate::console::effect::{CallId, Effect};
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::domain::{
    AccessKeyId, LocalError, NewAccessKey, ProfileName, ProfilePlan, SavedProfile,
};
use crate::ui::Theme;
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::path::PathBuf;

/// The dialog.
#[derive(Debug)]
pub(crate) struct SaveProfile {
    new: NewAccessKey,
    /// The key that it replaces, in a rotation.
    replaces: Option<AccessKeyId>,
    /// Whether AWS is known to accept the key.
    verified: bool,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Which profile.
    Choose { list: ProfileList, planning: Option<CallId>, trouble: Option<LocalError> },
    /// What would change. Cancel is the default.
    Review { plan: ProfilePlan, buttons: Buttons },
    /// It is being written.
    Saving { plan: ProfilePlan, call: CallId },
    /// It was not written.
    Failed { profile: ProfileName, reason: LocalError, buttons: Buttons },
    /// It is planned anew.
    PlanningAgain { profile: ProfileName, call: CallId },
    /// It was written.
    Saved { saved: SavedProfile, held: Option<AccessKeyId>, ending: Ending },
}

/// What becomes of the text before, which holds the old secret.
#[derive(Debug)]
enum Ending {
    /// There was none.
    NoBackup,
    Asking {
        buttons: Buttons,
        trouble: Option<LocalError>,
    },
    Removing(CallId),
}

impl SaveProfile {
    /// Asks for the profile to save this key in; one that holds the key which it replaces is
    /// proposed.
    pub(crate) fn new(
        cx: &mut Context,
        new: &NewAccessKey,
        replaces: Option<&AccessKeyId>,
        verified: bool,
    ) -> Self {
        let list = ProfileList::new(cx, new.key.user.as_str(), replaces);
        let stage = Stage::Choose { list, planning: None, trouble: None };
        Self { new: new.clone(), replaces: replaces.cloned(), verified, stage }
    }

    fn plan(&self, cx: &mut Context, profile: ProfileName) -> CallId {
        let call = cx.next_call();
        cx.request(Effect::PlanProfile(call, profile, self.new.clone()));
        call
    }

    fn choose(&mut self, cx: &mut Context) {
        let Stage::Choose { list, planning: None, .. } = &self.stage else { return };
        match list.chosen().map(|entry: Entry| entry.name()) {
            None if list.is_reading() => cx.notify(Tone::Info, "Your profiles are being read."),
            None => cx.notify(Tone::Warning, "Type a name, or select a profile."),
            Some(Err(error)) => cx.notify(Tone::Warning, format!("Not there: {error}.")),
            Some(Ok(name)) => {
                let call = self.plan(cx, name);
                if let Stage::Choose { planning, trouble, .. } = &mut self.stage {
                    (*planning, *trouble) = (Some(call), None);
                }
            }
        }
    }

    /// Presses the highlighted button.
    fn confirm(&mut self, cx: &mut Context) -> Transition {
        match &mut self.stage {
            Stage::Review { plan, buttons } if !buttons.on_cancel() => {
                let plan = plan.clone();
                let call = cx.save_profile(plan.clone(), &self.new);
                self.stage = Stage::Saving { plan, call };
            }
            Stage::Failed { profile, buttons, .. } if !buttons.on_cancel() => {
                let profile = profile.clone();
                let call = self.plan(cx, profile.clone());
                self.stage = Stage::PlanningAgain { profile, call };
            }
            Stage::Saved { saved, ending, .. } => {
                let asking =
                    matches!(ending, Ending::Asking { buttons, .. } if !buttons.on_cancel());
                let Some(path) = saved.backup.clone().filter(|_| asking) else {
                    return Transition::Close;
                };
                let call = cx.next_call();
                cx.request(Effect::RemoveBackup(call, path));
                *ending = Ending::Removing(call);
            }
            Stage::Review { .. } | Stage::Failed { .. } => return Transition::Close,
            Stage::Choose { .. } | Stage::Saving { .. } | Stage::PlanningAgain { .. } => {}
        }
        Transition::Stay
    }

    /// The buttons that are there.
    fn buttons(&mut self) -> Option<&mut Buttons> {
        match &mut self.stage {
            Stage::Review { buttons, .. }
            | Stage::Failed { buttons, .. }
            | Stage::Saved { ending: Ending::Asking { buttons, .. }, .. } => Some(buttons),
            _ => None,
        }
    }

    fn planned(&mut self, answer: Result<ProfilePlan, LocalError>) {
        match (answer, &mut self.stage) {
            (Ok(plan), _) => self.stage = Stage::Review { plan, buttons: Buttons::default() },
            (Err(reason), Stage::Choose { planning, trouble, .. }) => {
                (*planning, *trouble) = (None, Some(reason));
            }
            (Err(reason), Stage::PlanningAgain { profile, .. }) => {
                let (profile, buttons) = (profile.clone(), Buttons::default());
                self.stage = Stage::Failed { profile, reason, buttons };
            }
            (Err(_), _) => {}
        }
    }

    fn saved(&mut self, answer: Result<SavedProfile, LocalError>) {
        let Stage::Saving { plan, .. } = &self.stage else { return };
        self.stage = match answer {
            Ok(saved) => {
                let asking = Ending::Asking { buttons: Buttons::default(), trouble: None };
                let ending = if saved.backup.is_some() { asking } else { Ending::NoBackup };
                Stage::Saved { held: plan.held.clone(), saved, ending }
            }
            Err(reason) => {
                let (profile, buttons) = (plan.profile.clone(), Buttons::default());
                Stage::Failed { profile, reason, buttons }
            }
        };
    }

    fn backup_removed(
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
            (Err(reason), Stage::Saved { ending, .. }) => {
                *ending = Ending::Asking { buttons: Buttons::default(), trouble: Some(reason) };
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
            Stage::Saved { ending: Ending::Removing(_), .. }
            | Stage::Saving { .. }
            | Stage::PlanningAgain { .. } => KeyContext::Waiting,
            Stage::Review { .. } | Stage::Failed { .. } | Stage::Saved { .. } => {
                KeyContext::Question
            }
        }
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match (action, &mut self.stage) {
            (Action::Cancel, _) => return Transition::Close,
            (Action::Confirm, _) => return self.confirm(cx),
            (Action::Choose, Stage::Choose { .. }) => self.choose(cx),
            (action, Stage::Choose { list, planning: None, .. }) => {
                let count = list.entries().len();
                let mut selected = list.selected.unwrap_or(0);
                if list.selected.is_some() {
                    move_selection(&mut selected, count, action);
                }
                list.selected = Some(selected).filter(|_| count > 0);
            }
            (Action::Choose | Action::Up | Action::Down, _) => {
                if let Some(buttons) = self.buttons() {
                    buttons.toggle(2);
                }
            }
            _ => {}
        }
        Transition::Stay
    }

    fn type_key(&mut self, _cx: &mut Context, key: KeyEvent) {
        if let Stage::Choose { list, planning: None, .. } = &mut self.stage {
            type_into(&mut list.input, key);
            list.select();
        }
    }

    fn paste(&mut self, _cx: &mut Context, text: &str) {
        if let Stage::Choose { list, planning: None, .. } = &mut self.stage {
            paste_into(&mut list.input, text);
            list.select();
        }
    }

    fn waits_for(&self, call: CallId) -> bool {
        match &self.stage {
            Stage::Choose { list, planning, .. } => list.waits_for(call) || *planning == Some(call),
            Stage::Saving { call: awaited, .. }
            | Stage::PlanningAgain { call: awaited, .. }
            | Stage::Saved { ending: Ending::Removing(awaited), .. } => *awaited == call,
            _ => false,
        }
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        match (reply, &mut self.stage) {
            (Reply::ProfilePlanned(answer), _) => self.planned(answer),
            (Reply::ProfileSaved(answer), _) => self.saved(answer),
            (Reply::BackupRemoved(answer), _) => return self.backup_removed(cx, answer),
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

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        view::draw(self, model, theme, frame, area);
    }
}
