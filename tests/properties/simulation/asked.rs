//! What the console asks for: kept until it is answered, once it is seen that it may be asked for.

use super::super::iam::Request;
use super::Simulation;
use akia::console::{AwsRead, CallId, Effect, Event};
use akia::domain::Outcome;

impl Simulation {
    /// Takes over what the console asks for, and looks whether it may.
    pub(super) fn take(&mut self, effects: Vec<Effect>, event: &Event) {
        for effect in effects {
            let text = format!("{effect:?}");
            self.trace.push(format!("  asks for {text}"));
            let leaks = self.given.iter().any(|given| text.contains(&given.text));
            self.must(!leaks, || "an effect prints a secret".to_owned());
            self.take_one(effect, &text, event);
        }
    }

    fn take_one(&mut self, effect: Effect, text: &str, event: &Event) {
        match effect {
            Effect::Read(call, read) => {
                self.new_call(call);
                if let AwsRead::Keys(user, _) = &read {
                    self.awaited.insert(user.clone(), call);
                }
                self.reads.push((call, Request::Aws(read), self.time));
            }
            Effect::ReadLocal(call, read) => {
                self.new_call(call);
                self.reads.push((call, Request::Local(read), self.time));
            }
            Effect::Change(call, write, entry, journaling) => {
                self.must(entry.outcome == Outcome::Sending, || "journaled late".to_owned());
                self.check_write(call, &write, journaling, event);
                self.writes.push((call, write, journaling));
            }
            Effect::Verify(call, _) => {
                self.new_call(call);
                let again = self.others.iter().any(|o| matches!(o, Effect::Verify(..)));
                self.must(!again || matches!(event, Event::Keys(_)), || {
                    "a key is verified twice at a time".to_owned()
                });
                self.others.push(effect);
            }
            Effect::Connect(call, with) => {
                self.new_call(call);
                self.check_code(&with, text, event);
                self.awaited.clear();
                if self.profile != with.profile {
                    self.check_switch(event);
                    self.profile.clone_from(&with.profile);
                    self.shown.clear();
                }
                self.others.push(Effect::Connect(call, with));
            }
            Effect::MoveSession(call, ref new) => {
                self.new_call(call);
                self.check_move(new);
                self.awaited.clear();
                self.others.push(effect);
            }
            Effect::Copy(call, ref clip) => {
                self.new_call(call);
                let secret = self
                    .given
                    .iter()
                    .any(|given| clip.text.read(|text| text.contains(&given.text)));
                self.must(secret == clip.sensitive, || format!("{} is sensitive?", clip.what));
                self.others.push(effect);
            }
            Effect::SaveTable(call, _)
            | Effect::SaveCsv(call, ..)
            | Effect::PlanProfile(call, ..)
            | Effect::RemoveBackup(call, _) => {
                self.new_call(call);
                self.others.push(effect);
            }
            Effect::SaveProfile(call, ref plan, ..) => {
                self.new_call(call);
                self.check_profile(plan, event);
                self.others.push(effect);
            }
            Effect::Quit => self.check_quit(event),
            Effect::Record(call, entry) if entry.outcome == Outcome::Verified => {
                self.new_call(call);
                let accepted = self.accepted;
                self.must(accepted >= 3, || format!("verified by {accepted} answers"));
                self.verified.extend(entry.key);
                self.count("keys verified");
            }
            Effect::Record(call, _) => self.new_call(call),
            Effect::Remember(_) | Effect::ForgetDrawn | Effect::Suspend => {}
        }
    }

    pub(super) fn new_call(&mut self, call: CallId) {
        let new = self.asked.last().is_none_or(|last| *last < call);
        self.asked.insert(call);
        self.must(new, || format!("{call:?} is used twice, or out of order"));
    }
}
