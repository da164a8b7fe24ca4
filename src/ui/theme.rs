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
    #[must_use]
    pub fn plain(self) -> Style {
        Style::new()
    }

    /// The name of the page, of a card, of a dialog.
    #[must_use]
    pub fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    #[must_use]
    pub fn muted(self) -> Style {
        if self.colour {
            self.coloured(Color::DarkGray)
        } else {
            Style::new().add_modifier(Modifier::DIM)
        }
    }

    /// In order, done.
    #[must_use]
    pub fn good(self) -> Style {
        self.coloured(Color::Green)
    }

    /// Needs attention.
    #[must_use]
    pub fn warning(self) -> Style {
        self.coloured(Color::Yellow)
    }

    /// Failed, dangerous, or long overdue.
    #[must_use]
    pub fn danger(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// A key to press.
    #[must_use]
    pub fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The selected row or the highlighted button.
    #[must_use]
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The selected row of a table, one bar whatever colours its cells have.
    #[must_use]
    pub fn selected_row(self) -> Style {
        self.selected().fg(Color::Reset)
    }

    /// What is typed.
    #[must_use]
    pub fn input(self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// The border of a card or dialog.
    #[must_use]
    pub fn border(self) -> Style {
        self.muted()
    }

    /// The border of the selected card.
    #[must_use]
    pub fn border_selected(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// A loud word in the header: `DEMO`, `READ ONLY`.
    #[must_use]
    pub fn badge(self) -> Style {
        self.coloured(Color::Yellow).add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }
}
