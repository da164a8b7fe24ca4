//! The content of a dialog: wrapped to the width there is, and fitted to the height.

use super::Buttons;
use super::fit::{List, WeighedLine, Weight, fit_lines};
use crate::console::frame::describe::describe_last_used_within;
use crate::console::model::Model;
use crate::console::next_step::next_step;
use crate::domain::{AccessKey, Age, Failure, KeyChange, days_between};
use crate::ui::{self, Button, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Paragraph;
use tui_input::Input;

/// The widest a dialog's text gets, in columns.
const WIDEST: u16 = 96;

/// How many columns the labels of facts have.
const LABEL: usize = 16;

const PROMPT: &str = "› ";

/// A key used within so many days deserves a warning.
const RECENT_DAYS: u32 = 7;

/// Where a dialog is drawn, in the middle, and with which colours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canvas {
    pub(crate) area: Rect,
    pub(crate) theme: Theme,
}

#[derive(Debug)]
pub(crate) struct Body<'a> {
    title: String,
    area: Rect,
    columns: u16,
    theme: Theme,
    lines: Vec<WeighedLine>,
    list: Option<List>,
    /// The input, and the text in its place while it is empty.
    input: Option<(&'a Input, &'static str)>,
}

/// Paragraphs.
///
/// Where there is little room, explanations are left out first, then notices; the dialog says so.
impl Body<'_> {
    pub(crate) fn new(title: &str, canvas: Canvas) -> Self {
        let columns = canvas.area.width.saturating_sub(6).clamp(1, WIDEST);
        Self::with_columns(title, columns, canvas)
    }

    pub(crate) fn with_columns(title: &str, columns: u16, canvas: Canvas) -> Self {
        let (title, Canvas { area, theme }) = (title.to_owned(), canvas);
        Self { title, area, columns, theme, lines: Vec::new(), list: None, input: None }
    }

    pub(crate) fn columns(&self) -> usize {
        usize::from(self.columns)
    }

    pub(crate) fn theme(&self) -> Theme {
        self.theme
    }

    /// How many lines there are so far.
    pub(crate) fn height(&self) -> usize {
        self.lines.len()
    }

    /// An explanation.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.paragraph(Weight::Explanation, self.theme.plain(), text)
    }

    /// An explanation in another style.
    pub(crate) fn aside(&mut self, style: Style, text: &str) -> &mut Self {
        self.paragraph(Weight::Explanation, style, text)
    }

    pub(crate) fn notice(&mut self, text: &str) -> &mut Self {
        self.styled_notice(self.theme.plain(), text)
    }

    pub(crate) fn headline(&mut self, text: &str) -> &mut Self {
        self.styled_notice(self.theme.title(), text)
    }

    pub(crate) fn good(&mut self, text: &str) -> &mut Self {
        self.styled_notice(self.theme.good(), text)
    }

    pub(crate) fn warning(&mut self, text: &str) -> &mut Self {
        self.styled_notice(self.theme.warning(), text)
    }

    pub(crate) fn danger(&mut self, text: &str) -> &mut Self {
        self.styled_notice(self.theme.danger(), text)
    }

    pub(crate) fn hint(&mut self, text: &str) -> &mut Self {
        self.styled_notice(self.theme.muted(), text)
    }

    pub(crate) fn styled_notice(&mut self, style: Style, text: &str) -> &mut Self {
        self.paragraph(Weight::Notice, style, text)
    }

    /// A notice that is left out no sooner than the facts.
    pub(crate) fn pinned(&mut self, text: &str) -> &mut Self {
        self.paragraph(Weight::Fact, self.theme.plain(), text)
    }

    pub(crate) fn waiting(&mut self, model: &Model, text: &str) -> &mut Self {
        let spinner = ui::spinner(model.now.timestamp_millis());
        self.notice(&format!("{spinner} {text}"))
    }

    /// A failure and what to do next.
    pub(crate) fn failure(&mut self, failure: &Failure) -> &mut Self {
        self.danger(&failure.to_string()).gap().notice(&next_step(failure))
    }

    fn paragraph(&mut self, weight: Weight, style: Style, text: &str) -> &mut Self {
        let lines = ui::wrap(text, self.columns()).into_iter();
        self.lines.extend(lines.map(|line| (weight, Line::styled(line, style))));
        self
    }

    /// A line as it is, with the weight of a fact.
    pub(crate) fn line(&mut self, line: Line<'static>) -> &mut Self {
        self.push(Weight::Fact, line)
    }

    /// A line as it is, with the weight of an explanation.
    pub(crate) fn context_line(&mut self, line: Line<'static>) -> &mut Self {
        self.push(Weight::Explanation, line)
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> &mut Self {
        self.push(Weight::Gap, Line::default())
    }

    fn push(&mut self, weight: Weight, line: Line<'static>) -> &mut Self {
        self.lines.push((weight, line));
        self
    }

    /// The AWS CLI command that makes the same change.
    pub(crate) fn command(&mut self, model: &Model, change: &KeyChange) -> &mut Self {
        self.commands(model, [change.clone()])
    }

    pub(crate) fn commands(
        &mut self,
        model: &Model,
        changes: impl IntoIterator<Item = KeyChange>,
    ) -> &mut Self {
        let muted = self.theme.muted();
        self.gap().paragraph(Weight::Command, muted, "The same with the AWS CLI:");
        for change in changes {
            let command = change.cli_command(model.session.connection());
            self.paragraph(Weight::Command, muted, &command);
        }
        self
    }
}

