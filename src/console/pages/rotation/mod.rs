//! The rotation page: the guide that leads a user's keys through the six steps, over days.
//!
//! It keeps only what the person chose. The current step follows from IAM, the journal and the
//! profiles: after each event, one [`Decision`] is made, which the page shows and acts on. The page
//! lies on top of the security credentials and closes with them.

mod availability;
mod cards;
mod decision;
mod describe;
mod head;
mod idle_time;
mod local_machine;
mod override_warning;
mod reasons;
mod snapshot;
mod state;
mod view;

#[cfg(test)]
mod tests;

pub(crate) use self::state::Rotation;

use self::decision::Decision;
use self::idle_time::ChooseIdleTime;
use self::local_machine::profile_to_move_to;
use self::override_warning::{OverrideWarning, dialog_for};
use crate::console::context::Context;
use crate::console::dialogs::Transition;
use crate::console::dialogs::create::Create;
use crate::console::dialogs::status::SetStatus;
use crate::console::effect::CallId;
use crate::console::frame::layout::PageLayout;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::model::remote::Remote;
use crate::console::pages::Page;
use crate::console::reads::{AwsRead, LocalAnswer, LocalRead, Urgency};
use crate::domain::{AccessKeyId, FailureKind, KeyAction, Recommendation, UserName};
use crate::ui::Theme;
use chrono::{DateTime, TimeDelta, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

/// How often the page reads the keys and their last uses again.
const REFRESH_EVERY: TimeDelta = TimeDelta::seconds(60);
/// How many lines of reasons page up and page down scroll.
const SCROLL_LINES: usize = 5;

impl Rotation {
    pub(crate) fn open(cx: &mut Context, user: &UserName) -> Self {
        let is_outdated = snapshot::is_evidence_outdated(&cx.model, user);
        let refresh_in = if is_outdated { TimeDelta::zero() } else { REFRESH_EVERY };
        Self {
            user: user.clone(),
            chosen_old: None,
            selected: None,
            last_step: None,
            scroll: 0,
            journal: cx.read_key_events(user).map_or_else(Remote::default, Remote::requested_by),
            profiles: Remote::requested_by(cx.read_local(LocalRead::Profiles)),
            refresh_at: cx.model.now + refresh_in,
            is_covered: false,
            decision: None,
        }
    }

    /// Makes the decision that the page relies on until the next one.
    pub(crate) fn decide(&mut self, model: &Model) {
        self.decision = model.keys(&self.user).map(|keys| {
            let snapshot = self.take_snapshot(model, &keys);
            Decision::new(snapshot, keys)
        });
    }

    fn select(&mut self, action: Action) {
        let Some(decision) = &self.decision else { return };
        let current = self.selected_card(decision);
        let next = if action == Action::Up { current.saturating_sub(1) } else { current + 1 };
        if let Some(card) = decision.cards.get(next) {
            self.selected = Some(card.shown.key.id.clone());
            self.scroll = 0;
        }
    }

    fn refresh(&mut self, cx: &mut Context) {
        if cx.model.session.needs_connecting() {
            return cx.connect();
        }
        cx.read_user(&self.user);
        self.read_local_machine(cx);
    }

    fn read_local_machine(&mut self, cx: &mut Context) {
        self.profiles.request(cx.read_local(LocalRead::Profiles));
        if let Some(call) = cx.read_key_events(&self.user) {
            self.journal.request(call);
        }
    }

    /// Opens the dialog for a key that replaces the old one.
    fn create(&mut self, cx: &mut Context) -> Transition {
        let recommendation = self.decision.as_ref().map(|decision| &decision.recommendation);
        let replaced = recommendation.and_then(|r| r.old_key().or_else(|| r.new_key()).cloned());
        let Some(old) = replaced else {
            return Transition::Open(Box::new(Create::new(&cx.model, &self.user)));
        };
        self.chosen_old = Some(old.clone());
        Transition::Open(Box::new(Create::replacing(&cx.model, &self.user, old)))
    }

    /// Takes the recommended step.
    fn next_step(&mut self, cx: &mut Context) -> Transition {
        let Some(decision) = &self.decision else { return Transition::Stay };
        if let Some((action, key)) = decision.recommendation.key_action() {
            let key = key.clone();
            return self.change_key(&cx.model, action, &key);
        }
        match decision.recommendation {
            Recommendation::CreateKey { .. } => return self.create(cx),
            Recommendation::ChooseOld { .. } => return self.act_on_key(cx, Action::ChooseOld),
            Recommendation::MoveSession { .. } => self.move_session(cx),
            Recommendation::ReadLastUse { .. } => self.refresh(cx),
            // These are taken elsewhere or by waiting; `unavailable` has said so.
            _ => {}
        }
        Transition::Stay
    }

    fn act_on_key(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Some(key) = self.target(action).cloned() else { return Transition::Stay };
        match action {
            Action::ChooseOld => self.choose_old(cx, key.id),
            Action::Activate => return Transition::Open(Box::new(SetStatus::activate(&key))),
            Action::Deactivate => {
                return self.change_key(&cx.model, KeyAction::Deactivate, &key.id);
            }
            Action::Delete => return self.change_key(&cx.model, KeyAction::Delete, &key.id),
            Action::CopyId => cx.copy_id(&key.id),
            _ => {}
        }
        Transition::Stay
    }

    fn choose_old(&mut self, cx: &mut Context, key: AccessKeyId) {
        if self.chosen_old.as_ref() == Some(&key) {
            cx.notify(Tone::Good, "Neither is taken for the old one by choice any more.");
            self.chosen_old = None;
        } else {
            cx.notify(Tone::Good, format!("{key} is taken for the old one."));
            self.chosen_old = Some(key);
        }
        self.scroll = 0;
    }

    /// Opens the dialog for the change, or first the warnings about a change that is not
    /// recommended.
    fn change_key(&mut self, model: &Model, action: KeyAction, id: &AccessKeyId) -> Transition {
        let Some(decision) = &self.decision else { return Transition::Stay };
        let Some(key) = decision.key(id) else { return Transition::Stay };
        let recommendation = &decision.recommendation;
        let is_old = recommendation.old_key() == Some(id);
        if action == KeyAction::Delete
            && is_old
            && let Some(new) = recommendation.new_key()
        {
            self.last_step = Some((id.clone(), new.clone()));
        }
        let warnings = decision.snapshot.warnings(recommendation, action, id);
        if warnings.is_empty() || recommendation.key_action() == Some((action, id)) {
            return Transition::Open(dialog_for(model, action, key));
        }
        Transition::Open(Box::new(OverrideWarning::new(action, key.clone(), warnings)))
    }

    fn move_session(&mut self, cx: &mut Context) {
        let Some(decision) = &self.decision else { return };
        match profile_to_move_to(&cx.model, decision, self.local_profiles()) {
            Ok(profile) => {
                cx.connect();
                cx.notify(Tone::Info, format!("Signing in anew with profile {profile}…"));
            }
            Err(reason) => cx.notify(Tone::Warning, reason),
        }
    }

    /// Reads the keys and the journal; the last uses follow the keys. What was denied is not read
    /// again.
    fn refresh_gently(&mut self, cx: &mut Context) {
        let session = &cx.model.session;
        if session.caller().is_none() || session.needs_connecting() {
            return;
        }
        if let Some(record) = cx.model.directory.record(&self.user) {
            let failure = record.keys.failure().map(|failure| failure.kind);
            let is_lasting =
                matches!(failure, Some(FailureKind::Denied | FailureKind::NoSuchEntity));
            if is_lasting || record.keys.is_pending() {
                return;
            }
        }
        cx.read(AwsRead::Keys(self.user.clone(), Urgency::Gentle));
        if let Some(call) = cx.read_key_events(&self.user) {
            self.journal.request(call);
        }
    }
}

impl Page for Rotation {
    fn key_context(&self) -> KeyContext {
        KeyContext::Rotation
    }

    fn user(&self) -> Option<&UserName> {
        Some(&self.user)
    }

    fn breadcrumb(&self) -> &'static str {
        " › Rotate"
    }

    fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        self.why_unavailable(model, action)
    }

    fn prepare_action(&mut self, model: &Model) {
        self.decide(model);
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Back => return Transition::ClosePage,
            Action::Refresh => self.refresh(cx),
            Action::IdleTime => {
                return Transition::Open(Box::new(ChooseIdleTime::new(&cx.model)));
            }
            Action::Create => return self.create(cx),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(SCROLL_LINES),
            // `reconcile` brings it back to where there is text.
            Action::PageDown => self.scroll += SCROLL_LINES,
            Action::NextStep => return self.next_step(cx),
            Action::MoveSession => self.move_session(cx),
            Action::Up | Action::Down => self.select(action),
            action => return self.act_on_key(cx, action),
        }
        Transition::Stay
    }

    fn click(&mut self, model: &Model, layout: PageLayout, row: u16) {
        if let Some(id) = self.card_at(model, layout.body, row) {
            self.selected = Some(id);
        }
    }

    fn on_local_answer(&mut self, call: CallId, now: DateTime<Utc>, answer: &LocalAnswer) {
        match answer {
            LocalAnswer::KeyEvents(events) => {
                self.journal.take(call, now, events.clone());
            }
            LocalAnswer::Profiles(profiles) => {
                self.profiles.take(call, now, profiles.clone());
            }
            LocalAnswer::Notices(_) => {}
        }
    }

    /// Reads what the page shows again from time to time.
    fn tick(&mut self, cx: &mut Context, is_on_top: bool) {
        if is_on_top && self.is_covered {
            // The journal and the profiles may have changed in the dialog.
            self.read_local_machine(cx);
        }
        self.is_covered = !is_on_top;
        let latest = cx.model.now + REFRESH_EVERY;
        if cx.model.now < self.refresh_at {
            // The clock may have been set back.
            self.refresh_at = self.refresh_at.min(latest);
            return;
        }
        self.refresh_at = latest;
        if is_on_top {
            self.refresh_gently(cx);
        }
    }

    fn wake_at(&self) -> Option<DateTime<Utc>> {
        Some(self.refresh_at)
    }

    fn reconcile(&mut self, cx: &mut Context, layout: PageLayout) {
        self.decide(&cx.model);
        let Some(decision) = &self.decision else { return };
        let is_there = |id: &AccessKeyId| decision.key(id).is_some();
        self.selected = self.selected.take().filter(is_there);
        self.chosen_old = self.chosen_old.take().filter(is_there);
        self.scroll = self.scroll.min(self.last_scroll(&cx.model, layout.body));
    }

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        self.draw(model, theme, frame, area);
    }
}
