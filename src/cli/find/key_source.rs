//! Where the IDs come from: arguments, and standard input, which is read as it arrives.

use crate::domain::{AccessKeyId, ids_in};
use futures_util::{Stream, StreamExt as _, stream};
use std::io::{self, BufRead, Read as _};
use std::thread;
use tokio::sync::mpsc;

/// The argument that stands for standard input.
const STANDARD_INPUT: &str = "-";
/// Longer lines are read in pieces, so that no line has to fit in memory.
const PIECE: u64 = 64 * 1024;
/// The longest ID that IAM accepts. An ID of this length may continue in the next piece.
const LONGEST_ID: usize = 128;
/// The number of IDs that are read ahead of the lookups.
const AHEAD: usize = 64;

/// An item of the input.
#[derive(Debug)]
pub enum InputItem {
    /// An ID.
    Id(AccessKeyId),
    /// A line of standard input with text, but no ID.
    Nothing,
    /// Standard input could not be read further.
    Broken(io::Error),
}

/// The checked arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeySource(Vec<Piece>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Ids(Vec<AccessKeyId>),
    StandardInput,
}

impl KeySource {
    /// Finds the IDs in each argument, whatever text is around them; `-` is standard input.
    ///
    /// # Errors
    /// The first argument without an ID in it.
    pub fn parse(arguments: &[String]) -> Result<Self, String> {
        let piece = |argument: &String| {
            if argument == STANDARD_INPUT {
                return Ok(Piece::StandardInput);
            }
            match ids_in(argument) {
                ids if ids.is_empty() => Err(argument.clone()),
                ids => Ok(Piece::Ids(ids)),
            }
        };
        arguments.iter().map(piece).collect::<Result<_, _>>().map(Self)
    }

    /// The IDs in order. A thread reads `input` as soon as its turn comes.
    pub fn given<R: BufRead + 'static>(
        self,
        input: impl Fn() -> R + Clone + Send + 'static,
    ) -> impl Stream<Item = InputItem> {
        stream::iter(self.0).flat_map(move |piece| match piece {
            Piece::Ids(ids) => stream::iter(ids.into_iter().map(InputItem::Id)).boxed(),
            Piece::StandardInput => read_on_a_thread(input.clone()).boxed(),
        })
    }
}

fn read_on_a_thread<R: BufRead + 'static>(
    input: impl Fn() -> R + Send + 'static,
) -> impl Stream<Item = InputItem> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    // Sending fails after the lookups ended; then there is nothing to read for.
    let read = move || read_lines(input(), |given| sender.blocking_send(given).is_ok());
    let first = match thread::Builder::new().name("stdin".to_owned()).spawn(read) {
        Ok(_) => None,
        Err(error) => Some(InputItem::Broken(error)),
    };
    let given = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|one| (one, receiver))
    });
    stream::iter(first).chain(given)
}

/// Passes the IDs of each line to `give`, until it returns `false`.
fn read_lines(mut input: impl BufRead, mut give: impl FnMut(InputItem) -> bool) {
    let mut text = Vec::new();
    // About the line that is being read.
    let (mut any_text, mut any_id) = (false, false);
    loop {
        let read = match input.by_ref().take(PIECE).read_until(b'\n', &mut text) {
            Ok(read) => read,
            Err(error) => {
                give(InputItem::Broken(error));
                return;
            }
        };
        let ends = read == 0 || text.ends_with(b"\n");
        // The last word may continue in the next piece.
        let word = if ends { 0 } else { last_word(&text) };
        let line = text.get(..text.len() - word).unwrap_or_default();
        let line = String::from_utf8_lossy(line).into_owned();
        any_text |= word > 0 || !line.trim().is_empty();
        for id in ids_in(&line) {
            any_id = true;
            if !give(InputItem::Id(id)) {
                return;
            }
        }
        if ends {
            if any_text && !any_id && !give(InputItem::Nothing) {
                return;
            }
            (any_text, any_id) = (false, false);
        }
        if read == 0 {
            return;
        }
        // Of a word that is too long for an ID, keep enough to know that it is.
        text.drain(..text.len() - word.min(LONGEST_ID + 1));
    }
}

/// The length of the word at the end.
fn last_word(text: &[u8]) -> usize {
    text.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    const ONE: &str = "AKIAIOSFODNN7EXAMPLE";
    const TWO: &str = "AKIAI44QH8DHBEXAMPLE";

    fn words(arguments: &[&str]) -> Vec<String> {
        arguments.iter().map(|&argument| argument.to_owned()).collect()
    }

    async fn given(arguments: &[&str], input: impl Into<Vec<u8>>) -> Vec<String> {
        let input = input.into();
        let source = KeySource::parse(&words(arguments)).unwrap();
        let given = source.given(move || Cursor::new(input.clone()));
        let text = |given| match given {
            InputItem::Id(id) => id.to_string(),
            InputItem::Nothing => "nothing".to_owned(),
            InputItem::Broken(error) => error.to_string(),
        };
        given.map(text).collect().await
    }

    #[tokio::test]
    async fn ids_are_found_in_arguments_and_lines() {
        assert_eq!(given(&[TWO, &format!("a='{ONE}'"), TWO], "").await, [TWO, ONE, TWO]);
        let input = format!("x {ONE}\r\n\n  \nnone here\n{{\"{TWO}\":\"{ONE}\"}}\nlast");
        assert_eq!(given(&["-"], input).await, [ONE, "nothing", TWO, ONE, "nothing"]);
        assert_eq!(given(&[ONE, "-", ONE], TWO).await, [ONE, TWO, ONE]);
        assert_eq!(given(&["-"], "").await, [""; 0]);
    }

    #[tokio::test]
    async fn an_endless_line_is_taken_in_pieces() {
        // At each place around the end of a piece.
        let piece = usize::try_from(PIECE).unwrap();
        for before in piece - 25..piece + 3 {
            let line = format!("{} {ONE} {}", ".".repeat(before), "y".repeat(3 * piece));
            assert_eq!(given(&["-"], line).await, [ONE], "after {before}");
        }
        assert_eq!(given(&["-"], "z".repeat(2 * piece)).await, ["nothing"]);
        // The end of a long word is no ID, wherever the word is cut.
        for before in piece - 3..piece + 3 {
            let line = format!("{}{ONE}", "Z".repeat(before));
            assert_eq!(given(&["-"], line).await, ["nothing"], "after {before}");
        }
    }

    #[tokio::test]
    async fn what_is_no_text_is_passed_over() {
        let input = [b"\xff\xfe".as_slice(), ONE.as_bytes(), b"\0\n"].concat();
        assert_eq!(given(&["-"], input).await, [ONE]);
    }

    #[test]
    fn an_argument_without_an_id_is_wrong() {
        for wrong in ["alice", "", "akiaiosfodnn7example", "AKIA", "--"] {
            assert_eq!(KeySource::parse(&words(&[ONE, wrong])), Err(wrong.to_owned()));
        }
    }

    #[tokio::test]
    async fn input_that_breaks_is_told() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let source = KeySource::parse(&words(&["-"])).unwrap();
        let given: Vec<InputItem> = source.given(|| io::BufReader::new(Broken)).collect().await;
        assert!(matches!(given.as_slice(), [InputItem::Broken(_)]), "{given:?}");
    }
}
