//! Finding whose a key is: what a paste does, what is asked, and where an answer leads.
//!
//! A key goes straight to its owner, without waiting for the table. What was begun meanwhile (a
//! dialog, a secret, a write in flight) is never navigated away from, and no ID that was pasted is
//! lost without a word.

use super::Console;
use super::dialogs::find_key::{FindKey, FindSeveral};
use super::effect::CallId;
use super::event::Reply;
use super::frame::layout::is_too_small;
use super::model::owner_search::OwnerSearch;
use super::pages::PageStack;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Tone;
use crate::console::model::settings::Start;
use crate::console::reads::{AwsAnswer, AwsRead};
use crate::domain::{AccessKeyId, Failure, Finding, UserName, ids_in};

impl Console {
    /// A paste finds the owners of the access key IDs in it, fills the input that has the focus,
    /// and does nothing else.
    pub(crate) fn on_paste(&mut self, text: &str) {
        if is_too_small(self.cx.model.size) {
            return self.cx.notify(Tone::Warning, "A paste was not taken: nothing could be shown.");
        }
        if let Some(dialog) = self.dialogs.top() {
            if dialog.key_context().takes_text() {
                self.dialogs.paste(&mut self.cx, text);
            } else {
                self.cx.notify(Tone::Info, "A paste does nothing in this dialog.");
            }
            return;
        }
        let ids = ids_in(text);
        if !ids.is_empty() {
            self.find(ids);
        } else if self.pages.shows_table() && self.key_context() == KeyContext::Search {
            self.pages.users.paste(text);
        } else {
            self.notify_ignored_paste();
        }
    }

    /// Text that came at once, without being marked as a paste. Over a slow line it may have been
    /// typed: a search begins with its key.
    pub(crate) fn on_unmarked_paste(&mut self, text: &str) {
        if text.is_empty() {
            // What came with a paste, and types nothing.
            return;
        }
        match text.strip_prefix('/') {
            Some(searched)
                if self.key_context() == KeyContext::Users && ids_in(text).is_empty() =>
            {
                self.act(Action::Search);
                if self.key_context() == KeyContext::Search {
                    self.pages.users.paste(searched.trim_end_matches(['\n', '\r']));
                }
            }
            _ => self.on_paste(text),
        }
    }

    /// A text that leads nowhere is said to have done nothing.
    pub(crate) fn notify_ignored_paste(&mut self) {
        self.paste_detector.note_ignored(self.cx.model.now);
        let text = "There is no access key ID in the pasted text; a paste does nothing else here.";
        self.cx.notify(Tone::Info, text);
    }

    /// Goes to the owner of one key; shows a list for several.
    pub(crate) fn find(&mut self, mut ids: Vec<AccessKeyId>) {
        if self.cx.model.changes.any_in_flight() {
            let text =
                format!("A change is on its way: look for {} again when it is done.", named(&ids));
            return self.cx.notify(Tone::Info, text);
        }
        // What an ID says by itself needs no session.
        if let [id] = ids.as_slice()
            && let Some(finding) = Finding::from_prefix(id)
        {
            return self.dialogs.open(&mut self.cx, |cx| FindKey::new(cx, finding));
        }
        if self.cx.model.session.caller().is_none() || self.cx.model.session.is_connecting() {
            let text =
                format!("Not signed in yet: {} will be looked for once you are.", named(&ids));
            self.cx.notify(Tone::Info, text);
            self.search.deferred = ids;
            return;
        }
        match (ids.len(), ids.pop()) {
            (1, Some(id)) => self.find_one(id),
            (_, Some(id)) => {
                ids.push(id);
                self.dialogs.open(&mut self.cx, |cx| FindSeveral::new(cx, ids));
            }
            (_, None) => {}
        }
    }

    fn find_one(&mut self, id: AccessKeyId) {
        if let Some(owner) = self.cx.model.directory.owner(&id).cloned() {
            return self.go_to_owner(owner, id);
        }
        let known = self.cx.model.directory.some_key().cloned();
        let call = self.cx.read(AwsRead::Owner(id.clone(), known));
        self.cx.notify(Tone::Info, format!("Asking IAM whose key {id} is…"));
        self.search.pending = Some((call, id));
    }

