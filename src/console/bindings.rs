//! The one table of keys: it resolves key presses, and feeds the footer, the help page and the
//! README.
//!
//! Handlers match [`Action`]s, never keys.

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
    Filter,
    Columns,
    Sort,
    Toggle,
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
    Done,
}

/// Where the focus is: which rows of the table apply.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
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
    /// Something to read.
    Reading,
    /// Waiting for IAM.
    Waiting,
}

impl Place {
    /// Every place, with its heading on the help page.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::Users, "IAM users"),
        (Self::Search, "Search box"),
        (Self::Credentials, "Security credentials"),
        (Self::Secret, "Retrieve access key"),
        (Self::Leaving, "Leaving an unsaved secret"),
        (Self::UseCases, "Best practices & alternatives"),
        (Self::Question, "Questions"),
        (Self::Input, "Text inputs"),
        (Self::Choice, "Choices"),
        (Self::Columns, "Manage columns"),
        (Self::Reading, "Pages to read"),
        (Self::Waiting, "While IAM answers"),
    ];

    /// Whether characters typed here are text.
    #[must_use]
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Search | Self::Input)
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
    pub places: &'static [Place],
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

const fn row(
    action: Action,
    places: &'static [Place],
    keys: &'static [Press],
    label: &'static str,
    help: &'static str,
    priority: u8,
) -> Binding {
    Binding { action, places, keys, label, help, priority }
}

const UP: Press = Press::Named(KeyCode::Up);
const DOWN: Press = Press::Named(KeyCode::Down);
const LEFT: Press = Press::Named(KeyCode::Left);
const RIGHT: Press = Press::Named(KeyCode::Right);
const TAB: Press = Press::Named(KeyCode::Tab);
const BACK_TAB: Press = Press::Named(KeyCode::BackTab);
const ENTER: Press = Press::Named(KeyCode::Enter);
const ESC: Press = Press::Named(KeyCode::Esc);
const PAGE_UP: Press = Press::Named(KeyCode::PageUp);
const PAGE_DOWN: Press = Press::Named(KeyCode::PageDown);
const HOME: Press = Press::Named(KeyCode::Home);
const END: Press = Press::Named(KeyCode::End);
const fn ch(c: char) -> Press {
    Press::Char(c)
}

use Action as A;
use Place as P;

const EVERYWHERE: &[Place] = &[
    P::Users,
    P::Search,
    P::Credentials,
    P::Question,
    P::Input,
    P::UseCases,
    P::Secret,
    P::Leaving,
    P::Choice,
    P::Columns,
    P::Reading,
    P::Waiting,
];
const LISTS: &[Place] =
    &[P::Users, P::Credentials, P::Choice, P::Columns, P::UseCases, P::Leaving, P::Reading];

