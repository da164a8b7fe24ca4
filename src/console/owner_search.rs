//! Finding the owners of access keys.
//!
//! A key leads straight to its owner, without waiting for the table. The search never leaves what
//! the person began meanwhile (a dialog, a secret, a write in flight), and never drops an ID
//! silently.

use super::dialogs::find_key::{FindKey, FindSeveral};
use super::model::Tone;
use super::{AwsAnswer, AwsRead, CallId, Console, Reply};
use crate::domain::{AccessKeyId, Failure, Finding, UserName};

impl Console {
    /// Goes to the owner of one key; shows a list for several.
    pub(super) fn find(&mut self, mut ids: Vec<AccessKeyId>) {
        let what = match ids.as_slice() {
            [id] => id.to_string(),
            several => format!("the {} IDs", several.len()),
        };
        if self.cx.model.changes.any_in_flight() {
            let text = format!("A change is on its way: look for {what} again when it is done.");
            return self.cx.notify(Tone::Info, text);
        }
        // Some IDs are no access keys, which needs no session to tell.
        if let [id] = ids.as_slice()
            && let Some(finding) = Finding::from_prefix(id)
        {
            return self.dialogs.open(&mut self.cx, |cx| FindKey::new(cx, finding));
        }
        if self.cx.model.session.caller().is_none() || self.cx.model.session.is_connecting() {
            let text = format!("Not signed in yet: {what} will be looked for once you are.");
            self.cx.notify(Tone::Info, text);
            self.search.deferred = ids;
            return;
        }
        if ids.len() > 1 {
            self.dialogs.open(&mut self.cx, |cx| FindSeveral::new(cx, ids));
        } else if let Some(id) = ids.pop() {
            self.find_one(id);
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

    /// Finds the owners of what was pasted before there was a session.
    pub(super) fn find_deferred(&mut self) {
        let ids = std::mem::take(&mut self.search.deferred);
        if !ids.is_empty() {
            self.cx.model.message = None;
            self.find(ids);
        }
    }

    pub(super) fn on_owner_found(
        &mut self,
        call: CallId,
        key: AccessKeyId,
        answer: Result<Finding, Failure>,
    ) {
        let is_table_unread = self.cx.model.directory.list().is_untouched();
        match self.search.pending.take_if(|(pending, _)| *pending == call) {
            Some((_, id)) => self.show_finding(id, answer),
            None => self.route_to_dialog(call, Reply::Aws(AwsAnswer::Owner(key, answer))),
        }
        // At the start, the owner of the key in the settings was requested before the table.
        if is_table_unread {
            self.cx.read_table();
        }
    }

    /// Goes to the owner, or explains why there is none.
    fn show_finding(&mut self, id: AccessKeyId, answer: Result<Finding, Failure>) {
        self.cx.model.message = None;
        if let Ok(finding) = &answer
            && let Some(user) = finding.owner()
        {
            return self.go_to_owner(user.clone(), id);
        }
        // Below what the person began meanwhile.
        self.dialogs.open_below(&mut self.cx, |cx| match answer {
            Ok(finding) => FindKey::new(cx, finding),
            Err(failure) => FindKey::failed(&id, failure),
        });
    }

    /// Opens the owner's page with the key selected, or only names the owner if the person began
    /// something else meanwhile.
    pub(super) fn go_to_owner(&mut self, user: UserName, id: AccessKeyId) {
        if self.dialogs.is_empty() && !self.cx.model.changes.any_in_flight() {
            self.open_user(user, Some(id));
        } else {
            self.cx.notify(Tone::Info, format!("{id} belongs to {user}."));
        }
    }
}
