//! Actions, the contexts in which they apply, and their keys.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// What a key can do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Action {
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
    IdleTime,
    MoveSession,
    SignInMfa,
}

/// Where the focus is, which decides what the keys do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum KeyContext {
    Users,
    Search,
    Credentials,
    Question,
    Input,
    UseCases,
    /// The page with the new secret.
    Secret,
    /// The question before leaving a secret that is not saved.
    Leaving,
    Choice,
    Columns,
    /// The list of profiles to sign in with, with an input that filters it.
    Profiles,
    /// A text to read.
    Reading,
    /// A text to read, with a command to copy.
    Command,
    Rotation,
    /// The list of profiles to save a key in, with an input for a name.
    ProfileName,
    Waiting,
}

impl KeyContext {
    /// Every context with its heading on the help page.
    pub(crate) const ALL: [(Self, &'static str); 16] = [
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
    pub(crate) fn takes_text(self) -> bool {
        matches!(self, Self::Search | Self::Input | Self::Profiles | Self::ProfileName)
    }
}

/// A key to press.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Press {
    /// A character; `D` includes Shift.
    Char(char),
    /// Ctrl and a letter.
    Ctrl(char),
    /// A key with a name.
    Named(KeyCode),
}

impl Press {
    pub(super) fn matches(self, key: &KeyEvent) -> bool {
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
    pub(crate) action: Action,
    pub(crate) contexts: &'static [KeyContext],
    /// The keys; the footer shows the first.
    pub keys: &'static [Press],
    /// A word or two for the footer.
    pub label: &'static str,
    /// A sentence for the help page.
    pub(crate) help: &'static str,
    /// The footer drops smaller ones first if it is narrow; 0 is never in it.
    pub(crate) priority: u8,
}

impl Binding {
    pub(super) const fn in_footer(self, label: &'static str, priority: u8) -> Self {
        Self { label, priority, ..self }
    }

    pub(super) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    pub(crate) fn is_everywhere(&self) -> bool {
        self.contexts.len() == KeyContext::ALL.len()
    }

    /// Such as `↑ k`.
    pub(crate) fn names(&self) -> String {
        self.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}
