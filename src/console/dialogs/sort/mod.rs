//! By which column the table is sorted.

use super::{Body, Canvas, Dialog, Transition, move_or_close};
use crate::console::context::Context;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::table::Column;

#[derive(Debug)]
pub(crate) struct ChooseSort {
    columns: Vec<Column>,
    selected: usize,
}

impl ChooseSort {
    pub(crate) fn new(model: &Model) -> Self {
        let columns = model.table.columns.clone();
        let in_use = columns.iter().position(|column| *column == model.table.sort.column);
        Self { columns, selected: in_use.unwrap_or(0) }
    }
}

impl Dialog for ChooseSort {
    fn key_context(&self) -> KeyContext {
        KeyContext::Choice
    }

    fn act(&mut self, cx: &mut Context, action: Action) -> Transition {
        match action {
            Action::Choose => {
                if let Some(column) = self.columns.get(self.selected) {
                    cx.model.table.sort_by(*column);
                    cx.remember_table();
                }
                Transition::Close
            }
            action => move_or_close(&mut self.selected, self.columns.len(), action),
        }
    }

    fn view(&self, model: &Model, canvas: Canvas) -> Body<'_> {
        let mut body = Body::new("Sort the users", canvas);
        let sort = model.table.sort;
        let label = |column: &Column| match (*column == sort.column, sort.descending) {
            (false, _) => column.heading().to_owned(),
            (true, false) => format!("{} ▲ (↵ reverses it)", column.heading()),
            (true, true) => format!("{} ▼ (↵ reverses it)", column.heading()),
        };
        let labels: Vec<String> = self.columns.iter().map(label).collect();
        body.choices(&labels, self.selected);
        body.gap().text("Users without a value come last; those not read yet come after them. Of two keys, the later use counts.");
        body
    }
}

#[cfg(test)]
mod tests {
    use crate::console::testing::ConsoleHarness;

    fn order(harness: &ConsoleHarness) -> Vec<String> {
        let users = harness.console.pages.users.rows().users_from(0);
        users.map(|(_, user)| user.to_string()).collect()
    }

    #[test]
    fn choosing_a_column_sorts_by_it_and_again_turns_it_around() {
        let mut harness = ConsoleHarness::new();
        harness.account.get_mut("carol").unwrap()[0].created =
            Some(harness.now - chrono::TimeDelta::days(900));
        harness.press("rs<enter>");
        assert_eq!(order(&harness), ["ops-admin", "carol", "bob", "alice"]);
        harness.press("s<down><down><enter>");
        harness.must_show("key age ▼");
        assert_eq!(order(&harness), ["carol", "alice", "ops-admin", "bob"]);
        harness.press("s<enter>");
        // Who has no key stays last.
        assert_eq!(order(&harness), ["alice", "ops-admin", "carol", "bob"]);
    }
}
