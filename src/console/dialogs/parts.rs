//! What dialogs are made of: a body of wrapped text, a pair of buttons, a text typed to confirm.

use crate::console::bindings::Action;
use crate::console::core::Core;
use crate::console::effect::{CallId, Read, Urgency, Write};
use crate::domain::{AccessKeyId, Failure, KeyListing, UserName};
use crate::ui::{self, Button, Theme, harmless};
use crossterm::event::{Event as TerminalEvent, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Paragraph;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

/// The widest a dialog's text gets, in columns.
const WIDEST: u16 = 76;

/// What stands before a line to type in.
const PROMPT: &str = "› ";

/// The content of a dialog, wrapped to the width there is.
#[derive(Debug)]
pub(crate) struct Body {
    title: String,
    columns: u16,
    lines: Vec<Line<'static>>,
    input_row: Option<u16>,
    theme: Theme,
}

impl Body {
    /// An empty dialog, to be drawn in `area`.
    pub(crate) fn new(title: &str, area: Rect, theme: Theme) -> Self {
        let columns = area.width.saturating_sub(6).clamp(1, WIDEST);
        Self { title: title.to_owned(), columns, lines: Vec::new(), input_row: None, theme }
    }

    /// How many columns the content has.
    pub(crate) fn columns(&self) -> usize {
        usize::from(self.columns)
    }

    /// A paragraph.
    pub(crate) fn say(&mut self, style: Style, text: &str) -> &mut Self {
        let lines = ui::wrap(text, self.columns()).into_iter();
        self.lines.extend(lines.map(|line| Line::styled(line, style)));
        self
    }

    /// A paragraph in ordinary style.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.say(self.theme.plain(), text)
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, line: Line<'static>) -> &mut Self {
        self.lines.push(line);
        self
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) -> &mut Self {
        self.line(Line::default())
    }

    /// A name and what stands for it, wrapped beside the name.
    pub(crate) fn fact(&mut self, label: &str, value: &str, style: Style) -> &mut Self {
        const LABEL: usize = 16;
        let room = self.columns().saturating_sub(LABEL).max(1);
        for (index, part) in ui::wrap(value, room).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.lines.push(Line::from(vec![
                Span::styled(format!("{label:<LABEL$}"), self.theme.muted()),
                Span::styled(part, style),
            ]));
        }
        self
    }

    /// The AWS CLI command that does the same.
    pub(crate) fn command(&mut self, core: &Core, write: &Write) -> &mut Self {
        self.commands(core, [write.clone()])
    }

    /// The AWS CLI commands that do the same, one for each.
    pub(crate) fn commands(
        &mut self,
        core: &Core,
        writes: impl IntoIterator<Item = Write>,
    ) -> &mut Self {
        self.gap();
        self.say(self.theme.muted(), "The same with the AWS CLI:");
        for write in writes {
            self.say(self.theme.muted(), &write.cli_command(core.session.connection()));
        }
        self
    }

    /// A failure and what to do next.
    pub(crate) fn failure(&mut self, failure: &Failure) -> &mut Self {
        self.say(self.theme.danger(), &failure.to_string());
        self.gap();
        self.text(&failure.next_step())
    }

    /// Something that is being waited for.
    pub(crate) fn waiting(&mut self, core: &Core, what: &str) -> &mut Self {
        let spinner = ui::spinner(core.now.timestamp_millis());
        self.text(&format!("{spinner} {what}"))
    }

    /// A line to type in.
    pub(crate) fn input(&mut self) -> &mut Self {
        self.input_row = u16::try_from(self.lines.len()).ok();
        let prompt = Span::styled(PROMPT, self.theme.key());
        self.line(Line::from(prompt))
    }

    /// A row of buttons.
    pub(crate) fn buttons(&mut self, buttons: &Buttons, row: &[Button]) -> &mut Self {
        self.gap();
        self.line(ui::buttons(row, buttons.highlighted, self.theme))
    }

    /// A list to choose from.
    pub(crate) fn choices(&mut self, labels: &[String], selected: usize) -> &mut Self {
        for (index, label) in labels.iter().enumerate() {
            let (mark, style) = if index == selected {
                ("▸ ", self.theme.selected())
            } else {
                ("  ", self.theme.plain())
            };
            let label = ui::fit(label, self.columns().saturating_sub(2));
            self.line(Line::styled(format!("{mark}{label}"), style));
        }
        self
    }

    /// Draws the dialog; what does not fit in height is cut at the top of the text, never at the
    /// buttons. Returns where the input is.
    pub(crate) fn draw(&mut self, frame: &mut Frame, area: Rect) -> Option<Rect> {
        let rows = u16::try_from(self.lines.len()).unwrap_or(u16::MAX);
        let inner = ui::modal(frame, area, &self.title, self.columns, rows, self.theme);
        let hidden = rows.saturating_sub(inner.height);
        let lines = std::mem::take(&mut self.lines);
        let mut lines: Vec<Line> = lines.into_iter().skip(usize::from(hidden)).collect();
        if let (Some(first), true) = (lines.first_mut(), hidden > 0) {
            *first = Line::styled("↑ more: enlarge the terminal", self.theme.warning());
        }
        frame.render_widget(Paragraph::new(Text::from(lines)), inner);
        let row = self.input_row?.checked_sub(hidden)?;
        let prompt = u16::try_from(ui::width(PROMPT)).unwrap_or(0).min(inner.width);
        (row < inner.height).then_some(Rect {
            x: inner.x + prompt,
            y: inner.y + row,
            width: inner.width - prompt,
            height: 1,
        })
    }
}

