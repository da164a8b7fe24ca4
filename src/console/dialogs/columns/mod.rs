//! Manage columns: which ones the table has.

use super::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::table::Column;

#[cfg(test)]
mod tests;

#[derive(Debug)]
pub(crate) struct ManageColumns {
    chosen: Vec<Column>,
    selected: usize,
}

impl ManageColumns {
    pub(crate) fn new(model: &Model) -> Self {
        // The first column cannot be left out.
        Self { chosen: model.table.columns.clone(), selected: 1 }
    }

    fn toggle(&mut self) {
        let Some(column) = Column::EVERY.get(self.selected) else { return };
        if self.chosen.contains(column) {
            self.chosen.retain(|chosen| chosen == &Column::UserName || chosen != column);
        } else {
            self.chosen.push(*column);
        }
    }
}

impl Dialog for ManageColumns {
    fn key_context(&self) -> KeyContext {
        KeyContext::Columns
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Toggle => {
                self.toggle();
                Transition::Stay
            }
            Action::Choose => {
                let needed = cx.model.table.needs_authorization();
                cx.model.table.choose(&self.chosen);
                if !needed && cx.model.session.caller().is_some() {
                    cx.read_authorization();
                }
                cx.remember_table();
                Transition::Close
            }
            action => move_or_close(&mut self.selected, Column::EVERY.len(), action),
        }
    }

    fn view(&self, _model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Manage columns", canvas);
        let label = |column: Column| {
            let tick = if self.chosen.contains(&column) { "[x]" } else { "[ ]" };
            let note = match column {
                Column::UserName => " (always shown)",
                Column::Description => " (reads every user's tags)",
                Column::Groups => " (reads every user's groups)",
                _ => "",
            };
            format!("{tick} {}{note}", column.heading())
        };
        body.text("Where the terminal is too narrow, the last ones are left out: +2 beside User name says how many.").gap();
        body.choices(&Column::EVERY.map(label), self.selected);
        body
    }
}
