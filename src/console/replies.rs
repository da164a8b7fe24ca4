//! Answers to effects: to changes, from this machine, and to the dialogs that wait for them.

use super::dialogs::retrieve::Retrieve;
use super::dialogs::unjournaled::Unjournaled;
use super::dialogs::unsaved::Unsaved;
use super::{CallId, Console, LocalAnswer, Reply};
use crate::console::model::Tone;
use crate::domain::{Failure, FailureKind, KeyChange, LocalError, NextStep, Outcome};

impl Console {
    pub(super) fn on_reply(&mut self, call: CallId, reply: Reply) {
        match reply {
            Reply::Connected(answer) => self.on_connected(call, answer),
            Reply::Aws(answer) => self.on_aws_answer(call, answer),
            Reply::Local(answer) => self.on_local_answer(call, answer),
            Reply::NotJournaled(reason) => self.on_not_journaled(call, reason),
            Reply::Created(_) | Reply::Written(_) => self.on_written(call, reply),
            Reply::NotRecorded(outcome, reason) => self.on_not_recorded(&outcome, &reason),
            Reply::Saved(_) | Reply::ProfileSaved(_) => self.on_saved(call, reply),
            Reply::Verified(_)
            | Reply::Copied(_)
            | Reply::ProfilePlanned(_)
            | Reply::BackupRemoved(_) => self.route_to_dialog(call, reply),
        }
    }

    fn on_written(&mut self, call: CallId, reply: Reply) {
        if self.cx.model.changes.write_in_flight(call).is_none() {
            // It was answered before.
            return;
        }
        if matches!(reply, Reply::Created(Ok(_))) {
            self.close_quit_question();
        }
        self.cx.on_written(call, &reply);
        if let Reply::Created(Err(failure)) | Reply::Written(Err(failure)) = &reply {
            self.note_auth_failure(failure);
        }
        self.route_to_dialog(call, reply);
    }

    /// The write has not been sent: the person decides whether it is.
    fn on_not_journaled(&mut self, call: CallId, reason: LocalError) {
        if self.cx.model.changes.write_in_flight(call).is_some() {
            self.dialogs.open(&mut self.cx, |_| Unjournaled::new(call, reason));
        }
    }

    pub(super) fn answer_journal_question(&mut self, call: CallId, go_on: bool) {
        if go_on {
            return self.cx.write_unjournaled(call);
        }
        let Some(write) = self.cx.model.changes.write_in_flight(call) else { return };
        let reason = "not sent, because the journal cannot be written";
        let failure = Failure {
            advice: Some(NextStep::NothingSent),
            ..Failure::new(write.operation(), FailureKind::Refused, reason)
        };
        let reply = match write {
            KeyChange::Create(_) => Reply::Created(Err(failure)),
            _ => Reply::Written(Err(failure)),
        };
        self.on_written(call, reply);
    }

    fn on_not_recorded(&mut self, outcome: &Outcome, reason: &LocalError) {
        let what = match outcome {
            Outcome::SecretSaved => "The secret is saved, but the journal does not say so",
            Outcome::Done => "The change is made, but the journal does not say so",
            _ => "The journal is not complete",
        };
        self.cx.notify(Tone::Warning, format!("{what}: {reason}."));
    }

    fn on_saved(&mut self, call: CallId, reply: Reply) {
        if let Reply::ProfileSaved(Ok(saved)) = &reply {
            self.cx.on_profile_saved(saved);
        }
        if matches!(reply, Reply::Saved(Ok(_)) | Reply::ProfileSaved(Ok(_))) {
            self.close_quit_question();
        }
        self.route_to_dialog(call, reply);
    }

    fn on_local_answer(&mut self, call: CallId, answer: LocalAnswer) {
        if self.cx.model.pending_reads.remove(&call).is_none() {
            return;
        }
        match answer {
            LocalAnswer::Profiles(_) | LocalAnswer::KeyEvents(_) => {
                self.route_to_dialog(call, Reply::Local(answer));
            }
            LocalAnswer::Notices(Ok(notices)) if notices.is_empty() => {}
            LocalAnswer::Notices(Ok(notices)) => {
                self.dialogs.open_below(&mut self.cx, |_| Unsaved::new(notices));
            }
            LocalAnswer::Notices(Err(error)) => self.cx.notify(Tone::Warning, error.to_string()),
        }
    }

    /// Gives an answer to the dialog that requested it.
    pub(super) fn route_to_dialog(&mut self, call: CallId, reply: Reply) {
        match self.dialogs.waiting_for(call) {
            Some(at) => {
                let transition = self.dialogs.reply(&mut self.cx, at, call, reply);
                self.apply(transition);
            }
            None => self.on_reply_without_dialog(call, reply),
        }
    }

    /// A dialog that waits for an answer to an earlier connection would wait forever.
    pub(super) fn fail_abandoned_reads(&mut self) {
        for (call, read) in std::mem::take(&mut self.cx.model.abandoned_reads) {
            if self.dialogs.waiting_for(call).is_some() {
                let message = "this session was signed in again before the answer came";
                let failure = Failure::new(read.operation(), FailureKind::Incomplete, message);
                self.route_to_dialog(call, Reply::Aws(read.failed(failure)));
            }
        }
    }

    /// Handles an answer that no dialog waits for any more. A new secret is always shown.
    fn on_reply_without_dialog(&mut self, call: CallId, reply: Reply) {
        match reply {
            Reply::Created(Ok(new)) => {
                self.dialogs.open(&mut self.cx, |_| Retrieve::new(new));
            }
            Reply::Local(answer) => {
                self.pages.on_local_answer(call, self.cx.model.now, &answer);
            }
            Reply::Copied(Ok(text)) => self.cx.notify(Tone::Good, text),
            Reply::Saved(Ok(file)) => {
                self.cx.notify(Tone::Good, format!("Saved: {}", file.path.display()));
            }
            Reply::ProfileSaved(Ok(saved)) => {
                let backup = match &saved.backup {
                    Some(path) => format!(
                        " The text before, with the secret it had, is in {}.",
                        path.display()
                    ),
                    None => String::new(),
                };
                let text = format!("Saved in the profile {}.{backup}", saved.profile);
                self.cx.notify(Tone::Good, text);
            }
            Reply::Copied(Err(error))
            | Reply::Saved(Err(error))
            | Reply::ProfileSaved(Err(error))
            | Reply::BackupRemoved(Err(error)) => {
                self.cx.notify(Tone::Error, error.to_string());
            }
            Reply::Created(Err(failure)) | Reply::Written(Err(failure)) => {
                self.cx.notify_failure(&failure);
            }
            // The rest matters to its dialog only, or does not get here.
            Reply::Written(Ok(_))
            | Reply::Verified(_)
            | Reply::ProfilePlanned(_)
            | Reply::BackupRemoved(Ok(_))
            | Reply::Aws(_)
            | Reply::Connected(_)
            | Reply::NotJournaled(_)
            | Reply::NotRecorded(..) => {}
        }
    }
}
