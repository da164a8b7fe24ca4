//! Which users the table shows.

use super::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::domain::{AgeLimits, Filter};
use crate::ui::grouped;

#[cfg(test)]
mod tests;

#[derive(Debug)]
pub(crate) struct ChooseFilter {
    selected: usize,
}

impl ChooseFilter {
    pub(crate) fn new(model: &Model) -> Self {
        let in_use = Filter::EVERY.iter().position(|filter| *filter == model.table.filter);
        Self { selected: in_use.unwrap_or(0) }
    }
}

impl Dialog for ChooseFilter {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => {
                cx.model.table.filter =
                    Filter::EVERY.get(self.selected).copied().unwrap_or_default();
                Transition::Close
            }
            action => move_or_close(&mut self.selected, Filter::EVERY.len(), action),
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Filter the users", canvas);
        let labels = Filter::EVERY.map(|filter| {
            let count = model.table.count(filter);
            let counted = grouped(count.matching);
            format!(
                "{:<16}{counted:>6}  {}",
                filter.label(),
                describe(filter, model.settings.limits)
            )
        });
        body.choices(&labels, self.selected);
        let unknown = Filter::EVERY
            .iter()
            .map(|filter| model.table.count(*filter).unknown)
            .max()
            .unwrap_or(0);
        if unknown > 0 {
            body.gap().text(&format!(
                "Users of whom not enough is known yet to count them everywhere: {}.",
                grouped(unknown)
            ));
        }
        body
    }
}

fn describe(filter: Filter, limits: AgeLimits) -> String {
    match filter {
        Filter::All => "every user".to_owned(),
        Filter::NeedsRotation => {
            format!("an active key is older than {} days", limits.max_age_days)
        }
        Filter::Unused => format!("an active key was not used for {} days", limits.unused_days),
        Filter::NeverUsed => "a key was never used".to_owned(),
        Filter::InactiveKeys => "a key is switched off or expired".to_owned(),
        Filter::TwoActiveKeys => "two keys or more are active".to_owned(),
        Filter::NoKeys => "there is no access key".to_owned(),
    }
}
