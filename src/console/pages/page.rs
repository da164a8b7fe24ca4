//! The interface of a page.

use crate::console::context::Context;
use crate::console::dialogs::Transition;
use crate::console::effect::CallId;
use crate::console::frame::layout::PageLayout;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::reads::LocalAnswer;
use crate::domain::UserName;
use crate::ui::Theme;
use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::fmt;

/// What fills the screen between header and footer, and takes the keys while no dialog is open.
pub(crate) trait Page: fmt::Debug {
    fn key_context(&self) -> KeyContext;

    /// Why an action cannot be used now.
    fn unavailable(&self, model: &Model, action: Action) -> Option<String>;

    /// Updates what an action is based on: time has passed, and an earlier key of the same batch
    /// may have changed something.
    fn prepare_action(&mut self, _model: &Model) {}

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition;

    /// Takes a key as text. Called only if [`Self::key_context`] takes text.
    fn type_key(&mut self, _key: KeyEvent) {}

    /// `row` is a row of the terminal.
    fn click(&mut self, model: &Model, layout: PageLayout, row: u16);

    fn on_local_answer(&mut self, _call: CallId, _now: DateTime<Utc>, _answer: &LocalAnswer) {}

    /// Called after every event. `is_on_top`: no dialog covers the page.
    fn tick(&mut self, _cx: &mut Context, _is_on_top: bool) {}

    /// When to call [`Self::tick`], if no event comes before.
    fn wake_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    /// Updates what depends on the model: rows, selection, scrolling.
    fn reconcile(&mut self, cx: &mut Context, layout: PageLayout);

    fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect);

    /// The user that the page is about.
    fn user(&self) -> Option<&UserName> {
        None
    }

    /// What the header appends to the user's name.
    fn breadcrumb(&self) -> &'static str {
        ""
    }
}
