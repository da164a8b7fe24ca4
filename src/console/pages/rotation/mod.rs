//! Rotate: the guide that leads a user's keys through the six steps, over days.
//!
//! It keeps nothing but what the person chose: where the rotation is, is read from IAM each time
//! and looked up in [`RotationCase`]. It lies on top of the security credentials, and goes with
//! them.

mod case;
mod head;
mod machine;
mod quiet_time;
mod sooner;
mod view;

#[cfg(test)]
mod tests;

use self::quiet_time::ChooseQuietTime;
use self::sooner::Sooner;
use super::credentials;
use crate::console::context::Context;
use crate::console::dialogs::Transition;
use crate::console::dialogs::create::Create;
use crate::console::dialogs::delete::Delete;
use crate::console::dialogs::status::SetStatus;
use crate::console::effect::{AwsRead, CallId, LocalRead, Urgency};
use crate::console::frame::layout::PageLayout;
use crate::console::input::bindings::Action;
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::model::told::Told;
use crate::domain::{
    AccessKey, AccessKeyEvent, AccessKeyId, FailureKind, LocalError, LocalProfile, RotationCase,
    RotationStep, Touch, UserName,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How often the page reads keys and their use by itself.
const REFRESH_EVERY: TimeDelta = TimeDelta::seconds(60);

/// The page's state.
#[derive(Debug)]
pub(crate) struct Rotation {
    user: UserName,
    /// The key that the person took for the old one.
    chosen_old: Option<AccessKeyId>,
    /// The card that the person selected; until then it is the old key's.
    selected: Option<AccessKeyId>,
    /// The old key that is being deleted, and the one that stays.
    last_step: Option<(AccessKeyId, AccessKeyId)>,
    /// How many lines of the text are above what is shown of it.
    scroll: usize,
    hints: Told<Vec<AccessKeyEvent>>,
    profiles: Told<Vec<LocalProfile>>,
    refresh_at: DateTime<Utc>,
    /// A dialog lay on top when time last passed.
    covered: bool,
}

impl Rotation {
    /// Opens the guide for a user.
    pub(crate) fn open(cx: &mut Context, user: &UserName) -> Self {
        let mut guide = Self {
            user: user.clone(),
            chosen_old: None,
            selected: None,
            last_step: None,
            scroll: 0,
            hints: Told::asked(ask_hints(cx, user)),
            profiles: Told::asked(Some(cx.read_local(LocalRead::Profiles))),
            refresh_at: cx.model.now + REFRESH_EVERY,
            covered: false,
        };
        if guide.has_old_evidence(&cx.model) {
            guide.refresh_at = cx.model.now;
        }
        guide
    }

    pub(crate) fn on_journal_events(
        &mut self,
        call: CallId,
        answer: Result<Vec<AccessKeyEvent>, LocalError>,
    ) {
        self.hints.take(call, answer.map_err(|error| error.to_string()));
    }

    pub(crate) fn on_profiles(
        &mut self,
        call: CallId,
        answer: Result<Vec<LocalProfile>, LocalError>,
    ) {
        self.profiles.take(call, answer.map_err(|error| error.to_string()));
    }

    pub(crate) fn unavailable(&self, model: &Model, action: Action) -> Option<String> {
        let target = self.target(model, action).map(|key| key.id);
        let Some(case) = self.case(model) else {
            let of_keys = matches!(
                action,
                Action::NextStep | Action::ChooseOld | Action::MoveSession | Action::CopyId
            );
            let action = if of_keys { Action::CopyId } else { action };
            return credentials::unavailable(model, &self.user, None, action);
        };
        let guidance = case.guidance();
        match action {
            Action::NextStep if guidance.step == RotationStep::Create => {
                credentials::unavailable(model, &self.user, None, Action::Create)
            }
            Action::NextStep if guidance.step == RotationStep::MoveSession => {
                self.move_to(model, &case).err()
            }
            Action::MoveSession => self.move_to(model, &case).err(),
            Action::ChooseOld if case.keys.len() < 2 => {
                Some("There is no other key that could be the new one.".to_owned())
            }
            Action::NextStep => {
                if let Some(reason) = Self::nothing_to_press(&case, &guidance) {
                    return Some(reason);
                }
                let (action, key) = match self.recommended(model)? {
                    (Touch::Deactivate, id) => (Action::Deactivate, id),
                    (Touch::Delete, id) => (Action::Delete, id),
                };
                credentials::unavailable(model, &self.user, Some(&key), action)
            }
            action => credentials::unavailable(model, &self.user, target.as_ref(), action),
        }
    }

    pub(crate) fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Back => return Transition::Leave,
            Action::Refresh => self.refresh(cx),
            Action::QuietTime => {
                return Transition::Open(Box::new(ChooseQuietTime::new(&cx.model)));
            }
            Action::Create => return self.create(cx),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(view::PAGE),
            // Settling brings it back to where there is text.
            Action::PageDown => self.scroll += view::PAGE,
            Action::NextStep => return self.next_step(cx),
            Action::MoveSession => self.move_session(cx),
            Action::Up | Action::Down => self.select(&cx.model, action),
            action => return self.act_on_key(cx, action),
        }
        Transition::Stay
    }

    fn select(&mut self, model: &Model, action: Action) {
        let Some(guidance) = self.case(model).map(|case| case.guidance()) else { return };
        let cards = self.cards(model, &guidance);
        let at = self.selected_card(&cards, &guidance);
        let at = if action == Action::Up { at.saturating_sub(1) } else { at + 1 };
        if let Some(card) = cards.get(at) {
            self.selected = Some(card.shown.key.id.clone());
            self.scroll = 0;
        }
    }

    fn refresh(&mut self, cx: &mut Context) {
        if cx.model.session.wants_settling() {
            return cx.connect();
        }
        cx.read_user(&self.user);
        self.ask_machine(cx);
    }

    /// Asks this machine's journal and its profiles.
    fn ask_machine(&mut self, cx: &mut Context) {
        self.profiles.ask_again(cx.read_local(LocalRead::Profiles));
        if let Some(call) = ask_hints(cx, &self.user) {
            self.hints.ask_again(call);
        }
    }

    /// The wizard, for a key that replaces the old one.
    fn create(&mut self, cx: &mut Context) -> Transition {
        let guidance = self.case(&cx.model).map(|case| case.guidance());
        let old = guidance.and_then(|guidance| guidance.old.or(guidance.new));
        let Some(old) = old else {
            return Transition::Open(Box::new(Create::new(&cx.model, &self.user)));
        };
        self.chosen_old = Some(old.clone());
        Transition::Open(Box::new(Create::replacing(&cx.model, &self.user, old)))
    }

    /// What the guide recommends.
    fn next_step(&mut self, cx: &mut Context) -> Transition {
        let Some(guidance) = self.case(&cx.model).map(|case| case.guidance()) else {
            return Transition::Stay;
        };
        match guidance.step {
            RotationStep::Create => return self.create(cx),
            RotationStep::Deactivate(_) | RotationStep::Delete(_) | RotationStep::FreeSlot(_) => {
                if let Some((touch, id)) = self.recommended(&cx.model) {
                    return self.touch(&cx.model, touch, &id);
                }
            }
            RotationStep::ChooseOld(_) => return self.act_on_key(cx, Action::ChooseOld),
            RotationStep::MoveSession => self.move_session(cx),
            RotationStep::ReadUse(_) => self.refresh(cx),
            // Nothing to press: it is unavailable, and the reason is said.
            RotationStep::UpdateApplications
            | RotationStep::UpdateProfile(_)
            | RotationStep::WaitUntil(_)
            | RotationStep::Decide(_)
            | RotationStep::Nothing => {}
        }
        Transition::Stay
    }

    fn act_on_key(&mut self, cx: &mut Context, action: Action) -> Transition {
        let Some(key) = self.target(&cx.model, action) else { return Transition::Stay };
        match action {
            Action::ChooseOld => {
                if self.chosen_old.as_ref() == Some(&key.id) {
                    cx.notify(Tone::Good, "Neither is taken for the old one by choice any more.");
                    self.chosen_old = None;
                } else {
                    cx.notify(Tone::Good, format!("{} is taken for the old one.", key.id));
                    self.chosen_old = Some(key.id);
                }
                self.scroll = 0;
            }
            Action::Activate => return Transition::Open(Box::new(SetStatus::activate(&key))),
            Action::Deactivate => return self.touch(&cx.model, Touch::Deactivate, &key.id),
            Action::Delete => return self.touch(&cx.model, Touch::Delete, &key.id),
            Action::CopyId => {
                cx.copy_id(&key.id);
            }
            _ => {}
        }
        Transition::Stay
    }

    /// Opens the dialog that does it; where it is not what the guide recommends, a question before
    /// it says what speaks against.
    fn touch(&mut self, model: &Model, touch: Touch, id: &AccessKeyId) -> Transition {
        let (Some(key), Some(case)) = (self.key(model, id), self.case(model)) else {
            return Transition::Stay;
        };
        let guidance = case.guidance();
        if let (Touch::Delete, Some(old), Some(new)) = (touch, guidance.old, guidance.new)
            && old == *id
        {
            self.last_step = Some((old, new));
        }
        let against = case.against(touch, id);
        if against.is_empty() || self.recommended(model) == Some((touch, id.clone())) {
            return Transition::Open(dialog_for(model, touch, &key));
        }
        Transition::Open(Box::new(Sooner::new(touch, key, against)))
    }

    /// What the guide recommends to do to which key, if it does.
    fn recommended(&self, model: &Model) -> Option<(Touch, AccessKeyId)> {
        match self.case(model)?.guidance().step {
            RotationStep::Deactivate(id) => Some((Touch::Deactivate, id)),
            RotationStep::Delete(id) => Some((Touch::Delete, id)),
            // What may sign is switched off first.
            RotationStep::FreeSlot(id) => {
                let signs = self.key(model, &id)?.status.may_sign();
                Some((if signs { Touch::Deactivate } else { Touch::Delete }, id))
            }
            _ => None,
        }
    }

    /// The profile that this session would sign in with anew, and by it with the new key.
    ///
    /// Or why not, and what to do first.
    fn move_to(&self, model: &Model, case: &RotationCase) -> Result<String, String> {
        let profiles = self.profiles.value().map_or(&[][..], Vec::as_slice);
        machine::move_to(model, case, profiles)
    }

    fn move_session(&mut self, cx: &mut Context) {
        let Some(case) = self.case(&cx.model) else { return };
        match self.move_to(&cx.model, &case) {
            Ok(profile) => {
                cx.connect();
                cx.notify(Tone::Info, format!("Signing in anew with profile {profile}…"));
            }
            Err(reason) => cx.notify(Tone::Warning, reason),
        }
    }

    pub(crate) fn click(&mut self, model: &Model, layout: PageLayout, row: u16) {
        if let Some(id) = self.card_at(model, layout.body, row) {
            self.selected = Some(id);
        }
    }

    /// Reads anew what the page shows, now and then. `on_top`: no dialog covers it.
    pub(crate) fn tick(&mut self, cx: &mut Context, on_top: bool) {
        if on_top && std::mem::replace(&mut self.covered, !on_top) {
            // What was done in the dialog is in the journal now, and perhaps in a profile.
            self.ask_machine(cx);
        }
        self.covered = !on_top;
        // However the clock was set.
        let latest = cx.model.now + REFRESH_EVERY;
        if cx.model.now < self.refresh_at {
            self.refresh_at = self.refresh_at.min(latest);
            return;
        }
        self.refresh_at = latest;
        if on_top {
            self.refresh_gently(cx);
        }
    }

    /// Reads keys and hints; the last uses follow the keys. What was denied is not asked again.
    fn refresh_gently(&mut self, cx: &mut Context) {
        let session = &cx.model.session;
        if session.caller().is_none() || session.wants_settling() {
            return;
        }
        let in_vain = cx.model.directory.record(&self.user).is_some_and(|record| {
            let lasting = [FailureKind::Denied, FailureKind::NoSuchEntity];
            let failed = record.keys.failure().is_some_and(|f| lasting.contains(&f.kind));
            failed || record.keys.is_pending()
        });
        if !in_vain {
            cx.read(AwsRead::Keys(self.user.clone(), Urgency::Gentle));
            if let Some(call) = ask_hints(cx, &self.user) {
                self.hints.ask_again(call);
            }
        }
    }

    pub(crate) fn wake_at(&self) -> DateTime<Utc> {
        self.refresh_at
    }

    /// Brings selection and scrolling up to date.
    pub(crate) fn reconcile(&mut self, model: &Model, layout: PageLayout) {
        let Some(keys) = model.keys(&self.user) else { return };
        let there = |id: &AccessKeyId| keys.iter().any(|shown| shown.key.id == *id);
        self.selected = self.selected.take().filter(there);
        self.chosen_old = self.chosen_old.take().filter(there);
        self.scroll = self.scroll.min(self.last_scroll(model, layout.body));
    }
}

/// The dialog that does it.
fn dialog_for(
    model: &Model,
    touch: Touch,
    key: &AccessKey,
) -> Box<dyn crate::console::dialogs::Dialog> {
    match touch {
        Touch::Deactivate => Box::new(SetStatus::deactivate(model, key)),
        Touch::Delete => Box::new(Delete::new(model, key)),
    }
}

/// Asks the journal; it knows nothing before it is known which account this is.
fn ask_hints(cx: &mut Context, user: &UserName) -> Option<CallId> {
    let account = cx.model.session.caller()?.account.clone();
    let endpoint = cx.model.session.endpoint().map(str::to_owned);
    Some(cx.read_local(LocalRead::KeyEvents { account, endpoint, user: user.clone() }))
}
