//! From page to page: what a [`Transition`] asks for.

use super::Console;
use super::dialogs::quit::Quit;
use super::dialogs::{Dialog, Transition};
use super::effect::Effect;
use super::model::Tone;
use super::pages::credentials::Credentials;
use super::pages::rotation::Rotation;
use crate::domain::{AccessKeyId, Failure, UserName};

impl Console {
    pub(super) fn apply(&mut self, transition: Transition) {
        match transition {
            // The stack of dialogs has carried these out.
            Transition::Stay | Transition::Close | Transition::Open(_) | Transition::Replace(_) => {
            }
            Transition::OpenUser(user, key) => {
                self.dialogs.clear();
                self.open_user(user, key);
            }
            Transition::OpenRotation(user) => self.open_rotation(&user),
            Transition::ClosePage => self.pages.close_top(),
            Transition::OpenNeighbour(step) => self.open_neighbour(step),
            Transition::FindOwners(ids) => self.find(ids),
            Transition::OpenOwner(user, id) => self.go_to_owner(user, id),
            Transition::SwitchProfile(profile, id) => self.switch_profile(profile, id),
            Transition::SwitchBack => self.switch_back(),
            Transition::AnswerJournalQuestion(call, go_on) => {
                self.answer_journal_question(call, go_on);
            }
            Transition::Quit => self.cx.request(Effect::Quit),
        }
    }

    /// Opens a user's security credentials, with a key selected.
    pub(super) fn open_user(&mut self, user: UserName, key: Option<AccessKeyId>) {
        // An owner that is found later must not lead away from here.
        self.search.pending = None;
        self.pages.users.select(&user);
        self.cx.read_user(&user);
        self.pages.open_user(Box::new(Credentials::new(user, key)));
    }

    pub(super) fn open_rotation(&mut self, user: &UserName) {
        let page = Rotation::open(&mut self.cx, user);
        self.pages.push(Box::new(page));
    }

    fn open_neighbour(&mut self, step: isize) {
        let Some(user) = self.pages.user() else { return };
        match self.pages.users.neighbour(user, step) {
            Some(neighbour) => self.open_user(neighbour, None),
            None if !self.pages.users.shows(user) => {
                let text = format!("{user} is not among the users shown in the table.");
                self.cx.notify(Tone::Info, text);
            }
            None if self.cx.model.directory.list().is_loading() => {
                self.cx.notify(Tone::Info, "The users are still being listed.");
            }
            None => self.cx.notify(Tone::Info, "There is no further user in the table."),
        }
    }

    /// `ListUsers` is denied: opens the person's own security credentials, as the AWS console does.
    pub(super) fn open_own_credentials(&mut self) {
        if self.pages.shows_table()
            && self.dialogs.is_empty()
            && let Ok(user) = self.cx.model.session.own_user()
        {
            let mut text =
                "You may not list users (iam:ListUsers): these are your own security credentials."
                    .to_owned();
            let denial = self.cx.model.directory.list().failure();
            if denial.is_some_and(Failure::is_explicit_denial) && self.mfa_unavailable().is_none() {
                text.push_str(" If the account asks for MFA: M signs in with an MFA code.");
            }
            self.cx.notify(Tone::Warning, text);
            self.open_user(user, None);
        }
    }

    /// Asks first if a write is in flight or a secret is not saved.
    pub(super) fn quit(&mut self) {
        if self.dialogs.top().is_some_and(Dialog::is_quit_question) {
            return;
        }
        if self.cx.model.changes.any_in_flight() || self.holds_unsaved_secret() {
            let unsaved_secret = self.holds_unsaved_secret();
            self.dialogs.open(&mut self.cx, |_| Quit::new(unsaved_secret));
        } else {
            self.cx.request(Effect::Quit);
        }
    }

    /// The question whether to quit named what there was to lose, and that has changed.
    pub(super) fn close_quit_question(&mut self) {
        self.dialogs.retain(|dialog| !dialog.is_quit_question());
    }
}