/// Facts: a label, and a value beside it.
impl Body<'_> {
    pub(crate) fn fact(&mut self, label: &str, value: &str) -> &mut Self {
        self.styled_fact(label, value, self.theme.plain())
    }

    /// What the dialog is about.
    pub(crate) fn main_fact(&mut self, label: &str, value: &str) -> &mut Self {
        self.styled_fact(label, value, self.theme.title())
    }

    /// The value is wrapped beside the label.
    pub(crate) fn styled_fact(&mut self, label: &str, value: &str, style: Style) -> &mut Self {
        for (index, part) in ui::wrap(value, self.value_columns().max(1)).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.line(Line::from(vec![
                Span::styled(format!("{label:<LABEL$}"), self.theme.muted()),
                Span::styled(part, style),
            ]));
        }
        self
    }

    /// A fact on one line, whatever its length.
    pub(crate) fn short_fact(&mut self, label: &str, value: &str) -> &mut Self {
        self.fact(label, &ui::fit(value, self.value_columns()))
    }

    /// A note, and a value that is to be copied in one piece: where it does not fit beside its
    /// label, it stands on a line of its own.
    pub(crate) fn unbroken_fact(
        &mut self,
        label: &str,
        (value, style): (&str, Style),
        note: &str,
    ) -> &mut Self {
        let muted = self.theme.muted();
        if LABEL + ui::width(value) <= self.columns() {
            return self.styled_fact(label, value, style).styled_fact("", note, muted);
        }
        self.styled_fact(label, note, muted);
        for part in ui::wrap(value, self.columns()) {
            self.line(Line::styled(part, style));
        }
        self
    }

    fn value_columns(&self) -> usize {
        self.columns().saturating_sub(LABEL)
    }

    /// Which key the dialog is about: by its ID, and by what a person knows it by.
    pub(crate) fn key_facts(&mut self, model: &Model, key: &AccessKey) -> &mut Self {
        self.short_fact("User", key.user.as_str());
        self.main_fact("Access key ID", key.id.as_str());
        if let Some(description) = model.description(&key.user, &key.id) {
            self.short_fact("Description", description);
        }
        let age = match key.created {
            Some(created) => Age::of(created, model.now).label(),
            None => "not given by IAM".to_owned(),
        };
        self.fact("Status, age", &format!("{}, {age}", key.status));
        let columns = self.value_columns();
        self.fact("Last used", &describe_last_used_within(model, &key.user, &key.id, columns))
    }

    /// A warning, if the key was used in the last days.
    pub(crate) fn recent_use(&mut self, model: &Model, key: &AccessKey) -> &mut Self {
        let usage = model.directory.record(&key.user).and_then(|record| record.usage.get(&key.id));
        let last_used = usage.and_then(|usage| usage.value()?.last_used.date());
        if last_used.is_some_and(|date| days_between(date, model.now) <= RECENT_DAYS) {
            self.danger("⚠ It was used in the last days: something may still depend on it.");
        }
        self
    }
}

/// Controls, and drawing.
impl<'a> Body<'a> {
    /// A line to type in.
    pub(crate) fn input(&mut self, input: &'a Input, placeholder: &'static str) -> &mut Self {
        self.input = Some((input, placeholder));
        self.push(Weight::Input, Line::from(Span::styled(PROMPT, self.theme.key())))
    }

    pub(crate) fn buttons(&mut self, buttons: &Buttons, row: &[Button<'_>]) -> &mut Self {
        let row = ui::buttons(row, buttons.highlighted(), self.theme);
        self.gap().line(row)
    }

    /// A list to choose from: where it does not fit, the lines around the selected one are shown.
    pub(crate) fn choices(&mut self, labels: &[String], selected: usize) -> &mut Self {
        self.list = Some(List { labels: labels.to_vec(), selected });
        self.push(Weight::List, Line::default())
    }

    pub(crate) fn draw(self, frame: &mut Frame<'_>) {
        let rows = usize::from(self.area.height.saturating_sub(2));
        let room = (rows, self.columns());
        let lines = fit_lines(self.lines, self.list.as_ref(), room, self.theme);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let inner = ui::modal(frame, self.area, &self.title, self.columns, height, self.theme);
        let input_row = lines.iter().position(|(weight, _)| *weight == Weight::Input);
        let text: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        frame.render_widget(Paragraph::new(Text::from(text)), inner);

        let input_row = input_row.and_then(|row| u16::try_from(row).ok());
        let (Some(row), Some((input, placeholder))) = (input_row, self.input) else { return };
        if row < inner.height {
            let prompt = u16::try_from(ui::width(PROMPT)).unwrap_or(0).min(inner.width);
            let (x, width) = (inner.x + prompt, inner.width - prompt);
            let area = Rect { x, y: inner.y + row, width, height: 1 };
            ui::input(frame, area, input, placeholder, self.theme);
        }
    }
}
