//! What a person who knows what they want does, step by step.

use super::iam::Answer;
use super::moves::{Fate, How, Move, press};
use proptest::prelude::*;

/// What somebody is after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scenario {
    /// Opens a user's page.
    Open(u8),
    Create,
    Delete(u8),
    /// Activates a key and deletes it, while IAM's lists show now what is, and now what was.
    ActivateAndDelete(u8),
    Deactivate(u8),
    Activate(u8),
    DeactivateAll,
    /// The session's own key is deleted.
    DeleteOwn,
    /// A key is created to replace the session's own, and verified, which moves the session.
    ReplaceOwn,
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

impl Scenario {
    /// The steps, IAM and all.
    pub(super) fn steps(self, fate: Fate) -> Vec<Move> {
        let read = Move::ReadAll(Answer::Now);
        let (first, done) = (Move::Write(0, fate), Move::Write(0, Fate::Done));
        let down = |times: u8| Move::Press("j".repeat(usize::from(times)));
        match self {
            Self::Open(user) => {
                vec![press("<esc><esc><esc>g"), down(user), press("<enter>"), read]
            }
            Self::Create => create("c<space><enter>", fate),
            Self::Delete(key) => delete(key, down(key), fate),
            Self::ActivateAndDelete(key) => activate_and_delete(key, down(key), fate),
            Self::Deactivate(key) => {
                vec![read.clone(), press("g"), down(key), press("d<tab><enter>"), first, read]
            }
            Self::Activate(key) => {
                vec![read.clone(), press("g"), down(key), press("a<enter>"), first, read]
            }
            Self::DeactivateAll => {
                vec![read.clone(), press("D<tab><enter>"), first, done.clone(), done, read]
            }
            Self::DeleteOwn => delete_own(fate),
            Self::ReplaceOwn => {
                let own_page = [press("<esc><esc><esc>u"), read.clone()];
                let create = create("Rc<space><enter>", fate);
                own_page.into_iter().chain(create).chain(verify(Fate::Done)).chain([read]).collect()
            }
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
            // Where a secret's page is open already, these letters do nothing.
            Self::Verify => {
                create("c<space><enter>", Fate::Done).into_iter().chain(verify(fate)).collect()
            }
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

/// Creates a key, with the wizard that these keys open.
fn create(open: &str, fate: Fate) -> Vec<Move> {
    let read = Move::ReadAll(Answer::Now);
    let (first, done) = (Move::Write(0, fate), Move::Write(0, Fate::Done));
    vec![read.clone(), press(open), press("ci bot<enter>"), first, done, read]
}

/// Deletes a key, which is switched off first if it is active.
fn delete(key: u8, to_the_key: Move, fate: Fate) -> Vec<Move> {
    let read = Move::ReadAll(Answer::Now);
    let (first, done) = (Move::Write(0, fate), Move::Write(0, Fate::Done));
    vec![
        read.clone(),
        press("g"),
        to_the_key,
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
    ]
}

/// Activates a key, and deletes it by what lists say that lag behind others.
fn activate_and_delete(key: u8, to_the_key: Move, fate: Fate) -> Vec<Move> {
    let (read, lagging) = (Move::ReadAll(Answer::Now), Move::ReadAll(Answer::Lagging));
    vec![
        read.clone(),
        press("g"),
        to_the_key,
        press("a<enter>"),
        Move::Write(0, fate),
        read.clone(),
        press("<esc>r"),
        lagging.clone(),
        press("x"),
        Move::TypeId(usize::from(key), How::Paste),
        press("<enter>"),
        lagging,
        Move::Write(0, Fate::Done),
        read,
    ]
}

/// Deletes the key that signs the session.
fn delete_own(fate: Fate) -> Vec<Move> {
    let read = Move::ReadAll(Answer::Now);
    vec![
        press("<esc><esc><esc>u"),
        read.clone(),
        press("Gx"),
        Move::TypeId(usize::MAX, How::KeyByKey),
        press("<enter>"),
        Move::Write(0, fate),
        Move::TypeId(usize::MAX, How::Burst),
        press("<enter>"),
        read.clone(),
        Move::Write(0, Fate::Done),
        read,
    ]
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

/// Anything a person may be after.
pub(super) fn any_scenario() -> impl Strategy<Value = Scenario> {
    prop_oneof![
        6 => (0_u8..5).prop_map(Scenario::Open),
        6 => Just(Scenario::Create),
        6 => (0_u8..3).prop_map(Scenario::Delete),
        4 => (0_u8..3).prop_map(Scenario::ActivateAndDelete),
        2 => (0_u8..3).prop_map(Scenario::Deactivate),
        3 => (0_u8..3).prop_map(Scenario::Activate),
        1 => Just(Scenario::DeactivateAll),
        1 => Just(Scenario::DeleteOwn),
        2 => Just(Scenario::ReplaceOwn),
        1 => Just(Scenario::Describe),
        2 => Just(Scenario::Save),
        3 => Just(Scenario::Verify),
        3 => (0_u8..3).prop_map(Scenario::SaveProfile),
        4 => (0_u8..3).prop_map(Scenario::Leave),
        1 => Just(Scenario::Quit),
        2 => Just(Scenario::QuitWhileCreating),
        2 => Just(Scenario::Refresh),
        2 => Just(Scenario::Codes),
        4 => (0_u8..3).prop_map(Scenario::Rotate),
    ]
}
