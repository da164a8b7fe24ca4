//! The page with the table of users: every key with status, age and last use; search, filters,
//! sorting.

mod view;

#[cfg(test)]
mod tests;

use crate::console::context::Context;
use crate::console::dialogs::columns::ManageColumns;
use crate::console::dialogs::export::Export;
use crate::console::dialogs::filter::ChooseFilter;
use crate::console::dialogs::profiles::SwitchProfile;
use crate::console::dialogs::sort::ChooseSort;
use crate::console::dialogs::which_key::WhichKey;
use crate::console::dialogs::{TextTarget as _, Transition};
use crate::console::frame::layout::PageLayout;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::model::table::{RowQuery, Rows};
use crate::console::pages::Page;
use crate::domain::{Failure, Filter, UserName, ids_in};
use crate::ui::{Theme, grouped};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::ops::Range;
use tui_input::Input;

#[derive(Debug, Default)]
pub(crate) struct Users {
    search: Input,
    /// Whether the search box has the focus.
    is_searching: bool,
    rows: Rows,
    /// Whether the search was edited since the rows were last updated.
    is_search_edited: bool,
    selected: usize,
    /// The first row in view.
    top: usize,
    /// How many rows are completely in view.
    in_view: usize,
}

impl Users {
    /// Clears the search, or else the filter.
    fn clear(&mut self, cx: &mut Context) {
        if !self.is_searching && self.search.value().is_empty() {
            cx.model.table.filter = Filter::All;
        }
        self.search.reset();
        self.is_searching = false;
    }

    /// Opens the owners of access key IDs in the search box, or the selected user.
    fn open(&mut self, cx: &mut Context) -> Transition {
        let ids = ids_in(self.search.value());
        if self.is_searching && !ids.is_empty() {
            return Transition::FindOwners(ids);
        }
        let Some(user) = self.selected_user().cloned() else {
            cx.notify(Tone::Info, "No user matches. A whole access key ID is asked for at IAM.");
            return Transition::Stay;
        };
        self.is_searching = false;
        Transition::OpenUser(user, None)
    }

    fn copy_id(&self, cx: &mut Context) -> Transition {
        let Some(user) = self.selected_user() else { return Transition::Stay };
        let keys = cx.model.keys(user).unwrap_or_default();
        if keys.len() > 1 {
            return Transition::Open(Box::new(WhichKey::new(user, keys)));
        }
        if let Some(shown) = keys.first() {
            cx.copy_id(&shown.key.id);
        }
        Transition::Stay
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.search.paste(text);
        self.is_search_edited = true;
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(crate) fn row_query(&self, model: &Model) -> RowQuery {
        RowQuery {
            search: self.search.value().to_owned(),
            filter: model.table.filter,
            sort: model.table.sort,
        }
    }

    fn selected_user(&self) -> Option<&UserName> {
        self.rows.get(self.selected)
    }

    /// Selects a user's row, if the table shows it.
    pub(crate) fn select(&mut self, user: &UserName) {
        if let Some(at) = self.rows.position(user) {
            self.selected = at;
        }
    }

    pub(crate) fn shows(&self, user: &UserName) -> bool {
        self.rows.position(user).is_some()
    }

    /// The user `step` rows after this one.
    pub(crate) fn neighbour(&self, user: &UserName, step: isize) -> Option<UserName> {
        let at = self.rows.position(user)?;
        self.rows.get(at.checked_add_signed(step)?).cloned()
    }

    /// Why the selected row is incomplete.
    pub(crate) fn selected_failure<'a>(&self, model: &'a Model) -> Option<&'a Failure> {
        let record = model.directory.record(self.selected_user()?)?;
        if let Some(failure) = record.keys.failure() {
            return Some(failure);
        }
        record.usage.values().find_map(|usage| usage.failure())
    }

    /// Scrolls so that the selected row is completely in view.
    fn scroll(&mut self, model: &Model, room: u16) {
        let height = |rows: Range<usize>| -> u16 {
            let users = self.rows.users_from(rows.start).take(rows.len());
            users.map(|(_, user)| view::height(model, user)).fold(0, u16::saturating_add)
        };
        let (count, most_rows) = (self.rows.len(), usize::from(room));
        // Each row takes a line: rows farther above the selection cannot be in view.
        let first = (self.selected + 1).saturating_sub(most_rows.max(1));
        let mut top = self.top.min(self.selected).max(first);
        while top < self.selected && height(top..self.selected + 1) > room {
            top += 1;
        }
        // No lines stay empty at the end while rows are hidden above.
        while let Some(above) = top.checked_sub(1)
            && count - above <= most_rows
            && height(above..count) <= room
        {
            top = above;
        }
        let mut in_view = 0;
        while top + in_view < count && height(top..top + in_view + 1) <= room {
            in_view += 1;
        }
        (self.top, self.in_view) = (top, in_view);
    }

    /// The users whose rows are in view, including one that is only partly.
    pub(crate) fn in_view(&self) -> Vec<UserName> {
        let rows = self.rows.users_from(self.top).take(self.in_view + 1);
        rows.map(|(_, user)| user.clone()).collect()
    }

    /// Which rows are in view, such as `1-20 of 300`, and of how many users that is not known yet.
    pub(crate) fn position(&self, model: &Model) -> String {
        let mut parts = Vec::new();
        let count = self.rows.len();
        if count > 0 {
            let (first, last) = (self.top + 1, (self.top + self.in_view).min(count));
            parts.push(format!("{}-{} of {}", grouped(first), grouped(last), grouped(count)));
        }
        let unknown = model.table.count(model.table.filter).unknown;
        if unknown > 0 {
            parts.push(format!("{} not known yet", grouped(unknown)));
        }
        parts.join(" · ")
    }
}

