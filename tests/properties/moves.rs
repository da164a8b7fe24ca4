//! What can happen: moves of the person, of IAM, of time, of somebody else; and how they are made
//! up at random.

use super::iam::{Answer, KINDS};
use akia::domain::FailureKind;
use proptest::prelude::*;

/// One thing that happens. Numbers choose among what there is at the moment, so that a sequence
/// makes sense wherever it is cut.
#[derive(Clone, Debug)]
pub(super) enum Move {
    /// Keys of a script (`<enter>`, `<esc>`…), one at a time.
    Press(String),
    /// Keys that arrive together.
    Burst(String),
    /// A bracketed paste.
    Paste(String),
    /// The ID of a key on the screen, typed key by key, in a burst or pasted.
    TypeId(usize, How),
    Wheel(bool),
    Click(u16, u16),
    Resize(u16, u16),
    /// Time passes.
    Wait(i64),
    /// The clock is set back.
    SetBack(i64),
    /// AWS limits the rate, or does no more.
    HeldTo(Option<u32>),
    /// One read is answered.
    Read(usize, Answer),
    /// All reads are answered, and those they lead to.
    ReadAll(Answer),
    /// One read is never answered.
    Lose(usize),
    /// One write is answered.
    Write(usize, Fate),
    /// Whatever else is awaited is answered: a connect, the clipboard, a file.
    Other(bool),
    /// A reply that came before comes again.
    Again(usize),
    /// Somebody else does something to a key.
    Somebody(usize, u8),
    /// A person who knows what they want does so many steps toward it; this becomes of the first
    /// write.
    Pursue(Goal, usize, Fate),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    KeyByKey,
    Burst,
    Paste,
}

/// What becomes of a write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Done,
    DoneButLost,
    Fails(FailureKind),
    NotJournaled,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Goal {
    /// Opens a user's page.
    Open(u8),
    Create,
    Delete(u8),
    Deactivate(u8),
    Activate(u8),
    DeactivateAll,
    /// The session's own key is deleted.
    DeleteOwn,
    Describe,
    /// Shows the secret, copies it and saves it.
    Save,
    /// Has AWS asked who signs with the new key, which it knows at once or late.
    Verify,
    /// Saves it in an AWS profile.
    SaveProfile(u8),
    /// Leaves the page with the secret, by this choice.
    Leave(u8),
    Quit,
    /// Signs in with MFA codes, one of them twice.
    Codes,
    /// Quits while the create is on its way, and is answered before the question is.
    QuitWhileCreating,
    Refresh,
    /// Opens the rotation guide, and does there what it says, and what it advises against.
    Rotate(u8),
}

fn press(script: &str) -> Move {
    Move::Press(script.to_owned())
}

impl Goal {
    /// The steps, IAM and all.
    pub(super) fn steps(self, fate: Fate) -> Vec<Move> {
        let read = Move::ReadAll(Answer::Now);
        let (first, done) = (Move::Write(0, fate), Move::Write(0, Fate::Done));
        let down = |times: u8| Move::Press("j".repeat(usize::from(times)));
        match self {
            Self::Open(user) => {
                vec![press("<esc><esc><esc>g"), down(user), press("<enter>"), read]
            }
            Self::Create => vec![
                read.clone(),
                press("c<space><enter>"),
                press("ci bot<enter>"),
                first,
                done,
                read,
            ],
            Self::Delete(key) => vec![
                read.clone(),
                press("g"),
                down(key),
                press("x<tab><enter>"),
                first,
                Move::TypeId(usize::from(key), How::Paste),
                press("<enter>"),
                read.clone(),
                Move::Wait(3_000),
                read.clone(),
                done.clone(),
                done,
                read,
            ],
            Self::Deactivate(key) => {
                vec![read.clone(), press("g"), down(key), press("d<tab><enter>"), first, read]
            }
            Self::Activate(key) => {
                vec![read.clone(), press("g"), down(key), press("a<enter>"), first, read]
            }
            Self::DeactivateAll => {
                vec![read.clone(), press("D<tab><enter>"), first, done.clone(), done, read]
            }
            Self::DeleteOwn => vec![
                press("<esc><esc><esc>u"),
                read.clone(),
                press("Gx"),
                Move::TypeId(usize::MAX, How::KeyByKey),
                press("<enter>"),
                first,
                Move::TypeId(usize::MAX, How::Burst),
                press("<enter>"),
                read.clone(),
                done,
                read,
            ],
            Self::Describe => vec![press("tfor the build<enter>"), first, read],
            Self::Save => vec![
                press("s"),
                press("Y"),
                press("b<down><enter>"),
                press("w"),
                Move::Other(true),
                Move::Other(true),
                Move::Other(true),
            ],
            Self::Verify => verify(fate),
            Self::SaveProfile(down) => save_profile(down, fate),
            Self::Leave(choice) => {
                vec![press("<esc>"), down(choice), press("<enter>"), press("<enter>")]
            }
            Self::QuitWhileCreating => vec![
                read.clone(),
                press("c<space><enter><enter>"),
                press("<^c><tab>"),
                first,
                press("<enter>"),
                read,
            ],
            Self::Codes => codes(read),
            Self::Quit => vec![press("<^c>"), press("<tab><enter>")],
            Self::Rotate(key) => rotate(down(key), first, done, read),
            Self::Refresh => vec![press("r"), Move::Other(true), read.clone(), read],
        }
    }
}

