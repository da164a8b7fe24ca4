//! What must hold: of each write, of quitting, of secrets, of what is known, of each frame.

use super::super::iam::OWN_KEY;
use super::super::seen::Seen;
use super::Simulation;
use super::typed::is_text;
use akia::console::{AwsAnswer, CallId, Event, Journaling, LocalAnswer, Reply};
use akia::domain::{
    AccessKey, AccessKeyEventKind, KeyChange, MfaUse, NewAccessKey, ProfilePlan, SignInOptions,
    Status,
};
use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent};

fn is_esc(key: &KeyEvent) -> bool {
    key.code == KeyCode::Esc
}

impl Simulation {
    pub(super) fn check_write(
        &mut self,
        call: CallId,
        write: &KeyChange,
        journaling: Journaling,
        event: &Event,
    ) {
        let locked = self.kind.read_only || self.kind.mismatch;
        self.must(!locked, || format!("{write:?} is sent where nothing may be changed"));
        self.must(!self.pasting, || format!("{write:?} by a paste"));
        let pressed = matches!(event, Event::Keys(_)) && !is_text(event);
        // A write is sent once more only when it was not sent, and the person was asked.
        if self.unjournaled.remove(&call) {
            let asked = pressed && self.seen.shows("Go on without the journal?");
            self.must(asked && journaling == Journaling::Waived, || format!("{write:?} unasked"));
            self.count("writes sent without the journal");
            return;
        }
        self.new_call(call);
        let busy = self.writes.iter().any(|(_, other, _)| {
            write.key().is_some() && other.key() == write.key() && other.kind() == write.kind()
        });
        self.must(!busy, || format!("{write:?} is on its way already"));
        let sensible = match (write, event) {
            (KeyChange::Delete(_), Event::Reply(_, Reply::Local(LocalAnswer::KeyEvents(_))))
            | (
                KeyChange::Deactivate(_) | KeyChange::RemoveDescription(..),
                Event::Reply(_, Reply::Written(_)),
            )
            | (KeyChange::Describe(..), Event::Reply(_, Reply::Created(_))) => true,
            (KeyChange::Delete(_), _) => false,
            _ => pressed,
        };
        self.must(sensible, || format!("{write:?} because of {event:?}"));
        match write {
            KeyChange::Create(_) => {
                self.creates += 1;
                let (creates, confirmed) = (self.creates, self.confirmed_creates);
                self.must(creates <= confirmed, || format!("{creates} creates of {confirmed}"));
            }
            KeyChange::Delete(key) => {
                self.check_delete(key.key());
                self.check_journal(key.key(), event);
            }
            // Once the session has moved to another key, it does not depend on the one before.
            KeyChange::Deactivate(key) if self.console.model().session.depends_on(&key.id) => {
                let typed = self.typed.remove(&key.id);
                self.must(typed, || "the session's own key is switched off untyped".to_owned());
                self.count("own key switched off");
            }
            KeyChange::Deactivate(_) => self.count("keys deactivated"),
            KeyChange::Activate(_) => self.count("keys activated"),
            KeyChange::Describe(..) => self.count("descriptions written"),
            KeyChange::RemoveDescription(..) => {}
        }
    }

    fn check_delete(&mut self, key: &AccessKey) {
        let typed = self.typed.remove(&key.id);
        self.must(typed, || format!("{} is deleted, and was not typed", key.id));
        let listed = self.newest.get(&key.user);
        let inactive = listed.is_some_and(|listed| listed.keys.inactive(&key.id).is_some());
        let changed = self.changed.get(&key.id);
        let fresh = listed.is_some_and(|l| changed.is_none_or(|changed| l.call > *changed));
        self.must(inactive, || format!("{} is deleted, the newest list does not say so", key.id));
        self.must(fresh, || format!("{} is deleted by a list older than its change", key.id));
        let active = self.iam.find(&key.id).is_some_and(|key| key.status == Status::Active);
        let somebody = self.kind.somebody;
        self.must(somebody || !active, || format!("{} is active, and is deleted", key.id));
        self.count("deletes sent");
        if key.id.as_str() == OWN_KEY {
            self.count("own key deleted");
        }
    }

