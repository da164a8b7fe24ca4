//! The reasons below the cards: why the next step is safe, what speaks against going on at once,
//! and what the rotation affects on this machine.

use super::decision::{Card, Decision, Role};
use super::local_machine::describe_local_machine;
use super::state::Rotation;
use crate::console::model::Model;
use crate::domain::{KeyAction, Recommendation};
use crate::ui::{Theme, fit, width, wrap};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The width of a label, in columns.
const LABEL: usize = 14;

impl Rotation {
    pub(super) fn reasons(
        &self,
        model: &Model,
        decision: &Decision,
        theme: Theme,
        columns: u16,
    ) -> Vec<Line<'static>> {
        let mut reasons = Reasons { columns: usize::from(columns), theme, lines: Vec::new() };
        let may_change = model.may_change();
        if let Err(reason) = &may_change {
            let text = format!("Nothing that changes IAM is offered: {reason}.");
            reasons.push("⚠", theme.warning(), &text);
        }
        if let Some(text) = self.describe_completion(model, decision) {
            reasons.push("Done", theme.good(), &text);
        }
        let why = decision.snapshot.describe(&decision.recommendation);
        reasons.push("Why", theme.plain(), &why);
        for text in describe_local_machine(model, decision) {
            reasons.push("This machine", theme.plain(), &text);
        }
        if let Some(card) = decision.cards.get(self.selected_card(decision)) {
            reasons.push_warnings(decision, card, may_change.is_ok());
        }
        for failure in [self.journal.failure(), self.profiles.failure()].into_iter().flatten() {
            reasons.push("Not known", theme.warning(), &failure.to_string());
        }
        reasons.lines
    }

    fn describe_completion(&self, model: &Model, decision: &Decision) -> Option<String> {
        let (old, new) = self.last_step.as_ref()?;
        let is_old_gone = model.changes.was_deleted(old) && decision.key(old).is_none();
        if !is_old_gone || !decision.key(new)?.status.may_sign() {
            return None;
        }
        Some(format!("Rotation complete: the old key {old} is deleted, {new} has taken its place."))
    }
}

/// Wrapped paragraphs, each with a label.
struct Reasons {
    columns: usize,
    theme: Theme,
    lines: Vec<Line<'static>>,
}

impl Reasons {
    fn push(&mut self, label: &str, style: Style, text: &str) {
        let room = self.columns.saturating_sub(LABEL + 3).max(1);
        let mut label = format!(" {}", fit(label, LABEL));
        for part in wrap(text, room) {
            let pad = " ".repeat((LABEL + 2).saturating_sub(width(&label)));
            self.lines.push(Line::from(vec![
                Span::styled(format!("{label}{pad}"), self.theme.muted()),
                Span::styled(part, style),
            ]));
            label.clear();
        }
    }

    /// The warnings about changing the selected key now. `is_offered`: it can be changed here.
    fn push_warnings(&mut self, decision: &Decision, selected: &Card, is_offered: bool) {
        let recommendation = &decision.recommendation;
        if matches!(
            recommendation,
            Recommendation::CreateKey { .. }
                | Recommendation::NotDue { .. }
                | Recommendation::NoFreeSlot { .. }
        ) {
            return;
        }
        let key = &selected.shown.key;
        let (action, verb) = match (key.status.may_sign(), is_offered) {
            (true, true) => (KeyAction::Deactivate, "d deactivates"),
            (true, false) => (KeyAction::Deactivate, "To deactivate"),
            (false, true) => (KeyAction::Delete, "x deletes"),
            (false, false) => (KeyAction::Delete, "To delete"),
        };
        let name = match selected.role {
            Role::Other | Role::Current => "the selected key".to_owned(),
            role => format!("the {} key", role.title().to_lowercase()),
        };
        let theme = self.theme;
        let warnings = decision.snapshot.warnings(recommendation, action, &key.id);
        if warnings.is_empty() {
            let text = format!("{verb} {name}: nothing that is known speaks against it.");
            return self.push("Now", theme.plain(), &text);
        }
        let is_recommended = recommendation.key_action().is_some_and(|(_, id)| *id == key.id);
        if is_recommended {
            self.push("Now", theme.plain(), &format!("{verb} {name}. Keep in mind:"));
        } else {
            let text = format!("{verb} {name} all the same. Against it:");
            self.push("Sooner", theme.plain(), &text);
        }
        for warning in warnings {
            self.push("", theme.warning(), &format!("⚠ {warning}"));
        }
    }
}
