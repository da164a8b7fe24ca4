//! The rows of the table of keys.

use super::{Action as A, Binding, Place as P, Press};
use crossterm::event::KeyCode;

const fn row(
    action: A,
    places: &'static [P],
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

pub(super) const EVERYWHERE: &[P] = &[
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
    P::Profiles,
    P::Reading,
    P::Command,
    P::Waiting,
];
const LISTS: &[P] =
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
    row(A::Export, &[P::Users], &[ch('e')], "export", "Export the users shown as a .csv file", 45),
    row(A::Sort, &[P::Users], &[ch('s')], "sort", "Sort by a column", 52),
    row(
        A::FindKey,
        &[P::Users],
        &[ch('f')],
        "find key",
        "Find whose an access key is; a paste does so, too",
        75,
    ),
    row(
        A::Profiles,
        &[P::Users],
        &[ch('p')],
        "profile",
        "Switch to another profile, and so to another account",
        35,
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
    row(
        A::LeaveSearch,
        &[P::Search],
        &[TAB],
        "to the table",
        "Keep the search, and go to the table",
        75,
    ),
    row(A::Up, &[P::Search, P::Profiles, P::Question], &[UP], "", "Move the selection up", 0),
    row(A::Down, &[P::Search, P::Profiles, P::Question], &[DOWN], "", "Move the selection down", 0),
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
    row(A::Choose, &[P::Profiles], &[ENTER], "switch", "Sign in with the selected profile", 90),
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
        &[P::Question, P::Input, P::Choice, P::Columns, P::Profiles, P::UseCases],
        &[ESC],
        "cancel",
        "Cancel, changing nothing",
        85,
    ),
    row(A::Cancel, &[P::Leaving], &[ESC], "go back", "Go back to the secret", 85),
    row(A::CopyCommand, &[P::Command], &[ch('y')], "copy command", "Copy the command", 90),
    row(A::Cancel, &[P::Reading, P::Command], &[ESC, ch('q')], "close", "Close the page", 85),
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
