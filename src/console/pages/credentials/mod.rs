//! One user's security credentials: a summary, and a card for each access key.

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

#[derive(Debug)]
pub(crate) struct Credentials {
    user: UserName,
    selected: usize,
    /// The selection stays with this key while keys are added and removed around it.
    selected_id: Option<AccessKeyId>,
    /// A key to select as soon as it is listed.
    to_select: Option<AccessKeyId>,
    /// The first card in view.
    top: usize,
    /// When to list the keys again, while IAM's list lags behind a change.
    refresh_at: Option<DateTime<Utc>>,
}

impl Credentials {
    pub(crate) fn new(user: UserName, to_select: Option<AccessKeyId>) -> Self {
        Self { user, selected: 0, selected_id: None, to_select, top: 0, refresh_at: None }
    }

    fn is_reading_keys(&self, model: &Model) -> bool {
        model.directory.record(&self.user).is_some_and(|record| record.keys.is_pending())
    }

    fn keys(&self, model: &Model) -> Vec<ShownKey> {
        model.keys(&self.user).unwrap_or_default()
    }

    fn selected_key(&self, model: &Model) -> Option<ShownKey> {
        self.keys(model).get(self.selected).cloned()
    }

    /// The person selected a card.
    fn select(&mut self, model: &Model, at: usize) {
        self.selected = at;
        self.selected_id = self.selected_key(model).map(|shown| shown.key.id);
        self.to_select = None;
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
            Action::Back => return Transition::ClosePage,
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

    /// Lists the keys again while IAM's list lags behind a change.
    fn tick(&mut self, cx: &mut Context, _is_on_top: bool) {
        let is_lagging = cx.model.changes.is_user_confirming(&self.user);
        // After the session has ended, signing in again reads the page.
        if !is_lagging || cx.model.session.failure().is_some() {
            self.refresh_at = None;
            return;
        }
        let next = cx.model.now + LAG_RETRY_DELAY;
        if *self.refresh_at.get_or_insert(next) > cx.model.now {
            return;
        }
        self.refresh_at = Some(next);
        if !self.is_reading_keys(&cx.model) {
            cx.read(AwsRead::Keys(self.user.clone(), Urgency::Asked));
        }
    }

    fn wake_at(&self) -> Option<DateTime<Utc>> {
        self.refresh_at
    }

    fn reconcile(&mut self, cx: &mut Context, layout: PageLayout) {
        let Some(keys) = cx.model.keys(&self.user) else { return };
        let position = |id: &AccessKeyId| keys.iter().position(|shown| shown.key.id == *id);
        if let Some(at) = self.selected_id.as_ref().and_then(position) {
            self.selected = at;
        }
        if let Some(id) = self.to_select.take() {
            let found = position(&id);
            self.selected = found.unwrap_or(self.selected);
            if self.is_reading_keys(&cx.model) {
                // The list in flight will tell whether the key exists.
                self.to_select = Some(id);
            } else if found.is_none() {
                let text = format!("{id} is not among the keys of {} any more.", self.user);
                cx.notify(Tone::Warning, text);
            }
        }
        self.selected = self.selected.min(keys.len().saturating_sub(1));
        self.selected_id = keys.get(self.selected).map(|shown| shown.key.id.clone());
        let room = view::cards_room(&cx.model, layout.body).max(1);
        self.top = self.top.clamp((self.selected + 1).saturating_sub(room), self.selected);
        // No room stays empty at the end while keys are hidden above.
        self.top = self.top.min(keys.len().saturating_sub(room));
    }
}
