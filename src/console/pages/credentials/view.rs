//! Draws the security credentials page.

use super::Credentials;
use crate::console::frame::describe::describe_last_used_within;
use crate::console::model::Model;
use crate::console::model::changes::ShownKey;
use crate::console::model::directory::UserRecord;
use crate::console::model::remote::Remote;
use crate::console::pages::key_fields::{
    at_most_widest, card_block, card_lines, card_title, describe_created, describe_date_and_age,
    describe_failure, describe_missing_keys, describe_status, field, field_room,
};
use crate::domain::{ConsoleAccess, Failure, FailureKind, ago};
use crate::ui::{Theme, wrap};
use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// A card: a border and four lines.
const CARD_ROWS: u16 = 6;
/// The summary: a border and three lines.
const SUMMARY_ROWS: u16 = 5;
const HEADING_ROWS: u16 = 1;

/// The cards begin below the summary, a warning if there is one, and the heading.
fn first_card_row(model: &Model, body: Rect) -> u16 {
    let warning = u16::try_from(warning_lines(model, body).len()).unwrap_or(u16::MAX);
    (body.y + SUMMARY_ROWS + HEADING_ROWS).saturating_add(warning)
}

/// Why nothing that changes IAM is available, if so.
fn warning_lines(model: &Model, body: Rect) -> Vec<String> {
    let Err(reason) = model.may_change() else { return Vec::new() };
    let text = format!("Nothing that changes IAM is offered: {reason}.");
    wrap(&text, usize::from(at_most_widest(body).width.saturating_sub(2)))
}

/// How many cards fit.
pub(super) fn cards_room(model: &Model, body: Rect) -> usize {
    usize::from(body.bottom().saturating_sub(first_card_row(model, body)) / CARD_ROWS)
}

/// The card at a row of the screen.
pub(super) fn card_at(model: &Model, body: Rect, top: usize, row: u16) -> Option<usize> {
    let offset = row.checked_sub(first_card_row(model, body))?;
    Some(top + usize::from(offset / CARD_ROWS))
}

impl Credentials {
    pub(super) fn draw(&self, model: &Model, theme: Theme, frame: &mut Frame, area: Rect) {
        let area = at_most_widest(area);
        let empty = UserRecord::default();
        let record = model.directory.record(&self.user).unwrap_or(&empty);
        let summary = Rect { height: SUMMARY_ROWS.min(area.height), ..area };
        draw_summary(model, record, theme, frame, summary);
        let mut y = area.y + SUMMARY_ROWS;
        for line in warning_lines(model, area) {
            let at = Rect { y, height: 1, ..area }.intersection(area);
            frame.render_widget(Span::styled(format!(" {line}"), theme.warning()), at);
            y += 1;
        }
        let at = Rect { y, height: 1, ..area }.intersection(area);
        frame.render_widget(self.heading(model, record, theme), at);
        self.draw_cards(model, record, theme, frame, area);
    }

    fn heading(&self, model: &Model, record: &UserRecord, theme: Theme) -> Line<'static> {
        let mut spans = vec![Span::styled(" Access keys", theme.title())];
        let keys = model.keys(&self.user);
        if let Some(keys) = &keys {
            let most = model.session.keys_per_user();
            let count = match keys.len() {
                count if count > most => format!(" ({count}; the limit is {most} now)"),
                count => format!(" ({count} of {most}, active or inactive)"),
            };
            spans.push(Span::styled(count, theme.muted()));
        }
        if let (Some(at), Some(_)) = (record.keys.read_at(), record.keys.failure()) {
            let text = format!("  ⚠ as of {}: the last refresh failed", ago(at, model.now));
            spans.push(Span::styled(text, theme.warning()));
        }
        Line::from(spans)
    }

    fn describe_missing_keys(&self, record: &UserRecord) -> String {
        match record.keys.failure() {
            Some(failure) if failure.kind == FailureKind::NoSuchEntity => format!(
                "This account has no user named {}. esc goes to the users, / there searches them. \
                 ({failure})",
                self.user
            ),
            failure => describe_missing_keys(failure),
        }
    }

    fn draw_cards(
        &self,
        model: &Model,
        record: &UserRecord,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
    ) {
        let first = first_card_row(model, area);
        let room = Rect { y: first, height: area.bottom().saturating_sub(first), ..area };
        let Some(keys) = model.keys(&self.user) else {
            return draw_text(&self.describe_missing_keys(record), theme, frame, room);
        };
        if keys.is_empty() {
            let text = match model.may_change() {
                Ok(()) => "No access keys. Press c to create one.",
                Err(_) => "No access keys.",
            };
            return draw_text(text, theme, frame, room);
        }
        let shown = keys.iter().enumerate().skip(self.top).take(cards_room(model, area).max(1));
        for (row, (index, key)) in (0_u16..).zip(shown) {
            let at = Rect { y: first + row * CARD_ROWS, height: CARD_ROWS, ..area };
            let selected = index == self.selected;
            draw_card(model, record, key, selected, theme, frame, at.intersection(area));
        }
        let hidden = keys.len().saturating_sub(self.top + cards_room(model, area).max(1));
        if hidden > 0 || self.top > 0 {
            let text = format!("{} of {} ", self.selected + 1, keys.len());
            let at = Rect { y: first.saturating_sub(1), height: 1, ..area };
            frame.render_widget(Line::styled(text, theme.warning()).right_aligned(), at);
        }
    }
}

