//! The page with the table of users: every key with its status, its age, its last use; search as
//! you type, filters, sorting.

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
use tui_input::Input;

/// The page's state: what is searched for, which rows that leaves, which one is selected.
#[derive(Debug, Default)]
pub(crate) struct Users {
    search: Input,
    searching: bool,
    rows: Rows,
    /// What is searched for was typed since the rows were last brought up to date.
    typed: bool,
    selected: usize,
    top: usize,
    /// How many rows are wholly in view, from the top on.
    in_view: usize,
}

impl Users {
    /// Clears what narrows the table: the search, or else the filter.
    fn clear(&mut self, cx: &mut Context) {
        if !self.searching && self.search.value().is_empty() {
            cx.model.table.filter = Filter::All;
        }
        self.search.reset();
        self.searching = false;
    }

    /// Opens what is searched for, if that is a whole access key ID, or the selected user.
    fn open(&mut self, cx: &mut Context) -> Transition {
        let ids = ids_in(self.search.value());
        if self.searching && !ids.is_empty() {
            return Transition::FindOwners(ids);
        }
        let Some(user) = self.selected_user().cloned() else {
            cx.notify(Tone::Info, "No user matches. A whole access key ID is asked for at IAM.");
            return Transition::Stay;
        };
        self.searching = false;
        Transition::OpenUser(user, None)
    }

    fn copy_id(&self, cx: &mut Context) -> Transition {
        let Some(user) = self.selected_user() else { return Transition::Stay };
        let keys = cx.model.keys(user).unwrap_or_default();
        match keys.as_slice() {
            [] => Transition::Stay,
            [only] => {
                cx.copy_id(&only.key.id);
                Transition::Stay
            }
            _ => Transition::Open(Box::new(WhichKey::new(user, keys))),
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.search.paste(text);
        self.typed = true;
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Which rows are asked for.
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

    /// Selects a user's row, if it is in the table as it is now.
    pub(crate) fn select(&mut self, user: &UserName) {
        if let Some(at) = self.rows.position(user) {
            self.selected = at;
        }
    }

    /// Whether a user has a row.
    pub(crate) fn shows(&self, user: &UserName) -> bool {
        self.rows.position(user).is_some()
    }

    /// The user so many rows after this one.
    pub(crate) fn neighbour(&self, user: &UserName, step: isize) -> Option<UserName> {
        let at = self.rows.position(user)?;
        self.rows.get(at.checked_add_signed(step)?).cloned()
    }

    /// Why the selected user's row is not whole.
    pub(crate) fn selected_failure<'a>(&self, model: &'a Model) -> Option<&'a Failure> {
        let record = model.directory.record(self.selected_user()?)?;
        let usage = || record.usage.values().find_map(|usage| usage.failure());
        record.keys.failure().or_else(usage)
    }

    /// Moves the top so that the selected row is wholly in view.
    fn scroll(&mut self, model: &Model, room: u16) {
        self.top = self.top.min(self.selected);
        let heights = |from: usize, count: usize| -> u16 {
            let rows = self.rows.users_from(from).take(count);
            rows.map(|(_, user)| view::height(model, user)).fold(0, u16::saturating_add)
        };
        // Further than this above the selection, nothing can be in view: each row takes a line.
        let mut top = self.top.max((self.selected + 1).saturating_sub(usize::from(room.max(1))));
        while top < self.selected && heights(top, self.selected - top + 1) > room {
            top += 1;
        }
        // No empty lines at the end while rows are hidden above.
        let all_below = |top: usize| {
            let short = self.rows.len() - top <= usize::from(room);
            short && heights(top, self.rows.len() - top) <= room
        };
        while let Some(above) = top.checked_sub(1)
            && all_below(above)
        {
            top = above;
        }
        self.top = top;
        let mut used = 0_u16;
        let below = self.rows.users_from(self.top);
        let fitting = below.take_while(|(_, user)| {
            used = used.saturating_add(view::height(model, user));
            used <= room
        });
        self.in_view = fitting.count();
    }

    /// The users whose rows are in view.
    pub(crate) fn in_view(&self) -> Vec<UserName> {
        let rows = self.rows.users_from(self.top).take(self.in_view + 1);
        rows.map(|(_, user)| user.clone()).collect()
    }

    /// Which rows are in view, of how many; and how many might yet be among them.
    pub(crate) fn position(&self, model: &Model) -> String {
        let unknown = model.table.count(model.table.filter).unknown;
        let rows = match self.rows.len() {
            0 => String::new(),
            count => format!(
                "{}-{} of {}",
                grouped(self.top + 1),
                grouped((self.top + self.in_view).min(count)),
                grouped(count)
            ),
        };
        match (unknown, rows.is_empty()) {
            (0, _) => rows,
            (unknown, true) => format!("{} not known yet", grouped(unknown)),
            (unknown, false) => format!("{rows} · {} not known yet", grouped(unknown)),
        }
    }
}

impl Page for Users {
    fn key_context(&self) -> KeyContext {
        if self.searching { KeyContext::Search } else { KeyContext::Users }
    }

    fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        let needs_account =
            matches!(action, Action::Open | Action::Search | Action::Own | Action::CopyId);
        match action {
            _ if needs_account && model.session.caller().is_none() => {
                Some("Not signed in yet.".into())
            }
            Action::Own => model.session.own_user().err(),
            Action::CopyId => match self.selected_user().map(|user| model.keys(user)) {
                None => Some("No user is selected.".into()),
                Some(None) => Some("The user's access keys are not read yet.".into()),
                Some(Some(keys)) if keys.is_empty() => Some("The user has no access keys.".into()),
                Some(Some(_)) => None,
            },
            Action::Export if self.rows.is_empty() => Some("There is no user to export.".into()),
            Action::Open if !self.searching && self.rows.is_empty() => {
                Some("There is no user to open.".into())
            }
            _ => None,
        }
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
            Action::Search => self.searching = true,
            Action::ClearSearch if cx.model.way_back().is_some() => return Transition::SwitchBack,
            Action::ClearSearch => self.clear(cx),
            Action::LeaveSearch => self.searching = false,
            Action::Open => return self.open(cx),
            Action::Own => {
                let own = cx.model.session.own_user();
                return own.map_or(Transition::Stay, |user| Transition::OpenUser(user, None));
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
        self.typed |= self.search.value().len() != before;
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
        // What is searched for is selected as it is typed; else the selection stays with its user
        // while rows come and go around it.
        if std::mem::take(&mut self.typed) && !self.search.value().is_empty() {
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
