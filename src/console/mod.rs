//! The console itself, pure: told of events, it asks for effects, and can be drawn at any time.
//!
//! It never touches tokio, the SDK, the environment, the file system or the clock: the time comes in
//! with each event. Each page and each dialog is a folder.
//!
//! | room | what is in it | may import |
//! |---|---|---|
//! | `reads` | what is read, of AWS and of this machine, and the answers | `domain` |
//! | `effect` | what the console asks for | `domain`, `reads` |
//! | `event` | what the console is told | `domain`, `effect`, `reads` |
//! | `input` | key bindings, and telling a paste from typing | nothing of ours |
//! | `model` | what is known: session, users, table, changes; data and queries | `domain`, `effect`, `reads` |
//! | `next_step` | what to do about a failure, with the keys for it | `domain`, `input` |
//! | `context` | the model and the effects asked for, as pages and dialogs see them | `domain`, `effect`, `event`, `model`, `next_step`, `reads` |
//! | `dialogs` | what opens on top of a page; no dialog names a page | `context`, `domain`, `effect`, `event`, `frame::describe`, `input`, `model`, `next_step`, `reads`, `ui` |
//! | `pages` | users, security credentials, rotation | `context`, `dialogs`, `domain`, `effect`, `event`, `frame::describe`, `frame::layout`, `input`, `model`, `next_step`, `reads`, `ui` |
//! | `frame` | what stands around pages and dialogs: header, messages, progress, status | `dialogs::kit`, `domain`, `input`, `model`, `next_step`, `ui` |
//!
//! The other files tie these together. `tests/layering.rs` holds this table.

mod context;
mod dialogs;
mod effect;
mod event;
mod frame;
pub mod input;
mod model;
mod next_step;
mod owner_search;
mod pages;
mod reads;
mod replies;
mod sign_in;
mod view;

#[cfg(test)]
pub(crate) mod testing;

pub use self::effect::{CallId, Clip, Effect, Journaling};
pub use self::event::{Event, Reply, SavedFile};
pub use self::model::Model;
pub use self::model::settings::{Settings, Start};
pub use self::model::table::preferred;
pub use self::next_step::next_step;
pub use self::reads::{AwsAnswer, AwsRead, LocalAnswer, LocalRead, Urgency};

use self::context::Context;
use self::dialogs::find_key::AskForKey;
use self::dialogs::help::Help;
use self::dialogs::quit::Quit;
use self::dialogs::{Dialog, DialogStack, Transition};
use self::frame::layout::is_too_small;
use self::frame::progress::LoadingRate;
use self::input::bindings::{self, Action, KeyContext};
use self::input::paste::{Keystrokes, PasteDetector};
use self::model::Tone;
use self::model::owner_search::OwnerSearch;
use self::pages::credentials::Credentials;
use self::pages::rotation::Rotation;
use self::pages::{Page as _, PageStack};
use crate::domain::{AccessKeyId, UserName};
use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

/// How many background reads are on their way at once, each on a connection of its own; twice as
/// many when rows come into view.
///
/// 5,000 users 80 ms away, measured with 16 and with 32: without a limit all key IDs take 25 and 13
/// seconds, and nobody who waits for something notices how many there are; with a limit of 20
/// requests/s both take 251 seconds, with 86 and 92 calls in vain of 10,000.
pub const BACKGROUND_READS: usize = 32;

/// The whole console.
#[derive(Debug)]
pub struct Console {
    cx: Context,
    pages: PageStack,
    dialogs: DialogStack,
    paste_detector: PasteDetector,
    search: OwnerSearch,
    loading_rate: LoadingRate,
    /// Whether what to open first was opened.
    started: bool,
}

