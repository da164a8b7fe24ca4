//! What is on the screen.

use akia::console::Console;
use akia::ui::{Theme, harmless};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::borrow::Cow;

/// The titles of the dialogs, as they begin.
const TITLES: [&str; 28] = [
    "╭ MFA code",
    "╭ Delete access key",
    "╭ Activate access key",
    "╭ Deactivate access key",
    "╭ Deactivate all access keys",
    "╭ Create access key · 1",
    "╭ Create access key · 2",
    "╭ Create access key · 3",
    "╭ Create access key ",
    "╭ Copy access key ID and secret",
    "╭ Leave without saving",
    "╭ The answer to CreateAccessKey",
    "╭ Edit description",
    "╭ Whose key is that?",
    "╭ Whose keys are those?",
    "╭ Find access key",
    "╭ Quit akia?",
    "╭ Go on without the journal?",
    "╭ A secret was not saved",
    "╭ Copy which access key",
    "╭ Switch profile",
    "╭ Save to an AWS profile",
    "╭ Filter the users",
    "╭ Sort the users",
    "╭ Manage columns",
    "╭ Export",
    "╭ Go on sooner?",
    "╭ Quiet time",
];

/// Whether a cell holds what could act on a terminal.
fn is_odd(symbol: &str) -> bool {
    match symbol.as_bytes() {
        [byte] => byte.is_ascii_control(),
        _ => matches!(harmless(symbol), Cow::Owned(_)),
    }
}

/// A screen, and what is drawn on it.
pub(super) struct Seen {
    terminal: Option<Terminal<TestBackend>>,
    text: String,
    odd: Option<String>,
}

impl Seen {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        let terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        Self { terminal: Some(terminal), text: String::new(), odd: None }
    }

    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        if let Some(terminal) = &mut self.terminal {
            terminal.backend_mut().resize(columns, rows);
            terminal.autoresize().unwrap();
        }
    }

    /// Draws, and gives back what was seen before.
    pub(super) fn draw(&mut self, console: &Console) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut odd = None;
        if let Some(terminal) = &mut self.terminal {
            // A frame is enough: what is drawn is in its buffer, and no difference is asked for.
            let mut frame = terminal.get_frame();
            console.view(&mut frame, Theme { colour: false });
            let columns = usize::from(frame.area().width).max(1);
            let buffer = frame.buffer_mut();
            for (at, cell) in buffer.content.iter().enumerate() {
                if at % columns == 0 {
                    text.push('\n');
                }
                let symbol = cell.symbol();
                if is_odd(symbol) {
                    odd = Some(symbol.to_owned());
                }
                text.push_str(symbol);
            }
            buffer.reset();
        }
        let text = std::mem::replace(&mut self.text, text);
        self.odd = odd;
        Self { terminal: None, text, odd: None }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn shows(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    /// A cell that holds what could act on a terminal.
    pub(super) fn odd_cell(&self) -> Option<&str> {
        self.odd.as_deref()
    }

    /// Whether any eight characters of the secret that stand together are on the screen.
    pub(super) fn shows_part_of(&self, secret: &str) -> bool {
        let letters: Vec<char> = secret.chars().collect();
        // The ends are told apart by number; what is between is the same in all secrets.
        letters.chunks(8).any(|part| self.text.contains(&part.iter().collect::<String>()))
    }

    /// The title of the dialog on top.
    pub(super) fn dialog(&self) -> Option<&'static str> {
        TITLES.into_iter().find(|title| self.text.contains(title))
    }

    /// Whether the focus is in an input.
    pub(super) fn takes_text(&self) -> bool {
        self.asks_for_an_id()
            || self.shows("╭ Find access key")
            || self.shows("╭ Switch profile")
            || self.shows("Type or paste the code that the device shows now")
            || self.shows("The serial of the device: its ARN")
            || self.shows("╭ Save to an AWS profile · 1")
            || self.shows("╭ Create access key · 2")
            || (self.shows("╭ Edit description") && !self.shows("Saving…"))
    }

    /// Whether a dialog asks for an access key ID to be typed.
    pub(super) fn asks_for_an_id(&self) -> bool {
        self.shows("To confirm, type or paste")
    }

    /// The ID that is asked for.
    pub(super) fn asked_for(&self) -> Option<String> {
        let (_, after) = self.text.split_once("To confirm, type or paste ")?;
        after.split_whitespace().next().map(str::to_owned)
    }
}
