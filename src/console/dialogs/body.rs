//! The content of a dialog: wrapped to the width there is, and fitted to the height.

use super::buttons::Buttons;
use super::fitting::{List, Weighed, Weight, fitted};
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

/// The widest a dialog's text gets, in columns.
const WIDEST: u16 = 96;

/// How wide the names of facts are.
const LABEL: usize = 16;

/// What stands before a line to type in.
const PROMPT: &str = "› ";

/// A key used within so many days deserves a warning.
const RECENT_DAYS: u32 = 7;

/// The content of a dialog.
#[derive(Debug)]
pub(crate) struct Body {
    title: String,
    columns: u16,
    lines: Vec<Weighed>,
    list: Option<List>,
    theme: Theme,
}

impl Body {
    /// An empty dialog, to be drawn in `area`.
    pub(crate) fn new(title: &str, area: Rect, theme: Theme) -> Self {
        let columns = area.width.saturating_sub(6).clamp(1, WIDEST);
        Self { title: title.to_owned(), columns, lines: Vec::new(), list: None, theme }
    }

    /// How many columns the content has.
    pub(crate) fn columns(&self) -> usize {
        usize::from(self.columns)
    }

    /// Something that is to be seen: where there is little room, the last such lines go, marked.
    pub(crate) fn say(&mut self, style: Style, text: &str) -> &mut Self {
        self.paragraph(Weight::Reason, style, text)
    }

    /// Something that stays, as the facts do.
    pub(crate) fn keep(&mut self, style: Style, text: &str) -> &mut Self {
        self.paragraph(Weight::Kept, style, text)
    }

    /// Something that can be done without where there is little room.
    pub(crate) fn aside(&mut self, style: Style, text: &str) -> &mut Self {
        self.paragraph(Weight::Prose, style, text)
    }

    /// What is around a line, and can be done without where there is little room.
    pub(crate) fn context(&mut self, line: Line<'static>) -> &mut Self {
        self.lines.push((Weight::Prose, line));
        self
    }

