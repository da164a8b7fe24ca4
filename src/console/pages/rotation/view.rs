//! How the rotation guide is drawn: the six steps, what is next, a card for each key, and the
//! reasons.
//!
//! Where there is little room, the reasons give way: they are scrolled, the rest is not.

use super::case::Card;
use super::{Rotation, machine};
use crate::console::frame::describe::describe_last_used_within;
use crate::console::input::bindings::Action;
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::console::pages::credentials::view::{
    WIDEST, created_words, fact, fact_room, failed_words, status_words,
};
use crate::domain::{
    AccessKeyId, Guidance, KeyHints, RotationCase, RotationKey, RotationStage, RotationStep, Touch,
    ago,
};
use crate::ui::{Theme, fit, harmless, width, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph};

/// How many lines of the reasons a page up or down moves.
pub(super) const PAGE: usize = 5;
/// A card with the facts from IAM: its border, and three lines.
const FACTS_ROWS: u16 = 5;
/// How many lines of reasons are worth more than another card.
const LEAST_REASONS: u16 = 4;
/// How wide the names of reasons are.
const LABEL: usize = 14;

/// Where the parts of the page are.
struct Parts {
    head: Rect,
    /// The cards there is room for, by their number.
    cards: Vec<(Rect, usize)>,
    reasons: Rect,
}

/// Everything that is drawn but the frame.
pub(super) struct Page {
    pub(super) guidance: Guidance,
    pub(super) case: RotationCase,
    pub(super) cards: Vec<Card>,
    selected: usize,
    /// Enter takes the step.
    pub(super) can_enter: bool,
    /// A key can be created.
    pub(super) can_create: bool,
    /// A key can be activated.
    pub(super) can_activate: bool,
}

impl Rotation {
    fn page(&self, model: &Model) -> Option<Page> {
        let case = self.case(model)?;
        let guidance = case.guidance();
        let cards = self.cards(model, &guidance);
        let selected = self.selected_card(&cards, &guidance);
        let can = |action| self.unavailable(model, action).is_none();
        let (can_enter, can_activate) = (can(Action::NextStep), can(Action::Activate));
        let can_create = can(Action::Create);
        Some(Page { guidance, case, cards, selected, can_enter, can_create, can_activate })
    }

    pub(crate) fn view(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let area = Rect { width: area.width.min(WIDEST), ..area };
        let Some(page) = self.page(model) else {
            let record = model.directory.record(&self.user);
            let text = match record.and_then(|record| record.keys.failure()) {
                Some(failure) => {
                    format!("The access keys could not be read. {failure} {}", next_step(failure))
                }
                None => "Reading the access keys…".to_owned(),
            };
            let text = wrap(&text, usize::from(area.width.saturating_sub(2)));
            let text = text.into_iter().map(|line| Line::raw(format!(" {line}")));
            return frame.render_widget(Paragraph::new(text.collect::<Vec<_>>()), area);
        };
        let head = page.head(model, theme, area);
        let parts = page.parts(area, &head);
        frame.render_widget(Paragraph::new(head), parts.head);
        for (at, number) in &parts.cards {
            let whole = parts.cards.len() == page.cards.len();
            page.draw_card(model, theme, frame, *at, *number, whole);
        }
        let mut reasons = self.reasons(model, theme, &page, area.width);
        let room = usize::from(parts.reasons.height);
        let below = reasons.len().saturating_sub(self.scroll + room);
        let mut shown: Vec<Line> = reasons.drain(..).skip(self.scroll).take(room).collect();
        if below > 0 || self.scroll > 0 {
            let text = match (below > 0, self.scroll > 0) {
                (true, false) => format!("… {} more lines: pgdn ", below + 1),
                (false, _) => "… pgup ".to_owned(),
                (true, true) => "… pgup, pgdn ".to_owned(),
            };
            if let Some(last) = shown.last_mut().filter(|_| below > 0) {
                *last = Line::styled(text, theme.muted()).right_aligned();
            } else {
                shown.push(Line::styled(text, theme.muted()).right_aligned());
            }
        }
        frame.render_widget(Paragraph::new(shown), parts.reasons);
    }

    /// How far the reasons can be scrolled.
    pub(super) fn last_scroll(&self, model: &Model, body: Rect) -> usize {
        let area = Rect { width: body.width.min(WIDEST), ..body };
        let theme = Theme { colour: false };
        let Some(page) = self.page(model) else { return 0 };
        let parts = page.parts(area, &page.head(model, theme, area));
        let lines = self.reasons(model, theme, &page, area.width).len();
        let room = usize::from(parts.reasons.height);
        // The line that says that there is more takes one itself.
        if lines > room { (lines + 1).saturating_sub(room) } else { 0 }
    }