/// The pair of buttons of a question: which of them Enter presses.
#[derive(Debug, Default)]
pub(crate) struct Buttons {
    pub(crate) highlighted: usize,
}

impl Buttons {
    /// Moves to the next button of so many.
    pub(crate) fn toggle(&mut self, count: usize) {
        self.highlighted = (self.highlighted + 1) % count.max(1);
    }

    /// Whether Cancel, the first one, is highlighted.
    pub(crate) fn on_cancel(&self) -> bool {
        self.highlighted == 0
    }

    /// The buttons of a question that changes something.
    pub(crate) fn row(label: &str, dangerous: bool, enabled: bool) -> [Button<'_>; 2] {
        [
            Button { label: "Cancel", dangerous: false, enabled: true },
            Button { label, dangerous, enabled },
        ]
    }
}

/// An access key ID to be typed or pasted before something is done to that key.
#[derive(Debug)]
pub(crate) struct TypedId {
    expected: AccessKeyId,
    pub(crate) input: Input,
}

impl TypedId {
    pub(crate) fn new(expected: &AccessKeyId) -> Self {
        Self { expected: expected.clone(), input: Input::default() }
    }

    /// Whether the ID stands there.
    pub(crate) fn matches(&self) -> bool {
        self.input.value().trim() == self.expected.as_str()
    }

    /// Takes a key; the button it leads to is highlighted once the ID stands there.
    pub(crate) fn type_key(&mut self, key: KeyEvent, buttons: &mut Buttons) {
        type_into(&mut self.input, key);
        buttons.highlighted = usize::from(self.matches());
    }

    /// Takes a paste.
    pub(crate) fn paste(&mut self, text: &str, buttons: &mut Buttons) {
        paste_into(&mut self.input, text);
        buttons.highlighted = usize::from(self.matches());
    }

    /// The line that asks for it, and the input.
    pub(crate) fn show(&self, body: &mut Body, theme: Theme) {
        body.gap();
        body.line(Line::from(vec![
            Span::raw("To confirm, type or paste "),
            Span::styled(harmless(self.expected.as_str()).into_owned(), theme.title()),
        ]));
        body.input();
    }
}

/// The answer to a write was lost: the user's keys are read back, to show what is so.
#[derive(Debug)]
pub(crate) struct ReadBack {
    failure: Failure,
    call: CallId,
    shows: Option<Result<String, Failure>>,
}

impl ReadBack {
    /// Asks for the user's keys.
    pub(crate) fn begin(core: &mut Core, user: &UserName, failure: Failure) -> Self {
        let call = core.read(Read::Keys(user.clone(), Urgency::Asked));
        Self { failure, call, shows: None }
    }

    /// Whether this answer is the one awaited.
    pub(crate) fn waits_for(&self, call: CallId) -> bool {
        self.shows.is_none() && self.call == call
    }

    /// Takes the keys.
    pub(crate) fn take(&mut self, answer: Result<KeyListing, Failure>, key: &AccessKeyId) {
        self.shows = Some(answer.map(|list| match list.find(key) {
            Some(key) => format!("IAM shows the key as {} now", key.status),
            None => "IAM does not list the key any more".to_owned(),
        }));
    }

    /// Says what is known.
    pub(crate) fn show<'a>(&self, core: &Core, theme: Theme, body: &'a mut Body) -> &'a mut Body {
        body.say(theme.danger(), &self.failure.to_string()).gap();
        body.text("The answer was lost: it may have been done or not. It was sent once.");
        match &self.shows {
            None => body.waiting(core, "Reading the keys back from IAM…"),
            Some(Ok(text)) => {
                body.say(theme.title(), &format!("{text} (lists can lag by seconds: r refreshes)."))
            }
            Some(Err(again)) => body.gap().failure(again),
        }
    }
}

/// A key that edits an input.
pub(crate) fn type_into(input: &mut Input, key: KeyEvent) {
    input.handle_event(&TerminalEvent::Key(key));
}

/// The most characters that one paste puts into an input: nothing that is typed here is as long,
/// and each one costs as much as the text before it.
const LONGEST_PASTE: usize = 1_024;

/// A paste into an input: its text on one line.
pub(crate) fn paste_into(input: &mut Input, text: &str) {
    for c in text.trim().chars().take(LONGEST_PASTE) {
        let c = if c.is_control() { ' ' } else { c };
        input.handle(tui_input::InputRequest::InsertChar(c));
    }
}

/// Moves a selection in a list of so many.
pub(crate) fn move_selection(selected: &mut usize, count: usize, action: Action) {
    *selected = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => (*selected + 1).min(count.saturating_sub(1)),
        Action::First => 0,
        Action::Last => count.saturating_sub(1),
        _ => *selected,
    };
}
