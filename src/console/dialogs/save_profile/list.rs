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
        let mut entries = Vec::new();
        if let Some(name) = self.new_name()
            && known.iter().all(|profile| profile.name != name.as_str())
        {
            entries.push(Entry::New(name));
        }
        let mut matching: Vec<&LocalProfile> =
            known.iter().filter(|profile| contains(profile, typed)).collect();
        matching.sort_by_key(|profile| {
            let advised_against = self.is_advised_against(&Entry::Existing(profile));
            (profile.name != typed, !profile.name.starts_with(typed), advised_against)
        });
        entries.extend(matching.into_iter().map(Entry::Existing));
        entries
    }

    /// The name of the profile to create. Until the profiles are known, it may be one of theirs.
    fn new_name(&self) -> Option<ProfileName> {
        if self.is_reading() {
            return None;
        }
        match self.typed() {
            "" => self.suggested.clone(),
            typed => ProfileName::parse(typed).ok(),
        }
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

    /// Selects what is most likely meant: of the profiles that match the typed text, the first;
    /// while nothing is typed, the one that holds the old key, and of several the one in use;
    /// otherwise a new profile. Never `default`, unless it holds the old key or was typed.
    fn select_likeliest(&mut self) {
        self.selected = self.likeliest();
    }

    fn likeliest(&self) -> Option<usize> {
        let entries = self.entries();
        if !self.typed().is_empty() {
            let existing = entries.iter().position(|entry| matches!(entry, Entry::Existing(_)));
            return existing.or((!entries.is_empty()).then_some(0));
        }
        let is_in_use = |profile: &LocalProfile| self.in_use.as_ref() == Some(&profile.name);
        let with_old_key = |in_use: bool| {
            entries.iter().position(|entry| match entry {
                Entry::New(_) => false,
                Entry::Existing(profile) => {
                    self.holds_old(profile) && (!in_use || is_in_use(profile))
                }
            })
        };
        with_old_key(true)
            .or_else(|| with_old_key(false))
            .or_else(|| entries.iter().position(|entry| !entry.is_default()))
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

/// Whether the name or the access key ID of a profile contains a text.
fn contains(profile: &LocalProfile, text: &str) -> bool {
    let has = |part: &str| part.to_lowercase().contains(&text.to_lowercase());
    has(&profile.name) || profile.access_key_id.as_ref().is_some_and(|id| has(id.as_str()))
}