/// A new key is verified: AWS knows it at once, or late where it does not do what is asked.
fn verify(fate: Fate) -> Vec<Move> {
    let mut steps = vec![press("v")];
    if fate != Fate::Done {
        steps.push(Move::Other(false));
    }
    steps.extend((0..8).flat_map(|_| [Move::Other(true), Move::Wait(2_000)]));
    steps
}

/// Signs in with MFA codes.
fn codes(read: Move) -> Vec<Move> {
    vec![
        press("M"),
        read.clone(),
        press("<enter>"),
        press("577215<enter>"),
        Move::Other(false),
        press("577215<enter>"),
        press("654321<enter>"),
        Move::Other(true),
        read.clone(),
        read,
    ]
}

/// Goes through the guide.
fn rotate(to_the_key: Move, first: Move, done: Move, read: Move) -> Vec<Move> {
    vec![
        press("R"),
        read.clone(),
        press("<enter>"),
        press("<esc>"),
        to_the_key,
        press("o"),
        press("d<tab><enter>"),
        press("<tab><enter>"),
        first,
        read.clone(),
        press("a<enter>"),
        done,
        press("x<tab><enter>"),
        press("<esc>mw<down><enter>"),
        Move::Wait(61_000),
        read,
    ]
}

/// A new key is saved to the profile so many rows down, and the backup removed.
fn save_profile(down: u8, fate: Fate) -> Vec<Move> {
    vec![
        press("p"),
        Move::ReadAll(Answer::Now),
        press(&"<down>".repeat(usize::from(down))),
        press("<enter>"),
        Move::Other(true),
        press("<tab><enter>"),
        Move::Other(fate == Fate::Done),
        press("<tab><enter>"),
        Move::Other(true),
    ]
}

/// What one might press without thinking.
const NOISE: [&str; 58] = [
    "M",
    "577215<enter>",
    "271828<enter>",
    "<enter>",
    "<esc>",
    "<tab>",
    "<space>",
    "<up>",
    "<down>",
    "<left>",
    "<pgdn>",
    "<home>",
    "<end>",
    "<bs>",
    "<^c>",
    "<^z>",
    "<^j>",
    "a",
    "b",
    "c",
    "d",
    "D",
    "e",
    "f",
    "f<enter>",
    "g",
    "G",
    "i",
    "j",
    "k",
    "m",
    "p",
    "p<down><enter>",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "w",
    "x",
    "y",
    "Y",
    "/",
    "?",
    "[",
    "]",
    "<tab><enter>",
    "<esc><esc>",
    "<space><enter>",
    "d<tab><enter>",
    "a<enter>",
    "é",
    "<f5>",
    "R",
    "R<enter>",
    "o",
    "w<down><enter>",
];

