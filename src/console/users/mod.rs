//! The table of users: every key with its status, its age, its last use; search as you type.

mod view;

pub(super) use self::view::age_style;

#[cfg(test)]
mod tests;

use super::bindings::{Action, Place};
use super::core::{Core, Tone};
use super::dialogs::which_key::WhichKey;
use super::dialogs::{Then, paste_into, type_into};
use super::effect::Read;
use super::view::PageLayout;
use crate::domain::{Caller, Failure, FailureKind, UserName, ids_in};
use crossterm::event::KeyEvent;
use tui_input::Input;

/// The page's state: what is searched for, which rows that leaves, which one is selected.
#[derive(Debug, Default)]
pub(super) struct Users {
    search: Input,
    searching: bool,
    rows: Vec<UserName>,
    /// What the rows were computed from: the directory's changes and the search.
    rows_of: Option<(u64, u64, String)>,
    selected: usize,
    top: usize,
    /// How many lines each row in view takes, from the top on.
    in_view: usize,
}

impl Users {
    pub(super) fn place(&self) -> Place {
        if self.searching { Place::Search } else { Place::Users }
    }

    pub(super) fn unavailable(&self, core: &Core, action: Action) -> Option<String> {
        let needs_account =
            matches!(action, Action::Open | Action::Search | Action::Own | Action::CopyId);
        match action {
            _ if needs_account && core.session.caller().is_none() => {
                Some("Not signed in yet.".into())
            }
            Action::Own if core.session.caller().and_then(Caller::user_name).is_none() => {
                Some("You are not an IAM user, but a role or the root user.".into())
            }
            Action::CopyId => match self.selected_user().map(|user| core.keys(user)) {
                None => Some("No user is selected.".into()),
                Some(None) => Some("The user's access keys are not read yet.".into()),
                Some(Some(keys)) if keys.is_empty() => Some("The user has no access keys.".into()),
                Some(Some(_)) => None,
            },
            Action::Open if !self.searching && self.rows.is_empty() => {
                Some("There is no user to open.".into())
            }
            _ => None,
        }
    }