    /// Looks for what was pasted before there was a session.
    pub(crate) fn find_deferred(&mut self) {
        let ids = std::mem::take(&mut self.search.deferred);
        if !ids.is_empty() {
            self.cx.model.message = None;
            self.find(ids);
        }
    }

    /// Takes the answer to whose a key is.
    pub(crate) fn on_owner_found(
        &mut self,
        call: CallId,
        key: AccessKeyId,
        answer: Result<Finding, Failure>,
    ) {
        let at_start = self.cx.model.directory.list().is_untouched();
        match self.search.pending.take_if(|(asked, _)| *asked == call) {
            Some((_, id)) => self.follow(id, answer),
            None => self.route_to_dialog(call, Reply::Aws(AwsAnswer::Owner(key, answer))),
        }
        // A key that akia was started with is asked for before the table.
        if at_start {
            self.cx.read_table();
        }
    }

    /// Goes where the answer leads: to the owner, or to an explanation.
    fn follow(&mut self, id: AccessKeyId, answer: Result<Finding, Failure>) {
        self.cx.model.message = None;
        if let Ok(finding) = &answer
            && let Some(user) = finding.owner()
        {
            return self.go_to_owner(user.clone(), id);
        }
        // Below what was begun meanwhile, which keeps the keys.
        self.dialogs.open_below(&mut self.cx, |cx| match answer {
            Ok(finding) => FindKey::new(cx, finding),
            Err(failure) => FindKey::failed(&id, failure),
        });
    }

    /// Opens the owner's page with the key selected; or only names the owner, where something else
    /// was begun meanwhile.
    pub(crate) fn go_to_owner(&mut self, user: UserName, id: AccessKeyId) {
        if self.dialogs.is_empty() && !self.cx.model.changes.any_in_flight() {
            self.open_user(user, Some(id));
        } else {
            self.cx.notify(Tone::Info, format!("{id} belongs to {user}."));
        }
    }

    /// Signs in with another profile, and looks for the key there, if one is given.
    pub(crate) fn switch_profile(&mut self, profile: String, id: Option<AccessKeyId>) {
        if let Some(reason) = self.why_profile_stays(&profile, id.as_ref()) {
            return self.cx.notify(Tone::Warning, reason);
        }
        self.sign_in_with(Some(profile), id);
    }

    /// Signs in as before the profile was switched, which did not work.
    pub(crate) fn switch_back(&mut self) {
        if let Some(before) = self.cx.model.way_back().cloned() {
            self.sign_in_with(before.profile, None);
        }
    }

    fn sign_in_with(&mut self, profile: Option<String>, id: Option<AccessKeyId>) {
        self.dialogs.clear();
        self.pages = PageStack::default();
        self.search = OwnerSearch::default();
        // As at a start: what ended sessions left unsaved in that account is asked for, too.
        self.started = false;
        self.cx.model.settings.start = id.map_or(Start::Users, Start::Key);
        self.cx.switch_profile(profile);
    }

    /// Why the profile cannot be switched now.
    fn why_profile_stays(&self, profile: &str, id: Option<&AccessKeyId>) -> Option<String> {
        if self.cx.model.settings.demo {
            let there = if id.is_some() { ", and looks for the key there" } else { "" };
            return Some(format!(
                "The built-in account stands alone; outside the demo this switches to profile \
                 {profile}{there}."
            ));
        }
        if self.cx.model.changes.any_in_flight() {
            return Some("A change is on its way: switch the profile when it is done.".to_owned());
        }
        self.holds_unsaved_secret()
            .then(|| "A secret is not saved: save it before you switch the profile.".to_owned())
    }
}

/// The only ID, or how many there are.
fn named(ids: &[AccessKeyId]) -> String {
    match ids {
        [id] => id.to_string(),
        several => format!("the {} IDs", several.len()),
    }
}