impl Console {
    /// A console that has asked for nothing yet.
    #[must_use]
    pub fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self {
            cx: Context::new(settings, now, size),
            pages: PageStack::default(),
            dialogs: DialogStack::default(),
            paste_detector: PasteDetector::default(),
            search: OwnerSearch::default(),
            loading_rate: LoadingRate::default(),
            started: false,
        }
    }

    /// What to do before the first event.
    pub fn start(&mut self) -> Vec<Effect> {
        self.cx.connect();
        self.cx.take_effects()
    }

    /// Takes in what happened at a moment, and says what is to be done.
    pub fn update(&mut self, now: DateTime<Utc>, event: Event) -> Vec<Effect> {
        self.cx.model.now = now;
        match event {
            Event::Keys(keys) => self.on_keys(keys),
            Event::Paste(text) => {
                self.paste_detector.note_paste(now);
                self.on_paste(&text);
            }
            Event::PasteContinues => self.paste_detector.note_paste(now),
            Event::Mouse(mouse) => self.on_mouse(mouse),
            Event::Resize(columns, rows) => self.cx.model.size = (columns, rows),
            Event::RateLimited(rate) => self.cx.model.rate_limit = rate,
            Event::Tick => {}
            Event::Reply(call, reply) => self.on_reply(call, reply),
        }
        self.on_time();
        self.reconcile();
        self.cx.take_effects()
    }

    /// When the console wants to be told that time has passed, if nothing else happens.
    #[must_use]
    pub fn wake_at(&self) -> Option<DateTime<Utc>> {
        let now = self.cx.model.now;
        let dialogs = self.dialogs.iter().filter_map(|dialog| dialog.wake_at(&self.cx.model));
        let pages = self.pages.wake_at();
        let spinning = self.is_working().then(|| now + TimeDelta::milliseconds(120));
        let minute = now + TimeDelta::seconds(60);
        dialogs.chain(pages).chain(spinning).chain([minute]).min()
    }

    /// What is known, to look at.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.cx.model
    }

    /// Whether a secret that is not saved would be lost by leaving now.
    #[must_use]
    pub fn holds_unsaved_secret(&self) -> bool {
        self.dialogs.iter().any(Dialog::holds_unsaved_secret)
    }

    /// Whether something is awaited that the screen shows as being worked on.
    fn is_working(&self) -> bool {
        self.cx.model.session.is_connecting()
            || self.cx.model.visible_reads() > 0
            || self.cx.model.changes.any_in_flight()
            || self.dialogs.top().is_some_and(|dialog| dialog.key_context() == KeyContext::Waiting)
    }

    fn key_context(&self) -> KeyContext {
        match self.dialogs.top() {
            Some(dialog) => dialog.key_context(),
            None => self.pages.top().key_context(),
        }
    }

    fn on_keys(&mut self, keys: Vec<KeyEvent>) {
        let mut pressed: Vec<KeyEvent> =
            keys.into_iter().filter(|key| key.kind != KeyEventKind::Release).collect();
        if is_too_small(self.cx.model.size) {
            // What cannot be seen cannot be answered.
            pressed.retain(|key| {
                matches!(
                    bindings::resolve(self.key_context(), key),
                    Some(Action::QuitAnywhere | Action::Suspend)
                )
            });
        }
        match self.paste_detector.classify(self.cx.model.now, pressed) {
            Keystrokes::Text(text) => self.on_unmarked_paste(&text),
            Keystrokes::Keys(keys) => {
                for key in keys {
                    if self.paste_detector.ends_ignored_text(self.cx.model.now, &key) {
                        self.notify_ignored_paste();
                        continue;
                    }
                    let before = (self.dialogs.len(), self.key_context());
                    self.on_key(key);
                    // What was typed ahead was not meant for a dialog that has only now opened.
                    if (self.dialogs.len(), self.key_context()) != before
                        && !self.dialogs.is_empty()
                    {
                        break;
                    }
                }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent) {
        let context = self.key_context();
        if let Some(action) = bindings::resolve(context, &key) {
            self.cx.model.message = None;
            self.act(action);
        } else if context.takes_text() {
            if self.dialogs.is_empty() {
                self.pages.top_mut().type_key(key);
            } else {
                self.dialogs.type_key(key);
            }
        }
    }

    fn act(&mut self, action: Action) {
        self.pages.top_mut().prepare_action(&self.cx.model);
        match action {
            Action::QuitAnywhere | Action::Quit => return self.quit(),
            Action::Suspend => return self.cx.request(Effect::Suspend),
            Action::Help => {
                let (context, reasons) = (self.key_context(), self.reasons());
                return self.dialogs.open(&mut self.cx, |_| Help::new(context, reasons));
            }
            Action::FindKey => {
                return self.dialogs.open(&mut self.cx, |_| AskForKey::new());
            }
            _ => {}
        }
        if let Some(reason) = self.unavailable(action) {
            return self.cx.notify(Tone::Warning, reason);
        }
        if action == Action::SignInMfa {
            return self.sign_in_with_mfa();
        }
        if self.dialogs.is_empty() {
            self.act_on_page(action);
        } else {
            let transition = self.dialogs.act(&mut self.cx, action);
            self.apply(transition);
        }
    }

    fn act_on_page(&mut self, action: Action) {
        let page = self.pages.top_mut();
        let (transition, calls) = self.cx.track_calls(|cx| page.act(cx, action));
        match transition {
            Transition::Open(dialog) => self.dialogs.open_for_page(dialog, calls),
            transition => self.apply(transition),
        }
    }

    /// Why an action cannot be used now.
    fn unavailable(&self, action: Action) -> Option<String> {
        if action == Action::SignInMfa {
            return self.mfa_unavailable();
        }
        match self.dialogs.top() {
            Some(dialog) => dialog.unavailable(&self.cx.model, action),
            None => self.pages.top().unavailable(&self.cx.model, action),
        }
    }

    /// The actions of this context that cannot be used now, with the reasons.
    fn reasons(&self) -> Vec<(Action, String)> {
        bindings::at(self.key_context())
            .filter_map(|b| self.unavailable(b.action).map(|reason| (b.action, reason)))
            .collect()
    }

    fn apply(&mut self, transition: Transition) {
        match transition {
            // The stack of dialogs has done these.
            Transition::Stay | Transition::Close | Transition::Open(_) | Transition::Replace(_) => {
            }
            Transition::OpenUser(user, key) => {
                self.dialogs.clear();
                self.open_user(user, key);
            }
            Transition::OpenRotation(user) => self.open_rotation(&user),
            Transition::ClosePage => self.pages.close_top(),
            Transition::OpenNeighbour(step) => self.open_neighbour(step),
            Transition::FindOwners(ids) => self.find(ids),
            Transition::OpenOwner(user, id) => self.go_to_owner(user, id),
            Transition::SwitchProfile(profile, id) => self.switch_profile(profile, id),
            Transition::SwitchBack => self.switch_back(),
            Transition::AnswerJournalQuestion(call, go_on) => {
                self.answer_journal_question(call, go_on);
            }
            Transition::Quit => self.cx.request(Effect::Quit),
        }
    }

    /// Opens a user's security credentials, with a key selected.
    fn open_user(&mut self, user: UserName, key: Option<AccessKeyId>) {
        // Whatever is still being looked for would lead away from here.
        self.search.pending = None;
        self.pages.users.select(&user);
        self.cx.read_user(&user);
        self.pages.open_user(Box::new(Credentials::new(user, key)));
    }

    fn open_rotation(&mut self, user: &UserName) {
        let page = Rotation::open(&mut self.cx, user);
        self.pages.push(Box::new(page));
    }

    fn open_neighbour(&mut self, step: isize) {
        let Some(user) = self.pages.user() else { return };
        match self.pages.users.neighbour(user, step) {
            Some(neighbour) => self.open_user(neighbour, None),
            None if !self.pages.users.shows(user) => {
                let text = format!("{user} is not among the users shown in the table.");
                self.cx.notify(Tone::Info, text);
            }
            None if self.cx.model.directory.list().is_loading() => {
                self.cx.notify(Tone::Info, "The users are still being listed.");
            }
            None => self.cx.notify(Tone::Info, "There is no further user in the table."),
        }
    }

    fn quit(&mut self) {
        if self.dialogs.top().is_some_and(Dialog::is_quit_question) {
            return;
        }
        if self.cx.model.changes.any_in_flight() || self.holds_unsaved_secret() {
            let unsaved_secret = self.holds_unsaved_secret();
            self.dialogs.open(&mut self.cx, |_| Quit::new(unsaved_secret));
        } else {
            self.cx.request(Effect::Quit);
        }
    }

    fn on_mouse(&mut self, mouse: MouseEvent) {
        if self.paste_detector.is_pasting(self.cx.model.now) {
            // A text may hold what a terminal takes for the mouse, too.
            return self.paste_detector.note_paste(self.cx.model.now);
        }
        if is_too_small(self.cx.model.size) {
            return;
        }
        let action = match mouse.kind {
            MouseEventKind::ScrollUp => Action::Up,
            MouseEventKind::ScrollDown => Action::Down,
            MouseEventKind::Down(MouseButton::Left) if self.dialogs.is_empty() => {
                let layout = self.layout();
                return self.pages.top_mut().click(&self.cx.model, layout, mouse.row);
            }
            _ => return,
        };
        // A wheel scrolls; it does not move between the buttons of a question.
        let scrolls = bindings::at(self.key_context()).any(|binding| binding.action == action);
        if scrolls && self.key_context() != KeyContext::Question {
            self.act(action);
        }
    }

    /// What is due because time has passed.
    fn on_time(&mut self) {
        // Also those below another: what is due there would else be due for ever.
        for at in (0..self.dialogs.len()).rev() {
            let transition = self.dialogs.tick(&mut self.cx, at);
            self.apply(transition);
        }
        self.pages.tick(&mut self.cx, self.dialogs.is_empty());
    }

    /// How many reads may be on their way before one of a row out of view; of rows in view, twice
    /// as many.
    ///
    /// Where AWS limits the rate, no more than it answers in half a second: what comes into view
    /// next waits no longer than that for what was in view before.
    fn background_reads(&self) -> usize {
        let answered = |rate: u32| usize::try_from(rate / 2).unwrap_or(BACKGROUND_READS);
        self.cx
            .model
            .rate_limit
            .map_or(BACKGROUND_READS, |rate| answered(rate).clamp(2, BACKGROUND_READS))
    }

    /// Brings what depends on the rest up to date: rows, selections, and what to read next.
    fn reconcile(&mut self) {
        let layout = self.layout();
        self.pages.users.reconcile(&mut self.cx, layout);
        // The row now selected may have failed, which takes lines to say.
        let layout = self.layout();
        self.pages.users.reconcile(&mut self.cx, layout);
        self.pages.reconcile_user(&mut self.cx, layout);
        self.loading_rate.note(self.cx.model.now, self.cx.model.directory.users_with_keys_known());
        let session = &self.cx.model.session;
        if session.caller().is_some() && session.failure().is_none() && !session.is_connecting() {
            let (at_most, on_their_way) = (self.background_reads(), self.cx.model.busy_reads());
            let free = at_most.saturating_sub(on_their_way);
            let room = (2 * at_most).saturating_sub(on_their_way);
            let reads = self.cx.model.directory.next_reads(&self.pages.users.in_view(), room, free);
            let any = !reads.is_empty();
            for read in reads {
                self.cx.read(read);
            }
            if any {
                // What is read again after it failed is not failed any more.
                let layout = self.layout();
                self.pages.users.reconcile(&mut self.cx, layout);
            }
        }
    }
}