    /// An explanation.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.paragraph(Weight::Prose, self.theme.plain(), text)
    }

    fn paragraph(&mut self, weight: Weight, style: Style, text: &str) -> &mut Self {
        let lines = ui::wrap(text, self.columns()).into_iter();
        self.lines.extend(lines.map(|line| (weight, Line::styled(line, style))));
        self
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, line: Line<'static>) -> &mut Self {
        self.lines.push((Weight::Kept, line));
        self
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> &mut Self {
        self.lines.push((Weight::Gap, Line::default()));
        self
    }

    /// So many empty lines, so that a dialog keeps its height while its text changes.
    pub(crate) fn gaps(&mut self, count: usize) -> &mut Self {
        self.lines.extend((0..count).map(|_| (Weight::Gap, Line::default())));
        self
    }

    /// How many lines there are so far.
    pub(crate) fn height(&self) -> usize {
        self.lines.len()
    }

    /// A name and what stands for it, wrapped beside the name.
    pub(crate) fn fact(&mut self, label: &str, value: &str, style: Style) -> &mut Self {
        let room = self.columns().saturating_sub(LABEL).max(1);
        for (index, part) in ui::wrap(value, room).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.line(Line::from(vec![
                Span::styled(format!("{label:<LABEL$}"), self.theme.muted()),
                Span::styled(part, style),
            ]));
        }
        self
    }

    /// A name, a note, and what is to be copied in one piece: where it does not fit beside its name,
    /// on a line of its own.
    pub(crate) fn whole_fact(
        &mut self,
        label: &str,
        (value, style): (&str, Style),
        note: &str,
    ) -> &mut Self {
        let muted = self.theme.muted();
        if LABEL + ui::width(value) <= self.columns() {
            return self.fact(label, value, style).fact("", note, muted);
        }
        self.fact(label, note, muted);
        for part in ui::wrap(value, self.columns()) {
            self.line(Line::styled(part, style));
        }
        self
    }

    /// A fact on one line, whatever its length.
    pub(crate) fn short_fact(&mut self, label: &str, value: &str, style: Style) -> &mut Self {
        let room = self.columns().saturating_sub(LABEL);
        self.fact(label, &ui::fit(value, room), style)
    }

    /// Which key this is about: by its ID, and by what a person knows it by.
    pub(crate) fn key_facts(&mut self, model: &Model, key: &AccessKey) -> &mut Self {
        let theme = self.theme;
        self.short_fact("User", key.user.as_str(), theme.plain());
        self.fact("Access key ID", key.id.as_str(), theme.title());
        if let Some(description) = model.description(&key.user, &key.id) {
            self.short_fact("Description", description, theme.plain());
        }
        let age = key.created.map(|created| Age::of(created, model.now).label());
        let age = age.unwrap_or_else(|| "not given by IAM".to_owned());
        self.fact("Status, age", &format!("{}, {age}", key.status), theme.plain());
        let room = self.columns().saturating_sub(LABEL);
        let used = describe_last_used_within(model, &key.user, &key.id, room);
        self.fact("Last used", &used, theme.plain())
    }

    /// A warning, when the key was used in the last days.
    pub(crate) fn recent_use(&mut self, model: &Model, key: &AccessKey) -> &mut Self {
        let usage = model.directory.record(&key.user).and_then(|r| r.usage.get(&key.id));
        let used = usage.and_then(|usage| usage.value()).and_then(|u| u.last_used.date());
        if used.is_some_and(|date| days_between(date, model.now) <= RECENT_DAYS) {
            let text = "⚠ It was used in the last days: something may still depend on it.";
            self.say(self.theme.danger(), text);
        }
        self
    }

    /// The AWS CLI command that does the same.
    pub(crate) fn command(&mut self, model: &Model, write: &KeyChange) -> &mut Self {
        self.commands(model, [write.clone()])
    }

    /// The AWS CLI commands that do the same, one for each.
    pub(crate) fn commands(
        &mut self,
        model: &Model,
        writes: impl IntoIterator<Item = KeyChange>,
    ) -> &mut Self {
        let muted = self.theme.muted();
        self.gap();
        self.paragraph(Weight::Command, muted, "The same with the AWS CLI:");
        for write in writes {
            let command = write.cli_command(model.session.connection());
            self.paragraph(Weight::Command, muted, &command);
        }
        self
    }

    /// A failure and what to do next.
    pub(crate) fn failure(&mut self, failure: &Failure) -> &mut Self {
        self.say(self.theme.danger(), &failure.to_string());
        self.gap();
        self.say(self.theme.plain(), &next_step(failure))
    }

    /// Something that is being waited for.
    pub(crate) fn waiting(&mut self, model: &Model, what: &str) -> &mut Self {
        let spinner = ui::spinner(model.now.timestamp_millis());
        self.say(self.theme.plain(), &format!("{spinner} {what}"))
    }

    /// A line to type in.
    pub(crate) fn input(&mut self) -> &mut Self {
        let prompt = Line::from(Span::styled(PROMPT, self.theme.key()));
        self.lines.push((Weight::Input, prompt));
        self
    }

    /// A row of buttons.
    pub(crate) fn buttons(&mut self, buttons: &Buttons, row: &[Button]) -> &mut Self {
        self.gap();
        self.line(ui::buttons(row, buttons.highlighted, self.theme))
    }

    /// A list to choose from: where it does not fit, what is around the selected one.
    pub(crate) fn choices(&mut self, labels: &[String], selected: usize) -> &mut Self {
        self.list = Some(List { labels: labels.to_vec(), selected });
        self.lines.push((Weight::List, Line::default()));
        self
    }

    /// Draws the dialog: what fits of it, the weightiest. Returns where the input is.
    pub(crate) fn draw(&mut self, frame: &mut Frame, area: Rect) -> Option<Rect> {
        let room = usize::from(area.height.saturating_sub(2));
        let lines = std::mem::take(&mut self.lines);
        let lines = fitted(lines, self.list.as_ref(), (room, self.columns()), self.theme);
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let inner = ui::modal(frame, area, &self.title, self.columns, rows, self.theme);
        let input = lines.iter().position(|(weight, _)| *weight == Weight::Input);
        let text: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        frame.render_widget(Paragraph::new(Text::from(text)), inner);
        let row = u16::try_from(input?).ok()?;
        let prompt = u16::try_from(ui::width(PROMPT)).unwrap_or(0).min(inner.width);
        (row < inner.height).then_some(Rect {
            x: inner.x + prompt,
            y: inner.y + row,
            width: inner.width - prompt,
            height: 1,
        })
    }
}
