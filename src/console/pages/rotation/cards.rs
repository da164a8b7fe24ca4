//! The cards, one for each key, and which of them fit.

use super::decision::{Card, Decision};
use crate::console::frame::describe::describe_last_used_within;
use crate::console::model::Model;
use crate::console::model::remote::Remote;
use crate::console::pages::key_fields::{
    card_block, card_lines, card_title, describe_created, describe_failure, describe_status,
    field_room,
};
use crate::domain::{KeyHistory, RotationKey, ago};
use crate::ui::{Theme, fit, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::cmp::Reverse;
use std::ops::Range;

/// A card with the values from IAM: a border and three lines.
pub(super) const LEAST_ROWS: u16 = 5;

pub(super) fn card_height(decision: &Decision, card: &Card) -> u16 {
    let Some(key) = decision.snapshot.key(&card.shown.key.id) else { return LEAST_ROWS };
    let has_journal = key.journal != KeyHistory::default();
    LEAST_ROWS + u16::from(has_journal) + u16::from(!key.profiles.is_empty())
}

/// The cards around the selected one that fit in so many rows. The selected one is always included.
pub(super) fn cards_that_fit(decision: &Decision, selected: usize, rows: u16) -> Range<usize> {
    let height = |at: usize| decision.cards.get(at).map(|card| card_height(decision, card));
    let (mut first, mut end) = (selected, (selected + 1).min(decision.cards.len()));
    let mut used = height(first).unwrap_or(0);
    // Cards above are preferred: the first is that of the old key, which the page is about.
    while let Some(above) = first.checked_sub(1)
        && let Some(more) = height(above)
        && used + more <= rows
    {
        (first, used) = (above, used + more);
    }
    while let Some(more) = height(end)
        && used + more <= rows
    {
        (end, used) = (end + 1, used + more);
    }
    first..end
}

/// Draws one card.
pub(super) struct CardView<'a> {
    pub(super) model: &'a Model,
    pub(super) decision: &'a Decision,
    pub(super) card: &'a Card,
    pub(super) is_selected: bool,
    pub(super) theme: Theme,
}

impl CardView<'_> {
    /// `position`: such as `2 of 3`, if not all cards are shown.
    pub(super) fn draw(&self, position: Option<String>, frame: &mut Frame, area: Rect) {
        let Self { theme, is_selected, .. } = *self;
        let Some(evidence) = self.decision.snapshot.key(&self.card.shown.key.id) else { return };
        let mut block = card_block(is_selected, theme).title(self.title(usize::from(area.width)));
        if let Some(position) = position {
            block = block.title_bottom(Line::styled(position, theme.warning()).right_aligned());
        }
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let columns = usize::from(inner.width);
        let values = self.values(evidence, field_room(columns));
        frame.render_widget(card_lines(values, columns, theme), inner);
    }

    fn title(&self, columns: usize) -> Line<'static> {
        let key = &self.card.shown.key;
        let role = format!("{} · ", self.card.role.title());
        let mut title = card_title(self.model, &role, &key.id, self.is_selected, self.theme);
        let room = columns.saturating_sub(title.width());
        if room > 16
            && let Some(description) = self.model.description(&key.user, &key.id)
        {
            let text = fit(description, room.saturating_sub(8));
            title.push_span(Span::styled(format!("· {text} "), self.theme.plain()));
        }
        title
    }

    /// The label, the value and its style of each line. A value has `room` columns.
    fn values(&self, evidence: &RotationKey, room: usize) -> Vec<(&'static str, String, Style)> {
        let Self { model, theme, .. } = *self;
        let shown = &self.card.shown;
        let (status, status_style) = describe_status(shown, theme);
        let (created, created_style) = describe_created(model, shown, theme);
        let mut values = vec![
            ("Status", status, status_style),
            ("Created", created, created_style),
            ("Last used", self.describe_last_use(evidence, room), theme.plain()),
        ];
        if let Some(journal) = describe_journal(model, &evidence.journal, room) {
            values.push(("Journal", journal, theme.muted()));
        }
        if !evidence.profiles.is_empty() {
            let plural = if evidence.profiles.len() == 1 { "" } else { "s" };
            let names = evidence.profiles.join(", ");
            let text = format!("profile{plural} {names}, on this machine");
            values.push(("Held by", text, theme.plain()));
        }
        values
    }

    fn describe_last_use(&self, evidence: &RotationKey, room: usize) -> String {
        let key = &self.card.shown.key;
        let record = self.model.directory.record(&key.user);
        let usage = record.and_then(|record| record.usage.get(&key.id));
        if let Some(failure) = usage.and_then(Remote::failure) {
            return describe_failure(failure);
        }
        // At the beginning, since the end may be cut.
        let whose = if self.decision.snapshot.is_own_call(evidence) {
            "akia's own call · "
        } else if self.decision.snapshot.may_be_own_call(evidence) {
            "perhaps akia's or the AWS CLI's · "
        } else {
            ""
        };
        let room = room.saturating_sub(width(whose));
        format!("{whose}{}", describe_last_used_within(self.model, &key.user, &key.id, room))
    }
}

/// The journal's entries for a key; only the latest ones if there is little room.
fn describe_journal(model: &Model, journal: &KeyHistory, room: usize) -> Option<String> {
    let mut actions = [
        (journal.created, "created"),
        (journal.verified, "verified"),
        (journal.activated, "activated"),
        (journal.deactivated, "deactivated"),
    ];
    actions.sort_by_key(|(at, _)| Reverse(*at));
    let mut known = Vec::new();
    for (at, action) in actions {
        if let Some(at) = at {
            known.push(format!("{action} it {}", ago(at, model.now)));
        }
    }
    let lost = if journal.secret_lost.is_some() { "; its secret was never saved" } else { "" };
    loop {
        let text = format!("akia {}{lost} (a hint of this machine)", known.join(", "));
        match known.len() {
            0 => return None,
            1 => return Some(text),
            _ if width(&text) <= room => return Some(text),
            _ => known.pop(),
        };
    }
}
