//! The profiles to choose from, narrowed by what is typed. The name of none of them makes a new
//! profile.

use crate::console::context::Context;
use crate::console::dialogs::{TextTarget, move_selection};
use crate::console::effect::CallId;
use crate::console::event::Reply;
use crate::console::input::bindings::Action;
use crate::console::model::remote::Remote;
use crate::console::reads::{LocalAnswer, LocalRead};
use crate::domain::{AccessKeyId, LocalError, LocalProfile, ProfileName, ProfileNameError};
use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use tui_input::Input;

#[derive(Debug)]
pub(super) struct ProfileList {
    pub(super) input: Input,
    known: Remote<Vec<LocalProfile>, LocalError>,
    /// The name of a new profile, while nothing is typed.
    suggested: Option<ProfileName>,
    /// The key that the new one replaces.
    replaces: Option<AccessKeyId>,
    /// The profile of this session.
    in_use: Option<String>,
    /// `None` where the only profile is one that is advised against.
    pub(super) selected: Option<usize>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Entry<'a> {
    New(ProfileName),
    Existing(&'a LocalProfile),
}

impl Entry<'_> {
    /// The name, if it can be written to a file.
    pub(super) fn name(&self) -> Result<ProfileName, ProfileNameError> {
        match self {
            Self::New(name) => Ok(name.clone()),
            Self::Existing(profile) => ProfileName::parse(&profile.name),
        }
    }

    fn is_default(&self) -> bool {
        self.name().is_ok_and(|name| name.is_default())
    }
}

impl ProfileList {
    pub(super) fn new(cx: &mut Context, user: &str, replaces: Option<&AccessKeyId>) -> Self {
        Self {
            input: Input::default(),
            known: Remote::requested_by(cx.read_local(LocalRead::Profiles)),
            suggested: ProfileName::parse(user).ok(),
            replaces: replaces.cloned(),
            in_use: cx.model.profile().map(str::to_owned),
            selected: None,
        }
    }

    pub(super) fn is_reading(&self) -> bool {
        self.known.latest().is_none()
    }

    pub(super) fn failure(&self) -> Option<&LocalError> {
        self.known.failure()
    }

    pub(super) fn take(&mut self, call: CallId, now: DateTime<Utc>, reply: Reply) {
        if let Reply::Local(LocalAnswer::Profiles(answer)) = reply {
            self.known.take(call, now, answer);
            self.select_likeliest();
        }
    }

    pub(super) fn holds_old(&self, profile: &LocalProfile) -> bool {
        self.replaces.is_some() && profile.access_key_id == self.replaces
    }

    fn typed(&self) -> &str {
        self.input.value().trim()
    }

    /// Why the typed text cannot be a name.
    pub(super) fn complaint(&self) -> Option<ProfileNameError> {
        Some(self.typed()).filter(|typed| !typed.is_empty())?;
        ProfileName::parse(self.typed()).err()
    }

    /// A new key had better not go into `default`, unless that holds the old one.
    pub(super) fn is_advised_against(&self, entry: &Entry) -> bool {
        let holds_old = matches!(entry, Entry::Existing(profile) if self.holds_old(profile));
        entry.is_default() && !holds_old
    }

    /// A new profile, then those that match the typed text, with one that is advised against last.
    pub(super) fn entries(&self) -> Vec<Entry<'_>> {
        let known = self.known.value().map_or(&[][..], Vec::as_slice);
        let typed = self.typed();
        let matches = |profile: &&LocalProfile| {
            let id = profile.access_key_id.as_ref();
            let has = |text: &str| text.to_lowercase().contains(&typed.to_lowercase());
            has(&profile.name) || id.is_some_and(|id| has(id.as_str()))
        };
        let mut matching: Vec<Entry> = known.iter().filter(matches).map(Entry::Existing).collect();
        matching.sort_by_key(|entry| {
            let Entry::Existing(profile) = entry else { return (false, false, false) };
            (
                profile.name != typed,
                !profile.name.starts_with(typed),
                self.is_advised_against(entry),
            )
        });
        let new = match typed {
            "" => self.suggested.clone(),
            typed => ProfileName::parse(typed).ok(),
        };
        let new = new.filter(|new| known.iter().all(|known| known.name != new.as_str()));
        // Until the profiles are known, the name may be one of theirs.
        let new = new.filter(|_| !self.is_reading());
        new.map(Entry::New).into_iter().chain(matching).collect()
    }

    pub(super) fn chosen(&self) -> Option<Entry<'_>> {
        self.entries().into_iter().nth(self.selected?)
    }

    pub(super) fn move_selection(&mut self, action: Action) {
        let count = self.entries().len();
        let mut selected = self.selected.unwrap_or(0);
        if self.selected.is_some() {
            move_selection(&mut selected, count, action);
        }
        self.selected = Some(selected).filter(|_| count > 0);
    }

    /// Selects what is most likely meant: of the profiles that match the typed text, the first; while
    /// nothing is typed, the one that holds the old key, and of several the one in use; otherwise a
    /// new profile. Never `default`, unless it holds the old key or was typed.
    fn select_likeliest(&mut self) {
        let entries = self.entries();
        let is_typed = !self.typed().is_empty();
        let existing = |wish: &dyn Fn(&LocalProfile) -> bool| {
            let as_wished =
                |entry: &Entry| matches!(entry, Entry::Existing(profile) if wish(profile));
            entries.iter().position(as_wished)
        };
        let in_use = |profile: &LocalProfile| self.in_use.as_ref() == Some(&profile.name);
        let likeliest =
            existing(&|profile| !is_typed && self.holds_old(profile) && in_use(profile))
                .or_else(|| existing(&|profile| is_typed || self.holds_old(profile)));
        let any = entries.iter().position(|entry| is_typed || !entry.is_default());
        self.selected = likeliest.or(any);
    }
}

impl TextTarget for ProfileList {
    fn type_key(&mut self, key: KeyEvent) {
        self.input.type_key(key);
        self.select_likeliest();
    }

    fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.select_likeliest();
    }
}