    /// What another akia on this machine activated may still be listed as inactive.
    fn check_journal(&mut self, key: &AccessKey, event: &Event) {
        let Event::Reply(_, Reply::Local(LocalAnswer::KeyEvents(Ok(events)))) = event else {
            return;
        };
        let deactivated = self.deactivated.get(&key.id).copied();
        let activated = events.iter().filter(|event| {
            event.kind == AccessKeyEventKind::Activated
                && event.key == key.id
                && self.now() - event.when < TimeDelta::seconds(60)
        });
        let latest = activated.map(|event| event.when).max();
        let since =
            latest.is_none_or(|at| deactivated.is_some_and(|deactivated| deactivated >= at));
        self.must(since, || format!("{} was activated elsewhere, and is deleted", key.id));
        if latest.is_some() {
            self.count("deletes after an activation elsewhere");
        }
    }

    pub(super) fn check_quit(&mut self, event: &Event) {
        self.must(!self.pasting, || "it quits by a paste".to_owned());
        let loses = !self.writes.is_empty() || self.given.iter().any(|given| !given.saved);
        let asked = self.seen.shows("Quit akia?") && matches!(event, Event::Keys(_));
        self.must(!loses || asked, || "it quits without asking".to_owned());
        let secret = self.given.iter().any(|given| !given.saved);
        let told = self.seen.shows("is not saved");
        self.must(!secret || told, || "it quits without naming the secret".to_owned());
        self.count(if loses { "quit all the same" } else { "quit" });
    }

    /// No code is sent twice, none is printed, and each was entered.
    pub(super) fn check_code(&mut self, with: &SignInOptions, printed: &str, event: &Event) {
        let MfaUse::Code(answer) = &with.mfa else { return };
        let code = answer.code.read(str::to_owned);
        self.must(!printed.contains(&code), || "an effect prints a code".to_owned());
        let new = self.codes.insert((answer.serial.clone(), code));
        self.must(new, || "a code is sent twice".to_owned());
        let entered = self.seen.dialog() == Some("╭ MFA code")
            && matches!(event, Event::Keys(_))
            && !is_text(event);
        self.must(entered, || "a code is sent unasked".to_owned());
        self.count("codes sent");
    }

    /// Another profile is signed in with: nothing is lost by it, and the person chose it.
    pub(super) fn check_switch(&mut self, event: &Event) {
        let busy = !self.writes.is_empty() || !self.unjournaled.is_empty();
        self.must(!busy, || "the profile is switched with a write in flight".to_owned());
        let unsaved = self.given.iter().any(|given| !given.saved);
        self.must(!unsaved, || "the profile is switched with an unsaved secret".to_owned());
        let offered = ["╭ Whose key is that?", "╭ Switch profile"];
        let in_dialog = self.seen.dialog().is_some_and(|title| offered.contains(&title));
        // From one that did not work, or not yet, esc leads back.
        let escapes = matches!(event, Event::Keys(keys) if keys.iter().any(is_esc));
        let back = escapes && self.seen.shows("╭ Sign in") && self.seen.shows("esc goes back to");
        let chosen = back || in_dialog && matches!(event, Event::Keys(_)) && !is_text(event);
        if back {
            self.count("profiles left again");
        }
        self.must(chosen, || "the profile is switched unasked".to_owned());
        self.count("profiles switched");
    }

    /// The session goes over to a key only when that is proven to work.
    pub(super) fn check_move(&mut self, new: &NewAccessKey) {
        let proven = self.verified.contains(&new.key.id);
        self.must(proven, || "the session moves to a key that is not verified".to_owned());
        self.count("sessions moved");
    }