/// Every key there is. Order is the order of the footer and of the help page.
pub const BINDINGS: &[Binding] = &[
    row(A::Open, &[P::Users], &[ENTER], "open", "Open the user's security credentials", 90),
    row(A::Search, &[P::Users], &[ch('/')], "search", "Search by user name or access key ID", 80),
    row(
        A::Filter,
        &[P::Users],
        &[ch('t')],
        "filter",
        "Filter the users, by what their keys need",
        75,
    ),
    row(A::Columns, &[P::Users], &[ch('m')], "columns", "Manage columns", 50),
    row(A::Sort, &[P::Users], &[ch('s')], "sort", "Sort by a column", 52),
    row(
        A::FindKey,
        &[P::Users],
        &[ch('f')],
        "find key",
        "Find whose an access key is; a paste does so, too",
        75,
    ),
    row(A::Own, &[P::Users], &[ch('u')], "your own", "Open your own security credentials", 20),
    row(
        A::Open,
        &[P::Search],
        &[ENTER],
        "open",
        "Open the selected user, or the owner of the access key ID",
        90,
    ),
    row(
        A::ClearSearch,
        &[P::Search],
        &[ESC],
        "clear",
        "Clear the search and go back to the table",
        80,
    ),
    row(A::Up, &[P::Search, P::Question], &[UP], "", "Move the selection up", 0),
    row(A::Down, &[P::Search, P::Question], &[DOWN], "", "Move the selection down", 0),
    row(A::Create, &[P::Credentials], &[ch('c')], "create", "Create access key", 90),
    row(
        A::Deactivate,
        &[P::Credentials],
        &[ch('d')],
        "deactivate",
        "Deactivate the selected access key",
        85,
    ),
    row(
        A::Activate,
        &[P::Credentials],
        &[ch('a')],
        "activate",
        "Activate the selected access key",
        84,
    ),
    row(
        A::Delete,
        &[P::Credentials],
        &[ch('x')],
        "delete",
        "Delete the selected access key (deactivating it first)",
        80,
    ),
    row(A::Describe, &[P::Credentials], &[ch('t')], "description", "Edit description", 60),
    row(
        A::CopyId,
        &[P::Credentials, P::Users],
        &[ch('y')],
        "copy ID",
        "Copy the access key ID",
        55,
    ),
    row(
        A::DeactivateAll,
        &[P::Credentials],
        &[ch('D')],
        "deactivate all",
        "Deactivate all access keys of the user, for a leaver or a leak",
        30,
    ),
    row(A::FindKey, &[P::Credentials], &[ch('f')], "find key", "Find whose an access key is", 35),
    row(A::PreviousUser, &[P::Credentials], &[ch('[')], "prev", "Previous user of the table", 24),
    row(A::NextUser, &[P::Credentials], &[ch(']')], "next user", "Next user of the table", 25),
    row(
        A::Show,
        &[P::Secret],
        &[ch('s')],
        "show/hide",
        "Show the secret access key for 30 seconds, or hide it",
        90,
    ),
    row(A::CopySecret, &[P::Secret], &[ch('Y')], "copy secret", "Copy the secret access key", 85),
    row(A::CopyId, &[P::Secret], &[ch('y')], "copy ID", "Copy the access key ID", 80),
    row(
        A::CopyBoth,
        &[P::Secret],
        &[ch('b')],
        "copy both",
        "Copy both, as environment variables, a profile or JSON",
        75,
    ),
    row(A::Download, &[P::Secret], &[ch('w')], "download .csv", "Download .csv file", 88),
    row(
        A::RetryDescription,
        &[P::Secret],
        &[ch('t')],
        "description",
        "Write the description, or try it again",
        50,
    ),
    row(
        A::Done,
        &[P::Secret],
        &[ENTER, ESC],
        "done",
        "Leave the page; asks first while the secret is not saved",
        86,
    ),
    row(
        A::Toggle,
        &[P::Columns],
        &[ch(' ')],
        "show/hide",
        "Show the selected column, or hide it",
        86,
    ),
    row(A::Choose, &[P::Columns], &[ENTER], "done", "Show the columns that are ticked", 90),
    row(A::Choose, &[P::UseCases], &[ENTER], "next", "Go on with the selected use case", 90),
    row(A::Acknowledge, &[P::UseCases], &[ch(' ')], "I understand", "Tick the acknowledgement", 85),
    row(A::Choose, &[P::Choice, P::Leaving], &[ENTER], "choose", "Take the selected choice", 90),
    row(
        A::Stored,
        &[P::Leaving],
        &[ch('i')],
        "I have stored it",
        "The secret is stored: leave",
        70,
    ),
    row(
        A::DeleteThisKey,
        &[P::Leaving],
        &[ch('x')],
        "delete this key",
        "Delete the key whose secret is not saved",
        60,
    ),
    row(
        A::Confirm,
        &[P::Question, P::Input],
        &[ENTER],
        "press button",
        "Press the highlighted button",
        90,
    ),
    row(
        A::Choose,
        &[P::Question, P::Input],
        &[TAB, BACK_TAB],
        "other button",
        "Highlight the other button",
        70,
    ),
    row(A::Choose, &[P::Question], &[LEFT, RIGHT], "", "Highlight the other button", 0),
    row(
        A::Cancel,
        &[P::Question, P::Input, P::Choice, P::Columns, P::UseCases],
        &[ESC],
        "cancel",
        "Cancel, changing nothing",
        85,
    ),
    row(A::Cancel, &[P::Leaving], &[ESC], "go back", "Go back to the secret", 85),
    row(A::Cancel, &[P::Reading], &[ESC, ch('q')], "close", "Close the page", 85),
    row(A::Up, LISTS, &[UP, ch('k')], "", "Up", 0),
    row(A::Down, LISTS, &[DOWN, ch('j')], "", "Down", 0),
    row(
        A::PageUp,
        &[P::Users, P::Search, P::Credentials, P::Reading],
        &[PAGE_UP],
        "",
        "A page up",
        0,
    ),
    row(
        A::PageDown,
        &[P::Users, P::Search, P::Credentials, P::Reading],
        &[PAGE_DOWN],
        "",
        "A page down",
        0,
    ),
    row(
        A::First,
        &[P::Users, P::Credentials, P::Choice, P::Columns, P::Reading],
        &[HOME, ch('g')],
        "",
        "To the first",
        0,
    ),
    row(
        A::Last,
        &[P::Users, P::Credentials, P::Choice, P::Columns, P::Reading],
        &[END, ch('G')],
        "",
        "To the last",
        0,
    ),
    row(A::Back, &[P::Credentials], &[ESC], "back", "Back to the users", 70),
    row(A::ClearSearch, &[P::Users], &[ESC], "", "Clear the search, or else the filter", 0),
    row(
        A::Refresh,
        &[P::Users, P::Credentials],
        &[ch('r')],
        "refresh",
        "Read from IAM again; signs in again after a session has expired",
        40,
    ),
    row(
        A::Help,
        &[
            P::Users,
            P::Credentials,
            P::Secret,
            P::UseCases,
            P::Question,
            P::Choice,
            P::Columns,
            P::Leaving,
        ],
        &[ch('?')],
        "help",
        "All keys, and why some cannot be used now",
        65,
    ),
    row(A::Quit, &[P::Users, P::Credentials], &[ch('q')], "quit", "Quit", 64),
    row(
        A::QuitAnywhere,
        EVERYWHERE,
        &[Press::Ctrl('c')],
        "",
        "Quit from anywhere; asks first while a write is in flight or a secret is not saved",
        0,
    ),
    row(A::Suspend, EVERYWHERE, &[Press::Ctrl('z')], "", "Suspend; fg brings akia back", 0),
];

