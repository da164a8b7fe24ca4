//! The pages that are open: the table of users, and above it those of one user.

use super::page::Page;
use super::users::Users;
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::frame::layout::PageLayout;
use crate::console::reads::LocalAnswer;
use crate::domain::UserName;
use chrono::{DateTime, Utc};

/// The open pages.
#[derive(Debug, Default)]
pub(crate) struct PageStack {
    /// The table, which is always there.
    pub(crate) users: Users,
    /// The pages of one user; the topmost is last.
    of_user: Vec<Box<dyn Page>>,
}

impl PageStack {
    /// The page on top, which is seen and takes the keys.
    pub(crate) fn top(&self) -> &dyn Page {
        self.of_user.last().map_or(&self.users, AsRef::as_ref)
    }

    pub(crate) fn top_mut(&mut self) -> &mut dyn Page {
        match self.of_user.last_mut() {
            Some(page) => page.as_mut(),
            None => &mut self.users,
        }
    }

    /// Whether the table is on top.
    pub(crate) fn shows_table(&self) -> bool {
        self.of_user.is_empty()
    }

    /// The user whose pages are open.
    pub(crate) fn user(&self) -> Option<&UserName> {
        self.top().user()
    }

    /// What the header adds to the user's name.
    pub(crate) fn breadcrumb(&self) -> &'static str {
        self.top().breadcrumb()
    }

    /// Opens the first page of a user in place of another's.
    pub(crate) fn open_user(&mut self, page: Box<dyn Page>) {
        self.of_user = vec![page];
    }

    /// Opens another page of the same user on top.
    pub(crate) fn push(&mut self, page: Box<dyn Page>) {
        self.of_user.push(page);
    }

    /// Closes the page on top. Back on the table, the row of its user is selected.
    pub(crate) fn close_top(&mut self) {
        let Some(closed) = self.of_user.pop() else { return };
        if let (true, Some(user)) = (self.shows_table(), closed.user()) {
            self.users.select(user);
        }
    }

    /// Closes the pages of the user.
    pub(crate) fn close_user(&mut self) {
        self.of_user.clear();
    }

    pub(crate) fn on_local_answer(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        answer: &LocalAnswer,
    ) {
        self.of_user.iter_mut().for_each(|page| page.on_local_answer(call, now, answer));
    }

    /// Time has passed. `are_on_top`: no dialog covers the pages.
    pub(crate) fn tick(&mut self, cx: &mut Context, are_on_top: bool) {
        self.of_user.iter_mut().rev().for_each(|page| page.tick(cx, are_on_top));
    }

    /// When to be told that time has passed.
    pub(crate) fn wake_at(&self) -> Option<DateTime<Utc>> {
        self.of_user.iter().filter_map(|page| page.wake_at()).min()
    }

    /// Brings the pages of the user up to date. (The table decides on the layout, and comes first.)
    pub(crate) fn reconcile_user(&mut self, cx: &mut Context, layout: PageLayout) {
        self.of_user.iter_mut().rev().for_each(|page| page.reconcile(cx, layout));
    }
}