/// What one might paste.
const PASTES: [&str; 10] = [
    "314 159",
    "AKIAUSER0KEY000000AB",
    "aws_access_key_id = AKIAUSER2KEY100000AB\n",
    "AKIADORASOWNKEY00001",
    "AKIAQQQQQQQQQQQQQQQQ AKIAUSER0KEY000000AB",
    "AKIAQQQQQQQQQQQQQQQQ",
    "ASIAQNZGKIQY56JQ7WML",
    "x\n\nd\ty\nsY",
    "\u{1b}[31m\u{7}",
    "",
];

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        5 => Just(Answer::Now),
        3 => Just(Answer::WhenAsked),
        3 => Just(Answer::Lagging),
        1 => prop::sample::select(&KINDS[..]).prop_map(Answer::Fails),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        5 => Just(Fate::Done),
        2 => Just(Fate::DoneButLost),
        2 => prop::sample::select(&KINDS[..]).prop_map(Fate::Fails),
        2 => Just(Fate::NotJournaled),
    ]
}

fn goal() -> impl Strategy<Value = Goal> {
    prop_oneof![
        6 => (0_u8..5).prop_map(Goal::Open),
        6 => Just(Goal::Create),
        6 => (0_u8..3).prop_map(Goal::Delete),
        2 => (0_u8..3).prop_map(Goal::Deactivate),
        3 => (0_u8..3).prop_map(Goal::Activate),
        1 => Just(Goal::DeactivateAll),
        1 => Just(Goal::DeleteOwn),
        1 => Just(Goal::Describe),
        2 => Just(Goal::Save),
        3 => Just(Goal::Verify),
        3 => (0_u8..3).prop_map(Goal::SaveProfile),
        4 => (0_u8..3).prop_map(Goal::Leave),
        1 => Just(Goal::Quit),
        2 => Just(Goal::QuitWhileCreating),
        2 => Just(Goal::Refresh),
        2 => Just(Goal::Codes),
        4 => (0_u8..3).prop_map(Goal::Rotate),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop::sample::select(&[How::KeyByKey, How::Burst, How::Paste][..])
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        2 => Just((80, 24)),
        2 => (60_u16..110, 15_u16..35),
        1 => (0_u16..70, 0_u16..20),
        1 => Just((1, 1)),
        1 => Just((0, 0)),
    ]
}

/// Anything that can happen.
pub(super) fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        24 => prop::sample::select(&NOISE[..]).prop_map(press),
        3 => "[a-dxy\n\t]{2,6}".prop_map(Move::Burst),
        3 => prop::sample::select(&PASTES[..]).prop_map(|text| Move::Paste(text.to_owned())),
        2 => (any::<usize>(), how()).prop_map(|(which, how)| Move::TypeId(which, how)),
        1 => any::<bool>().prop_map(Move::Wheel),
        1 => (0_u16..100, 0_u16..40).prop_map(|(x, y)| Move::Click(x, y)),
        1 => size().prop_map(|(columns, rows)| Move::Resize(columns, rows)),
        1 => Just(Move::Resize(80, 24)),
        5 => prop::sample::select(&[150_i64, 2_000, 9_000, 31_000, 61_000][..]).prop_map(Move::Wait),
        1 => prop::sample::select(&[1_000_i64, 40_000, 4_000_000][..]).prop_map(Move::SetBack),
        1 => prop::option::of(0_u32..600).prop_map(Move::HeldTo),
        10 => (any::<usize>(), answer()).prop_map(|(which, answer)| Move::Read(which, answer)),
        6 => Just(Move::ReadAll(Answer::Now)),
        2 => any::<usize>().prop_map(Move::Lose),
        8 => (any::<usize>(), fate()).prop_map(|(which, fate)| Move::Write(which, fate)),
        3 => any::<bool>().prop_map(Move::Other),
        2 => any::<usize>().prop_map(Move::Again),
        2 => (any::<usize>(), 0_u8..4).prop_map(|(which, what)| Move::Somebody(which, what)),
        24 => (goal(), prop_oneof![3 => Just(99_usize), 1 => 0_usize..8], prop_oneof![2 => Just(Fate::Done), 1 => fate()])
            .prop_map(|(goal, steps, fate)| Move::Pursue(goal, steps, fate)),
    ]
}