    /// Whose card is drawn at a row of the screen.
    pub(super) fn card_at(&self, model: &Model, body: Rect, row: u16) -> Option<AccessKeyId> {
        let area = Rect { width: body.width.min(WIDEST), ..body };
        let page = self.page(model)?;
        let parts = page.parts(area, &page.head(model, Theme { colour: false }, area));
        let (_, number) = parts.cards.iter().find(|(at, _)| at.y <= row && row < at.bottom())?;
        Some(page.cards.get(*number)?.shown.key.id.clone())
    }

    /// Why the next step is safe, what speaks against going on sooner, and what this machine has to
    /// do with it.
    fn reasons(
        &self,
        model: &Model,
        theme: Theme,
        page: &Page,
        columns: u16,
    ) -> Vec<Line<'static>> {
        let mut reasons = Reasons { columns: usize::from(columns), theme, lines: Vec::new() };
        if let Err(reason) = model.may_change() {
            let text = format!("Nothing that changes IAM is offered: {reason}.");
            reasons.say("⚠", theme.warning(), &text);
        }
        if let Some(text) = self.completed(model) {
            reasons.say("Done", theme.good(), &text);
        }
        reasons.say("Why", theme.plain(), &page.case.why(&page.guidance));
        for text in machine::words(model, &page.case, &page.guidance) {
            reasons.say("This machine", theme.plain(), &text);
        }
        page.against(model.may_change().is_ok(), theme, &mut reasons);
        for trouble in [self.hints.trouble(), self.profiles.trouble()].into_iter().flatten() {
            reasons.say("Not known", theme.warning(), trouble);
        }
        reasons.lines
    }
}

/// Paragraphs with names, wrapped.
struct Reasons {
    columns: usize,
    theme: Theme,
    lines: Vec<Line<'static>>,
}

impl Reasons {
    fn say(&mut self, label: &str, style: Style, text: &str) {
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
}

impl Page {
    fn parts(&self, area: Rect, head: &[Line]) -> Parts {
        let head_rows = u16::try_from(head.len()).unwrap_or(u16::MAX).min(area.height);
        let mut rest = Rect { y: area.y + head_rows, height: area.height - head_rows, ..area };
        let head = Rect { height: head_rows, ..area };
        let mut cards = Vec::new();
        for at in self.cards_that_fit(rest.height.saturating_sub(LEAST_REASONS)) {
            let height = self.cards.get(at).map_or(0, |card| self.card_height(card));
            // What the journal and the profiles say comes last on the card.
            let height = height.min(rest.height.saturating_sub(LEAST_REASONS).max(FACTS_ROWS));
            let height = height.min(rest.height);
            cards.push((Rect { height, ..rest }, at));
            rest = Rect { y: rest.y + height, height: rest.height - height, ..rest };
        }
        Parts { head, cards, reasons: rest }
    }

    /// The cards around the selected one that fit in so many rows; that one in any case.
    fn cards_that_fit(&self, rows: u16) -> std::ops::Range<usize> {
        let height = |at: usize| self.cards.get(at).map(|card| self.card_height(card));
        let (mut first, mut end) = (self.selected, (self.selected + 1).min(self.cards.len()));
        let mut used = height(first).unwrap_or(0);
        // Those above first: the old key is the first, and what the page is about.
        while let Some(more) = first.checked_sub(1).and_then(height).filter(|h| used + h <= rows) {
            (first, used) = (first - 1, used + more);
        }
        while let Some(more) = height(end).filter(|more| used + more <= rows) {
            (end, used) = (end + 1, used + more);
        }
        first..end
    }

    /// How high the card is: its border, and a line for each fact.
    fn card_height(&self, card: &Card) -> u16 {
        let Some(key) = self.case.key(&card.shown.key.id) else { return FACTS_ROWS };
        let journal = key.hints != KeyHints::default();
        FACTS_ROWS + u16::from(journal) + u16::from(!key.profiles.is_empty())
    }

    /// `whole`: all cards are drawn.
    fn draw_card(
        &self,
        model: &Model,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
        number: usize,
        whole: bool,
    ) {
        let Some(card) = self.cards.get(number) else { return };
        let key = &card.shown.key;
        let Some(evidence) = self.case.key(&card.shown.key.id) else { return };
        let selected = number == self.selected;
        let mark = if selected { "▸ " } else { "" };
        let mut title = vec![Span::styled(
            format!(" {mark}{} · {} ", card.role, harmless(key.id.as_str())),
            theme.title(),
        )];
        if model.session.depends_on(&key.id) {
            title.push(Span::styled("· signs this session ", theme.warning()));
        }
        let room =
            usize::from(area.width).saturating_sub(title.iter().map(Span::width).sum::<usize>());
        let description = model.description(&key.user, &key.id);
        if let Some(description) = description.filter(|_| room > 16) {
            let text = fit(description, room.saturating_sub(8));
            title.push(Span::styled(format!("· {text} "), theme.plain()));
        }
        let block = Block::bordered()
            .border_type(if selected { BorderType::Thick } else { BorderType::Rounded })
            .border_style(if selected { theme.border_selected() } else { theme.border() })
            .title(Line::from(title));
        let place = format!(" {} of {} ", number + 1, self.cards.len());
        let place = Line::styled(place, theme.warning()).right_aligned();
        let block = if whole { block } else { block.title_bottom(place) };
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let columns = usize::from(inner.width);
        let line = |(label, value, style): (&str, String, Style)| {
            Line::from(fact(label, &value, columns, theme, style))
        };
        let facts = self.facts(model, theme, card, evidence, fact_room(columns));
        frame.render_widget(Paragraph::new(facts.into_iter().map(line).collect::<Vec<_>>()), inner);
    }

