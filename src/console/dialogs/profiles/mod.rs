//! Another profile, and so another account, without leaving.

#[cfg(test)]
mod tests;

use super::{Body, Dialog, Then, move_selection, paste_into, type_into};
use crate::console::bindings::{Action, Place};
use crate::console::core::{Core, Tone};
use crate::console::effect::{CallId, Read};
use crate::console::event::Reply;
use crate::console::told::Told;
use crate::domain::LocalProfile;
use crate::ui::{self, Theme, harmless};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::Input;

/// The choice: narrowed as one types.
#[derive(Debug)]
pub(crate) struct SwitchProfile {
    input: Input,
    profiles: Told<Vec<LocalProfile>>,
    selected: usize,
}

impl SwitchProfile {
    /// Asks for the profiles there are.
    pub(crate) fn new(core: &mut Core) -> Self {
        let profiles = Told::asked(Some(core.read(Read::Profiles)));
        Self { input: Input::default(), profiles, selected: 0 }
    }

    /// The profiles whose name, kind or account has what is typed.
    fn matching(&self) -> Vec<&LocalProfile> {
        let Some(all) = self.profiles.value() else { return Vec::new() };
        let typed = self.input.value().trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&typed);
        let matches = |profile: &&LocalProfile| {
            let account = profile.account.as_ref().map(|account| &account.id);
            has(&profile.name)
                || has(profile.kind.words())
                || account.is_some_and(|id| has(id.as_str()) || has(&id.grouped()))
        };
        all.iter().filter(matches).collect()
    }
}

/// A profile's line: its name, its account as far as that is known, and where its credentials come
/// from.
fn label(core: &Core, profile: &LocalProfile) -> String {
    let tried = core.settings.profile.as_ref() == Some(&profile.name);
    let mark = match core.way_back() {
        Some(before) if before.name.as_ref() == Some(&profile.name) => " (before)",
        Some(_) if tried && core.session.trouble().is_some() => " (did not work)",
        Some(_) if tried => " (being tried)",
        None if core.profile() == Some(profile.name.as_str()) => " (in use)",
        _ => "",
    };
    let account = profile.account.as_ref().map(|account| account.id.grouped());
    let name = format!("{}{mark}", harmless(&profile.name));
    format!("{name:<32}{:<16}{}", account.as_deref().unwrap_or("-"), profile.kind.words())
}

impl Dialog for SwitchProfile {
    fn place(&self) -> Place {
        Place::Profiles
    }

    fn act(&mut self, core: &mut Core, action: Action) -> Then {
        match action {
            Action::Cancel => Then::Close,
            Action::Choose => {
                let chosen = self.matching().get(self.selected).map(|profile| profile.name.clone());
                match chosen {
                    Some(name) if core.profile() == Some(name.as_str()) => {
                        let text = format!("Profile {name} is in use; r signs in with it again.");
                        core.say(Tone::Info, text);
                    }
                    Some(name) => return Then::Switch(name, None),
                    None => core.say(Tone::Warning, "No profile is selected."),
                }
                Then::Stay
            }
            action => {
                let count = self.matching().len();
                move_selection(&mut self.selected, count, action);
                Then::Stay
            }
        }
    }

    fn type_key(&mut self, _core: &mut Core, key: KeyEvent) {
        type_into(&mut self.input, key);
        self.selected = 0;
    }

    fn paste(&mut self, _core: &mut Core, text: &str) {
        paste_into(&mut self.input, text);
        self.selected = 0;
    }

    fn waits_for(&self, call: CallId) -> bool {
        self.profiles.waits_for(call)
    }

    fn reply(&mut self, core: &mut Core, call: CallId, reply: Reply) -> Then {
        if let Reply::Profiles(answer) = reply {
            self.profiles.take(call, answer);
            if let Some(all) = self.profiles.value() {
                // Where another did not work, the one before is a key away.
                let before = core.way_back().and_then(|before| before.name.as_ref());
                let at = all.iter().position(|profile| Some(&profile.name) == before);
                self.selected = at.filter(|_| self.input.value().is_empty()).unwrap_or(0);
            }
        }
        Then::Stay
    }

    fn view(&self, core: &Core, theme: Theme, frame: &mut Frame, area: Rect) {
        let mut body = Body::new("Switch profile", area, theme);
        body.input().gap();
        match self.profiles.answer() {
            None => {
                body.waiting(core, "Reading your profiles…");
            }
            Some(Err(trouble)) => {
                body.say(theme.warning(), &format!("Your profiles cannot be read: {trouble}."));
            }
            Some(Ok(all)) if all.is_empty() => {
                body.say(theme.plain(), "There is no profile. aws configure makes one.");
            }
            Some(Ok(_)) => {
                let labels: Vec<String> =
                    self.matching().into_iter().map(|profile| label(core, profile)).collect();
                if labels.is_empty() {
                    body.say(theme.muted(), "No profile matches.");
                } else {
                    body.choices(&labels, self.selected);
                }
            }
        }
        if let Some(at) = body.draw(frame, area) {
            ui::input(frame, at, &self.input, "Type to narrow the list", theme);
        }
    }
}