/// The rows that apply at a place.
pub fn at(place: Place) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.places.contains(&place))
}

/// The action a key stands for at a place.
#[must_use]
pub fn resolve(place: Place, key: &KeyEvent) -> Option<Action> {
    at(place).find(|b| b.keys.iter().any(|press| press.matches(key))).map(|b| b.action)
}

/// The table as the README shows it, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::new();
    for (place, heading) in Place::ALL {
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
        for (place, _) in Place::ALL {
            let mut seen = HashSet::new();
            for press in at(place).flat_map(|binding| binding.keys) {
                assert!(seen.insert(*press), "{press} at {place:?}");
            }
        }
    }

    #[test]
    fn where_text_is_typed_no_character_is_an_action() {
        for (place, _) in Place::ALL.into_iter().filter(|(place, _)| place.takes_text()) {
            for press in at(place).flat_map(|binding| binding.keys) {
                assert!(!matches!(press, Press::Char(_)), "{press} at {place:?}");
            }
        }
    }

    #[test]
    fn the_readme_has_this_table() {
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&markdown()), "put this into README.md:\n{}", markdown());
    }

    #[test]
    fn every_place_is_on_the_help_page_and_can_be_left() {
        for place in EVERYWHERE {
            assert!(Place::ALL.iter().any(|(listed, _)| listed == place));
            assert!(at(*place).any(|binding| binding.action == Action::QuitAnywhere));
        }
    }
}