fn draw_text(text: &str, theme: Theme, frame: &mut Frame, room: Rect) {
    let inner = room.inner(Margin { horizontal: 2, vertical: 1 });
    let lines: Vec<Line> =
        wrap(text, usize::from(inner.width)).into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(lines).style(theme.plain()), inner);
}

fn draw_summary(model: &Model, record: &UserRecord, theme: Theme, frame: &mut Frame, area: Rect) {
    let block = card_block(false, theme).title(Span::styled(" Summary ", theme.title()));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let user = record.user();
    let gone = |failure: &Failure| failure.kind == FailureKind::NoSuchEntity;
    let no_user = user.is_none() && record.details.failure().is_some_and(gone);
    let arn = match (user, record.details.failure()) {
        (Some(user), _) => user.arn.clone(),
        _ if no_user => "-".to_owned(),
        (None, Some(failure)) => describe_failure(failure),
        (None, None) => "…".to_owned(),
    };
    let unknown = if record.details.failure().is_some() { "-" } else { "…" };
    let created = match user.map(|user| user.created) {
        Some(Some(at)) => describe_date_and_age(at, model.now),
        Some(None) => "-".to_owned(),
        None => unknown.to_owned(),
    };
    let sign_in = match user.map(|user| user.password_last_used) {
        Some(Some(at)) => ago(at, model.now),
        Some(None) => "Never".to_owned(),
        None => unknown.to_owned(),
    };
    let access = describe_value(&record.console_access, |access| match access {
        // IAM's answer is the same for a user without a password and for no user.
        _ if no_user => "-".to_owned(),
        ConsoleAccess::Enabled => "Enabled".to_owned(),
        ConsoleAccess::Disabled => "Disabled".to_owned(),
    });
    let devices = describe_value(&record.mfa, |count| match count {
        0 => "None".to_owned(),
        1 => "1 device".to_owned(),
        more => format!("{more} devices"),
    });
    let mfa = if no_user { "-".to_owned() } else { devices };
    // The left column has dates and ages. The right one gets the rest: it may have to name a
    // missing permission.
    let left = (usize::from(inner.width) * 3 / 5).min(46);
    let lines = vec![
        Line::from(field("ARN", &arn, usize::from(inner.width), theme, theme.plain())),
        pair(
            ("Created", &created),
            ("Console access", &access),
            left,
            usize::from(inner.width),
            theme,
        ),
        pair(("Last sign-in", &sign_in), ("MFA", &mfa), left, usize::from(inner.width), theme),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Two fields side by side, the second from column `half` on.
fn pair(
    left: (&str, &str),
    right: (&str, &str),
    half: usize,
    columns: usize,
    theme: Theme,
) -> Line<'static> {
    let mut spans = field(left.0, left.1, half, theme, theme.plain());
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(" ".repeat(half.saturating_sub(used))));
    spans.extend(field(right.0, right.1, columns.saturating_sub(half), theme, theme.plain()));
    Line::from(spans)
}

fn describe_value<T>(value: &Remote<T>, describe: impl Fn(&T) -> String) -> String {
    match (value.value(), value.failure()) {
        (Some(value), _) => describe(value),
        (None, Some(failure)) => describe_failure(failure),
        (None, None) => "…".to_owned(),
    }
}

fn draw_card(
    model: &Model,
    record: &UserRecord,
    shown: &ShownKey,
    selected: bool,
    theme: Theme,
    frame: &mut Frame,
    area: Rect,
) {
    let key = &shown.key;
    let title = card_title(model, "", &key.id, selected, theme);
    let block = card_block(selected, theme).title(title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let columns = usize::from(inner.width);
    let (status, status_style) = describe_status(shown, theme);
    let (created, created_style) = describe_created(model, shown, theme);
    let last_used = describe_last_used_within(model, &key.user, &key.id, field_room(columns));
    let values = vec![
        ("Description", describe_description(model, record, shown), theme.plain()),
        ("Status", status, status_style),
        ("Created", created, created_style),
        ("Last used", last_used, theme.plain()),
    ];
    frame.render_widget(card_lines(values, columns, theme), inner);
}

fn describe_description(model: &Model, record: &UserRecord, shown: &ShownKey) -> String {
    match (model.description(&shown.key.user, &shown.key.id), record.details.value()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(_)) => "-".to_owned(),
        (None, None) => record.details.failure().map_or("…".to_owned(), describe_failure),
    }
}
