//! Styles by meaning.
//!
//! Only the terminal's own 16 colours, so that a light and a dark terminal are both right, and
//! never colour alone: what a colour says, a word or a sign says too.

use ratatui::style::{Color, Modifier, Style};

/// How things look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    /// Whether colours are used; `NO_COLOR` says no.
    pub colour: bool,
}

impl Theme {
    fn coloured(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// Ordinary text.
    pub(crate) fn plain(self) -> Style {
        Style::new()
    }

    /// The name of the page, of a card, of a dialog.
    pub(crate) fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    pub(crate) fn muted(self) -> Style {
        if self.colour {
            self.coloured(Color::DarkGray)
        } else {
            Style::new().add_modifier(Modifier::DIM)
        }
    }

    /// In order, done.
    pub(crate) fn good(self) -> Style {
        self.coloured(Color::Green)
    }

    /// Needs attention.
    pub(crate) fn warning(self) -> Style {
        self.coloured(Color::Yellow)
    }

    /// Failed, dangerous, or long overdue.
    pub(crate) fn danger(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    pub(crate) fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The selected row or the highlighted button.
    pub(crate) fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The selected row of a table, one bar whatever colours its cells have.
    pub(crate) fn selected_row(self) -> Style {
        self.selected().fg(Color::Reset)
    }

    pub(crate) fn input(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    pub(crate) fn border(self) -> Style {
        self.muted()
    }

    pub(crate) fn border_selected(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// A loud word in the header: `DEMO`, `READ ONLY`.
    pub(crate) fn badge(self) -> Style {
        self.coloured(Color::Yellow).add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }
}
