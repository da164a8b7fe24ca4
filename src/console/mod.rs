//! The console itself, pure: it takes events, requests effects, and can be drawn at any time.
//!
//! It never touches tokio, the SDK, the environment, the file system or the clock: the time comes
//! with each event. Each page and each dialog is a folder.
//!
//! | room | what is in it | may import |
//! |---|---|---|
//! | `reads` | the reads, from AWS and from this machine, and their answers | `domain` |
//! | `effect` | what goes out | `domain`, `reads` |
//! | `event` | what comes in | `domain`, `effect`, `reads` |
//! | `input` | key bindings, and telling a paste from typing | nothing of ours |
//! | `model` | what is known: session, users, table, changes; data and queries | `domain`, `effect`, `reads` |
//! | `next_step` | what to do about a failure, with the keys for it | `domain`, `input` |
//! | `context` | the model and the requested effects, as pages and dialogs see them | `domain`, `effect`, `event`, `model`, `next_step`, `reads` |
//! | `dialogs` | what opens on top of a page; no dialog names a page | `context`, `domain`, `effect`, `event`, `frame::describe`, `input`, `model`, `next_step`, `reads`, `ui` |
//! | `pages` | users, security credentials, rotation | `context`, `dialogs`, `domain`, `effect`, `event`, `frame::describe`, `frame::layout`, `input`, `model`, `next_step`, `reads`, `ui` |
//! | `frame` | what surrounds pages and dialogs: header, messages, progress, and the panel before signing in | `dialogs::kit`, `domain`, `input`, `model`, `next_step`, `ui` |
//!
//! The other files tie these together. `tests/layering.rs` holds this table.

mod aws_answers;
mod context;
mod dialogs;
mod effect;
mod event;
mod frame;
pub mod input;
mod model;
mod navigation;
mod next_step;
mod owner_search;
mod pages;
mod reads;
mod replies;
mod sign_in;
mod user_input;
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
use self::dialogs::{Dialog, DialogStack};
use self::frame::progress::LoadingRate;
use self::input::bindings::KeyContext;
use self::input::paste::PasteDetector;
use self::model::owner_search::OwnerSearch;
use self::pages::{Page as _, PageStack};
use chrono::{DateTime, TimeDelta, Utc};

/// How many background reads are in flight at once, each on a connection of its own; twice as many
/// if rows come into view.
///
/// Measured with 5,000 users and a latency of 80 ms, for 16 and for 32: without throttling, all key
/// IDs take 25 and 13 seconds, and other reads are not slower; throttled to 20 requests/s, both
/// take 251 seconds, with 86 and 92 of 10,000 calls wasted.
pub const BACKGROUND_READS: usize = 32;

/// The state of the console.
#[derive(Debug)]
pub struct Console {
    cx: Context,
    pages: PageStack,
    dialogs: DialogStack,
    paste_detector: PasteDetector,
    search: OwnerSearch,
    loading_rate: LoadingRate,
    /// Whether the first page was opened.
    is_started: bool,
}

impl Console {
    /// A console that has requested nothing yet; [`Self::start`] does.
    #[must_use]
    pub fn new(settings: Settings, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        Self {
            cx: Context::new(settings, now, size),
            pages: PageStack::default(),
            dialogs: DialogStack::default(),
            paste_detector: PasteDetector::default(),
            search: OwnerSearch::default(),
            loading_rate: LoadingRate::default(),
            is_started: false,
        }
    }

    /// The effects before the first event.
    pub fn start(&mut self) -> Vec<Effect> {
        self.cx.connect();
        self.cx.take_effects()
    }

    /// Handles an event and returns the effects that it leads to.
    pub fn update(&mut self, now: DateTime<Utc>, event: Event) -> Vec<Effect> {
        if now < self.cx.model.now {
            self.cx.model.clock_since = now;
        }
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
        self.fail_abandoned_reads();
        self.tick();
        self.reconcile();
        self.cx.take_effects()
    }

    /// When to send [`Event::Tick`], if no other event comes before.
    #[must_use]
    pub fn wake_at(&self) -> Option<DateTime<Utc>> {
        let now = self.cx.model.now;
        let dialogs = self.dialogs.iter().filter_map(|dialog| dialog.wake_at(&self.cx.model));
        let pages = self.pages.wake_at();
        let spinning = self.is_working().then(|| now + TimeDelta::milliseconds(120));
        let minute = now + TimeDelta::seconds(60);
        dialogs.chain(pages).chain(spinning).chain([minute]).min()
    }

    /// What is known.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.cx.model
    }

    /// Whether a secret that is not saved would be lost if the program ended now.
    #[must_use]
    pub fn holds_unsaved_secret(&self) -> bool {
        self.dialogs.iter().any(Dialog::holds_unsaved_secret)
    }

    /// Whether the screen shows a spinner.
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

    fn tick(&mut self) {
        // Covered dialogs, too: otherwise `wake_at` would name the same time for ever.
        for at in (0..self.dialogs.len()).rev() {
            let transition = self.dialogs.tick(&mut self.cx, at);
            self.apply(transition);
        }
        self.pages.tick(&mut self.cx, self.dialogs.is_empty());
    }

    /// How many background reads may be in flight. While AWS throttles, no more than it answers in
    /// half a second, so that rows that come into view need not wait longer than that.
    fn background_reads(&self) -> usize {
        let Some(rate) = self.cx.model.rate_limit else { return BACKGROUND_READS };
        usize::try_from(rate / 2).unwrap_or(BACKGROUND_READS).clamp(2, BACKGROUND_READS)
    }

    /// Updates what depends on the rest: rows, selections, and what to read next.
    fn reconcile(&mut self) {
        let layout = self.layout();
        self.pages.users.reconcile(&mut self.cx, layout);
        // The failure of the row that is selected now may change the layout.
        let layout = self.layout();
        self.pages.users.reconcile(&mut self.cx, layout);
        self.pages.reconcile_user(&mut self.cx, layout);
        self.loading_rate.note(self.cx.model.now, self.cx.model.directory.users_with_keys_known());
        self.read_in_background();
    }

    fn read_in_background(&mut self) {
        let session = &self.cx.model.session;
        if session.caller().is_none() || session.failure().is_some() || session.is_connecting() {
            return;
        }
        let (at_most, busy) = (self.background_reads(), self.cx.model.busy_reads());
        let reads = self.cx.model.directory.next_reads(
            &self.pages.users.in_view(),
            (2 * at_most).saturating_sub(busy),
            at_most.saturating_sub(busy),
        );
        if reads.is_empty() {
            return;
        }
        for read in reads {
            self.cx.read(read);
        }
        // A failure is not shown any more while the value is read again.
        let layout = self.layout();
        self.pages.users.reconcile(&mut self.cx, layout);
    }
}
