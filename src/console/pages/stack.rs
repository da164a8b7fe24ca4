//! The open pages: the table of users, and on top of it those of one user.

use super::page::Page;
use super::users::Users;
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::frame::layout::PageLayout;
use crate::console::reads::LocalAnswer;
use crate::domain::UserName;
use chrono::{DateTime, Utc};

#[derive(Debug, Default)]
pub(crate) struct PageStack {
    pub(crate) users: Users,
    /// The topmost page is last.
    user_pages: Vec<Box<dyn Page>>,
}

impl PageStack {
    pub(crate) fn top(&self) -> &dyn Page {
        self.user_pages.last().map_or(&self.users, AsRef::as_ref)
    }

    pub(crate) fn top_mut(&mut self) -> &mut dyn Page {
        match self.user_pages.last_mut() {
            Some(page) => page.as_mut(),
            None => &mut self.users,
        }
    }

    pub(crate) fn shows_table(&self) -> bool {
        self.user_pages.is_empty()
    }

    /// The user whose page is open.
    pub(crate) fn user(&self) -> Option<&UserName> {
        self.top().user()
    }

    pub(crate) fn breadcrumb(&self) -> &'static str {
        self.top().breadcrumb()
    }

    /// Replaces the pages of another user.
    pub(crate) fn open_user(&mut self, page: Box<dyn Page>) {
        self.user_pages = vec![page];
    }

    /// Opens another page of the same user.
    pub(crate) fn push(&mut self, page: Box<dyn Page>) {
        self.user_pages.push(page);
    }

    /// Closes the page on top. Back in the table, its user is selected.
    pub(crate) fn close_top(&mut self) {
        let Some(closed) = self.user_pages.pop() else { return };
        if let (true, Some(user)) = (self.shows_table(), closed.user()) {
            self.users.select(user);
        }
    }

    pub(crate) fn close_user(&mut self) {
        self.user_pages.clear();
    }

    pub(crate) fn on_local_answer(
        &mut self,
        call: CallId,
        now: DateTime<Utc>,
        answer: &LocalAnswer,
    ) {
        self.user_pages.iter_mut().for_each(|page| page.on_local_answer(call, now, answer));
    }

    /// `are_on_top`: no dialog covers the pages.
    pub(crate) fn tick(&mut self, cx: &mut Context, are_on_top: bool) {
        self.user_pages.iter_mut().rev().for_each(|page| page.tick(cx, are_on_top));
    }

    pub(crate) fn wake_at(&self) -> Option<DateTime<Utc>> {
        self.user_pages.iter().filter_map(|page| page.wake_at()).min()
    }

    /// The table is reconciled before, since it decides on the layout.
    pub(crate) fn reconcile_user(&mut self, cx: &mut Context, layout: PageLayout) {
        self.user_pages.iter_mut().rev().for_each(|page| page.reconcile(cx, layout));
    }
}
