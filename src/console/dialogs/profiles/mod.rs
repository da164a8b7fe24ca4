//! Switching to another profile, and so to another account.

#[cfg(test)]
mod tests;

use super::{Body, Canvas, Dialog, TextTarget, Transition, move_or_close, name_columns};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::remote::Remote;
use crate::console::model::{Model, Tone};
use crate::console::reads::{LocalAnswer, LocalRead};
use crate::domain::{LocalError, LocalProfile};
use crate::ui::{self, harmless};
use crossterm::event::KeyEvent;
use tui_input::Input;

#[derive(Debug)]
pub(crate) struct SwitchProfile {
    input: Input,
    profiles: Remote<Vec<LocalProfile>, LocalError>,
    selected: usize,
}

impl SwitchProfile {
    pub(crate) fn new(cx: &mut Context) -> Self {
        let profiles = Remote::requested_by(cx.read_local(LocalRead::Profiles));
        Self { input: Input::default(), profiles, selected: 0 }
    }

    /// The profiles whose name, kind or account contains the typed text.
    fn matching(&self) -> Vec<&LocalProfile> {
        let Some(all) = self.profiles.value() else { return Vec::new() };
        let typed = self.input.value().trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&typed);
        let matches = |profile: &&LocalProfile| {
            let account = profile.account.as_ref().map(|account| &account.id);
            has(&profile.name)
                || has(profile.kind.describe())
                || account.is_some_and(|id| has(id.as_str()) || has(&id.grouped()))
        };
        all.iter().filter(matches).collect()
    }
}

const ACCOUNT_COLUMNS: usize = 16;

/// A line for each profile: its name, its account if that is known, and where its credentials come
/// from. Where there is no room for all of that, the accounts are left out.
fn labels(model: &Model, profiles: &[&LocalProfile], columns: usize) -> Vec<String> {
    let names: Vec<String> = profiles.iter().map(|profile| marked_name(model, profile)).collect();
    let width = name_columns(&names);
    let kinds = profiles.iter().map(|profile| ui::width(profile.kind.describe())).max();
    let accounts = width + ACCOUNT_COLUMNS + kinds.unwrap_or_default() <= columns;
    let line = |(name, profile): (&String, &&LocalProfile)| {
        let account = profile.account.as_ref().map(|account| account.id.grouped());
        let account = account.as_deref().unwrap_or("-");
        let account = if accounts { format!("{account:<ACCOUNT_COLUMNS$}") } else { String::new() };
        format!("{name:<width$}{account}{}", profile.kind.describe())
    };
    names.iter().zip(profiles).map(line).collect()
}

fn marked_name(model: &Model, profile: &LocalProfile) -> String {
    let tried = model.settings.profile.as_ref() == Some(&profile.name);
    let mark = match model.way_back() {
        Some(before) if before.name.as_ref() == Some(&profile.name) => " (before)",
        Some(_) if tried && model.mfa.challenge.as_ref().is_some() => " (no MFA code)",
        Some(_) if tried && model.session.failure().is_some() => " (did not work)",
        Some(_) if tried => " (being tried)",
        None if model.profile() == Some(profile.name.as_str()) => " (in use)",
        _ => "",
    };
    format!("{}{mark}", harmless(&profile.name))
}

impl TextTarget for SwitchProfile {
    fn type_key(&mut self, key: KeyEvent) {
        self.input.type_key(key);
        self.selected = 0;
    }

    fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.selected = 0;
    }
}

impl Dialog for SwitchProfile {
    fn key_context(&self) -> KeyContext {
        KeyContext::Profiles
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => {
                let chosen = self.matching().get(self.selected).map(|profile| profile.name.clone());
                match chosen {
                    Some(name) if cx.model.profile() == Some(name.as_str()) => {
                        let text = format!("Profile {name} is in use; r signs in with it again.");
                        cx.notify(Tone::Info, text);
                    }
                    Some(name) => return Transition::SwitchProfile(name, None),
                    None => cx.notify(Tone::Warning, "No profile is selected."),
                }
                Transition::Stay
            }
            action => {
                let count = self.matching().len();
                move_or_close(&mut self.selected, count, action)
            }
        }
    }

    fn text_target(&mut self) -> Option<&mut dyn TextTarget> {
        Some(self)
    }

    fn reply(&mut self, cx: &mut Context, call: CallId, reply: Reply) -> Transition {
        if let Reply::Local(LocalAnswer::Profiles(answer)) = reply {
            self.profiles.take(call, cx.model.now, answer);
            if let Some(all) = self.profiles.value() {
                // Where a profile did not work, one key leads back to the one before.
                let before = cx.model.way_back().and_then(|before| before.name.as_ref());
                let at = all.iter().position(|profile| Some(&profile.name) == before);
                self.selected = at.filter(|_| self.input.value().is_empty()).unwrap_or(0);
            }
        }
        Transition::Stay
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Switch profile", canvas);
        body.input(&self.input, "Type to narrow the list").gap();
        match self.profiles.latest() {
            None => {
                body.waiting(model, "Reading your profiles…");
            }
            Some(Err(trouble)) => {
                body.warning(&format!("Your profiles cannot be read: {trouble}."));
            }
            Some(Ok(all)) if all.is_empty() => {
                body.notice("There is no profile. aws configure makes one.");
            }
            Some(Ok(_)) => {
                // The mark of the selected line takes two columns.
                let room = body.columns().saturating_sub(2);
                let labels = labels(model, &self.matching(), room);
                if labels.is_empty() {
                    body.hint("No profile matches.");
                } else {
                    body.choices(&labels, self.selected);
                }
            }
        }
        body
    }
}