    /// A key is saved in a profile only as it was shown, and agreed to.
    pub(super) fn check_profile(&mut self, plan: &ProfilePlan, event: &Event) {
        let pressed = matches!(event, Event::Keys(_)) && !is_text(event);
        let reviewed = self.seen.shows("╭ Save to an AWS profile · 2 of 3 · Review")
            && self.seen.shows("▸ Save ◂");
        self.must(pressed && reviewed, || format!("{plan:?} is carried out unasked"));
        self.count("keys saved in profiles");
    }

    pub(super) fn check_secrets_held(&mut self, held: bool, before: &Seen, event: &Event) {
        let holds = self.console.holds_unsaved_secret();
        if held && !holds {
            let leaving = before.shows("Leave without saving the secret?");
            let explicit = (leaving && matches!(event, Event::Keys(_)))
                || matches!(
                    event,
                    Event::Reply(
                        _,
                        Reply::Saved(Ok(_)) | Reply::ProfileSaved(Ok(_)) | Reply::Written(Ok(_))
                    )
                )
                || matches!(event, Event::Reply(_, Reply::Aws(AwsAnswer::Keys(.., Ok(keys))))
                    if self.lost_deletes.iter().any(|id| keys.find(id).is_none()));
            self.must(explicit, || "an unsaved secret is gone".to_owned());
            if leaving {
                self.given.iter_mut().for_each(|given| given.saved = true);
                self.count("secrets left, said to be stored");
            }
        }
        let unsaved = self.given.iter().any(|given| !given.saved);
        self.must(!unsaved || holds, || "an unsaved secret is not held".to_owned());
    }

    pub(super) fn check_state(&mut self, before: &Seen, event: &Event) {
        let in_flight = self.console.model().changes.any_in_flight();
        self.must(self.writes.is_empty() || in_flight, || "a write is forgotten".to_owned());
        let refused = before.shows("Go on without the journal?")
            && !self.seen.shows("Go on without the journal?");
        if refused && matches!(event, Event::Keys(_)) && !in_flight {
            self.unjournaled.clear();
        }
        let none = self.writes.is_empty() && self.unjournaled.is_empty();
        self.must(!(none && in_flight), || "an answered write is awaited".to_owned());
        let wakes = self.console.wake_at();
        let now = self.now();
        self.must(wakes.is_none_or(|at| at > now), || format!("it wakes at {wakes:?} for ever"));
        let directory = &self.console.model().directory;
        let other = self.shown.iter().find(|(user, keys)| {
            directory.record(user).and_then(|record| record.keys.value()) != Some(keys)
        });
        let other = other.map(|(user, _)| user.clone());
        self.must(other.is_none(), || format!("the keys of {other:?} are not as listed last"));
        if is_text(event)
            && let Some(title) = before.dialog().filter(|_| !before.takes_text())
        {
            let stays = self.seen.dialog() == Some(title);
            self.must(stays, || format!("{title:?} is closed by a paste"));
            self.count("pastes into dialogs without input");
        }
    }

    pub(super) fn check_frame(&mut self) {
        let odd = self.seen.odd_cell().map(str::to_owned);
        self.must(odd.is_none(), || format!("{odd:?} is drawn"));
        if self.seen.shows("4 Deactivate") {
            self.count("frames of the rotation guide");
        }
        if self.seen.shows("What speaks against") {
            self.count("steps taken sooner than recommended, asked about");
        }
        let now = self.now();
        let may_show = self.show.is_some_and(|at| at <= now && now - at < TimeDelta::seconds(30));
        let shown = self.given.iter().any(|given| self.seen.shows_part_of(&given.text));
        if shown {
            self.count("frames with the secret shown");
            self.must(may_show, || "the secret is on the screen".to_owned());
        }
        if !self.given.is_empty() && self.trace.len().is_multiple_of(8) {
            let debug = format!("{:?}", self.console);
            let leaks = self.given.iter().any(|given| debug.contains(&given.text));
            self.must(!leaks, || "the console's Debug prints a secret".to_owned());
        }
    }
}
