//! Draws the rotation page: the six steps, the next one, a card for each key, and the reasons.
//!
//! If there is little room, only the reasons scroll.

use super::cards::{CardView, LEAST_ROWS, card_height, cards_that_fit};
use super::decision::Decision;
use super::head::head_lines;
use super::state::Rotation;
use crate::console::model::Model;
use crate::console::pages::key_fields::{at_most_widest, describe_missing_keys};
use crate::domain::AccessKeyId;
use crate::ui::{Theme, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// So many lines of reasons matter more than another card.
const LEAST_REASONS: u16 = 4;

struct Parts {
    head: Rect,
    head_lines: Vec<Line<'static>>,
    /// The cards that fit, by their number.
    cards: Vec<(Rect, usize)>,
    reasons: Rect,
}

impl Rotation {
    pub(super) fn draw(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let Some(decision) = &self.decision else {
            return self.draw_without_keys(model, frame, area);
        };
        let parts = self.parts(model, decision, theme, area);
        frame.render_widget(Paragraph::new(parts.head_lines), parts.head);
        let selected = self.selected_card(decision);
        let count = decision.cards.len();
        let are_all_shown = parts.cards.len() == count;
        for (at, number) in parts.cards {
            let Some(card) = decision.cards.get(number) else { continue };
            let position = (!are_all_shown).then(|| format!(" {} of {count} ", number + 1));
            let is_selected = number == selected;
            let card = CardView { model, decision, card, is_selected, theme };
            card.draw(position, frame, at);
        }
        let reasons = self.reasons(model, decision, theme, parts.reasons.width);
        self.draw_reasons(reasons, theme, frame, parts.reasons);
    }

    fn draw_without_keys(&self, model: &Model, frame: &mut Frame, area: Rect) {
        let area = at_most_widest(area);
        let record = model.directory.record(&self.user);
        let text = describe_missing_keys(record.and_then(|record| record.keys.failure()));
        let text = wrap(&text, usize::from(area.width.saturating_sub(2)));
        let lines = text.into_iter().map(|line| Line::raw(format!(" {line}")));
        frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
    }

    fn draw_reasons(
        &self,
        reasons: Vec<Line<'static>>,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
    ) {
        let room = usize::from(area.height);
        let below = reasons.len().saturating_sub(self.scroll + room);
        let mut shown: Vec<Line> = reasons.into_iter().skip(self.scroll).take(room).collect();
        let more = match (below > 0, self.scroll > 0) {
            (false, false) => None,
            (true, false) => Some(format!("… {} more lines: pgdn ", below + 1)),
            (false, true) => Some("… pgup ".to_owned()),
            (true, true) => Some("… pgup, pgdn ".to_owned()),
        };
        if let Some(more) = more {
            if below > 0 {
                shown.pop();
            }
            shown.push(Line::styled(more, theme.muted()).right_aligned());
        }
        frame.render_widget(Paragraph::new(shown), area);
    }

    pub(super) fn last_scroll(&self, model: &Model, body: Rect) -> usize {
        let theme = Theme { colour: false };
        let Some(decision) = &self.decision else { return 0 };
        let parts = self.parts(model, decision, theme, body);
        let lines = self.reasons(model, decision, theme, parts.reasons.width).len();
        let room = usize::from(parts.reasons.height);
        // The line that says that there is more takes room, too.
        if lines > room { (lines + 1).saturating_sub(room) } else { 0 }
    }

    /// The key whose card is at a row of the screen.
    pub(super) fn card_at(&self, model: &Model, body: Rect, row: u16) -> Option<AccessKeyId> {
        let decision = self.decision.as_ref()?;
        let parts = self.parts(model, decision, Theme { colour: false }, body);
        let (_, number) = parts.cards.iter().find(|(at, _)| at.y <= row && row < at.bottom())?;
        Some(decision.cards.get(*number)?.shown.key.id.clone())
    }

    fn parts(&self, model: &Model, decision: &Decision, theme: Theme, body: Rect) -> Parts {
        let area = at_most_widest(body);
        let is_available = |action| self.why_unavailable(model, action).is_none();
        let head_lines = head_lines(decision, is_available, theme, area);
        let head_rows = u16::try_from(head_lines.len()).unwrap_or(u16::MAX).min(area.height);
        let head = Rect { height: head_rows, ..area };
        let mut rest = Rect { y: area.y + head_rows, height: area.height - head_rows, ..area };
        let mut cards = Vec::new();
        let card_rows = rest.height.saturating_sub(LEAST_REASONS);
        for number in cards_that_fit(decision, self.selected_card(decision), card_rows) {
            let Some(card) = decision.cards.get(number) else { continue };
            // A card that is cut loses the values from the journal and the profiles, which come
            // last.
            let most = rest.height.saturating_sub(LEAST_REASONS).max(LEAST_ROWS);
            let height = card_height(decision, card).min(most).min(rest.height);
            cards.push((Rect { height, ..rest }, number));
            rest = Rect { y: rest.y + height, height: rest.height - height, ..rest };
        }
        Parts { head, head_lines, cards, reasons: rest }
    }
}
