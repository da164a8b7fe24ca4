//! The dialog for the idle time: how long an old key must have been idle before the next step is
//! recommended.

use crate::console::context::Context;
use crate::console::dialogs::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;

/// In days, with labels.
const TIMES: [(u32, &str); 6] = [
    (1, "1 day: where everything runs all the time"),
    (3, "3 days"),
    (7, "7 days: what runs once a week shows"),
    (14, "14 days"),
    (30, "30 days: what runs once a month shows"),
    (90, "90 days: what runs once a quarter shows"),
];

#[derive(Debug)]
pub(super) struct ChooseIdleTime {
    selected: usize,
}

impl ChooseIdleTime {
    pub(super) fn new(model: &Model) -> Self {
        let in_use = TIMES.iter().position(|(days, _)| *days == model.idle_days);
        Self { selected: in_use.unwrap_or(0) }
    }
}

impl Dialog for ChooseIdleTime {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => {
                if let Some((days, _)) = TIMES.get(self.selected) {
                    cx.model.idle_days = *days;
                    let plural = if *days == 1 { "" } else { "s" };
                    let text = format!("A key must be quiet for {days} day{plural} from now on.");
                    cx.notify(Tone::Good, text);
                }
                Transition::Close
            }
            action => move_or_close(&mut self.selected, TIMES.len(), action),
        }
    }

    fn view(&self, _model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Quiet time", canvas);
        body.notice("How long must the old key have been quiet?").gap();
        let labels: Vec<String> = TIMES.iter().map(|(_, label)| (*label).to_owned()).collect();
        body.choices(&labels, self.selected);
        body.gap().text(
            "The guide waits so long after the last use before it recommends to deactivate the old \
             key, and again before it recommends to delete it. It is kept until akia ends.",
        );
        body
    }
}
