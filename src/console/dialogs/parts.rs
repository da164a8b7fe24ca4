//! What dialogs share: a pair of buttons, a text typed to confirm, keys read back, a selection.

use super::{Body, Buttons, Transition};
use crate::console::context::Context;
use crate::console::effect::CallId;
use crate::console::input::bindings::{Action, KeyContext};
use crate::console::model::Model;
use crate::console::model::Tone;
use crate::console::reads::{AwsRead, Urgency};
use crate::domain::{AccessKeyId, Failure, KeyListing, UserName};
use crate::ui::{self, Theme, harmless};
use crossterm::event::{Event as TerminalEvent, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

/// An access key ID to be typed or pasted before something is done to that key.
#[derive(Debug)]
struct TypedId {
    expected: AccessKeyId,
    input: Input,
}

impl TypedId {
    fn new(expected: &AccessKeyId) -> Self {
        Self { expected: expected.clone(), input: Input::default() }
    }

    /// Whether the ID stands there.
    fn matches(&self) -> bool {
        self.input.value().trim() == self.expected.as_str()
    }

    /// Why the button cannot be pressed yet.
    fn complaint(&self) -> Option<&'static str> {
        match self.input.value().trim() {
            _ if self.matches() => None,
            "" => Some("Type the access key ID first."),
            _ => Some("That is not the access key ID asked for."),
        }
    }

    /// The line that asks for it, and the input.
    fn show(&self, body: &mut Body, theme: Theme) {
        body.gap();
        body.line(Line::from(vec![
            Span::raw("To confirm, type or paste "),
            Span::styled(harmless(self.expected.as_str()).into_owned(), theme.title()),
        ]));
        body.input();
    }
}

/// A question before a change: Cancel and one other button and, where the stakes ask for it, an
/// access key ID to be typed.
#[derive(Debug)]
pub(crate) struct Question {
    buttons: Buttons,
    typed: Option<TypedId>,
}

/// What pressing the highlighted button came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pressed<T = ()> {
    /// Nothing is to be changed.
    Cancel,
    /// Something is missing, and was said.
    NotYet,
    /// The change is confirmed.
    Go(T),
}

impl Question {
    /// A question with Cancel highlighted; this key's ID is to be typed first, if one is given.
    pub(crate) fn new(to_type: Option<&AccessKeyId>) -> Self {
        Self { buttons: Buttons::default(), typed: to_type.map(TypedId::new) }
    }

    /// A question whose other button is highlighted: nothing stops working by it.
    pub(crate) fn of_no_harm() -> Self {
        Self { buttons: Buttons { highlighted: 1 }, typed: None }
    }

    /// Whether an ID is to be typed.
    pub(crate) fn asks_for_id(&self) -> bool {
        self.typed.is_some()
    }

    pub(crate) fn key_context(&self) -> KeyContext {
        if self.asks_for_id() { KeyContext::Input } else { KeyContext::Question }
    }

    /// Presses the highlighted button.
    pub(crate) fn press(&self, cx: &mut Context) -> Pressed {
        if self.buttons.on_cancel() {
            return Pressed::Cancel;
        }
        let complaint = self.typed.as_ref().and_then(TypedId::complaint).map(str::to_owned);
        match complaint.or_else(|| cx.model.may_change().err()) {
            Some(complaint) => {
                cx.notify(Tone::Warning, complaint);
                Pressed::NotYet
            }
            None => Pressed::Go(()),
        }
    }

    /// What a key does that does not confirm, in a dialog that asks a question, or has one answered.
    pub(crate) fn act(question: Option<&mut Self>, action: Action) -> Transition {
        match (action, question) {
            (Action::Cancel, _) => return Transition::Close,
            (Action::Choose | Action::Up | Action::Down, Some(question)) => {
                question.buttons.toggle(2);
            }
            _ => {}
        }
        Transition::Stay
    }

    /// Takes a key as text. The button it leads to is highlighted once the ID stands there.
    pub(crate) fn type_key(&mut self, key: KeyEvent) {
        if let Some(typed) = &mut self.typed {
            type_into(&mut typed.input, key);
            self.buttons.highlighted = usize::from(typed.matches());
        }
    }

    /// Takes a paste.
    pub(crate) fn paste(&mut self, text: &str) {
        if let Some(typed) = &mut self.typed {
            paste_into(&mut typed.input, text);
            self.buttons.highlighted = usize::from(typed.matches());
        }
    }

    /// Ends the dialog with the input and the buttons, and draws it.
    pub(crate) fn draw(
        &self,
        mut body: Body,
        label: &str,
        dangerous: bool,
        theme: Theme,
        frame: &mut Frame,
        area: Rect,
    ) {
        if let Some(typed) = &self.typed {
            typed.show(&mut body, theme);
        }
        let enabled = self.typed.as_ref().is_none_or(TypedId::matches);
        body.buttons(&self.buttons, &Buttons::row(label, dangerous, enabled));
        if let (Some(at), Some(typed)) = (body.draw(frame, area), &self.typed) {
            ui::input(frame, at, &typed.input, "", theme);
        }
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
    pub(crate) fn begin(cx: &mut Context, user: &UserName, failure: Failure) -> Self {
        let call = cx.read(AwsRead::Keys(user.clone(), Urgency::Asked));
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
    pub(crate) fn show<'a>(&self, model: &Model, theme: Theme, body: &'a mut Body) -> &'a mut Body {
        body.say(theme.danger(), &self.failure.to_string()).gap();
        body.text("The answer was lost: it may have been done or not. It was sent once.");
        match &self.shows {
            None => body.waiting(model, "Reading the keys back from IAM…"),
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