    /// What is known of a key, a line each with so many columns: the name, the words, and how they
    /// look.
    fn facts(
        &self,
        model: &Model,
        theme: Theme,
        card: &Card,
        evidence: &RotationKey,
        room: usize,
    ) -> Vec<(&'static str, String, Style)> {
        let key = &card.shown.key;
        let (status, status_style) = status_words(&card.shown, theme);
        let (created, created_style) = created_words(model, &card.shown, theme);
        // First, as what may be cut is at the end.
        let own = if self.case.is_own_call(evidence) {
            "akia's own call · "
        } else if self.case.may_be_own_call(evidence) {
            "perhaps akia's or the AWS CLI's · "
        } else {
            ""
        };
        let record = model.directory.record(&key.user);
        let failure = record.and_then(|record| record.usage.get(&key.id)?.failure());
        let used = failure.map_or_else(
            || {
                let room = room.saturating_sub(width(own));
                format!("{own}{}", describe_last_used_within(model, &key.user, &key.id, room))
            },
            failed_words,
        );
        let mut facts = vec![
            ("Status", status, status_style),
            ("Created", created, created_style),
            ("Last used", used, theme.plain()),
        ];
        if let Some(words) = journal_words(model, &evidence.hints, room) {
            facts.push(("Journal", words, theme.muted()));
        }
        if !evidence.profiles.is_empty() {
            let plural = if evidence.profiles.len() == 1 { "" } else { "s" };
            let text = format!("profile{plural} {}, on this machine", evidence.profiles.join(", "));
            facts.push(("Held by", text, theme.plain()));
        }
        facts
    }

    /// What speaks against doing something to the selected key now. `here`: it can be done here.
    fn against(&self, here: bool, theme: Theme, reasons: &mut Reasons) {
        let alone = matches!(
            self.guidance.stage,
            RotationStage::Create | RotationStage::NotDue | RotationStage::NoSlot
        );
        let Some(card) = self.cards.get(self.selected).filter(|_| !alone) else { return };
        let key = &card.shown.key;
        let (touch, verb) = match (key.status.may_sign(), here) {
            (true, true) => (Touch::Deactivate, "d deactivates"),
            (true, false) => (Touch::Deactivate, "To deactivate"),
            (false, true) => (Touch::Delete, "x deletes"),
            (false, false) => (Touch::Delete, "To delete"),
        };
        let against = self.case.against(touch, &key.id);
        let name = match card.role {
            "Key" | "Current" => "the selected key".to_owned(),
            role => format!("the {} key", role.to_lowercase()),
        };
        let recommended = match &self.guidance.step {
            RotationStep::Deactivate(id)
            | RotationStep::Delete(id)
            | RotationStep::FreeSlot(id) => *id == key.id,
            _ => false,
        };
        if against.is_empty() {
            let text = format!("{verb} {name}: nothing that is known speaks against it.");
            return reasons.say("Now", theme.plain(), &text);
        }
        let (label, text) = if recommended {
            ("Now", format!("{verb} {name}. Keep in mind:"))
        } else {
            ("Sooner", format!("{verb} {name} all the same. Against it:"))
        };
        reasons.say(label, theme.plain(), &text);
        for reason in against {
            reasons.say("", theme.warning(), &format!("⚠ {reason}"));
        }
    }
}

/// What the journal of this machine tells of a key; the latest of it, where there is little room.
fn journal_words(model: &Model, hints: &KeyHints, room: usize) -> Option<String> {
    let mut told = [
        (hints.created, "created"),
        (hints.verified, "verified"),
        (hints.activated, "activated"),
        (hints.deactivated, "deactivated"),
    ];
    let lost = hints.secret_lost.map(|_| "; its secret was never saved").unwrap_or_default();
    told.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let told = told.into_iter().filter_map(|(at, what)| Some((at?, what)));
    let told: Vec<String> =
        told.map(|(at, what)| format!("{what} it {}", ago(at, model.now))).collect();
    let words =
        |told: &[String]| format!("akia {}{lost} (a hint of this machine)", told.join(", "));
    let fits = |told: &&[String]| width(&words(told)) <= room;
    let fewer = (1..=told.len()).rev().filter_map(|count| told.get(..count));
    fewer.clone().find(fits).or_else(|| told.get(..1)).map(words)
}
