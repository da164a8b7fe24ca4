//! One user's security credentials: the summary, a card for each access key, and the actions.

pub(crate) mod view;

#[cfg(test)]
mod tests;

use crate::console::context::Context;
use crate::console::dialogs::Transition;
use crate::console::dialogs::create::Create;
use crate::console::dialogs::deactivate_all::DeactivateAll;
use crate::console::dialogs::delete::Delete;
use crate::console::dialogs::describe::Describe;
use crate::console::dialogs::status::SetStatus;
use crate::console::frame::layout::PageLayout;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::model::{LAG_RETRY_DELAY, Tone};
use crate::console::pages::Page;
use crate::console::pages::key_actions::{self, is_no_user};
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{AccessKeyId, UserName};
use crate::ui::Theme;
use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The page's state.
#[derive(Debug)]
pub(crate) struct Credentials {
    user: UserName,
    selected: usize,
    /// The selected key: the selection stays with it while keys come and go around it.
    selected_id: Option<AccessKeyId>,
    /// A key to select as soon as it is listed.
    wanted: Option<AccessKeyId>,
    top: usize,
    /// When to list the keys again, while IAM's list lags behind what was done.
    look_again: Option<DateTime<Utc>>,
}

impl Credentials {
    /// The page of a user, with a key to select.
    pub(crate) fn new(user: UserName, wanted: Option<AccessKeyId>) -> Self {
        let (selected, selected_id) = (0, None);
        Self { user, selected, selected_id, wanted, top: 0, look_again: None }
    }

    fn keys(&self, model: &Model) -> Vec<ShownKey> {
        model.keys(&self.user).unwrap_or_default()
    }

    fn selected_key(&self, model: &Model) -> Option<ShownKey> {
        self.keys(model).get(self.selected).cloned()
    }

    /// Selects the key at this place; the person chose it.
    fn select(&mut self, model: &Model, at: usize) {
        self.selected = at;
        self.selected_id = self.selected_key(model).map(|shown| shown.key.id);
        self.wanted = None;
    }

    fn act_on_key(&self, cx: &mut Context, action: Action) -> Transition {
        let Some(ShownKey { key, .. }) = self.selected_key(&cx.model) else {
            return Transition::Stay;
        };
        match action {
            Action::Activate => Transition::Open(Box::new(SetStatus::activate(&key))),
            Action::Deactivate => {
                Transition::Open(Box::new(SetStatus::deactivate(&cx.model, &key)))
            }
            Action::Delete => Transition::Open(Box::new(Delete::new(&cx.model, &key))),
            Action::Describe => {
                Transition::Open(Box::new(Describe::new(&cx.model, &self.user, &key.id)))
            }
            Action::CopyId => {
                cx.copy_id(&key.id);
                Transition::Stay
            }
            _ => Transition::Stay,
        }
    }
}

impl Page for Credentials {
    fn key_context(&self) -> KeyContext {
        KeyContext::Credentials
    }

    fn user(&self) -> Option<&UserName> {
        Some(&self.user)
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        self.draw(model, theme, frame, area);
    }

    fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        if action == Action::Rotate && is_no_user(model, &self.user) {
            return Some(format!("This account has no user named {}.", self.user));
        }
        let selected = self.selected_key(model).map(|shown| shown.key.id);
        key_actions::unavailable(model, &self.user, selected.as_ref(), action)
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let last = self.keys(&cx.model).len().saturating_sub(1);
        match action {
            Action::Up | Action::PageUp => self.select(&cx.model, self.selected.saturating_sub(1)),
            Action::Down | Action::PageDown => {
                self.select(&cx.model, (self.selected + 1).min(last));
            }
            Action::First => self.select(&cx.model, 0),
            Action::Last => self.select(&cx.model, last),
            Action::Back => return Transition::Leave,
            Action::PreviousUser => return Transition::OpenNeighbour(-1),
            Action::NextUser => return Transition::OpenNeighbour(1),
            Action::Refresh if cx.model.session.needs_connecting() => cx.connect(),
            Action::Refresh => cx.read_user(&self.user),
            Action::Create => {
                return Transition::Open(Box::new(Create::new(&cx.model, &self.user)));
            }
            Action::Rotate => return Transition::OpenRotation(self.user.clone()),
            Action::DeactivateAll => {
                let keys = self.keys(&cx.model).into_iter().map(|shown| shown.key).collect();
                return Transition::Open(Box::new(DeactivateAll::new(&cx.model, &self.user, keys)));
            }
            action => return self.act_on_key(cx, action),
        }
        Transition::Stay
    }

    fn click(&mut self, model: &Model, layout: PageLayout, row: u16) {
        if let Some(at) = view::card_at(model, layout.body, self.top, row) {
            self.select(model, at.min(self.keys(model).len().saturating_sub(1)));
        }
    }

    /// Lists the keys again while IAM's list lags behind what was done.
    fn tick(&mut self, cx: &mut Context, _is_on_top: bool) {
        let reading = cx.model.directory.record(&self.user).is_some_and(|r| r.keys.is_pending());
        self.look_again = match self.look_again {
            _ if !cx.model.changes.is_user_confirming(&self.user) => None,
            // A session that has ended is not asked any more; signing in again reads the page.
            _ if cx.model.session.failure().is_some() => None,
            Some(at) if cx.model.now >= at => {
                if !reading {
                    cx.read(AwsRead::Keys(self.user.clone(), Urgency::Asked));
                }
                Some(cx.model.now + LAG_RETRY_DELAY)
            }
            Some(at) => Some(at),
            None => Some(cx.model.now + LAG_RETRY_DELAY),
        };
    }

    fn wake_at(&self) -> Option<DateTime<Utc>> {
        self.look_again
    }

    fn reconcile(&mut self, cx: &mut Context, layout: PageLayout) {
        let Some(keys) = cx.model.keys(&self.user) else { return };
        let place = |id: &AccessKeyId| keys.iter().position(|shown| shown.key.id == *id);
        if let Some(at) = self.selected_id.as_ref().and_then(place) {
            self.selected = at;
        }
        if let Some(wanted) = self.wanted.take() {
            let found = place(&wanted);
            self.selected = found.unwrap_or(self.selected);
            if cx.model.directory.record(&self.user).is_some_and(|r| r.keys.is_pending()) {
                // The list that is on its way says whether it is there.
                self.wanted = Some(wanted);
            } else if found.is_none() {
                cx.notify(
                    Tone::Warning,
                    format!("{wanted} is not among the keys of {} any more.", self.user),
                );
            }
        }
        self.selected = self.selected.min(keys.len().saturating_sub(1));
        self.selected_id = keys.get(self.selected).map(|shown| shown.key.id.clone());
        let room = view::cards_room(&cx.model, layout.body).max(1);
        self.top = self.top.clamp((self.selected + 1).saturating_sub(room), self.selected);
        // No room is left empty at the end while keys are hidden above.
        self.top = self.top.min(keys.len().saturating_sub(room));
    }
}