    pub(super) fn act(&mut self, core: &mut Core, action: Action) -> Then {
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
            Action::ClearSearch => {
                self.search.reset();
                self.searching = false;
            }
            Action::Open => return self.open(core),
            Action::Own => {
                let own = core.session.caller().and_then(Caller::user_name);
                return own.map_or(Then::Stay, |user| Then::Visit(user, None));
            }
            Action::Refresh if core.session.wants_settling() => core.connect(),
            Action::Refresh => {
                core.read(Read::Users(None));
            }
            Action::CopyId => return self.copy_id(core),
            _ => {}
        }
        Then::Stay
    }

    /// Opens what is searched for, if that is a whole access key ID, or the selected user.
    fn open(&mut self, core: &mut Core) -> Then {
        if self.searching
            && let [id] = ids_in(self.search.value()).as_slice()
        {
            return Then::Find(id.clone());
        }
        let Some(user) = self.selected_user().cloned() else {
            core.say(Tone::Info, "No user matches. A whole access key ID is asked for at IAM.");
            return Then::Stay;
        };
        self.searching = false;
        Then::Visit(user, None)
    }

    fn copy_id(&self, core: &mut Core) -> Then {
        let Some(user) = self.selected_user() else { return Then::Stay };
        let keys = core.keys(user).unwrap_or_default();
        match keys.as_slice() {
            [] => Then::Stay,
            [only] => {
                core.copy_id(&only.key.id);
                Then::Stay
            }
            _ => Then::Open(Box::new(WhichKey::new(user, keys))),
        }
    }

    pub(super) fn type_key(&mut self, key: KeyEvent) {
        type_into(&mut self.search, key);
    }

    pub(super) fn paste(&mut self, text: &str) {
        paste_into(&mut self.search, text);
    }

    pub(super) fn click(&mut self, core: &Core, layout: PageLayout, row: u16) {
        let Some(mut line) = row.checked_sub(view::first_row(layout.body)) else { return };
        for (index, user) in self.rows.iter().enumerate().skip(self.top) {
            let height = view::height(core, user);
            if line < height {
                self.selected = index;
                return;
            }
            line -= height;
        }
    }

    fn selected_user(&self) -> Option<&UserName> {
        self.rows.get(self.selected)
    }

    /// Selects a user's row, if it is in the table as it is now.
    pub(super) fn select(&mut self, user: &UserName) {
        if let Some(at) = self.rows.iter().position(|row| row == user) {
            self.selected = at;
        }
    }

    /// The user so many rows after this one.
    pub(super) fn neighbour(&self, user: &UserName, step: isize) -> Option<UserName> {
        let at = self.rows.iter().position(|row| row == user)?;
        self.rows.get(at.checked_add_signed(step)?).cloned()
    }

    /// Why the selected user's row is not whole.
    pub(super) fn selected_failure<'a>(&self, core: &'a Core) -> Option<&'a Failure> {
        let record = core.directory.record(self.selected_user()?)?;
        let usage = || record.usage.values().find_map(|usage| usage.failure());
        record.keys.failure().or_else(usage)
    }

    /// Brings rows, selection and scrolling up to date.
    pub(super) fn settle(&mut self, core: &Core, layout: PageLayout) {
        let search = self.search.value().to_owned();
        // Keys count only where they are searched through.
        let keys = if search.is_empty() { 0 } else { core.directory.key_changes() };
        let of = (core.directory.list_changes(), keys, search);
        if self.rows_of.as_ref() != Some(&of) {
            let selected = self.selected_user().cloned();
            let found = core.directory.users().filter(|user| matches(core, user, &of.2));
            self.rows = found.cloned().collect();
            let narrowed =
                !of.2.is_empty() && self.rows_of.as_ref().is_none_or(|old| old.2 != of.2);
            self.rows_of = Some(of);
            // What is searched for is selected as it is typed; else the selection stays with its
            // user while rows come and go around it.
            let kept = selected.and_then(|user| self.rows.iter().position(|row| *row == user));
            self.selected = if narrowed { 0 } else { kept.unwrap_or(self.selected) };
        }
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        self.scroll(core, view::rows_room(layout.body));
    }

    /// Moves the top so that the selected row is wholly in view.
    fn scroll(&mut self, core: &Core, room: u16) {
        self.top = self.top.min(self.selected);
        // Each row takes a line: beyond so many, the rest of a long table makes no difference.
        let heights = |range: &[UserName]| -> u16 {
            let enough = range.iter().take(usize::from(room) + 1);
            enough.map(|user| view::height(core, user)).fold(0, u16::saturating_add)
        };
        // Further than this above the selection, nothing can be in view: each row takes a line.
        self.top = self.top.max((self.selected + 1).saturating_sub(usize::from(room.max(1))));
        while self.top < self.selected
            && heights(self.rows.get(self.top..=self.selected).unwrap_or_default()) > room
        {
            self.top += 1;
        }
        // No empty lines at the end while rows are hidden above.
        while let Some(above) = self.top.checked_sub(1)
            && heights(self.rows.get(above..).unwrap_or_default()) <= room
        {
            self.top = above;
        }
        let mut used = 0_u16;
        let below = self.rows.iter().skip(self.top);
        let fitting = below.take_while(|user| {
            used = used.saturating_add(view::height(core, user));
            used <= room
        });
        self.in_view = fitting.count();
    }

    /// The users whose rows are in view.
    pub(super) fn in_view(&self) -> Vec<UserName> {
        self.rows.iter().skip(self.top).take(self.in_view + 1).cloned().collect()
    }

    /// Which rows are in view, of how many.
    pub(super) fn position(&self) -> String {
        match self.rows.len() {
            0 => String::new(),
            count => {
                format!("{}-{} of {count}", self.top + 1, (self.top + self.in_view).min(count))
            }
        }
    }
}

/// Whether a user's name, or the ID of one of its keys as far as they are loaded, contains the
/// text; an access key ID amid other text is taken out of it.
fn matches(core: &Core, user: &UserName, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    if text.is_empty() || user.as_str().to_lowercase().contains(&text) {
        return true;
    }
    let ids = ids_in(&text.to_uppercase());
    core.keys(user).unwrap_or_default().iter().any(|shown| {
        shown.key.id.as_str().to_lowercase().contains(&text) || ids.contains(&shown.key.id)
    })
}

/// What stands in a cell whose value could not be read.
fn failed_word(failure: &Failure) -> &'static str {
    match failure.kind {
        FailureKind::Denied => "denied",
        _ => "failed",
    }
}
