//! The rows of the table of key bindings.

use super::binding::{Action as A, Binding, KeyContext as C, Press};
use crossterm::event::KeyCode;

const fn row(action: A, contexts: &'static [C], keys: &'static [Press]) -> Binding {
    Binding { action, contexts, keys, label: "", help: "", priority: 0 }
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

pub(super) const EVERYWHERE: &[C] = &[
    C::Users,
    C::Search,
    C::Credentials,
    C::Question,
    C::Input,
    C::UseCases,
    C::Secret,
    C::Leaving,
    C::Choice,
    C::Columns,
    C::Profiles,
    C::Rotation,
    C::ProfileName,
    C::Reading,
    C::Command,
    C::Waiting,
];
const LISTS: &[C] = &[
    C::Users,
    C::Credentials,
    C::Rotation,
    C::Choice,
    C::Columns,
    C::UseCases,
    C::Leaving,
    C::Reading,
];

/// Every key binding, in the order of the footer and of the help page.
pub const BINDINGS: &[Binding] = &[
    row(A::Open, &[C::Users], &[ENTER])
        .in_footer("open", 90)
        .help("Open the user's security credentials"),
    row(A::Search, &[C::Users], &[ch('/')])
        .in_footer("search", 80)
        .help("Search by user name or access key ID"),
    row(A::Filter, &[C::Users], &[ch('t')])
        .in_footer("filter", 75)
        .help("Filter the users, by what their keys need"),
    row(A::Columns, &[C::Users], &[ch('m')]).in_footer("columns", 50).help("Manage columns"),
    row(A::Export, &[C::Users], &[ch('e')])
        .in_footer("export", 45)
        .help("Export the users shown as a .csv file"),
    row(A::Sort, &[C::Users], &[ch('s')]).in_footer("sort", 52).help("Sort by a column"),
    row(A::FindKey, &[C::Users], &[ch('f')])
        .in_footer("find key", 75)
        .help("Find whose an access key is; a paste does so, too"),
    row(A::Profiles, &[C::Users], &[ch('p')])
        .in_footer("profile", 35)
        .help("Switch to another profile, and so to another account"),
    row(A::Own, &[C::Users], &[ch('u')])
        .in_footer("your own", 20)
        .help("Open your own security credentials"),
    row(A::Open, &[C::Search], &[ENTER])
        .in_footer("open", 90)
        .help("Open the selected user, or the owner of the access key ID"),
    row(A::ClearSearch, &[C::Search], &[ESC])
        .in_footer("clear", 80)
        .help("Clear the search and go back to the table"),
    row(A::LeaveSearch, &[C::Search], &[TAB])
        .in_footer("to the table", 75)
        .help("Keep the search, and go to the table"),
    row(A::Up, &[C::Search, C::Profiles, C::ProfileName, C::Question], &[UP])
        .help("Move the selection up"),
    row(A::Down, &[C::Search, C::Profiles, C::ProfileName, C::Question], &[DOWN])
        .help("Move the selection down"),
    row(A::NextStep, &[C::Rotation], &[ENTER])
        .in_footer("next step", 95)
        .help("Take the step that the guide recommends, or says what speaks against"),
    row(A::Create, &[C::Credentials, C::Rotation], &[ch('c')])
        .in_footer("create", 90)
        .help("Create access key"),
    row(A::Rotate, &[C::Credentials], &[ch('R')])
        .in_footer("rotate", 82)
        .help("Rotate: the guide, from the stage IAM shows"),
    row(A::Deactivate, &[C::Credentials, C::Rotation], &[ch('d')])
        .in_footer("deactivate", 85)
        .help("Deactivate the selected access key"),
    row(A::Activate, &[C::Credentials, C::Rotation], &[ch('a')])
        .in_footer("activate", 84)
        .help("Activate the selected access key"),
    row(A::Delete, &[C::Credentials, C::Rotation], &[ch('x')])
        .in_footer("delete", 80)
        .help("Delete the selected access key (deactivating it first)"),
    row(A::Describe, &[C::Credentials], &[ch('t')])
        .in_footer("description", 60)
        .help("Edit description"),
    row(A::CopyId, &[C::Credentials, C::Rotation, C::Users], &[ch('y')])
        .in_footer("copy ID", 55)
        .help("Copy the access key ID"),
    row(A::DeactivateAll, &[C::Credentials], &[ch('D')])
        .in_footer("deactivate all", 30)
        .help("Deactivate all access keys of the user, for a leaver or a leak"),
    row(A::ChooseOld, &[C::Rotation], &[ch('o')])
        .in_footer("the old one", 60)
        .help("Take the selected access key for the old one, which is to go"),
    row(A::IdleTime, &[C::Rotation], &[ch('w')])
        .in_footer("quiet time", 50)
        .help("Choose how long the old access key must have been quiet"),
    row(A::MoveSession, &[C::Rotation], &[ch('m')])
        .in_footer("move session", 70)
        .help("Sign this session in with the new access key"),
    row(A::SignInMfa, &[C::Users, C::Credentials, C::Rotation], &[ch('M')])
        .in_footer("MFA", 22)
        .help("Sign in with an MFA code, where the account asks for one"),
    row(A::FindKey, &[C::Credentials], &[ch('f')])
        .in_footer("find key", 35)
        .help("Find whose an access key is"),
    row(A::PreviousUser, &[C::Credentials], &[ch('[')])
        .in_footer("prev", 24)
        .help("Previous user of the table"),
    row(A::NextUser, &[C::Credentials], &[ch(']')])
        .in_footer("next user", 25)
        .help("Next user of the table"),
    row(A::Show, &[C::Secret], &[ch('s')])
        .in_footer("show/hide", 90)
        .help("Show the secret access key for 30 seconds, or hide it"),
    row(A::CopySecret, &[C::Secret], &[ch('Y')])
        .in_footer("copy secret", 81)
        .help("Copy the secret access key"),
    row(A::CopyId, &[C::Secret], &[ch('y')])
        .in_footer("copy ID", 80)
        .help("Copy the access key ID"),
    row(A::CopyBoth, &[C::Secret], &[ch('b')])
        .in_footer("copy both", 75)
        .help("Copy both, as environment variables, a profile or JSON"),
    row(A::Download, &[C::Secret], &[ch('w')]).in_footer("to .csv", 88).help("Download .csv file"),
    row(A::SaveProfile, &[C::Secret], &[ch('p')])
        .in_footer("to profile", 84)
        .help("Save to an AWS profile"),
    row(A::Verify, &[C::Secret], &[ch('v')])
        .in_footer("verify", 82)
        .help("Verify: sign GetCallerIdentity with the new key, until AWS accepts it"),
    row(A::RetryDescription, &[C::Secret], &[ch('t')])
        .in_footer("description", 50)
        .help("Write the description, or try it again"),
    row(A::Done, &[C::Secret], &[ENTER, ESC])
        .in_footer("done", 86)
        .help("Leave the page; asks first while the secret is not saved"),
    row(A::Toggle, &[C::Columns], &[ch(' ')])
        .in_footer("show/hide", 86)
        .help("Show the selected column, or hide it"),
    row(A::Choose, &[C::Columns], &[ENTER])
        .in_footer("done", 90)
        .help("Show the columns that are ticked"),
    row(A::Choose, &[C::Profiles], &[ENTER])
        .in_footer("switch", 90)
        .help("Sign in with the selected profile"),
    row(A::Choose, &[C::ProfileName], &[ENTER])
        .in_footer("next", 90)
        .help("Show what would change, without the secret"),
    row(A::Choose, &[C::UseCases], &[ENTER])
        .in_footer("next", 90)
        .help("Go on with the selected use case"),
    row(A::Acknowledge, &[C::UseCases], &[ch(' ')])
        .in_footer("I understand", 85)
        .help("Tick the acknowledgement"),
    row(A::Choose, &[C::Choice, C::Leaving], &[ENTER])
        .in_footer("choose", 90)
        .help("Take the selected choice"),
    row(A::Stored, &[C::Leaving], &[ch('i')])
        .in_footer("I have stored it", 70)
        .help("Select that the secret is stored; ↵ then leaves"),
    row(A::DeleteThisKey, &[C::Leaving], &[ch('x')])
        .in_footer("delete this key", 60)
        .help("Delete the key whose secret is not saved"),
    row(A::Confirm, &[C::Question, C::Input], &[ENTER])
        .in_footer("press button", 90)
        .help("Press the highlighted button"),
    row(A::Choose, &[C::Question, C::Input], &[TAB, BACK_TAB])
        .in_footer("other button", 70)
        .help("Highlight the other button"),
    row(A::Choose, &[C::Question], &[LEFT, RIGHT]).help("Highlight the other button"),
    row(
        A::Cancel,
        &[C::Question, C::Input, C::Choice, C::Columns, C::Profiles, C::ProfileName, C::UseCases],
        &[ESC],
    )
    .in_footer("cancel", 85)
    .help("Cancel, changing nothing"),
    row(A::Cancel, &[C::Leaving], &[ESC]).in_footer("go back", 85).help("Go back to the secret"),
    row(A::CopyCommand, &[C::Command], &[ch('y')])
        .in_footer("copy command", 90)
        .help("Copy the command"),
    row(A::Cancel, &[C::Reading, C::Command], &[ESC, ch('q')])
        .in_footer("close", 85)
        .help("Close the page"),
    row(A::Up, LISTS, &[UP, ch('k')]).help("Up"),
    row(A::Down, LISTS, &[DOWN, ch('j')]).help("Down"),
    row(A::PageUp, &[C::Users, C::Search, C::Credentials, C::Rotation, C::Reading], &[PAGE_UP])
        .help("A page up"),
    row(A::PageDown, &[C::Users, C::Search, C::Credentials, C::Rotation, C::Reading], &[PAGE_DOWN])
        .help("A page down"),
    row(A::First, &[C::Users, C::Credentials, C::Choice, C::Columns, C::Reading], &[HOME, ch('g')])
        .help("To the first"),
    row(A::Last, &[C::Users, C::Credentials, C::Choice, C::Columns, C::Reading], &[END, ch('G')])
        .help("To the last"),
    row(A::Back, &[C::Credentials], &[ESC]).in_footer("back", 63).help("Back to the users"),
    row(A::Back, &[C::Rotation], &[ESC])
        .in_footer("back", 63)
        .help("Back to the security credentials"),
    row(A::ClearSearch, &[C::Users], &[ESC]).help("Clear the search, or else the filter"),
    row(A::Refresh, &[C::Users, C::Credentials, C::Rotation], &[ch('r')])
        .in_footer("refresh", 40)
        .help("Read from IAM again; signs in again after a session has expired"),
    row(
        A::Help,
        &[
            C::Users,
            C::Credentials,
            C::Rotation,
            C::Secret,
            C::UseCases,
            C::Question,
            C::Choice,
            C::Columns,
            C::Leaving,
        ],
        &[ch('?')],
    )
    .in_footer("help", 65)
    .help("All keys, and why some cannot be used now"),
    row(A::Quit, &[C::Users, C::Credentials, C::Rotation], &[ch('q')])
        .in_footer("quit", 64)
        .help("Quit"),
    row(A::QuitAnywhere, EVERYWHERE, &[Press::Ctrl('c')])
        .help("Quit from anywhere; asks first while a write is in flight or a secret is not saved"),
    row(A::Suspend, EVERYWHERE, &[Press::Ctrl('z')]).help("Suspend; fg brings akia back"),
];
