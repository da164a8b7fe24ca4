//! What can happen: moves of the person, of IAM, of time, of somebody else; and how they are made
//! up at random.

use super::iam::{Answer, KINDS};
use super::scenarios::{Scenario, any_scenario};
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
    /// A paste that holds the mark of its end: pieces of it come as pastes and as keys, each on the
    /// heels of the one before.
    BrokenPaste(Vec<String>),
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
    RateLimited(Option<u32>),
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
    Pursue(Scenario, usize, Fate),
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

pub(super) fn press(script: &str) -> Move {
    Move::Press(script.to_owned())
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

/// The pieces of a paste that is out to do harm, between the marks of a paste's end and beginning.
const HARMFUL: [&str; 12] =
    ["D", "d", "a", "x", "<tab>", "<enter>", "<tab><enter>", "R", "q", "<^c>", "<esc>", "y"];

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
        3 => prop::collection::vec(prop::sample::select(&HARMFUL[..]), 2..8)
            .prop_map(|pieces| Move::BrokenPaste(pieces.into_iter().map(str::to_owned).collect())),
        2 => (any::<usize>(), how()).prop_map(|(which, how)| Move::TypeId(which, how)),
        1 => any::<bool>().prop_map(Move::Wheel),
        1 => (0_u16..100, 0_u16..40).prop_map(|(x, y)| Move::Click(x, y)),
        1 => size().prop_map(|(columns, rows)| Move::Resize(columns, rows)),
        1 => Just(Move::Resize(80, 24)),
        5 => prop::sample::select(&[150_i64, 2_000, 9_000, 31_000, 61_000][..]).prop_map(Move::Wait),
        1 => prop::sample::select(&[1_000_i64, 40_000, 4_000_000][..]).prop_map(Move::SetBack),
        1 => prop::option::of(0_u32..600).prop_map(Move::RateLimited),
        10 => (any::<usize>(), answer()).prop_map(|(which, answer)| Move::Read(which, answer)),
        6 => Just(Move::ReadAll(Answer::Now)),
        2 => any::<usize>().prop_map(Move::Lose),
        8 => (any::<usize>(), fate()).prop_map(|(which, fate)| Move::Write(which, fate)),
        3 => any::<bool>().prop_map(Move::Other),
        2 => any::<usize>().prop_map(Move::Again),
        2 => (any::<usize>(), 0_u8..4).prop_map(|(which, what)| Move::Somebody(which, what)),
        24 => (any_scenario(), prop_oneof![3 => Just(99_usize), 1 => 0_usize..8], prop_oneof![2 => Just(Fate::Done), 1 => fate()])
            .prop_map(|(goal, steps, fate)| Move::Pursue(goal, steps, fate)),
    ]
}
