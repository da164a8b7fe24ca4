//! The one table of keys: it resolves key presses, and feeds the footer, the help page and the
//! README.
//!
//! Handlers match [`Action`]s, never keys.

mod table;

pub use self::table::BINDINGS;

use self::table::EVERYWHERE;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt::{self, Write as _};

/// What a person can ask for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "each is documented by its row in BINDINGS")]
pub enum Action {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Search,
    ClearSearch,
    LeaveSearch,
    Filter,
    Columns,
    Sort,
    Export,
    Toggle,
    CopyCommand,
    Profiles,
    FindKey,
    Own,
    Refresh,
    Create,
    Activate,
    Deactivate,
    Delete,
    Describe,
    DeactivateAll,
    CopyId,
    PreviousUser,
    NextUser,
    Back,
    Help,
    Quit,
    QuitAnywhere,
    Suspend,
    Confirm,
    Cancel,
    Choose,
    Acknowledge,
    Show,
    CopySecret,
    CopyBoth,
    Download,
    Stored,
    DeleteThisKey,
    RetryDescription,
    Verify,
    SaveProfile,
    Done,
    Rotate,
    NextStep,
    ChooseOld,
    QuietTime,
    MoveSession,
    SignInMfa,
}

/// Where the focus is: which rows of the table apply.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyContext {
    /// The table of users.
    Users,
    /// The search box above it.
    Search,
    /// One user's security credentials.
    Credentials,
    /// A question whose default is to cancel: buttons.
    Question,
    /// A question that needs a text first.
    Input,
    /// The list of use cases in the create wizard.
    UseCases,
    /// The page with the new secret.
    Secret,
    /// Leaving a secret that is not saved.
    Leaving,
    /// A choice between several.
    Choice,
    /// The list of columns.
    Columns,
    /// The list of profiles, and what narrows it.
    Profiles,
    /// Something to read.
    Reading,
    /// Something to read, with a command to run elsewhere.
    Command,
    /// The rotation guide of one user.
    Rotation,
    /// The list of profiles to save a key in, and the name of one.
    ProfileName,
    /// Waiting for IAM.
    Waiting,
}

impl KeyContext {
    /// Every place, with its heading on the help page.
    pub const ALL: [(Self, &'static str); 16] = [
        (Self::Users, "IAM users"),
        (Self::Search, "Search box"),
        (Self::Credentials, "Security credentials"),
        (Self::Rotation, "Rotate access key"),
        (Self::Secret, "Retrieve access key"),
        (Self::ProfileName, "Save to an AWS profile"),
        (Self::Leaving, "Leaving an unsaved secret"),
        (Self::UseCases, "Best practices & alternatives"),
        (Self::Question, "Questions"),
        (Self::Input, "Text inputs"),
        (Self::Choice, "Choices"),
        (Self::Columns, "Manage columns"),
        (Self::Profiles, "Switch profile"),
        (Self::Reading, "Pages to read"),
        (Self::Command, "Pages with a command"),
        (Self::Waiting, "While IAM answers"),
    ];

    /// Whether characters typed here are text.
    #[must_use]
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Search | Self::Input | Self::Profiles | Self::ProfileName)
    }
}

/// A key to press.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Press {
    /// A character, Shift included: `D` is Shift and d.
    Char(char),
    /// Ctrl and a letter.
    Ctrl(char),
    /// A key with a name.
    Named(KeyCode),
}

impl Press {
    fn matches(self, key: &KeyEvent) -> bool {
        let chord = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match self {
            Self::Char(c) => key.code == KeyCode::Char(c) && !chord,
            Self::Ctrl(c) => {
                key.code == KeyCode::Char(c) && key.modifiers.contains(KeyModifiers::CONTROL)
            }
            Self::Named(code) => key.code == code,
        }
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("space"),
            Self::Char(c) => write!(f, "{c}"),
            Self::Ctrl(c) => write!(f, "^{}", c.to_ascii_uppercase()),
            Self::Named(KeyCode::Enter) => f.write_str("↵"),
            Self::Named(KeyCode::Esc) => f.write_str("esc"),
            Self::Named(KeyCode::Up) => f.write_str("↑"),
            Self::Named(KeyCode::Down) => f.write_str("↓"),
            Self::Named(KeyCode::Left) => f.write_str("←"),
            Self::Named(KeyCode::Right) => f.write_str("→"),
            Self::Named(KeyCode::Tab) => f.write_str("tab"),
            Self::Named(KeyCode::BackTab) => f.write_str("shift-tab"),
            Self::Named(KeyCode::PageUp) => f.write_str("pgup"),
            Self::Named(KeyCode::PageDown) => f.write_str("pgdn"),
            Self::Named(KeyCode::Home) => f.write_str("home"),
            Self::Named(KeyCode::End) => f.write_str("end"),
            Self::Named(code) => write!(f, "{code}"),
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Binding {
    /// What it does.
    pub action: Action,
    /// Where it applies.
    pub places: &'static [KeyContext],
    /// The keys, the one to show first.
    pub keys: &'static [Press],
    /// A word or two for the footer.
    pub label: &'static str,
    /// A sentence for the help page.
    pub help: &'static str,
    /// Larger stays longer in a narrow footer; 0 is never in it.
    pub priority: u8,
}

impl Binding {
    /// Whether it applies at every place.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.places.len() == EVERYWHERE.len()
    }

    /// Its keys, as they are written: `↑ k`.
    #[must_use]
    pub fn names(&self) -> String {
        self.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// The rows that apply at a place.
pub fn at(place: KeyContext) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.places.contains(&place))
}

/// The action a key stands for at a place.
#[must_use]
pub fn resolve(place: KeyContext, key: &KeyEvent) -> Option<Action> {
    at(place).find(|b| b.keys.iter().any(|press| press.matches(key))).map(|b| b.action)
}

/// The table as the README shows it, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::new();
    for (place, heading) in KeyContext::ALL {
        let rows: Vec<_> = at(place).filter(|row| !row.is_everywhere()).collect();
        if rows.is_empty() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "\n**{heading}**\n\n| key | |\n|---|---|\n");
        for binding in rows {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(text, "| {} | {} |", keys.join(" "), binding.help);
        }
    }
    text.push_str("\n**Everywhere**\n\n| key | |\n|---|---|\n");
    for binding in BINDINGS.iter().filter(|row| row.is_everywhere()) {
        let _ = writeln!(text, "| `{}` | {} |", binding.names(), binding.help);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_means_two_things_at_one_place() {
        for (place, _) in KeyContext::ALL {
            let mut seen = HashSet::new();
            for press in at(place).flat_map(|binding| binding.keys) {
                assert!(seen.insert(*press), "{press} at {place:?}");
            }
        }
    }

    #[test]
    fn where_text_is_typed_no_character_is_an_action() {
        for (place, _) in KeyContext::ALL.into_iter().filter(|(place, _)| place.takes_text()) {
            for press in at(place).flat_map(|binding| binding.keys) {
                assert!(!matches!(press, Press::Char(_)), "{press} at {place:?}");
            }
        }
    }

    #[test]
    fn the_readme_has_this_table() {
        let readme = include_str!("../../../../README.md");
        assert!(readme.contains(&markdown()), "put this into README.md:\n{}", markdown());
    }

    #[test]
    fn every_place_is_on_the_help_page_and_can_be_left() {
        for place in EVERYWHERE {
            assert!(KeyContext::ALL.iter().any(|(listed, _)| listed == place));
            assert!(at(*place).any(|binding| binding.action == Action::QuitAnywhere));
        }
    }
}