impl Page for Users {
    fn key_context(&self) -> KeyContext {
        if self.is_searching { KeyContext::Search } else { KeyContext::Users }
    }

    fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        let needs_account =
            matches!(action, Action::Open | Action::Search | Action::Own | Action::CopyId);
        if needs_account && model.session.caller().is_none() {
            return Some("Not signed in yet.".to_owned());
        }
        let reason = match action {
            Action::Own => return model.session.own_user().err(),
            Action::CopyId => match self.selected_user().map(|user| model.key_count(user)) {
                None => "No user is selected.",
                Some(None) => "The user's access keys are not read yet.",
                Some(Some(0)) => "The user has no access keys.",
                Some(Some(_)) => return None,
            },
            Action::Export if self.rows.is_empty() => "There is no user to export.",
            Action::Open if !self.is_searching && self.rows.is_empty() => {
                "There is no user to open."
            }
            _ => return None,
        };
        Some(reason.to_owned())
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        let last = self.rows.len().saturating_sub(1);
        let page = self.in_view.max(1);
        match action {
            Action::Up => self.selected = self.selected.saturating_sub(1),
            Action::Down => self.selected = (self.selected + 1).min(last),
            Action::PageUp => self.selected = self.selected.saturating_sub(page),
            Action::PageDown => self.selected = (self.selected + page).min(last),
            Action::First => self.selected = 0,
            Action::Last => self.selected = last,
            Action::Search => self.is_searching = true,
            Action::ClearSearch if cx.model.way_back().is_some() => return Transition::SwitchBack,
            Action::ClearSearch => self.clear(cx),
            Action::LeaveSearch => self.is_searching = false,
            Action::Open => return self.open(cx),
            Action::Own => {
                if let Ok(user) = cx.model.session.own_user() {
                    return Transition::OpenUser(user, None);
                }
            }
            Action::Refresh if cx.model.session.needs_connecting() => cx.connect(),
            Action::Refresh => cx.read_table(),
            Action::CopyId => return self.copy_id(cx),
            Action::Filter => return Transition::Open(Box::new(ChooseFilter::new(&cx.model))),
            Action::Export => {
                let shown = self.rows.users_from(0).map(|(_, user)| user.clone()).collect();
                return Transition::Open(Box::new(Export::new(shown)));
            }
            Action::Profiles => return Transition::Open(Box::new(SwitchProfile::new(cx))),
            Action::Sort => return Transition::Open(Box::new(ChooseSort::new(&cx.model))),
            Action::Columns => return Transition::Open(Box::new(ManageColumns::new(&cx.model))),
            _ => {}
        }
        Transition::Stay
    }

    fn type_key(&mut self, key: KeyEvent) {
        let before = self.search.value().len();
        self.search.type_key(key);
        self.is_search_edited |= self.search.value().len() != before;
    }

    fn click(&mut self, model: &Model, layout: PageLayout, row: u16) {
        let Some(mut line) = row.checked_sub(view::first_row(model, layout.body)) else { return };
        for (index, user) in self.rows.users_from(self.top) {
            let height = view::height(model, user);
            if line < height {
                self.selected = index;
                return;
            }
            line -= height;
        }
    }

    fn reconcile(&mut self, cx: &mut Context, layout: PageLayout) {
        let selected = self.selected_user().cloned();
        self.rows.reconcile(&cx.model, self.row_query(&cx.model));
        cx.model.table.set_counts(self.rows.counts());
        // Typing a search selects the first match. Otherwise, the selection stays with its user
        // while rows are added and removed around it.
        if std::mem::take(&mut self.is_search_edited) && !self.search.value().is_empty() {
            self.selected = 0;
        } else if let Some(user) = selected
            && self.selected_user() != Some(&user)
        {
            self.select(&user);
        }
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        self.scroll(&cx.model, view::rows_room(&cx.model, layout.body));
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        self.draw(model, theme, frame, area);
    }
}
